"""Names to definitions: `resolve` takes the units in, fetches archive members that define what is missing, and checks.

Units come in command-line order, archives after them as one group: the member that defines a missing symbol is taken
from the first archive that has one, whatever the order of the inputs. A global definition wins over weak ones.
"""

import difflib
from collections.abc import Sequence

from toolchain.diagnostics import Diagnostic, DiagnosticError, Span, error, note
from toolchain.link.archive import Archive
from toolchain.link.program import LINKER, LINKER_DATA, Definition, LinkOptions, Program
from toolchain.obj.object import ABSOLUTE, Binding, Kind, ObjectFile, Symbol
from toolchain.obj.read import read_object

START = "_start"
LAYOUT_SYMBOLS = (
    "__data_start", "__data_end", "__bss_start", "__bss_end", "__heap_start", "__heap_end", "__stack_limit",
    "__stack_top",
)
_MOST_REFERENCES = 4  # named for one undefined symbol


def resolve(inputs: Sequence[ObjectFile | Archive], options: LinkOptions) -> Program:
    """Return a program in which every name that matters has a definition.

    Raises DiagnosticError for mixed machine models and symbols defined twice. Undefined ones are reported by
    `check_undefined`, when it is known what is alive.
    """
    program = Program(options)
    clashes: list[Diagnostic] = []
    for name, value in options.symbols:
        program.globals[name] = Definition(LINKER, Symbol(name, ABSOLUTE, value, binding=Binding.GLOBAL))
    archives = [each for each in inputs if isinstance(each, Archive)]
    for each in inputs:
        if isinstance(each, ObjectFile):
            _add(program, each, clashes)
    _fetch(program, archives, clashes)
    for name in LAYOUT_SYMBOLS:
        if name not in program.globals:
            program.globals[name] = Definition(LINKER, Symbol(name, LINKER_DATA, binding=Binding.GLOBAL))
    if not program.units:
        raise DiagnosticError([error(Span("hsx-ld"), "no object file to link")])
    _check_models(program, clashes)
    if clashes:
        raise DiagnosticError(clashes)
    program.entry = _entry(program)
    if program.entry is not None and not program.is_code(program.entry):
        name = program.entry.symbol.name
        raise DiagnosticError([error(Span("hsx-ld"), f"the entry symbol '{name}' is no place in code",
                                     program.defined_at(program.entry))])
    return program


def _add(program: Program, unit: ObjectFile, clashes: list[Diagnostic]) -> None:
    index = program.add_unit(unit)
    for symbol in unit.symbols:
        if symbol.binding is Binding.LOCAL or symbol.section is None:
            continue
        new = Definition(index, symbol)
        old = program.globals.get(symbol.name)
        if old is None or (old.symbol.binding is Binding.WEAK and symbol.binding is Binding.GLOBAL):
            program.globals[symbol.name] = new
        elif old.symbol.binding is Binding.GLOBAL and symbol.binding is Binding.GLOBAL:
            span = program.place_of(index, symbol.span)
            where = f" (section {symbol.section} of {unit.name})"
            clashes.append(error(span, f"duplicate symbol '{symbol.name}'{where}", program.defined_at(old)))


def _fetch(program: Program, archives: Sequence[Archive], clashes: list[Diagnostic]) -> None:
    """Add the archive members that define missing symbols, and what those miss in turn."""
    taken: set[tuple[int, int]] = set()
    wanted = [program.options.entry or START, *program.options.keep]
    done = 0
    while True:
        while done < len(program.units):
            wanted += [symbol.name for symbol in program.units[done].symbols
                       if symbol.section is None and symbol.binding is Binding.GLOBAL]
            done += 1
        if not wanted:
            return
        missing, wanted = [name for name in dict.fromkeys(wanted) if name not in program.globals], []
        for name in missing:
            found = next(((number, archive) for number, archive in enumerate(archives) if name in archive.index), None)
            if found is None or name in program.globals:
                continue
            number, archive = found
            offset = archive.index[name]
            if (number, offset) not in taken and (name != START or not program.units or program.flat):
                taken.add((number, offset))
                member = archive.member(offset)
                _add(program, read_object(member.data, f"{archive.name}({member.name})"), clashes)


def _check_models(program: Program, problems: list[Diagnostic]) -> None:
    first = program.units[0]
    for unit in program.units[1:]:
        if unit.flat != first.flat:
            names = {True: "flat", False: "v1"}
            hint = note(Span(unit.name if first.flat else first.name),
                        "assembly is made for the flat model with .model flat or hsx-as --model=flat")
            problems.append(error(Span(unit.name), f"made for the {names[unit.flat]} machine model, but"
                                                   f" {first.name} for the {names[first.flat]} one: they cannot be"
                                                   " linked together", hint))
            return


