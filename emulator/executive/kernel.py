"""What the executive consists of, and the few steps that everything else is made of.

The kernel owns the task table, the ready queue, timers, clock, mailboxes and the event bus, and is the only place
that moves a task between them: ready, block, wake, expire, pause, kill, end. Each step keeps this invariant: a task
is in the ready queue exactly when its state is READY; it has a `wait` exactly while it waits (also while it is paused
during that); its timer, its wait in the mailbox manager and its handles never outlive it.
The loop that decides what runs is in executive.py; the system calls are in services/.
Owned by one thread; nothing here reads the host's time or blocks, but writes to a direct console.
"""

from collections.abc import Callable, Iterable

from emulator.cpu.faults import MemoryFault
from emulator.events import EventBus
from emulator.executive.clock import Clock
from emulator.executive.scheduler import ReadyQueue
from emulator.executive.stdio import Stdio
from emulator.executive.task import FaultReport, Task, TaskState, TaskTable
from emulator.executive.timers import Timers
from emulator.executive.waits import EXPIRED, ConsoleWait, SleepWait, Wait
from emulator.host.console import Input, Output, Stream
from emulator.host.files import FileSystem, OpenFiles
from emulator.mailbox.manager import MailboxManager
from emulator.mailbox.profile import Profile
from emulator.mailbox.results import Outcome, Received, Sent, Wake

Locate = Callable[[Task, int], str | None]
"""Gives the source line of a code address of a task, or None."""


