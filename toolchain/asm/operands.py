"""What directives ask of the text after them: expressions, constants, symbols, file names; each with its place."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from toolchain.asm.expressions import constant
from toolchain.asm.parse import parse_operands
from toolchain.asm.source import Statement
from toolchain.asm.syntax import Expression, Mistake, Name, Plain
from toolchain.asm.unit import Unit
from toolchain.diagnostics import Span

_WORDS = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s"]+|"')
_ESCAPED_QUOTE = re.compile(r'\\(["\\])')

Argument = tuple[int, Expression]  # the column where the operand begins, and its expression


@contextmanager
def shifted(column: int) -> Iterator[None]:
    """Mistakes inside are placed relative to an operand that begins at `column`."""
    try:
        yield
    except Mistake as mistake:
        mistake.at += column
        raise


def whole(statement: Statement, message: str) -> Mistake:
    """Return a mistake about all the operands, or the mnemonic where there are none."""
    return Mistake(message, 0, len(statement.operands))


def arguments(statement: Statement, least: int = 0, most: int = 1 << 30) -> list[Argument]:
    """Return the operands, which must be `least`..`most` expressions."""
    found: list[Argument] = []
    for column, operand in parse_operands(statement.operands):
        if not isinstance(operand, Plain):
            raise Mistake("expected an expression", column, operand.length)
        found.append((column, operand.value))
    if least <= len(found) <= most:
        return found
    wanted = str(least) if least == most else f"{least}..{most}" if most < 1 << 30 else f"at least {least}"
    raise whole(statement, f"{statement.name} takes {wanted} operand{'s' * (wanted != '1')}, found {len(found)}")


def number(unit: Unit, argument: Argument, what: str = "a constant") -> int:
    """Return the constant an operand stands for."""
    column, node = argument
    with shifted(column):
        return constant(node, unit, what)


def numbers(unit: Unit, statement: Statement, least: int, most: int) -> list[int]:
    """Return the operands, which must be `least`..`most` constants known here."""
    return [number(unit, argument) for argument in arguments(statement, least, most)]


def symbol_names(statement: Statement) -> list[tuple[str, Span]]:
    """Return the symbols named by the operands, at least one."""
    found = []
    for column, operand in parse_operands(statement.operands):
        if not isinstance(operand, Plain) or not isinstance(operand.value, Name):
            raise Mistake("expected a symbol", column, operand.length)
        found.append((operand.value.text, statement.span(column, operand.length)))
    if not found:
        raise Mistake(f"{statement.name} needs a symbol")
    return found


def words(text: str) -> list[str]:
    """Return the pieces between blanks; a string is one piece."""
    return _WORDS.findall(text)


def file_name(text: str) -> str | None:
    """Return the name in double quotes that `text` is, or None; only quotes and backslashes can be escaped."""
    if len(text) < 3 or text[0] != '"' or text[-1] != '"':
        return None
    return _ESCAPED_QUOTE.sub(r"\1", text[1:-1])
