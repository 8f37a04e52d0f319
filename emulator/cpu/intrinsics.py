"""The named operations that meanings may call besides Python's operators, each with its types.

Types: i32 and i64 are words; bool is 0 or 1; f16, f32, f64 are words that hold the pattern of a float. The functions
are the reference; another engine maps a name to what its target has (for example f32_add to a machine add, made
canonical when the result is NaN). None of them can fail; the divisions are called with a divisor that was checked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from emulator.cpu import float16, ieee, words
from emulator.cpu.words import M32, M64

HIGHEST: Mapping[str, int] = {  # type -> largest value, as an unsigned number
    "i32": M32, "i64": M64, "bool": 1, "f16": 0xFFFF, "f32": M32, "f64": M64,
}
BITS: Mapping[str, int] = {"i32": 32, "i64": 64, "bool": 32, "f16": 32, "f32": 32, "f64": 64}


@dataclass(frozen=True, slots=True)
class Intrinsic:
    """One operation: its reference, the types it takes and gives, and the largest value it gives."""

    function: Callable[..., int]
    takes: tuple[str, ...]
    gives: str
    highest: int


def _row(function: Callable[..., int], takes: str, gives: str, highest: int | None = None) -> tuple[str, Intrinsic]:
    most = HIGHEST[gives] if highest is None else highest
    return function.__name__, Intrinsic(function, tuple(takes.split()), gives, most)


INTRINSICS: Mapping[str, Intrinsic] = dict((
    _row(words.s32_div, "i32 i32", "i32"), _row(words.s32_rem, "i32 i32", "i32"),
    _row(words.s64_div, "i64 i64", "i64"), _row(words.s64_rem, "i64 i64", "i64"),
    _row(words.clz32, "i32", "i32", 32), _row(words.ctz32, "i32", "i32", 32),
    _row(words.popcount32, "i32", "i32", 32), _row(words.bytes_reversed32, "i32", "i32"),
    _row(float16.f64_from_f16, "f16", "f64"), _row(float16.f16_from_f64, "f64", "f16"),
    _row(float16.f16_v1_from_f64, "f64", "f16"),
    _row(ieee.f32_add, "f32 f32", "f32"), _row(ieee.f32_sub, "f32 f32", "f32"),
    _row(ieee.f32_mul, "f32 f32", "f32"), _row(ieee.f32_div, "f32 f32", "f32"),
    _row(ieee.f32_sqrt, "f32", "f32"), _row(ieee.f32_neg, "f32", "f32"), _row(ieee.f32_abs, "f32", "f32"),
    _row(ieee.f32_min, "f32 f32", "f32"), _row(ieee.f32_max, "f32 f32", "f32"),
    _row(ieee.f32_copysign, "f32 f32", "f32"),
    _row(ieee.f32_eq, "f32 f32", "bool"), _row(ieee.f32_lt, "f32 f32", "bool"), _row(ieee.f32_le, "f32 f32", "bool"),
    _row(ieee.f64_add, "f64 f64", "f64"), _row(ieee.f64_sub, "f64 f64", "f64"),
    _row(ieee.f64_mul, "f64 f64", "f64"), _row(ieee.f64_div, "f64 f64", "f64"),
    _row(ieee.f64_sqrt, "f64", "f64"), _row(ieee.f64_neg, "f64", "f64"), _row(ieee.f64_abs, "f64", "f64"),
    _row(ieee.f64_min, "f64 f64", "f64"), _row(ieee.f64_max, "f64 f64", "f64"),
    _row(ieee.f64_copysign, "f64 f64", "f64"),
    _row(ieee.f64_eq, "f64 f64", "bool"), _row(ieee.f64_lt, "f64 f64", "bool"), _row(ieee.f64_le, "f64 f64", "bool"),
    _row(ieee.f32_from_s32, "i32", "f32"), _row(ieee.f32_from_u32, "i32", "f32"),
    _row(ieee.f32_from_s64, "i64", "f32"), _row(ieee.f32_from_u64, "i64", "f32"),
    _row(ieee.f32_from_f64, "f64", "f32"), _row(ieee.f32_from_f16, "f16", "f32"),
    _row(ieee.f16_from_f32, "f32", "f16"),
    _row(ieee.f64_from_s32, "i32", "f64"), _row(ieee.f64_from_u32, "i32", "f64"),
    _row(ieee.f64_from_s64, "i64", "f64"), _row(ieee.f64_from_u64, "i64", "f64"),
    _row(ieee.f64_from_f32, "f32", "f64"),
    _row(ieee.s32_from_f32, "f32", "i32"), _row(ieee.u32_from_f32, "f32", "i32"),
    _row(ieee.s64_from_f32, "f32", "i64"), _row(ieee.u64_from_f32, "f32", "i64"),
    _row(ieee.s32_from_f64, "f64", "i32"), _row(ieee.u32_from_f64, "f64", "i32"),
    _row(ieee.s64_from_f64, "f64", "i64"), _row(ieee.u64_from_f64, "f64", "i64"),
))
