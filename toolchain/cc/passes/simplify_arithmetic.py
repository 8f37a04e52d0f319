"""Rules for sums, products, quotients and shifts. See simplifier.py for the contract of a rule."""

# ruff: noqa: ARG001 - all rules share one signature

from collections.abc import Mapping

from toolchain.cc.ir.ops import I32, Addr, Const, Ins, Value
from toolchain.cc.passes.known_bits import unsigned_bits
from toolchain.cc.passes.rewrite import same
from toolchain.cc.passes.simplifier import Rule, Simplifier, bits_of, const, is_op, number, signed_number

_REACH = 511  # an offset of a sum moved out of an index should fit the indexed addressing form


def _power_of_two(value: int | None) -> int | None:
    return value.bit_length() - 1 if value and value & (value - 1) == 0 else None


def _add(s: Simplifier, ins: Ins) -> Value | None:
    left, right = ins.args
    if type(left) is not Ins and type(right) is Ins:
        left, right = right, left
        ins.args = [left, right]
    if type(right) is Const:
        return _add_constant(s, ins, left, right)
    if left is right:
        return s.become(ins, "shl", left, const(1))
    for one, other in ((left, right), (right, left)):
        if type(one) is not Ins:
            continue
        if one.op == "sub":
            if same(one.args[1], other):  # (a - b) + b
                return one.args[0]
            if number(one.args[0]) == 0:  # -a + b
                return s.become(ins, "sub", other, one.args[1])
        if one.op == "add" and type(one.args[1]) is Const and other.type == I32:  # (a + c) + b: constants outermost
            inner = s.new("add", I32, one.args[0], other)
            return s.become(ins, "add", inner, one.args[1])
    return None


def _add_constant(s: Simplifier, ins: Ins, left: Value, right: Const) -> Value | None:
    if right.value == 0:
        return left
    if type(left) is Addr:
        return Addr(left.symbol, _wrap(left.offset + (signed_number(right) or 0)))
    if type(left) is Ins:
        inner = left.args
        if left.op == "add" and type(inner[1]) is Const:
            return s.become(ins, "add", inner[0], const(int(inner[1].value) + int(right.value), right.type))
        if left.op == "add" and type(inner[1]) is Addr and right.type == I32:
            return None
        if left.op == "sub" and type(inner[0]) is Const:
            return s.become(ins, "sub", const(int(inner[0].value) + int(right.value), right.type), inner[1])
        if left.op == "xor" and number(inner[1]) == (1 << bits_of(left)) - 1:  # ~a + c
            return s.become(ins, "sub", const(int(right.value) - 1, right.type), inner[0])
    return None


def _wrap(offset: int) -> int:
    return ((offset + 0x80000000) & 0xFFFFFFFF) - 0x80000000


def _sub(s: Simplifier, ins: Ins) -> Value | None:
    left, right = ins.args
    if type(right) is Const:
        return s.become(ins, "add", left, const(-int(right.value), right.type))
    if same(left, right):
        return const(0, ins.type)
    if type(left) is Addr and type(right) is Addr and left.symbol == right.symbol:
        return const(left.offset - right.offset)
    if type(left) is Ins and left.op == "add":
        if same(left.args[1], right):
            return left.args[0]
        if same(left.args[0], right):
            return left.args[1]
        if type(left.args[1]) is Const:  # (a + c) - b
            inner = s.new("sub", ins.type, left.args[0], right)
            return s.become(ins, "add", inner, left.args[1])
    if type(right) is Ins:
        if right.op == "sub" and number(right.args[0]) == 0:  # a - (-b)
            return s.become(ins, "add", left, right.args[1])
        if right.op == "sub" and same(right.args[0], left):  # a - (a - b)
            return right.args[1]
        if right.op == "add":
            if same(right.args[0], left):  # a - (a + b)
                return s.become(ins, "sub", const(0, ins.type), right.args[1])
            if type(right.args[1]) is Const:  # a - (b + c)
                negative = const(-int(right.args[1].value), ins.type)
                if type(left) is Const:
                    return s.become(ins, "sub", const(int(left.value) + int(negative.value), ins.type), right.args[0])
                inner = s.new("sub", ins.type, left, right.args[0])
                return s.become(ins, "add", inner, negative)
        if number(left) == 0 and right.op == "sub":  # -(a - b)
            return s.become(ins, "sub", right.args[1], right.args[0])
    return None


def _mul(s: Simplifier, ins: Ins) -> Value | None:
    left, right = ins.args
    value = number(right)
    if value is None:
        return None
    if value == 0:
        return right
    shift = _power_of_two(value)
    if shift is not None:
        return s.become(ins, "shl", left, const(shift)) if shift else left
    if value == (1 << bits_of(right)) - 1:
        return s.become(ins, "sub", const(0, ins.type), left)
    if type(left) is Ins:
        inner = number(left.args[1]) if len(left.args) == 2 else None
        if inner is not None:
            if left.op == "mul":
                return s.become(ins, "mul", left.args[0], const(inner * value, ins.type))
            if left.op == "shl":
                return s.become(ins, "mul", left.args[0], const(value << (inner & (bits_of(left) - 1)), ins.type))
            if left.op == "add" and _moves_out(left.args[1], value):
                product = s.new("mul", ins.type, left.args[0], right)
                return s.become(ins, "add", product, const(inner * value, ins.type))
    return None


def _moves_out(constant: Value, factor: int) -> bool:
    value = signed_number(constant)
    return value is not None and abs(value * factor) <= _REACH


