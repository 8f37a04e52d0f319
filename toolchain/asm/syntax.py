"""What the operands of a statement are, as values: expressions, and the operand forms built of them.

`at` and `length` place a node in the text of its own operand, so that a parsed operand can be kept and used again
wherever the same text occurs; `Mistake` names such a place, and the assembler turns it into a diagnostic.
"""

from dataclasses import dataclass


class Mistake(Exception):  # noqa: N818  every user of the assembler makes them; it is no failure of ours
    """A user's mistake in a statement: a message, and `length` characters from `at` of its operands' text.

    Without a place it is about the mnemonic.
    """

    def __init__(self, message: str, at: int = 0, length: int = 0) -> None:
        """Keep the place beside the message."""
        super().__init__(message)
        self.message = message
        self.at = at
        self.length = length


@dataclass(frozen=True, slots=True)
class Number:
    """A constant."""

    value: int
    at: int = 0
    length: int = 1


@dataclass(frozen=True, slots=True)
class Name:
    """A symbol, a register, or a numeric label with its direction (`1b`, `1f`)."""

    text: str
    at: int = 0

    @property
    def length(self) -> int:
        """Characters of the name."""
        return len(self.text)


@dataclass(frozen=True, slots=True)
class Here:
    """`.`: where the statement starts; with a `section` it is the place that it meant when it was read."""

    at: int = 0
    length: int = 1
    section: str | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Unary:
    """`-`, `+`, `~` or `!` before an expression."""

    operator: str
    operand: "Expression"
    at: int = 0
    length: int = 1


@dataclass(frozen=True, slots=True)
class Binary:
    """Two expressions joined by a C operator; `at` is the operator's place."""

    operator: str
    left: "Expression"
    right: "Expression"
    at: int = 0
    length: int = 1


@dataclass(frozen=True, slots=True)
class Part:
    """`lo16(x)`, `hi16(x)` or `off16(x)`."""

    function: str
    operand: "Expression"
    at: int = 0
    length: int = 1


Expression = Number | Name | Here | Unary | Binary | Part


@dataclass(frozen=True, slots=True)
class Plain:
    """An operand that is an expression; `hashed` if it was written with a `#`."""

    value: Expression
    hashed: bool
    at: int
    length: int


@dataclass(frozen=True, slots=True)
class Memory:
    """`[...]`: the sum of a base (register number, "SP" or None), an index register << `shift`, and an offset."""

    base: int | str | None
    index: int | None
    shift: int
    offset: Expression | None
    at: int
    length: int


@dataclass(frozen=True, slots=True)
class RegisterList:
    """`{R8-R11, R15}` as a mask: bit n is Rn."""

    mask: int
    at: int
    length: int


@dataclass(frozen=True, slots=True)
class Keyed:
    """`MOD=5`."""

    key: str
    value: Expression
    at: int
    length: int


@dataclass(frozen=True, slots=True)
class Text:
    """A string literal, its escapes replaced: one byte a character."""

    data: bytes
    at: int
    length: int


Operand = Plain | Memory | RegisterList | Keyed | Text


def extent(node: Expression) -> tuple[int, int]:
    """Return the first character of an expression and how many it spans, as far as its nodes know."""
    first, last = node.at, node.at + node.length
    pending = [node]
    while pending:
        each = pending.pop()
        first, last = min(first, each.at), max(last, each.at + each.length)
        if isinstance(each, Binary):
            pending += (each.left, each.right)
        elif isinstance(each, Unary | Part):
            pending.append(each.operand)
    return first, last - first


REGISTERS = {f"{prefix}{n}": n for n in range(16) for prefix in "Rr"}
