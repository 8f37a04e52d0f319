"""Where the members of a struct or union stand: the rules of gcc for i386, bit-fields included.

`lay_out` takes the members in order and fills in the record. A bit-field starts at the next free bit unless it would
then span more units of its type than it has to; one of width 0 moves on to the next unit and declares no member.
Packed members stand at the next byte, packed bit-fields at the next bit.

The declared type of a bit-field decides its place, not how it is accessed: every bit-field gets the bytes its accesses
read and write (`Field.offset`, `Field.unit`). They lie in the run of bit-fields it belongs to and the padding behind
it, so that no other member is ever touched; where possible they are the one byte, halfword or word that the field
fills, or else the aligned word, which neighbouring fields share.
"""

from dataclasses import dataclass

from toolchain.cc.front.c_types import ArrayType, CType, Field, Record
from toolchain.diagnostics import Span

_UNITS = (1, 2, 4, 8)
_WORD = 4


@dataclass(slots=True)
class Declared:
    """A member as it is declared. `align`: in bytes, 1 if packed. `width`: of a bit-field."""

    name: str
    type: CType
    align: int
    span: Span
    width: int | None = None
    packed: bool = False


@dataclass(slots=True)
class _Placed:
    """A member with its first bit, counted from the start of the record."""

    member: Declared
    bit: int


def lay_out(record: Record, members: list[Declared], align: int = 1) -> None:
    """Complete `record`: a Field for each member, size and alignment (at least `align`)."""
    placed: list[_Placed] = []
    at = end = 0  # bits
    for member in members:
        size = _bits(member)
        if record.kind == "union":
            at = 0
        elif member.width is not None:
            at = _bit_field_start(member, at)
        else:
            at = _round_up(at, 8 * member.align)
        if member.name or member.width is None:
            align = max(align, member.align)
            placed.append(_Placed(member, at))
        at += size
        end = max(end, at)
    record.flexible = bool(members) and _is_flexible(members[-1].type)
    record.size, record.align, record.complete = _round_up(end, 8 * align) // 8, align, True
    limits = _run_limits(record, placed)
    record.fields = [_field(each, limit) for each, limit in zip(placed, limits, strict=True)]


def _bits(member: Declared) -> int:
    if member.width is not None:
        return member.width
    return 0 if _is_flexible(member.type) else 8 * member.type.size


def _is_flexible(type_: CType) -> bool:
    return isinstance(type_, ArrayType) and type_.length is None


def _round_up(value: int, unit: int) -> int:
    return -(-value // unit) * unit


def _bit_field_start(member: Declared, at: int) -> int:
    """Return the first bit of a bit-field when `at` is the next free one."""
    width, align = member.width, 8 * member.align
    if width == 0:
        return _round_up(at, 8 * member.type.align if member.packed else align)
    assert width is not None, "the caller has looked"
    if member.packed or member.align > member.type.align:
        return at if member.align == 1 else _round_up(at, align)
    units = -(-(at % align + width) // align)
    return at if units <= max(8 * member.type.size // align, 1) else _round_up(at, align)


def _run_limits(record: Record, placed: list[_Placed]) -> list[tuple[int, int]]:
    """Return for each member the bytes (from, to) that accesses to it may touch."""
    limits: list[tuple[int, int]] = []
    following = [each.bit // 8 for each in placed if each.member.width is None]
    start = 0
    for each in placed:
        member = each.member
        if member.width is None:
            start = each.bit // 8 + (0 if record.kind == "union" else _bits(member) // 8)
            limits.append((each.bit // 8, start))
        elif record.kind == "union":
            limits.append((0, record.size))
        else:
            limits.append((start, min([at for at in following if 8 * at > each.bit], default=record.size)))
    return limits


def _field(placed: _Placed, limit: tuple[int, int]) -> Field:
    member, first = placed.member, placed.bit
    if member.width is None:
        return Field(member.name, member.type, first // 8)
    offset, unit = _access(first, member.width, *limit)
    return Field(member.name, member.type, offset, first - 8 * offset, member.width, unit)


def _access(first: int, width: int, low: int, high: int) -> tuple[int, int]:
    """Return (offset, bytes) with which the bits are read and written, inside of the bytes low..high."""
    needed = -(-(first % 8 + width) // 8)
    if first % 8 == 0 and width in {8, 16, 32, 64}:
        return first // 8, width // 8
    word = first // 8 // _WORD * _WORD
    if low <= word and word + _WORD <= high and first + width <= 8 * (word + _WORD):
        return word, _WORD
    for unit in _UNITS:
        offset = max(min(first // 8, high - unit), low)
        if needed <= unit <= high - offset and first + width <= 8 * (offset + unit):
            return offset, unit
    return first // 8, needed
