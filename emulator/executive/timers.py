"""Deadlines, earliest first; at the same instant the one that was set first.

Times are microseconds of the system clock. A timer is known by its number; cancelling marks it, and a marked timer is
dropped when it reaches the top (and all of them when they outnumber the living ones, so that memory stays flat).
"""

import heapq


class Timers:
    """A heap of (deadline, number, pid)."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, int]] = []
        self._living: set[int] = set()
        self._next = 0

    def __len__(self) -> int:
        return len(self._living)

    def set(self, deadline: int, pid: int) -> int:
        """Arrange for `pid` to be due at `deadline`; returns the number of the timer."""
        number = self._next
        self._next += 1
        self._living.add(number)
        heapq.heappush(self._heap, (deadline, number, pid))
        return number

    def cancel(self, number: int) -> None:
        """Forget a timer; one that has fired or was cancelled already is no mistake."""
        self._living.discard(number)
        if len(self._heap) > 64 and len(self._heap) > 2 * len(self._living):
            self._heap = [entry for entry in self._heap if entry[1] in self._living]
            heapq.heapify(self._heap)

    def next_deadline(self) -> int | None:
        """The earliest deadline, or None."""
        while self._heap and self._heap[0][1] not in self._living:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def pop_due(self, now: int) -> int | None:
        """Remove the first timer if its deadline is not after `now`; its pid, or None.

        One at a time, because what one deadline brings about may cancel the next.
        """
        deadline = self.next_deadline()
        if deadline is None or deadline > now:
            return None
        _, number, pid = heapq.heappop(self._heap)
        self._living.discard(number)
        return pid
