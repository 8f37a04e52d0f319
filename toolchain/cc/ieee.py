"""IEEE 754 numbers at compile time: float (4 bytes) and double (8 bytes) exactly as the machine computes them.

Values are Python floats, which are doubles, already rounded to their size; patterns are unsigned integers. Everything
is rounded once, to nearest even. A NaN has no payload here: every NaN result is the canonical quiet one, as on the
machine. Single precision is computed in double and rounded, which for + - * / and the square root equals rounding once.
"""

import math
import struct
from collections.abc import Callable, Mapping
from fractions import Fraction

_FORMATS = {4: (struct.Struct("<f"), 0x7FC00000), 8: (struct.Struct("<d"), 0x7FF8000000000000)}
_PRECISION = {4: (24, -149, 128), 8: (53, -1074, 1024)}  # bits, exponent of the smallest number, of the first too large


def to_bits(value: float, size: int) -> int:
    """Return the pattern of `value` rounded to `size` bytes; NaN gives the canonical one."""
    form, nan = _FORMATS[size]
    if math.isnan(value):
        return nan
    try:
        packed = form.pack(value)
    except OverflowError:
        packed = form.pack(math.copysign(math.inf, value))
    return int.from_bytes(packed, "little")


def from_bits(bits: int, size: int) -> float:
    """Return the number that a pattern of `size` bytes stands for."""
    value: float = _FORMATS[size][0].unpack(bits.to_bytes(size, "little"))[0]
    return value


def rounded(value: float, size: int) -> float:
    """Return `value` as a number of `size` bytes can hold it."""
    return value if size == 8 else from_bits(to_bits(value, size), size)


def nearest(number: Fraction, size: int) -> float:
    """Return the number of `size` bytes nearest to an exact one; infinity if it is too large."""
    if not number:
        return 0.0
    bits, lowest, limit = _PRECISION[size]
    magnitude = abs(number)
    exponent = magnitude.numerator.bit_length() - magnitude.denominator.bit_length()
    if magnitude < Fraction(2) ** exponent:
        exponent -= 1  # now 2^exponent <= magnitude < 2^(exponent + 1)
    unit = max(exponent - bits + 1, lowest)
    units = round(magnitude / Fraction(2) ** unit)  # halves to even
    if units.bit_length() + unit > limit:
        return math.inf if number > 0 else -math.inf
    return math.ldexp(units if number > 0 else -units, unit)


def from_integer(number: int, size: int) -> float:
    """Return an integer converted to a number of `size` bytes."""
    return nearest(Fraction(number), size)


def to_integer(value: float, low: int, high: int) -> int:
    """Return `value` truncated toward zero into low..high; NaN gives 0."""
    if math.isnan(value):
        return 0
    if math.isinf(value):
        return high if value > 0 else low
    return max(low, min(high, int(value)))


def _quotient(x: float, y: float) -> float:
    if y != 0:
        return x / y
    if x == 0 or math.isnan(x):
        return math.nan
    return math.copysign(math.inf, x) * math.copysign(1.0, y)


def _extreme(x: float, y: float, *, least: bool) -> float:
    """Return the smaller or larger; NaN if either is; -0 is below +0."""
    if math.isnan(x) or math.isnan(y):
        return math.nan
    if x == y:
        return x if (math.copysign(1.0, x) < 0) == least else y
    return min(x, y) if least else max(x, y)


BINARY: Mapping[str, Callable[[float, float], float]] = {  # on doubles; the caller rounds
    "fadd": lambda x, y: x + y, "fsub": lambda x, y: x - y, "fmul": lambda x, y: x * y, "fdiv": _quotient,
    "fmin": lambda x, y: _extreme(x, y, least=True), "fmax": lambda x, y: _extreme(x, y, least=False),
    "fcopysign": lambda x, y: x if math.isnan(x) else math.copysign(x, y),
}
UNARY: Mapping[str, Callable[[float], float]] = {
    "fneg": lambda x: -x, "fabs": abs, "fsqrt": lambda x: math.nan if x < 0 else math.sqrt(x),
}
COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "feq": lambda x, y: x == y, "fne": lambda x, y: x != y, "flt": lambda x, y: x < y, "fle": lambda x, y: x <= y,
}
