"""What comes from outside while the system runs: the only door by which threads and signals reach the core.

Any thread, or a signal handler, posts an `Input`; the core drains the inbox between engine calls and nowhere else, so
that what arrives is ordered against the instructions by one number, the instruction count at which it was drained.
"""

import queue
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
    """A first-in first-out queue that is safe to post to from threads and signal handlers."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Input] = queue.SimpleQueue()

    def post(self, entry: Input) -> None:
        """Add an input; never blocks."""
        self._queue.put(entry)

    def pending(self) -> bool:
        """Whether there is something to take."""
        return not self._queue.empty()

    def take(self) -> Input:
        """The oldest input; one must be pending."""
        return self._queue.get_nowait()

    def wait(self, seconds: float | None) -> Input | None:
        """Sleep until an input comes and take it, or until `seconds` have passed (None: for ever)."""
        try:
            return self._queue.get(timeout=seconds)
        except queue.Empty:
            return None
