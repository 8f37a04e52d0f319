"""ELF32 relocatable to object file: `read_object`, the adapter around pyelftools.

pyelftools finds header and sections; the rows of the big tables are unpacked here. A damaged file raises ObjectError;
whatever is returned refers only to sections and symbols that exist, and to places inside them.
"""

import io
import struct
from typing import Any

from elftools.common.exceptions import ELFError
from elftools.construct import ConstructError
from elftools.elf.elffile import ELFFile

from hxe import abi
from toolchain.diagnostics import Span
from toolchain.obj import elf
from toolchain.obj.object import (
    ABSOLUTE,
    METADATA_SECTIONS,
    Kind,
    ObjectError,
    ObjectFile,
    Relocation,
    Section,
    Symbol,
)
from toolchain.obj.relocs import BY_NUMBER

MAGIC = b"\x7fELF"
_IMAGE_MAGIC = int(abi.HSX_HXE_MAGIC).to_bytes(4, "big")
_BINDINGS = {number: binding for binding, number in elf.NUMBER_OF_BINDING.items()}
_DAMAGE = (  # what pyelftools raises over damaged files, by trial
    ELFError, ConstructError, struct.error, ValueError, LookupError, AttributeError, TypeError, ArithmeticError,
    AssertionError, UnicodeError, OSError, MemoryError,
)


def read_object(data: bytes, name: str) -> ObjectFile:
    """Return the object in an ELF file's bytes; raises ObjectError that begins with `name`."""
    try:
        return _Reader(data, name).read()
    except ObjectError as error:
        raise ObjectError(f"{name}: {error}") from None
    except _DAMAGE as error:
        raise ObjectError(f"{name}: damaged object file: {error}") from None


