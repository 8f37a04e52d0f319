"""Expressions to values: numbers, places in a section, or symbols that only the linker knows.

A `Value` is number + base. The base is nothing (a constant), a section of this unit (the number is an offset in it),
or an external symbol (the number is the addend). Two places in the same section differ by a constant; everything else
but adding constants needs constants. Arithmetic is exact; the place where a value goes checks its range.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from toolchain.asm.syntax import Binary, Expression, Here, Mistake, Name, Number, Part, Unary

PARTS = ("lo16", "hi16", "off16")
_LIMIT = 1 << 64  # no value of use is larger; keeps shifts and products small


@dataclass(frozen=True, slots=True)
class Value:
    """`number` + base; `symbol` names the label it came from, or the external symbol if `section` is None.

    `part` is the lo16, hi16 or off16 that is still to be taken of the final address.
    """

    number: int
    section: str | None = None
    symbol: str | None = None
    part: str = ""

    @property
    def constant(self) -> bool:
        """Whether the value is a number, whatever the linker does."""
        return self.section is None and self.symbol is None


class Scope(Protocol):
    """Where the names of an expression are looked up."""

    def lookup(self, name: Name) -> Value:
        """Return the value of a symbol; raises Unknown if it has none yet."""

    def here(self) -> Value:
        """Return the place where the statement starts."""


class Unknown(Mistake):
    """A name has no value yet: a label further down, or never defined."""


def evaluate(node: Expression, scope: Scope) -> Value:
    """Return the value of an expression; raises Mistake (Unknown for names without a value)."""
    match node:
        case Number(value):
            return Value(value)
        case Name():
            return scope.lookup(node)
        case Here():
            return Value(node.offset, node.section) if node.section else scope.here()
        case Unary(operator, operand):
            return _unary(operator, evaluate(operand, scope), node)
        case Binary(operator, left, right):
            return _binary(node, evaluate(left, scope), evaluate(right, scope))
        case Part(_, operand):
            return _part(node, evaluate(operand, scope))


def constant(node: Expression, scope: Scope, what: str = "a constant") -> int:
    """Return the number an expression stands for; raises Mistake where it depends on an address."""
    value = evaluate(node, scope)
    if value.constant:
        return value.number
    raise Mistake(f"expected {what}, found an address that is known only after linking", node.at, node.length)


def names_in(node: Expression) -> list[Name]:
    """Return the names an expression mentions, in order."""
    match node:
        case Name():
            return [node]
        case Unary(_, operand) | Part(_, operand):
            return names_in(operand)
        case Binary(_, left, right):
            return names_in(left) + names_in(right)
        case _:
            return []


def with_names(node: Expression, change: Callable[[Name | Here], Expression]) -> Expression:
    """Return the expression with each of its names and `.` replaced by what `change` gives for it."""
    match node:
        case Name() | Here():
            return change(node)
        case Unary(operator, operand):
            return Unary(operator, with_names(operand, change), node.at, node.length)
        case Binary(operator, left, right):
            return Binary(operator, with_names(left, change), with_names(right, change), node.at, node.length)
        case Part(function, operand):
            return Part(function, with_names(operand, change), node.at, node.length)
        case _:
            return node


def _unary(operator: str, value: Value, node: Unary) -> Value:
    if operator == "+" and not value.part:
        return value
    if not value.constant:
        raise Mistake(f"'{operator}' needs a constant, found an address", node.at, node.length)
    return Value({"-": -value.number, "~": ~value.number, "!": int(not value.number)}[operator])


def _binary(node: Binary, left: Value, right: Value) -> Value:
    if left.part or right.part:
        raise Mistake("lo16, hi16 and off16 cannot be part of a larger expression", node.at, node.length)
    if left.constant and right.constant:
        return Value(_arithmetic(node, left.number, right.number))
    if node.operator == "+" and (left.constant or right.constant):
        place = right if left.constant else left
        return Value(left.number + right.number, place.section, place.symbol)
    if node.operator == "-" and right.constant:
        return Value(left.number - right.number, left.section, left.symbol)
    if left.section is not None and left.section == right.section and node.operator in _PLACES:
        return Value(_PLACES[node.operator](left.number, right.number))
    if node.operator == "-":
        raise Mistake("only two places in the same section have a difference that is known here", node.at, node.length)
    raise Mistake(f"'{node.operator}' needs constants, found an address", node.at, node.length)


def _arithmetic(node: Binary, left: int, right: int) -> int:
    if node.operator in "/%" and right == 0:
        raise Mistake("division by zero", node.right.at, node.right.length)
    if node.operator in {"<<", ">>"} and not 0 <= right <= 63:
        raise Mistake(f"shift by {right}: expected 0..63", node.right.at, node.right.length)
    result = _OPERATORS[node.operator](left, right)
    if not -_LIMIT < result < _LIMIT:
        raise Mistake("this value needs more than 64 bits", node.at, node.length)
    return result


def _divide(left: int, right: int) -> int:
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


_OPERATORS: dict[str, Callable[[int, int], int]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _divide,
    "%": lambda a, b: a - b * _divide(a, b),
    "<<": lambda a, b: a << b,
    ">>": lambda a, b: a >> b,
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
    "==": lambda a, b: int(a == b),
    "!=": lambda a, b: int(a != b),
    "<": lambda a, b: int(a < b),
    ">": lambda a, b: int(a > b),
    "<=": lambda a, b: int(a <= b),
    ">=": lambda a, b: int(a >= b),
    "&&": lambda a, b: int(bool(a) and bool(b)),
    "||": lambda a, b: int(bool(a) or bool(b)),
}
_PLACES = {name: _OPERATORS[name] for name in ("-", "==", "!=", "<", ">", "<=", ">=")}


def _part(node: Part, value: Value) -> Value:
    if node.function not in PARTS:
        raise Mistake(f"unknown function '{node.function}': expected lo16, hi16 or off16", node.at, node.length)
    if value.part:
        raise Mistake(f"{node.function} of {value.part} has no meaning", node.at, node.length)
    if not value.constant:
        return Value(value.number, value.section, value.symbol, node.function)
    if node.function == "off16":
        raise Mistake("off16 needs a data symbol, found a constant", node.at, node.length)
    return Value(take_part(node.function, value.number))


def take_part(part: str, address: int) -> int:
    """Return the lo16 or hi16 half of an address, or the address itself if `part` is empty."""
    if part == "lo16":
        return address & 0xFFFF
    return (address >> 16) & 0xFFFF if part == "hi16" else address
