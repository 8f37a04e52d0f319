"""The listing: each source line with the address and the bytes it made."""

from collections.abc import Sequence

from toolchain.asm.unit import ListingRow
from toolchain.obj.object import Kind

_BYTES_PER_LINE = 8
_MOST_BYTES = 64  # shown of one statement


def render_listing(rows: Sequence[ListingRow]) -> str:
    """Return the listing of an assembled unit: address, bytes and source text by line."""
    ends: dict[int, int] = {}
    following: dict[str, int] = {}
    for number in range(len(rows) - 1, -1, -1):
        section = rows[number].section
        ends[number] = following.get(section.name, section.size)
        following[section.name] = rows[number].offset
    lines: list[str] = []
    file = section_name = ""
    for number, row in enumerate(rows):
        if (row.file, row.section.name) != (file, section_name):
            file, section_name = row.file, row.section.name
            lines.append(f"{file}, section {section_name}")
        lines += _statement(row, ends[number])
    return "\n".join(lines) + "\n"


def _statement(row: ListingRow, end: int) -> list[str]:
    section = row.section
    if section.kind is Kind.BSS:
        shown = [f"{'.' * 2 * min(4, end - row.offset)}"]
    else:
        data = bytes(section.data[row.offset : min(end, row.offset + _MOST_BYTES)])
        width = 4 if section.kind is Kind.TEXT else 1
        shown = [_grouped(data[at : at + _BYTES_PER_LINE], width) for at in range(0, len(data), _BYTES_PER_LINE)]
        if end - row.offset > _MOST_BYTES:
            shown.append(f"... {end - row.offset} bytes")
    first = shown[0] if shown else ""
    lines = [f"{row.line:6} {row.offset:08X} {first:<23} {row.text.rstrip()}" if first else
             f"{row.line:6} {'':8} {'':23} {row.text.rstrip()}"]
    at = row.offset
    for more in shown[1:]:
        at += _BYTES_PER_LINE
        lines.append(f"{'':6} {at:08X} {more}")
    return lines


def _grouped(data: bytes, width: int) -> str:
    return " ".join(data[at : at + width].hex().upper() for at in range(0, len(data), width))
