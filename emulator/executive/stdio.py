"""The tasks' standard streams: mailboxes on their side, the console on ours.

Every task has svc:stdio.in, .out and .err. The host holds a handle to each: what arrives on .out and .err is handed to
the console at once, so these queues never fill; and when a task asks .in (RECV, PEEK, a wait) and finds nothing, the
next line of the console's input is sent there. Whichever task asks gets the next line; at the end each gets the end.
A task is told by its mailbox descriptor; the numbers come from `attach`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from emulator.host.console import Input, Output, Stream
from emulator.mailbox.manager import MailboxManager
from emulator.mailbox.results import Opened, Peeked, Received, Sent, Wake
from hxe.abi import (
    HSX_MBX_MSG_OVERHEAD,
    HSX_MBX_STDIO_ERR,
    HSX_MBX_STDIO_IN,
    HSX_MBX_STDIO_OUT,
    MbxFlag,
)

HOST = 0
"""The owner id of the host in the mailbox manager."""

_STREAMS = (
    (HSX_MBX_STDIO_IN, None),
    (HSX_MBX_STDIO_OUT, Stream.OUT),
    (HSX_MBX_STDIO_ERR, Stream.ERR),
)
"""In the order of the handles 1, 2 and 3."""

STDIO_NAMES = tuple(name.encode() for name, _ in _STREAMS)

_WHOLE = 0xFFFFFFFF

Publish = Callable[[int, Stream, bytes], None]


@dataclass(frozen=True, slots=True)
class _Output:
    """A stream of a task, by the host's handle to its mailbox."""

    pid: int
    stream: Stream
    handle: int


class Stdio:
    """Connects the standard mailboxes of all tasks with one console."""

    def __init__(self, mailboxes: MailboxManager, source: Input, sink: Output, publish: Publish) -> None:
        self._mailboxes = mailboxes
        self._source = source
        self._sink = sink
        self._publish = publish
        self.outputs: dict[int, _Output] = {}
        self.inputs: dict[int, int] = {}
        self._owners: dict[int, list[tuple[int, int]]] = {}
        self._askers: dict[int, int] = {}

    def attach(self, pid: int) -> str | None:
        """Open the host's side of a task's streams; None, or why that is refused."""
        mine = self._owners[pid] = []
        for name, stream in _STREAMS:
            opened = self._mailboxes.open(HOST, f"{name}@{pid}".encode())
            if not isinstance(opened, Opened):
                return str(opened.quota) if opened.quota else opened.reason
            mine.append((opened.handle, opened.descriptor))
            if stream is None:
                self.inputs[opened.descriptor] = opened.handle
            else:
                self.outputs[opened.descriptor] = _Output(pid, stream, opened.handle)
        return None

    def detach(self, pid: int) -> None:
        """The task is gone: close the host's side of its streams."""
        for handle, descriptor in self._owners.pop(pid, []):
            self._mailboxes.close(HOST, handle)
            self.outputs.pop(descriptor, None)
            self.inputs.pop(descriptor, None)
            self._askers.pop(descriptor, None)

    def drain(self, descriptor: int) -> tuple[bool, list[Wake]]:
        """Hand what waits on an output mailbox to the console.

        Returns whether the console keeps up, and the waits that the emptied queue completed.
        """
        output = self.outputs[descriptor]
        keeps_up = True
        wakes: list[Wake] = []
        while isinstance(message := self._mailboxes.recv(HOST, output.handle, _WHOLE), Received):
            wakes += message.wake
            if message.seq is None:  # a task said that its output has ended: that is read again and again
                break
            if message.payload:
                self._publish(output.pid, output.stream, message.payload)
                keeps_up = self._sink.write(output.stream, message.payload) and keeps_up
        return keeps_up, wakes

    def feed(self, descriptor: int, limit: int | None = None) -> Iterable[Wake] | None:
        """A task found its input mailbox empty: send it the next message of the input, of at most `limit` bytes.

        Returns the waits that this completed; None if nothing is there yet, then it is remembered who asked.
        """
        handle = self.inputs[descriptor]
        found = self._mailboxes.peek(HOST, handle)
        assert isinstance(found, Peeked), "the host's handle to an input stays open while its task lives"
        room = max(found.capacity - HSX_MBX_MSG_OVERHEAD, 1)
        wanted = room if limit is None else max(min(room, limit), 1)
        self._sink.flush()
        data = self._source.take(wanted)
        if data is None:
            self._askers[descriptor] = wanted
            return None
        sent = self._mailboxes.send(HOST, handle, data, 0 if data else MbxFlag.EOF)
        return sent.wake if isinstance(sent, Sent) else ()

    def arrived(self, data: bytes) -> list[Wake]:
        """Input came from outside: serve those who asked, first come first served."""
        self._source.arrived(data)
        wakes: list[Wake] = []
        askers, self._askers = self._askers, {}
        for descriptor, wanted in askers.items():
            wakes += self.feed(descriptor, wanted) or ()
        return wakes

    @property
    def asked(self) -> frozenset[int]:
        """The input mailboxes whose task asked for input that has not come yet."""
        return frozenset(self._askers)

    def log(self, line: str) -> None:
        """A line of the host's own, in order with what the tasks write."""
        self._sink.write(Stream.ERR, f"{line}\n".encode())

    def flush(self) -> None:
        """Hand over collected output."""
        self._sink.flush()
