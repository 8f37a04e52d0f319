"""Reads the linked ELF file beside an image: build id, symbols, and the line table. The adapter to pyelftools.

Data addresses are biased in ELF files, as code and data both start at 0; what is returned here is the machine's own.
The library is imported when a file is read, so that programs which need no source lines start without it. A file that
is damaged raises HxeError.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import Any

from hxe import abi
from hxe.errors import HxeError
from hxe.image import ImageSymbol

BUILD_ID_SECTION = ".note.gnu.build-id"
_SYMBOL_TYPES = ("STT_FUNC", "STT_OBJECT", "STT_NOTYPE")


@dataclass(frozen=True, slots=True)
class LineRow:
    """Code from `start` to `end` (exclusive) comes from `file`:`line`."""

    start: int
    end: int
    file: str
    line: int


@dataclass(slots=True)
class LinkedElf:
    """What the emulator and hsx-inspect want from a linked ELF file."""

    build_id: bytes = b""
    symbols: list[ImageSymbol] = field(default_factory=list)
    lines: list[LineRow] = field(default_factory=list)


def read_elf(path: str | PathLike[str]) -> LinkedElf:
    """The contents of the linked ELF file at `path`; raises HxeError that names the file."""
    from elftools.common.exceptions import DWARFError, ELFError
    from elftools.construct import ConstructError
    from elftools.elf.elffile import ELFFile

    damage = (
        ELFError, DWARFError, ConstructError, ValueError, LookupError, AttributeError, TypeError, ArithmeticError,
        AssertionError, RecursionError,
    )  # fmt: skip  # what pyelftools raises over damaged files, by trial
    try:
        with open(path, "rb") as file:
            return _read(ELFFile(file))
    except HxeError as error:
        raise HxeError(f"{path}: {error}") from None
    except OSError as error:
        raise HxeError(f"{path}: cannot read: {error.strerror}") from None
    except damage as error:
        raise HxeError(f"{path}: is no linked ELF file of ours, or damaged: {error}") from None


def _read(elf: Any) -> LinkedElf:
    machine = elf.header["e_machine"]
    if machine != abi.HSX_ELF_MACHINE:
        raise HxeError(f"found machine {machine}, expected 0x{abi.HSX_ELF_MACHINE:X}")
    return LinkedElf(_build_id(elf), list(_symbols(elf)), line_rows(elf))


def _build_id(elf: Any) -> bytes:
    section = elf.get_section_by_name(BUILD_ID_SECTION)
    if section is None:
        return b""
    for note in section.iter_notes():
        if note["n_type"] == "NT_GNU_BUILD_ID":
            return bytes.fromhex(note["n_desc"])
    return b""


def _symbols(elf: Any) -> Iterator[ImageSymbol]:
    table = elf.get_section_by_name(".symtab")
    if table is None:
        return
    for symbol in table.iter_symbols():
        if not symbol.name or symbol["st_info"]["type"] not in _SYMBOL_TYPES or not isinstance(symbol["st_shndx"], int):
            continue
        address = symbol["st_value"]
        if address >= abi.HSX_ELF_DATA_BIAS:
            kind, address = abi.HxeSymbolKind.DATA, address - abi.HSX_ELF_DATA_BIAS
        else:
            kind = abi.HxeSymbolKind.CODE
        yield ImageSymbol(symbol.name, address, symbol["st_size"], kind)


def line_rows(elf: Any) -> list[LineRow]:
    """The line table of an open ELF file (pyelftools' ELFFile), sorted by address."""
    if not elf.has_dwarf_info():
        return []
    dwarf = elf.get_dwarf_info(relocate_dwarf_sections=False)
    rows: list[LineRow] = []
    for unit in dwarf.iter_CUs():
        program = dwarf.line_program_for_CU(unit)
        if program is not None:
            rows += _program_rows(program)
    return sorted(rows, key=lambda row: (row.start, row.end))


def _program_rows(program: Any) -> Iterator[LineRow]:
    names: dict[int, str] = {}
    last: Any = None
    for entry in program.get_entries():
        state = entry.state
        if state is None:
            continue
        if last is not None and state.address > last.address:
            if last.file not in names:
                names[last.file] = _file_name(program.header, last.file)
            yield LineRow(last.address, state.address, names[last.file], last.line)
        last = None if state.end_sequence else state


def _file_name(header: Any, number: int) -> str:
    """A file's name with its folder; before DWARF 5 files and folders count from 1, and folder 0 is the compiler's."""
    base = 0 if header["version"] >= 5 else 1
    entry = header["file_entry"][number - base]
    name: str = entry.name.decode("utf-8", "replace")
    if entry.dir_index < base:
        return name
    folder: str = header["include_directory"][entry.dir_index - base].decode("utf-8", "replace")
    return str(PurePosixPath(folder) / name)


def elf_beside(image_path: str | PathLike[str]) -> Path:
    """Where the linker puts the ELF file of an image: the same name ending in .elf."""
    return Path(image_path).with_suffix(".elf")
