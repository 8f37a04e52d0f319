"""Object file to ELF32 relocatable: `write_object`.

Sections stand in the object's order, each followed by its relocations; then the private sections, symbols and names.
Addends are in the relocation records, and in DWARF sections in place as well, for readers that do not know our machine.
"""

from dataclasses import dataclass, field

from toolchain.diagnostics import Span
from toolchain.obj import elf
from toolchain.obj.object import ABSOLUTE, Binding, Kind, ObjectFile, Section, Symbol
from toolchain.obj.relocs import RELOCATIONS


@dataclass(slots=True)
class ElfSection:
    """A section about to be written: header fields and content; `size` differs from the content's only in .bss."""

    name: str
    type: int
    data: bytes | bytearray
    flags: int = 0
    size: int = 0
    link: int = 0
    info: int = 0
    align: int = 1
    entsize: int = 0
    addr: int = 0


@dataclass(slots=True)
class SourceTable:
    """Collects the rows of `.hsx.source`."""

    files: dict[str, int] = field(default_factory=dict)
    rows: bytearray = field(default_factory=bytearray)

    def add(self, section: int, place: int, span: Span | None) -> None:
        """Note where `place` of `section` comes from, if it is known."""
        if span is not None and span.line:
            number = self.files.setdefault(span.file, len(self.files))
            column = min(span.column, 0xFFFFF) << 12 | min(span.length, 0xFFF)
            self.rows += elf.SOURCE_ROW.pack(section, place, number, span.line, column)

    def content(self) -> bytes:
        """Return the section: the number of files, their names, the rows."""
        names = b"".join(name.encode("utf-8", "surrogateescape") + b"\0" for name in self.files)
        return len(self.files).to_bytes(4, "little") + names + self.rows


def write_object(unit: ObjectFile) -> bytes:
    """Return the ELF file of an object."""
    numbers, sections = _number_sections(unit)
    indices, symbols, first_global, strings, ordered = _symbol_table(unit, numbers)
    source = SourceTable()
    for section in unit.sections:
        for relocation in section.relocations:
            source.add(numbers[section.name], relocation.offset, relocation.span)
    for index, symbol in enumerate(ordered):
        if symbol is not None and symbol.binding is not Binding.LOCAL:
            source.add(0, index, symbol.span)
    private = []
    if source.rows:
        private.append(ElfSection(elf.SOURCE_SECTION, elf.SHT_PROGBITS, source.content()))
    if unit.entry:
        private.append(ElfSection(elf.ENTRY_SECTION, elf.SHT_PROGBITS, unit.entry.encode("utf-8", "surrogateescape")))
    symtab = len(sections) + len(private) + 1
    for number, section in enumerate(unit.sections):
        if section.relocations:
            sections[_rela_number(unit, numbers, number) - 1].data = _relocations(section, indices)
    for each in sections:
        if each.type == elf.SHT_RELA:
            each.link = symtab
    tables = [
        ElfSection(".symtab", elf.SHT_SYMTAB, symbols, link=symtab + 1, info=first_global, align=4,
                   entsize=elf.SYMBOL.size),
        ElfSection(".strtab", elf.SHT_STRTAB, strings.data),
    ]
    return write_elf([*sections, *private, *tables], file_type=elf.ET_REL, flags=unit.isa)


def _number_sections(unit: ObjectFile) -> tuple[dict[str, int], list[ElfSection]]:
    """The index of each section by name, and the sections with room for their relocations after each."""
    numbers: dict[str, int] = {}
    sections: list[ElfSection] = []
    for section in unit.sections:
        flags = elf.FLAGS_OF_KIND[section.kind] | (section.isa & elf.SHF_ISA_MASK) << elf.SHF_ISA_SHIFT
        if section.keep and section.kind is not Kind.METADATA:
            flags |= elf.SHF_GNU_RETAIN
        kind = elf.SHT_NOBITS if section.kind is Kind.BSS else \
            elf.SHT_NOTE if section.name.startswith(".note") else elf.SHT_PROGBITS
        sections.append(ElfSection(section.name, kind, _content(section), flags, section.size, align=section.align))
        numbers[section.name] = index = len(sections)
        if section.relocations:
            sections.append(ElfSection(f".rela{section.name}", elf.SHT_RELA, b"", 0x40, info=index, align=4,
                                       entsize=elf.RELA.size))
    return numbers, sections


def _rela_number(unit: ObjectFile, numbers: dict[str, int], section: int) -> int:
    return numbers[unit.sections[section].name] + 1


def _content(section: Section) -> bytes | bytearray:
    if not section.name.startswith(".debug_") or not section.relocations:
        return section.data
    data = bytearray(section.data)
    for relocation in section.relocations:
        row = RELOCATIONS[relocation.type]
        row.insert(data, relocation.offset, relocation.addend)
    return data


