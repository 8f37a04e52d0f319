"""Layouts of C structures, as abi.py lists them: field names, offsets and sizes, and their packing.

A `Layout` packs and unpacks in either byte order: data memory is little-endian, images are big-endian.
Invariants: fields are in offset order and do not overlap; padding bytes are written as zeros and ignored when read.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Order = Literal["<", ">"]


@dataclass(frozen=True, slots=True)
class Field:
    """One member: its byte offset and its `struct` code (B H I Q, small letters signed, `32s` for 32 bytes)."""

    name: str
    offset: int
    code: str

    @property
    def size(self) -> int:
        """Bytes."""
        return struct.calcsize("=" + self.code)


@dataclass(frozen=True, slots=True)
class Layout:
    """One C structure: its size and alignment in bytes, and its members."""

    name: str
    size: int
    align: int
    fields: tuple[Field, ...]
    _formats: dict[Order, struct.Struct] = field(default_factory=dict, compare=False, repr=False)

    def format(self, order: Order = "<") -> struct.Struct:
        """The packing in this byte order, with explicit padding; its size is `size`."""
        known = self._formats.get(order)
        if known is None:
            text, at = "", 0
            for member in self.fields:
                text += "x" * (member.offset - at) + member.code
                at = member.offset + member.size
            known = self._formats[order] = struct.Struct(order + text + "x" * (self.size - at))
        return known

    def pack(self, values: dict[str, int | bytes], order: Order = "<") -> bytes:
        """The bytes of a structure; every field must be given, raises struct.error where a value does not fit."""
        return self.format(order).pack(*(values[member.name] for member in self.fields))

    def numbers(self, data: bytes, order: Order = "<") -> dict[str, int]:
        """The values of all fields but byte arrays, by name; `data` has exactly `size` bytes."""
        values = self.format(order).unpack(data)
        return {m.name: value for m, value in zip(self.fields, values, strict=True) if not m.code.endswith("s")}

    def array(self, name: str, data: bytes) -> bytes:
        """The bytes of the field called `name` in a structure that `data` begins with."""
        member = next(member for member in self.fields if member.name == name)
        return data[member.offset : member.offset + member.size]

    def unpack_each(self, data: bytes, order: Order = "<") -> Iterator[tuple[int, ...]]:
        """The fields of consecutive structures without byte arrays; `data` has a multiple of `size` bytes."""
        return self.format(order).iter_unpack(data)

    def offset_of(self, name: str) -> int:
        """The byte offset of the field called `name`."""
        return next(member.offset for member in self.fields if member.name == name)
