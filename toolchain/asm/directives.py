"""Directives that choose sections, describe symbols and tell source lines; and the table of all directives.

Each takes the unit and the statement. Bytes are placed by data.py, lines chosen by blocks.py, declarations taken by
metadata.py.
"""

from collections.abc import Callable, Mapping
from functools import partial

from toolchain.asm.blocks import BLOCK_DIRECTIVES
from toolchain.asm.data import DATA_DIRECTIVES
from toolchain.asm.expressions import Unknown, evaluate
from toolchain.asm.metadata import declare
from toolchain.asm.operands import arguments, file_name, number, shifted, symbol_names, whole, words
from toolchain.asm.parse import parse_expression, parse_operands
from toolchain.asm.source import Statement
from toolchain.asm.syntax import Mistake, Name, Plain
from toolchain.asm.unit import HERE_ENTRY, Equate, Fixup, Label, Unit, kind_of_name
from toolchain.obj.object import METADATA_SECTIONS, Binding, Kind, LineEntry

Directive = Callable[[Unit, Statement], None]

_MAX_LINE = 0xFFFFFFFF  # what the source table of an object file holds


# Sections


def _section(unit: Unit, statement: Statement) -> None:
    """`.section NAME[, "flags"[, @type]]`: a x w R = allocated, code, writable, kept."""
    name, flags, is_bss = _section_operands(statement)
    if name in METADATA_SECTIONS or name.startswith(".hsx."):
        raise Mistake(f"section '{name}' is made by the tools themselves", 0, len(name))
    kind = None
    if flags is not None and kind_of_name(name) is None:
        kind = Kind.TEXT if "x" in flags else Kind.BSS if is_bss else Kind.DATA if "w" in flags else \
            Kind.RODATA if "a" in flags else Kind.OTHER
    _switch(unit, name, kind)
    if flags and "R" in flags:
        unit.section.keep = True


def _section_operands(statement: Statement) -> tuple[str, str | None, bool]:
    pieces = [piece.strip() for piece in statement.operands.split(",")]
    name = pieces[0].strip('"')
    if not name or any(ch in name for ch in ' \t"'):
        raise Mistake("expected a section name", 0, len(pieces[0]))
    flags = None
    if len(pieces) > 1:
        flags = pieces[1].strip('"')
        if unknown := [ch for ch in flags if ch not in "axwRMSG"]:
            raise Mistake(f"unknown section flag '{unknown[0]}': expected letters of \"axwR\"",
                          statement.operands.index(pieces[1]), len(pieces[1]))
    return name, flags, any(piece.strip("@%") == "nobits" for piece in pieces[2:])


def _plain_section(unit: Unit, statement: Statement, name: str) -> None:
    """`.text .data .rodata .bss`."""
    if statement.operands:
        raise Mistake(f"{statement.name} takes no operand: .section chooses other sections", 0, len(statement.operands))
    _switch(unit, name, None)


def _switch(unit: Unit, name: str, kind: Kind | None) -> None:
    before = unit.section.name
    unit.enter(name, kind)
    unit.previous = before


def _push(unit: Unit, statement: Statement) -> None:
    """`.pushsection NAME ...`: as .section, and .popsection comes back."""
    unit.pushed.append(unit.section.name)
    _section(unit, statement)


def _pop(unit: Unit, _statement: Statement) -> None:
    if not unit.pushed:
        raise Mistake(".popsection without .pushsection")
    _switch(unit, unit.pushed.pop(), None)


def _previous(unit: Unit, _statement: Statement) -> None:
    """`.previous`: back to the section before this one."""
    _switch(unit, unit.previous, None)


# Symbols


def _bind(unit: Unit, statement: Statement, binding: Binding) -> None:
    """`.global .globl .export .weak .local`."""
    for name, span in symbol_names(statement):
        unit.bindings[name] = (binding, span)


def _extern(unit: Unit, statement: Statement) -> None:
    """`.extern`: defined in another file; if this one defines it, it is global."""
    for name, span in symbol_names(statement):
        unit.externals.setdefault(name, span)


def _import(unit: Unit, statement: Statement) -> None:
    """`.import`: as .extern, and some file must define it."""
    for name, span in symbol_names(statement):
        unit.externals.setdefault(name, span)
        unit.imports.setdefault(name, span)


def _equate(unit: Unit, statement: Statement, *, again: bool) -> None:
    """`.equ name, expression`; `.set` may give the name another value later."""
    name_text, comma, rest = statement.operands.partition(",")
    name = name_text.strip()
    if not comma or not name or any(ch.isspace() for ch in name) or name[0].isdigit():
        raise whole(statement, f"expected {statement.name} name, expression")
    with shifted(len(name_text) + 1 + len(rest) - len(rest.lstrip())):
        node = unit.bound(parse_expression(rest))
        try:
            value = evaluate(node, unit)
        except Unknown:
            value = None
    unit.define(name, Equate(node, value, again, statement.span(0, len(name)), statement))


def _type(unit: Unit, statement: Statement) -> None:
    """`.type name, @function` or `@object`."""
    name, _, kind = (piece.strip() for piece in statement.operands.partition(","))
    kind = kind.strip("@%#\"'").lower()
    if not name or kind not in {"function", "object", "notype"}:
        raise whole(statement, "expected .type name, @function or @object")
    unit.functions[name] = kind == "function"


