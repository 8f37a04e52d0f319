"""One run of `hsx-run`: from what the user asked for to the exit status.

`run_images` reads the images, builds the system with the console, clock and observers that the request names, runs it,
and says on standard error what the user needs to know. It raises HsxError for what cannot be read or loaded; then no
instruction has been executed.
"""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from io import BufferedWriter, FileIO, TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, TextIO

from emulator.cpu.fast.engine import FastEngine
from emulator.cpu.interp import run as reference_engine
from emulator.events import JsonLines
from emulator.executive.clock import DEFAULT_RATE, Clock, RealClock, VirtualClock
from emulator.executive.executive import Engine, Options, System
from emulator.executive.loader import Program
from emulator.executive.report import ExitReport, Reason
from emulator.executive.task import DEFAULT_QUANTUM
from emulator.host.console import (
    DirectInput,
    DirectOutput,
    Input,
    Interrupts,
    Output,
    Stream,
    ThreadedInput,
    ThreadedOutput,
    is_regular_file,
    is_terminal,
)
from emulator.host.files import FileSystem
from emulator.host.inbox import Inbox
from emulator.mailbox.profile import parse_overrides, profile_named
from hxe.abi import HSX_MAX_MEMORY_DEFAULT
from hxe.errors import HsxError
from hxe.format import load_image

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

STDIN, STDOUT, STDERR = 0, 1, 2