class Kernel:
    """The parts of one system. `notice` gets lines for the person at the terminal."""

    def __init__(
        self,
        *,
        clock: Clock,
        profile: Profile,
        console_in: Input,
        console_out: Output,
        files: FileSystem | None,
        notice: Callable[[str], None],
        locate: Locate,
    ) -> None:
        self.clock = clock
        self.instructions = 0
        self.bus = EventBus(self._stamp)
        self.mailboxes = MailboxManager(profile)
        self.tasks = TaskTable()
        self.ready = ReadyQueue()
        self.timers = Timers()
        self.files = files
        self.open_files: dict[int, OpenFiles] = {}
        self.running: Task | None = None
        self.foreground = 0
        self.notice = notice
        self._locate = locate
        self.stdio = Stdio(self.mailboxes, console_in, console_out, self._publish_output)
        self._held: list[Task] = []
        self.limits_rates = profile.tap_rate > 0

    # -- events ------------------------------------------------------------------------------------------------------

    def _stamp(self) -> tuple[int, float]:
        return self.instructions, self.clock.now() / 1_000_000

    def observe(self) -> None:
        """Somebody listens to the bus: let the mailbox manager tell its part too."""
        self.mailboxes.sink = self.bus.publish

    def emit(self, kind: str, pid: int, data: dict[str, object]) -> None:
        """Publish an event. Where building `data` costs, test `bus.active` first."""
        if self.bus.active:
            self.bus.publish(kind, pid, data)

    def warn(self, pid: int, text: str) -> None:
        """Tell the user, and whoever listens, about something that is no error of ours."""
        self.emit("warning", pid, {"reason": text})
        self.notice(text)

    def _publish_output(self, pid: int, stream: Stream, data: bytes) -> None:
        if self.bus.active:
            self.bus.publish(stream.value, pid, {"text": data.decode("utf-8", "replace")})

    def _changed(self, task: Task, before: TaskState, reason: str) -> None:
        if self.bus.active and task.state is not before:
            details = {"prev_state": before.value, "new_state": task.state.value, "reason": reason}
            self.bus.publish("task_state", task.pid, dict(details))

    # -- tasks that come and go --------------------------------------------------------------------------------------

    def start(self, task: Task) -> None:
        """A loaded task joins the ready ones."""
        self.tasks.add(task)
        self.foreground += not task.service
        before = task.state
        task.loaded()
        self.ready.add(task.pid, task.priority)
        self._changed(task, before, "loaded")

    def finish(self, task: Task, state: TaskState, exit_status: int | None, fault: FaultReport | None = None) -> None:
        """A task is over, from whatever state: everything it held is given back, and whoever waited on it told."""
        before = task.state
        self._leave(task)
        task.end(state, exit_status, fault)
        self.foreground -= not task.service
        self._changed(task, before, state.value)
        files = self.open_files.pop(task.pid, None)
        if files is not None:
            files.close_all()
        self.complete(self.mailboxes.close_owner(task.pid))
        self.mailboxes.undeclare(task.pid)
        self.stdio.detach(task.pid)

    def fault(self, task: Task, code: int, pc: int, address: int | None) -> None:
        """The instruction at `pc` cannot be done: the task ends, the system goes on."""
        task.machine.regs[0] = code
        report = FaultReport(code, pc, address, self._locate(task, pc))
        self.emit("task_fault", task.pid, {"code": code, "pc": pc, "address": address, "source": report.source})
        self.finish(task, TaskState.FAULTED, code, report)
        self.notice(f"task {task.pid} ({task.name}) faulted: {report}")

    def _leave(self, task: Task) -> None:
        """Take a task out of wherever its state keeps it."""
        if task is self.running:
            self.running = None
        if task.state is TaskState.READY:
            self.ready.remove(task.pid, task.priority)
        wait = task.wait
        if wait is not None:
            self._forget(task, wait)
            if wait.on_mailbox:
                self.complete(self.mailboxes.cancel_wait(task.pid))

    def _forget(self, task: Task, wait: Wait) -> None:
        if wait.timer is not None:
            self.timers.cancel(wait.timer)
        if task in self._held:
            self._held.remove(task)

    # -- waiting -----------------------------------------------------------------------------------------------------

    def block(self, task: Task, wait: Wait) -> None:
        """The running task waits; its timer starts now."""
        before = task.state
        if wait.timeout is not None:
            wait.deadline = self.clock.now() + wait.timeout * 1000
            wait.timer = self.timers.set(wait.deadline, task.pid)
        if isinstance(wait, ConsoleWait):
            self._held.append(task)
        task.block(wait)
        self.running = None
        if self.bus.active:
            self._tell_wait(task, before, wait)

    def _tell_wait(self, task: Task, before: TaskState, wait: Wait) -> None:
        deadline = None if wait.deadline is None else wait.deadline / 1_000_000
        if wait.on_mailbox:
            about: dict[str, object] = {"descriptor": wait.descriptor, "handle": wait.handle}
            self.bus.publish("mailbox_wait", task.pid, {**about, "timeout": wait.timeout, "deadline": deadline})
        self._changed(task, before, "sleep" if isinstance(wait, SleepWait) else "mailbox_wait")

    def tell_time(self) -> None:
        """Let the mailbox manager know the time; only rate limits need it."""
        self.mailboxes.now = self.clock.now()

    def complete(self, wakes: Iterable[Wake]) -> None:
        """Deliver what the mailbox manager says is done: into the tasks' registers and memory, in wake order."""
        for wake in wakes:
            task = self.tasks[wake.owner]
            wait = task.wait
            assert wait is not None, "only a waiting task is woken"
            self._forget(task, wait)
            self._finish_wait(task, wait, wake.outcome, "mailbox_wake")

    def expire(self) -> None:
        """End the waits whose deadline has come. Messages of the same instant were delivered before this is called."""
        if self.timers.earliest is None:
            return
        now = self.clock.now()
        while (pid := self.timers.pop_due(now)) is not None:
            task = self.tasks[pid]
            wait = task.wait
            assert wait is not None, "a timer belongs to a wait"
            wait.timer = None
            if not wait.on_mailbox:
                self._finish_wait(task, wait, EXPIRED, "sleep_wake")
                continue
            wakes = self.mailboxes.cancel_wait(pid)
            task.counters.timeouts += 1
            if self.bus.active:
                about: dict[str, object] = {"descriptor": wait.descriptor, "handle": wait.handle}
                zeros = {"length": 0, "flags": 0, "channel": 0, "src_pid": 0}
                self.bus.publish("mailbox_timeout", pid, {**about, "status": int(EXPIRED.status), **zeros})
            self._finish_wait(task, wait, EXPIRED, "timeout")
            self.complete(wakes)

    def output_drained(self) -> None:
        """The terminal caught up: the tasks that were held back go on, in the order in which they were."""
        held, self._held = self._held, []
        for task in held:
            wait = task.wait
            assert wait is not None, "a held task waits for the terminal"
            self._finish_wait(task, wait, EXPIRED, "stdout_drained")

    def waits_for_outside(self) -> bool:
        """Whether a task waits for input that may still come, or for the terminal to catch up."""
        asked = self.stdio.asked
        return bool(self._held) or any(not asked.isdisjoint(wait.descriptors) for wait in self.mailboxes.waits())

    def _finish_wait(self, task: Task, wait: Wait, outcome: Outcome, reason: str) -> None:
        try:
            results = wait.finish(task.machine, outcome)
        except MemoryFault as error:
            task.wait = None
            self.fault_call(task, error)
            return
        task.machine.regs[: len(results)] = results
        task.counters.received += isinstance(outcome, Received)
        task.counters.sent += isinstance(outcome, Sent)
        before = task.state
        if task.wake():
            self.ready.add(task.pid, task.priority)
        self._changed(task, before, reason)

    def fault_call(self, task: Task, error: MemoryFault) -> None:
        """A system call got a bad pointer: the fault is the SVC's, which the PC has passed already."""
        task.machine.pc -= 4
        self.fault(task, error.code, task.machine.pc, error.address)

    # -- what an operator may do, in every state ---------------------------------------------------------------------

    def pause(self, task: Task, reason: str = "user_pause") -> None:
        """Hold a living task. What it waits for is delivered meanwhile, but it does not run."""
        before = task.state
        if before is TaskState.READY:
            self.ready.remove(task.pid, task.priority)
        if task is self.running:
            self.running = None
        task.pause()
        self._changed(task, before, reason)

    def resume(self, task: Task) -> None:
        """Let a paused task go on; any other is left alone."""
        if task.state is not TaskState.PAUSED:
            return
        before = task.state
        if task.resume():
            self.ready.add(task.pid, task.priority)
        self._changed(task, before, "resume")

    def kill(self, task: Task) -> None:
        """End a task that has not ended."""
        if not task.ended:
            self.finish(task, TaskState.KILLED, None)
