"""Float operations against exact fractions, on seeded random and extreme operands. HSX_FUZZ_COUNT sets how many."""

import os
import random
from collections.abc import Callable

import pytest

from emulator.cpu import float16, ieee
from tests.property import exact_floats as exact
from tests.property.exact_floats import DOUBLE, HALF, SINGLE, Format

COUNT = int(os.environ.get("HSX_FUZZ_COUNT", "1500"))
SEED = os.environ.get("HSX_FUZZ_SEED", "1")
M64 = (1 << 64) - 1


def pattern(form: Format, rng: random.Random) -> int:
    """A float near something where rounding, overflow or underflow happens, or any."""
    bits = form.exponent_bits + form.fraction_bits + 1
    kind = rng.randrange(5)
    if kind == 0:
        return rng.getrandbits(bits)
    if kind == 1:  # near 1, so that sums and quotients need rounding
        exponent = form.bias + rng.randint(-form.fraction_bits - 2, form.fraction_bits + 2)
        return (rng.getrandbits(1) * form.sign | max(0, min(exponent, 2 * form.bias)) << form.fraction_bits
                | rng.getrandbits(form.fraction_bits))
    edge = rng.choice((0, 1 << form.fraction_bits, form.infinity, form.nan, form.bias << form.fraction_bits))
    return (max(0, edge + rng.randint(-3, 3)) | rng.getrandbits(1) * form.sign) & ((1 << bits) - 1)


def integer(bits: int, rng: random.Random) -> int:
    length = rng.randint(1, bits)
    return min(max(0, rng.choice((1 << (length - 1), rng.getrandbits(length))) + rng.randint(-2, 2)), (1 << bits) - 1)


def signed(word: int, bits: int) -> int:
    return word - (1 << bits) if word >> (bits - 1) else word


Binary = Callable[[int, int], int]
Unary = Callable[[int], int]
Oracle = Callable[[Format, int, int], int]


@pytest.mark.parametrize(("name", "form", "ours", "oracle"), [
    (f"{prefix}_{name}", form, getattr(ieee, f"{prefix}_{name}"), oracle)
    for prefix, form in (("f32", SINGLE), ("f64", DOUBLE))
    for name, oracle in (("add", exact.add), ("mul", exact.multiply), ("div", exact.divide),
                         ("sub", lambda form, x, y: exact.add(form, x, y, subtract=True)))
])
def test_arithmetic_rounds_once(name: str, form: Format, ours: Binary, oracle: Oracle) -> None:
    rng = random.Random(f"{SEED} {name}")
    for _ in range(COUNT):
        x, y = pattern(form, rng), pattern(form, rng)
        assert ours(x, y) == oracle(form, x, y), f"{name} 0x{x:X} 0x{y:X}"


@pytest.mark.parametrize(("form", "ours"), [(SINGLE, ieee.f32_sqrt), (DOUBLE, ieee.f64_sqrt)])
def test_square_roots_round_once(form: Format, ours: Unary) -> None:
    rng = random.Random(SEED)
    for _ in range(COUNT // 3):
        x = pattern(form, rng)
        assert ours(x) == exact.root(form, x), f"0x{x:X}"


@pytest.mark.parametrize(("ours", "source", "target"), [
    (ieee.f32_from_f64, DOUBLE, SINGLE), (ieee.f64_from_f32, SINGLE, DOUBLE), (float16.f16_from_f64, DOUBLE, HALF),
    (float16.f64_from_f16, HALF, DOUBLE), (ieee.f16_from_f32, SINGLE, HALF), (ieee.f32_from_f16, HALF, SINGLE),
], ids=lambda part: getattr(part, "__name__", ""))
def test_conversions_between_floats_round_once(ours: Unary, source: Format, target: Format) -> None:
    rng = random.Random(SEED)
    for _ in range(COUNT):
        x = pattern(target, rng) if rng.random() < 0.3 else pattern(source, rng)
        if source is not HALF and rng.random() < 0.5:  # near a midpoint of two neighbours in the target
            middle = exact.convert(target, source, pattern(target, rng))
            spare = max(0, source.fraction_bits - target.fraction_bits)
            x = (middle ^ (1 << spare >> 1)) + rng.randint(-1, 1)
        x &= 2 * source.sign - 1
        assert ours(x) == exact.convert(source, target, x), f"0x{x:X}"


@pytest.mark.parametrize(("ours", "form", "bits", "is_signed"), [
    (getattr(ieee, f"{prefix}_from_{'s' if is_signed else 'u'}{bits}"), form, bits, is_signed)
    for prefix, form in (("f32", SINGLE), ("f64", DOUBLE)) for bits in (32, 64) for is_signed in (False, True)
], ids=lambda part: getattr(part, "__name__", ""))
def test_integers_become_floats_with_one_rounding(ours: Unary, form: Format, bits: int, is_signed: bool) -> None:
    rng = random.Random(SEED)
    for _ in range(COUNT):
        word = integer(bits, rng)
        if rng.random() < 0.5:  # the double nearest to it is a midpoint of singles
            word = (word | 1 << 39 | 1 << 15) & ~0x7FFF & ((1 << bits) - 1) | rng.randint(0, 3)
        number = signed(word, bits) if is_signed else word
        assert ours(word) == exact.from_integer(form, number), f"0x{word:X}"


@pytest.mark.parametrize(("ours", "form", "bits", "is_signed"), [
    (getattr(ieee, f"{'s' if is_signed else 'u'}{bits}_from_{prefix}"), form, bits, is_signed)
    for prefix, form in (("f32", SINGLE), ("f64", DOUBLE)) for bits in (32, 64) for is_signed in (False, True)
], ids=lambda part: getattr(part, "__name__", ""))
def test_floats_become_integers_by_truncation_and_saturation(
        ours: Unary, form: Format, bits: int, is_signed: bool) -> None:
    low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if is_signed else (0, (1 << bits) - 1)
    rng = random.Random(SEED)
    for _ in range(COUNT):
        x = pattern(form, rng) if rng.random() < 0.4 else exact.from_integer(form, signed(integer(64, rng), 64))
        assert ours(x) == exact.to_integer(form, x, low, high) & ((1 << bits) - 1), f"0x{x:X}"


def test_every_half_survives_the_way_through_double() -> None:
    for half in range(1 << 16):
        expected = 0x7E00 if half & 0x7FFF > 0x7C00 else half
        assert float16.f16_from_f64(float16.f64_from_f16(half)) == expected


def test_the_published_half_conversion_differs_only_below_the_smallest_normal() -> None:
    smallest = exact.convert(HALF, DOUBLE, 0x0400)
    midpoint = (exact.convert(HALF, DOUBLE, 0x03FF) + smallest) // 2
    for sign in (0, 1 << 63):
        half_sign = 0x8000 if sign else 0
        assert float16.f16_v1_from_f64(sign | smallest) == half_sign | 0x0400
        for bits in (smallest - 1, midpoint, midpoint + 1):
            assert float16.f16_v1_from_f64(sign | bits) == half_sign | 0x03FF
            assert float16.f16_from_f64(sign | bits) == half_sign | 0x0400
        assert float16.f16_v1_from_f64(sign | midpoint - 1) == half_sign | 0x03FF
    rng = random.Random(SEED)
    for _ in range(COUNT):
        x = pattern(DOUBLE, rng)
        if not midpoint <= x & (M64 >> 1) < smallest:
            assert float16.f16_v1_from_f64(x) == exact.convert(DOUBLE, HALF, x)
