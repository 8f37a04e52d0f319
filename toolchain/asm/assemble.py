"""Assembly source to object file: `assemble`.

    read statements, placing labels and bytes -> resolve fields -> relax branches (again from the start) -> object

A pass reads the whole source into a Unit; bytes are final once written. Fields with names are resolved at the end of
the pass: those that stay inside a section there, the others become relocations. When a 16-bit branch does not reach
its target, the pass is made again with that branch as an inverted branch over BR. Lines that only repeat an
instruction seen before, with constants for operands, cost one look-up.

All errors of the source are collected; if there is one, DiagnosticError tells them all.
"""

from collections.abc import Callable
from dataclasses import dataclass

from hxe.isa import BY_NAME
from toolchain.asm.blocks import call_macro
from toolchain.asm.directives import DIRECTIVES
from toolchain.asm.encode import OPPOSITE, Encoded, encode_instruction, insert_constant, similar_mnemonic
from toolchain.asm.expressions import Unknown, evaluate
from toolchain.asm.finish import make_object, resolve_fields
from toolchain.asm.source import Cursor, Statement, split_labels, split_lines, split_statement, uncomment
from toolchain.asm.syntax import Expression, Mistake, Name, Number
from toolchain.asm.unit import Equate, Fixup, JumpTable, Label, ListingRow, Unit
from toolchain.diagnostics import Diagnostic, DiagnosticError, Span, error
from toolchain.obj.object import Kind, LineEntry, ObjectFile

_MAX_ERRORS = 100
_BR = bytes([BY_NAME["BR"].opcode, 0, 0, 0])
_OVER_BR = (2).to_bytes(2, "big")  # words from an inverted branch to what follows the BR after it


@dataclass(frozen=True, slots=True)
class AsmOptions:
    """What hsx-as is told.

    `defines` are .equ symbols; `model` is "v1" or "flat", until a .model directive; `debug` records every line;
    `listing` collects rows; `report` is given every warning. Without `line_table` what .loc lines tell is only used to
    name places in messages.
    """

    include_folders: tuple[str, ...] = ()
    defines: tuple[tuple[str, int], ...] = ()
    model: str = "v1"
    hsx1_only: bool = False
    debug: bool = False
    listing: list[ListingRow] | None = None
    report: Callable[[Diagnostic], None] | None = None
    line_table: bool = True


def assemble(source: str, name: str, options: AsmOptions | None = None) -> ObjectFile:
    """Return the object of a source text; `name` is its file name for messages and .include.

    Raises DiagnosticError with all errors of the source.
    """
    options = options or AsmOptions()
    long_branches: frozenset[int] = frozenset()
    while True:
        diagnostics: list[Diagnostic] = []
        if options.listing is not None:
            options.listing.clear()
        unit = Unit(diagnostics.append, options.model == "flat", options.hsx1_only, long_branches,
                    options.include_folders, options.debug, options.listing)
        for symbol, number in options.defines:
            unit.define(symbol, Equate(Number(number), None, False, Span("<command line>")))
        _Pass(unit).read(source, name)
        too_short = resolve_fields(unit) if unit.errors < _MAX_ERRORS else frozenset()
        if unit.errors:
            raise DiagnosticError(sorted(diagnostics, key=_place))
        if not too_short:
            break
        long_branches |= too_short
    if options.report is not None:
        for diagnostic in diagnostics:
            options.report(diagnostic)
    return make_object(unit, name, line_table=options.line_table)


def _place(diagnostic: Diagnostic) -> tuple[str, int, int]:
    return diagnostic.span.file, diagnostic.span.line, diagnostic.span.column


