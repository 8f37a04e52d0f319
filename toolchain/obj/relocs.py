"""Relocation types: one row each, with number, patched field, formula and range.

S is the symbol's address, A the addend, P the address of the patched place, O the symbol's offset in its unit's data.
Code and data addresses are the machine's own (no ELF bias). The patched instruction word is big-endian; data is
little-endian. `words` fields hold the value divided by 4, which must be exact.

`value` computes the formula, `fits` compares it with the field, `insert` puts it into its place; `reach` says in words
what would have fitted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

# What each formula gives for S+A (O+A in the last) and P.
_FORMULAS: Mapping[str, Callable[[int, int], int]] = {
    "S+A": lambda address, _: address,
    "S+A-P": lambda address, place: address - place,
    "(S+A)&0xFFFF": lambda address, _: address & 0xFFFF,
    "(S+A)>>16": lambda address, _: address >> 16 & 0xFFFF,
    "O+A": lambda offset, _: offset,
}


@dataclass(frozen=True, slots=True)
class RelocationRow:
    """`bits` wide field at the low end of a `size`-byte place; `formula` one of _FORMULAS, or none to patch nothing.

    `low`..`high` is the range of the formula's value after division by 4 if `words`. `code` tells a big-endian
    instruction word from little-endian data. `target` says which symbols fit: code, data or any.
    """

    name: str
    number: int
    formula: str
    bits: int
    low: int
    high: int
    size: int = 4
    words: bool = False
    code: bool = True
    target: str = "any"

    def value(self, address: int, place: int) -> int:
        """Return what the row's formula gives for S+A (or O+A) = `address` and P = `place`."""
        return _FORMULAS[self.formula](address, place)

    def fits(self, value: int) -> bool:
        """Whether the formula's value fits the field: in range, and a multiple of 4 where the field counts words."""
        if self.words:
            return value % 4 == 0 and self.low <= value // 4 <= self.high
        return self.bits == 32 or self.low <= value <= self.high

    def insert(self, data: bytearray, offset: int, value: int) -> None:
        """Patch the field at `offset` of `data` with a value that `fits`; 32-bit values wrap. The other bits stay."""
        order: Literal["big", "little"] = "big" if self.code else "little"
        mask = (1 << self.bits) - 1
        old = int.from_bytes(data[offset : offset + self.size], order)
        new = old & ~mask | (value // 4 if self.words else value) & mask
        data[offset : offset + self.size] = new.to_bytes(self.size, order)

    @property
    def reach(self) -> str:
        """The range of values in the user's words."""
        if self.words:
            return f"{self.low * 4}..{self.high * 4} bytes, a multiple of 4"
        return f"{self.low}..{self.high}"


def _row(name: str, number: int, formula: str, bits: int, *, signed: bool, words: bool = False, size: int = 4,
         code: bool = True, target: str = "any") -> RelocationRow:
    low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if signed else (0, (1 << bits) - 1)
    return RelocationRow(name, number, formula, bits, low, high, size, words, code, target)


_ROWS = (
    _row("NONE", 0, "", 0, signed=False, size=0, code=False),  # keeps its target alive: command handlers
    _row("WORD32", 1, "S+A", 32, signed=False, code=False),  # .word symbol
    _row("HALF16", 2, "S+A", 16, signed=False, size=2, code=False),  # .half symbol
    _row("BYTE8", 3, "S+A", 8, signed=False, size=1, code=False),  # .byte symbol
    _row("LITERAL32", 4, "S+A", 32, signed=False),  # LDI32's second word
    _row("PC24", 5, "S+A-P", 24, signed=True, words=True, target="code"),  # BR BZ BNZ CALLW
    _row("PC16", 6, "S+A-P", 16, signed=True, words=True, target="code"),  # BEQ ... BGEUI
    _row("PC12", 7, "S+A-P", 12, signed=True, words=True, target="code"),  # v1 CALL; too far: CALLW
    _row("JUMP12", 8, "S+A", 12, signed=False, target="code"),  # v1 JMP JZ JNZ; too far: BR BZ BNZ
    _row("SIGNED12", 9, "S+A", 12, signed=True),  # LDI symbol, [Rs + symbol]
    _row("SIGNED16", 10, "S+A", 16, signed=True),
    _row("UNSIGNED16", 11, "S+A", 16, signed=False),
    _row("SIGNED20", 12, "S+A", 20, signed=True),  # LDIW symbol
    _row("UNSIGNED20", 13, "S+A", 20, signed=False),  # LDA ... STBA, LEASP
    _row("LO16_LITERAL32", 14, "(S+A)&0xFFFF", 32, signed=False),
    _row("HI16_LITERAL32", 15, "(S+A)>>16", 32, signed=False),
    _row("OFF16_LITERAL32", 16, "O+A", 32, signed=False, target="data"),
    _row("LO16_SIGNED12", 17, "(S+A)&0xFFFF", 12, signed=True),
    _row("HI16_SIGNED12", 18, "(S+A)>>16", 12, signed=True),
    _row("OFF16_SIGNED12", 19, "O+A", 12, signed=True, target="data"),
    _row("LO16_HALF16", 20, "(S+A)&0xFFFF", 16, signed=False, size=2, code=False),
    _row("HI16_HALF16", 21, "(S+A)>>16", 16, signed=False, size=2, code=False),
    _row("OFF16_HALF16", 22, "O+A", 16, signed=False, size=2, code=False, target="data"),
    _row("LO16_UNSIGNED16", 23, "(S+A)&0xFFFF", 16, signed=False),
    _row("HI16_UNSIGNED16", 24, "(S+A)>>16", 16, signed=False),
    _row("PC32", 25, "S+A-P", 32, signed=True, words=True, target="code"),  # TBR's table; A holds the way back to TBR
    _row("LO16_WORD32", 26, "(S+A)&0xFFFF", 32, signed=False, code=False),
    _row("HI16_WORD32", 27, "(S+A)>>16", 32, signed=False, code=False),
    _row("OFF16_WORD32", 28, "O+A", 32, signed=False, code=False, target="data"),
)
RELOCATIONS: Mapping[str, RelocationRow] = {row.name: row for row in _ROWS}
BY_NUMBER: Mapping[int, RelocationRow] = {row.number: row for row in _ROWS}
