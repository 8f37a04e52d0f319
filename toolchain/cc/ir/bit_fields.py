"""Bit-fields as IR: a read takes the bits out of the unit that holds them, a write puts them into it.

The front end has chosen the unit (front/layout.py). One of 1, 2, 4 or 8 bytes is a single access; others occur in
packed structs only, and such a field is two fields: the low bits in as many bytes as one access takes, and the rest.
A field that fills its unit is stored without reading it.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from toolchain.cc.front.c_types import IntType
from toolchain.cc.ir.ops import I32, I64, Const, Value

if TYPE_CHECKING:
    from toolchain.cc.ir.emitter import Emitter, Place

_UNITS = (8, 4, 2, 1)


def load(b: "Emitter", place: "Place", width: int) -> Value:
    """Return the value of a bit-field, extended to its declared type."""
    type_ = place.type
    assert isinstance(type_, IntType), "bit-fields are integers"
    wanted = I64 if type_.bytes == 8 else I32
    if place.unit not in _UNITS:
        return _load_parts(b, place, width, wanted)
    unit_type = I64 if place.unit == 8 else I32
    if width == 8 * place.unit:
        value: Value = b.load(unit_type, place.base, place.offset, place.unit, volatile=place.volatile,
                              signed=type_.signed and place.unit < 4)
    else:
        unit = b.load(unit_type, place.base, place.offset, place.unit, volatile=place.volatile)
        value = _extract(b, unit, place.bit_offset, width, signed=type_.signed)
    return _resized(b, value, wanted, signed=type_.signed)


def store(b: "Emitter", place: "Place", value: Value, width: int) -> Value:
    """Store a value in a bit-field and return what an assignment gives: the value as it can be read back."""
    type_ = place.type
    assert isinstance(type_, IntType), "bit-fields are integers"
    _store(b, place, value, width)
    if type_.rank == 0 or width == type_.bits:
        return value
    return _extract(b, value, 0, width, signed=type_.signed)


def _store(b: "Emitter", place: "Place", value: Value, width: int) -> None:
    if place.unit not in _UNITS:
        low, high, first = _parts(place, width)
        _store(b, low, value, first)
        _store(b, high, b.binary("lshr", value, Const(I32, first)), width - first)
        return
    unit_type = I64 if place.unit == 8 else I32
    value = _resized(b, value, unit_type, signed=False)
    if width < 8 * place.unit:
        value = _inserted(b, place, value, width, unit_type)
    b.store(place.base, place.offset, value, place.unit, volatile=place.volatile)


def _inserted(b: "Emitter", place: "Place", value: Value, width: int, unit_type: str) -> Value:
    """Return the unit with the bits of `value` in their place."""
    mask, everything = (1 << width) - 1, (1 << (64 if unit_type == I64 else 32)) - 1
    unit = b.load(unit_type, place.base, place.offset, place.unit, volatile=place.volatile)
    kept = b.binary("and", unit, Const(unit_type, everything & ~(mask << place.bit_offset)))
    bits = b.binary("and", value, Const(unit_type, mask))
    if place.bit_offset:
        bits = b.binary("shl", bits, Const(I32, place.bit_offset))
    return b.binary("or", kept, bits)


def _load_parts(b: "Emitter", place: "Place", width: int, wanted: str) -> Value:
    low, high, first = _parts(place, width)
    type_ = place.type
    assert isinstance(type_, IntType), "bit-fields are integers"
    low.type = replace(type_, signed=False)
    upper = b.binary("shl", load(b, high, width - first), Const(I32, first))
    return _resized(b, b.binary("or", load(b, low, first), upper), wanted, signed=type_.signed)


def _parts(place: "Place", width: int) -> tuple["Place", "Place", int]:
    """Return the place of the low bits, that of the others, and how many the low ones are."""
    taken = next(unit for unit in _UNITS if unit < place.unit)
    first = min(8 * taken - place.bit_offset, width)
    rest = place.unit - taken
    return (replace(place, unit=taken, bit_width=first),
            replace(place, offset=place.offset + taken, unit=rest, bit_offset=0, bit_width=width - first), first)


def _extract(b: "Emitter", unit: Value, position: int, width: int, *, signed: bool) -> Value:
    bits = 64 if unit.type == I64 else 32
    if not signed and position == 0 and width < bits:
        return b.binary("and", unit, Const(unit.type, (1 << width) - 1))
    left, right = bits - position - width, bits - width
    shifted = b.binary("shl", unit, Const(I32, left)) if left else unit
    return b.binary("ashr" if signed else "lshr", shifted, Const(I32, right)) if right else shifted


def _resized(b: "Emitter", value: Value, type_: str, *, signed: bool) -> Value:
    if value.type == type_:
        return value
    if type_ == I32:
        return b.emit("trunc32", I32, value)
    return b.emit("sext64" if signed else "zext64", I64, value)
