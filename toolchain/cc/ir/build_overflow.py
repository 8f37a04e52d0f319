"""Arithmetic that tells whether it overflowed: __builtin_add_overflow and its relatives as IR.

The operation is meant in unbounded integers; its result is stored in the type the third operand points to, and the
builtin says whether that type could not hold it. Up to 32 bits it is done in 64 bits, where nothing is lost. With 64
bits the checker has converted both operands to the result's type, and the overflow shows in signs or in a division.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from toolchain.cc.front import typed as t
from toolchain.cc.front.c_types import LLONG, IntType, PointerType
from toolchain.cc.ir.emitter import Place, integer
from toolchain.cc.ir.ops import I32, I64, Value

if TYPE_CHECKING:
    from toolchain.cc.ir.build_expr import ExpressionBuilder

_ZERO = integer(0, I64)


def overflow(op: str) -> "Callable[[ExpressionBuilder, t.Builtin], Value]":
    """Return the function that builds `op`: add, sub or mul."""
    def build(b: "ExpressionBuilder", expr: t.Builtin) -> Value:
        left, right, pointer = (b.value(arg) for arg in expr.args)
        target = expr.args[2].type
        assert isinstance(target, PointerType), "the checker has looked"
        type_ = target.target
        assert isinstance(type_, IntType), "the checker has looked"
        place = Place(pointer, 0, type_)
        if type_.bytes == 8:
            result = b.binary(op, left, right)
            b.store_place(place, result)
            signs = _SIGNED if type_.signed else _UNSIGNED
            return signs[op](b, left, right, result)
        wide = b.binary(op, b.conversion(left, expr.args[0].type, LLONG), b.conversion(right, expr.args[1].type, LLONG))
        narrow = b.conversion(wide, LLONG, type_)
        b.store_place(place, narrow)
        return b.binary("ne", wide, b.conversion(narrow, type_, LLONG))
    return build


_Test = Callable[["ExpressionBuilder", Value, Value, Value], Value]


def _signed_add(b: "ExpressionBuilder", left: Value, right: Value, result: Value) -> Value:
    """Both operands have the sign that the result has not."""
    return b.binary("slt", b.binary("and", b.binary("xor", left, result), b.binary("xor", right, result)), _ZERO)


def _signed_sub(b: "ExpressionBuilder", left: Value, right: Value, result: Value) -> Value:
    return b.binary("slt", b.binary("and", b.binary("xor", left, right), b.binary("xor", left, result)), _ZERO)


def _quotient_differs(b: "ExpressionBuilder", left: Value, right: Value, result: Value, division: str) -> Value:
    """Whether result / left is not right; a left of 0 divides by 1 and never overflows."""
    is_zero = b.binary("eq", left, _ZERO)
    divisor = b.emit("select", I64, is_zero, integer(1, I64), left)
    differs = b.binary("ne", b.binary(division, result, divisor), right)
    return b.emit("select", I32, is_zero, integer(0), differs)


def _signed_mul(b: "ExpressionBuilder", left: Value, right: Value, result: Value) -> Value:
    """-1 times the least number overflows, though dividing the result by -1 gives it back."""
    least = b.binary("eq", right, integer(1 << 63, I64))
    special = b.binary("and", b.binary("eq", left, integer(-1, I64)), least)
    return b.binary("or", _quotient_differs(b, left, right, result, "sdiv"), special)


_SIGNED: dict[str, _Test] = {"add": _signed_add, "sub": _signed_sub, "mul": _signed_mul}
_UNSIGNED: dict[str, _Test] = {
    "add": lambda b, left, _right, result: b.binary("ult", result, left),
    "sub": lambda b, left, right, _result: b.binary("ult", left, right),
    "mul": lambda b, left, right, result: _quotient_differs(b, left, right, result, "udiv"),
}
