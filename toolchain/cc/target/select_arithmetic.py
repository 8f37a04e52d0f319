"""Selection rules for arithmetic, comparisons as values, conversions and `select`; named like IR operations."""

from toolchain.cc.ir import ops as ir
from toolchain.cc.ir.ops import Const, Ins, Value
from toolchain.cc.target import abi
from toolchain.cc.target.address import signed32
from toolchain.cc.target.rules import BINARY, UNARY
from toolchain.cc.target.selector import Selector, constant_of


def binary(s: Selector, ins: Ins) -> None:
    """Any operation of rules.BINARY: the immediate form if it fits, otherwise registers."""
    rule, wide = BINARY[ins.op], ins.args[0].type == ir.I64
    left, right = ins.args
    if constant_of(left) is not None and ir.OPS[ins.op].commutative:
        left, right = right, left
    target, constant = s.reg(ins), constant_of(right)
    if constant is not None:
        if wide and rule.wide_immediate:
            value = constant - (constant >> 63 << 64) if rule.wide_low < 0 else constant & 63
            if rule.wide_low <= value <= rule.wide_high:
                s.emit(rule.wide_immediate, [target], [s.reg(left)], [value])
                return
        elif not wide and rule.immediate:
            value = constant if rule.low == 0 else signed32(constant)
            if rule.immediate.endswith(("SHLI", "SHRI", "SARI", "RORI")):
                value &= 31
            if rule.low <= value <= rule.high:
                s.emit(rule.immediate, [target], [s.reg(left)], [value])
                return
    op = rule.wide if wide else rule.word
    assert op, f"no instruction for {ins.op} {ins.type}"
    s.emit(op, [target], [s.reg(left), s.reg(right)])


def add(s: Selector, ins: Ins) -> None:
    """Multiply-add when one operand is a product made for it alone."""
    if ins.type == ir.I32:
        for product, other in (ins.args, ins.args[::-1]):
            mul = s.single_use(product, "mul")
            if mul is not None and constant_of(other) is None:
                s.emit("MADD", [s.reg(ins)], [s.reg(mul.args[0]), s.reg(mul.args[1]), s.reg(other)])
                return
    binary(s, ins)


def sub(s: Selector, ins: Ins) -> None:
    """Subtraction of a constant is an addition; from a constant a reverse subtraction."""
    left, right = ins.args
    minuend, subtrahend = constant_of(left), constant_of(right)
    target = s.reg(ins)
    if ins.type == ir.I64:
        if minuend == 0:
            s.emit("NEGL", [target], [s.reg(right)])
        elif subtrahend is not None and -128 <= -(subtrahend - (subtrahend >> 63 << 64)) <= 127:
            s.emit("ADDLI", [target], [s.reg(left)], [-(subtrahend - (subtrahend >> 63 << 64))])
        else:
            s.emit("SUBL", [target], [s.reg(left), s.reg(right)])
    elif subtrahend is not None and -0x8000 <= -signed32(subtrahend) <= 0x7FFF:
        s.emit("ADDI", [target], [s.reg(left)], [-signed32(subtrahend)])
    elif minuend is not None and -0x8000 <= signed32(minuend) <= 0x7FFF:
        s.emit("RSBI", [target], [s.reg(right)], [signed32(minuend)])
    else:
        s.emit("SUBQ", [target], [s.reg(left), s.reg(right)])


def xor(s: Selector, ins: Ins) -> None:
    """Complement is a reverse subtraction from -1."""
    if ins.type == ir.I32 and constant_of(ins.args[1]) == 0xFFFFFFFF:
        s.emit("RSBI", [s.reg(ins)], [s.reg(ins.args[0])], [-1])
    else:
        binary(s, ins)


