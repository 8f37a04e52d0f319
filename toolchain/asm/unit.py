"""What one pass over a source has made so far: sections, symbols, and the places still to be patched.

Passes are complete: when a branch turns out too far, the next pass starts with a new Unit that knows which branches
are `long_branches` (counted in order of occurrence). So no byte moves once it is written, and `.` is always exact.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from toolchain.asm.expressions import Unknown, Value, evaluate, with_names
from toolchain.asm.source import Cursor, Statement
from toolchain.asm.syntax import REGISTERS, Expression, Here, Mistake, Name, Number
from toolchain.diagnostics import Diagnostic, Span, error, note, warning
from toolchain.obj.object import Binding, Kind, LineEntry, Section

_KINDS: tuple[tuple[str, Kind], ...] = (
    (".text", Kind.TEXT), (".rodata", Kind.RODATA), (".data", Kind.DATA), (".bss", Kind.BSS),
    (".debug_", Kind.OTHER), (".comment", Kind.OTHER), (".note", Kind.OTHER),
)
HERE_ENTRY = "$entry"  # the symbol of an .entry that names none
_KIND_WORDS = {Kind.TEXT: "code", Kind.DATA: "data", Kind.RODATA: "constants", Kind.BSS: "zeroed data"}
MAX_SECTION = 1 << 28  # bytes; a runaway .space must not eat the host's memory


@dataclass(frozen=True, slots=True)
class Label:
    """A name for an offset in a section."""

    section: str
    offset: int
    span: Span


@dataclass(slots=True)
class Equate:
    """A name for an expression (`.equ`, or `.set` if `again`); `value` is its value where that is known at once."""

    expression: Expression
    value: Value | None
    again: bool
    span: Span
    statement: Statement | None = None
    busy: bool = False


@dataclass(slots=True)
class Fixup:
    """A field at `offset` to patch by the relocation row `type` with an expression's value.

    `origin` is the offset that pc-relative values count from; `branch` the ordinal of a branch that can be made long.
    """

    section: Section
    offset: int
    type: str
    expression: Expression
    span: Span
    origin: int
    branch: int | None = None


@dataclass(slots=True)
class JumpTable:
    """The targets a TBR still needs, `missing` of them, counted from its own place."""

    origin: int
    missing: int
    wanted: int
    span: Span


@dataclass(slots=True)
class Macro:
    """A `.macro`: parameters with defaults (None: must be given; `rest` takes all that is left) and its lines."""

    name: str
    parameters: list[tuple[str, str | None]]
    rest: bool
    lines: list[str]
    file: str
    first_line: int


@dataclass(frozen=True, slots=True)
class ListingRow:
    """The statement of line `line` of `file` (its text) begins at `offset` of `section`."""

    section: Section
    offset: int
    file: str
    line: int
    text: str


@dataclass(slots=True)
class Unit:
    """The state of a pass; also the scope in which expressions find their names."""

    report: Callable[[Diagnostic], None]
    flat: bool = False
    hsx1_only: bool = False
    long_branches: frozenset[int] = frozenset()
    include_folders: tuple[str, ...] = ()
    debug: bool = False
    listing: list[ListingRow] | None = None
    sections: dict[str, Section] = field(default_factory=dict)
    section: Section = field(init=False)
    previous: str = ".text"
    pushed: list[str] = field(default_factory=list)
    definitions: dict[str, Label | Equate] = field(default_factory=dict)
    bindings: dict[str, tuple[Binding, Span]] = field(default_factory=dict)
    externals: dict[str, Span] = field(default_factory=dict)
    imports: dict[str, Span] = field(default_factory=dict)
    functions: dict[str, bool] = field(default_factory=dict)
    size_expressions: dict[str, tuple[Expression, Statement]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    numbered: dict[str, int] = field(default_factory=dict)
    fixups: list[Fixup] = field(default_factory=list)
    branches: int = 0
    table: JumpTable | None = None
    macros: dict[str, Macro] = field(default_factory=dict)
    expansions: int = 0
    cursors: list[Cursor] = field(default_factory=list)
    files: dict[int, str] = field(default_factory=dict)
    location: LineEntry | None = None
    entry: str | None = None
    start: int = 0
    finished: bool = False
    errors: int = 0
    ended: bool = False

    def __post_init__(self) -> None:
        self.section = self.enter(".text")

    # sections

    def enter(self, name: str, kind: Kind | None = None) -> Section:
        """Make `name` the current section, creating it if it is new; returns it."""
        section = self.sections.get(name)
        if section is None:
            found = kind or kind_of_name(name)
            if found is None:
                raise Mistake(f"section '{name}' needs flags: \"ax\" code, \"aw\" data, \"a\" constants", 0, len(name))
            section = Section(name, found, align=4 if found is Kind.TEXT and self.flat else 1)
            self.sections[name] = section
        elif kind is not None and section.kind is not kind:
            raise Mistake(f"section '{name}' was one of {_or((section.kind,))} before, of {_or((kind,))} here",
                          0, len(name))
        self.section = section
        return section

    def need(self, *kinds: Kind, what: str) -> Section:
        """Return the current section if its kind is one of `kinds`; raises Mistake naming `what` does not belong."""
        if self.section.kind in kinds:
            return self.section
        raise Mistake(f"{what} cannot stand in section {self.section.name}: expected a section of {_or(kinds)}")

    def emit(self, data: bytes | bytearray) -> None:
        """Append bytes to the current section, which is not .bss."""
        self.section.data += data

    def check_room(self, count: int) -> None:
        """Raise Mistake if the current section cannot take `count` bytes more."""
        if not 0 <= self.section.size + count <= MAX_SECTION:
            raise Mistake(f"section {self.section.name} would grow to {self.section.size + count} bytes:"
                          f" the limit is {MAX_SECTION}")

    def grow(self, count: int, fill: bytes = b"\0") -> None:
        """Append `count` bytes of repeated `fill`; in .bss reserve them."""
        self.check_room(count)
        if self.section.kind is Kind.BSS:
            if any(fill):
                raise Mistake("a .bss section holds only zeros")
            self.section.bss_size += count
        else:
            self.section.data += (fill * (count // len(fill) + 1))[:count]

    # symbols

    def define(self, name: str, definition: Label | Equate) -> None:
        """Give `name` a meaning; raises Mistake if it has another one already."""
        old = self.definitions.get(name)
        if old is not None and not (isinstance(old, Equate) and old.again):
            self.error(error(definition.span, f"duplicate label '{name}'", note(old.span, "first defined here")))
            return
        self.definitions[name] = definition

    def label(self, name: str, span: Span) -> None:
        """Define a label here; a number defines the next label of that number."""
        section = self.section
        if name.isdecimal():
            count = self.numbered.get(name, 0) + 1
            self.numbered[name] = count
            name = _numbered(name, count)
        self.define(name, Label(section.name, section.size, span))

    def lookup(self, name: Name) -> Value:
        """Return the value of a symbol; raises Unknown if it has none (yet)."""
        text = self.plain_name(name)
        definition = self.definitions.get(text)
        if definition is None:
            return self._undefined(text, name)
        if isinstance(definition, Label):
            binding = self.bindings.get(text)
            if binding is not None and binding[0] is Binding.WEAK and self.finished:
                return Value(0, None, text)
            return Value(definition.offset, definition.section, text)
        if definition.value is not None:
            return definition.value
        return self._equated(definition, name)

    def here(self) -> Value:
        """Return the place where the statement starts."""
        return Value(self.start, self.section.name)

    def plain_name(self, name: Name) -> str:
        """Return the definition's key for a name: itself, or the numbered label `1b` or `1f` means here."""
        text = name.text
        if text[0] not in "0123456789" or text[-1] not in "bf":
            return text
        count = self.numbered.get(text[:-1], 0)
        if text[-1] == "b" and not count:
            raise Mistake(f"no label '{text[:-1]}:' before this line", name.at, name.length)
        return _numbered(text[:-1], count + (text[-1] == "f"))

    def bound(self, expression: Expression) -> Expression:
        """Return the expression with everything fixed that means something else further down."""

        def change(node: Name | Here) -> Expression:
            if isinstance(node, Here):
                return node if node.section else Here(node.at, node.length, self.section.name, self.start)
            key = self.plain_name(node)
            definition = self.definitions.get(key)
            if isinstance(definition, Equate) and definition.again and definition.value is not None:
                value = definition.value
                if value.constant:
                    return Number(value.number, node.at, node.length)
                if value.section:
                    return Here(node.at, node.length, value.section, value.number)
            return node if key == node.text else Name(key, node.at)

        return with_names(expression, change)

    def _undefined(self, text: str, name: Name) -> Value:
        """The value of a name without definition: a section's start, or an external symbol at the end."""
        if text in self.sections:
            return Value(0, text)
        if not self.finished:
            raise Unknown(f"'{name.text}' is not defined before this line", name.at, name.length)
        if text in self.externals or text in self.bindings:
            return Value(0, None, text)
        if text != name.text or "\x02" in text:
            raise Mistake(f"no label '{text.partition(chr(2))[0]}:' after this line", name.at, 2)
        if text in REGISTERS or text.upper() == "SP":
            raise Mistake(f"register {text} cannot stand here: expected a constant or a symbol", name.at, name.length)
        raise Mistake(f"unknown label '{text}': if another file defines it, declare it with .extern {text}",
                      name.at, name.length)

    def _equated(self, definition: Equate, name: Name) -> Value:
        if definition.busy:
            raise Mistake(f"'{name.text}' is defined by itself", name.at, name.length)
        definition.busy = True
        try:
            return evaluate(definition.expression, self)
        except Mistake as mistake:
            if isinstance(mistake, Unknown) and not self.finished:
                raise
            raise Mistake(f"in the definition of '{name.text}': {mistake.message}", name.at, name.length) from None
        finally:
            definition.busy = False

    # diagnostics

    def error(self, diagnostic: Diagnostic) -> None:
        """Report an error; the unit makes no object."""
        self.errors += 1
        self.report(self._explained(diagnostic))

    def warn(self, span: Span, message: str, option: str) -> None:
        """Report a warning."""
        self.report(self._explained(warning(span, message, option)))

    def mistake(self, mistake: Mistake, statement: Statement) -> None:
        """Report a mistake in a statement's operands."""
        placed = mistake.at or mistake.length
        span = statement.span(mistake.at, max(1, mistake.length)) if placed else statement.name_span
        self.error(error(span, mistake.message))

    def _explained(self, diagnostic: Diagnostic) -> Diagnostic:
        """Add a note for each macro call that the line comes from, the innermost first."""
        reasons = tuple(cursor.reason for cursor in reversed(self.cursors) if cursor.reason is not None)
        if not reasons:
            return diagnostic
        return Diagnostic(diagnostic.severity, diagnostic.span, diagnostic.message, diagnostic.notes + reasons[:8],
                          diagnostic.option)


def _numbered(number: str, count: int) -> str:
    return f"{number}\x02{count}"


def kind_of_name(name: str) -> Kind | None:
    """What a section called so always is; None where its flags must say it."""
    return next((kind for prefix, kind in _KINDS if _has_prefix(name, prefix)), None)


def _has_prefix(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix if prefix.endswith("_") else prefix + ".")


def _or(kinds: tuple[Kind, ...]) -> str:
    return " or ".join(_KIND_WORDS[kind] for kind in kinds if kind in _KIND_WORDS)
