"""What an object file holds: sections, symbols, relocations, source lines, and the marks the linker checks.

The assembler builds an ObjectFile, toolchain/obj/write.py stores it as ELF32, read.py gives it back, the linker joins
several. Addresses of data symbols are section offsets here; the ELF bias of data addresses is write.py's business.
"""

from dataclasses import dataclass, field
from enum import Enum

from hxe.errors import HsxError
from hxe.isa import Extension
from toolchain.diagnostics import Span


class ObjectError(HsxError):
    """A file that is no object, archive or library of ours, or a damaged one; the text names the file."""


METADATA_SECTIONS = (".value", ".cmd", ".mailbox")  # one directive each
ABSOLUTE = "*ABS*"  # the `section` of symbols that are numbers


class Kind(Enum):
    """What a section's bytes are; decides where the linker places them."""

    TEXT = "text"  # code words, big-endian
    RODATA = "rodata"
    DATA = "data"
    BSS = "bss"
    METADATA = "metadata"  # .value .cmd .mailbox: JSON text, one object a line; merged by the linker
    OTHER = "other"  # kept in the ELF only, for example .comment


class Binding(Enum):
    """Visibility of a symbol."""

    LOCAL = 0
    GLOBAL = 1
    WEAK = 2


@dataclass(slots=True)
class Relocation:
    """`offset` in the section is patched with the value of `symbol` + `addend` as the row `type` (relocs.py) says."""

    offset: int
    type: str
    symbol: str
    addend: int = 0
    span: Span | None = None


@dataclass(slots=True)
class LineEntry:
    """The code at `offset` comes from `file`:`line`:`column`."""

    offset: int
    file: str
    line: int
    column: int = 0
    is_stmt: bool = True


@dataclass(slots=True)
class Section:
    """A named run of bytes; `bss_size` counts for BSS, where `data` is empty. `align` is a power of two.

    `isa` is the OR of the extension bits of the instructions in it, so that dropped sections ask for nothing.
    """

    name: str
    kind: Kind
    data: bytearray = field(default_factory=bytearray)
    bss_size: int = 0
    align: int = 1
    relocations: list[Relocation] = field(default_factory=list)
    lines: list[LineEntry] = field(default_factory=list)
    keep: bool = False  # survives garbage collection unreferenced
    isa: int = 0

    @property
    def size(self) -> int:
        """Bytes the section takes in memory."""
        return self.bss_size if self.kind is Kind.BSS else len(self.data)


@dataclass(slots=True)
class Symbol:
    """A name for a place (`section`, `value` = offset there), a number (`section` ABSOLUTE), or undefined (None).

    A local symbol at offset 0 with the name of its section is the section symbol: what `.L` labels are relocated by.
    """

    name: str
    section: str | None
    value: int = 0
    size: int = 0
    binding: Binding = Binding.LOCAL
    is_function: bool = False
    span: Span | None = None


@dataclass(slots=True)
class ObjectFile:
    """One unit of linking. Section names and global symbol names are unique in it.

    `isa` is the OR of the extension bits its code uses and the flat bit; `entry` names the start symbol if the unit
    chooses one. Undefined symbols that no relocation uses are declared imports and must be defined elsewhere too.
    """

    name: str
    sections: list[Section] = field(default_factory=list)
    symbols: list[Symbol] = field(default_factory=list)
    isa: int = 0
    entry: str | None = None

    @property
    def flat(self) -> bool:
        """Whether the unit is made for the flat machine model."""
        return bool(self.isa & Extension.FLAT)

    def section(self, name: str) -> Section | None:
        """Return the section called `name`."""
        return next((section for section in self.sections if section.name == name), None)
