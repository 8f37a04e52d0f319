"""The program being linked: its units, which definition each name means, what is alive and where it lies.

The phases of link.py fill it in order: resolve sets `globals`, collect sets `live`, place sets `addresses` and the
sizes, relocate reads them all. A section is named by its unit's index and its name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from toolchain.diagnostics import Diagnostic, Span, note
from toolchain.obj.object import ABSOLUTE, Kind, ObjectFile, Section, Symbol

SectionKey = tuple[int, str]
LINKER = -1  # the unit index of symbols that the linker itself defines
LINKER_DATA = "*DATA*"  # their section: the value is an address in data memory


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """What hsx-ld is told; None means that the linker chooses. Sizes and addresses are bytes."""

    app_name: str = ""
    entry: str | None = None
    mem_size: int | None = None
    stack_size: int | None = None
    data_base: int | None = None
    gc_sections: bool | None = None
    hsx1_only: bool = False
    strip: bool = False
    debug: bool = False
    req_caps: int = 0
    single_instance: bool = False
    symbols: tuple[tuple[str, int], ...] = ()
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """What a name means: a symbol of the unit with index `unit`, or of the linker."""

    unit: int
    symbol: Symbol

    @property
    def section(self) -> SectionKey | None:
        """The section the symbol lies in, if it does."""
        name = self.symbol.section
        return None if name is None or name in {ABSOLUTE, LINKER_DATA} else (self.unit, name)


@dataclass(slots=True)
class Program:
    """All that the phases share."""

    options: LinkOptions
    units: list[ObjectFile] = field(default_factory=list)
    symbols: list[Mapping[str, Symbol]] = field(default_factory=list)
    sections: dict[SectionKey, Section] = field(default_factory=dict)
    globals: dict[str, Definition] = field(default_factory=dict)
    entry: Definition | None = None
    live: dict[SectionKey, None] = field(default_factory=dict)
    addresses: dict[SectionKey, int] = field(default_factory=dict)
    code_size: int = 0
    data_base: int = 0
    ro_size: int = 0
    data_size: int = 0
    bss_base: int = 0
    bss_size: int = 0
    mem_size: int = 0
    stack_size: int = 0
    isa: int = 0

    @property
    def flat(self) -> bool:
        """Whether the program is made for the flat machine model."""
        return bool(self.units) and self.units[0].flat

    def add_unit(self, unit: ObjectFile) -> int:
        """Take a unit in; returns its index."""
        index = len(self.units)
        self.units.append(unit)
        self.symbols.append({symbol.name: symbol for symbol in unit.symbols})
        for section in unit.sections:
            self.sections[index, section.name] = section
        return index

    def find(self, unit: int, name: str) -> Definition | None:
        """Return what `name` means in a unit: its own symbol or the global one; None if nobody defines it."""
        symbol = self.symbols[unit].get(name)
        if symbol is not None and symbol.section is not None:
            shared = self.globals.get(name) if symbol.binding.value else None
            return shared or Definition(unit, symbol)
        return self.globals.get(name)

    def live_symbols(self) -> Iterator[tuple[Definition, SectionKey]]:
        """Yield every named place of the units that is alive, with its section; section symbols are no names."""
        for unit, file in enumerate(self.units):
            for symbol in file.symbols:
                definition = self.find(unit, symbol.name)
                if definition is None or definition.symbol is not symbol or symbol.name == symbol.section:
                    continue
                if definition.section is not None and definition.section in self.live:
                    yield definition, definition.section

    def address(self, definition: Definition) -> int:
        """Return a definition's value: an address of its memory, or a number."""
        key = definition.section
        return definition.symbol.value + (self.addresses[key] if key is not None else 0)

    def is_code(self, definition: Definition) -> bool:
        """Whether the definition is a place in code."""
        key = definition.section
        return key is not None and self.sections[key].kind is Kind.TEXT

    def is_data(self, definition: Definition) -> bool:
        """Whether the definition is a place in data memory."""
        key = definition.section
        if key is None:
            return definition.symbol.section == LINKER_DATA
        return self.sections[key].kind in {Kind.RODATA, Kind.DATA, Kind.BSS}

    def place_of(self, unit: int, span: Span | None) -> Span:
        """Return a source place, or the unit as a whole where it is not known."""
        return span or Span(self.units[unit].name)

    def defined_at(self, definition: Definition) -> Diagnostic:
        """Return the note that tells where a symbol is defined."""
        place = self.place_of(definition.unit, definition.symbol.span) if definition.unit >= 0 else Span("linker")
        home = f" in {self.units[definition.unit].name}" if definition.unit >= 0 else ""
        return note(place, f"'{definition.symbol.name}' is defined here{home}")
