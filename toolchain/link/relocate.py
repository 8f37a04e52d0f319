"""Relocations: the bytes of code and data with every symbol's value in its place.

The value of a relocation follows its row's formula (relocs.py). A v1 jump or call that does not reach is rewritten to
the HSX-2 instruction of the same size, which sets isa bit 0. In DWARF sections addresses are those of the ELF file, and
what was dropped is marked so that no reader takes it for code at address 0.
"""

from hxe import abi
from hxe.elf import BUILD_ID_SECTION
from hxe.isa import BY_NAME, Extension
from toolchain.diagnostics import Diagnostic, DiagnosticError, error
from toolchain.link.program import Definition, Program, SectionKey
from toolchain.obj.object import ABSOLUTE, Kind, Relocation, Section
from toolchain.obj.relocs import RELOCATIONS

_FAR = {BY_NAME[near].opcode: BY_NAME[far] for near, far in
        (("JMP", "BR"), ("JZ", "BZ"), ("JNZ", "BNZ"), ("CALL", "CALLW"))}
_FAR_ROW = RELOCATIONS["PC24"]
_DROPPED = 0x7E000000  # the address of dropped code in DWARF sections: beyond all code, below all biased data
_DROPPED_IN_LISTS = 1  # ... and in lists of ranges, where two equal numbers make an empty one
_LISTS = (".debug_ranges", ".debug_loc")
_HINTS = {
    "SIGNED12": "LDIW or LDI32 can hold an address", "SIGNED20": "LDI32 can hold it (hsx-cc -mlarge-data)",
    "UNSIGNED20": "LDA and STA reach the first 1 MiB, LDI32 and LD all memory (hsx-cc -mlarge-data)",
    "PC12": "without --isa=hsx1 it would become CALLW", "JUMP12": "without --isa=hsx1 it would become BR, BZ or BNZ",
}
_STORED = (Kind.RODATA, Kind.DATA)
_MAX_ERRORS = 50


def relocate(program: Program) -> tuple[bytes, bytes]:
    """Return the code and the data segment of the placed program; raises DiagnosticError for what does not fit."""
    code, data = bytearray(program.code_size), bytearray(program.data_size)
    problems: list[Diagnostic] = []
    program.isa = Extension.FLAT if program.flat else 0
    bases = _unit_data_bases(program)
    for key in program.live:
        section = program.sections[key]
        if section.kind in {Kind.BSS, Kind.METADATA}:
            continue
        segment, base = (code, 0) if section.kind is Kind.TEXT else (data, program.data_base)
        start = program.addresses[key] - base
        segment[start : start + section.size] = section.data
        if section.kind is Kind.TEXT:
            program.isa |= section.isa
        for relocation in section.relocations:
            problem = _patch(program, key, relocation, segment, start, bases)
            if problem is not None:
                problems.append(problem)
        if len(problems) >= _MAX_ERRORS:
            break
    if problems:
        raise DiagnosticError(problems)
    return bytes(code), bytes(data)


def _unit_data_bases(program: Program) -> dict[int, int]:
    """The address of each unit's first data section, which off16 counts from."""
    bases: dict[int, int] = {}
    for key in program.live:
        if program.sections[key].kind in _STORED:
            bases[key[0]] = min(bases.get(key[0], program.addresses[key]), program.addresses[key])
    return bases


def _is_stored(program: Program, target: Definition) -> bool:
    """Whether a symbol lies in a data section with bytes of its own, which off16 counts in."""
    return target.section is not None and program.sections[target.section].kind in _STORED


def _patch(program: Program, key: SectionKey, relocation: Relocation, segment: bytearray, start: int,
           bases: dict[int, int]) -> Diagnostic | None:
    """Put one relocation's value in its place; returns what is wrong if it does not fit."""
    row = RELOCATIONS[relocation.type]
    if not row.formula:
        return None
    target = program.find(key[0], relocation.symbol)
    if target is not None and row.target != "any" and target.symbol.section != ABSOLUTE:
        if program.is_code(target) is not (row.target == "code"):
            return _problem(program, key, relocation, target, f"needs a {row.target} symbol")
    if target is not None and target.section is not None and target.section not in program.addresses:
        return _problem(program, key, relocation, target, f"lies in section {target.section[1]}, which is not loaded")
    place = start + relocation.offset
    address = program.address(target) if target is not None else 0
    if row.formula == "O+A":
        if target is None or program.flat or not _is_stored(program, target):
            return _problem(program, key, relocation, target,
                            "lies in no .data or .rodata of the v1 model, which off16 counts in")
        address -= bases[target.unit]
    value = row.value(address + relocation.addend, place)
    if row.fits(value):
        row.insert(segment, place, value)
        return None
    if relocation.type in {"JUMP12", "PC12"} and not program.options.hsx1_only:
        far = address + relocation.addend - place
        if _FAR_ROW.fits(far) and segment[place] in _FAR:
            program.isa |= _FAR[segment[place]].extensions
            segment[place : place + 4] = bytes([_FAR[segment[place]].opcode, 0, 0, 0])
            _FAR_ROW.insert(segment, place, far)
            return None
    hint = _HINTS.get(relocation.type, "")
    return _problem(program, key, relocation, target,
                    f"does not fit: {value} is not in {row.reach}" + (f"; {hint}" if hint else ""))


def _problem(program: Program, key: SectionKey, relocation: Relocation, target: Definition | None,
             message: str) -> Diagnostic:
    unit = program.units[key[0]]
    notes = [program.defined_at(target)] if target is not None else []
    where = f"(section {key[1]} of {unit.name}, offset 0x{relocation.offset:X})"
    return error(program.place_of(key[0], relocation.span), f"'{relocation.symbol}' {message} {where}", *notes)


def debug_sections(program: Program) -> list[Section]:
    """Return the sections that only the linked ELF has, joined by name and relocated to the addresses of that file."""
    joined: dict[str, Section] = {}
    offsets: dict[SectionKey, int] = {}
    parts = [(key, section) for key, section in program.sections.items()
             if section.kind is Kind.OTHER and key[1] != BUILD_ID_SECTION]
    for key, section in parts:
        whole = joined.setdefault(key[1], Section(key[1], Kind.OTHER))
        whole.data += bytes(-len(whole.data) % section.align)
        offsets[key] = len(whole.data)
        whole.data += section.data
    for key, section in parts:
        data = joined[key[1]].data
        for relocation in section.relocations:
            row = RELOCATIONS[relocation.type]
            value = _debug_value(program, key, relocation, offsets)
            if row.formula and not row.code and row.fits(value):
                row.insert(data, offsets[key] + relocation.offset, value)
    return list(joined.values())


def _debug_value(program: Program, key: SectionKey, relocation: Relocation, offsets: dict[SectionKey, int]) -> int:
    target = program.find(key[0], relocation.symbol)
    section = target.section if target is not None else None
    if target is None or (section is not None and section not in offsets and section not in program.live):
        return _DROPPED_IN_LISTS if key[1] in _LISTS else _DROPPED
    if section in offsets:
        return offsets[section] + target.symbol.value + relocation.addend
    bias = abi.HSX_ELF_DATA_BIAS if program.is_data(target) else 0
    return program.address(target) + relocation.addend + bias

