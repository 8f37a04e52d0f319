"""Half precision: conversion between 16-bit patterns and double patterns.

All patterns are integers. Every NaN result is the canonical quiet one. The rounding is to nearest even; the published
system's own conversion, which the v1 instructions keep, differs in one place (see `f16_v1_from_f64`).
"""

import struct
from math import copysign, inf, isnan

NAN16 = 0x7E00
NAN64 = 0x7FF8000000000000

_half = struct.Struct("<e")
_half_bits = struct.Struct("<H")
_double = struct.Struct("<d")
_double_bits = struct.Struct("<Q")
_SMALLEST_NORMAL = 2.0 ** -14


def f64_from_f16(half: int) -> int:
    """Return the double equal to a half, both as patterns."""
    value: float = _half.unpack(_half_bits.pack(half))[0]
    bits: int = _double_bits.unpack(_double.pack(value))[0]
    return NAN64 if isnan(value) else bits


def f16_from_f64(bits: int) -> int:
    """Return the half nearest to a double; too large a magnitude gives infinity."""
    value: float = _double.unpack(_double_bits.pack(bits))[0]
    if isnan(value):
        return NAN16
    try:
        packed = _half.pack(value)
    except OverflowError:
        packed = _half.pack(copysign(inf, value))
    half: int = _half_bits.unpack(packed)[0]
    return half


def f16_v1_from_f64(bits: int) -> int:
    """As `f16_from_f64`, but what is below the smallest normal stays below it.

    The published system gives the largest subnormal, 0x03FF, for magnitudes from 1023.5 * 2^-24 up to 2^-14, which
    nearest-even takes up to 0x0400; existing images can see that.
    """
    half = f16_from_f64(bits)
    magnitude: float = abs(_double.unpack(_double_bits.pack(bits))[0])
    return half - 1 if half & 0x7FFF == 0x0400 and magnitude < _SMALLEST_NORMAL else half