class _Pass:
    """Reads statements into a unit."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.ready: dict[str, tuple[bytes, int]] = {}  # whole lines that are nothing but constant bytes of code
        self.encoded: dict[tuple[str, str], Encoded | None] = {}

    def read(self, source: str, name: str) -> None:
        """Read the source to its end, and whatever it includes or expands to."""
        unit = self.unit
        unit.cursors.append(Cursor(name, split_lines(source)))
        while unit.cursors and not unit.ended and unit.errors < _MAX_ERRORS:
            cursor = unit.cursors[-1]
            self._read_cursor(cursor)
            if unit.cursors and unit.cursors[-1] is cursor and cursor.index >= len(cursor.lines):
                for condition in cursor.conditions:
                    unit.error(error(condition.span, "this condition is never closed: expected .endif"))
                unit.cursors.pop()
        if unit.table is not None:
            self._missing_targets()

    def _read_cursor(self, cursor: Cursor) -> None:
        """Read lines until the cursor ends or another one is on top."""
        unit = self.unit
        ready = self.ready
        lines = cursor.lines
        cursors = unit.cursors
        plain = unit.listing is None and not unit.debug
        while cursor.index < len(lines):
            line = lines[cursor.index]
            cursor.index += 1
            found = ready.get(line)
            if found is not None and plain and unit.table is None and unit.section.kind is Kind.TEXT:
                section = unit.section
                if unit.location is not None:
                    self._mark_line(cursor.first_line + cursor.index - 1, cursor)
                section.data += found[0]
                section.isa |= found[1]
                continue
            self._line(line, cursor)
            if cursors[-1] is not cursor or unit.ended:
                return
            if unit.errors >= _MAX_ERRORS:
                unit.error(error(cursor.span(), f"{_MAX_ERRORS} errors: the rest of the source is not read"))
                return

    def _line(self, line: str, cursor: Cursor) -> None:
        unit = self.unit
        text = uncomment(line)
        position = 0
        if ":" in text:
            labels, position = split_labels(text)
            for label in labels:
                span = Span(cursor.file, cursor.first_line + cursor.index - 1, label.start(1) + 1, len(label[1]))
                unit.label(label[1], span)
        statement = split_statement(text, position, cursor)
        if statement is None:
            return
        unit.start = start = unit.section.size
        section = unit.section
        try:
            self._statement(statement, line if not position else "")
        except Mistake as mistake:
            unit.mistake(mistake, statement)
        except RecursionError:
            unit.mistake(Mistake("this statement is nested too deeply"), statement)
        if unit.listing is not None:
            unit.listing.append(ListingRow(section, start, cursor.file, statement.line, line))

    def _statement(self, statement: Statement, line: str) -> None:
        unit = self.unit
        name = statement.name
        if unit.macros and (macro := unit.macros.get(name.lower())) is not None:
            call_macro(unit, macro, statement)
            return
        if name[0] == ".":
            directive = DIRECTIVES.get(name.lower())
            if directive is not None:
                if unit.table is not None and name.lower() != ".branch":
                    self._missing_targets()
                directive(unit, statement)
                if name.lower() == ".macro":
                    self.ready.clear()  # an instruction's name may mean the macro from now on
                return
        key = (name, statement.operands)
        try:
            encoded = self.encoded[key]
        except KeyError:
            encoded = self.encoded[key] = encode_instruction(name, statement.operands)
        if encoded is None:
            self._unknown_mnemonic(statement)
            return
        self._instruction(encoded, statement)
        if line and not encoded.open_fields and not encoded.table_size and name.lower() not in unit.macros:
            self.ready[line] = (encoded.code, int(encoded.row.extensions))

    def _unknown_mnemonic(self, statement: Statement) -> None:
        what = "directive" if statement.name.startswith(".") else "mnemonic"
        names = tuple(DIRECTIVES) if what == "directive" else tuple(self.unit.macros)
        similar = similar_mnemonic(statement.name, names)
        hint = f"; did you mean {similar.lower() if what == 'directive' else similar}?" if similar else ""
        self.unit.error(error(statement.name_span, f"unknown {what} '{statement.name}'{hint}"))

    def _instruction(self, encoded: Encoded, statement: Statement) -> None:
        unit = self.unit
        section = unit.need(Kind.TEXT, what=f"instruction {encoded.row.name}")
        if unit.table is not None:
            self._missing_targets()
        if unit.hsx1_only and encoded.row.hsx2:
            unit.error(error(statement.name_span, f"{encoded.row.name} is an HSX-2 instruction, not part of hsx1"))
        if unit.debug or unit.location is not None:
            self._mark_line(statement.line, statement.cursor)
        if encoded.truncated:
            unit.warn(statement.span(0, len(statement.operands)), encoded.truncated, "truncated")
        section.isa |= encoded.row.extensions
        code = encoded.code
        if encoded.open_fields:
            code = self._open_fields(encoded, code, statement)
        section.data += code
        if encoded.table_size:
            unit.table = JumpTable(unit.start, encoded.table_size, encoded.table_size, statement.name_span)

    def _open_fields(self, encoded: Encoded, code: bytes, statement: Statement) -> bytes:
        """Fill the fields whose expressions have a constant value; leave the others for the end of the pass."""
        unit = self.unit
        for field in encoded.open_fields:
            span = statement.span(field.start, field.length)
            try:
                number = self._constant(field.expression)
                if number is not None:
                    code = insert_constant(code, encoded.row, field.slot, number)
                    continue
                expression = unit.bound(field.expression)
            except Mistake as mistake:
                raise Mistake(mistake.message, mistake.at + field.column, mistake.length) from None
            offset = unit.start + 4 if encoded.row.has_literal else unit.start
            branch = None
            if field.relocation == "PC16":
                branch = unit.branches
                unit.branches += 1
                if branch in unit.long_branches:
                    unit.fixups.append(Fixup(unit.section, offset + 4, "PC24", expression, span, offset + 4))
                    return bytes([BY_NAME[OPPOSITE[encoded.row.name]].opcode, code[1]]) + _OVER_BR + _BR
            unit.fixups.append(Fixup(unit.section, offset, field.relocation, expression, span, offset, branch))
        return code

    def _constant(self, expression: Expression) -> int | None:
        """The number an expression is now, or None if it is an address or not yet known."""
        unit = self.unit
        if isinstance(expression, Name):
            definition = unit.definitions.get(expression.text)
            if definition is None or isinstance(definition, Label):
                return None
        try:
            value = evaluate(expression, unit)
        except Unknown:
            return None
        return value.number if value.constant else None

    def _mark_line(self, line: int, cursor: Cursor) -> None:
        """Note in the line table where the instruction that comes next is from."""
        unit = self.unit
        location = unit.location
        if location is not None:
            location.offset = unit.section.size
            unit.section.lines.append(location)
            unit.location = None
        elif not unit.files:
            unit.section.lines.append(LineEntry(unit.section.size, cursor.file, line))

    def _missing_targets(self) -> None:
        table = self.unit.table
        assert table is not None, "asked only while a table is open"
        self.unit.table = None
        targets = "1 target" if table.wanted == 1 else f"{table.wanted} targets"
        self.unit.error(error(table.span, f"TBR needs {targets} in .branch lines directly after it,"
                                          f" {table.missing} missing"))
