"""Rules for comparisons, select and branches on them. See simplifier.py for the contract of a rule."""

# ruff: noqa: ARG001 - all rules share one signature

from collections.abc import Mapping

from toolchain.cc.ir.ops import I32, I64, OPS, Addr, Const, Ins, Undef, Value
from toolchain.cc.passes.evaluate import signed
from toolchain.cc.passes.known_bits import signed_bits, unsigned_bits
from toolchain.cc.passes.rewrite import same
from toolchain.cc.passes.simplifier import Rule, Simplifier, bits_of, const, number

_TRUE_WHEN_EQUAL = ("eq", "sle", "sge", "ule", "uge")
_UNSIGNED = {"slt": "ult", "sle": "ule", "sgt": "ugt", "sge": "uge"}
_EXTREMES = {"slt": ("smin", "smax"), "sgt": ("smax", "smin"), "sle": ("smin", "smax"), "sge": ("smax", "smin"),
             "ult": ("umin", "umax"), "ugt": ("umax", "umin"), "ule": ("umin", "umax"), "uge": ("umax", "umin")}


def _compare(s: Simplifier, ins: Ins) -> Value | None:
    left, right = ins.args
    op = ins.op
    if same(left, right):
        return const(int(op in _TRUE_WHEN_EQUAL))
    if left.type == I64:
        narrow = _compare_widened(s, ins)
        if narrow:
            return s.simplify(ins)
    if op in _UNSIGNED and left.type == I32 and unsigned_bits(left) < 32 and unsigned_bits(right) < 32:
        ins.op = op = _UNSIGNED[op]
    value = number(right)
    if value is None:
        return _compare_values(s, ins)
    return _compare_constant(s, ins, value)


def _compare_values(s: Simplifier, ins: Ins) -> Value | None:
    left, right = ins.args
    if type(left) is Addr and type(right) is Addr and left.symbol != right.symbol:
        return None
    if ins.op in ("eq", "ne") and type(left) is Ins and type(right) is Ins and left.op == right.op:
        if left.op == "add" and same(left.args[1], right.args[1]):
            return s.become(ins, ins.op, left.args[0], right.args[0])
    return None


def _compare_constant(s: Simplifier, ins: Ins, value: int) -> Value | None:
    """Compare with a constant: bring to <, >=, ==, != and use what is known of the other side."""
    op, (left, right) = ins.op, ins.args
    bits = bits_of(right)
    number_ = signed(value, bits)
    if op == "sle" and number_ != (1 << (bits - 1)) - 1:
        return s.become(ins, "slt", left, const(value + 1, right.type))
    if op == "sgt" and number_ != (1 << (bits - 1)) - 1:
        return s.become(ins, "sge", left, const(value + 1, right.type))
    if op == "ule" and value != (1 << bits) - 1:
        return s.become(ins, "ult", left, const(value + 1, right.type))
    if op == "ugt" and value != (1 << bits) - 1:
        return s.become(ins, "uge", left, const(value + 1, right.type))
    if op in ("sle", "ule", "sge", "uge") and _always(op, value, bits):
        return const(1)
    if op in ("sgt", "ugt", "slt", "ult") and _always(OPS[op].negated, value, bits):
        return const(0)
    if op == "ult" and value == 1:
        return s.become(ins, "eq", left, const(0, right.type))
    if op == "uge" and value == 1:
        return s.become(ins, "ne", left, const(0, right.type))
    if bits == 32:
        known = _by_range(op, left, value)
        if known is not None:
            return const(known)
    if op in ("eq", "ne") and type(left) is Ins:
        return _equality(s, ins, left, value)
    return None


def _always(op: str, value: int, bits: int) -> bool:
    """Whether `x op value` holds for every x."""
    top, sign = (1 << bits) - 1, 1 << (bits - 1)
    return (op, value) in (("ule", top), ("uge", 0), ("sle", sign - 1), ("sge", sign))


def _by_range(op: str, left: Value, value: int) -> int | None:
    """Return the result if the known range of `left` decides it."""
    bits = unsigned_bits(left)
    if bits < 32:
        if op in ("eq", "ne") and value >> bits:
            return int(op == "ne")
        if op in ("ult", "uge") and value >> bits:
            return int(op == "ult")
        if op in ("slt", "sge"):
            number_ = signed(value)
            if number_ <= 0:
                return int(op == "sge")
            if number_ >> bits:
                return int(op == "slt")
        return None
    bits = signed_bits(left)
    if bits < 32 and op in ("slt", "sge", "eq", "ne"):
        number_ = signed(value)
        half = 1 << (bits - 1)
        if number_ >= half:
            return int(op in ("slt", "ne"))
        if number_ < -half or (number_ == -half and op in ("slt", "sge")):
            return int(op in ("sge", "ne"))
    return None


