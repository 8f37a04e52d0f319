"""Integer operations on 32- and 64-bit words that Python's own operators do not give: signed views, division, bits."""

from typing import Final

M32: Final = 0xFFFFFFFF
M64: Final = 0xFFFFFFFFFFFFFFFF
SIGN32: Final = 0x80000000
SIGN64: Final = 0x8000000000000000


def s32(word: int) -> int:
    """Return the signed value of a word."""
    return (word ^ SIGN32) - SIGN32


def s64(word: int) -> int:
    """Return the signed value of a double word."""
    return (word ^ SIGN64) - SIGN64


def s32_div(x: int, y: int) -> int:
    """Return the word x / y, signed, toward zero; -2^31 / -1 is -2^31. y is not 0."""
    return _divide(s32(x), s32(y)) & M32


def s32_rem(x: int, y: int) -> int:
    """Return the word x - y * (x / y), signed; it has the sign of x. y is not 0."""
    return (s32(x) - s32(y) * _divide(s32(x), s32(y))) & M32


def s64_div(x: int, y: int) -> int:
    """Return the double word x / y, signed, toward zero; -2^63 / -1 is -2^63. y is not 0."""
    return _divide(s64(x), s64(y)) & M64


def s64_rem(x: int, y: int) -> int:
    """Return the double word x - y * (x / y), signed; it has the sign of x. y is not 0."""
    return (s64(x) - s64(y) * _divide(s64(x), s64(y))) & M64


def _divide(x: int, y: int) -> int:
    quotient = abs(x) // abs(y)
    return -quotient if (x < 0) != (y < 0) else quotient


def clz32(word: int) -> int:
    """Return the number of leading zero bits, 32 for 0."""
    return 32 - word.bit_length()


def ctz32(word: int) -> int:
    """Return the number of trailing zero bits, 32 for 0."""
    return (word & -word).bit_length() - 1 if word else 32


def popcount32(word: int) -> int:
    """Return the number of one bits."""
    return word.bit_count()


def bytes_reversed32(word: int) -> int:
    """Return the word with its bytes in the other order."""
    return int.from_bytes(word.to_bytes(4, "little"), "big")
