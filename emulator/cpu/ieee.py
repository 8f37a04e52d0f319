"""Single and double precision arithmetic on bit patterns, exact to the bit.

All arguments and results are integers: patterns of floats, or two's complement words. Arithmetic rounds to nearest
even, once. Every NaN result is the canonical quiet NaN. Python's float is the double; single precision is computed in
double and rounded, which for + - * / and square root equals rounding once (53 >= 2 * 24 + 2 bits).
Float to integer truncates and saturates; NaN gives 0.
"""

import math
import struct
from typing import Final

from emulator.cpu.float16 import NAN64, f16_from_f64, f64_from_f16
from emulator.cpu.words import M32, M64, SIGN32, SIGN64, s32, s64

NAN32: Final = 0x7FC00000

_single = struct.Struct("<f")
_double = struct.Struct("<d")
_word = struct.Struct("<I")
_long = struct.Struct("<Q")


def _float32(bits: int) -> float:
    value: float = _single.unpack(_word.pack(bits))[0]
    return value


def _float64(bits: int) -> float:
    value: float = _double.unpack(_long.pack(bits))[0]
    return value


def _bits32(value: float) -> int:
    """Round a double to single precision; return the pattern."""
    if math.isnan(value):
        return NAN32
    try:
        packed = _single.pack(value)
    except OverflowError:
        packed = _single.pack(math.copysign(math.inf, value))
    bits: int = _word.unpack(packed)[0]
    return bits


def _bits64(value: float) -> int:
    if math.isnan(value):
        return NAN64
    bits: int = _long.unpack(_double.pack(value))[0]
    return bits


def _quotient(x: float, y: float) -> float:
    if y != 0:
        return x / y
    if x == 0 or math.isnan(x):
        return math.nan
    return math.copysign(math.inf, x) * math.copysign(1.0, y)


def _root(x: float) -> float:
    return math.nan if x < 0 else math.sqrt(x)


def _truncated(value: float, low: int, high: int) -> int:
    """Truncate toward zero into low..high; NaN gives 0."""
    if math.isnan(value):
        return 0
    if math.isinf(value):
        return high if value > 0 else low
    return max(low, min(high, int(value)))


def _is_nan32(bits: int) -> bool:
    return bits & 0x7FFFFFFF > 0x7F800000


def _is_nan64(bits: int) -> bool:
    return bits & 0x7FFFFFFFFFFFFFFF > 0x7FF0000000000000


def f32_add(x: int, y: int) -> int:
    """Return x + y."""
    return _bits32(_float32(x) + _float32(y))


def f32_sub(x: int, y: int) -> int:
    """Return x - y."""
    return _bits32(_float32(x) - _float32(y))


def f32_mul(x: int, y: int) -> int:
    """Return x * y."""
    return _bits32(_float32(x) * _float32(y))


def f32_div(x: int, y: int) -> int:
    """Return x / y; a finite number over 0 is infinite."""
    return _bits32(_quotient(_float32(x), _float32(y)))


def f32_sqrt(x: int) -> int:
    """Square root; of a negative number NaN, of -0 -0."""
    return _bits32(_root(_float32(x)))


def f32_neg(x: int) -> int:
    """Return -x."""
    return NAN32 if _is_nan32(x) else x ^ SIGN32


def f32_abs(x: int) -> int:
    """Return |x|."""
    return NAN32 if _is_nan32(x) else x & ~SIGN32


def f32_min(x: int, y: int) -> int:
    """The smaller; NaN if either is; -0 is below +0."""
    if _is_nan32(x) or _is_nan32(y):
        return NAN32
    if _float32(x) == _float32(y):
        return x | y
    return x if _float32(x) < _float32(y) else y


def f32_max(x: int, y: int) -> int:
    """The larger; NaN if either is; +0 is above -0."""
    if _is_nan32(x) or _is_nan32(y):
        return NAN32
    if _float32(x) == _float32(y):
        return x & y
    return x if _float32(x) > _float32(y) else y


def f32_copysign(x: int, y: int) -> int:
    """Return x with the sign of y."""
    return NAN32 if _is_nan32(x) else x & ~SIGN32 | y & SIGN32


def f32_eq(x: int, y: int) -> bool:
    """Return x = y; false with NaN."""
    return _float32(x) == _float32(y)


def f32_lt(x: int, y: int) -> bool:
    """Return x < y; false with NaN."""
    return _float32(x) < _float32(y)


def f32_le(x: int, y: int) -> bool:
    """Return x <= y; false with NaN."""
    return _float32(x) <= _float32(y)


def f64_add(x: int, y: int) -> int:
    """Return x + y."""
    return _bits64(_float64(x) + _float64(y))


def f64_sub(x: int, y: int) -> int:
    """Return x - y."""
    return _bits64(_float64(x) - _float64(y))


def f64_mul(x: int, y: int) -> int:
    """Return x * y."""
    return _bits64(_float64(x) * _float64(y))


