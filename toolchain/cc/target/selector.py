"""The machinery of instruction selection: the walk over a function, and what every rule uses.

Blocks are walked from last to first and each from its end, so that an instruction is reached after all its uses: what
nobody asked for by then (its uses folded it into an addressing mode, a branch, a multiply-add) is not selected at all.
Constants and addresses that need a register are made once a block, after the last call before their use, or in front
of a loop without calls.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from toolchain.cc.ir import ops as ir
from toolchain.cc.ir.cfg import Cfg, Loop, Loops, analyse, find_loops
from toolchain.cc.ir.ops import Addr, Const, Ins, Param, Undef, Value
from toolchain.cc.target import abi
from toolchain.cc.target.address import Address, Mode, match_address, signed32
from toolchain.cc.target.machine import Constant, FrameObject, FrameRef, Imm, MBlock, MFunction, MIns, Phi, Sym
from toolchain.diagnostics import Span

_ADDRESS_ARGUMENT = {"load": 0, "store": 0}  # operand that is an address


@dataclass(slots=True)
class Selector:
    """The state of selecting one function. `rules` maps IR operations to the functions that select them."""

    function: ir.Function
    rules: "Mapping[str, Rule]"
    far: bool = False  # addresses take 32 bits (-mlarge-data)
    out: MFunction = field(init=False)
    cfg: Cfg = field(init=False)
    blocks: dict[ir.Block, MBlock] = field(default_factory=dict)
    origin: dict[MBlock, ir.Block] = field(default_factory=dict)
    registers: dict[Value, int] = field(default_factory=dict)
    slots: dict[Ins, FrameObject] = field(default_factory=dict)
    uses: dict[Ins, int] = field(default_factory=dict)
    foldable: set[Ins] = field(default_factory=set)  # additions used as addresses only
    homes: dict[ir.Block, ir.Block] = field(default_factory=dict)  # block in a loop -> where its constants are made
    constants: dict[Value, int] = field(default_factory=dict)  # of the current block, still to be made
    hoisted: dict[ir.Block, dict[Value, int]] = field(default_factory=dict)
    home: ir.Block | None = None
    current: ir.Block = field(init=False)
    reverse: list[MIns] = field(default_factory=list)  # the current block, last instruction first
    sequence: list[MIns] = field(default_factory=list)  # what the current rule emits, in order
    incoming: int = 0  # bytes of named stack arguments
    span: Span | None = None

    def __post_init__(self) -> None:
        self.out = MFunction(self.function.name)
        self.cfg = analyse(self.function)

    def run(self) -> None:
        """Select the whole function."""
        loops = find_loops(self.cfg)
        self._count_uses()
        self._find_homes(loops)
        for block in self.cfg.order:
            self.blocks[block] = self.out.new_block(loops.depth(block))
            self.origin[self.blocks[block]] = block
            self.hoisted[block] = {}
            for ins in block.ins:
                if ins.op == "slot":
                    self.slots[ins] = FrameObject(ins.size, ins.align, ins.name)
        self.out.frame = list(self.slots.values())
        self._request_phis()
        for block in reversed(self.cfg.order):
            self._block(block)
        self._link_blocks()

    def _count_uses(self) -> None:
        uses, addresses = self.uses, dict[Ins, int]()
        for block in self.cfg.order:
            for ins in block.ins:
                for n, arg in enumerate(ins.args):
                    if isinstance(arg, Ins):
                        uses[arg] = uses.get(arg, 0) + 1
                        if _ADDRESS_ARGUMENT.get(ins.op) == n and arg.op == "add":
                            addresses[arg] = addresses.get(arg, 0) + 1
        self.foldable = {add for add, count in addresses.items() if uses[add] == count or constant_of(add.args[1])}

    def _find_homes(self, loops: Loops) -> None:
        """A block inside loops without calls makes its constants in front of the outermost such loop."""
        calls = {loop for loop in loops.loops for block in loop.blocks if any(i.op == "call" for i in block.ins)}
        for block, inner in loops.innermost.items():
            best: Loop | None = None
            loop: Loop | None = inner
            while loop is not None and loop not in calls and loop.header is not self.cfg.entry:
                best, loop = loop, loop.parent
            if best is not None:
                self.homes[block] = self.cfg.idom[best.header]

    def _request_phis(self) -> None:
        for block in self.cfg.order:
            for ins in block.ins:
                if ins.op != "phi":
                    break
                self.reg(ins)
                for arg in ins.args:
                    if isinstance(arg, Ins | Param) and not (isinstance(arg, Ins) and arg.op == "slot"):
                        self.reg(arg)

    def _block(self, block: ir.Block) -> None:
        self.current, machine = block, self.blocks[block]
        self.reverse, self.constants, self.home = [], {}, self.homes.get(block)
        rules = self.rules
        for ins in reversed(block.ins):
            if ins.op == "phi":
                break
            row = ir.OPS[ins.op]
            if row.writes or ins in self.registers or ins.volatile:
                self.span = ins.span
                rules[ins.op](self, ins)
                self.reverse.extend(reversed(self.sequence))
                self.sequence = []
            if row.terminator:
                self.make_constants(self.hoisted[block])
        self.make_constants(self.constants)
        if block is self.cfg.entry:
            self._enter()
        self.reverse.reverse()
        machine.ins = self.reverse

    def make_constants(self, wanted: dict[Value, int]) -> None:
        """Emit what was asked for in `wanted` in front of what is selected so far; only between rules' instructions."""
        for value, register in wanted.items():
            self._load_constant(value, register)
        self.reverse.extend(reversed(self.sequence))
        self.sequence = []
        wanted.clear()

    def _load_constant(self, value: Value, register: int) -> None:
        imm = self.imm(value)
        if isinstance(value, Const) and value.type in abi.WIDE:
            self.emit("CONST64", [register], [], [imm])
        elif isinstance(imm, FrameRef):
            self.emit("LEASP", [register], [], [imm])
        elif isinstance(imm, Sym):
            self.emit("LDI32" if imm.far else "LDIW", [register], [], [imm])
        elif -0x80000 <= signed32(self._integer(imm)) < 0x80000:
            self.emit("LDIW", [register], [], [signed32(self._integer(imm))])
        else:
            self.emit("LDI32", [register], [], [imm])

    @staticmethod
    def _integer(imm: Imm) -> int:
        assert isinstance(imm, int), "an integer constant"
        return imm

    def imm(self, value: Value) -> Imm:
        """Return a constant, address or slot as an immediate."""
        match value:
            case Const():
                return value.value
            case Addr():
                return Sym(value.symbol, value.offset, self.far)
            case Undef():
                return 0
            case Ins() if value.op == "slot":
                return FrameRef(self.slots[value])
        raise AssertionError("not a constant")

    def _enter(self) -> None:
        params = self.function.params
        places, self.incoming = abi.place_arguments([p.type for p in params], len(params))
        enter = MIns("ENTER", [], [])
        for param, place in zip(params, places, strict=True):
            register = self.registers.get(param)
            if register is None:
                continue
            if place.register is None:
                op = "LDSD" if param.type in abi.WIDE else "LDS"
                self.emit(op, [register], [], [FrameRef(None, place.stack)])
            else:
                enter.defs.append(register)
                enter.fixed.append(place.register)
        self.reverse.extend(reversed(self.sequence))
        self.sequence = []
        self.reverse.append(enter)

    def _link_blocks(self) -> None:
        """Fill successors, predecessors and phis."""
        for machine in self.origin:
            for target in _targets(machine):
                machine.successors.append(target)
                target.predecessors.append(machine)
        for block in self.cfg.order:
            machine = self.blocks[block]
            for ins in block.ins:
                if ins.op != "phi":
                    break
                operands = dict(zip(ins.blocks, ins.args, strict=True))
                phi = Phi(self.registers[ins], {})
                for source in machine.predecessors:
                    phi.operands[source] = self._phi_operand(operands[self.origin[source]])
                machine.phis.append(phi)
        self.out.blocks = [self.blocks[self.cfg.entry]]

    def _phi_operand(self, value: Value) -> int | Constant:
        if isinstance(value, Param) or (isinstance(value, Ins) and value.op != "slot"):
            return self.registers[value]
        return Constant(self.imm(value), value.type in abi.WIDE)

    # ---- what rules use --------------------------------------------------------------------------------------------

    def emit(self, op: str, defs: list[int], uses: list[int], imms: Iterable[Imm] = ()) -> MIns:
        """Append one instruction to the current rule's sequence."""
        ins = MIns(op, defs, uses, list(imms), span=self.span)
        self.sequence.append(ins)
        return ins

    def reg(self, value: Value) -> int:
        """Return the virtual register that holds `value`, asking for it to be computed."""
        if isinstance(value, Const | Addr | Undef) or (isinstance(value, Ins) and value.op == "slot"):
            if isinstance(value, Undef):
                value = Const(value.type, 0)
            cache = self.hoisted[self.home] if self.home is not None else self.constants
            register = cache.get(value)
            if register is None:
                register = cache[value] = self.out.virtual(value.type in abi.WIDE)
            return register
        register = self.registers.get(value)
        if register is None:
            if isinstance(value, Ins) and value.number < 0:  # an addition that match_address made up
                register = self.out.virtual()
                self._add(value, register)
                return register
            register = self.registers[value] = self.out.virtual(value.type in abi.WIDE)
        return register

    def single_use(self, value: Value, op: str) -> Ins | None:
        """Return `value` if it is an `op` instruction that nothing else uses."""
        if isinstance(value, Ins) and value.op == op and self.uses[value] == 1 and value not in self.registers:
            return value
        return None

    def _add(self, ins: Ins, target: int) -> None:
        left, right = ins.args
        constant = constant_of(right)
        if ins.type == ir.I32 and constant is not None and -0x8000 <= signed32(constant) <= 0x7FFF:
            self.emit("ADDI", [target], [self.reg(left)], [signed32(constant)])
        else:
            self.emit("ADDQ", [target], [self.reg(left), self.reg(right)])

    def address(self, value: Value, offset: int, modes: Mapping[Mode, str]) -> Address:
        """Match the address of a memory access."""
        if self.far:
            modes = {mode: op for mode, op in modes.items() if mode is not Mode.ABSOLUTE}
        return match_address(value, offset, modes, self.slots,
                             lambda add: add in self.foldable and add not in self.registers)


Rule = Callable[[Selector, Ins], None]


def constant_of(value: Value) -> int | None:
    """Return the number if `value` is an integer constant."""
    return value.value if isinstance(value, Const) else None


def _targets(block: MBlock) -> list[MBlock]:
    """Blocks that the terminators of `block` name, each once."""
    found: dict[MBlock, None] = {}
    for ins in block.ins[-2:]:
        found.update((imm, None) for imm in ins.imms if isinstance(imm, MBlock))
    return list(found)