def _size(unit: Unit, statement: Statement) -> None:
    """`.size name, expression`."""
    name, comma, rest = statement.operands.partition(",")
    if not comma or not name.strip():
        raise whole(statement, "expected .size name, expression")
    unit.size_expressions[name.strip()] = (unit.bound(parse_expression(rest)), statement)


def _entry(unit: Unit, statement: Statement) -> None:
    """`.entry` (here), `.entry symbol`, `.entry number` (an offset in this unit's code)."""
    if unit.section.kind is not Kind.TEXT:
        raise Mistake(".entry is only valid in a .text section")
    given = arguments(statement, 0, 1)
    if given and isinstance(given[0][1], Name):
        unit.entry = given[0][1].text
        unit.externals.setdefault(unit.entry, statement.span(0, len(unit.entry)))
        return
    unit.entry = HERE_ENTRY
    offset = number(unit, given[0]) if given else unit.section.size
    unit.definitions[unit.entry] = Label(unit.section.name, offset, statement.span(0, len(statement.operands)))


def _model(unit: Unit, statement: Statement) -> None:
    """`.model v1` or `.model flat`: the machine model the unit is made for."""
    name = statement.operands.lower()
    if name not in {"v1", "flat"}:
        raise whole(statement, "expected .model v1 or .model flat")
    unit.flat = name == "flat"
    if unit.flat:
        for section in unit.sections.values():
            if section.kind is Kind.TEXT:
                section.align = 4


def _branch(unit: Unit, statement: Statement) -> None:
    """`.branch label, ...`: the table of the TBR just before, as word distances from that TBR."""
    table = unit.table
    if table is None:
        raise Mistake(".branch belongs directly after a TBR")
    section = unit.need(Kind.TEXT, what=".branch")
    for column, operand in parse_operands(statement.operands):
        if not isinstance(operand, Plain):
            raise Mistake("expected a label", column, operand.length)
        if not table.missing:
            unit.table = None
            raise Mistake(f"TBR has {table.wanted} target{'s' * (table.wanted > 1)}, here is another",
                          column, operand.length)
        table.missing -= 1
        span = statement.span(column, operand.length)
        unit.fixups.append(Fixup(section, len(section.data), "PC32", unit.bound(operand.value), span, table.origin))
        section.data += bytes(4)
    if not table.missing:
        unit.table = None


# Source lines


def _file(unit: Unit, statement: Statement) -> None:
    """`.file N "name"` names a file for .loc; `.file "name"` only names the source."""
    *numbers, text = words(statement.operands) or [""]
    name = file_name(text)
    if name is None or len(numbers) > 1 or not all(each.isdecimal() for each in numbers):
        raise whole(statement, 'expected .file number "name"')
    if numbers:
        unit.files[int(numbers[0])] = name


def _loc(unit: Unit, statement: Statement) -> None:
    """`.loc file line [column] [is_stmt 0|1] ...`: where the next instruction, or the data that follows, comes from."""
    pieces = statement.operands.replace(",", " ").split()
    try:
        file, line, *rest = pieces
        column = int(rest.pop(0)) if rest and rest[0].isdecimal() else 0
        is_stmt = not ("is_stmt" in rest and rest[rest.index("is_stmt") + 1] == "0")
        location = LineEntry(unit.section.size, unit.files[int(file)], int(line), column, is_stmt)
    except (ValueError, IndexError):
        raise whole(statement, "expected .loc file line column") from None
    except KeyError:
        raise Mistake(f"file {pieces[0]} has no .file directive", 0, len(pieces[0])) from None
    if not 0 <= location.line <= _MAX_LINE:
        raise whole(statement, f"line {line}: expected 0..{_MAX_LINE}")
    if unit.section.kind is Kind.TEXT:
        unit.location = location
    else:
        unit.section.lines.append(location)


def _end(unit: Unit, _statement: Statement) -> None:
    """`.end`: nothing after it is read."""
    unit.ended = True


def _ignored(_unit: Unit, _statement: Statement) -> None:
    """Directives other assemblers know, without meaning here."""


DIRECTIVES: Mapping[str, Directive] = {
    ".section": _section, ".pushsection": _push, ".popsection": _pop, ".previous": _previous,
    ".text": partial(_plain_section, name=".text"), ".data": partial(_plain_section, name=".data"),
    ".rodata": partial(_plain_section, name=".rodata"), ".bss": partial(_plain_section, name=".bss"),
    ".global": partial(_bind, binding=Binding.GLOBAL), ".globl": partial(_bind, binding=Binding.GLOBAL),
    ".export": partial(_bind, binding=Binding.GLOBAL), ".weak": partial(_bind, binding=Binding.WEAK),
    ".local": partial(_bind, binding=Binding.LOCAL), ".extern": _extern, ".import": _import,
    ".equ": partial(_equate, again=False), ".equiv": partial(_equate, again=False),
    ".set": partial(_equate, again=True),
    ".type": _type, ".size": _size, ".entry": _entry, ".model": _model, ".branch": _branch,
    ".file": _file, ".loc": _loc, ".ident": _ignored, ".end": _end,
    ".value": declare, ".cmd": declare, ".mailbox": declare,
    **DATA_DIRECTIVES,
    **BLOCK_DIRECTIVES,
}
assert all(name.startswith(".") for name in DIRECTIVES), "mnemonics and directives differ in the dot"
