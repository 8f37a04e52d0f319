"""Turns the IR of an instruction's meaning (emulator/cpu/ir.py) into WebAssembly.

`Emitter` knows expressions, memory and the order of statements; where operands and machine state live is a matter of
who uses it: the stepper reads operands from the instruction word, the translator has them folded (`Places`).

Everything unusual (a check that fires, an access out of bounds) leaves the instruction before anything was written,
and the reference interpreter executes that instruction.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import partial

from emulator.cpu import ir
from emulator.cpu.fast.operations import Operations, Push
from emulator.cpu.fast.wasm import Body, Type

V1_SIZE = 0x10000


class Temporaries:
    """Locals of a function that hold values within one instruction."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._all: dict[Type, list[int]] = {"i32": [], "i64": []}
        self._used: dict[Type, int] = {"i32": 0, "i64": 0}

    def reset(self) -> None:
        """Begin another instruction: all are free again."""
        self._used = {"i32": 0, "i64": 0}

    def take(self, kind: Type) -> int:
        """Return a local that nothing else in this instruction uses."""
        number, known = self._used[kind], self._all[kind]
        if number == len(known):
            known.append(self._body.local(kind))
        self._used[kind] += 1
        return known[number]


class Emitter(ABC):
    """Emits one instruction after another into a function."""

    def __init__(self, body: Body, *, flat: bool, base: int) -> None:
        self.body = body
        self.flat = flat
        self.base = base  # local: where guest address 0 is in linear memory
        self.operations = Operations(body)
        self.temporaries = Temporaries(body)
        self._locals: dict[str, int] = {}
        self._blocks: dict[str, int] = {}

    @abstractmethod
    def unusual(self) -> None:
        """Leave the instruction, which has done nothing, if the top is not 0."""

    # Places

    @abstractmethod
    def push_low(self, *, store: bool) -> None:
        """Push the first accessible address of flat memory."""

    @abstractmethod
    def push_span(self, *, store: bool) -> None:
        """Push how many bytes are accessible from there."""

    @abstractmethod
    def push_slot(self, slot: str, width: ir.Width) -> None:
        """Push an operand."""

    @abstractmethod
    def push_register(self, slot: str | int) -> None:
        """Push a register."""

    @abstractmethod
    def set_register(self, slot: str | int, value: ir.Expression) -> None:
        """Write a register."""

    @abstractmethod
    def push_pair(self, slot: str) -> None:
        """Push a register pair as 64 bits."""

    @abstractmethod
    def set_pair(self, slot: str, value: ir.Expression) -> None:
        """Write a register pair."""

    @abstractmethod
    def push_flag(self, name: str) -> None:
        """Push a flag."""

    @abstractmethod
    def set_flag(self, name: str, value: ir.Expression) -> None:
        """Write a flag."""

    @abstractmethod
    def push_state(self, name: ir.State) -> None:
        """Push a word of state."""

    @abstractmethod
    def set_state(self, name: ir.State, value: ir.Expression) -> None:
        """Write a word of state."""

    @abstractmethod
    def push_table_entry(self, index: ir.Expression) -> None:
        """Push an entry of a TBR's table."""

    @abstractmethod
    def push_block_size(self, slot: str) -> None:
        """Push the number of bytes that the registers of a mask take."""

    @abstractmethod
    def load_registers(self, slot: str, address: int) -> None:
        """Write the registers of a mask from linear memory at the address in a local."""

    @abstractmethod
    def store_registers(self, slot: str, address: int) -> None:
        """Write the registers of a mask to linear memory at the address in a local."""

    @abstractmethod
    def jump(self, statement: ir.Jump) -> None:
        """Note where the instruction goes on."""

    @abstractmethod
    def stop(self, statement: ir.Stop) -> None:
        """Note that the run ends after the instruction."""

    # Statements

    def statements(self, operation: ir.Operation) -> None:
        """Emit all that an operation does."""
        self.temporaries.reset()
        self._locals.clear()
        self._blocks.clear()
        for statement in operation.statements:
            self.statement(statement)

    def statement(self, statement: ir.Statement) -> None:
        """Emit one statement."""
        match statement:
            case ir.Let(name, value):
                self.push(value)
                self._name(name, value.width)
            case ir.Load(name, bits, signed, address):
                self._load(name, bits, signed=signed, address=address)
            case ir.LoadBlock(name, slot, address):
                self._blocks[name] = self._block_address(slot, address, store=False)
            case ir.Check(condition, _):
                self.push(condition)
                self.unusual()
            case ir.Store(bits, address, value):
                self._store(bits, address, value)
            case ir.StoreBlock(slot, address):
                self.store_registers(slot, self._block_address(slot, address, store=True))
            case ir.SetRegister(slot, value):
                self.set_register(slot, value)
            case ir.SetPair(slot, value):
                self.set_pair(slot, value)
            case ir.SetBlock(slot, block):
                self.load_registers(slot, self._blocks[block])
            case ir.SetFlag(name, value):
                self.set_flag(name, value)
            case ir.SetState(name, value):
                self.set_state(name, value)
            case ir.Jump():
                self.jump(statement)
            case ir.Stop():
                self.stop(statement)

    def _name(self, name: str, width: ir.Width) -> None:
        self._locals[name] = self.temporaries.take("i64" if width == 64 else "i32")
        self.body.set(self._locals[name])

    def _load(self, name: str, bits: int, *, signed: bool, address: ir.Expression) -> None:
        body = self.body
        place = self.located(address, bits // 8, store=False)
        body.get(place)
        if bits == 64:
            body.access("i64.load")
        elif bits == 32:
            body.access("i32.load")
        else:
            body.access(f"i32.load{bits}_{'s' if signed else 'u'}")
        self._name(name, 64 if bits == 64 else 32)

    def _store(self, bits: int, address: ir.Expression, value: ir.Expression) -> None:
        body = self.body
        place = self.located(address, bits // 8, store=True)
        body.get(place)
        self.push(value)
        body.access({64: "i64.store", 32: "i32.store", 16: "i32.store16", 8: "i32.store8"}[bits])

    def located(self, address: ir.Expression, size: int, *, store: bool) -> int:
        """Check an access; return the local that holds its place in linear memory."""
        body, place = self.body, self.temporaries.take("i32")
        self.push(address)
        if self.flat:
            body.tee(place)
            self.push_low(store=store)
            body.op("i32.sub")
            self.push_span(store=store)
            body.const(size)
            body.op("i32.sub", "i32.gt_u")
            self.unusual()
        else:
            body.const(V1_SIZE - 1)
            body.op("i32.and")
            body.set(place)
            if size > 1:
                body.get(place)
                body.const(V1_SIZE - size)
                body.op("i32.gt_u")
                self.unusual()
        body.get(place)
        body.get(self.base)
        body.op("i32.add")
        body.set(place)
        return place

    def _block_address(self, slot: str, address: ir.Expression, *, store: bool) -> int:
        """Check an access to as many words as a mask has registers, which may be none."""
        body, place, size = self.body, self.temporaries.take("i32"), self.temporaries.take("i32")
        self.push(address)
        if not self.flat:
            body.const(V1_SIZE - 1)
            body.op("i32.and")
        body.set(place)
        self.push_block_size(slot)
        body.tee(size)
        body.begin_if()
        body.get(place)
        if self.flat:
            self.push_low(store=store)
            body.op("i32.sub")
            self.push_span(store=store)
        else:
            body.const(V1_SIZE)
        body.get(size)
        body.op("i32.sub", "i32.gt_u")
        self.unusual()
        body.end()
        body.get(place)
        body.get(self.base)
        body.op("i32.add")
        body.set(place)
        return place

    # Expressions

    def push(self, expression: ir.Expression) -> None:
        """Push a value."""
        body = self.body
        match expression:
            case ir.Const(value, width):
                body.const(value, width)
            case ir.SlotValue(slot, width):
                self.push_slot(slot, width)
            case ir.Register(slot):
                self.push_register(slot)
            case ir.PairValue(slot):
                self.push_pair(slot)
            case ir.Flag(name):
                self.push_flag(name)
            case ir.StateValue(name):
                self.push_state(name)
            case ir.Local(name):
                body.get(self._locals[name])
            case ir.Convert(operator, operand):
                self.push(operand)
                body.op({"wrap": "i32.wrap_i64", "zext": "i64.extend_i32_u", "sext": "i64.extend_i32_s"}[operator])
            case ir.Binary(operator, left, right, width):
                self.push(left)
                self.push(right)
                if width == 64 and right.width == 32:
                    body.op("i64.extend_i32_u")
                body.op(f"i{width}.{operator}")
            case ir.Compare(operator, left, right):
                self.push(left)
                self.push(right)
                body.op(f"i{left.width}.{operator}")
            case ir.Select(condition, yes, no):
                self.push(yes)
                self.push(no)
                self.push(condition)
                body.op("select")
            case ir.Intrinsic(name, arguments):
                self.operations.emit(name, self._pushes(arguments))
            case ir.TableEntry(index):
                self.push_table_entry(index)

    def _pushes(self, arguments: Sequence[ir.Expression]) -> list[Push]:
        return [partial(self.push, argument) for argument in arguments]
