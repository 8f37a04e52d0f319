"""How a run ended, and what each task did: values for whoever started it, and the same in words.

The exit status follows docs/run.md: the first task's status, or one of the numbers below.
"""

from dataclasses import dataclass
from enum import Enum

from emulator.executive.kernel import Kernel
from emulator.executive.task import FaultReport, Task, TaskState
from emulator.executive.waits import ConsoleWait
from emulator.mailbox.snapshot import Stats
from emulator.mailbox.waits import WaitKind

STATUS_STEPS = 124
STATUS_STALLED = 125
STATUS_FAULTED = 126
STATUS_INTERRUPTED = 130
STATUS_OUTPUT_CLOSED = 141


class Reason(Enum):
    """Why the run is over."""

    ENDED = "ended"  # every task that is no service has ended
    STALLED = "stalled"  # everyone waits, and nothing will come
    STEPS = "max_steps"
    INTERRUPTED = "interrupted"
    OUTPUT_CLOSED = "output_closed"


_OWN_STATUS = {
    Reason.STEPS: STATUS_STEPS,
    Reason.INTERRUPTED: STATUS_INTERRUPTED,
    Reason.OUTPUT_CLOSED: STATUS_OUTPUT_CLOSED,
}


@dataclass(frozen=True, slots=True)
class TaskReport:
    """One task at the end of the run. `instructions` counts PUSHM, POPM and POPRET once per word, `steps` once."""

    pid: int
    name: str
    program: str
    service: bool
    state: TaskState
    exit_status: int | None
    fault: FaultReport | None
    instructions: int
    steps: int
    slices: int
    syscalls: int
    sent: int
    received: int
    waits: int
    timeouts: int


@dataclass(frozen=True, slots=True)
class ExitReport:
    """The end of a run; `seconds` are of the system's clock.

    `instructions` and `steps` are sums over the tasks; budgets and the virtual clock go by steps.
    `details` say more: of a stall what each task waits for, of closed output why unless its reader has just gone.
    """

    reason: Reason
    status: int
    instructions: int
    steps: int
    seconds: float
    tasks: tuple[TaskReport, ...]
    details: tuple[str, ...]
    mailboxes: Stats


def report_exit(kernel: Kernel, reason: Reason, details: tuple[str, ...]) -> ExitReport:
    """Sum up a run that is over."""
    tasks = tuple(_report_task(task) for task in kernel.tasks)
    return ExitReport(
        reason,
        _exit_status(reason, tasks),
        sum(task.instructions for task in tasks),
        kernel.instructions,
        kernel.clock.now() / 1_000_000,
        tasks,
        details,
        kernel.mailboxes.stats(),
    )


def _report_task(task: Task) -> TaskReport:
    counters = task.counters
    return TaskReport(
        task.pid,
        task.name,
        task.program,
        task.service,
        task.state,
        task.exit_status,
        task.fault,
        task.machine.count + task.machine.extra,
        task.machine.count,
        counters.slices,
        counters.syscalls,
        counters.sent,
        counters.received,
        counters.waits,
        counters.timeouts,
    )


def _exit_status(reason: Reason, tasks: tuple[TaskReport, ...]) -> int:
    if reason in _OWN_STATUS:
        return _OWN_STATUS[reason]
    first = next((task for task in tasks if not task.service), None)
    if first is not None and first.state is TaskState.FAULTED:
        return STATUS_FAULTED
    if reason is Reason.STALLED:
        return STATUS_STALLED
    status = (first.exit_status or 0) & 0xFF if first is not None else 0
    return status or (STATUS_FAULTED if any(task.state is TaskState.FAULTED for task in tasks) else 0)


def waits_in_words(kernel: Kernel) -> tuple[str, ...]:
    """For each living task, what it waits for; the text of a stall."""
    return tuple(f"task {task.pid} ({task.name}) {_wait_in_words(kernel, task)}" for task in kernel.tasks.living())


def _wait_in_words(kernel: Kernel, task: Task) -> str:
    if task.state is TaskState.PAUSED and task.wait is None:
        return f"is paused at pc 0x{task.machine.pc:08X}"
    wait = task.wait
    if wait is None:
        return f"is {task.state.value}"
    if isinstance(wait, ConsoleWait):
        return "waits for the terminal to take its output"
    ends = "for ever" if wait.deadline is None else f"until {wait.deadline / 1_000_000:.6f} s"
    waiting = kernel.mailboxes.waiting(task.pid)
    if waiting is None:
        return f"sleeps {ends}"
    paused = " (paused)" if task.state is TaskState.PAUSED else ""
    verb = "to" if waiting.kind is WaitKind.RECEIVE else "for"
    return f"waits {verb} {waiting.text} (handle {wait.handle}) {ends}{paused}"
