"""What comes from outside while the system runs: the only door by which threads and signals reach the core.

Any thread, or a signal handler, posts an `Input`; the core drains the inbox between engine calls and nowhere else, so
that what arrives is ordered against the instructions by one number, the instruction count at which it was drained.
"""

import contextlib
import os
import queue
import select
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interrupt:
    """The user wants the run to end (Ctrl-C)."""


@dataclass(frozen=True, slots=True)
class StdinData:
    """Bytes that were typed or piped in; b"" says that nothing more will come."""

    data: bytes


@dataclass(frozen=True, slots=True)
class OutputDrained:
    """The terminal has caught up: tasks that were held back may go on."""


@dataclass(frozen=True, slots=True)
class OutputClosed:
    """Standard output takes no more; `why` is empty when its reader has gone."""

    why: str


Input = Interrupt | StdinData | OutputDrained | OutputClosed


class Inbox:
    """A first-in first-out queue that is safe to post to from threads and signal handlers. `empty()` tells if it is.

    Sleeping is on a pipe rather than on the queue, because a signal that comes just before a thread begins to sleep
    on a lock does not wake it; one that comes just before it sleeps on the pipe has left a byte there (`wakeup`).
    """

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Input] = queue.SimpleQueue()
        self.empty = self._queue.empty  # asked before every engine call
        self._pipe: tuple[int, int] | None = None

    def post(self, entry: Input) -> None:
        """Add an input; never blocks."""
        self._queue.put(entry)
        if self._pipe is not None:
            with contextlib.suppress(OSError):  # full: whoever sleeps is awake already; closed: nobody sleeps
                os.write(self._pipe[1], b"\0")

    def take(self) -> Input:
        """The oldest input; the inbox must not be empty."""
        return self._queue.get_nowait()

    def wait(self, seconds: float | None) -> Input | None:
        """Sleep until an input comes and take it, or until `seconds` have passed (None: for ever)."""
        reading = self._open()[0]
        if self.empty():
            select.select([reading], [], [], seconds)
            with contextlib.suppress(BlockingIOError):
                os.read(reading, 4096)
        return None if self.empty() else self.take()

    def wakeup(self) -> int:
        """A descriptor for `signal.set_wakeup_fd`: what is written there ends a sleep."""
        return self._open()[1]

    def close(self) -> None:
        """Nobody will wait any more."""
        if self._pipe is not None:
            reading, writing = self._pipe
            self._pipe = None
            os.close(reading)
            os.close(writing)

    def _open(self) -> tuple[int, int]:
        if self._pipe is None:
            self._pipe = os.pipe()
            for end in self._pipe:
                os.set_blocking(end, False)
        return self._pipe