class RunError(HsxError):
    """A file or folder of the request that cannot be used."""


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What the user asked for. `clock` is "virtual", "real" or None (real when a person is at standard input)."""

    images: tuple[str, ...]
    services: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    clock: str | None = None
    rate: int = DEFAULT_RATE
    quantum: int = DEFAULT_QUANTUM
    max_steps: int | None = None
    max_memory: int = HSX_MAX_MEMORY_DEFAULT
    profile: str = "desktop"
    quotas: str = ""
    folder: str | None = None
    engine: str = "fast"
    events: str | None = None
    trace: str | None = None
    stats: str | None = None


def run_images(request: RunRequest) -> int:
    """Run the images to the end; the exit status."""
    try:
        return _run(request)
    except OSError as error:  # events or trace could not be written to the end
        raise RunError(f"{error.filename}: cannot be written: {error.strerror}") from None


def _run(request: RunRequest) -> int:
    programs = _programs(request)
    profile = profile_named(request.profile, parse_overrides(request.quotas))
    inbox = Inbox()
    interrupts = Interrupts(inbox)
    clock = _clock(request)
    with ExitStack() as stack:
        stack.enter_context(_on_interrupt(interrupts.on_signal, inbox))
        console_out = _output(clock, inbox, interrupts)
        options = Options(
            console_out=console_out,
            console_in=_input(clock, inbox, interrupts),
            clock=clock,
            profile=profile,
            inbox=inbox,
            files=_folder(request.folder),
            max_steps=request.max_steps,
            engine=_engine(request.engine, lambda text: _say(console_out, text)),
            notice=lambda text: _say(console_out, text),
        )
        events = stack.enter_context(_writer(request.events)) if request.events else None
        trace = stack.enter_context(_writer(request.trace)) if request.trace else None
        system = System(options)
        if events is not None:
            system.observe(JsonLines(events).write)
        if trace is not None:
            system.trace(trace)
        for program in programs:
            system.load(program)
        report = system.run()
    _tell(report, request)
    return report.status


def _programs(request: RunRequest) -> list[Program]:
    """The images, read and checked; the first one gets the arguments."""
    paths = [(path, False) for path in request.images] + [(path, True) for path in request.services]
    arguments = [os.fsencode(text) for text in request.arguments]
    return [
        Program(
            load_image(path),
            path,
            arguments=(os.fsencode(path), *(arguments if number == 0 else ())),
            service=service,
            quantum=request.quantum,
            max_memory=request.max_memory,
        )
        for number, (path, service) in enumerate(paths)
    ]


def _engine(name: str, notice: Callable[[str], None]) -> Engine:
    return FastEngine(notice).run if name == "fast" else reference_engine


def _clock(request: RunRequest) -> Clock:
    kind = request.clock or ("real" if is_terminal(STDIN) else "virtual")
    return RealClock(time.monotonic_ns) if kind == "real" else VirtualClock(request.rate)


def _input(clock: Clock, inbox: Inbox, interrupts: Interrupts) -> Input:
    """A file never keeps anybody waiting; anything else does, and with a real clock only its reader may wait."""
    if clock.virtual or is_regular_file(STDIN):
        return DirectInput(STDIN, interrupts)
    return ThreadedInput(STDIN, inbox)


def _output(clock: Clock, inbox: Inbox, interrupts: Interrupts) -> Output:
    if clock.virtual:
        return DirectOutput(STDOUT, STDERR, interrupts)
    return ThreadedOutput(STDOUT, STDERR, inbox, interrupts)


def _folder(path: str | None) -> FileSystem | None:
    if path is None:
        return None
    if not Path(path).is_dir():
        raise RunError(f"{path}: found no folder there, expected one for the tasks' files (--fs)")
    return FileSystem(Path(path))


@contextmanager
def _writer(path: str) -> Iterator[TextIO]:
    """A text file to write, `-` for standard error."""
    try:
        file = _NamedFile(STDERR, "standard error", closefd=False) if path == "-" else _NamedFile(path, path)
    except OSError as error:
        raise RunError(f"{path}: cannot be written: {error.strerror}") from None
    with TextIOWrapper(BufferedWriter(file), encoding="utf-8") as out:
        yield out


class _NamedFile(FileIO):
    """A file to write whose errors name it, whenever the buffer above it is handed over."""

    def __init__(self, where: str | int, title: str, *, closefd: bool = True) -> None:
        super().__init__(where, "w", closefd=closefd)
        self._title = title

    def write(self, data: "ReadableBuffer", /) -> int:
        """Write some of the bytes; returns how many."""
        try:
            return super().write(data)
        except OSError as error:
            error.filename = self._title
            raise


@contextmanager
def _on_interrupt(handler: Callable[[], None], inbox: Inbox) -> Iterator[None]:
    """Let Ctrl-C call `handler`, also while the core sleeps on its inbox."""

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        handler()

    before = signal.signal(signal.SIGINT, on_signal)
    descriptor = signal.set_wakeup_fd(inbox.wakeup(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(descriptor)
        signal.signal(signal.SIGINT, before)
        inbox.close()


def _say(console: Output, text: str) -> None:
    console.write(Stream.ERR, f"hsx-run: {text}\n".encode())


def _tell(report: ExitReport, request: RunRequest) -> None:
    """What the user must know at the end, on standard error."""
    lines: list[str] = []
    if report.reason is Reason.STALLED:
        lines += ["hsx-run: stalled: every task waits and nothing will wake one"]
        lines += [f"hsx-run:   {line}" for line in report.details]
    elif report.reason is Reason.OUTPUT_CLOSED:
        lines += [f"hsx-run: {line}" for line in report.details]
    elif report.reason is Reason.STEPS:
        lines += [f"hsx-run: stopped after {report.steps} instructions (--max-steps)"]
    if request.stats == "json":
        lines += [json.dumps(_numbers(report), separators=(",", ":"))]
    elif request.stats:
        lines += _table(report)
    if lines:
        try:
            os.write(STDERR, ("\n".join(lines) + "\n").encode())
        except OSError:
            return


def _numbers(report: ExitReport) -> dict[str, object]:
    """The statistics as one JSON object."""
    tasks = [{**asdict(task), "state": task.state.value} for task in report.tasks]
    return {
        "instructions": report.instructions,
        "steps": report.steps,
        "seconds": report.seconds,
        "reason": report.reason.value,
        "status": report.status,
        "tasks": tasks,
        "mailboxes": report.mailboxes,
    }


_COLUMNS = (
    "pid", "name", "state", "status", "instructions", "slices", "calls", "sent", "received", "waits", "timeouts",
)  # fmt: skip


def _table(report: ExitReport) -> list[str]:
    """The statistics for a person."""
    rows: list[tuple[str, ...]] = [_COLUMNS]
    for task in report.tasks:
        status = "-" if task.exit_status is None else str(task.exit_status)
        numbers = (task.instructions, task.slices, task.syscalls, task.sent, task.received, task.waits, task.timeouts)
        rows.append((str(task.pid), task.name, task.state.value, status, *map(str, numbers)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    left = {1, 2}
    lines = [
        "  ".join(f"{cell:{'<' if n in left else '>'}{widths[n]}}" for n, cell in enumerate(row)).rstrip()
        for row in rows
    ]
    return [*lines, f"total {report.instructions} instructions in {report.seconds:.6f} s"]
