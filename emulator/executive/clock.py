"""The system clock, in microseconds since the system started.

`VirtualClock` belongs to a closed system: every executed instruction moves it by 1/rate seconds, and when every task
waits it jumps to the next deadline. It is exact: it counts in units of 1/rate microseconds, so no rounding accumulates.
`RealClock` follows a source of nanoseconds that is passed in; it is read only by `tick`, so that every reading is an
input that a recording can hold, and between two readings the time stands still.
Neither reads the host's clock by itself.
"""

from collections.abc import Callable
from typing import Protocol

DEFAULT_RATE = 1_000_000
"""Instructions per virtual second."""


class Clock(Protocol):
    """What the executive needs of time."""

    virtual: bool

    def now(self) -> int:
        """Microseconds since the start."""

    def advance(self, instructions: int, /) -> None:
        """That many instructions were executed."""

    def instructions_until(self, deadline: int, /) -> int | None:
        """Instructions that bring the clock to `deadline`; None if instructions do not move it."""

    def jump(self, deadline: int, /) -> None:
        """Nothing can run before `deadline`: go there (a real clock has waited already)."""

    def tick(self) -> None:
        """Take a new reading, if the time comes from outside."""


class VirtualClock:
    """Time made of instructions."""

    virtual = True

    def __init__(self, rate: int = DEFAULT_RATE) -> None:
        assert rate > 0, "the clock needs a positive rate"
        self._rate = rate
        self._units = 0  # of 1/rate microseconds

    def now(self) -> int:
        """Microseconds since the start, rounded down."""
        return self._units // self._rate

    def advance(self, instructions: int) -> None:
        """Each instruction is 1/rate seconds."""
        self._units += instructions * 1_000_000

    def instructions_until(self, deadline: int) -> int | None:
        """The fewest instructions after which `now() >= deadline`."""
        return max(-(-(deadline * self._rate - self._units) // 1_000_000), 0)

    def jump(self, deadline: int) -> None:
        """Go to `deadline` exactly; never back."""
        self._units = max(self._units, deadline * self._rate)

    def tick(self) -> None:
        """Virtual time has no readings."""


class RealClock:
    """Time that comes from outside: `source` gives nanoseconds that never go back."""

    virtual = False

    def __init__(self, source: Callable[[], int]) -> None:
        self._source = source
        self._start = source()
        self._now = 0

    def now(self) -> int:
        """Microseconds since the start, as of the last reading."""
        return self._now

    def advance(self, _instructions: int, /) -> None:
        """Instructions do not move a real clock."""

    def instructions_until(self, _deadline: int, /) -> int | None:
        """Unknown: instructions do not move a real clock."""
        return None

    def jump(self, _deadline: int, /) -> None:
        """A real clock cannot jump: the wait is over, so read it."""
        self.tick()

    def tick(self) -> None:
        """Read the source."""
        self._now = max(self._now, (self._source() - self._start) // 1000)
