"""Standard input, output and error of the process that runs the system.

Input is cut into messages: a line with its newline, or `limit` bytes of a longer one, whatever the sizes in which the
host delivers it, so the same stream always gives the same messages. Output keeps its order across the two streams.

With a virtual clock both are direct: the system stands still while the host reads or writes, which takes no virtual
time (`DirectInput`, `DirectOutput`). With a real clock a thread does the waiting and posts to the inbox, so only the
task concerned waits (`ThreadedInput`, `ThreadedOutput`).
"""

import os
import select
import stat
import threading
from collections import deque
from collections.abc import Callable
from enum import Enum
from typing import ParamSpec, Protocol, TypeVar

from emulator.host.inbox import Inbox, Interrupt, OutputClosed, OutputDrained, StdinData

_P = ParamSpec("_P")
_R = TypeVar("_R")

CHUNK = 65536
BACKLOG = 65536
"""Bytes of output that may wait for a slow terminal before the writing task is held back."""


class Stream(Enum):
    """The two output streams."""

    OUT = "stdout"
    ERR = "stderr"


class OutputClosedError(Exception):
    """Standard output takes no more. The text says why; it is empty when its reader has gone, which is no fault."""


class InterruptedCallError(Exception):
    """Ctrl-C came while the host waited for input or output."""


class Input(Protocol):
    """Where the tasks' standard input comes from."""

    def take(self, limit: int, /) -> bytes | None:
        """The next message of 1..limit bytes; b"" when the input has ended; None if it will be posted later."""

    def arrived(self, data: bytes, /) -> None:
        """The core drained a `StdinData`."""


class Output(Protocol):
    """Where the tasks' standard output and error go."""

    def write(self, stream: Stream, data: bytes) -> bool:
        """Take the bytes. False: they were taken, but the writer should wait for `OutputDrained`."""

    def flush(self) -> None:
        """Hand over what was kept back for efficiency."""

    def close(self) -> None:
        """The last call: hand over everything, then stop."""


