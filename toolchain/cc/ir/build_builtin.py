"""The compiler's builtin functions as IR, one row each: va_* , bit operations, hints, memory operations.

A row's function gets the builder and the typed.Builtin and returns its value (Undef for void). Struct results (va_arg)
are addresses, as everywhere.
"""

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from toolchain.cc.front import typed as t
from toolchain.cc.front.c_types import FloatType
from toolchain.cc.ir.build_overflow import overflow
from toolchain.cc.ir.emitter import Place, extension, floating, integer, ir_type, is_record
from toolchain.cc.ir.ops import F32, I32, I64, Addr, Const, Ins, Undef, Value
from toolchain.cc.target.abi import struct_argument_in_register

if TYPE_CHECKING:
    from toolchain.cc.ir.build_expr import ExpressionBuilder

_NOTHING = Undef(I32)
_Build = Callable[["ExpressionBuilder", t.Builtin], Value]


def _va_start(b: "ExpressionBuilder", expr: t.Builtin) -> Value:
    b.store_place(b.place(expr.args[0]), b.emit("va_area", I32))
    return _NOTHING


def _va_copy(b: "ExpressionBuilder", expr: t.Builtin) -> Value:
    source = expr.args[1]
    value = b.value(source) if isinstance(source, t.Load) else b.load_place(b.place(source))
    b.store_place(b.place(expr.args[0]), value)
    return _NOTHING


def _va_arg(b: "ExpressionBuilder", expr: t.Builtin) -> Value:
    """Take the next stack word (two for 64 bits); a struct of more than 4 bytes is behind the address it holds."""
    arguments = b.place(expr.args[0])
    at = b.load_place(arguments)
    type_ = expr.type
    size = 4 if is_record(type_) else max(type_.size, 4)
    b.store_place(arguments, b.binary("add", at, integer(size)))
    if is_record(type_):
        return at if struct_argument_in_register(type_.size) else b.load(I32, at, 0, 4)
    return b.load_place(Place(at, 0, type_))


def _ignore(b: "ExpressionBuilder", expr: t.Builtin) -> Value:
    """Evaluate the operands that are values, for their effects."""
    for arg in expr.args:
        if not isinstance(arg, t.VarRef | t.Member | t.Deref):
            b.effect(arg)
    return _NOTHING


def _first(b: "ExpressionBuilder", expr: t.Builtin) -> Value:
    value = b.value(expr.args[0])
    for arg in expr.args[1:]:
        b.effect(arg)
    return value


def _unary(op: str, type_: str) -> _Build:
    """An operation on one integer of `type_` with an i32 result in C (bswap: of the type itself)."""
    def build(b: "ExpressionBuilder", expr: t.Builtin) -> Value:
        operand = b.value(expr.args[0])
        if operand.type != type_:
            operand = b.emit("zext64" if type_ == I64 else "trunc32", type_, operand)
        result = b.emit(op, type_, operand)
        return result if ir_type(expr.type) == type_ else b.emit("trunc32", I32, result)
    return build


def _bswap16(b: "ExpressionBuilder", expr: t.Builtin) -> Value:
    return b.binary("lshr", b.emit("bswap", I32, b.value(expr.args[0])), integer(16))


def _parity(type_: str) -> _Build:
    count = _unary("popcount", type_)
    return lambda b, expr: b.binary("and", count(b, expr), integer(1))


def _ffs(type_: str) -> _Build:
    """Position of the lowest one bit, counted from 1; 0 for none."""
    def build(b: "ExpressionBuilder", expr: t.Builtin) -> Value:
        operand = b.value(expr.args[0])
        count: Value = b.emit("ctz", type_, operand)
        if type_ == I64:
            count = b.emit("trunc32", I32, count)
        found = b.binary("ne", operand, Const(type_, 0))
        return b.emit("select", I32, found, b.binary("add", count, integer(1)), integer(0))
    return build


def _abs(b: "ExpressionBuilder", expr: t.Builtin) -> Value:
    operand = b.value(expr.args[0])
    if isinstance(expr.type, FloatType):
        return b.emit("fabs", operand.type, operand)
    zero = Const(operand.type, 0)
    negative = b.binary("slt", operand, zero)
    return b.emit("select", operand.type, negative, b.binary("sub", zero, operand), operand)


def _float(op: str) -> _Build:
    def build(b: "ExpressionBuilder", expr: t.Builtin) -> Value:
        args = [b.value(arg) for arg in expr.args]
        return b.emit(op, args[0].type, *args)
    return build


def _extreme(op: str) -> _Build:
    """C's fmin and fmax: the other operand where one is NaN; the operation of the machine gives NaN then."""
    def build(b: "ExpressionBuilder", expr: t.Builtin) -> Value:
        left, right = (b.value(arg) for arg in expr.args)
        type_ = left.type
        both = b.emit("select", type_, b.emit("feq", I32, right, right), b.emit(op, type_, left, right), left)
        return b.emit("select", type_, b.emit("feq", I32, left, left), both, right)
    return build


def _float_test(test: "Callable[[ExpressionBuilder, list[Value]], Value]") -> _Build:
    return lambda b, expr: test(b, [b.value(arg) for arg in expr.args])


