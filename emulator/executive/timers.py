"""Deadlines, earliest first; at the same instant the one that was set first.

Times are microseconds of the system clock. A timer is known by its number; cancelling marks it, and a marked timer is
dropped when it reaches the top (and all of them when they outnumber the living ones, so that memory stays flat).
"""

import heapq

_SMALL = 64
"""Cancelled timers that may lie in the heap, whatever the living ones."""


class Timers:
    """A heap of (deadline, number, pid). `earliest` is the first deadline, None without timers."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, int]] = []
        self._living: set[int] = set()
        self._next = 0
        self.earliest: int | None = None

    def __len__(self) -> int:
        return len(self._living)

    def set(self, deadline: int, pid: int) -> int:
        """Arrange for `pid` to be due at `deadline`; returns the number of the timer."""
        number = self._next
        self._next += 1
        self._living.add(number)
        heapq.heappush(self._heap, (deadline, number, pid))
        self.earliest = self._heap[0][0]
        return number

    def cancel(self, number: int) -> None:
        """Forget a timer; one that has fired or was cancelled already is no mistake."""
        self._living.discard(number)
        if len(self._heap) > _SMALL and len(self._heap) > 2 * len(self._living):
            self._heap = [entry for entry in self._heap if entry[1] in self._living]
            heapq.heapify(self._heap)
        self._drop_cancelled()

    def pop_due(self, now: int) -> int | None:
        """Remove the first timer if its deadline is not after `now`; its pid, or None.

        One at a time, because what one deadline brings about may cancel the next.
        """
        if self.earliest is None or self.earliest > now:
            return None
        _, number, pid = heapq.heappop(self._heap)
        self._living.discard(number)
        self._drop_cancelled()
        return pid

    def _drop_cancelled(self) -> None:
        """Let the top of the heap be a living timer."""
        heap = self._heap
        while heap and heap[0][1] not in self._living:
            heapq.heappop(heap)
        self.earliest = heap[0][0] if heap else None
