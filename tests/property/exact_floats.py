"""IEEE 754 arithmetic by exact fractions: an oracle that uses no floating point."""

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt


@dataclass(frozen=True, slots=True)
class Format:
    """A binary interchange format."""

    exponent_bits: int
    fraction_bits: int

    @property
    def bias(self) -> int:
        return (1 << (self.exponent_bits - 1)) - 1

    @property
    def infinity(self) -> int:
        return ((1 << self.exponent_bits) - 1) << self.fraction_bits

    @property
    def sign(self) -> int:
        return 1 << (self.exponent_bits + self.fraction_bits)

    @property
    def nan(self) -> int:
        return self.infinity | 1 << (self.fraction_bits - 1)


HALF, SINGLE, DOUBLE = Format(5, 10), Format(8, 23), Format(11, 52)


@dataclass(frozen=True, slots=True)
class Real:
    """A decoded float that is no NaN: `magnitude` None is infinity."""

    negative: bool
    magnitude: Fraction | None

    @property
    def value(self) -> Fraction:
        assert self.magnitude is not None, "infinity is no fraction"
        return -self.magnitude if self.negative else self.magnitude

    @property
    def order(self) -> tuple[int, Fraction]:
        if self.magnitude is None:
            return (-1 if self.negative else 1, Fraction(0))
        return (0, self.value)


def decode(form: Format, bits: int) -> Real | None:
    """Return what a pattern stands for, None for NaN."""
    negative, rest = bool(bits & form.sign), bits & (form.sign - 1)
    if rest >= form.infinity:
        return Real(negative, None) if rest == form.infinity else None
    exponent, fraction = rest >> form.fraction_bits, rest & ((1 << form.fraction_bits) - 1)
    if exponent:
        fraction |= 1 << form.fraction_bits
    scale = max(exponent, 1) - form.bias - form.fraction_bits
    return Real(negative, Fraction(fraction) * Fraction(2) ** scale)


def encode(form: Format, magnitude: Fraction, *, negative: bool) -> int:
    """Round to nearest even."""
    sign = form.sign if negative else 0
    if magnitude == 0:
        return sign
    exponent = magnitude.numerator.bit_length() - magnitude.denominator.bit_length()
    if Fraction(2) ** exponent > magnitude:
        exponent -= 1
    exponent = max(exponent, 1 - form.bias)
    units = round(magnitude / Fraction(2) ** (exponent - form.fraction_bits))  # round() of a fraction is half-even
    if units >> (form.fraction_bits + 1):
        units, exponent = units >> 1, exponent + 1
    if exponent > form.bias:
        return sign | form.infinity
    if units < 1 << form.fraction_bits:
        return sign | units
    return sign | (exponent + form.bias) << form.fraction_bits | units - (1 << form.fraction_bits)


def infinite(form: Format, *, negative: bool) -> int:
    return form.infinity | (form.sign if negative else 0)


def add(form: Format, x: int, y: int, *, subtract: bool = False) -> int:
    left, right = decode(form, x), decode(form, y)
    if left is None or right is None:
        return form.nan
    right = Real(right.negative != subtract, right.magnitude)
    if left.magnitude is None or right.magnitude is None:
        if left.magnitude is None and right.magnitude is None and left.negative != right.negative:
            return form.nan
        return infinite(form, negative=(left if left.magnitude is None else right).negative)
    total = left.value + right.value
    negative = total < 0 or (total == 0 and left.negative and right.negative)
    return encode(form, abs(total), negative=negative)


def multiply(form: Format, x: int, y: int) -> int:
    left, right = decode(form, x), decode(form, y)
    if left is None or right is None:
        return form.nan
    negative = left.negative != right.negative
    if left.magnitude is None or right.magnitude is None:
        return form.nan if 0 in {left.magnitude, right.magnitude} else infinite(form, negative=negative)
    return encode(form, left.magnitude * right.magnitude, negative=negative)


def divide(form: Format, x: int, y: int) -> int:
    left, right = decode(form, x), decode(form, y)
    if left is None or right is None:
        return form.nan
    negative = left.negative != right.negative
    if left.magnitude is None:
        return form.nan if right.magnitude is None else infinite(form, negative=negative)
    if right.magnitude is None:
        return form.sign if negative else 0
    if right.magnitude == 0:
        return form.nan if left.magnitude == 0 else infinite(form, negative=negative)
    return encode(form, left.magnitude / right.magnitude, negative=negative)


def root(form: Format, x: int) -> int:
    real = decode(form, x)
    if real is None or (real.negative and real.magnitude != 0):
        return form.nan
    if real.magnitude is None or real.magnitude == 0:
        return x
    scaled = real.magnitude * 4 ** 700  # an integer; its root has more than twice the digits that rounding looks at
    floor = isqrt(scaled.numerator)
    inexact = floor * floor != scaled.numerator
    return encode(form, (Fraction(floor) + (Fraction(1, 2) if inexact else 0)) / 2 ** 700, negative=False)


def convert(source: Format, target: Format, x: int) -> int:
    real = decode(source, x)
    if real is None:
        return target.nan
    if real.magnitude is None:
        return infinite(target, negative=real.negative)
    return encode(target, real.magnitude, negative=real.negative)


def from_integer(form: Format, number: int) -> int:
    return encode(form, Fraction(abs(number)), negative=number < 0)


def to_integer(form: Format, x: int, low: int, high: int) -> int:
    real = decode(form, x)
    if real is None:
        return 0
    if real.magnitude is None:
        return low if real.negative else high
    whole = int(real.magnitude)
    return max(low, min(high, -whole if real.negative else whole))
