"""The end of a pass: fields with names get their values or become relocations, and the unit becomes an object.

`resolve_fields` patches what cannot change any more (distances inside a section, constants defined further down) and
returns the branches that do not reach. `make_object` then lists the symbols.
"""

from bisect import bisect_right

from hxe.isa import Extension
from toolchain.asm.expressions import Value, constant, evaluate
from toolchain.asm.operands import whole
from toolchain.asm.syntax import Mistake
from toolchain.asm.unit import HERE_ENTRY, Equate, Fixup, Label, Unit
from toolchain.diagnostics import Span, error
from toolchain.obj.lines import add_line_table
from toolchain.obj.object import ABSOLUTE, Binding, LineEntry, ObjectFile, Relocation, Symbol
from toolchain.obj.relocs import RELOCATIONS

_MAX_WORD, _SIGN_BIT = 0xFFFFFFFF, 1 << 31


def resolve_fields(unit: Unit) -> frozenset[int]:
    """Patch or relocate every open field; returns the ordinals of the branches that must be long."""
    unit.finished = True
    too_short: list[int] = []
    for fixup in unit.fixups:
        try:
            if not _resolve(unit, fixup):
                assert fixup.branch is not None, "only branches can be made longer"
                too_short.append(fixup.branch)
        except Mistake as mistake:
            unit.error(error(fixup.span, mistake.message))
        except RecursionError:
            unit.error(error(fixup.span, "this expression is nested too deeply"))
    start = unit.definitions.get(HERE_ENTRY)
    if isinstance(start, Label) and not 0 <= start.offset < max(1, unit.sections[start.section].size):
        unit.error(error(start.span, f"entry {start.offset} lies outside the code of this unit"))
    for name, (expression, statement) in unit.size_expressions.items():
        try:
            size = constant(expression, unit)
            if not 0 <= size <= _MAX_WORD:
                raise whole(statement, f".size of {size}: expected 0..{_MAX_WORD}")
            unit.sizes[name] = size
        except Mistake as mistake:
            unit.mistake(mistake, statement)
    for name in dict.fromkeys((*unit.bindings, *unit.externals)):
        definition = unit.definitions.get(name)
        if isinstance(definition, Equate):
            try:
                _shared_value(unit, definition)
            except Mistake as mistake:
                unit.error(error(definition.span, f"'{name}' cannot be shared with other files: {mistake.message}"))
    return frozenset(too_short)


def _resolve(unit: Unit, fixup: Fixup) -> bool:
    """Give one field its value; False if it is a branch that does not reach."""
    value = evaluate(fixup.expression, unit)
    if not fixup.type:
        raise Mistake("expected a constant: this field cannot hold an address" if not value.constant
                      else f"{value.number} is known too late here: define it before this line")
    row = RELOCATIONS[fixup.type]
    data = fixup.section.data
    relative = row.formula == "S+A-P"
    if value.constant:
        number = value.number * 4 if relative else value.number  # a constant distance counts words
        if not row.fits(number):
            raise Mistake(f"{value.number} does not fit: expected {row.low}..{row.high}")
        row.insert(data, fixup.offset, number)
        return True
    if relative and value.part:
        raise Mistake(f"{value.part} of a code address has no meaning in a branch")
    if relative and value.section == fixup.section.name:
        distance = value.number - fixup.origin
        if row.fits(distance):
            row.insert(data, fixup.offset, distance)
            return True
        if distance % 4:
            raise Mistake(f"the target lies {distance} bytes away: code addresses are multiples of 4")
    if fixup.branch is not None:
        return False  # out of reach, or placed by the linker
    type_name = f"{value.part.upper()}_{fixup.type}" if value.part else fixup.type
    if type_name not in RELOCATIONS:
        raise Mistake(f"{value.part} does not fit this operand")
    symbol, addend = _relocation_target(unit, value)
    if relative:
        addend += fixup.offset - fixup.origin
    if not -_MAX_WORD <= addend <= _MAX_WORD:
        raise Mistake(f"{addend:+d} from '{symbol}' needs more than 32 bits")
    addend = (addend + _SIGN_BIT & _MAX_WORD) - _SIGN_BIT  # addresses wrap at 32 bits
    fixup.section.relocations.append(Relocation(fixup.offset, type_name, symbol, addend, fixup.span))
    return True