class Interrupts:
    """Ctrl-C for the core: an input for the inbox, and a way out of a host call that blocks.

    `on_signal` is the signal handler's work; `call` makes a host call that may block for long.
    """

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._requested = False
        self._blocking = False

    def on_signal(self) -> None:
        """Ask the core to stop; leaves a blocking host call by an exception, or any code when asked twice."""
        again = self._requested
        self._requested = True
        self._inbox.post(Interrupt())
        if self._blocking:
            raise InterruptedCallError
        if again:
            raise KeyboardInterrupt

    def acknowledge(self) -> None:
        """The core has stopped for the first request; only another one interrupts what it still has to do."""
        self._requested = False

    def call(self, function: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
        """Run `function`; raises InterruptedCallError if Ctrl-C comes meanwhile or came before."""
        self._blocking = True
        try:
            if self._requested:
                raise InterruptedCallError
            return function(*args, **kwargs)
        finally:
            self._blocking = False


class LineCutter:
    """Bytes in, messages out."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self.ended = False

    def feed(self, data: bytes) -> None:
        """More bytes; b"" ends the input."""
        self._bytes += data
        self.ended = self.ended or not data

    def cut(self, limit: int) -> bytes | None:
        """A line, or `limit` bytes, or what is left at the end (b"" for nothing); None if more is needed to tell."""
        end = self._bytes.find(b"\n", 0, limit) + 1 or min(limit, len(self._bytes))
        if end < limit and not self.ended and self._bytes[end - 1 : end] != b"\n":
            return None
        message = bytes(self._bytes[:end])
        del self._bytes[:end]
        return message


class DirectInput:
    """A file or pipe that is read the moment a task asks; the system waits for it."""

    def __init__(self, descriptor: int, interrupts: Interrupts) -> None:
        self._descriptor = descriptor
        self._interrupts = interrupts
        self._lines = LineCutter()

    def take(self, limit: int) -> bytes | None:
        """The next message; never None."""
        while (message := self._lines.cut(limit)) is None:
            self._lines.feed(self._interrupts.call(_read, self._descriptor))
        return message

    def arrived(self, _data: bytes, /) -> None:
        """Nothing is ever posted for a direct input."""
        raise AssertionError("direct input posts nothing")


class ThreadedInput:
    """A terminal or pipe that is read by a thread, one chunk for each time a task finds nothing."""

    def __init__(self, descriptor: int, inbox: Inbox) -> None:
        self._descriptor = descriptor
        self._inbox = inbox
        self._lines = LineCutter()
        self._wanted = threading.Semaphore(0)
        self._asked = False
        self._thread: threading.Thread | None = None

    def take(self, limit: int) -> bytes | None:
        """The next message, or None after having asked the thread for more."""
        message = self._lines.cut(limit)
        if message is None and not self._asked:
            self._asked = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._read_chunks, name="stdin", daemon=True)
                self._thread.start()
            self._wanted.release()
        return message

    def arrived(self, data: bytes) -> None:
        """The chunk that was asked for is here."""
        self._asked = False
        self._lines.feed(data)

    def _read_chunks(self) -> None:
        data = b"more"
        while data:
            self._wanted.acquire()
            data = _read(self._descriptor)
            self._inbox.post(StdinData(data))


class NoInput:
    """Standard input that ended before it began."""

    def take(self, _limit: int, /) -> bytes | None:
        """Always the end."""
        return b""

    def arrived(self, _data: bytes, /) -> None:
        """Nothing is ever posted."""
        raise AssertionError("no input posts nothing")


class DirectOutput:
    """Output that the system waits for. For a file or pipe it is collected up to a chunk; `flush` hands it over."""

    def __init__(self, out: int, err: int, interrupts: Interrupts) -> None:
        self._descriptors = {Stream.OUT: out, Stream.ERR: err}
        self._interrupts = interrupts
        self._collect = not os.isatty(out)
        self._kept = bytearray()

    def write(self, stream: Stream, data: bytes) -> bool:
        """Take the bytes; always True."""
        if stream is Stream.ERR:
            self.flush()
            self._hand_over(Stream.ERR, data)
            return True
        self._kept += data
        if not self._collect or len(self._kept) >= CHUNK:
            self.flush()
        return True

    def flush(self) -> None:
        """Hand over what was collected. Raises OutputClosedError when nobody reads it."""
        if self._kept:
            kept, self._kept = bytes(self._kept), bytearray()
            self._hand_over(Stream.OUT, kept)

    def _hand_over(self, stream: Stream, data: bytes) -> None:
        try:
            self._interrupts.call(_write_all, self._descriptors[stream], data)
        except OSError as error:
            if stream is Stream.OUT:
                raise OutputClosedError(_why(error)) from None

    def close(self) -> None:
        """Hand over everything; another Ctrl-C gives up."""
        self._interrupts.acknowledge()
        self.flush()


class ThreadedOutput:
    """Output that a thread writes, so that a slow terminal holds back only the task that writes to it."""

    def __init__(self, out: int, err: int, inbox: Inbox, interrupts: Interrupts) -> None:
        self._descriptors = {Stream.OUT: out, Stream.ERR: err}
        self._inbox = inbox
        self._interrupts = interrupts
        self._changed = threading.Condition()
        self._waiting: deque[tuple[Stream, bytes]] = deque()
        self._backlog = 0
        self._congested = False
        self._closing = False
        self._thread = threading.Thread(target=self._write_chunks, name="stdout", daemon=True)
        self._thread.start()

    def write(self, stream: Stream, data: bytes) -> bool:
        """Take the bytes. False when more than BACKLOG of them wait."""
        with self._changed:
            self._waiting.append((stream, data))
            self._backlog += len(data)
            self._congested = self._congested or self._backlog > BACKLOG
            self._changed.notify()
            return not self._congested

    def flush(self) -> None:
        """The thread hands over as fast as it can anyway."""

    def close(self) -> None:
        """Wait until everything is written, or cannot be; another Ctrl-C gives up."""
        self._interrupts.acknowledge()
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._interrupts.call(self._thread.join)

    def _write_chunks(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._closing:
                    self._changed.wait()
                if not self._waiting:
                    return
                stream, data = self._waiting.popleft()
            try:
                _write_all(self._descriptors[stream], data)
            except OSError as error:
                if stream is Stream.OUT:
                    self._inbox.post(OutputClosed(_why(error)))
                    return
            with self._changed:
                self._backlog -= len(data)
                drained = self._congested and self._backlog <= BACKLOG // 2
                self._congested = self._congested and not drained
            if drained:
                self._inbox.post(OutputDrained())


def _read(descriptor: int) -> bytes:
    """Some bytes, b"" at the end; an unreadable input is one that has ended."""
    try:
        return os.read(descriptor, CHUNK)
    except OSError:
        return b""


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        try:
            view = view[os.write(descriptor, view) :]
        except BlockingIOError:  # somebody else made the terminal non-blocking
            select.select([], [descriptor], [])


def _why(error: OSError) -> str:
    return "" if isinstance(error, BrokenPipeError) else f"standard output: {error.strerror}"


def is_terminal(descriptor: int) -> bool:
    """Whether a person may be typing there."""
    try:
        return os.isatty(descriptor)
    except OSError:
        return False


def is_regular_file(descriptor: int) -> bool:
    """Whether reading never waits for anybody."""
    try:
        return stat.S_ISREG(os.fstat(descriptor).st_mode)
    except OSError:
        return False
