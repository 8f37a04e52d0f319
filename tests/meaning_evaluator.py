"""Executes lowered meanings (emulator/cpu/ir.py) on a machine: the IR's own meaning, written from its docstrings."""

from collections.abc import Mapping, Sequence

from emulator.cpu import ir
from emulator.cpu.intrinsics import INTRINSICS
from emulator.cpu.machine import Machine

Operands = Mapping[str, int | Sequence[int]]


def signed(value: int, width: int) -> int:
    return value - (1 << width) if value >> (width - 1) else value


class Evaluator:
    """One execution of one operation."""

    def __init__(self, machine: Machine, operands: Operands) -> None:
        self.machine = machine
        self.operands = operands
        self.locals: dict[str, int] = {}
        self.blocks: dict[str, tuple[int, ...]] = {}

    def number(self, slot: str | int) -> int:
        found = slot if isinstance(slot, int) else self.operands[slot]
        assert isinstance(found, int), "a table is no number"
        return found

    def run(self, operation: ir.Operation) -> None:
        for statement in operation.statements:
            self.execute(statement)

    def execute(self, statement: ir.Statement) -> None:
        m = self.machine
        match statement:
            case ir.Let(name, value):
                self.locals[name] = self.value(value)
            case ir.Load(name, bits, is_signed, address):
                loaded = int.from_bytes(m.read(self.value(address), bits // 8), "little")
                self.locals[name] = signed(loaded, bits) & 0xFFFFFFFF if is_signed else loaded
            case ir.LoadBlock(name, slot, address):
                count = self.number(slot).bit_count()
                data = m.read(self.value(address), 4 * count)
                self.blocks[name] = tuple(int.from_bytes(data[4 * n:4 * n + 4], "little") for n in range(count))
            case ir.Check(condition, code):
                if self.value(condition):
                    if code is None:
                        m.end_task()
                    m.fault(code)
            case ir.Store(bits, address, value):
                data = (self.value(value) & ((1 << bits) - 1)).to_bytes(bits // 8, "little")
                m.write(self.value(address), data)
            case ir.StoreBlock(slot, address):
                m.write(self.value(address), b"".join(m.regs[n].to_bytes(4, "little") for n in self.named(slot)))
            case ir.SetRegister(slot, value):
                m.regs[self.number(slot)] = self.value(value)
            case ir.SetPair(slot, value):
                pair, even = self.value(value), self.number(slot)
                m.regs[even], m.regs[even + 1] = pair & 0xFFFFFFFF, pair >> 32
            case ir.SetBlock(slot, block):
                for n, word in zip(self.named(slot), self.blocks[block], strict=True):
                    m.regs[n] = word
            case ir.SetFlag(name, value):
                setattr(m, name, bool(self.value(value)))
            case ir.SetState(name, value):
                setattr(m, name, self.value(value))
            case ir.Jump(target, condition):
                if condition is None or self.value(condition):
                    m.pc = self.value(target)
            case ir.Stop(kind, slots):
                getattr(m, kind)(*(self.number(slot) for slot in slots))

    def named(self, slot: str) -> list[int]:
        return [n for n in range(16) if self.number(slot) >> n & 1]

    def value(self, expression: ir.Expression) -> int:
        """Return the bits of an expression; asserts that they fit its width."""
        found = self.bits(expression)
        assert 0 <= found < 1 << expression.width, f"{expression} leaves its width"
        return found

    def bits(self, expression: ir.Expression) -> int:
        m = self.machine
        match expression:
            case ir.Const(value, _):
                return value
            case ir.SlotValue(slot, width):
                return self.number(slot) & ((1 << width) - 1)
            case ir.Register(slot):
                return m.regs[self.number(slot)]
            case ir.PairValue(slot):
                return m.regs[self.number(slot)] + (m.regs[self.number(slot) + 1] << 32)
            case ir.Flag(name) | ir.StateValue(name):
                return int(getattr(m, name))
            case ir.Local(name, _):
                return self.locals[name]
            case ir.Convert(operator, operand):
                value = self.value(operand)
                return signed(value, 32) % (1 << 64) if operator == "sext" else value % (1 << expression.width)
            case ir.Binary(operator, left, right, width):
                return self.binary(operator, self.value(left), self.value(right), width) % (1 << width)
            case ir.Compare(operator, left, right):
                return int(self.compare(operator, self.value(left), self.value(right), left.width))
            case ir.Select(condition, yes, no):
                first, second = self.value(yes), self.value(no)
                return first if self.value(condition) else second
            case ir.Intrinsic(name, arguments):
                return int(INTRINSICS[name].function(*map(self.value, arguments)))
            case ir.TableEntry(index):
                table = self.operands["table"]
                assert not isinstance(table, int), "TBR has a table"
                return table[self.value(index)]

    @staticmethod
    def binary(operator: ir.Arithmetic, x: int, y: int, width: int) -> int:
        if operator in {"shl", "shr_u", "shr_s"}:
            assert y < width, "a shift amount reaches the width"
        match operator:
            case "add":
                return x + y
            case "sub":
                return x - y
            case "mul":
                return x * y
            case "and":
                return x & y
            case "or":
                return x | y
            case "xor":
                return x ^ y
            case "shl":
                return x << y
            case "shr_u":
                return x >> y
            case "shr_s":
                return signed(x, width) >> y
            case "div_u":
                return x // y
            case "rem_u":
                return x % y

    @staticmethod
    def compare(operator: ir.Comparison, x: int, y: int, width: int) -> bool:
        match operator:
            case "eq":
                return x == y
            case "ne":
                return x != y
            case "lt_u":
                return x < y
            case "le_u":
                return x <= y
            case "lt_s":
                return signed(x, width) < signed(y, width)
            case "le_s":
                return signed(x, width) <= signed(y, width)
