"""Gives parts of the linear memory to machines and code, and takes them back.

Parts are multiples of 64 bytes and hold zeros when they are given. The first page of the memory is the state block.
`release` may be called from anywhere, also by the garbage collector while another call runs here: it only notes it.
"""

from collections import deque
from typing import Final

from emulator.cpu.fast.native import LIMIT, PAGE, Native, NativeError

_GRAIN: Final = 64
_ZEROS: Final = bytes(PAGE)


class Arena:
    """The free parts of one linear memory: (start, size), by address, never adjacent."""

    def __init__(self, native: Native) -> None:
        self._native = native
        self._free: list[tuple[int, int]] = []
        self._end = PAGE
        self._returned: deque[tuple[int, int]] = deque()

    def take(self, size: int) -> int:
        """Return the start of a part of zeros; raises NativeError when memory is exhausted."""
        size = max(-(-size // _GRAIN), 1) * _GRAIN
        self._collect()
        for number, (start, room) in enumerate(self._free):
            if room >= size:
                self._free[number:number + 1] = [(start + size, room - size)] if room > size else []
                clear(self._native.view(start, size))
                return start
        start = self._end
        if start + size > LIMIT - PAGE:
            raise NativeError("the linear memory is full")
        self._native.grow(start + size)
        self._end = start + size
        return start

    def release(self, start: int, size: int) -> None:
        """Take a part back that nobody uses any more."""
        self._returned.append((start, max(-(-size // _GRAIN), 1) * _GRAIN))

    def _collect(self) -> None:
        """Merge what came back into the free parts."""
        if not self._returned:
            return
        while self._returned:
            self._free.append(self._returned.popleft())
        merged: list[tuple[int, int]] = []
        for start, size in sorted(self._free):
            if merged and sum(merged[-1]) == start:
                merged[-1] = (merged[-1][0], merged[-1][1] + size)
            else:
                merged.append((start, size))
        self._free = merged


def clear(view: memoryview) -> None:
    """Fill with zeros; what holds zeros is only read, so that untouched memory stays so."""
    for start in range(0, len(view), PAGE):
        part = view[start:start + PAGE]
        if _holds_data(part):
            part[:] = _ZEROS[:len(part)]


def copy_sparse(source: memoryview, target: memoryview) -> None:
    """Copy to where zeros are; what is zeros stays untouched there."""
    for start in range(0, len(source), PAGE):
        part = source[start:start + PAGE]
        if _holds_data(part):
            target[start:start + PAGE] = part


def _holds_data(part: memoryview) -> bool:
    return part.tobytes() != _ZEROS[:len(part)]
