"""The structures of an image file, for construct: those of include/hsx_image.h, in big-endian order.

A `Structure` is made from the layout that abi.py has from the header, so offsets and sizes stand in C only. One record
is parsed by construct as described. Sections have thousands of records, so arrays go through construct's compiler,
which costs 1 ms at the first array of a kind and makes a record four to six times cheaper.
Invariants: a structure is as long as C says; padding is written as zeros and skipped when read; numbers are unsigned.
Lengths are compared by the callers before they parse, so an error of construct's own would be a bug of ours.
This is the only module of hxe/ that sees construct.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from construct import Array, Bytes, Compiled, Int8ub, Int16ub, Int32ub, Padding, Struct, this

from hxe import abi
from hxe.errors import HxeError
from hxe.layout import Layout

_NUMBERS = {"B": Int8ub, "H": Int16ub, "I": Int32ub}
_BLOCK = 256  # records parsed at a time: a parsed one takes 15 times its bytes


class Structure:
    """One C structure as it stands in an image."""

    def __init__(self, layout: Layout) -> None:
        self.size: Final = layout.size  # bytes
        self._offsets = {member.name: member.offset for member in layout.fields}
        self._limits = [(m.name, 1 << 8 * m.size) for m in layout.fields if m.code in _NUMBERS]
        self._construct = _described(layout)

    @cached_property
    def _array(self) -> Compiled:
        return Array(this.count, self._construct).compile()

    def parse(self, data: bytes) -> dict[str, Any]:
        """The fields of the structure that `data` begins with: numbers, and bytes for a byte array."""
        found = self._construct.parse(data)
        return {name: found[name] for name in self._offsets}

    def parse_array(self, data: bytes, count: int) -> Iterator[Mapping[str, int]]:
        """The fields of `count` structures without byte arrays; `data` has at least `count` times `size` bytes."""
        for first in range(0, count, _BLOCK):
            length = min(_BLOCK, count - first)
            start = first * self.size
            yield from self._array.parse(data[start : start + length * self.size], count=length)

    def build(self, values: Mapping[str, int | bytes]) -> bytes:
        """The bytes of one structure; raises HxeError naming the number that does not fit its field."""
        wrong = self._misfit(values)
        if wrong:
            raise HxeError(wrong)
        return bytes(self._construct.build(values))

    def build_array(self, rows: Sequence[Mapping[str, int]], what: Callable[[int], str]) -> bytes:
        """The bytes of one structure for each row; raises HxeError as `build`, after what `what` calls that row."""
        for number, row in enumerate(rows):
            wrong = self._misfit(row)
            if wrong:
                raise HxeError(f"{what(number)}: {wrong}")
        return bytes(self._array.build(rows, count=len(rows)))

    def _misfit(self, values: Mapping[str, Any]) -> str:
        """Says which number does not fit its field, or ""."""
        for name, limit in self._limits:
            if not 0 <= values[name] < limit:
                return f"{name} is {values[name]}, expected 0..{limit - 1}"
        return ""

    def offset_of(self, name: str) -> int:
        """The byte offset of the field called `name`."""
        return self._offsets[name]


def _described(layout: Layout) -> Struct:
    """The layout as construct takes it."""
    parts: list[Any] = []
    at = 0
    for member in layout.fields:
        if member.offset > at:
            parts.append(Padding(member.offset - at))
        parts.append(member.name / (Bytes(member.size) if member.code.endswith("s") else _NUMBERS[member.code]))
        at = member.offset + member.size
    if layout.size > at:
        parts.append(Padding(layout.size - at))
    return Struct(*parts)


HEADER_V1: Final = Structure(abi.HXE_HEADER_V1)
HEADER: Final = Structure(abi.HXE_HEADER)
SECTION: Final = Structure(abi.HXE_SECTION)
VALUE: Final = Structure(abi.HXE_VALUE)
COMMAND: Final = Structure(abi.HXE_COMMAND)
MAILBOX: Final = Structure(abi.HXE_MAILBOX)
VALUE_RATE: Final = Structure(abi.HXE_VALUE_RATE)
SYMBOL: Final = Structure(abi.HXE_SYMBOL)
STACK_USE: Final = Structure(abi.HXE_STACK_USE)