def _relocations(section: Section, indices: dict[str, int]) -> bytes:
    pack = elf.RELA.pack
    return b"".join(pack(r.offset, indices[r.symbol] << 8 | RELOCATIONS[r.type].number, r.addend)
                    for r in section.relocations)


def _symbol_table(unit: ObjectFile, numbers: dict[str, int],
                  ) -> tuple[dict[str, int], bytes, int, elf.StringTable, list[Symbol | None]]:
    """Index by name, bytes, index of the first global, names, and the symbols in their order (None: not ours)."""
    strings = elf.StringTable()
    rows = bytearray(elf.SYMBOL.size)
    rows += elf.SYMBOL.pack(strings.add(unit.name), 0, 0, elf.STT_FILE, 0, elf.SHN_ABS)
    locals_first = sorted(unit.symbols, key=lambda symbol: symbol.binding is not Binding.LOCAL)
    ordered: list[Symbol | None] = [None, None, *locals_first]
    indices: dict[str, int] = {}
    objects = {section.name for section in unit.sections if section.kind in {Kind.DATA, Kind.RODATA, Kind.BSS}}
    for index, symbol in enumerate(locals_first, 2):
        indices[symbol.name] = index
        home = elf.SHN_UNDEF if symbol.section is None else elf.SHN_ABS if symbol.section == ABSOLUTE \
            else numbers[symbol.section]
        if symbol.name == symbol.section:
            rows += elf.SYMBOL.pack(0, 0, 0, elf.STT_SECTION, 0, home)
            continue
        is_object = bool(symbol.size) and symbol.section in objects
        kind = elf.STT_FUNC if symbol.is_function else elf.STT_OBJECT if is_object else elf.STT_NOTYPE
        info = elf.NUMBER_OF_BINDING[symbol.binding] << 4 | kind
        rows += elf.SYMBOL.pack(strings.add(symbol.name), symbol.value & 0xFFFFFFFF, symbol.size, info, 0, home)
    first_global = 2 + sum(symbol.binding is Binding.LOCAL for symbol in unit.symbols)
    return indices, bytes(rows), first_global, strings, ordered


def write_elf(sections: list[ElfSection], *, file_type: int, flags: int, entry: int = 0,
              segments: list[tuple[int, int, int]] | None = None) -> bytes:
    """Return an ELF file of these sections (numbered from 1) and the table of their names.

    `segments` are (first section, one past the last, PF flags) of what is loaded.
    """
    names = elf.StringTable()
    sections = [*sections, ElfSection(".shstrtab", elf.SHT_STRTAB, names.data)]
    name_offsets = [names.add(section.name) for section in sections]
    program_size = elf.PHDR_SIZE * len(segments or ())
    body = bytearray()
    start = elf.EHDR_SIZE + program_size
    headers = bytearray(elf.SHDR_SIZE)
    offsets: list[int] = []
    for section, name in zip(sections, name_offsets, strict=True):
        body += bytes(-(start + len(body)) % max(4, section.align))
        offsets.append(start + len(body))
        size = section.size if section.type == elf.SHT_NOBITS else len(section.data)
        headers += elf.section_header(name, section.type, flags=section.flags, addr=section.addr, offset=offsets[-1],
                                      size=size, link=section.link, info=section.info, align=section.align,
                                      entsize=section.entsize)
        if section.type != elf.SHT_NOBITS:
            body += section.data
    body += bytes(-(start + len(body)) % 4)
    program = b"".join(_program_header(sections, offsets, *segment) for segment in segments or ())
    head = elf.header(type=file_type, entry=entry, phoff=elf.EHDR_SIZE if segments else 0, shoff=start + len(body),
                      flags=flags, phentsize=elf.PHDR_SIZE, phnum=len(segments or ()), shnum=len(sections) + 1,
                      shstrndx=len(sections))
    return head + program + bytes(body) + bytes(headers)


def _program_header(sections: list[ElfSection], offsets: list[int], first: int, end: int, flags: int) -> bytes:
    chosen = sections[first - 1 : end - 1]
    base = chosen[0].addr
    last = chosen[-1]
    stored = [index for index in range(first - 1, end - 1) if sections[index].type != elf.SHT_NOBITS]
    filesz = offsets[stored[-1]] + len(sections[stored[-1]].data) - offsets[first - 1] if stored else 0
    memsz = last.addr + (last.size if last.type == elf.SHT_NOBITS else len(last.data)) - base
    return elf.program_header(type=elf.PT_LOAD, offset=offsets[first - 1], vaddr=base, paddr=base, filesz=filesz,
                              memsz=memsz, flags=flags, align=1)
