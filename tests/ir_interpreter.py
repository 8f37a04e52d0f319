"""A small interpreter of the IR, an oracle for passes: what a module did before a pass it must do after it.

Memory is a flat byte array with data objects from 0x1000 and slots from 0x100000 upwards; functions have addresses from
0x10000000. Calls of functions that the module does not define are recorded as events with their arguments (and return
a number made from them), so a run is compared by its result, its events and the final content of global objects.
Division by zero and accesses outside objects raise Trap. Steps are limited.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.ir_model import apply
from toolchain.cc.ir.ops import OPS, Addr, Block, Const, Function, Ins, Module, Param, Value

MASK = {"i32": 0xFFFFFFFF, "i64": 0xFFFFFFFFFFFFFFFF, "f32": 0xFFFFFFFF, "f64": 0xFFFFFFFFFFFFFFFF}


class Trap(Exception):  # noqa: N818 - it is a machine event, not an error of this program
    """The program did what the machine refuses."""


class OutOfSteps(Exception):  # noqa: N818 - as above
    """The program ran too long to be compared."""


@dataclass
class Run:
    """What a run showed to the outside."""

    result: int | None = None
    events: list[tuple[object, ...]] = field(default_factory=list)
    memory: dict[str, bytes] = field(default_factory=dict)
    trapped: bool = False


class Interpreter:
    def __init__(self, module: Module, steps: int = 20000) -> None:
        self.module = module
        self.functions = {f.name: f for f in module.functions}
        self.steps = steps
        self.memory = bytearray(0x200000)
        self.symbols: dict[str, int] = {}
        self.events: list[tuple[object, ...]] = []
        self.top = 0x100000
        at = 0x1000
        for data in sorted(module.data, key=lambda d: d.name):
            at = (at + 15) // 16 * 16
            self.symbols[data.name] = at
            self.memory[at:at + len(data.content)] = data.content
            at += data.size + 16
        for n, name in enumerate(sorted({*self.functions, "ext", "ext2", "memcpy", "memset"})):
            self.symbols[name] = 0x10000000 + 16 * n
        for data in module.data:
            for offset, symbol, addend in data.addresses:
                self.store(self.symbols[data.name] + offset, 4, self.address(symbol) + addend)

    def address(self, symbol: str) -> int:
        if symbol not in self.symbols:
            self.symbols[symbol] = 0x10000000 + 16 * len(self.symbols) + 0x10000
        return self.symbols[symbol]

    def load(self, address: int, width: int) -> int:
        if not 0x1000 <= address <= len(self.memory) - width:
            raise Trap(f"load from {address:#x}")
        return int.from_bytes(self.memory[address:address + width], "little")

    def store(self, address: int, width: int, value: int) -> None:
        if not 0x1000 <= address <= len(self.memory) - width:
            raise Trap(f"store to {address:#x}")
        self.memory[address:address + width] = (value & ((1 << 8 * width) - 1)).to_bytes(width, "little")

    def run(self, name: str, *args: int) -> Run:
        run = Run(events=self.events)
        try:
            run.result = self.call(self.functions[name], list(args))
        except Trap:
            run.trapped = True
        run.memory = {d.name: bytes(self.memory[self.symbols[d.name]:self.symbols[d.name] + d.size])
                      for d in self.module.data if d.is_global}
        return run

    def call(self, function: Function, args: list[int]) -> int | None:
        values: dict[Value, int] = dict(zip(function.params, args, strict=True))
        mark = self.top
        block, came_from = function.blocks[0], None
        try:
            while True:
                block, came_from, done, result = self.block(block, came_from, values)
                if done:
                    return result
        finally:
            self.top = mark

    def value(self, value: Value, values: dict[Value, int]) -> int:
        if isinstance(value, Const):
            return value.value
        if isinstance(value, Addr):
            return (self.address(value.symbol) + value.offset) & 0xFFFFFFFF
        if isinstance(value, Ins | Param):
            return values[value]
        return 0

    def block(self, block: Block, source: Block | None,
              values: dict[Value, int]) -> tuple[Block, Block | None, bool, int | None]:
        phis = [ins for ins in block.ins if ins.op == "phi"]
        if phis:
            assert source is not None
            arrived = [self.value(phi.args[phi.blocks.index(source)], values) for phi in phis]
            values.update(zip(phis, arrived, strict=True))
        for ins in block.ins[len(phis):]:
            self.steps -= 1
            if self.steps < 0:
                raise OutOfSteps
            if OPS[ins.op].terminator:
                return self.leave(ins, block, values)
            result = self.execute(ins, [self.value(a, values) for a in ins.args])
            if ins.type:
                values[ins] = result & MASK[ins.type]
        raise AssertionError("block without terminator")

    def leave(self, ins: Ins, block: Block, values: dict[Value, int]) -> tuple[Block, Block | None, bool, int | None]:
        args = [self.value(a, values) for a in ins.args]
        if ins.op == "jump":
            return ins.blocks[0], block, False, None
        if ins.op == "br":
            return ins.blocks[0 if args[0] else 1], block, False, None
        if ins.op == "switch":
            at = ins.cases.index(args[0]) + 1 if args[0] in ins.cases else 0
            return ins.blocks[at], block, False, None
        if ins.op == "ret":
            return block, None, True, args[0] if args else None
        raise Trap(ins.op)

    def execute(self, ins: Ins, a: list[int]) -> int:
        op = ins.op
        if op == "slot":
            at = (self.top + 15) // 16 * 16
            self.top = at + ins.size + 8
            self.memory[at:at + ins.size] = bytes(ins.size)
            return at
        if op == "load":
            value = self.load((a[0] + ins.offset) & 0xFFFFFFFF, ins.width)
            return sx(value, 8 * ins.width) if ins.signed else value
        if op == "store":
            self.store((a[0] + ins.offset) & 0xFFFFFFFF, ins.width, a[1])
            if ins.volatile:
                self.events.append(("store", ins.width, a[1] & ((1 << 8 * ins.width) - 1)))
            return 0
        if op == "memcpy":
            for n in range(ins.size):
                self.store(a[0] + n, 1, self.load(a[1] + n, 1))
            return 0
        if op == "memzero":
            for n in range(ins.size):
                self.store(a[0] + n, 1, 0)
            return 0
        if op == "call":
            return self.do_call(ins, a)
        if op in ("sdiv", "udiv", "srem", "urem") and a[1] == 0:
            raise Trap(op)
        return _WORDS[op](a[0], a[1]) if op in _WORDS else apply(op, ins.type, ins.args[0].type, a)

    def do_call(self, ins: Ins, a: list[int]) -> int:
        name = next((n for n, at in self.symbols.items() if at == a[0]), "")
        if name in self.functions:
            return self.call(self.functions[name], a[1:]) or 0
        if name == "memcpy":
            self.memory[a[1]:a[1] + a[3]] = self.memory[a[2]:a[2] + a[3]]
            return a[1]
        if name == "memset":
            self.memory[a[1]:a[1] + a[3]] = bytes([a[2] & 255]) * a[3]
            return a[1]
        self.events.append(("call", name, *(x if x < 0x1000 or x > 0x200000 else "address" for x in a[1:])))
        return sum(x * 31 for x in a[1:] if x < 0x1000) & 0xFFFF if ins.width == 0 else 1


def sx(value: int, bits: int) -> int:
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value


_WORDS: dict[str, Callable[[int, int], int]] = {  # what ir_model leaves out
    "rotr": lambda x, y: ((x | x << 32) >> (y % 32)) & 0xFFFFFFFF,
    "mulh": lambda x, y: (sx(x, 32) * sx(y, 32)) >> 32, "umulh": lambda x, y: (x * y) >> 32,
    "smin": lambda x, y: min(sx(x, 32), sx(y, 32)), "smax": lambda x, y: max(sx(x, 32), sx(y, 32)),
    "umin": min, "umax": max,
}
