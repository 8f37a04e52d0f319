"""Operations on constants: `evaluate` gives what an operation computes, or None if that is not known.

Integers are unsigned as in Const; `bits` is 32 or 64. Floating point is computed as the machine does (cc/ieee.py).
"""

# ruff: noqa: ARG005 - the rows of a table share one signature

from collections.abc import Callable, Mapping

from toolchain.cc import ieee
from toolchain.cc.ir.ops import F32, F64, I32, I64, Const, Value


def signed(value: int, bits: int = 32) -> int:
    """Return the two's complement meaning of an unsigned number."""
    return value - (1 << bits) if value >> (bits - 1) else value


def _divide(a: int, b: int) -> int:
    quotient = abs(a) // abs(b)
    return -quotient if (a < 0) != (b < 0) else quotient


def _remainder(a: int, b: int) -> int:
    return abs(a) % abs(b) * (-1 if a < 0 else 1)


def _bswap(a: int, n: int) -> int:
    return int.from_bytes(a.to_bytes(n // 8, "little"), "big")


_BINARY: Mapping[str, Callable[[int, int, int], int]] = {  # a, b, bits
    "add": lambda a, b, n: a + b, "sub": lambda a, b, n: a - b, "mul": lambda a, b, n: a * b,
    "and": lambda a, b, n: a & b, "or": lambda a, b, n: a | b, "xor": lambda a, b, n: a ^ b,
    "shl": lambda a, b, n: a << (b & (n - 1)), "lshr": lambda a, b, n: a >> (b & (n - 1)),
    "ashr": lambda a, b, n: signed(a, n) >> (b & (n - 1)),
    "rotr": lambda a, b, n: a >> (b & 31) | a << (32 - (b & 31)),
    "mulh": lambda a, b, n: signed(a) * signed(b) >> 32, "umulh": lambda a, b, n: a * b >> 32,
    "smin": lambda a, b, n: min(signed(a), signed(b)), "smax": lambda a, b, n: max(signed(a), signed(b)),
    "umin": lambda a, b, n: min(a, b), "umax": lambda a, b, n: max(a, b),
    "eq": lambda a, b, n: a == b, "ne": lambda a, b, n: a != b,
    "slt": lambda a, b, n: signed(a, n) < signed(b, n), "sle": lambda a, b, n: signed(a, n) <= signed(b, n),
    "sgt": lambda a, b, n: signed(a, n) > signed(b, n), "sge": lambda a, b, n: signed(a, n) >= signed(b, n),
    "ult": lambda a, b, n: a < b, "ule": lambda a, b, n: a <= b,
    "ugt": lambda a, b, n: a > b, "uge": lambda a, b, n: a >= b,
}
_DIVISION: Mapping[str, Callable[[int, int, int], int]] = {
    "sdiv": lambda a, b, n: _divide(signed(a, n), signed(b, n)), "udiv": lambda a, b, n: a // b,
    "srem": lambda a, b, n: _remainder(signed(a, n), signed(b, n)), "urem": lambda a, b, n: a % b,
}
_UNARY: Mapping[str, Callable[[int, int], int]] = {  # a, bits of the operand
    "sext8": lambda a, n: signed(a & 0xFF, 8), "sext16": lambda a, n: signed(a & 0xFFFF, 16),
    "zext8": lambda a, n: a & 0xFF, "zext16": lambda a, n: a & 0xFFFF,
    "sext64": lambda a, n: signed(a), "zext64": lambda a, n: a, "trunc32": lambda a, n: a,
    "clz": lambda a, n: n - a.bit_length(), "ctz": lambda a, n: (a & -a).bit_length() - 1 if a else n,
    "popcount": lambda a, n: a.bit_count(), "bswap": _bswap, "copy": lambda a, n: a,
}


def evaluate(op: str, type_: str, args: list[Value]) -> Const | None:
    """Return `op` of type `type_` applied to constants, None if an operand is no constant."""
    numbers: list[int] = []
    for arg in args:
        if type(arg) is not Const:
            return None
        numbers.append(arg.value)
    source = args[0].type if args else ""
    if op == "bitcast":
        return Const(type_, numbers[0])
    if type_ in _FLOAT_SIZES or source in _FLOAT_SIZES:
        return _evaluate_float(op, type_, source, numbers)
    bits = 64 if source == I64 else 32
    if len(numbers) == 2 and op in _BINARY:
        result = int(_BINARY[op](numbers[0], numbers[1], bits))
    elif len(numbers) == 2 and op in _DIVISION and numbers[1]:
        result = _DIVISION[op](numbers[0], numbers[1], bits)
    elif len(numbers) == 1 and op in _UNARY:
        result = _UNARY[op](numbers[0], bits)
    else:
        return None
    return Const(type_, result & (0xFFFFFFFFFFFFFFFF if type_ == I64 else 0xFFFFFFFF))


_FLOAT_SIZES = {F32: 4, F64: 8}


def _evaluate_float(op: str, type_: str, source: str, numbers: list[int]) -> Const | None:
    """As evaluate, for operations to or from floating point."""
    if source not in _FLOAT_SIZES:
        if op not in ("int_to_float", "uint_to_float"):
            return None
        number = numbers[0] if op == "uint_to_float" else signed(numbers[0], 64 if source == I64 else 32)
        size = _FLOAT_SIZES[type_]
        return Const(type_, ieee.to_bits(ieee.from_integer(number, size), size))
    values = [ieee.from_bits(number, _FLOAT_SIZES[source]) for number in numbers]
    if op in ieee.COMPARE:
        return Const(I32, int(ieee.COMPARE[op](values[0], values[1])))
    if op in ("float_to_int", "float_to_uint"):
        bits = 64 if type_ == I64 else 32
        low, high = (0, (1 << bits) - 1) if op == "float_to_uint" else (-1 << (bits - 1), (1 << (bits - 1)) - 1)
        return Const(type_, ieee.to_integer(values[0], low, high) & ((1 << bits) - 1))
    if op in ieee.BINARY:
        result = ieee.BINARY[op](values[0], values[1])
    elif op in ieee.UNARY:
        result = ieee.UNARY[op](values[0])
    elif op == "float_to_float":
        result = values[0]
    else:
        return None
    return Const(type_, ieee.to_bits(result, _FLOAT_SIZES[type_]))