def and_(s: Selector, ins: Ins) -> None:
    """A mask is a bit extraction of a shifted value, or clears a few bits."""
    left, right = ins.args
    mask = constant_of(right)
    if ins.type == ir.I32 and mask is not None:
        shift = s.single_use(left, "lshr")
        width = mask.bit_length()
        if shift is not None and mask == (1 << width) - 1 and mask:
            position = constant_of(shift.args[1])
            if position is not None and position & 31 and (position & 31) + width <= 32:
                s.emit("EXTU", [s.reg(ins)], [s.reg(shift.args[0])], [position & 31, width])
                return
        if mask > 0xFFFF:
            if mask == (1 << width) - 1 and width < 32:
                s.emit("EXTU", [s.reg(ins)], [s.reg(left)], [0, width])
                return
            if mask ^ 0xFFFFFFFF <= 0xFFFF:
                s.emit("BICI", [s.reg(ins)], [s.reg(left)], [mask ^ 0xFFFFFFFF])
                return
    complement = _complement(s, right)
    if ins.type == ir.I32 and complement is not None:
        s.emit("BIC", [s.reg(ins)], [s.reg(left), s.reg(complement)])
    else:
        binary(s, ins)


def _complement(s: Selector, value: Value) -> Value | None:
    flip = s.single_use(value, "xor")
    return flip.args[0] if flip is not None and constant_of(flip.args[1]) == 0xFFFFFFFF else None


def ashr(s: Selector, ins: Ins) -> None:
    """A left shift by less, then right, extracts a signed field."""
    shift = s.single_use(ins.args[0], "shl")
    right = constant_of(ins.args[1])
    if ins.type == ir.I32 and shift is not None and right is not None:
        left = constant_of(shift.args[1])
        if left is not None and 0 < (left & 31) <= (right & 31):
            width = 32 - (right & 31)
            position = 32 - (left & 31) - width
            s.emit("EXTS", [s.reg(ins)], [s.reg(shift.args[0])], [position, width])
            return
    binary(s, ins)


def mul(s: Selector, ins: Ins) -> None:
    """A 64-bit product of two extended words is one widening multiplication."""
    if ins.type == ir.I64:
        for extend, op in (("sext64", "MULWL"), ("zext64", "MULUWL")):
            if all(isinstance(a, Ins) and a.op == extend for a in ins.args):
                words = [a.args[0] for a in ins.args if isinstance(a, Ins)]
                s.emit(op, [s.reg(ins)], [s.reg(words[0]), s.reg(words[1])])
                return
    binary(s, ins)


def compare(s: Selector, ins: Ins) -> None:
    """A comparison as a value."""
    op, (left, right) = ins.op, ins.args
    if constant_of(left) is not None and constant_of(right) is None:
        op, left, right = ir.OPS[op].swapped, right, left
    wide, target = left.type == ir.I64, s.reg(ins)
    if op in ("sgt", "ugt") or (op in ("sge", "uge") and wide):
        op, left, right = ir.OPS[op].swapped, right, left
    constant = constant_of(right)
    if not wide and op in ("sle", "ule") and constant is not None:
        limit = 0x7FFFFFFF if op == "sle" else 0xFFFFFFFF
        if constant != limit:
            op, right = "slt" if op == "sle" else "ult", Const(ir.I32, (constant + 1) & 0xFFFFFFFF)
    if not wide and op in ("sle", "ule", "sge", "uge"):
        less = "slt" if op[0] == "s" else "ult"
        first, second = (right, left) if op.endswith("le") else (left, right)
        flipped = s.out.virtual()
        _set(s, less, flipped, first, second)
        s.emit("XORI", [target], [flipped], [1])
    else:
        _set(s, op, target, left, right)


def _set(s: Selector, op: str, target: int, left: Value, right: Value) -> None:
    rule, constant = BINARY[op], constant_of(right)
    if left.type == ir.I64:
        if constant == 0 and op in ("eq", "ne"):
            either = s.out.virtual()
            s.emit("ORHALVES", [either], [s.reg(left)])
            s.emit(rule.immediate, [target], [either], [0])
        else:
            s.emit(rule.wide, [target], [s.reg(left), s.reg(right)])
    elif constant is not None and rule.low <= signed32(constant) <= rule.high:
        s.emit(rule.immediate, [target], [s.reg(left)], [signed32(constant)])
    else:
        s.emit(rule.word, [target], [s.reg(left), s.reg(right)])


