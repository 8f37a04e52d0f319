"""Constants: folding of operations, evaluation of constant expressions and of static addresses.

`fold_*` compute one operation on numbers as the target does (the checker folds while it builds expressions).
`evaluate` gives the value of a whole typed expression as `Address(symbol, offset)`: with symbol "" it is an integer,
otherwise the address of a static object or function plus an offset; floating values are Python floats rounded to their
type. It returns None where the expression is no constant. Operands that && || ?: do not need are not looked at.
"""

from collections.abc import Callable
from typing import NamedTuple

from toolchain.cc import ieee
from toolchain.cc.front.c_types import INT, CType, FloatType, IntType, PointerType
from toolchain.cc.front.typed import (
    AddressOf,
    Binary,
    Cast,
    Compare,
    Conditional,
    Decay,
    Deref,
    Expr,
    FloatConst,
    FunctionRef,
    IntConst,
    Logical,
    Member,
    Not,
    PointerAdd,
    PointerDiff,
    Storage,
    StringLit,
    Unary,
    VarRef,
)

_POINTER_MASK = 0xFFFFFFFF


class Address(NamedTuple):
    """A constant: `symbol` + `offset`, or the number `offset` if `symbol` is empty."""

    symbol: str
    offset: int


Constant = Address | float
LiteralSymbol = Callable[[StringLit], str]  # gives the symbol of the static object that holds a string literal


def fold_binary(op: str, type_: IntType, left: int, right: int) -> int | None:
    """Return `left op right` before wrapping to `type_`; None for a division by zero.

    Shift amounts outside of the width are taken modulo the width, as the machine does.
    """
    if op in "/%":
        if right == 0:
            return None
        quotient = abs(left) // abs(right)
        if (left < 0) != (right < 0):
            quotient = -quotient
        return quotient if op == "/" else left - right * quotient
    if op == "<<":
        return left << (right % type_.bits)
    if op == ">>":
        return left >> (right % type_.bits)
    return _SIMPLE[op](left, right)


_SIMPLE: dict[str, Callable[[int, int], int]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
    "&": lambda a, b: a & b, "|": lambda a, b: a | b, "^": lambda a, b: a ^ b,
}
COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}


_FLOAT_OPS = {"+": "fadd", "-": "fsub", "*": "fmul", "/": "fdiv"}


def fold_float(op: str, type_: FloatType, left: float, right: float) -> float:
    """Return `left op right` rounded to `type_`."""
    return ieee.rounded(ieee.BINARY[_FLOAT_OPS[op]](left, right), type_.bytes)


def integer_of(value: float, type_: IntType) -> int:
    """Return a floating value converted to an integer type as the machine does: saturated to a word, then wrapped."""
    if type_.rank == 0:
        return int(value != 0)
    word = type_ if type_.bytes >= 4 else INT
    return type_.wrap(ieee.to_integer(value, word.minimum, word.maximum))


def integer_value(expr: Expr) -> int | None:
    """Return the value of an integer constant expression, or None if it is not one."""
    if isinstance(expr, IntConst):
        return expr.value
    value = evaluate(expr, _no_literals)
    return value.offset if isinstance(value, Address) and not value.symbol else None


class _NoConstantError(Exception):
    """The expression is not constant."""


def _no_literals(_literal: StringLit) -> str:
    raise _NoConstantError


def evaluate(expr: Expr, literal: LiteralSymbol) -> Constant | None:
    """Return the constant that `expr` (a value, not an lvalue) is, or None."""
    try:
        return _evaluate(expr, literal)
    except _NoConstantError:
        return None


def _evaluate(expr: Expr, literal: LiteralSymbol) -> Constant:
    handler = _HANDLERS.get(expr.__class__)
    if handler is None:
        raise _NoConstantError
    return handler(expr, literal)


def _address(expr: Expr, literal: LiteralSymbol) -> Address:
    value = _evaluate(expr, literal)
    if not isinstance(value, Address):
        raise _NoConstantError
    return value


def _number(expr: Expr, literal: LiteralSymbol) -> int:
    value = _address(expr, literal)
    if value.symbol:
        raise _NoConstantError
    return value.offset


def _wrap(type_: CType, value: int) -> int:
    return type_.wrap(value) if isinstance(type_, IntType) else value & _POINTER_MASK


def _cast(expr: Cast, literal: LiteralSymbol) -> Constant:
    value, type_ = _evaluate(expr.operand, literal), expr.type
    if not isinstance(value, Address):
        if isinstance(type_, FloatType):
            return ieee.rounded(value, type_.bytes)
        if not isinstance(type_, IntType):
            raise _NoConstantError
        return Address("", integer_of(value, type_))
    if value.symbol:
        if isinstance(type_, PointerType) or (isinstance(type_, IntType) and type_.bytes == 4):
            return value
        if isinstance(type_, IntType) and type_.rank == 0:
            return Address("", 1)
        raise _NoConstantError
    if isinstance(type_, FloatType):
        return ieee.from_integer(value.offset, type_.bytes)
    if not isinstance(type_, (IntType, PointerType)):
        raise _NoConstantError
    return Address("", _wrap(type_, value.offset))


