"""Where a machine lives in the linear memory: its memory moved there, its code copied there.

Machines with the same code share one copy. A machine with breakpoints has a copy of its own, in which the words at
those addresses are no instructions. What a machine took is given back when its `Residence` is dropped.
"""

import sys
import weakref
from array import array
from collections.abc import Iterable

from emulator.cpu.fast import state
from emulator.cpu.fast.arena import Arena, copy_sparse
from emulator.cpu.fast.native import Native
from emulator.cpu.machine import Machine

_NO_INSTRUCTION = 0xFF000000


class CodeCopy:
    """Code words in the linear memory, in its byte order."""

    __slots__ = ("__weakref__", "start")

    def __init__(self, native: Native, arena: Arena, code: bytes, stops: Iterable[int] = ()) -> None:
        words = array("I", code[:len(code) & ~3])
        if sys.byteorder == "little":
            words.byteswap()
        for address in stops:
            if not address & 3 and address >> 2 < len(words):
                words[address >> 2] = _NO_INSTRUCTION
        if sys.byteorder == "big":
            words.byteswap()
        data = words.tobytes()
        self.start = arena.take(len(data))
        native.view(self.start, len(data))[:] = data
        weakref.finalize(self, arena.release, self.start, len(data))


class Program:
    """Code and memory layout, which several machines may share: a copy of the code and the table of entries.

    cold         how many instructions the stepper may execute before the next translation
    allowance    what `cold` is set to after it
    translated   code addresses whose translation was tried
    """

    __slots__ = ("__weakref__", "allowance", "cold", "copy", "entries", "table", "translated")

    def __init__(self, native: Native, arena: Arena, machine: Machine, allowance: int) -> None:
        self.copy = CodeCopy(native, arena, machine.code)
        size = len(machine.code) & ~3
        self.table = arena.take(size)
        self.entries = native.view(self.table, size).cast("I")
        weakref.finalize(self, arena.release, self.table, size)
        self.allowance = allowance
        self.cold = allowance
        self.translated: set[int] = set()


class Residence:
    """One machine's place. `constants` is its fixed part of the state block, `stops` are its breakpoints."""

    __slots__ = ("__weakref__", "base", "constants", "fetched", "program", "stops")

    def __init__(self, native: Native, arena: Arena, machine: Machine, program: Program) -> None:
        size = len(machine.memory)
        self.base = arena.take(size)
        view = native.view(self.base, size)
        copy_sparse(machine.memory, view)
        machine.memory = view
        weakref.finalize(self, arena.release, self.base, size)
        self.program = program
        self.fetch_from(machine, program.copy, frozenset())

    def fetch_from(self, machine: Machine, code: CodeCopy, stops: frozenset[int]) -> None:
        """Take instructions from that copy, which has no instructions at `stops`; with stops, none is translated."""
        self.fetched = code
        self.stops = stops
        program = self.program
        self.constants = state.fixed(machine, self.base, code.start, program.copy.start, 0 if stops else program.table)


def layout(machine: Machine) -> tuple[bytes, bool, int, int, int, int]:
    """Return what machines must have in common to share a program."""
    return machine.code, machine.flat, machine.isa, machine.data_base, machine.ro_end, machine.mem_size
