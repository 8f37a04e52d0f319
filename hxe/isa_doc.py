"""Writes docs/isa.md from the rows of hxe/isa.py. Run as `python -m hxe.isa_doc`.

The page shows the word formats and the bits of every instruction as the encoder uses them, grouped as the rows are.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from hxe.isa import FIELDS, HSX1, LITERAL_SLOT, ROWS, Extension, Row

PAGE = Path(__file__).resolve().parent.parent / "docs" / "isa.md"

_SET_NAMES = {
    Extension.INT: "Integer",
    Extension.F32: "float32",
    Extension.I64: "64-bit integer",
    Extension.F64: "float64",
}
_FORMATS = (
    ("R", (("opcode", 31, 24), ("a", 23, 20), ("b", 19, 16), ("c", 15, 12), ("d", 11, 8), ("fn", 7, 0))),
    ("V", (("opcode", 31, 24), ("a", 23, 20), ("b", 19, 16), ("c", 15, 12), ("imm12", 11, 0))),
    ("X", (("opcode", 31, 24), ("a", 23, 20), ("b", 19, 16), ("c", 15, 12), ("scale", 11, 10), ("imm10", 9, 0))),
    ("I", (("opcode", 31, 24), ("a", 23, 20), ("b", 19, 16), ("imm16", 15, 0))),
    ("A", (("opcode", 31, 24), ("a", 23, 20), ("imm20", 19, 0))),
    ("J", (("opcode", 31, 24), ("imm24", 23, 0))),
)
for _, _parts in _FORMATS:
    for _name, _high, _low in _parts[1:]:
        assert FIELDS[_name] == (_low, _high - _low + 1), f"the diagram of {_name} shows the encoder's bits"

_INTRODUCTION = """# Instruction set

Generated from the rows of `hxe/isa.py` by `python -m hxe.isa_doc`; do not edit.

Code is a sequence of 32-bit words, big-endian in images, apart from data memory. HSX-1 is the published set; HSX-2 has
opcode bit 7 set and neither reads nor writes the PSW (BZ and BNZ read Z). An image names the extensions it uses in the
`isa` word of its header.

In the effects, `a` to `d` stand for the registers in those fields and `aa` to `dd` for pairs: an even register with the
low word and the next with the high word. `s12` is a signed immediate of 12 bits, `u16` an unsigned one of 16 bits;
`ks` and `ku` are constants in field b, -8..7 and 0..15. Distances of branches (`@`) count words from the instruction.
`<<`, `>>` and `>>s` shift, the last one keeping the sign. HSX-1 ignores bits that no field uses; in HSX-2 they are
zero, and any other word is an illegal instruction.

## Word formats

"""


def _diagram(parts: Sequence[tuple[str, int, int]]) -> list[str]:
    """Two lines, two characters a bit: bit numbers, and boxes with the fields' names."""
    numbers, boxes = " ", "|"
    for name, high, low in parts:
        width = 2 * (high - low + 1)
        top, bottom = str(high), str(low)
        fits = len(top) + len(bottom) < width - 1
        numbers += (top + bottom.rjust(width - 1 - len(top)) if fits else top.ljust(width - 1)) + " "
        boxes += name.center(width - 1) + "|"
    return [numbers.rstrip(), boxes]


def _bits(row: Row) -> str:
    """The row's word from bit 31 down, field by field: `10 a b c -`, the opcode in hexadecimal, - for unused bits."""
    places = sorted(
        ((*FIELDS[slot.field], slot.name) for slot in row.slots if slot is not LITERAL_SLOT), reverse=True
    )
    if row.fn is not None:
        places.append((0, 8, f"fn={row.fn:02X}"))
    parts, below = [f"{row.opcode:02X}"], 24
    for low, width, name in places:
        if low + width < below:
            parts.append("-")
        parts.append(name)
        below = low
    if below > 0:
        parts.append("-")
    return " ".join(parts)


def _groups() -> Iterable[tuple[str, list[Row]]]:
    """The rows under their titles: HSX-1, then HSX-2 by the first extension that names the opcode."""
    yield "HSX-1", list(HSX1)
    for extension, name in _SET_NAMES.items():
        opcodes = {
            r.opcode: min(e for e in _SET_NAMES if e in r.extensions) for r in reversed(ROWS) if r.hsx2
        }
        rows = [r for r in ROWS if r.hsx2 and opcodes[r.opcode] == extension]
        yield f"HSX-2: {name}", rows


def render() -> str:
    """The text of the page."""
    out = ["```"]
    for name, parts in _FORMATS:
        numbers, boxes = _diagram(parts)
        out += [f"  {numbers}", f"{name} {boxes}"]
    out += ["```"]
    for title, rows in _groups():
        out += ["", f"## {title}", ""]
        extensions = sorted({str(e.name) for r in rows for e in r.extensions})
        if extensions:
            out += [f"Needs in the `isa` word: {', '.join(extensions)} as the rows say.", ""]
        out += ["| instruction | word | effect | flags | needs |", "|---|---|---|---|---|"]
        for r in rows:
            operands = ", ".join(operand.text for operand in r.operands)
            flags = " ".join(part for part in (r.writes, f"reads {r.reads}" if r.reads else "") if part)
            needs = " ".join(str(e.name) for e in r.extensions)
            effect = r.effect.replace("|", "\\|")
            word = _bits(r) + (" + literal" if r.has_literal else "") + (" + table" if r.table else "")
            out.append(f"| `{f'{r.name} {operands}'.strip()}` | `{word}` | {effect} | {flags} | {needs} |")
    return _INTRODUCTION + "\n".join(out) + "\n"


def main() -> None:
    """Writes the page."""
    PAGE.write_text(render())


if __name__ == "__main__":
    main()