def _entry(program: Program) -> Definition | None:
    """The symbol at which the program starts; None if it is left to the start of the first unit."""
    asked = program.options.entry
    if asked is not None:
        found = program.globals.get(asked)
        if found is None:
            raise DiagnosticError([error(Span("hsx-ld"), f"the entry symbol '{asked}' is not defined")])
        return found
    if START in program.globals:
        return program.globals[START]
    for unit in program.units:
        if unit.entry is not None and (found := program.globals.get(unit.entry)) is not None:
            return found
    first = program.units[0].entry
    if first is not None:
        return program.find(0, first)
    if program.flat:
        raise DiagnosticError([error(Span("hsx-ld"),
                                     f"nowhere to start: define '{START}' or name a symbol with --entry")])
    return None


def check_undefined(program: Program) -> None:
    """Raise DiagnosticError naming every symbol that living code or data refers to and nobody defines."""
    references: dict[str, list[tuple[int, str, Span | None]]] = {}
    for key in program.live:
        unit, section_name = key
        symbols = program.symbols[unit]
        for relocation in program.sections[key].relocations:
            if program.find(unit, relocation.symbol) is None:
                symbol = symbols[relocation.symbol]
                if symbol.binding is not Binding.WEAK:
                    references.setdefault(relocation.symbol, []).append((unit, section_name, relocation.span))
    for unit, file in enumerate(program.units):
        used = {relocation.symbol for section in file.sections for relocation in section.relocations}
        for symbol in file.symbols:
            if symbol.section is None and symbol.binding is Binding.GLOBAL and symbol.name not in used \
                    and symbol.name not in program.globals:
                references.setdefault(symbol.name, []).append((unit, "", symbol.span))
    if references:
        raise DiagnosticError([_undefined(program, name, places) for name, places in references.items()])


def _undefined(program: Program, name: str, places: list[tuple[int, str, Span | None]]) -> Diagnostic:
    def told(unit: int, section: str) -> str:
        home = program.units[unit].name
        return f"section {section} of {home}" if section else f"import of {home}"

    unit, section, span = places[0]
    notes = [note(program.place_of(unit, span), f"also referred to here ({told(unit, section)})")
             for unit, section, span in places[1:_MOST_REFERENCES]]
    if len(places) > _MOST_REFERENCES:
        notes.append(note(Span("hsx-ld"), f"and in {len(places) - _MOST_REFERENCES} more places"))
    locals_of = [index for index, symbols in enumerate(program.symbols)
                 if name in symbols and symbols[name].section is not None]
    for index in locals_of[:1]:
        notes.append(note(program.place_of(index, program.symbols[index][name].span),
                          f"{program.units[index].name} has a local '{name}': .global would share it"))
    if not locals_of:
        similar = difflib.get_close_matches(name, list(program.globals), n=1, cutoff=0.8)
        notes += [note(Span("hsx-ld"), f"did you mean '{each}'?") for each in similar]
    return error(program.place_of(unit, span), f"undefined symbol '{name}' ({told(unit, section)})", *notes)


def collect_live(program: Program) -> None:
    """Mark the sections that the program can reach: from its entry, kept symbols and sections, and declarations.

    In the v1 model everything stays unless --gc-sections asks: its units are single sections, laid out as given.
    """
    collect = program.options.gc_sections if program.options.gc_sections is not None else program.flat
    loaded = {key: section for key, section in program.sections.items() if section.kind is not Kind.OTHER}
    if not collect:
        program.live = dict.fromkeys(loaded)
        return
    pending = [key for key, section in loaded.items() if section.keep or section.kind is Kind.METADATA]
    roots = [program.entry, *(program.globals.get(name) for name in program.options.keep)]
    pending += [root.section for root in roots if root is not None and root.section in loaded]
    if program.entry is None:
        pending += [key for key in loaded if key[0] == 0]
    reached: dict[tuple[int, str], None] = {}
    while pending:
        key = pending.pop()
        if key in reached:
            continue
        reached[key] = None
        for relocation in program.sections[key].relocations:
            target = program.find(key[0], relocation.symbol)
            if target is not None and target.section is not None and target.section in loaded:
                pending.append(target.section)
    program.live = {key: None for key in loaded if key in reached}
