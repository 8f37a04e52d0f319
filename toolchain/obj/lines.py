"""Source lines as DWARF 4: from the line entries of an object's sections to `.debug_line` and what points at it.

`add_line_table` gives the object a line program with one sequence per code section, and unless the unit describes
itself, a compile unit (`.debug_info`, `.debug_abbrev`, `.debug_ranges`) that makes it found. Addresses are relocations
against the section symbols; strings are inline. Code is 4-byte words, so addresses advance in words.
"""

import struct

from toolchain.obj.object import Kind, LineEntry, ObjectFile, Relocation, Section, Symbol

_LINE_BASE, _LINE_RANGE, _OPCODE_BASE, _WORD = -5, 14, 13, 4
_OPERANDS_OF_STANDARD_OPCODES = bytes([0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1])
_COPY, _ADVANCE_PC, _ADVANCE_LINE, _SET_FILE, _SET_COLUMN, _NEGATE_STMT = 1, 2, 3, 4, 5, 6  # DW_LNS
_END_SEQUENCE, _SET_ADDRESS = b"\x00\x01\x01", b"\x00\x05\x02"  # DW_LNE with their lengths
_DW_TAG_COMPILE_UNIT = 0x11
_ATTRIBUTES = (  # DW_AT, DW_FORM
    (0x25, 0x08),  # producer, string
    (0x13, 0x05),  # language, data2
    (0x03, 0x08),  # name, string
    (0x10, 0x17),  # stmt_list, sec_offset
    (0x11, 0x01),  # low_pc, addr
    (0x55, 0x17),  # ranges, sec_offset
)
_LANGUAGE_ASSEMBLER = 0x8001
PRODUCER = "hsx-as"
_DEBUG_SECTIONS = (".debug_line", ".debug_abbrev", ".debug_ranges")  # which others refer to


def leb128(number: int, *, signed: bool = False) -> bytes:
    """Return a number in DWARF's variable-length form."""
    out = bytearray()
    while True:
        byte = number & 0x7F
        number >>= 7
        done = number == (-1 if byte & 0x40 else 0) if signed else number == 0
        out.append(byte if done else byte | 0x80)
        if done:
            return bytes(out)


def add_line_table(unit: ObjectFile) -> None:
    """Add the debug sections that tell the lines in `unit.sections[].lines`; nothing if there are none."""
    coded = [section for section in unit.sections if section.lines and section.kind is Kind.TEXT]
    if not coded:
        return
    _line_program(unit, coded)
    if unit.section(".debug_info") is None:
        _compile_unit(unit, coded)
    known = {symbol.name for symbol in unit.symbols if symbol.name == symbol.section}
    wanted = dict.fromkeys([*(section.name for section in coded), *_DEBUG_SECTIONS])
    unit.symbols[:0] = [Symbol(name, name) for name in wanted
                        if name not in known and unit.section(name) is not None]


def _line_program(unit: ObjectFile, coded: list[Section]) -> None:
    files = list(dict.fromkeys(entry.file for section in coded for entry in section.lines))
    number_of = {name: number for number, name in enumerate(files, 1)}
    table = b"".join(_string(name) + b"\0\0\0" for name in files)  # directory, time and size unknown
    header = struct.pack("<BBBbBB", _WORD, 1, 1, _LINE_BASE, _LINE_RANGE, _OPCODE_BASE) \
        + _OPERANDS_OF_STANDARD_OPCODES + b"\0" + table + b"\0"
    section = _debug_section(unit, ".debug_line")
    program = bytearray(4 + struct.calcsize("<HI")) + header
    for code in coded:
        program += _SET_ADDRESS
        _address(section, program, code, 0)
        _sequence(program, code, number_of)
    struct.pack_into("<IHI", program, 0, len(program) - 4, 4, len(header))
    section.data += program


def _sequence(program: bytearray, code: Section, number_of: dict[str, int]) -> None:
    """The rows of one code section, as short as special opcodes make them."""
    address, file, line, column, is_stmt = 0, 1, 1, 0, True
    for entry in sorted(code.lines, key=_offset_of):
        if number_of[entry.file] != file:
            file = number_of[entry.file]
            program += bytes([_SET_FILE]) + leb128(file)
        if entry.column != column:
            column = entry.column
            program += bytes([_SET_COLUMN]) + leb128(column)
        if entry.is_stmt is not is_stmt:
            is_stmt = entry.is_stmt
            program.append(_NEGATE_STMT)
        words, step = (entry.offset - address) // _WORD, entry.line - line
        address, line = entry.offset, entry.line
        special = (step - _LINE_BASE) + _LINE_RANGE * words + _OPCODE_BASE
        if _LINE_BASE <= step < _LINE_BASE + _LINE_RANGE and special <= 0xFF:
            program.append(special)
            continue
        if step:
            program += bytes([_ADVANCE_LINE]) + leb128(step, signed=True)
        if words:
            program += bytes([_ADVANCE_PC]) + leb128(words)
        program.append(_COPY)
    program += bytes([_ADVANCE_PC]) + leb128((code.size - address) // _WORD) + _END_SEQUENCE


def _offset_of(entry: LineEntry) -> int:
    return entry.offset


def _compile_unit(unit: ObjectFile, coded: list[Section]) -> None:
    abbreviations = _debug_section(unit, ".debug_abbrev")
    abbreviations.data += b"\x01" + leb128(_DW_TAG_COMPILE_UNIT) + b"\0"
    abbreviations.data += b"".join(leb128(name) + leb128(form) for name, form in _ATTRIBUTES) + b"\0\0\0"
    ranges = _debug_section(unit, ".debug_ranges")
    for code in coded:
        _address(ranges, ranges.data, code, 0)
        _address(ranges, ranges.data, code, code.size)
    ranges.data += bytes(8)
    info = _debug_section(unit, ".debug_info")
    data = bytearray(struct.pack("<IH", 0, 4))
    _section_offset(info, data, abbreviations)
    data += b"\x04\x01" + _string(PRODUCER) + struct.pack("<H", _LANGUAGE_ASSEMBLER) + _string(coded[0].lines[0].file)
    line_table = unit.section(".debug_line")
    assert line_table is not None, "the line program comes first"
    _section_offset(info, data, line_table)
    data += bytes(4)
    _section_offset(info, data, ranges)
    struct.pack_into("<I", data, 0, len(data) - 4)
    info.data += data


def _debug_section(unit: ObjectFile, name: str) -> Section:
    found = unit.section(name)
    if found is None:
        found = Section(name, Kind.OTHER)
        unit.sections.append(found)
    return found


def _address(section: Section, data: bytearray, code: Section, offset: int) -> None:
    """Append the address of a place in a code section to `data`, which becomes or already is the section's content."""
    start = 0 if data is section.data else len(section.data)
    section.relocations.append(Relocation(start + len(data), "WORD32", code.name, offset))
    data += struct.pack("<I", offset)


def _section_offset(section: Section, data: bytearray, target: Section) -> None:
    """Append the offset of another debug section."""
    start = 0 if data is section.data else len(section.data)
    section.relocations.append(Relocation(start + len(data), "WORD32", target.name))
    data += bytes(4)




def _string(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape") + b"\0"
