"""Where source lines come from: files and the bodies of macros and repetitions, one stack of them.

A `Cursor` walks the lines of one such source. The statement loop always reads from the top of the stack; `.include`,
a macro call or `.rept` pushes another cursor. A `Statement` is one line without its labels and its comment.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from toolchain.asm.syntax import Mistake
from toolchain.diagnostics import Diagnostic, Span, note

MAX_DEPTH = 200  # nested includes and macro calls
_QUOTED_OR_COMMENT = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)[^';]{0,2}')|;.*""", re.DOTALL)
_LABEL = re.compile(r"""\s*([^\s:"'{}\[\]()#,;]+)\s*:""")
_BODY = re.compile(r"\s*(\S+)\s*(.*?)\s*\Z", re.DOTALL)


@dataclass(slots=True)
class Condition:
    """An open `.if`: where it stands, whether one of its arms has been taken, whether `.else` has been seen."""

    span: Span
    taken: bool
    in_else: bool = False


@dataclass(slots=True)
class Cursor:
    """Lines being read: `lines[index]` comes next, and stands at `first_line + index` of `file`.

    `reason` tells in a note why these lines are read (a macro call); None for files.
    """

    file: str
    lines: Sequence[str]
    first_line: int = 1
    reason: Diagnostic | None = None
    includes: bool = True
    index: int = 0
    conditions: list[Condition] = field(default_factory=list)

    def span(self, column: int = 1, length: int = 1) -> Span:
        """Return a place in the line read last."""
        return Span(self.file, self.first_line + self.index - 1, column, length)


@dataclass(slots=True)
class Statement:
    """A mnemonic or directive `name` at `column` with the text after it, which begins at `operands_column`."""

    name: str
    operands: str
    column: int
    operands_column: int
    cursor: Cursor
    line: int

    def span(self, at: int = 0, length: int = 1) -> Span:
        """Return a place in the operands' text."""
        return Span(self.cursor.file, self.line, self.operands_column + at, length)

    @property
    def name_span(self) -> Span:
        """The place of the mnemonic."""
        return Span(self.cursor.file, self.line, self.column, len(self.name))

    def misplaced(self, message: str) -> Mistake:
        """Return a mistake that is about the mnemonic itself."""
        return Mistake(message, self.column - self.operands_column, len(self.name))

    def next_line(self) -> str | None:
        """Take the next line of the source, for directives that go on there; None at its end."""
        cursor = self.cursor
        if cursor.index >= len(cursor.lines):
            return None
        cursor.index += 1
        return cursor.lines[cursor.index - 1]

    def block(self, openers: tuple[str, ...], closer: str) -> list[str]:
        """Take the lines up to the directive `closer` that belongs to this statement; raises Mistake if none does."""
        lines: list[str] = []
        depth = 0
        while (line := self.next_line()) is not None:
            word = directive_of(line)
            if word in openers:
                depth += 1
            elif word == closer:
                if not depth:
                    return lines
                depth -= 1
            lines.append(line)
        raise self.misplaced(f"{self.name} is never closed: expected {closer}")


def split_lines(text: str) -> list[str]:
    """Return the lines of a source text; only line feeds (with or without carriage return) end one."""
    return text.replace("\r\n", "\n").split("\n")


def uncomment(line: str) -> str:
    """Return the line without its comment, which starts at a `;` outside quotes."""
    if ";" not in line:
        return line
    return _QUOTED_OR_COMMENT.sub(lambda match: match[1] or "", line)


def directive_of(line: str) -> str:
    """Return the directive a line holds, in lower case; empty if it holds none."""
    if "." not in line:
        return ""
    _, body = split_labels(uncomment(line))
    match = _BODY.match(line, body)
    return match[1].lower() if match and match[1].startswith(".") else ""


def split_labels(line: str) -> tuple[list[re.Match[str]], int]:
    """Return the labels that open a line without comment, and the index where its statement begins."""
    labels: list[re.Match[str]] = []
    position = 0
    while ":" in line[position:] and (match := _LABEL.match(line, position)):
        labels.append(match)
        position = match.end()
    return labels, position


def split_statement(line: str, position: int, cursor: Cursor) -> Statement | None:
    """Return the statement that begins at `position` of a line without comment; None if there is none."""
    match = _BODY.match(line, position)
    if match is None:
        return None
    line_number = cursor.first_line + cursor.index - 1
    return Statement(match[1], match[2], match.start(1) + 1, match.start(2) + 1, cursor, line_number)


def called_from(name: str, span: Span) -> Diagnostic:
    """Return the note that a macro's or repetition's lines carry."""
    return note(span, f"in the expansion of {name}")
