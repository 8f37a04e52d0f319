"""What the operations of the mailbox manager return: values, never exceptions.

Each operation gives its own result, or `WouldBlock` (nothing happened; with wait=True the owner now waits), or
`Refused` (nothing happened; `status` is what the guest gets in R0). Every result but `Refused` has `wake`: the waits
of others that this operation completed, in the order in which their tasks wake. They are named tuples because a
system makes hundreds of thousands of them per second.
"""

from typing import NamedTuple

from emulator.mailbox.profile import QuotaReport
from hxe.abi import MbxStatus


class Refused(NamedTuple):
    """The operation cannot be done; `quota` tells which limit was met, where one was."""

    status: MbxStatus
    reason: str
    quota: QuotaReport | None = None


class Wake(NamedTuple):
    """A wait that is over: `outcome` is the result that its owner was waiting for, or why it gets none."""

    owner: int
    handle: int
    outcome: "Outcome"


class WouldBlock(NamedTuple):
    """No message (NO_DATA) or no room (WOULDBLOCK) right now."""

    status: MbxStatus
    descriptor: int
    wake: tuple[Wake, ...] = ()


class Opened(NamedTuple):
    """A new handle of its owner."""

    handle: int
    descriptor: int
    wake: tuple[Wake, ...] = ()


class Bound(NamedTuple):
    """The mailbox exists with the capacity and mode that were asked for."""

    descriptor: int
    wake: tuple[Wake, ...] = ()


class Sent(NamedTuple):
    """The message, `length` bytes, was taken."""

    descriptor: int
    length: int
    wake: tuple[Wake, ...] = ()


class Received(NamedTuple):
    """A message. `payload` is cut to what the receiver has room for, `length` is what was sent.

    `seq` is the message's number in its mailbox, None for a hint that had no room and for the end of input.
    """

    payload: bytes
    length: int
    flags: int
    channel: int
    src: int
    seq: int | None
    descriptor: int
    wake: tuple[Wake, ...] = ()


class Ready(NamedTuple):
    """A message can be received: its length and number, and which of the handles waited for has it (from 0)."""

    which: int
    length: int
    seq: int
    descriptor: int
    wake: tuple[Wake, ...] = ()


class Peeked(NamedTuple):
    """What a handle would find: `depth` messages, the next of `next_length` bytes (0 without one)."""

    depth: int
    bytes_used: int
    next_length: int
    capacity: int
    head_seq: int
    next_seq: int
    mode: int
    descriptor: int


class Tapped(NamedTuple):
    """The handle is a tap now, or no longer."""

    descriptor: int
    wake: tuple[Wake, ...] = ()


class Closed(NamedTuple):
    """The handle is gone."""

    descriptor: int
    wake: tuple[Wake, ...] = ()


Outcome = Received | Sent | Ready | Refused
