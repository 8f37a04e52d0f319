"""Constants: folding of operations, evaluation of constant expressions and of static addresses.

`fold_*` compute one operation on numbers as the target does (the checker folds while it builds expressions).
`evaluate` gives the value of a whole typed expression as `Address(symbol, offset)`: with symbol "" it is a number,
otherwise the address of a static object or function plus an offset. It returns None where the expression is no
constant. Operands that && || ?: do not need are not looked at.
"""

from collections.abc import Callable
from typing import NamedTuple

from toolchain.cc.front.c_types import CType, IntType, PointerType
from toolchain.cc.front.typed import (
    AddressOf,
    Binary,
    Cast,
    Compare,
    Conditional,
    Decay,
    Deref,
    Expr,
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
COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}


def integer_value(expr: Expr) -> int | None:
    """Return the value of an integer constant expression, or None if it is not one."""
    if isinstance(expr, IntConst):
        return expr.value
    value = evaluate(expr, _no_literals)
    return value.offset if value is not None and not value.symbol else None


class _NoConstantError(Exception):
    """The expression is not constant."""


def _no_literals(_literal: StringLit) -> str:
    raise _NoConstantError


def evaluate(expr: Expr, literal: LiteralSymbol) -> Address | None:
    """Return the constant that `expr` (a value, not an lvalue) is, or None."""
    try:
        return _evaluate(expr, literal)
    except _NoConstantError:
        return None


def _evaluate(expr: Expr, literal: LiteralSymbol) -> Address:
    handler = _HANDLERS.get(expr.__class__)
    if handler is None:
        raise _NoConstantError
    return handler(expr, literal)


def _number(expr: Expr, literal: LiteralSymbol) -> int:
    value = _evaluate(expr, literal)
    if value.symbol:
        raise _NoConstantError
    return value.offset


def _wrap(type_: CType, value: int) -> int:
    return type_.wrap(value) if isinstance(type_, IntType) else value & _POINTER_MASK


def _cast(expr: Cast, literal: LiteralSymbol) -> Address:
    value = _evaluate(expr.operand, literal)
    if value.symbol:
        type_ = expr.type
        if isinstance(type_, PointerType) or (isinstance(type_, IntType) and type_.bytes == 4):
            return value
        if isinstance(type_, IntType) and type_.rank == 0:
            return Address("", 1)
        raise _NoConstantError
    if not isinstance(expr.type, (IntType, PointerType)):
        raise _NoConstantError
    return Address("", _wrap(expr.type, value.offset))


def _unary(expr: Unary, literal: LiteralSymbol) -> Address:
    value = _number(expr.operand, literal)
    return Address("", _wrap(expr.type, -value if expr.op == "-" else ~value))


def _binary(expr: Binary, literal: LiteralSymbol) -> Address:
    left, right = _evaluate(expr.left, literal), _evaluate(expr.right, literal)
    if left.symbol or right.symbol:
        return _symbolic_sum(expr.op, left, right)
    type_ = expr.type
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
    if left.symbol != right.symbol:
        if expr.op in {"==", "!="} and not (left.symbol and right.symbol) and (left.offset, right.offset) == (0, 0):
            return Address("", int(expr.op == "!="))  # an object is never at the null pointer
        raise _NoConstantError
    return Address("", int(COMPARISONS[expr.op](left.offset, right.offset)))


def _truth(expr: Expr, literal: LiteralSymbol) -> bool:
    value = _evaluate(expr, literal)
    return bool(value.symbol) or value.offset != 0


def _logical(expr: Logical, literal: LiteralSymbol) -> Address:
    left = _truth(expr.left, literal)
    if left == (expr.op == "||"):
        return Address("", int(left))
    return Address("", int(_truth(expr.right, literal)))


def _conditional(expr: Conditional, literal: LiteralSymbol) -> Address:
    return _evaluate(expr.then if _truth(expr.condition, literal) else expr.other, literal)


def _pointer_add(expr: PointerAdd, literal: LiteralSymbol) -> Address:
    pointer = _evaluate(expr.pointer, literal)
    step = _number(expr.index, literal) * expr.scale
    offset = pointer.offset - step if expr.subtract else pointer.offset + step
    return Address(pointer.symbol, offset if pointer.symbol else offset & _POINTER_MASK)


def _pointer_diff(expr: PointerDiff, literal: LiteralSymbol) -> Address:
    left, right = _evaluate(expr.left, literal), _evaluate(expr.right, literal)
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
        return _evaluate(lvalue.pointer, literal)
    if isinstance(lvalue, StringLit):
        return Address(literal(lvalue), 0)
    raise _NoConstantError


_HANDLERS: dict[type, Callable[..., Address]] = {
    IntConst: lambda expr, _literal: Address("", expr.value),
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