def _unary(expr: Unary, literal: LiteralSymbol) -> Constant:
    value = _evaluate(expr.operand, literal)
    if not isinstance(value, Address):
        return -value
    if value.symbol:
        raise _NoConstantError
    return Address("", _wrap(expr.type, -value.offset if expr.op == "-" else ~value.offset))


def _binary(expr: Binary, literal: LiteralSymbol) -> Constant:
    left, right = _evaluate(expr.left, literal), _evaluate(expr.right, literal)
    type_ = expr.type
    if not isinstance(left, Address) or not isinstance(right, Address):
        assert isinstance(type_, FloatType), "operands of one type"
        assert isinstance(left, float), "operands of one type"
        assert isinstance(right, float), "operands of one type"
        return fold_float(expr.op, type_, left, right)
    if left.symbol or right.symbol:
        return _symbolic_sum(expr.op, left, right)
    if not isinstance(type_, IntType):
        raise _NoConstantError
    value = fold_binary(expr.op, type_, left.offset, right.offset)
    if value is None:
        raise _NoConstantError
    return Address("", type_.wrap(value))


def _symbolic_sum(op: str, left: Address, right: Address) -> Address:
    """An address cast to an integer may still be moved by a number."""
    if op == "+" and not (left.symbol and right.symbol):
        return Address(left.symbol or right.symbol, left.offset + right.offset)
    if op == "-" and not right.symbol:
        return Address(left.symbol, left.offset - right.offset)
    if op == "-" and left.symbol == right.symbol:
        return Address("", left.offset - right.offset)
    raise _NoConstantError


def _compare(expr: Compare, literal: LiteralSymbol) -> Address:
    left, right = _evaluate(expr.left, literal), _evaluate(expr.right, literal)
    if not isinstance(left, Address) or not isinstance(right, Address):
        assert isinstance(left, float), "operands of one type"
        assert isinstance(right, float), "operands of one type"
        return Address("", int(COMPARISONS[expr.op](left, right)))
    if left.symbol != right.symbol:
        if expr.op in {"==", "!="} and not (left.symbol and right.symbol) and (left.offset, right.offset) == (0, 0):
            return Address("", int(expr.op == "!="))  # an object is never at the null pointer
        raise _NoConstantError
    return Address("", int(COMPARISONS[expr.op](left.offset, right.offset)))


def _truth(expr: Expr, literal: LiteralSymbol) -> bool:
    value = _evaluate(expr, literal)
    if not isinstance(value, Address):
        return value != 0
    return bool(value.symbol) or value.offset != 0


def _logical(expr: Logical, literal: LiteralSymbol) -> Address:
    left = _truth(expr.left, literal)
    if left == (expr.op == "||"):
        return Address("", int(left))
    return Address("", int(_truth(expr.right, literal)))


def _conditional(expr: Conditional, literal: LiteralSymbol) -> Constant:
    return _evaluate(expr.then if _truth(expr.condition, literal) else expr.other, literal)


def _pointer_add(expr: PointerAdd, literal: LiteralSymbol) -> Address:
    pointer = _address(expr.pointer, literal)
    step = _number(expr.index, literal) * expr.scale
    offset = pointer.offset - step if expr.subtract else pointer.offset + step
    return Address(pointer.symbol, offset if pointer.symbol else offset & _POINTER_MASK)


def _pointer_diff(expr: PointerDiff, literal: LiteralSymbol) -> Address:
    left, right = _address(expr.left, literal), _address(expr.right, literal)
    if left.symbol != right.symbol:
        raise _NoConstantError
    return Address("", (left.offset - right.offset) // expr.scale)


def _address_of(expr: AddressOf | Decay, literal: LiteralSymbol) -> Address:
    return _place(expr.operand, literal)


def _place(lvalue: Expr, literal: LiteralSymbol) -> Address:
    """Return the address of a static lvalue or function."""
    if isinstance(lvalue, VarRef):
        if lvalue.variable.storage in {Storage.AUTO, Storage.PARAMETER}:
            raise _NoConstantError
        return Address(lvalue.variable.symbol, 0)
    if isinstance(lvalue, FunctionRef):
        return Address(lvalue.function.symbol, 0)
    if isinstance(lvalue, Member):
        base = _place(lvalue.base, literal)
        return Address(base.symbol, base.offset + lvalue.field.offset)
    if isinstance(lvalue, Deref):
        return _address(lvalue.pointer, literal)
    if isinstance(lvalue, StringLit):
        return Address(literal(lvalue), 0)
    raise _NoConstantError


_HANDLERS: dict[type, Callable[..., Constant]] = {
    IntConst: lambda expr, _literal: Address("", expr.value),
    FloatConst: lambda expr, _literal: expr.value,
    Cast: _cast,
    Unary: _unary,
    Binary: _binary,
    Compare: _compare,
    Logical: _logical,
    Not: lambda expr, literal: Address("", int(not _truth(expr.operand, literal))),
    Conditional: _conditional,
    PointerAdd: _pointer_add,
    PointerDiff: _pointer_diff,
    AddressOf: _address_of,
    Decay: _address_of,
}