class _Reader:
    """The parts of a file while it is read: sections by their ELF index."""

    def __init__(self, data: bytes, name: str) -> None:
        self.data = data
        self.unit = ObjectFile(name)
        self.sections: dict[int, Section] = {}
        self.names: set[str] = set()
        self.symbols: list[Symbol | None] = []

    def read(self) -> ObjectFile:
        if self.data[:4] == _IMAGE_MAGIC:
            raise ObjectError("is a linked image: expected an object file")
        if self.data[:4] != MAGIC:
            raise ObjectError("is no object file: expected an ELF file, an archive, or an .hxo file")
        if len(self.data) < elf.EHDR_SIZE:
            raise ObjectError("damaged object file: its header is cut off")
        file: Any = ELFFile(io.BytesIO(self.data))
        if file.elfclass != 32 or not file.little_endian or file.header["e_machine"] != abi.HSX_ELF_MACHINE:
            raise ObjectError(f"is an object file for another machine ({file.header['e_machine']})")
        if file.header["e_type"] != "ET_REL":
            raise ObjectError("is a linked program: expected a relocatable object")
        self.unit.isa = file.header["e_flags"]
        headers = [(section.name, section.header) for section in file.iter_sections()]
        for index, (name, header) in enumerate(headers):
            self._section(index, name, header)
        tables = {kind: [(index, header) for index, (_, header) in enumerate(headers) if header["sh_type"] == kind]
                  for kind in ("SHT_SYMTAB", "SHT_RELA")}
        for _, header in tables["SHT_SYMTAB"][:1]:
            self._symbols(header, headers[header["sh_link"]][1])
        for _, header in tables["SHT_RELA"]:
            self._relocations(header)
        for name, header in headers:
            if name == elf.SOURCE_SECTION:
                self._source(self._bytes(header))
            elif name == elf.ENTRY_SECTION:
                self.unit.entry = self._bytes(header).decode("utf-8", "surrogateescape")
        self.unit.symbols = [symbol for symbol in self.symbols if symbol is not None]
        text = [section for section in self.unit.sections if section.kind is Kind.TEXT]
        if not any(section.isa for section in text):
            for section in text:  # another tool rewrote the file and lost the bits
                section.isa = self.unit.isa & elf.SHF_ISA_MASK
        return self.unit

    def _bytes(self, header: Any) -> bytes:
        start, size = header["sh_offset"], header["sh_size"]
        if start + size > len(self.data):
            raise ObjectError(f"damaged object file: a section reaches to {start + size} of {len(self.data)} bytes")
        return self.data[start : start + size]

    def _section(self, index: int, name: str, header: Any) -> None:
        flags = header["sh_flags"]
        if header["sh_type"] not in {"SHT_PROGBITS", "SHT_NOBITS", "SHT_NOTE"} or name.startswith(".hsx."):
            return
        bss = header["sh_type"] == "SHT_NOBITS"
        if name in METADATA_SECTIONS:
            kind = Kind.METADATA
        elif not flags & elf.SHF_ALLOC:
            kind = Kind.OTHER
        elif flags & elf.SHF_EXECINSTR:
            kind = Kind.TEXT
        else:
            kind = Kind.BSS if bss else Kind.DATA if flags & elf.SHF_WRITE else Kind.RODATA
        if name in self.names:
            raise ObjectError(f"damaged object file: two sections called '{name}'")
        align = max(1, header["sh_addralign"])
        if align & align - 1 or align > 1 << 16:
            raise ObjectError(f"damaged object file: section '{name}' is aligned to {align}")
        self.names.add(name)
        section = Section(name, kind, align=align, keep=bool(flags & elf.SHF_GNU_RETAIN) or kind is Kind.METADATA)
        section.isa = flags >> elf.SHF_ISA_SHIFT & elf.SHF_ISA_MASK
        if bss:
            section.bss_size = header["sh_size"]
        else:
            section.data += self._bytes(header)
        if kind is Kind.TEXT and section.size % 4:
            raise ObjectError(f"damaged object file: code section '{name}' has {section.size} bytes")
        self.sections[index] = section
        self.unit.sections.append(section)

    def _symbols(self, header: Any, names_header: Any) -> None:
        names = self._bytes(names_header)
        for row in elf.SYMBOL.iter_unpack(self._bytes(header)):
            self.symbols.append(self._symbol(names, *row))
        if self.symbols:
            self.symbols[0] = None

    def _symbol(self, names: bytes, name: int, value: int, size: int, info: int, _other: int,
                home: int) -> Symbol | None:
        kind = info & 15
        if kind == elf.STT_FILE:
            return None
        section = self.sections.get(home)
        if kind == elf.STT_SECTION:
            return Symbol(section.name, section.name) if section is not None else None
        if section is None and home not in {elf.SHN_UNDEF, elf.SHN_ABS}:
            return None
        end = names.find(b"\0", name)
        text = names[name : max(name, end)].decode("utf-8", "surrogateescape")
        if section is not None and value > section.size:
            raise ObjectError(f"damaged object file: symbol '{text}' lies outside its section")
        place = section.name if section is not None else ABSOLUTE if home == elf.SHN_ABS else None
        binding = _BINDINGS.get(info >> 4)
        if binding is None or not text:
            return None
        return Symbol(text, place, value, size, binding, kind == elf.STT_FUNC)

    def _relocations(self, header: Any) -> None:
        section = self.sections.get(header["sh_info"])
        if section is None:
            return
        for offset, info, addend in elf.RELA.iter_unpack(self._bytes(header)):
            row = BY_NUMBER.get(info & 0xFF)
            symbol = self.symbols[info >> 8] if info >> 8 < len(self.symbols) else None
            if row is None:
                raise ObjectError(f"damaged object file: unknown relocation type {info & 0xFF} in '{section.name}'")
            if symbol is None or offset + row.size > len(section.data):
                raise ObjectError(f"damaged object file: bad relocation at offset {offset} of '{section.name}'")
            section.relocations.append(Relocation(offset, row.name, symbol.name, addend))

    def _source(self, data: bytes) -> None:
        """Attach the source places that `.hsx.source` tells."""
        count = int.from_bytes(data[:4], "little")
        names = data[4:].split(b"\0", count)
        if len(names) != count + 1 or len(names[-1]) % elf.SOURCE_ROW.size:
            raise ObjectError("damaged object file: its source table is cut off")
        files = [name.decode("utf-8", "surrogateescape") for name in names[:-1]]
        relocations = {(index, relocation.offset): relocation
                       for index, section in self.sections.items() for relocation in section.relocations}
        for section, place, file, line, column in elf.SOURCE_ROW.iter_unpack(names[-1]):
            span = Span(files[file], line, column >> 12, column & 0xFFF)
            if section == 0 and place < len(self.symbols):
                symbol = self.symbols[place]
                if symbol is not None:
                    symbol.span = span
            elif (section, place) in relocations:
                relocations[section, place].span = span