def _below_infinity(op: str) -> "Callable[[ExpressionBuilder, list[Value]], Value]":
    """Whether |x| compares so with infinity."""
    def test(b: "ExpressionBuilder", args: list[Value]) -> Value:
        size = b.emit("fabs", args[0].type, args[0])
        return b.emit(op, I32, size, floating(math.inf, args[0].type))
    return test


def _is_normal(b: "ExpressionBuilder", args: list[Value]) -> Value:
    type_ = args[0].type
    size = b.emit("fabs", type_, args[0])
    least = floating(2.0 ** (-126 if type_ == F32 else -1022), type_)
    return b.binary("and", b.emit("fle", I32, least, size), b.emit("flt", I32, size, floating(math.inf, type_)))


def _sign_bit(b: "ExpressionBuilder", args: list[Value]) -> Value:
    if args[0].type == F32:
        return b.binary("lshr", b.emit("bitcast", I32, args[0]), integer(31))
    return b.emit("trunc32", I32, b.binary("lshr", b.emit("bitcast", I64, args[0]), integer(63)))


def _infinity_sign(b: "ExpressionBuilder", args: list[Value]) -> Value:
    infinity = _below_infinity("feq")(b, args)
    return b.emit("select", I32, infinity, b.emit("select", I32, _sign_bit(b, args), integer(-1), integer(1)),
                  integer(0))


def _ordered(op: str, *, swapped: bool = False) -> "Callable[[ExpressionBuilder, list[Value]], Value]":
    return lambda b, args: b.emit(op, I32, *(reversed(args) if swapped else args))


def _unordered(b: "ExpressionBuilder", args: list[Value]) -> Value:
    return b.binary("or", *(b.emit("fne", I32, arg, arg) for arg in args))


def _less_or_greater(b: "ExpressionBuilder", args: list[Value]) -> Value:
    return b.binary("or", b.emit("flt", I32, *args), b.emit("flt", I32, *reversed(args)))


_FLOAT_TESTS: "Mapping[str, Callable[[ExpressionBuilder, list[Value]], Value]]" = {
    "isnan": lambda b, args: b.emit("fne", I32, args[0], args[0]), "isinf": _below_infinity("feq"),
    "isinf_sign": _infinity_sign, "isfinite": _below_infinity("flt"), "isnormal": _is_normal, "signbit": _sign_bit,
    "isgreater": _ordered("flt", swapped=True), "isgreaterequal": _ordered("fle", swapped=True),
    "isless": _ordered("flt"), "islessequal": _ordered("fle"), "islessgreater": _less_or_greater,
    "isunordered": _unordered,
}


def _stop(op: str) -> _Build:
    def build(b: "ExpressionBuilder", _: t.Builtin) -> Value:
        b.terminate(op, [], [])
        return _NOTHING
    return build


def _alloca(b: "ExpressionBuilder", expr: t.Builtin) -> Value:
    ins = b.emit("dynamic_slot", I32, b.value(expr.args[0]))
    ins.align = 8
    return ins


def _library(name: str) -> _Build:
    """A call of the library function of this name."""
    def build(b: "ExpressionBuilder", expr: t.Builtin) -> Value:
        args = [b.value(arg) for arg in expr.args]
        type_ = ir_type(expr.type)
        call: Ins = b.call(type_, Addr(name), args, len(args), extension(expr.type))
        return call if type_ else _NOTHING
    return build


def _prefetch(b: "ExpressionBuilder", expr: t.Builtin) -> Value:
    for arg in expr.args:
        b.effect(arg)
    return _NOTHING


_LIBRARY = ("memcpy", "memmove", "memset", "memcmp", "memchr", "strlen", "strcmp", "strncmp", "strcpy", "strncpy",
            "strcat", "strncat", "strchr", "strrchr", "strstr", "printf", "puts", "putchar", "abort", "exit", "malloc",
            "free", "calloc", "realloc", "snprintf", "sprintf")

BUILTINS: Mapping[str, _Build] = {
    "va_start": _va_start, "va_arg": _va_arg, "va_end": _ignore, "va_copy": _va_copy,
    "expect": _first, "unreachable": _stop("unreachable"), "trap": _stop("trap"), "prefetch": _prefetch,
    **{name + suffix: _unary(op, type_) for name, op in (("clz", "clz"), ("ctz", "ctz"), ("popcount", "popcount"))
       for suffix, type_ in (("", I32), ("l", I32), ("ll", I64))},
    **{"parity" + suffix: _parity(type_) for suffix, type_ in (("", I32), ("l", I32), ("ll", I64))},
    **{"ffs" + suffix: _ffs(type_) for suffix, type_ in (("", I32), ("l", I32), ("ll", I64))},
    "bswap16": _bswap16, "bswap32": _unary("bswap", I32), "bswap64": _unary("bswap", I64),
    **dict.fromkeys(("abs", "labs", "llabs", "fabs", "fabsf", "fabsl"), _abs),
    **{name + suffix: _float(op) for name, op in (("sqrt", "fsqrt"), ("copysign", "fcopysign"))
       for suffix in ("", "f", "l")},
    **{name + suffix: _extreme(name) for name in ("fmin", "fmax") for suffix in ("", "f", "l")},
    **{name: _float_test(test) for name, test in _FLOAT_TESTS.items()},
    **{f"{op}_overflow": overflow(op) for op in ("add", "sub", "mul")},
    "alloca": _alloca, **{name: _library(name) for name in _LIBRARY},
}