def f64_div(x: int, y: int) -> int:
    """Return x / y; a finite number over 0 is infinite."""
    return _bits64(_quotient(_float64(x), _float64(y)))


def f64_sqrt(x: int) -> int:
    """Square root; of a negative number NaN, of -0 -0."""
    return _bits64(_root(_float64(x)))


def f64_neg(x: int) -> int:
    """Return -x."""
    return NAN64 if _is_nan64(x) else x ^ SIGN64


def f64_abs(x: int) -> int:
    """Return |x|."""
    return NAN64 if _is_nan64(x) else x & ~SIGN64


def f64_min(x: int, y: int) -> int:
    """The smaller; NaN if either is; -0 is below +0."""
    if _is_nan64(x) or _is_nan64(y):
        return NAN64
    if _float64(x) == _float64(y):
        return x | y
    return x if _float64(x) < _float64(y) else y


def f64_max(x: int, y: int) -> int:
    """The larger; NaN if either is; +0 is above -0."""
    if _is_nan64(x) or _is_nan64(y):
        return NAN64
    if _float64(x) == _float64(y):
        return x & y
    return x if _float64(x) > _float64(y) else y


def f64_copysign(x: int, y: int) -> int:
    """Return x with the sign of y."""
    return NAN64 if _is_nan64(x) else x & ~SIGN64 | y & SIGN64


def f64_eq(x: int, y: int) -> bool:
    """Return x = y; false with NaN."""
    return _float64(x) == _float64(y)


def f64_lt(x: int, y: int) -> bool:
    """Return x < y; false with NaN."""
    return _float64(x) < _float64(y)


def f64_le(x: int, y: int) -> bool:
    """Return x <= y; false with NaN."""
    return _float64(x) <= _float64(y)


def _rounded32(value: int) -> int:
    """Round an integer of any size to single precision, once.

    An integer too long for a double gives up its low bits first, but leaves a 1 behind where they were not all 0,
    which is all that rounding needs to know of them.
    """
    spare = max(0, value.bit_length() - 40)
    kept = abs(value) >> spare << spare
    if kept != abs(value):
        kept |= 1 << spare
    return _bits32(math.copysign(float(kept), value))


def f32_from_s32(word: int) -> int:
    """Convert a signed word."""
    return _bits32(float(s32(word)))


def f32_from_u32(word: int) -> int:
    """Convert an unsigned word."""
    return _bits32(float(word))


def f32_from_s64(word: int) -> int:
    """Convert a signed double word, rounding once."""
    return _rounded32(s64(word))


def f32_from_u64(word: int) -> int:
    """Convert an unsigned double word, rounding once."""
    return _rounded32(word)


def f32_from_f64(bits: int) -> int:
    """Round a double."""
    return _bits32(_float64(bits))


def f32_from_f16(half: int) -> int:
    """Widen a half."""
    return _bits32(_float64(f64_from_f16(half)))


def f16_from_f32(bits: int) -> int:
    """Round a single to half precision."""
    return f16_from_f64(_bits64(_float32(bits)))


def f64_from_s32(word: int) -> int:
    """Convert a signed word."""
    return _bits64(float(s32(word)))


def f64_from_u32(word: int) -> int:
    """Convert an unsigned word."""
    return _bits64(float(word))


def f64_from_s64(word: int) -> int:
    """Convert a signed double word."""
    return _bits64(float(s64(word)))


def f64_from_u64(word: int) -> int:
    """Convert an unsigned double word."""
    return _bits64(float(word))


def f64_from_f32(bits: int) -> int:
    """Widen a single."""
    return _bits64(_float32(bits))


def s32_from_f32(bits: int) -> int:
    """Truncate to a signed word."""
    return _truncated(_float32(bits), -0x80000000, 0x7FFFFFFF) & M32


def u32_from_f32(bits: int) -> int:
    """Truncate to an unsigned word."""
    return _truncated(_float32(bits), 0, M32)


def s64_from_f32(bits: int) -> int:
    """Truncate to a signed double word."""
    return _truncated(_float32(bits), -SIGN64, SIGN64 - 1) & M64


def u64_from_f32(bits: int) -> int:
    """Truncate to an unsigned double word."""
    return _truncated(_float32(bits), 0, M64)


def s32_from_f64(bits: int) -> int:
    """Truncate to a signed word."""
    return _truncated(_float64(bits), -0x80000000, 0x7FFFFFFF) & M32


def u32_from_f64(bits: int) -> int:
    """Truncate to an unsigned word."""
    return _truncated(_float64(bits), 0, M32)


def s64_from_f64(bits: int) -> int:
    """Truncate to a signed double word."""
    return _truncated(_float64(bits), -SIGN64, SIGN64 - 1) & M64


def u64_from_f64(bits: int) -> int:
    """Truncate to an unsigned double word."""
    return _truncated(_float64(bits), 0, M64)
