"""The one shape of a system call: `def handler(call: Call) -> Outcome`.

A handler reads its arguments with `call.arg`, turns guest pointers into bytes only through `call.read`, `call.text`
and `call.write` (each raises MemoryFault for a claim that does not hold, which faults the task at its SVC), and
returns an `Outcome`: a tuple of results for R0 and up, a `Wait` that will give them later, or what else is to happen to
the task. Only the dispatcher and the kernel write registers.
In the v1 machine model every argument is cut to 16 bits; `call.word` gives the few that are not.
"""

from dataclasses import dataclass
from typing import NamedTuple

from emulator.cpu.faults import MemoryFault
from emulator.cpu.machine import Machine, Model
from emulator.executive.kernel import Kernel
from emulator.executive.task import Task
from emulator.executive.waits import Results, Wait

_CHUNK = 64
_WORD = 0xFFFFFFFF


class GuestSlice(NamedTuple):
    """A guest's claim to `length` bytes at `address`; nothing is known about it until it is read or written."""

    address: int
    length: int


@dataclass(frozen=True, slots=True)
class Exit:
    """The task ends by its own wish, with a 32-bit status."""

    status: int


@dataclass(frozen=True, slots=True)
class Yield:
    """The task gives up the rest of its slice."""

    results: Results


Outcome = Results | Wait | Exit | Yield


def signed(value: int) -> int:
    """A 32-bit register as the signed number it holds."""
    return value - 0x1_0000_0000 if value & 0x8000_0000 else value


class Call:
    """One system call of `task`, as handlers see it."""

    __slots__ = ("kernel", "machine", "mask", "task")

    def __init__(self, kernel: Kernel, task: Task) -> None:
        self.kernel = kernel
        self.task = task
        self.machine: Machine = task.machine
        self.mask = 0xFFFF if task.machine.model is Model.V1 else _WORD

    @property
    def v1(self) -> bool:
        """Whether the task lives in the v1 machine model."""
        return self.machine.model is Model.V1

    def arg(self, register: int) -> int:
        """The unsigned argument in a register, cut to 16 bits in the v1 model."""
        return self.machine.regs[register] & self.mask

    def args(self, count: int) -> list[int]:
        """The unsigned arguments R1, R2 ... as `arg` gives them."""
        words = self.machine.regs[1 : count + 1]
        return words if self.mask == _WORD else [word & self.mask for word in words]

    def word(self, register: int) -> int:
        """All 32 bits of a register, unsigned."""
        return self.machine.regs[register]

    def slice(self, address: int, length: int) -> GuestSlice:
        """The buffer that two argument registers claim."""
        return GuestSlice(self.arg(address), self.arg(length))

    def read(self, claim: GuestSlice) -> bytes:
        """The bytes of a claim. Raises MemoryFault."""
        return self.machine.read(claim.address, claim.length) if claim.length else b""

    def write(self, address: int, data: bytes) -> None:
        """Store into guest memory. Raises MemoryFault."""
        if data:
            self.machine.write(address, data)

    def text(self, address: int, limit: int) -> bytes:
        """The bytes before the NUL at `address`, or `limit` + 1 bytes when there are more. Raises MemoryFault."""
        found = bytearray()
        while len(found) <= limit:
            length = min(_CHUNK, limit + 1 - len(found))
            try:
                chunk = self.machine.read(address + len(found), length)
            except MemoryFault:
                chunk = self.machine.read(address + len(found), 1)  # the end may be near, the NUL nearer
            end = chunk.find(0)
            if end >= 0:
                return bytes(found + chunk[:end])
            found += chunk
        return bytes(found)
