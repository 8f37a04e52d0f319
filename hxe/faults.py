"""What is wrong with an image, and who is told.

A check reports through a `Report`: the reader of a program to run raises at the first fault (`refuse`), a tool that
checks images collects them all. Messages begin with the published loader's words where it has the same check.
"""

from collections.abc import Callable
from dataclasses import dataclass

from hxe.errors import HxeError

Report = Callable[[int, str], None]


@dataclass(frozen=True, slots=True)
class ImageFault:
    """One broken rule: the file offset of the bytes that break it, and what was found and expected there."""

    offset: int
    message: str

    def __str__(self) -> str:
        return f"{self.message} (offset 0x{self.offset:X})"


def refuse(offset: int, message: str) -> None:
    """Report by raising HxeError."""
    raise HxeError(str(ImageFault(offset, message)))
