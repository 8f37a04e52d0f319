"""Operations on constants: `evaluate` gives what an integer operation computes, or None if that is not known.

Integers are unsigned as in Const; `bits` is 32 or 64. Floating point is left to run time, where the machine rounds.
"""

# ruff: noqa: ARG005 - the rows of a table share one signature

from collections.abc import Callable, Mapping

from toolchain.cc.ir.ops import I32, I64, Const, Value


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
    """Return `op` of type `type_` applied to constants, None if an operand is no integer constant."""
    numbers: list[int] = []
    for arg in args:
        if type(arg) is not Const or type(arg.value) is not int:
            return None
        numbers.append(arg.value)
    if type_ not in (I32, I64):
        return None
    bits = 64 if args and args[0].type == I64 else 32
    if len(numbers) == 2 and op in _BINARY:
        result = int(_BINARY[op](numbers[0], numbers[1], bits))
    elif len(numbers) == 2 and op in _DIVISION and numbers[1]:
        result = _DIVISION[op](numbers[0], numbers[1], bits)
    elif len(numbers) == 1 and op in _UNARY:
        result = _UNARY[op](numbers[0], bits)
    else:
        return None
    return Const(type_, result & (0xFFFFFFFFFFFFFFFF if type_ == I64 else 0xFFFFFFFF))
