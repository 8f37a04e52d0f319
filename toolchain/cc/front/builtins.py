"""The signatures of the compiler's builtin functions, one row each. What they do is written in ir/build_builtin.py.

Names here are without the prefix __builtin_. va_start, va_arg, va_end, va_copy, offsetof, constant_p,
types_compatible_p, choose_expr, the overflow family and the tests of floating values have operands that are no
ordinary arguments: the checker of calls knows them by name.
"""

import math
from collections.abc import Mapping

from toolchain.cc.front.c_types import (
    CHAR,
    CHAR_POINTER,
    DOUBLE,
    FLOAT,
    INT,
    LDOUBLE,
    LLONG,
    LONG,
    SIZE_T,
    UINT,
    ULLONG,
    ULONG,
    USHORT,
    VOID,
    VOID_POINTER,
    CType,
    FloatType,
    FunctionType,
    IntType,
    PointerType,
    VoidType,
)
from toolchain.cc.front.conversions import with_qualifiers

_CONST_VOID = PointerType(VoidType(const=True))
_CONST_CHAR = PointerType(with_qualifiers(CHAR, const=True))


def _row(result: CType, *params: CType, variadic: bool = False) -> FunctionType:
    return FunctionType(result, params, variadic)


SIGNATURES: Mapping[str, FunctionType] = {
    "expect": _row(LONG, LONG, LONG),
    "unreachable": _row(VOID),
    "trap": _row(VOID),
    "prefetch": _row(VOID, _CONST_VOID, variadic=True),
    **{name + suffix: _row(INT, type_) for name in ("clz", "ctz", "popcount", "parity")
       for suffix, type_ in (("", UINT), ("l", ULONG), ("ll", ULLONG))},
    **{"ffs" + suffix: _row(INT, type_) for suffix, type_ in (("", INT), ("l", LONG), ("ll", LLONG))},
    "bswap16": _row(USHORT, USHORT), "bswap32": _row(UINT, UINT), "bswap64": _row(ULLONG, ULLONG),
    "abs": _row(INT, INT), "labs": _row(LONG, LONG), "llabs": _row(LLONG, LLONG),
    **{name + suffix: _row(type_, *[type_] * count) for suffix, type_ in (("", DOUBLE), ("f", FLOAT), ("l", LDOUBLE))
       for name, count in (("fabs", 1), ("sqrt", 1), ("copysign", 2), ("fmin", 2), ("fmax", 2))},
    "memcpy": _row(VOID_POINTER, VOID_POINTER, _CONST_VOID, SIZE_T),
    "memmove": _row(VOID_POINTER, VOID_POINTER, _CONST_VOID, SIZE_T),
    "memset": _row(VOID_POINTER, VOID_POINTER, INT, SIZE_T),
    "memcmp": _row(INT, _CONST_VOID, _CONST_VOID, SIZE_T),
    "memchr": _row(VOID_POINTER, _CONST_VOID, INT, SIZE_T),
    "strlen": _row(SIZE_T, _CONST_CHAR),
    "strcmp": _row(INT, _CONST_CHAR, _CONST_CHAR),
    "strncmp": _row(INT, _CONST_CHAR, _CONST_CHAR, SIZE_T),
    "strcpy": _row(CHAR_POINTER, CHAR_POINTER, _CONST_CHAR),
    "strncpy": _row(CHAR_POINTER, CHAR_POINTER, _CONST_CHAR, SIZE_T),
    "strcat": _row(CHAR_POINTER, CHAR_POINTER, _CONST_CHAR),
    "strncat": _row(CHAR_POINTER, CHAR_POINTER, _CONST_CHAR, SIZE_T),
    "strchr": _row(CHAR_POINTER, _CONST_CHAR, INT),
    "strrchr": _row(CHAR_POINTER, _CONST_CHAR, INT),
    "strstr": _row(CHAR_POINTER, _CONST_CHAR, _CONST_CHAR),
    "printf": _row(INT, _CONST_CHAR, variadic=True),
    "puts": _row(INT, _CONST_CHAR), "putchar": _row(INT, INT),
    "sprintf": _row(INT, CHAR_POINTER, _CONST_CHAR, variadic=True),
    "snprintf": _row(INT, CHAR_POINTER, SIZE_T, _CONST_CHAR, variadic=True),
    "alloca": _row(VOID_POINTER, SIZE_T),
    "abort": _row(VOID), "exit": _row(VOID, INT),
    "malloc": _row(VOID_POINTER, SIZE_T), "calloc": _row(VOID_POINTER, SIZE_T, SIZE_T),
    "realloc": _row(VOID_POINTER, VOID_POINTER, SIZE_T), "free": _row(VOID, VOID_POINTER),
}
# name -> operation, and the type of the operands where the name says it
OVERFLOW: Mapping[str, tuple[str, IntType | None]] = {
    f"{sign}{op}{size}_overflow": (op, type_)
    for op in ("add", "sub", "mul")
    for sign, size, type_ in (("", "", None), ("s", "", INT), ("s", "l", LONG), ("s", "ll", LLONG), ("u", "", UINT),
                              ("u", "l", ULONG), ("u", "ll", ULLONG))
}
# constants: name -> value; each with the suffixes f and l as well
FLOAT_CONSTANTS: Mapping[str, float] = {"inf": math.inf, "huge_val": math.inf, "nan": math.nan}
FLOAT_TYPES: Mapping[str, FloatType] = {"": DOUBLE, "f": FLOAT, "l": LDOUBLE}
# tests of floating values of any one type, with the number of values; their result is int
FLOAT_TESTS: Mapping[str, int] = {
    **dict.fromkeys(("isnan", "isinf", "isinf_sign", "isfinite", "isnormal", "signbit"), 1),
    **dict.fromkeys(("isgreater", "isgreaterequal", "isless", "islessequal", "islessgreater", "isunordered"), 2),
}
NEVER_RETURN = frozenset({"abort", "exit", "trap", "unreachable"})
SPECIAL = frozenset({"va_start", "va_arg", "va_end", "va_copy", "constant_p", "types_compatible_p", "choose_expr",
                     *OVERFLOW, *FLOAT_TESTS, *(name + suffix for name in FLOAT_CONSTANTS for suffix in FLOAT_TYPES)})
PREFIX = "__builtin_"