def _shl(s: Simplifier, ins: Ins) -> Value | None:
    left, _ = ins.args
    amount = _amount(s, ins)
    if amount is None:
        return _zero_shifted(left)
    if amount == 0:
        return left
    if type(left) is Ins and len(left.args) == 2:
        inner = number(left.args[1])
        if inner is not None:
            bits = bits_of(left)
            if left.op == "shl":
                total = (inner & (bits - 1)) + amount
                return s.become(ins, "shl", left.args[0], const(total)) if total < bits else const(0, ins.type)
            if left.op == "lshr" and inner & (bits - 1) == amount:
                return s.become(ins, "and", left.args[0], const(-1 << amount, ins.type))
            if left.op == "ashr" and inner & (bits - 1) == amount:
                return s.become(ins, "and", left.args[0], const(-1 << amount, ins.type))
            if left.op == "add" and _moves_out(left.args[1], 1 << amount):
                shifted = s.new("shl", ins.type, left.args[0], const(amount))
                return s.become(ins, "add", shifted, const(inner << amount, ins.type))
            if left.op == "mul":
                return s.become(ins, "mul", left.args[0], const(inner << amount, ins.type))
    return None


def _amount(s: Simplifier, ins: Ins) -> int | None:
    """Return the constant amount of a shift, reduced to the width; drops a mask that the shift applies anyway."""
    right = ins.args[1]
    bits = bits_of(ins.args[0])
    value = number(right)
    if value is not None:
        if value >= bits:
            value &= bits - 1
            ins.args[1] = const(value)
        return value
    while type(right) is Ins and right.op in ("and", "zext8", "zext16", "sext8", "sext16"):
        if right.op == "and" and (number(right.args[1]) or 0) & (bits - 1) != bits - 1:
            break
        right = ins.args[1] = right.args[0]
    if type(right) is Ins and right.op == "add" and (number(right.args[1]) or 1) % bits == 0:
        ins.args[1] = right.args[0]
    return None


def _zero_shifted(left: Value) -> Value | None:
    return left if number(left) == 0 else None


def _lshr(s: Simplifier, ins: Ins) -> Value | None:
    left, _ = ins.args
    amount = _amount(s, ins)
    if amount is None:
        return _zero_shifted(left)
    if amount == 0:
        return left
    bits = bits_of(left)
    if bits == 32 and unsigned_bits(left) <= amount:
        return const(0)
    if type(left) is Ins and len(left.args) == 2:
        inner = number(left.args[1])
        if inner is not None and left.op in ("shl", "lshr"):
            inner &= bits - 1
            if left.op == "lshr":
                total = inner + amount
                return s.become(ins, "lshr", left.args[0], const(total)) if total < bits else const(0, ins.type)
            if inner == amount:
                return s.become(ins, "and", left.args[0], const(((1 << bits) - 1) >> amount, ins.type))
    return None


def _ashr(s: Simplifier, ins: Ins) -> Value | None:
    left, _ = ins.args
    amount = _amount(s, ins)
    if amount is None:
        return _zero_shifted(left)
    if amount == 0:
        return left
    bits = bits_of(left)
    if bits == 32 and unsigned_bits(left) < 32:
        return s.become(ins, "lshr", left, const(amount))
    if type(left) is Ins and len(left.args) == 2:
        inner = number(left.args[1])
        if inner is not None:
            if left.op == "ashr":
                return s.become(ins, "ashr", left.args[0], const(min((inner & (bits - 1)) + amount, bits - 1)))
            if left.op == "shl" and inner == amount and bits == 32 and amount in (16, 24):
                return s.become(ins, "sext16" if amount == 16 else "sext8", left.args[0])
    return None


def _udiv(s: Simplifier, ins: Ins) -> Value | None:
    left, right = ins.args
    shift = _power_of_two(number(right))
    if shift is not None:
        return s.become(ins, "lshr", left, const(shift)) if shift else left
    return None


def _sdiv(s: Simplifier, ins: Ins) -> Value | None:
    left, right = ins.args
    if number(right) == 1:
        return left
    if signed_number(right) == -1:
        return s.become(ins, "sub", const(0, ins.type), left)
    if ins.type == I32 and unsigned_bits(left) < 32 and unsigned_bits(right) < 32:
        return s.become(ins, "udiv", left, right)
    return None


def _urem(s: Simplifier, ins: Ins) -> Value | None:
    left, right = ins.args
    if _power_of_two(number(right)) is not None:
        return s.become(ins, "and", left, const((number(right) or 0) - 1, ins.type))
    return None


def _srem(s: Simplifier, ins: Ins) -> Value | None:
    left, right = ins.args
    if signed_number(right) in (1, -1):
        return const(0, ins.type)
    if ins.type == I32 and unsigned_bits(left) < 32 and unsigned_bits(right) < 32:
        return s.become(ins, "urem", left, right)
    return None


def _high_product(s: Simplifier, ins: Ins) -> Value | None:
    return ins.args[1] if number(ins.args[1]) == 0 else None


def _extreme(s: Simplifier, ins: Ins) -> Value | None:
    return ins.args[0] if same(*ins.args) else None


def _rotr(s: Simplifier, ins: Ins) -> Value | None:
    amount = _amount(s, ins)
    if amount == 0:
        return ins.args[0]
    if amount is not None and is_op(ins.args[0], "rotr"):
        inner = ins.args[0]
        assert isinstance(inner, Ins), "checked by is_op"
        turned = number(inner.args[1])
        if turned is not None:
            return s.become(ins, "rotr", inner.args[0], const((turned + amount) & 31))
    return None


RULES: Mapping[str, Rule] = {
    "add": _add, "sub": _sub, "mul": _mul, "shl": _shl, "lshr": _lshr, "ashr": _ashr, "rotr": _rotr,
    "udiv": _udiv, "sdiv": _sdiv, "urem": _urem, "srem": _srem, "mulh": _high_product, "umulh": _high_product,
    **dict.fromkeys(("smin", "smax", "umin", "umax"), _extreme),
}
