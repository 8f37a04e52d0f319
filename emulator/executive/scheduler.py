"""Who runs next, and for how long: the scheduling policy, without any effect on the world.

Strict between priorities (0 is the most urgent), round robin within one. So a task that is always busy starves every
less urgent one, by design. `ReadyQueue` holds the ready tasks in order; the running task is not in it. `next_step`
decides between the running task and the queue; `longest_budget` says how many instructions can run before the next
decision could differ, so that cutting an engine call shorter never changes what the system does.
"""

from collections import deque
from enum import Enum
from typing import Protocol


class Step(Enum):
    """What to do with the processor."""

    KEEP = "keep"  # the running task goes on within its slice
    RENEW = "renew"  # its slice is over and nobody else is due: it starts another one
    ROTATE = "rotate"  # its slice is over and somebody is due: to the back of its queue
    PREEMPT = "preempt"  # a more urgent task is ready: to the front of its queue, its slice kept
    PICK = "pick"  # nothing runs: take the first ready task
    IDLE = "idle"  # nothing runs and nothing is ready


class Slice(Protocol):
    """The running task as the policy sees it: its priority, the instructions its slice used, and its quantum."""

    @property
    def priority(self) -> int:
        """0 is the most urgent."""

    @property
    def slice_used(self) -> int:
        """Instructions of the slice that have run: 0..quantum."""

    @property
    def quantum(self) -> int:
        """Instructions of a slice, at least 1."""


class ReadyQueue:
    """Ready tasks by priority, first come first served within one. `best` is the most urgent priority that has one."""

    def __init__(self) -> None:
        self._queues: dict[int, deque[int]] = {}
        self.best: int | None = None

    def add(self, pid: int, priority: int) -> None:
        """A task became ready: it goes behind its equals."""
        self._level(priority).append(pid)

    def add_front(self, pid: int, priority: int) -> None:
        """A preempted task goes on before its equals."""
        self._level(priority).appendleft(pid)

    def remove(self, pid: int, priority: int) -> None:
        """A ready task was paused or killed."""
        self._queues[priority].remove(pid)
        self._close_empty(priority)

    def take(self) -> int:
        """Remove and return the pid that is due. There must be one."""
        best = self.best
        assert best is not None, "take() needs a ready task"
        pid = self._queues[best].popleft()
        self._close_empty(best)
        return pid

    def _level(self, priority: int) -> deque[int]:
        if self.best is None or priority < self.best:
            self.best = priority
        queue = self._queues.get(priority)
        if queue is None:
            queue = self._queues[priority] = deque()
        return queue

    def _close_empty(self, priority: int) -> None:
        """A task left that level; without another one the level goes."""
        if not self._queues[priority]:
            del self._queues[priority]
            self.best = min(self._queues, default=None)


def next_step(current: Slice | None, best: int | None) -> Step:
    """Decide from the running task (None: nothing runs) and the best priority that is ready (None: no task is)."""
    if current is None:
        return Step.IDLE if best is None else Step.PICK
    if current.slice_used < current.quantum:
        return Step.PREEMPT if best is not None and best < current.priority else Step.KEEP
    return Step.ROTATE if best is not None and best <= current.priority else Step.RENEW


def longest_budget(current: Slice, best: int | None, until_deadline: int | None, cap: int) -> int:
    """Instructions that may run before a decision is due, at least 1.

    `until_deadline` — instructions until the clock reaches the next deadline, None if there is none or if instructions
    do not move the clock. `cap` — how many the caller wants to run at most in one call.
    Without an equal that is ready the end of the slice decides nothing, and only a deadline can.
    """
    budget = cap
    if best == current.priority:
        budget = min(budget, current.quantum - current.slice_used)
    if until_deadline is not None:
        budget = min(budget, until_deadline)
    return max(budget, 1)


def slice_after(current: Slice, executed: int) -> int:
    """Where in its slice the task stands after `executed` more instructions: 1..quantum, or 0 if it has not begun.

    A task that ran alone through several slices is in the one that would have begun without the shortcut.
    """
    used = current.slice_used + executed
    return used if used <= current.quantum else (used - 1) % current.quantum + 1