def unary(s: Selector, ins: Ins) -> None:
    """One register to one register."""
    if ins.type == ir.I64:
        _wide_unary(s, ins)
    else:
        s.emit(UNARY[ins.op], [s.reg(ins)], [s.reg(ins.args[0])])


def _wide_unary(s: Selector, ins: Ins) -> None:
    """clz, ctz, popcount, bswap of 64 bits from the two words."""
    source, target = s.reg(ins.args[0]), s.reg(ins)
    low, high = s.out.virtual(), s.out.virtual()
    s.emit("LOW", [low], [source])
    s.emit("HIGH", [high], [source])
    op = UNARY[ins.op]
    first, second, word = (s.out.virtual() for _ in range(3))
    s.emit(op, [first], [low])
    s.emit(op, [second], [high])
    if ins.op == "bswap":
        s.emit("PAIR", [target], [second, first])
        return
    if ins.op == "popcount":
        s.emit("ADDQ", [word], [first, second])
    else:
        near, far, test = (second, first, high) if ins.op == "clz" else (first, second, low)
        more = s.out.virtual()
        s.emit("ADDI", [more], [far], [32])
        s.emit("SEL", [word], [test, near, more])
    s.emit("ZXTL", [target], [word])


def zext_narrow(s: Selector, ins: Ins) -> None:
    """zext8 and zext16; of a shifted value a bit extraction."""
    width = 8 if ins.op == "zext8" else 16
    shift = s.single_use(ins.args[0], "lshr")
    position = constant_of(shift.args[1]) if shift is not None else None
    if shift is not None and position is not None and position & 31 and (position & 31) + width <= 32:
        s.emit("EXTU", [s.reg(ins)], [s.reg(shift.args[0])], [position & 31, width])
    else:
        s.emit("ANDI", [s.reg(ins)], [s.reg(ins.args[0])], [(1 << width) - 1])


def extend64(s: Selector, ins: Ins) -> None:
    """Word to pair."""
    s.emit("SXTL" if ins.op == "sext64" else "ZXTL", [s.reg(ins)], [s.reg(ins.args[0])])


def trunc32(s: Selector, ins: Ins) -> None:
    """Low word of a pair; of a pair shifted right by 32 the high word."""
    source = ins.args[0]
    if isinstance(source, Ins) and source.op in ("lshr", "ashr") and constant_of(source.args[1]) == 32:
        s.emit("HIGH", [s.reg(ins)], [s.reg(source.args[0])])
    else:
        s.emit("LOW", [s.reg(ins)], [s.reg(source)])


def select(s: Selector, ins: Ins) -> None:
    """SEL; a pair takes one for each half."""
    condition, yes, no = ins.args
    while isinstance(condition, Ins) and condition.op in ("eq", "ne") and constant_of(condition.args[1]) == 0 \
            and condition.args[0].type == ir.I32:
        if condition.op == "eq":
            yes, no = no, yes
        condition = condition.args[0]
    test, target = s.reg(condition), s.reg(ins)
    if ins.type not in abi.WIDE:
        s.emit("SEL", [target], [test, s.reg(yes), s.reg(no)])
        return
    halves = [s.out.virtual() for _ in range(6)]
    for n, (half, source) in enumerate((("LOW", yes), ("LOW", no), ("HIGH", yes), ("HIGH", no))):
        s.emit(half, [halves[n]], [s.reg(source)])
    s.emit("SEL", [halves[4]], [test, halves[0], halves[1]])
    s.emit("SEL", [halves[5]], [test, halves[2], halves[3]])
    s.emit("PAIR", [target], halves[4:])


def copy(s: Selector, ins: Ins) -> None:
    """A copy that no pass removed, or a bitcast: the bits stay."""
    s.emit("COPY", [s.reg(ins)], [s.reg(ins.args[0])])


def slot(s: Selector, ins: Ins) -> None:
    """Addresses of stack objects are made where they are used."""