def _relocation_target(unit: Unit, value: Value) -> tuple[str, int]:
    """The symbol a relocation names, and what to add to it: the label itself unless it is a `.L` one."""
    if value.section is None:
        assert value.symbol is not None, "constants need no relocation"
        return value.symbol, value.number
    label = unit.definitions.get(value.symbol) if value.symbol else None
    if value.symbol is None or not isinstance(label, Label) or is_hidden(value.symbol):
        return value.section, value.number
    return value.symbol, value.number - label.offset


def is_hidden(name: str) -> bool:
    """Whether a label stays out of the symbol table."""
    return name.startswith(".L") or "\x02" in name


def make_object(unit: Unit, name: str, *, line_table: bool = True) -> ObjectFile:
    """Return the unit as an object file, with DWARF lines if `line_table`; the unit has no errors."""
    sections = [section for section in unit.sections.values() if section.size or section.name == ".text"]
    kept = {section.name for section in sections}
    used = {relocation.symbol: None for section in sections for relocation in section.relocations}
    kept |= {name for name in used if name in unit.sections}
    kept |= {label.section for label in unit.definitions.values() if isinstance(label, Label)}
    sections = [section for section in unit.sections.values() if section.name in kept]
    isa = 0
    for section in sections:
        isa |= section.isa
    result = ObjectFile(name, sections, [], isa | (Extension.FLAT if unit.flat else 0), unit.entry)
    for section in sections:
        if section.name in used:
            result.symbols.append(Symbol(section.name, section.name))
    for symbol_name, definition in unit.definitions.items():
        symbol = _symbol(unit, symbol_name, definition, named=symbol_name in used)
        if symbol is not None:
            result.symbols.append(symbol)
    for external in dict.fromkeys((*used, *unit.imports, unit.entry or ".text")):
        if external not in unit.definitions and external not in kept:
            binding = unit.bindings.get(external, (Binding.GLOBAL, None))[0]
            weak = Binding.WEAK if binding is Binding.WEAK else Binding.GLOBAL
            span = unit.externals.get(external)
            result.symbols.append(Symbol(external, None, 0, 0, weak, is_function=False, span=span))
    if unit.files:
        _name_sources(result)
    if line_table:
        add_line_table(result)
    return result


def _name_sources(unit: ObjectFile) -> None:
    """Let definitions and references come from where .loc lines say, not from the assembly that tells it."""
    for section in unit.sections:
        offsets = [entry.offset for entry in section.lines]
        for relocation in section.relocations:
            last = bisect_right(offsets, relocation.offset)
            if last:
                relocation.span = _place(section.lines[last - 1])
    lines = {section.name: {entry.offset: entry for entry in reversed(section.lines)} for section in unit.sections}
    for symbol in unit.symbols:
        entry = lines.get(symbol.section or "", {}).get(symbol.value)
        if entry is not None:
            symbol.span = _place(entry)


def _place(entry: LineEntry) -> Span:
    return Span(entry.file, entry.line, entry.column)


def _shared_value(unit: Unit, definition: Equate) -> Value:
    """The value of an equate as a symbol can hold it: a number of 32 bits, or a place in this unit. Raises Mistake."""
    value = definition.value or evaluate(definition.expression, unit)
    if value.part:
        raise Mistake(f"{value.part} of an address is known only after linking")
    if value.constant and not -_SIGN_BIT <= value.number <= _MAX_WORD:
        raise Mistake(f"{value.number} needs more than 32 bits")
    if not value.constant and value.section is None:
        raise Mistake(f"only a file that defines '{value.symbol}' can give it another name")
    return value


def _symbol(unit: Unit, name: str, definition: Label | Equate, *, named: bool) -> Symbol | None:
    """The symbol of a definition, or None if it stays inside the unit; `named`: a relocation needs it."""
    binding = unit.bindings.get(name, (Binding.GLOBAL if name in unit.externals else Binding.LOCAL, None))[0]
    if isinstance(definition, Label):
        if is_hidden(name) and name not in unit.bindings and not named:
            return None
        return Symbol(name, definition.section, definition.offset, unit.sizes.get(name, 0), binding,
                      unit.functions.get(name, False), definition.span)
    if binding is Binding.LOCAL and not named:
        return None
    value = _shared_value(unit, definition)
    if value.constant:
        return Symbol(name, ABSOLUTE, value.number & _MAX_WORD, 0, binding, is_function=False, span=definition.span)
    return Symbol(name, value.section, value.number, unit.sizes.get(name, 0), binding, unit.functions.get(name, False),
                  definition.span)
