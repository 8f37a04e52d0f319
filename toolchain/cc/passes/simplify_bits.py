"""Rules for bit operations and conversions between widths. See simplifier.py for the contract of a rule."""

# ruff: noqa: ARG001 - all rules share one signature

from collections.abc import Mapping

from toolchain.cc.ir.ops import I32, OPS, Const, Ins, Undef, Value
from toolchain.cc.passes.known_bits import signed_bits, unsigned_bits
from toolchain.cc.passes.rewrite import same
from toolchain.cc.passes.simplifier import Rule, Simplifier, bits_of, const, number

_MASKS = {0xFF: "zext8", 0xFFFF: "zext16"}
_NARROWING = {"zext8": 0xFF, "sext8": 0xFF, "zext16": 0xFFFF, "sext16": 0xFFFF}
_TRUNCATABLE = ("add", "sub", "mul", "and", "or", "xor")


def _and(s: Simplifier, ins: Ins) -> Value | None:
    left, right = ins.args
    if same(left, right):
        return left
    mask = number(right)
    if mask is None:
        return None
    bits = bits_of(left)
    if mask == 0:
        return right
    if mask == (1 << bits) - 1:
        return left
    if bits == 32:
        known = unsigned_bits(left)
        if known < 32 and mask & ((1 << known) - 1) == (1 << known) - 1:
            return left
        if mask in _MASKS:
            return s.become(ins, _MASKS[mask], left)
    if type(left) is Ins:
        if left.op == "and" and type(left.args[1]) is Const:
            return s.become(ins, "and", left.args[0], const(int(left.args[1].value) & mask, ins.type))
        if left.op in _NARROWING and mask & ~_NARROWING[left.op] == 0:
            return s.become(ins, "and", left.args[0], right)
        if left.op in ("zext8", "zext16"):
            return s.become(ins, "and", left.args[0], const(mask & _NARROWING[left.op]))
        if left.op in ("or", "xor") and type(left.args[1]) is Const and int(left.args[1].value) & mask == 0:
            return s.become(ins, "and", left.args[0], right)
        if left.op == "ashr" and bits == 32 and type(left.args[1]) is Const:
            amount = int(left.args[1].value)
            if mask >> (32 - amount) == 0:  # no bit of the filled part is wanted
                return s.become(ins, "and", s.new("lshr", I32, left.args[0], left.args[1]), right)
    return None


def _or(s: Simplifier, ins: Ins) -> Value | None:
    left, right = ins.args
    if same(left, right):
        return left
    mask = number(right)
    if mask == 0:
        return left
    if mask == (1 << bits_of(left)) - 1:
        return right
    if mask is not None and type(left) is Ins and left.op == "or" and type(left.args[1]) is Const:
        return s.become(ins, "or", left.args[0], const(int(left.args[1].value) | mask, ins.type))
    return _rotation(s, ins)


def _rotation(s: Simplifier, ins: Ins) -> Value | None:
    """Recognise (x << a) | (x >> (32 - a)), with constant or variable amounts."""
    if ins.type != I32:
        return None
    for up, down in (tuple(ins.args), tuple(ins.args[::-1])):
        if type(up) is not Ins or type(down) is not Ins or up.op != "shl" or down.op != "lshr":
            continue
        if up.args[0] is not down.args[0]:
            continue
        left, right = up.args[1], down.args[1]
        if type(left) is Const and type(right) is Const:
            if int(left.value) + int(right.value) == 32:
                return s.become(ins, "rotr", up.args[0], right)
        elif _complement(left, right) or _complement(right, left):
            return s.become(ins, "rotr", up.args[0], right)
    return None


def _complement(amount: Value, other: Value) -> bool:
    """Whether amount = 32 - other or -other, both modulo 32 as shifts take them."""
    return type(amount) is Ins and amount.op == "sub" and amount.args[1] is other and number(amount.args[0]) in (0, 32)


def _xor(s: Simplifier, ins: Ins) -> Value | None:
    left, right = ins.args
    if same(left, right):
        return const(0, ins.type)
    mask = number(right)
    if mask == 0:
        return left
    if type(left) is Ins and mask is not None:
        if left.op == "xor" and type(left.args[1]) is Const:
            return s.become(ins, "xor", left.args[0], const(int(left.args[1].value) ^ mask, ins.type))
        if mask == 1 and OPS[left.op].negated:
            return s.become(ins, OPS[left.op].negated, *left.args)
    if mask is None:
        return _rotation(s, ins)
    return None


