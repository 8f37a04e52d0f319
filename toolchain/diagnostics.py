"""Diagnostics: the one way in which every tool of the toolchain tells a user about a mistake.

A `Diagnostic` has a severity, a place (`Span`), a message and notes. `render` gives the text people know from gcc:

    file.c:3:7: error: 'x' undeclared
        3 |     y = x + 1;
          |         ^
    file.c:1:5: note: ...

A phase collects its diagnostics and returns them or raises `DiagnosticError` at its end; the
driver stops between phases.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from hxe.errors import HsxError


class Severity(Enum):
    """How bad a diagnostic is; the value is the word printed."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a source file: 1-based line and column, `length` characters. Line 0: the file as a whole."""

    file: str
    line: int = 0
    column: int = 0
    length: int = 1

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One message about one place; `option` is the warning's name (`unused-variable` for -Wunused-variable)."""

    severity: Severity
    span: Span
    message: str
    notes: tuple["Diagnostic", ...] = ()
    option: str = ""


class DiagnosticError(HsxError):
    """The errors of one phase; at least one of them has severity ERROR."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Keep the diagnostics; the exception's text is the first error on one line."""
        self.diagnostics = tuple(diagnostics)
        first = next(d for d in self.diagnostics if d.severity is Severity.ERROR)
        super().__init__(f"{first.span}: error: {first.message}")


def error(span: Span, message: str, *notes: Diagnostic) -> Diagnostic:
    """Return an error diagnostic."""
    return Diagnostic(Severity.ERROR, span, message, notes)


def warning(span: Span, message: str, option: str, *notes: Diagnostic) -> Diagnostic:
    """Return a warning that -W<option> switches."""
    return Diagnostic(Severity.WARNING, span, message, notes, option)


def note(span: Span, message: str) -> Diagnostic:
    """Return a note, to be attached to another diagnostic."""
    return Diagnostic(Severity.NOTE, span, message)


def fail(span: Span, message: str, *notes: Diagnostic) -> DiagnosticError:
    """Return the exception for a single error, to be raised."""
    return DiagnosticError([error(span, message, *notes)])


@dataclass(slots=True)
class SourceLines:
    """Gives the text of source lines for rendering; reads each file once, and no file that cannot be read."""

    read: Callable[[str], str] | None = None
    _files: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, text: str) -> None:
        """Make `text` known as the content of `name` (for sources that are no files)."""
        self._files[name] = text.splitlines()

    def line(self, span: Span) -> str | None:
        """Return the source line of `span`, or None."""
        if span.file not in self._files:
            try:
                text = self.read(span.file) if self.read else _read_file(span.file)
            except OSError:
                text = ""
            self._files[span.file] = text.splitlines()
        lines = self._files[span.file]
        return lines[span.line - 1] if 0 < span.line <= len(lines) else None


def _read_file(name: str) -> str:
    with open(name, encoding="utf-8", errors="replace") as file:
        return file.read()


_COLOURS = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;35m", Severity.NOTE: "\x1b[1;36m"}


def render(diagnostics: Iterable[Diagnostic], sources: SourceLines | None = None, *, colour: bool = False) -> str:
    """Return the diagnostics as text, each with its source line and a caret below the place, notes following."""
    sources = sources or SourceLines()
    out: list[str] = []
    for diagnostic in diagnostics:
        for each in (diagnostic, *diagnostic.notes):
            _render_one(each, sources, colour, out)
    return "".join(line + "\n" for line in out)


_CONTROLS = [*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)]  # and bytes that were no UTF-8
_IN_MESSAGE = {code: f"\\x{code & 0xFF:02x}" for code in _CONTROLS}
_IN_SOURCE = {code: "\ufffd" for code in _CONTROLS if code != ord("\t")}  # one for one: carets count characters


def _render_one(diagnostic: Diagnostic, sources: SourceLines, colour: bool, out: list[str]) -> None:
    paint, bold, plain = (_COLOURS[diagnostic.severity], "\x1b[1m", "\x1b[0m") if colour else ("", "", "")
    option = f" [-W{diagnostic.option}]" if diagnostic.option else ""
    word = f"{paint}{diagnostic.severity.value}:{plain}"
    out.append(f"{bold}{diagnostic.span}:{plain} {word} {diagnostic.message.translate(_IN_MESSAGE)}{option}")
    text = sources.line(diagnostic.span)
    if text is None or not diagnostic.span.column:
        return
    start = min(diagnostic.span.column - 1, len(text))
    indent = "".join("\t" if ch == "\t" else " " for ch in text[:start])
    marks = "^" + "~" * max(0, min(diagnostic.span.length, len(text) - start) - 1)
    out.append(f"{diagnostic.span.line:5} | {text.translate(_IN_SOURCE)}")
    out.append(f"      | {indent}{paint}{marks}{plain}")
