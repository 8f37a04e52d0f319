"""What a blocked task waits for, and how its system call is completed when that comes.

A handler that cannot finish now returns a `Wait`; the kernel keeps it with the task, sets the timer, and when the
wait is over asks it for the registers (`finish`). The task itself runs no instruction for this: results go directly
into its saved registers and memory, as v1 did.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from emulator.cpu.machine import Machine
from emulator.mailbox.results import Outcome, Refused
from hxe.abi import MbxStatus

Results = tuple[int, ...]
"""Values for R0 and the registers that follow it; shorter tuples leave the others as they are."""

EXPIRED = Refused(MbxStatus.TIMEOUT, "the time is over")
"""The outcome of a wait whose deadline came first."""


@dataclass(slots=True, kw_only=True, eq=False)
class Wait(ABC):
    """One blocked system call: what a handler returns when it cannot finish now.

    `timeout` is in milliseconds, None for ever; `at_once` are results that are written when the wait begins;
    `handle` and `descriptor` say what is waited on, for messages and events. The kernel fills in the last two.
    """

    on_mailbox: ClassVar[bool] = True

    timeout: int | None
    at_once: Results = ()
    handle: int = 0
    descriptor: int = 0
    timer: int | None = None
    deadline: int | None = None

    @abstractmethod
    def finish(self, machine: Machine, outcome: Outcome, /) -> Results:
        """Store what `outcome` brings and return the registers. Raises MemoryFault for a bad guest pointer."""


@dataclass(slots=True, kw_only=True, eq=False)
class SleepWait(Wait):
    """Module 6 SLEEP."""

    on_mailbox: ClassVar[bool] = False

    def finish(self, _machine: Machine, _outcome: Outcome, /) -> Results:
        """Time has passed; nothing to store."""
        return ()


@dataclass(slots=True, kw_only=True, eq=False)
class ConsoleWait(Wait):
    """Output was taken and its results written, but the terminal must catch up before the task goes on."""

    on_mailbox: ClassVar[bool] = False

    def finish(self, _machine: Machine, _outcome: Outcome, /) -> Results:
        """The terminal has caught up; nothing to store."""
        return ()
