"""Module 5: the mailbox calls, v1's seven and the five new ones.

Each handler turns registers into one operation of the mailbox manager and its result into registers: R0 is the status,
the rest as the table in runtime.md says. An operation that would block and may wait becomes one of the waits below;
when the manager completes it, `finish` stores the message and gives the registers. Whatever an operation completes for
others is delivered before the call returns; whatever reaches a standard stream goes to the console.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from emulator.cpu.machine import Machine
from emulator.executive.call import Call, GuestSlice, Outcome
from emulator.executive.waits import ConsoleWait, Results, Wait
from emulator.mailbox import results as mailbox
from emulator.mailbox.results import Bound, Closed, Opened, Peeked, Ready, Received, Refused, Sent, WouldBlock
from hxe.abi import (
    HSX_MBX_MAX_NAME_BYTES,
    HSX_MBX_TIMEOUT_FOREVER,
    HSX_MBX_TIMEOUT_INFINITE,
    HSX_MBX_WAIT_ANY_MAX,
    MBX_RECV_INFO,
    MbxFn,
    MbxStatus,
)

_OK = int(MbxStatus.OK)
_INFO = MBX_RECV_INFO.format()
_FOREVER = (HSX_MBX_TIMEOUT_INFINITE, HSX_MBX_TIMEOUT_FOREVER)


def _timeout(value: int) -> int | None:
    """Milliseconds of a timeout argument, None for ever."""
    return None if value in _FOREVER else value


def _store_message(machine: Machine, buffer: int, info: int, outcome: Received | Refused | WouldBlock) -> Results:
    """Store what RECV and TAKE give, payload and information block; the registers, of a poll only R0 and R1."""
    if isinstance(outcome, Received):
        found = (_OK, len(outcome.payload), outcome.flags, outcome.channel, outcome.src)
        if outcome.payload:
            machine.write(buffer, outcome.payload)
    else:
        found = (int(outcome.status), 0, 0, 0, 0)
    if info:
        machine.write(info, _INFO.pack(*found))
    return found[:2] if isinstance(outcome, WouldBlock) else found


@dataclass(slots=True, kw_only=True, eq=False)
class ReceiveWait(Wait):
    """RECV: `buffer` and `info` (0: none) are guest addresses."""

    buffer: int
    info: int

    def finish(self, machine: Machine, outcome: mailbox.Outcome, /) -> Results:
        """The message, or the status in place of it."""
        assert isinstance(outcome, Received | Refused), "a receive ends with a message or a status"
        return _store_message(machine, self.buffer, self.info, outcome)


@dataclass(slots=True, kw_only=True, eq=False)
class SendWait(Wait):
    """SEND_WAIT: the manager keeps the message."""

    def finish(self, _machine: Machine, outcome: mailbox.Outcome, /) -> Results:
        """The length that was sent, or the status."""
        return (_OK, outcome.length) if isinstance(outcome, Sent) else _status_and(outcome, 1)


@dataclass(slots=True, kw_only=True, eq=False)
class PeekWait(Wait):
    """PEEK_WAIT."""

    def finish(self, _machine: Machine, outcome: mailbox.Outcome, /) -> Results:
        """Length and number of the message, or the status."""
        return (_OK, outcome.length, outcome.seq) if isinstance(outcome, Ready) else _status_and(outcome, 2)


@dataclass(slots=True, kw_only=True, eq=False)
class AnyWait(Wait):
    """WAIT_ANY."""

    def finish(self, _machine: Machine, outcome: mailbox.Outcome, /) -> Results:
        """The index of the handle (the first field of Ready; tuples have a method of its name), or the status."""
        return (_OK, outcome[0]) if isinstance(outcome, Ready) else _status_and(outcome, 1)


def _status_and(outcome: mailbox.Outcome | WouldBlock, zeros: int) -> Results:
    """A status that is not OK, and `zeros` results that are 0."""
    assert isinstance(outcome, Refused | WouldBlock), "what is not done has a status"
    return (int(outcome.status), *([0] * zeros))


def _refused(call: Call, function: MbxFn, outcome: Refused) -> Results:
    """Answer a refusal, and tell who listens why."""
    kernel = call.kernel
    if kernel.bus.active:
        about = {"fn": int(function), "error": outcome.reason, "status": int(outcome.status)}
        kernel.emit("mailbox_error", call.task.pid, dict(about))
    return (int(outcome.status),)


def _name(call: Call) -> bytes:
    return call.text(call.arg(1), HSX_MBX_MAX_NAME_BYTES)


def open_mailbox(call: Call) -> Outcome:
    """5.0: R1 name, R2 rights -> R1 handle."""
    done = call.kernel.mailboxes.open(call.task.pid, _name(call), call.arg(2))
    if not isinstance(done, Opened):
        return _refused(call, MbxFn.OPEN, done)
    call.kernel.complete(done.wake)
    return (_OK, done.handle)


def bind(call: Call) -> Outcome:
    """5.1: R1 name, R2 capacity (0 keeps it), R3 mode (0 keeps it) -> R1 descriptor."""
    done = call.kernel.mailboxes.bind(call.task.pid, _name(call), call.arg(2), call.arg(3))
    if not isinstance(done, Bound):
        return _refused(call, MbxFn.BIND, done)
    call.kernel.complete(done.wake)
    return (_OK, done.descriptor)


def send(call: Call) -> Outcome:
    """5.2: R1 handle, R2 data, R3 length, R4 flags, R5 channel -> R1 length. Never waits for room."""
    return _send(call, MbxFn.SEND, None)


def send_wait(call: Call) -> Outcome:
    """5.8: as SEND, R6 timeout."""
    return _send(call, MbxFn.SEND_WAIT, call.arg(6))


def _send(call: Call, function: MbxFn, timeout: int | None) -> Outcome:
    handle, address, length, flags, channel = call.args(5)
    payload = call.read(GuestSlice(address, length))
    done = call.kernel.mailboxes.send(call.task.pid, handle, payload, flags, channel, bool(timeout))
    if isinstance(done, Sent):
        return after_send(call, done, (_OK, done.length))
    if isinstance(done, Refused):
        return _refused(call, function, done)
    call.kernel.complete(done.wake)
    if timeout:
        return SendWait(timeout=_timeout(timeout), handle=handle, descriptor=done.descriptor)
    return (int(done.status),)


def after_send(call: Call, done: Sent, results: Results) -> Outcome:
    """Deliver what a message completed, and hand it to the console if it went to an output stream."""
    kernel = call.kernel
    call.task.counters.sent += 1
    if done.wake:
        kernel.complete(done.wake)
    if done.descriptor not in kernel.stdio.outputs:
        return results
    keeps_up, wakes = kernel.stdio.drain(done.descriptor)
    kernel.complete(wakes)
    return results if keeps_up else ConsoleWait(timeout=None, descriptor=done.descriptor, at_once=results)


def recv(call: Call) -> Outcome:
    """5.3: R1 handle, R2 buffer, R3 room, R4 timeout, R5 information block or 0.

    Gives R1 length, R2 flags, R3 channel, R4 sender. A longer message is cut and consumed.
    """
    mailboxes, pid = call.kernel.mailboxes, call.task.pid
    handle, buffer, room, timeout, info = call.args(5)
    done = mailboxes.recv(pid, handle, room, bool(timeout))
    if isinstance(done, WouldBlock) and done.descriptor in call.kernel.stdio.inputs:
        if timeout:
            call.kernel.complete(mailboxes.cancel_wait(pid))
        call.kernel.complete(call.kernel.stdio.feed(done.descriptor, room) or ())
        done = mailboxes.recv(pid, handle, room, bool(timeout))
    if isinstance(done, Received):
        call.task.counters.received += 1
        results = _store_message(call.machine, buffer, info, done)
        if done.wake:
            call.kernel.complete(done.wake)
        return results
    if isinstance(done, Refused):
        return _refused(call, MbxFn.RECV, done)
    if done.wake:
        call.kernel.complete(done.wake)
    if not timeout:
        return _store_message(call.machine, buffer, info, done)
    return ReceiveWait(
        timeout=_timeout(timeout), handle=handle, descriptor=done.descriptor, buffer=buffer, info=info
    )


def peek(call: Call) -> Outcome:
    """5.4: R1 handle -> R1 messages, R2 bytes used, R3 length of the next."""
    kernel = call.kernel
    pid, handle = call.task.pid, call.arg(1)
    done = kernel.mailboxes.peek(pid, handle)
    if isinstance(done, Peeked) and done.depth == 0 and done.descriptor in kernel.stdio.inputs:
        kernel.complete(kernel.stdio.feed(done.descriptor) or ())
        done = kernel.mailboxes.peek(pid, handle)
    if isinstance(done, Refused):
        return _refused(call, MbxFn.PEEK, done)
    return (_OK, done.depth, done.bytes_used, done.next_length)


def tap(call: Call) -> Outcome:
    """5.5: R1 handle, R2 bit 0: the handle observes what is sent from now on, or reads again."""
    done = call.kernel.mailboxes.tap(call.task.pid, call.arg(1), bool(call.arg(2) & 1))
    if isinstance(done, Refused):
        return _refused(call, MbxFn.TAP, done)
    call.kernel.complete(done.wake)
    return (_OK,)


def close(call: Call) -> Outcome:
    """5.6: R1 handle."""
    done = call.kernel.mailboxes.close(call.task.pid, call.arg(1))
    if not isinstance(done, Closed):
        return _refused(call, MbxFn.CLOSE, done)
    call.kernel.complete(done.wake)
    return (_OK,)


def notify(call: Call) -> Outcome:
    """5.7: R1 handle: wake a reader with a message of length 0."""
    done = call.kernel.mailboxes.notify(call.task.pid, call.arg(1))
    if not isinstance(done, Sent):
        return _refused(call, MbxFn.NOTIFY, done)
    return after_send(call, done, (_OK,))


def peek_wait(call: Call) -> Outcome:
    """5.9: R1 handle, R2 timeout -> R1 length, R2 sequence number of the next message."""
    pid, handle, timeout = call.task.pid, call.arg(1), call.arg(2)
    mailboxes = call.kernel.mailboxes
    _feed_if_empty(call, [handle])
    done = mailboxes.peek_wait(pid, handle, bool(timeout))
    if isinstance(done, Refused):
        return _refused(call, MbxFn.PEEK_WAIT, done)
    call.kernel.complete(done.wake)
    if isinstance(done, Ready):
        return (_OK, done.length, done.seq)
    if timeout:
        return PeekWait(timeout=_timeout(timeout), handle=handle, descriptor=done.descriptor)
    return _status_and(done, 2)


def take(call: Call) -> Outcome:
    """5.10: R1 handle, R2 sequence number, R3 buffer, R4 room, R5 information block or 0 -> as RECV."""
    done = call.kernel.mailboxes.take(call.task.pid, call.arg(1), call.arg(2), call.arg(4))
    if isinstance(done, Refused):
        return _refused(call, MbxFn.TAKE, done)
    call.kernel.complete(done.wake)
    call.task.counters.received += isinstance(done, Received)
    return _store_message(call.machine, call.arg(3), call.arg(5), done)


def wait_any(call: Call) -> Outcome:
    """5.11: R1 address of u32 handles, R2 their count 1..16, R3 timeout -> R1 index of the first that is ready."""
    count, timeout = call.arg(2), call.arg(3)
    if not 1 <= count <= HSX_MBX_WAIT_ANY_MAX:
        reason = f"WAIT_ANY takes 1 to {HSX_MBX_WAIT_ANY_MAX} handles, found {count}"
        return _refused(call, MbxFn.WAIT_ANY, Refused(MbxStatus.INTERNAL_ERROR, reason))
    table = call.machine.read(call.arg(1), 4 * count)
    handles = [int.from_bytes(table[n : n + 4], "little") for n in range(0, len(table), 4)]
    _feed_if_empty(call, handles)
    done = call.kernel.mailboxes.wait_any(call.task.pid, handles, bool(timeout))
    if isinstance(done, Refused):
        return _refused(call, MbxFn.WAIT_ANY, done)
    call.kernel.complete(done.wake)
    if isinstance(done, Ready):
        return (_OK, done[0])
    if timeout:
        return AnyWait(timeout=_timeout(timeout), handle=handles[0], descriptor=done.descriptor)
    return _status_and(done, 1)


def _feed_if_empty(call: Call, handles: Sequence[int]) -> None:
    """Ask the console for input where one of the handles is an empty standard input and no other has a message."""
    kernel = call.kernel
    found = [kernel.mailboxes.peek(call.task.pid, handle) for handle in handles]
    if any(isinstance(box, Peeked) and box.depth for box in found):
        return
    for box in found:
        if isinstance(box, Peeked) and box.descriptor in kernel.stdio.inputs:
            kernel.complete(kernel.stdio.feed(box.descriptor) or ())


def unknown(_: Call) -> Outcome:
    """Any other function of module 5: v1 answers INTERNAL_ERROR."""
    return (int(MbxStatus.INTERNAL_ERROR),)