def _narrow(width: int, *, signed: bool) -> Rule:
    """Rule of sext8, sext16, zext8 and zext16."""
    mask = (1 << width) - 1

    def rule(s: Simplifier, ins: Ins) -> Value | None:
        operand = ins.args[0]
        known = signed_bits(operand) if signed else unsigned_bits(operand)
        if known <= width:
            return operand
        if type(operand) is Undef:
            return const(0)
        if type(operand) is Ins:
            if _NARROWING.get(operand.op, 0) & mask == mask:
                return s.become(ins, ins.op, operand.args[0])
            if operand.op == "and" and (number(operand.args[1]) or 0) & mask == mask:
                return s.become(ins, ins.op, operand.args[0])
            if signed and unsigned_bits(operand) < width:
                return operand
        return None
    return rule


def _trunc32(s: Simplifier, ins: Ins) -> Value | None:
    operand = ins.args[0]
    if type(operand) is not Ins:
        return None
    narrow = _low_word(s, operand, 3)
    if narrow is not None:
        return narrow
    if operand.op in ("lshr", "ashr") and number(operand.args[1]) == 32:
        return _high_product(s, ins, operand.args[0]) or _high_word(s, operand.args[0], 3)
    return None


def _low_word(s: Simplifier, wide: Value, depth: int) -> Value | None:
    """Return the low word of an i64 computed in 32 bits, or None if that needs the wide value."""
    if type(wide) is Const:
        return const(int(wide.value))
    if type(wide) is not Ins:
        return None
    op, args = wide.op, wide.args
    if op in ("zext64", "sext64"):
        return args[0]
    if not depth:
        return None
    if op in _TRUNCATABLE:
        left = _low_word(s, args[0], depth - 1)
        right = _low_word(s, args[1], depth - 1) if left is not None else None
        return s.new(op, I32, left, right) if left is not None and right is not None else None
    if op == "shl" and type(args[1]) is Const:
        amount = int(args[1].value) & 63
        if amount >= 32:
            return const(0)
        low = _low_word(s, args[0], depth - 1)
        return s.new("shl", I32, low, const(amount)) if low is not None else None
    return None


def _high_word(s: Simplifier, wide: Value, depth: int) -> Value | None:
    """Return the high word of an i64 if it can be had from words: of a widened one, or of two joined ones."""
    if type(wide) is Const:
        return const(int(wide.value) >> 32)
    if type(wide) is not Ins or not depth:
        return None
    op, args = wide.op, wide.args
    if op == "zext64":
        return const(0)
    if op == "sext64":
        return s.new("ashr", I32, args[0], const(31))
    if op in ("and", "or", "xor"):
        left = _high_word(s, args[0], depth - 1)
        right = _high_word(s, args[1], depth - 1) if left is not None else None
        return s.new(op, I32, left, right) if left is not None and right is not None else None
    if op == "shl" and 32 <= (number(args[1]) or 0) < 64:
        low = _low_word(s, args[0], depth - 1)
        return s.new("shl", I32, low, const((number(args[1]) or 0) - 32)) if low is not None else None
    return None


def _high_product(s: Simplifier, ins: Ins, wide: Value) -> Value | None:
    """Make `ins` the high word of the product of two words if that is what `wide` is; None if not, or no simpler."""
    if type(wide) is not Ins or wide.op != "mul":
        return None
    left, right = wide.args
    if type(left) is not Ins or left.op not in ("zext64", "sext64"):
        return None
    high = "umulh" if left.op == "zext64" else "mulh"
    if type(right) is Ins and right.op == left.op:
        return s.become(ins, high, left.args[0], right.args[0])
    if type(right) is Const and int(right.value) < (1 << 32 if left.op == "zext64" else 1 << 31):
        return s.become(ins, high, left.args[0], const(int(right.value)))
    return None


def _sext64(s: Simplifier, ins: Ins) -> Value | None:
    return s.become(ins, "zext64", *ins.args) if unsigned_bits(ins.args[0]) < 32 else None


def _bswap(s: Simplifier, ins: Ins) -> Value | None:
    operand = ins.args[0]
    return operand.args[0] if type(operand) is Ins and operand.op == "bswap" else None


def _copy(s: Simplifier, ins: Ins) -> Value | None:
    return ins.args[0]


def _bitcast(s: Simplifier, ins: Ins) -> Value | None:
    operand = ins.args[0]
    if operand.type == ins.type:
        return operand
    if type(operand) is Ins and operand.op == "bitcast" and operand.args[0].type == ins.type:
        return operand.args[0]
    return Undef(ins.type) if type(operand) is Undef else None


RULES: Mapping[str, Rule] = {
    "and": _and, "or": _or, "xor": _xor, "bswap": _bswap, "copy": _copy, "bitcast": _bitcast, "trunc32": _trunc32,
    **{f"{'s' if signed else 'z'}ext{width}": _narrow(width, signed=signed)
       for width in (8, 16) for signed in (False, True)},
    "sext64": _sext64
}
