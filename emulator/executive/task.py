"""A task and the states it can be in.

A `Task` is one loaded image with its own CPU and memory (`machine`). Its state changes only through the methods
below, and each asserts that the step is legal (`LEGAL`); nothing else in the executive writes `state`. A paused task
remembers what it was doing (`resume_to`): a message or a timer that comes while it is paused is not lost, it only
changes what the task will resume to. An ended state is final: the pid is never used again.

`TaskTable` hands out pids from 1 upwards and keeps ended tasks, so that their exit status and counters can be read.
Owned by the thread that runs the executive.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from emulator.cpu.machine import Machine
from emulator.executive.waits import SleepWait, Wait
from hxe.abi import Err
from hxe.image import Image

DEFAULT_PRIORITY = 10
"""Between 0, the most urgent, and `LOWEST_PRIORITY`."""

LOWEST_PRIORITY = 255

DEFAULT_QUANTUM = 4096
"""Instructions of one slice. 1 gives the interleaving of HSX v1."""


class TaskState(Enum):
    """Where a task stands; the values are the words of events and of `ps`."""

    LOADING = "loading"
    READY = "ready"
    RUNNING = "running"
    WAITING_MBX = "waiting_mbx"
    SLEEPING = "sleeping"
    PAUSED = "paused"
    RETURNED = "returned"
    TERMINATED = "terminated"
    FAULTED = "faulted"
    KILLED = "killed"

    bit: int
    may_become: int


ENDED = frozenset({TaskState.RETURNED, TaskState.TERMINATED, TaskState.FAULTED, TaskState.KILLED})

_ANY_END = tuple(ENDED)

LEGAL: dict[TaskState, frozenset[TaskState]] = {
    TaskState.LOADING: frozenset({TaskState.READY, TaskState.KILLED}),
    TaskState.READY: frozenset({TaskState.RUNNING, TaskState.PAUSED, TaskState.KILLED}),
    TaskState.RUNNING: frozenset(
        {TaskState.READY, TaskState.WAITING_MBX, TaskState.SLEEPING, TaskState.PAUSED, *_ANY_END}
    ),
    TaskState.WAITING_MBX: frozenset({TaskState.READY, TaskState.PAUSED, TaskState.FAULTED, TaskState.KILLED}),
    TaskState.SLEEPING: frozenset({TaskState.READY, TaskState.PAUSED, TaskState.KILLED}),
    TaskState.PAUSED: frozenset(
        {TaskState.READY, TaskState.WAITING_MBX, TaskState.SLEEPING, TaskState.FAULTED, TaskState.KILLED}
    ),
    **{state: frozenset() for state in ENDED},
}
assert LEGAL.keys() == set(TaskState), "every task state has its row of legal next states"

for _number, _state in enumerate(TaskState):  # as bits, because steps are checked often and hashing an enum is slow
    _state.bit = 1 << _number
for _state, _legal in LEGAL.items():
    _state.may_become = sum(_next.bit for _next in _legal)


_CODES = {int(code): code.name for code in Err}


@dataclass(frozen=True, slots=True)
class FaultReport:
    """Why a task faulted: the code (HSX_ERR_*), where, the data address if one was involved, and the source line."""

    code: int
    pc: int
    address: int | None
    source: str | None

    def __str__(self) -> str:
        code = _CODES.get(self.code, f"0x{self.code:08X}")
        address = "" if self.address is None else f", address 0x{self.address:08X}"
        source = f"{self.source}, " if self.source else ""
        return f"{code} at {source}pc 0x{self.pc:08X}{address}"


@dataclass(slots=True)
class TaskCounters:
    """What one task did, for `--stats`. Instructions are counted by the machine."""

    slices: int = 0
    syscalls: int = 0
    sent: int = 0
    received: int = 0
    waits: int = 0
    timeouts: int = 0
    wakes: int = 0


@dataclass(slots=True, eq=False)
class Task:
    """One loaded image. Read anything; change `state` only by the methods."""

    pid: int
    name: str
    program: str
    machine: Machine
    priority: int = DEFAULT_PRIORITY
    quantum: int = DEFAULT_QUANTUM
    service: bool = False
    base_name: str = ""
    image: Image | None = None
    state: TaskState = TaskState.LOADING
    resume_to: TaskState = TaskState.READY
    exit_status: int | None = None
    wait: Wait | None = None
    fault: FaultReport | None = None
    slice_used: int = 0
    counters: TaskCounters = field(default_factory=TaskCounters)

    @property
    def ended(self) -> bool:
        """Whether the task will never run again."""
        return not self.state.may_become

    def _step(self, new: TaskState) -> None:
        assert self.state.may_become & new.bit, f"task {self.pid} cannot go from {self.state.value} to {new.value}"
        self.state = new

    def loaded(self) -> None:
        """The image is in place: the task may run."""
        self._step(TaskState.READY)

    def dispatch(self) -> None:
        """The scheduler chose the task."""
        self._step(TaskState.RUNNING)
        self.counters.slices += 1

    def preempt(self) -> None:
        """The running task goes back to the ready ones."""
        self._step(TaskState.READY)

    def block(self, wait: Wait) -> None:
        """The running task waits, for time or for a mailbox (a slow terminal counts as its mailbox)."""
        assert self.wait is None, "a task waits for one thing at a time"
        self._step(TaskState.SLEEPING if isinstance(wait, SleepWait) else TaskState.WAITING_MBX)
        self.wait = wait
        self.slice_used = 0
        self.counters.waits += 1

    def wake(self) -> bool:
        """What the task waited for has happened. Returns whether it may run now, which a paused one may not."""
        self.wait = None
        self.counters.wakes += 1
        if self.state is TaskState.PAUSED:
            self.resume_to = TaskState.READY
            return False
        self._step(TaskState.READY)
        return True

    def pause(self) -> None:
        """Hold a living task; a waiting one goes on waiting while it is held."""
        if self.state is TaskState.PAUSED:
            return
        self.resume_to = TaskState.READY if self.state is TaskState.RUNNING else self.state
        self._step(TaskState.PAUSED)
        self.slice_used = 0

    def resume(self) -> bool:
        """Let a paused task go on. Returns whether it may run now; False while it still waits for something."""
        assert self.state is TaskState.PAUSED, "only a paused task is resumed"
        self._step(self.resume_to)
        return self.resume_to is TaskState.READY

    def end(self, state: TaskState, exit_status: int | None, fault: FaultReport | None = None) -> None:
        """The task is over. `exit_status` is 32 bits, None for a killed task."""
        assert state in ENDED, "a task ends in an ended state"
        self._step(state)
        self.wait = None
        self.exit_status = exit_status
        self.fault = fault


class TaskTable:
    """All tasks by pid, in the order of loading. Pids start at 1 and are never reused; pid 0 is the host."""

    def __init__(self) -> None:
        self._tasks: dict[int, Task] = {}
        self._next_pid = 1

    def reserve_pid(self) -> int:
        """The pid of the next task. A load that fails afterwards leaves a gap."""
        pid = self._next_pid
        self._next_pid += 1
        return pid

    def add(self, task: Task) -> None:
        """Enter a task under its pid."""
        assert task.pid not in self._tasks, "pids are unique"
        self._tasks[task.pid] = task

    def __getitem__(self, pid: int) -> Task:
        return self._tasks[pid]

    def get(self, pid: int) -> Task | None:
        """The task of that pid, or None if there never was one."""
        return self._tasks.get(pid)

    def __iter__(self) -> Iterator[Task]:
        return iter(self._tasks.values())

    def __len__(self) -> int:
        return len(self._tasks)

    def living(self) -> list[Task]:
        """The tasks that have not ended, by pid."""
        return [task for task in self._tasks.values() if not task.ended]
