"""The linked ELF file beside an image: what debuggers, profiles and fault reports read lines and names from.

Code is at its own addresses; data addresses carry the ELF bias, as code and data both start at 0. The build id matches
the file to its image.
"""

from hxe import abi
from hxe.elf import BUILD_ID_SECTION
from toolchain.link.program import Program
from toolchain.link.relocate import debug_sections
from toolchain.obj import elf
from toolchain.obj.object import Binding, Kind, Symbol
from toolchain.obj.write import ElfSection, write_elf

_READ, _WRITE, _EXECUTE = 4, 2, 1


def linked_elf(program: Program, code: bytes, data: bytes, build_id: bytes) -> bytes:
    """Return the ELF file of the linked program."""
    bias = int(abi.HSX_ELF_DATA_BIAS)
    base, ro = program.data_base + bias, program.ro_size
    flags = elf.FLAGS_OF_KIND
    sections = [
        ElfSection(".text", elf.SHT_PROGBITS, code, flags[Kind.TEXT], align=4),
        ElfSection(".rodata", elf.SHT_PROGBITS, data[:ro], flags[Kind.RODATA], addr=base),
        ElfSection(".data", elf.SHT_PROGBITS, data[ro:], flags[Kind.DATA], addr=base + ro),
        ElfSection(".bss", elf.SHT_NOBITS, b"", flags[Kind.BSS], program.bss_size, addr=program.bss_base + bias),
        ElfSection(BUILD_ID_SECTION, elf.SHT_NOTE, _note(build_id), align=4),
    ]
    numbers = {Kind.TEXT: 1, Kind.RODATA: 2, Kind.DATA: 3, Kind.BSS: 4}
    sections += [ElfSection(each.name, elf.SHT_PROGBITS, each.data) for each in debug_sections(program)]
    strings = elf.StringTable()
    symbols, first_global = _symbols(program, numbers, strings)
    table = len(sections) + 1
    sections.append(ElfSection(".symtab", elf.SHT_SYMTAB, symbols, link=table + 1, info=first_global, align=4,
                               entsize=elf.SYMBOL.size))
    sections.append(ElfSection(".strtab", elf.SHT_STRTAB, strings.data))
    entry = program.address(program.entry) if program.entry is not None else 0
    segments = [(1, 2, _READ | _EXECUTE), (2, 3, _READ), (3, 5, _READ | _WRITE)]
    return write_elf(sections, file_type=elf.ET_EXEC, flags=program.isa, entry=entry, segments=segments)


def _note(build_id: bytes) -> bytes:
    return bytes(elf.NOTE.build({"namesz": 4, "descsz": len(build_id), "type": elf.NT_GNU_BUILD_ID,
                                 "name": b"GNU\0"})) + build_id


def _symbols(program: Program, numbers: dict[Kind, int], strings: elf.StringTable) -> tuple[bytes, int]:
    """The symbol table's bytes and the index of its first global symbol."""
    local, shared = bytearray(elf.SYMBOL.size), bytearray()
    named = -1  # the unit that local symbols were last said to be of
    for definition, key in program.live_symbols():
        symbol, kind = definition.symbol, program.sections[key].kind
        if kind not in numbers:
            continue
        is_local = symbol.binding is Binding.LOCAL
        if is_local and named != definition.unit:
            named = definition.unit
            file = program.units[named].name
            local += elf.SYMBOL.pack(strings.add(file), 0, 0, elf.STT_FILE, 0, elf.SHN_ABS)
        value = program.address(definition) + (0 if kind is Kind.TEXT else abi.HSX_ELF_DATA_BIAS)
        row = elf.SYMBOL.pack(strings.add(symbol.name), value & 0xFFFFFFFF, symbol.size,
                              elf.NUMBER_OF_BINDING[symbol.binding] << 4 | _type(symbol, kind), 0, numbers[kind])
        if is_local:
            local += row
        else:
            shared += row
    for name, definition in program.globals.items():
        if definition.unit < 0:
            data = program.is_data(definition)
            value = definition.symbol.value + (abi.HSX_ELF_DATA_BIAS if data else 0)
            shared += elf.SYMBOL.pack(strings.add(name), value & 0xFFFFFFFF, 0, elf.STB_GLOBAL << 4, 0, elf.SHN_ABS)
    return bytes(local + shared), len(local) // elf.SYMBOL.size


def _type(symbol: Symbol, kind: Kind) -> int:
    if symbol.is_function:
        return elf.STT_FUNC
    return elf.STT_OBJECT if symbol.size and kind is not Kind.TEXT else elf.STT_NOTYPE

