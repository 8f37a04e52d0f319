"""The shapes of ELF32 little-endian files, as construct structures, and what our object files make of them.

Section flags say what a section is; bits 24..27 of the flags hold the instruction set extensions its code uses. Private
sections: `.hsx.source` tells the source place of every relocation and global symbol, `.hsx.entry` the entry symbol.
Tables of symbols and relocations are long, so struct packs their rows.
"""

import struct
from typing import Any

from construct import Bytes, Const, Int16ul, Int32ul, Padding, Struct

from hxe import abi
from toolchain.obj.object import Binding, Kind

EHDR = Struct(
    "magic" / Const(b"\x7fELF\x01\x01\x01"),  # 32-bit, little-endian, ELF version 1
    "abi" / Padding(9),
    "type" / Int16ul,
    "machine" / Const(int(abi.HSX_ELF_MACHINE), Int16ul),
    "version" / Const(1, Int32ul),
    "entry" / Int32ul,
    "phoff" / Int32ul,
    "shoff" / Int32ul,
    "flags" / Int32ul,
    "ehsize" / Const(52, Int16ul),
    "phentsize" / Int16ul,
    "phnum" / Int16ul,
    "shentsize" / Const(40, Int16ul),
    "shnum" / Int16ul,
    "shstrndx" / Int16ul,
)
SHDR = Struct(
    "name" / Int32ul, "type" / Int32ul, "flags" / Int32ul, "addr" / Int32ul, "offset" / Int32ul, "size" / Int32ul,
    "link" / Int32ul, "info" / Int32ul, "align" / Int32ul, "entsize" / Int32ul,
)
PHDR = Struct(
    "type" / Int32ul, "offset" / Int32ul, "vaddr" / Int32ul, "paddr" / Int32ul, "filesz" / Int32ul, "memsz" / Int32ul,
    "flags" / Int32ul, "align" / Int32ul,
)
NOTE = Struct("namesz" / Int32ul, "descsz" / Int32ul, "type" / Int32ul, "name" / Bytes(4))
SYMBOL = struct.Struct("<IIIBBH")  # name, value, size, info, other, section
RELA = struct.Struct("<IIi")  # offset, symbol << 8 | type, addend
SOURCE_ROW = struct.Struct("<IIIII")  # section (0: a symbol), offset or symbol index, file, line, column << 12 | length

EHDR_SIZE, SHDR_SIZE, PHDR_SIZE = 52, 40, 32
ET_REL, ET_EXEC = 1, 2
SHT_PROGBITS, SHT_SYMTAB, SHT_STRTAB, SHT_RELA, SHT_NOTE, SHT_NOBITS = 1, 2, 3, 4, 7, 8
SHF_WRITE, SHF_ALLOC, SHF_EXECINSTR, SHF_GNU_RETAIN = 1, 2, 4, 0x200000
SHF_ISA_SHIFT, SHF_ISA_MASK = 24, 0xF
SHN_UNDEF, SHN_ABS = 0, 0xFFF1
STB_LOCAL, STB_GLOBAL, STB_WEAK = 0, 1, 2
STT_NOTYPE, STT_OBJECT, STT_FUNC, STT_SECTION, STT_FILE = 0, 1, 2, 3, 4
PT_LOAD, NT_GNU_BUILD_ID = 1, 3

SOURCE_SECTION, ENTRY_SECTION = ".hsx.source", ".hsx.entry"

NUMBER_OF_BINDING = {Binding.LOCAL: STB_LOCAL, Binding.GLOBAL: STB_GLOBAL, Binding.WEAK: STB_WEAK}
FLAGS_OF_KIND = {
    Kind.TEXT: SHF_ALLOC | SHF_EXECINSTR, Kind.RODATA: SHF_ALLOC, Kind.DATA: SHF_ALLOC | SHF_WRITE,
    Kind.BSS: SHF_ALLOC | SHF_WRITE, Kind.METADATA: 0, Kind.OTHER: 0,
}


def header(**fields: Any) -> bytes:
    """Return the bytes of a file header."""
    return bytes(EHDR.build(fields))


def section_header(name: int, kind: int, *, flags: int = 0, addr: int = 0, offset: int = 0, size: int = 0,
                   link: int = 0, info: int = 0, align: int = 1, entsize: int = 0) -> bytes:
    """Return the bytes of a section header."""
    return bytes(SHDR.build({
        "name": name, "type": kind, "flags": flags, "addr": addr, "offset": offset, "size": size, "link": link,
        "info": info, "align": align, "entsize": entsize,
    }))


def program_header(**fields: int) -> bytes:
    """Return the bytes of a program header."""
    return bytes(PHDR.build(fields))


class StringTable:
    """The names of a file: each once, the empty one first."""

    def __init__(self) -> None:
        self.data = bytearray(b"\0")
        self._offsets = {"": 0}

    def add(self, text: str) -> int:
        """Return the offset of `text`, adding it if it is new."""
        offset = self._offsets.get(text)
        if offset is None:
            offset = self._offsets[text] = len(self.data)
            self.data += text.encode("utf-8", "surrogateescape") + b"\0"
        return offset
