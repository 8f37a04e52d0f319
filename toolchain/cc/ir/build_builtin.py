"""The compiler's builtin functions as IR, one row each: va_* , bit operations, hints, memory operations.

A row's function gets the builder and the typed.Builtin and returns its value (Undef for void). Struct results (va_arg)
are addresses, as everywhere.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from toolchain.cc.front import typed as t
from toolchain.cc.front.c_types import FloatType, IntType
from toolchain.cc.ir.emitter import Place, extension, integer, ir_type, is_record
from toolchain.cc.ir.ops import I32, I64, Addr, Const, Ins, Undef, Value
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


def _overflow(op: str) -> _Build:
    """Store `a op b` through the pointer and tell whether it was not the exact result, for 32-bit integers."""
    def build(b: "ExpressionBuilder", expr: t.Builtin) -> Value:
        left, right = (b.value(arg) for arg in expr.args[:2])
        type_ = expr.args[0].type
        assert isinstance(type_, IntType), "overflow arithmetic is for integers"
        assert type_.bytes == 4, "overflow arithmetic is for words"
        widen = "sext64" if type_.signed else "zext64"
        wide = b.binary(op, b.emit(widen, I64, left), b.emit(widen, I64, right))
        low = b.emit("trunc32", I32, wide)
        b.store(b.value(expr.args[2]), 0, low, 4)
        return b.binary("ne", wide, b.emit(widen, I64, low))
    return build


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
    **dict.fromkeys(("abs", "labs", "llabs", "fabs", "fabsf"), _abs),
    **{name + suffix: _float(op) for name, op in (("sqrt", "fsqrt"), ("copysign", "fcopysign"), ("fmin", "fmin"),
                                                  ("fmax", "fmax")) for suffix in ("", "f")},
    "add_overflow": _overflow("add"), "sub_overflow": _overflow("sub"), "mul_overflow": _overflow("mul"),
    "alloca": _alloca, **{name: _library(name) for name in _LIBRARY},
}
