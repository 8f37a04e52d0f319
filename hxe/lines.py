"""Source places of code addresses, from the linked ELF beside an image, for faults, traces and listings."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike

from hxe import abi
from hxe.elf import LineRow, elf_beside, read_elf
from hxe.errors import HxeError
from hxe.image import Image, ImageSymbol
from hxe.symbols import SymbolMap


@dataclass(frozen=True, slots=True)
class Place:
    """Where code comes from; `file` is "" and `line` 0 when only the function is known."""

    file: str
    line: int
    function: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.file else ""
        return f"{where} ({self.function})" if where and self.function else where or self.function


class SourceMap:
    """Looks up places by code address."""

    def __init__(self, lines: Iterable[LineRow], symbols: Iterable[ImageSymbol]) -> None:
        self._lines = sorted(lines, key=lambda row: (row.start, row.end))
        self._starts = [row.start for row in self._lines]
        self._functions = SymbolMap(symbols, abi.HxeSymbolKind.CODE)

    def at(self, address: int) -> Place | None:
        """The place of the instruction at `address`, or None when nothing is known of it."""
        number = bisect_right(self._starts, address)
        row = self._lines[number - 1] if number else None
        if row is not None and address >= row.end:
            row = None
        function = self._functions.find(address)
        if row is None and function is None:
            return None
        name = function.name if function is not None else ""
        return Place(row.file, row.line, name) if row is not None else Place("", 0, name)


def source_map(image_path: str | PathLike[str], image: Image) -> SourceMap:
    """The places of an image: lines and functions of the ELF file beside it, or what the image's own symbols tell.

    An ELF file that is missing, damaged or of another build (its build id differs) is not used.
    """
    path = elf_beside(image_path)
    if image.build_id and path.exists():
        try:
            elf = read_elf(path)
        except HxeError:
            elf = None
        if elf is not None and elf.build_id == image.build_id:
            return SourceMap(elf.lines, elf.symbols)
    return SourceMap((), image.symbols)
