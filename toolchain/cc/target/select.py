"""Instruction selection: IR in SSA form -> machine instructions over virtual registers.

Blocks are walked from last to first and each from its end, so that an instruction is reached after all its uses: what
nobody asked for by then (its uses folded it into an addressing mode, a branch, a multiply-add) is not selected at all.
Constants and addresses that need a register are made once a block, after the last call before their use, or in front
of a loop without calls.

Requires: reachable blocks only; memcpy and memzero lowered (passes/lower_operations.py).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from toolchain.cc.ir import ops as ir
from toolchain.cc.ir.cfg import Cfg, Loop, Loops, analyse, find_loops
from toolchain.cc.ir.ops import Addr, Const, Ins, Param, Undef, Value
from toolchain.cc.target import abi
from toolchain.cc.target.address import LOADS, STORES, Address, Mode, match_address, signed32
from toolchain.cc.target.machine import (
    Constant,
    FrameObject,
    FrameRef,
    Imm,
    MBlock,
    MFunction,
    MIns,
    Phi,
    Sym,
)
from toolchain.cc.target.rules import BINARY, BRANCHES, CONSTANT_BRANCHES, UNARY
from toolchain.cc.target.switch import lower_switch
from toolchain.diagnostics import Span

_ADDRESS_ARGUMENT = {"load": 0, "store": 0}  # operand that is an address


def select_instructions(function: ir.Function) -> MFunction:
    """Return the machine function for `function`; its registers are virtual, its frame has no offsets yet."""
    selector = Selector(function)
    selector.run()
    return selector.out


@dataclass(slots=True)
class Selector:
    """The state of selecting one function; rules are the methods named like IR operations."""

    function: ir.Function
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

    # ---- walk ----------------------------------------------------------------------------------------------------

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
        self.foldable = {add for add, count in addresses.items() if uses[add] == count or _constant(add.args[1])}

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
        rules = _RULES
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
                self._make_constants(self.hoisted[block])
        self._make_constants(self.constants)
        if block is self.cfg.entry:
            self._enter()
        self.reverse.reverse()
        machine.ins = self.reverse

    def _make_constants(self, wanted: dict[Value, int]) -> None:
        for value, register in wanted.items():
            self._load_constant(value, register)
        self.reverse.extend(reversed(self.sequence))
        self.sequence = []
        wanted.clear()

    def _load_constant(self, value: Value, register: int) -> None:
        imm = self.imm(value)
        if isinstance(value, Const) and value.type == "i64":
            self.emit("CONST64", [register], [], [imm])
        elif isinstance(imm, FrameRef):
            self.emit("LEASP", [register], [], [imm])
        elif isinstance(imm, Sym) or -0x80000 <= signed32(self._integer(imm)) < 0x80000:
            self.emit("LDIW", [register], [], [imm if isinstance(imm, Sym) else signed32(self._integer(imm))])
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
                assert isinstance(value.value, int), "integer constant"
                return value.value
            case Addr():
                return Sym(value.symbol, value.offset)
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
                op = "LDSD" if param.type == ir.I64 else "LDS"
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
        return Constant(self.imm(value), value.type == ir.I64)

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
                register = cache[value] = self.out.virtual(value.type == ir.I64)
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
        constant = _constant(right)
        if ins.type == ir.I32 and constant is not None and -0x8000 <= signed32(constant) <= 0x7FFF:
            self.emit("ADDI", [target], [self.reg(left)], [signed32(constant)])
        else:
            self.emit("ADDQ", [target], [self.reg(left), self.reg(right)])

    def address(self, value: Value, offset: int, modes: Mapping[Mode, str]) -> Address:
        """Match the address of a memory access."""
        return match_address(value, offset, modes, self.slots,
                             lambda add: add in self.foldable and add not in self.registers)

    # ---- arithmetic ----------------------------------------------------------------------------------------------

    def binary(self, ins: Ins) -> None:
        """Any operation of rules.BINARY: the immediate form if it fits, otherwise registers."""
        rule, wide = BINARY[ins.op], ins.args[0].type == ir.I64
        left, right = ins.args
        if _constant(left) is not None and ir.OPS[ins.op].commutative:
            left, right = right, left
        target, constant = self.reg(ins), _constant(right)
        if constant is not None:
            if wide and rule.wide_immediate:
                value = constant - (constant >> 63 << 64) if rule.wide_low < 0 else constant & 63
                if rule.wide_low <= value <= rule.wide_high:
                    self.emit(rule.wide_immediate, [target], [self.reg(left)], [value])
                    return
            elif not wide and rule.immediate:
                value = constant if rule.low == 0 else signed32(constant)
                if rule.immediate.endswith(("SHLI", "SHRI", "SARI", "RORI")):
                    value &= 31
                if rule.low <= value <= rule.high:
                    self.emit(rule.immediate, [target], [self.reg(left)], [value])
                    return
        op = rule.wide if wide else rule.word
        assert op, f"no instruction for {ins.op} {ins.type}"
        self.emit(op, [target], [self.reg(left), self.reg(right)])

    def add(self, ins: Ins) -> None:
        """Multiply-add when one operand is a product made for it alone."""
        if ins.type == ir.I32:
            for product, other in (ins.args, ins.args[::-1]):
                mul = self.single_use(product, "mul")
                if mul is not None and _constant(other) is None:
                    self.emit("MADD", [self.reg(ins)], [self.reg(mul.args[0]), self.reg(mul.args[1]), self.reg(other)])
                    return
        self.binary(ins)

    def sub(self, ins: Ins) -> None:
        """Subtraction of a constant is an addition; from a constant a reverse subtraction."""
        left, right = ins.args
        minuend, subtrahend = _constant(left), _constant(right)
        target = self.reg(ins)
        if ins.type == ir.I64:
            if minuend == 0:
                self.emit("NEGL", [target], [self.reg(right)])
            elif subtrahend is not None and -128 <= -(subtrahend - (subtrahend >> 63 << 64)) <= 127:
                self.emit("ADDLI", [target], [self.reg(left)], [-(subtrahend - (subtrahend >> 63 << 64))])
            else:
                self.emit("SUBL", [target], [self.reg(left), self.reg(right)])
        elif subtrahend is not None and -0x8000 <= -signed32(subtrahend) <= 0x7FFF:
            self.emit("ADDI", [target], [self.reg(left)], [-signed32(subtrahend)])
        elif minuend is not None and -0x8000 <= signed32(minuend) <= 0x7FFF:
            self.emit("RSBI", [target], [self.reg(right)], [signed32(minuend)])
        else:
            self.emit("SUBQ", [target], [self.reg(left), self.reg(right)])

    def xor(self, ins: Ins) -> None:
        """Complement is a reverse subtraction from -1."""
        if ins.type == ir.I32 and _constant(ins.args[1]) == 0xFFFFFFFF:
            self.emit("RSBI", [self.reg(ins)], [self.reg(ins.args[0])], [-1])
        else:
            self.binary(ins)

    def and_(self, ins: Ins) -> None:
        """A mask is a bit extraction of a shifted value, or clears a few bits."""
        left, right = ins.args
        mask = _constant(right)
        if ins.type == ir.I32 and mask is not None:
            shift = self.single_use(left, "lshr")
            width = mask.bit_length()
            if shift is not None and mask == (1 << width) - 1 and mask:
                position = _constant(shift.args[1])
                if position is not None and position & 31 and (position & 31) + width <= 32:
                    self.emit("EXTU", [self.reg(ins)], [self.reg(shift.args[0])], [position & 31, width])
                    return
            if mask > 0xFFFF:
                if mask == (1 << width) - 1 and width < 32:
                    self.emit("EXTU", [self.reg(ins)], [self.reg(left)], [0, width])
                    return
                if mask ^ 0xFFFFFFFF <= 0xFFFF:
                    self.emit("BICI", [self.reg(ins)], [self.reg(left)], [mask ^ 0xFFFFFFFF])
                    return
        complement = self._complement(right)
        if ins.type == ir.I32 and complement is not None:
            self.emit("BIC", [self.reg(ins)], [self.reg(left), self.reg(complement)])
        else:
            self.binary(ins)

    def _complement(self, value: Value) -> Value | None:
        flip = self.single_use(value, "xor")
        return flip.args[0] if flip is not None and _constant(flip.args[1]) == 0xFFFFFFFF else None

    def ashr(self, ins: Ins) -> None:
        """A left shift by less, then right, extracts a signed field."""
        shift = self.single_use(ins.args[0], "shl")
        right = _constant(ins.args[1])
        if ins.type == ir.I32 and shift is not None and right is not None:
            left = _constant(shift.args[1])
            if left is not None and 0 < (left & 31) <= (right & 31):
                width = 32 - (right & 31)
                position = 32 - (left & 31) - width
                self.emit("EXTS", [self.reg(ins)], [self.reg(shift.args[0])], [position, width])
                return
        self.binary(ins)

    def mul(self, ins: Ins) -> None:
        """A 64-bit product of two extended words is one widening multiplication."""
        if ins.type == ir.I64:
            for extend, op in (("sext64", "MULWL"), ("zext64", "MULUWL")):
                if all(isinstance(a, Ins) and a.op == extend for a in ins.args):
                    words = [a.args[0] for a in ins.args if isinstance(a, Ins)]
                    self.emit(op, [self.reg(ins)], [self.reg(words[0]), self.reg(words[1])])
                    return
        self.binary(ins)

    def compare(self, ins: Ins) -> None:
        """A comparison as a value."""
        op, (left, right) = ins.op, ins.args
        if _constant(left) is not None and _constant(right) is None:
            op, left, right = ir.OPS[op].swapped, right, left
        wide, target = left.type == ir.I64, self.reg(ins)
        if op in ("sgt", "ugt") or (op in ("sge", "uge") and wide):
            op, left, right = ir.OPS[op].swapped, right, left
        constant = _constant(right)
        if not wide and op in ("sle", "ule") and constant is not None:
            limit = 0x7FFFFFFF if op == "sle" else 0xFFFFFFFF
            if constant != limit:
                op, right = "slt" if op == "sle" else "ult", Const(ir.I32, (constant + 1) & 0xFFFFFFFF)
        if not wide and op in ("sle", "ule", "sge", "uge"):
            less = "slt" if op[0] == "s" else "ult"
            first, second = (right, left) if op.endswith("le") else (left, right)
            flipped = self.out.virtual()
            self._set(less, flipped, first, second)
            self.emit("XORI", [target], [flipped], [1])
        else:
            self._set(op, target, left, right)

    def _set(self, op: str, target: int, left: Value, right: Value) -> None:
        rule, constant = BINARY[op], _constant(right)
        if left.type == ir.I64:
            if constant == 0 and op in ("eq", "ne"):
                either = self.out.virtual()
                self.emit("ORHALVES", [either], [self.reg(left)])
                self.emit(rule.immediate, [target], [either], [0])
            else:
                self.emit(rule.wide, [target], [self.reg(left), self.reg(right)])
        elif constant is not None and rule.low <= signed32(constant) <= rule.high:
            self.emit(rule.immediate, [target], [self.reg(left)], [signed32(constant)])
        else:
            self.emit(rule.word, [target], [self.reg(left), self.reg(right)])

    def unary(self, ins: Ins) -> None:
        """One register to one register."""
        if ins.type == ir.I64:
            self._wide_unary(ins)
        else:
            self.emit(UNARY[ins.op], [self.reg(ins)], [self.reg(ins.args[0])])

    def _wide_unary(self, ins: Ins) -> None:
        """clz, ctz, popcount, bswap of 64 bits from the two words."""
        source, target = self.reg(ins.args[0]), self.reg(ins)
        low, high = self.out.virtual(), self.out.virtual()
        self.emit("LOW", [low], [source])
        self.emit("HIGH", [high], [source])
        op = UNARY[ins.op]
        first, second, word = (self.out.virtual() for _ in range(3))
        self.emit(op, [first], [low])
        self.emit(op, [second], [high])
        if ins.op == "bswap":
            self.emit("PAIR", [target], [second, first])
            return
        if ins.op == "popcount":
            self.emit("ADDQ", [word], [first, second])
        else:
            near, far, test = (second, first, high) if ins.op == "clz" else (first, second, low)
            more = self.out.virtual()
            self.emit("ADDI", [more], [far], [32])
            self.emit("SEL", [word], [test, near, more])
        self.emit("ZXTL", [target], [word])

    def zext_narrow(self, ins: Ins) -> None:
        """zext8 and zext16; of a shifted value a bit extraction."""
        width = 8 if ins.op == "zext8" else 16
        shift = self.single_use(ins.args[0], "lshr")
        position = _constant(shift.args[1]) if shift is not None else None
        if shift is not None and position is not None and position & 31 and (position & 31) + width <= 32:
            self.emit("EXTU", [self.reg(ins)], [self.reg(shift.args[0])], [position & 31, width])
        else:
            self.emit("ANDI", [self.reg(ins)], [self.reg(ins.args[0])], [(1 << width) - 1])

    def extend64(self, ins: Ins) -> None:
        """Word to pair."""
        self.emit("SXTL" if ins.op == "sext64" else "ZXTL", [self.reg(ins)], [self.reg(ins.args[0])])

    def trunc32(self, ins: Ins) -> None:
        """Low word of a pair; of a pair shifted right by 32 the high word."""
        source = ins.args[0]
        if isinstance(source, Ins) and source.op in ("lshr", "ashr") and _constant(source.args[1]) == 32:
            self.emit("HIGH", [self.reg(ins)], [self.reg(source.args[0])])
        else:
            self.emit("LOW", [self.reg(ins)], [self.reg(source)])

    def select(self, ins: Ins) -> None:
        """SEL; a pair takes one for each half."""
        condition, yes, no = ins.args
        while isinstance(condition, Ins) and condition.op in ("eq", "ne") and _constant(condition.args[1]) == 0 \
                and condition.args[0].type == ir.I32:
            if condition.op == "eq":
                yes, no = no, yes
            condition = condition.args[0]
        test, target = self.reg(condition), self.reg(ins)
        if ins.type != ir.I64:
            self.emit("SEL", [target], [test, self.reg(yes), self.reg(no)])
            return
        halves = [self.out.virtual() for _ in range(6)]
        for n, (half, source) in enumerate((("LOW", yes), ("LOW", no), ("HIGH", yes), ("HIGH", no))):
            self.emit(half, [halves[n]], [self.reg(source)])
        self.emit("SEL", [halves[4]], [test, halves[0], halves[1]])
        self.emit("SEL", [halves[5]], [test, halves[2], halves[3]])
        self.emit("PAIR", [target], halves[4:])

    def copy(self, ins: Ins) -> None:
        """A copy that no pass removed."""
        self.emit("COPY", [self.reg(ins)], [self.reg(ins.args[0])])

    def slot(self, ins: Ins) -> None:
        """Addresses of stack objects are made where they are used."""

    # ---- memory --------------------------------------------------------------------------------------------------

    def load(self, ins: Ins) -> None:
        """Load with the best addressing mode."""
        modes = LOADS[ins.width, ins.signed and ins.width < 4]
        address = self.address(ins.args[0], ins.offset, modes)
        self.emit(modes[address.mode], [self.reg(ins)], [self.reg(v) for v in address.values], address.imms)

    def store(self, ins: Ins) -> None:
        """Store; extensions of the value that the width drops are not computed for it."""
        modes, value = STORES[ins.width], ins.args[1]
        while ins.width < 4 and isinstance(value, Ins) and _keeps_low_bits(value, ins.width * 8):
            value = value.args[0]
        address = self.address(ins.args[0], ins.offset, modes)
        registers = [self.reg(v) for v in address.values]
        # slots in operand order: base-form words name the value last as `c`, the others as `a`
        self.emit(modes[address.mode], [], [*registers, self.reg(value)], address.imms)

    def va_area(self, ins: Ins) -> None:
        """Address of the first variadic argument: behind the named stack arguments."""
        params = self.function.params
        _, size = abi.place_arguments([p.type for p in params], len(params))
        self.emit("LEASP", [self.reg(ins)], [], [FrameRef(None, size)])

    # ---- calls -----------------------------------------------------------------------------------------------------

    def call(self, ins: Ins) -> None:
        """Arguments on the stack, then in registers, the call, the result."""
        self._make_constants(self.constants)  # those wanted after the call are made after it
        callee, arguments = ins.args[0], ins.args[1:]
        places, size = abi.place_arguments([a.type for a in arguments], ins.fixed)
        self.out.outgoing.size = max(self.out.outgoing.size, size)
        moves = MIns("ARGS", [], [], span=ins.span)
        used: list[int] = []
        for argument, place in zip(arguments, places, strict=True):
            wide = argument.type in abi.WIDE
            if place.register is None:
                where = FrameRef(self.out.outgoing, place.stack)
                self.emit("STSD" if wide else "STS", [], [self.reg(argument)], [where])
                continue
            used += [place.register, place.register + 1] if wide else [place.register]
            if isinstance(argument, Const | Addr | Undef) or (isinstance(argument, Ins) and argument.op == "slot"):
                self._constant_argument(moves, argument, place.register, wide)
            else:
                moves.uses.append(self.reg(argument))
                moves.fixed.append(place.register)
        target = [] if isinstance(callee, Addr) else [self.reg(callee)]
        self.sequence.append(moves)
        if isinstance(callee, Addr):
            call = self.emit("CALLW", [], [], [Sym(callee.symbol, callee.offset)])
        else:
            call = self.emit("CALLR", [], target)
        call.is_call, call.fixed = True, used
        if ins in self.registers:
            self.emit("COPY", [self.registers[ins]], [abi.RESULT])

    def _constant_argument(self, moves: MIns, argument: Value, register: int, wide: bool) -> None:
        imm = self.imm(argument)
        if not wide:
            moves.constants.append((register, imm))
        else:
            assert isinstance(imm, int), "64-bit constants are numbers"
            moves.constants += [(register, imm & 0xFFFFFFFF), (register + 1, imm >> 32)]

    # ---- control ---------------------------------------------------------------------------------------------------

    def jump(self, ins: Ins) -> None:
        """Unconditional branch."""
        self.emit("BR", [], [], [self.blocks[ins.blocks[0]]])

    def br(self, ins: Ins) -> None:
        """Compare and branch in one where the condition is a comparison."""
        yes, no = (self.blocks[b] for b in ins.blocks)
        if yes is not no:
            self.branch_if(ins.args[0], yes, no)
        self.emit("BR", [], [], [no])

    def branch_if(self, condition: Value, yes: MBlock, no: MBlock) -> None:
        """Emit the branch to `yes`; control falls through to what the caller emits next (towards `no`)."""
        if isinstance(condition, Ins) and ir.OPS[condition.op].compare and condition.args[0].type == ir.I32:
            op, (left, right) = condition.op, condition.args
            if _constant(left) is not None:
                op, left, right = ir.OPS[op].swapped, right, left
            constant = _constant(right)
            if constant == 0 and op in ("eq", "ne") and isinstance(left, Ins) and ir.OPS[left.op].negated:
                self.branch_if(left if op == "ne" else _negated(left), yes, no)
                return
            self.compare_branch(op, left, right, yes)
        elif isinstance(condition, Ins) and condition.op in ("eq", "ne") and _constant(condition.args[1]) == 0:
            either = self.out.virtual()
            self.emit("ORHALVES", [either], [self.reg(condition.args[0])])
            self.emit("BEQI" if condition.op == "eq" else "BNEI", [], [either], [0, yes])
        elif isinstance(condition, Ins) and condition.number < 0:  # a negated 64-bit comparison
            inner = ir.OPS[condition.op].negated
            plain = Ins(inner, ir.I32, condition.args, -1)
            register = self.out.virtual()
            self.registers[plain] = register
            self.compare(plain)
            self.emit("BEQI", [], [register], [0, yes])
        else:
            self.emit("BNEI", [], [self.reg(condition)], [0, yes])

    def compare_branch(self, op: str, left: Value, right: Value, yes: MBlock) -> None:
        """Branch to `yes` if `left op right` on words."""
        constant = _constant(right)
        if constant is not None:
            short, add, low, high = CONSTANT_BRANCHES[op]
            value = (signed32(constant) if low < 0 else constant) + add
            if low <= value <= high:
                self.emit(short, [], [self.reg(left)], [value, yes])
                return
        name, exchange = BRANCHES[op]
        first, second = (right, left) if exchange else (left, right)
        self.emit(name, [], [self.reg(first), self.reg(second)], [yes])

    def switch(self, ins: Ins) -> None:
        """Jump table, or a tree of comparisons."""
        lower_switch(self, ins)

    def ret(self, ins: Ins) -> None:
        """Result to R0 (and R1), then leave."""
        fixed: list[int] = []
        if ins.args:
            value = ins.args[0]
            fixed = [0, 1] if value.type in abi.WIDE else [0]
            self.emit("COPY", [abi.RESULT], [self.reg(value)])
        self.emit("RETURN", [], []).fixed = fixed

    def trap(self, ins: Ins) -> None:
        """Stop with an illegal instruction."""
        del ins
        self.emit("TRAP", [], [])


def _constant(value: Value) -> int | None:
    """Return the number if `value` is an integer constant."""
    return value.value if isinstance(value, Const) and isinstance(value.value, int) else None


def _negated(compare: Ins) -> Ins:
    return Ins(ir.OPS[compare.op].negated, ir.I32, compare.args, -1)


def _keeps_low_bits(ins: Ins, width: int) -> bool:
    if ins.op in ("sext8", "zext8"):
        return width == 8
    if ins.op in ("sext16", "zext16"):
        return width <= 16
    mask = _constant(ins.args[1]) if ins.op == "and" else None
    return mask is not None and mask & ((1 << width) - 1) == (1 << width) - 1


def _targets(block: MBlock) -> list[MBlock]:
    """Blocks that the terminators of `block` name, each once."""
    found: dict[MBlock, None] = {}
    for ins in block.ins[-2:]:
        found.update((imm, None) for imm in ins.imms if isinstance(imm, MBlock))
    return list(found)


_RULES: dict[str, Callable[[Selector, Ins], None]] = {
    **dict.fromkeys(BINARY, Selector.binary),
    **{name: Selector.compare for name, row in ir.OPS.items() if row.compare and not name.startswith("f")},
    **dict.fromkeys(UNARY, Selector.unary),
    "add": Selector.add, "sub": Selector.sub, "and": Selector.and_, "xor": Selector.xor, "ashr": Selector.ashr,
    "mul": Selector.mul, "zext8": Selector.zext_narrow, "zext16": Selector.zext_narrow, "sext64": Selector.extend64,
    "zext64": Selector.extend64, "trunc32": Selector.trunc32, "select": Selector.select, "copy": Selector.copy,
    "slot": Selector.slot, "load": Selector.load, "store": Selector.store, "va_area": Selector.va_area,
    "call": Selector.call, "jump": Selector.jump, "br": Selector.br, "switch": Selector.switch, "ret": Selector.ret,
    "unreachable": Selector.trap, "trap": Selector.trap,
}
