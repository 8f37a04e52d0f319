"""The executive: one system of tasks from the first instruction to the exit status.

`System` takes images (`load`) and runs them (`run`). Its loop is: drain what came from outside, end the waits whose
time has come, let the scheduling policy choose, run the chosen task for the longest budget that cannot change the next
choice, and serve why it stopped. Nothing but what the inbox delivers, the input stream and (with a real clock) the
clock's readings can change what happens, and the same system run twice does the same, however engine calls are cut.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO

from emulator.cpu.interp import run as reference_engine
from emulator.cpu.machine import Machine
from emulator.cpu.stop import Breakpoint, BudgetSpent, Exited, Faulted, Stop, Syscall
from emulator.events import Event
from emulator.executive.clock import Clock, VirtualClock
from emulator.executive.kernel import Kernel
from emulator.executive.loader import Program, load
from emulator.executive.pacer import Pacer, TimedPacer
from emulator.executive.report import ExitReport, Reason, report_exit, waits_in_words
from emulator.executive.scheduler import Step, longest_budget, next_step, slice_after
from emulator.executive.source import source_line
from emulator.executive.syscalls import serve
from emulator.executive.task import Task, TaskState
from emulator.host.console import Input, InterruptedCallError, NoInput, Output, OutputClosedError
from emulator.host.files import FileSystem
from emulator.host.inbox import Inbox, Interrupt, OutputClosed, OutputDrained, StdinData
from emulator.host.inbox import Input as HostInput
from emulator.mailbox.profile import Profile

Engine = Callable[[Machine, int], Stop]
"""Runs a machine for at most a budget of instructions and says why it stopped."""


def _discard(_: str) -> None:
    """Nobody is at the terminal."""


@dataclass(slots=True)
class Options:
    """What a system is made of. The defaults make a closed system: virtual time, no input, no files."""

    console_out: Output
    console_in: Input = field(default_factory=NoInput)
    clock: Clock = field(default_factory=VirtualClock)
    profile: Profile = field(default_factory=Profile)
    engine: Engine = reference_engine
    pacer: Pacer = field(default_factory=lambda: TimedPacer(time.perf_counter))
    inbox: Inbox = field(default_factory=Inbox)
    files: FileSystem | None = None
    max_steps: int | None = None
    notice: Callable[[str], None] = _discard


class System:
    """A set of tasks, their mailboxes and their clock."""

    def __init__(self, options: Options) -> None:
        self._engine = options.engine
        self._pacer = options.pacer
        self._inbox = options.inbox
        self._max_steps = options.max_steps
        self._console_out = options.console_out
        self._ending: Reason | None = None
        self._details: tuple[str, ...] = ()
        self._last_pid = 0
        self.kernel = Kernel(
            clock=options.clock,
            profile=options.profile,
            console_in=options.console_in,
            console_out=options.console_out,
            files=options.files,
            notice=options.notice,
            locate=source_line,
        )

    def load(self, program: Program) -> Task:
        """Add a task. Raises HsxError, and then nothing has changed."""
        return load(self.kernel, program)

    def observe(self, listener: Callable[[Event], None]) -> None:
        """Let `listener` have every event from now on, in order."""
        self.kernel.bus.listen(listener)
        self.kernel.observe()

    def trace(self, out: TextIO) -> None:
        """Write every instruction to `out`. Runs on the reference interpreter's observed loop."""
        from emulator.executive.trace import Tracer

        self._engine = Tracer(out, lambda: self.kernel.running).run

    def run(self) -> ExitReport:
        """Run until every task that is no service has ended, or nothing can go on; then hand over all output."""
        kernel = self.kernel
        try:
            reason = self._loop()
        except InterruptedCallError:
            reason = Reason.INTERRUPTED
        except OutputClosedError as error:
            reason = self._output_closed(str(error))
        if reason is Reason.STALLED:
            self._details = waits_in_words(kernel)
        try:
            self._console_out.close()
        except InterruptedCallError:
            reason = Reason.INTERRUPTED
        except OutputClosedError as error:
            reason = self._output_closed(str(error))
        return report_exit(kernel, reason, self._details)

    def _output_closed(self, why: str) -> Reason:
        self._details = (why,) if why else ()
        return Reason.OUTPUT_CLOSED

    def _loop(self) -> Reason:
        kernel, clock, inbox = self.kernel, self.kernel.clock, self._inbox
        while True:
            while not inbox.empty():
                self._receive(inbox.take())
            if self._ending is not None:
                return self._ending
            if not clock.virtual:
                clock.tick()
            kernel.expire()
            if kernel.foreground == 0:
                return Reason.ENDED
            if self._max_steps is not None and kernel.instructions >= self._max_steps:
                return Reason.STEPS
            task = self._choose()
            if task is not None:
                self._run_slice(task)
            elif not self._idle():
                return Reason.STALLED

    def _receive(self, entry: HostInput) -> None:
        """Something came from outside."""
        kernel = self.kernel
        if isinstance(entry, StdinData):
            kernel.tell_time()
            kernel.complete(kernel.stdio.arrived(entry.data))
        elif isinstance(entry, OutputDrained):
            kernel.output_drained()
        elif isinstance(entry, Interrupt):
            self._ending = Reason.INTERRUPTED
        else:
            assert isinstance(entry, OutputClosed), "every input has its branch"
            self._ending = self._output_closed(entry.why)

    def _choose(self) -> Task | None:
        """Apply the policy: the task that is now running, or None when no task is ready."""
        kernel, ready = self.kernel, self.kernel.ready
        task = kernel.running
        step = next_step(task, ready.best)
        if step is Step.KEEP:
            return task
        if step is Step.IDLE:
            return None
        if task is not None:
            if step is Step.PREEMPT:
                task.preempt()
                ready.add_front(task.pid, task.priority)
            else:
                task.slice_used = 0
                if step is Step.RENEW:
                    return task
                task.preempt()
                ready.add(task.pid, task.priority)
        chosen = kernel.tasks[ready.take()]
        chosen.dispatch()
        kernel.running = chosen
        if chosen.pid != self._last_pid:
            if kernel.bus.active:
                pids: dict[str, object] = {"prev_pid": self._last_pid or None, "next_pid": chosen.pid}
                kernel.bus.publish("scheduler", chosen.pid, {"state": "switch", **pids, "reason": step.value})
            self._last_pid = chosen.pid
        return chosen

    def _run_slice(self, task: Task) -> None:
        """Run the chosen task until a decision is due, and serve why it stopped."""
        kernel, clock, machine = self.kernel, self.kernel.clock, task.machine
        deadline = kernel.timers.earliest
        until = None if deadline is None else clock.instructions_until(deadline)
        cap = self._pacer.begin()
        if self._max_steps is not None:
            cap = min(cap, self._max_steps - kernel.instructions)
        before = machine.count
        stop = self._engine(machine, longest_budget(task, kernel.ready.best, until, cap))
        executed = machine.count - before
        self._pacer.end(executed)
        kernel.instructions += executed
        clock.advance(executed)
        task.slice_used = slice_after(task, executed)
        self._serve(task, stop)

    def _serve(self, task: Task, stop: Stop) -> None:
        kernel = self.kernel
        if isinstance(stop, Syscall):
            serve(kernel, task, stop.module, stop.function)
        elif isinstance(stop, BudgetSpent):
            kernel.stdio.flush()
        elif isinstance(stop, Exited):
            kernel.finish(task, TaskState.RETURNED, stop.status)
        elif isinstance(stop, Faulted):
            kernel.fault(task, stop.code, stop.pc, stop.address)
        else:
            assert isinstance(stop, Breakpoint), "every stop has its branch"
            kernel.emit("debug_break", task.pid, {"pc": stop.pc, "code": stop.code or 0})
            kernel.pause(task, "debug_break")

    def _idle(self) -> bool:
        """No task is ready: go to the next deadline, or wait for the outside. False when neither will come."""
        kernel, clock = self.kernel, self.kernel.clock
        kernel.stdio.flush()
        deadline = kernel.timers.earliest
        if clock.virtual:
            if deadline is None:
                return False
            clock.jump(deadline)
            return True
        if deadline is None and not kernel.waits_for_outside():
            return False
        seconds = None if deadline is None else max(deadline - clock.now(), 0) / 1_000_000
        entry = self._inbox.wait(seconds)
        if entry is not None:
            self._receive(entry)
        return True
