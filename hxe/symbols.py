"""Finds the symbol that an address belongs to."""

from bisect import bisect_right
from collections.abc import Iterable

from hxe.image import ImageSymbol


class SymbolMap:
    """The symbols of one kind (code or data), sorted by address."""

    def __init__(self, symbols: Iterable[ImageSymbol], kind: int) -> None:
        self._symbols = sorted(
            (s for s in symbols if s.kind == kind and s.name), key=lambda s: (s.address, s.size, s.name)
        )
        self._addresses = [s.address for s in self._symbols]

    def find(self, address: int) -> ImageSymbol | None:
        """The symbol whose range holds `address`; one of unknown size reaches to the next symbol."""
        at = bisect_right(self._addresses, address)
        if not at:
            return None
        symbol = self._symbols[at - 1]
        return symbol if not symbol.size or address < symbol.address + symbol.size else None

    def exact(self, address: int) -> str:
        """The name of a symbol that begins at `address`, or ""."""
        symbol = self.find(address)
        return symbol.name if symbol is not None and symbol.address == address else ""

    def name(self, address: int) -> str:
        """`name` or `name+0x8` for an address inside a symbol, or ""."""
        symbol = self.find(address)
        if symbol is None:
            return ""
        return symbol.name if symbol.address == address else f"{symbol.name}+0x{address - symbol.address:X}"
