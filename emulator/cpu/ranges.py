"""Integers of known range as 32- or 64-bit expressions: the arithmetic of the lowering.

A meaning computes with Python's unbounded integers. A `Value` is such an integer: an IR expression together with the
least and the greatest number it can be. The expression holds the number modulo 2^width, and the range fits the width as
unsigned or as signed numbers, so the expression determines the number. Operations choose the narrowest width that
holds their result and raise `Unlowered` when not even 64 bits do, or when a shift amount could reach the width.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from emulator.cpu import ir
from emulator.cpu.ir import Width

MASKS: Final[Mapping[Width, int]] = {32: 0xFFFFFFFF, 64: 0xFFFFFFFFFFFFFFFF}


class Unlowered(Exception):  # noqa: N818 - says that a meaning leaves the dialect
    """A meaning says something that the dialect has no word for."""


@dataclass(frozen=True, slots=True)
class Value:
    """An integer `low`..`high` and the expression that computes it."""

    expression: ir.Expression
    low: int
    high: int

    @property
    def width(self) -> Width:
        """Bits of the expression."""
        return self.expression.width

    @property
    def is_condition(self) -> bool:
        """Whether it is 0 or 1."""
        return self.low >= 0 and self.high <= 1


def holds(width: Width, low: int, high: int) -> bool:
    """Whether numbers low..high fit `width` bits, all as unsigned or all as signed."""
    return (low >= 0 and high <= MASKS[width]) or (low >= -(1 << (width - 1)) and high < 1 << (width - 1))


def width_for(low: int, high: int) -> Width:
    """Return the narrowest width for numbers low..high."""
    if holds(32, low, high):
        return 32
    if holds(64, low, high):
        return 64
    raise Unlowered(f"a value of {low}..{high} leaves 64 bits: cut it with & M32 or & M64")


def constant(number: int) -> Value:
    """Return a constant."""
    width = width_for(number, number)
    return Value(ir.Const(number & MASKS[width], width), number, number)


def resized(value: Value, width: Width) -> ir.Expression:
    """Return an expression of `width` bits that is congruent to the value."""
    if isinstance(value.expression, ir.Const):
        return ir.Const(value.low & MASKS[width], width)
    if value.width == width:
        return value.expression
    if width == 32:
        return ir.Convert("wrap", value.expression)
    return ir.Convert("sext" if value.low < 0 else "zext", value.expression)


def narrowed(expression: ir.Expression, low: int, high: int) -> Value:
    """Return a value, in 32 bits when they hold it."""
    if expression.width == 64 and holds(32, low, high):
        return Value(ir.Convert("wrap", expression), low, high)
    return Value(expression, low, high)


_RINGS: Mapping[ir.Arithmetic, Callable[[int, int], int]] = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul}


def _corners(apply: Callable[[int, int], int], left: Value, right: Value) -> tuple[int, int]:
    """Return the range of a function that is monotonic in each argument."""
    found = [apply(x, y) for x in (left.low, left.high) for y in (right.low, right.high)]
    return min(found), max(found)


def arithmetic(name: ir.Arithmetic, left: Value, right: Value) -> Value:
    """Combine two values exactly; shr_u stands for either shift to the right."""
    match name:
        case "add" | "sub" | "mul":
            return ring(name, left, right)
        case "shl":
            return shift_left(left, right)
        case "shr_u" | "shr_s":
            return shift_right(left, right)
        case "div_u" | "rem_u":
            return divide(name, left, right)
        case "and" | "or" | "xor":
            return bitwise(name, left, right)


def ring(name: ir.Arithmetic, left: Value, right: Value) -> Value:
    """Add, subtract or multiply exactly."""
    low, high = _corners(_RINGS[name], left, right)
    width: Width = 32 if left.width == right.width == 32 and holds(32, low, high) else width_for(low, high)
    return narrowed(ir.Binary(name, resized(left, width), resized(right, width), width), low, high)


def shift_left(left: Value, amount: Value) -> Value:
    """Shift left exactly."""
    low, high = _corners(operator.lshift, left, _checked(amount, 64))
    width = width_for(low, high)
    return narrowed(ir.Binary("shl", resized(left, width), resized(_checked(amount, width), 32), width), low, high)


def shift_right(left: Value, amount: Value) -> Value:
    """Shift right, arithmetically where the value can be negative."""
    low, high = _corners(operator.rshift, left, _checked(amount, left.width))
    name: ir.Arithmetic = "shr_u" if left.low >= 0 else "shr_s"
    return narrowed(ir.Binary(name, left.expression, resized(amount, 32), left.width), low, high)


def divide(name: ir.Arithmetic, left: Value, right: Value) -> Value:
    """Divide (div_u) or take the remainder (rem_u) of numbers that are not negative; the meaning checked for 0."""
    if left.low < 0 or right.low < 0:
        raise Unlowered("// and % are for unsigned numbers: the signed ones are s32_div, s32_rem ...")
    width: Width = 64 if 64 in {left.width, right.width} else 32
    expression = ir.Binary(name, resized(left, width), resized(right, width), width)
    return narrowed(expression, 0, left.high if name == "div_u" else min(left.high, right.high))


def bitwise(name: ir.Arithmetic, left: Value, right: Value) -> Value:
    """And, or, exclusive or of numbers that are not negative."""
    if left.low < 0 or right.low < 0:
        raise Unlowered("bits of a number that can be negative: cut it with & M32 or & M64 first")
    if name == "and":
        return masked(left, right)
    width: Width = 64 if 64 in {left.width, right.width} else 32
    reach = (1 << max(left.high.bit_length(), right.high.bit_length())) - 1
    return Value(ir.Binary(name, resized(left, width), resized(right, width), width), 0, reach)


def masked(left: Value, right: Value) -> Value:
    """Keep the bits of `left`, any number, that are set in `right`, which is not negative."""
    width: Width = 32 if holds(32, 0, right.high) else 64
    high = right.high if left.low < 0 else min(left.high, right.high)
    left_bits, right_bits = resized(left, width), resized(right, width)
    if right_bits == ir.Const(MASKS[width], width):
        return Value(left_bits, 0, high)
    return Value(ir.Binary("and", left_bits, right_bits, width), 0, high)


def compare(name: str, left: Value, right: Value) -> Value:
    """Compare; `name` is eq, ne, lt or le."""
    width: Width = 64 if 64 in {left.width, right.width} else 32
    low, high = min(left.low, right.low), max(left.high, right.high)
    if not holds(width, low, high):
        width = width_for(low, high)
    names: Mapping[str, ir.Comparison] = {"eq": "eq", "ne": "ne", "lt": "lt_u", "le": "le_u"}
    signed: Mapping[str, ir.Comparison] = {"eq": "eq", "ne": "ne", "lt": "lt_s", "le": "le_s"}
    chosen = signed if low < 0 else names
    return Value(ir.Compare(chosen[name], resized(left, width), resized(right, width)), 0, 1)


def select(condition: Value, yes: Value, no: Value) -> Value:
    """Choose between two values."""
    _require_condition(condition)
    if (yes.low, yes.high, no.low, no.high) == (1, 1, 0, 0):
        return condition
    low, high = min(yes.low, no.low), max(yes.high, no.high)
    width = width_for(low, high)
    return Value(ir.Select(condition.expression, resized(yes, width), resized(no, width), width), low, high)


def negation(condition: Value) -> Value:
    """Return the other truth value."""
    _require_condition(condition)
    return Value(ir.Compare("eq", condition.expression, ir.Const(0, 32)), 0, 1)


def junction(name: ir.Arithmetic, conditions: list[Value]) -> Value:
    """Join conditions with `and` or `or`."""
    for condition in conditions:
        _require_condition(condition)
    joined = conditions[0].expression
    for condition in conditions[1:]:
        joined = ir.Binary(name, joined, condition.expression, 32)
    return Value(joined, 0, 1)


def _checked(amount: Value, width: int) -> Value:
    if amount.low < 0 or amount.high >= width:
        raise Unlowered(f"a shift amount of {amount.low}..{amount.high}, expected 0..{width - 1}")
    return amount


def _require_condition(value: Value) -> None:
    if not value.is_condition:
        raise Unlowered(f"a condition of {value.low}..{value.high}: compare it with 0")
