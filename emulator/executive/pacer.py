"""How many instructions one engine call may run, so that the system stays responsive.

Between two engine calls the core looks at Ctrl-C and at what clients ask for; a call should therefore take about 5 ms.
Where calls are cut changes no decision of the executive, so this is the one place that may look at the host's time
while a deterministic system runs.
"""

from collections.abc import Callable
from typing import Protocol

TARGET_SECONDS = 0.005
_FIRST = 4096
_LEAST = 256
_MOST = 1 << 26


class Pacer(Protocol):
    """Limits engine calls."""

    def begin(self) -> int:
        """A call begins: the instructions it may run at most, at least 1."""

    def end(self, executed: int) -> None:
        """The call is over."""


class TimedPacer:
    """Doubles or halves its limit by what full calls take. `timer` gives seconds."""

    def __init__(self, timer: Callable[[], float], target: float = TARGET_SECONDS) -> None:
        self._timer = timer
        self._target = target
        self._limit = _FIRST
        self._started = 0.0

    def begin(self) -> int:
        """Note the time; the current limit."""
        self._started = self._timer()
        return self._limit

    def end(self, executed: int) -> None:
        """Judge a call that used the whole limit."""
        if executed < self._limit:
            return
        seconds = self._timer() - self._started
        if seconds < self._target / 2:
            self._limit = min(self._limit * 2, _MOST)
        elif seconds > self._target * 2:
            self._limit = max(self._limit // 2, _LEAST)


class FixedPacer:
    """Always the same limit."""

    def __init__(self, limit: int) -> None:
        assert limit > 0, "an engine call needs a budget"
        self._limit = limit

    def begin(self) -> int:
        """The limit."""
        return self._limit

    def end(self, executed: int) -> None:
        """Nothing to learn."""