def _equality(s: Simplifier, ins: Ins, left: Ins, value: int) -> Value | None:
    op, args = ins.op, left.args
    if value == 0:
        if left.op in ("sub", "xor"):
            return s.become(ins, op, *args)
        if OPS[left.op].compare:
            return left if op == "ne" else _negated(s, ins, left)
        if left.op in ("zext64", "sext64"):
            return s.become(ins, op, args[0], const(0))
        if left.op == "select" and number(args[1]) == 1 and number(args[2]) == 0:
            return s.become(ins, "ne" if op == "ne" else "eq", args[0], const(0))
    if value in (0, 1) and left.type == I32 and unsigned_bits(left) == 1:
        if (op == "ne") == (value == 0):
            return left  # a 0 or 1 that is asked for 1
        if value == 1:
            return s.become(ins, "eq", left, const(0))
    if len(args) == 2 and type(args[1]) is Const:
        constant = int(args[1].value)
        if left.op == "add":
            return s.become(ins, op, args[0], const(value - constant, left.type))
        if left.op == "xor":
            return s.become(ins, op, args[0], const(value ^ constant, left.type))
    if left.op == "sub" and type(args[0]) is Const:
        return s.become(ins, op, args[1], const(int(args[0].value) - value, left.type))
    return None


def _negated(s: Simplifier, ins: Ins, compare: Ins) -> Value | None:
    negated = OPS[compare.op].negated
    return s.become(ins, negated, *compare.args) if negated else None


def _compare_widened(s: Simplifier, ins: Ins) -> bool:
    """Turn a 64-bit comparison of widened words into a 32-bit one; say whether it was one."""
    left, right = ins.args
    if type(left) is not Ins or left.op not in ("zext64", "sext64"):
        return False
    if type(right) is Ins and right.op == left.op:
        ins.args = [left.args[0], right.args[0]]
    elif type(right) is Const:
        value = int(right.value)
        fits = value < 1 << 32 if left.op == "zext64" else -(1 << 31) <= signed(value, 64) < 1 << 31
        if not fits:
            return False
        ins.args = [left.args[0], const(value)]
    else:
        return False
    if left.op == "zext64":
        ins.op = _UNSIGNED.get(ins.op, ins.op)
    return True


def _select(s: Simplifier, ins: Ins) -> Value | None:
    condition, then, other = ins.args
    if type(condition) is Const:
        return then if condition.value else other
    if same(then, other) or type(other) is Undef:
        return then
    if type(then) is Undef:
        return other
    if type(condition) is Ins:
        if condition.op in ("ne", "eq") and number(condition.args[1]) == 0 and condition.args[0].type == I32:
            arms = (then, other) if condition.op == "ne" else (other, then)
            return s.become(ins, "select", condition.args[0], *arms)
        if ins.type == I32 and condition.op in _EXTREMES and condition.args[0].type == I32:
            low, high = _EXTREMES[condition.op]
            if same(condition.args[0], then) and same(condition.args[1], other):
                return s.become(ins, low, then, other)
            if same(condition.args[0], other) and same(condition.args[1], then):
                return s.become(ins, high, then, other)
    if ins.type == I32:
        one, zero = number(then), number(other)
        if one == 1 and zero == 0:
            return s.become(ins, "ne", condition, const(0))
        if one == 0 and zero == 1:
            return s.become(ins, "eq", condition, const(0))
    return None


def _branch(s: Simplifier, ins: Ins) -> Value | None:
    """Drop comparisons with zero under a branch."""
    condition = ins.args[0]
    while type(condition) is Ins and condition.op in ("ne", "eq"):
        inner = condition.args[0]
        if number(condition.args[1]) != 0 or inner.type != I32:
            break
        if condition.op == "eq":
            if not (type(inner) is Ins and OPS[inner.op].compare):
                break  # keeps the block order that the source suggests
            ins.blocks.reverse()
        condition = ins.args[0] = inner
    return None


RULES: Mapping[str, Rule] = {
    **{row.name: _compare for row in OPS.values() if row.compare and row.negated}, "select": _select, "br": _branch,
}
