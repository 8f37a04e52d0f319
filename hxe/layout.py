"""Layouts of C structures, as abi.py lists them: field names, offsets and sizes, and their packing.

A `Layout` packs for data memory, which is little-endian; hxe/structures.py describes those of image files to construct.
Invariants: fields are in offset order and do not overlap; padding bytes are written as zeros.
"""

import struct
from dataclasses import dataclass


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

    def format(self) -> struct.Struct:
        """The packing of all fields in their order, with explicit padding; its size is `size`."""
        text, at = "<", 0
        for member in self.fields:
            text += "x" * (member.offset - at) + member.code
            at = member.offset + member.size
        return struct.Struct(text + "x" * (self.size - at))

    def pack(self, values: dict[str, int | bytes]) -> bytes:
        """The bytes of a structure; every field must be given, raises struct.error where a value does not fit."""
        return self.format().pack(*(values[member.name] for member in self.fields))
