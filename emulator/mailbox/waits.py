"""Waits: what an owner is waiting for in the mailboxes, and in which order waits are served.

An owner has at most one wait. A receiving wait (RECEIVE, PEEK, ANY) stands in `receivers` of every mailbox it looks at,
a sending one in `senders` of its mailbox, with a copy of what it wants to send. Receivers are served in three classes
(the owner of the mailbox, other readers, taps) and in each class in order of arrival; senders in order of arrival.
"""

from dataclasses import dataclass
from enum import Enum

from emulator.mailbox.mailbox import Handle, Mailbox


class WaitKind(Enum):
    """What would end the wait; the value is how it is told to the user."""

    RECEIVE = "receive on"
    SEND = "room in"
    PEEK = "a message in"
    ANY = "a message in any of"


@dataclass(slots=True, eq=False)
class Wait:
    """One owner's wait. `ticket` is its place in the order of arrival."""

    owner: int
    kind: WaitKind
    handles: tuple[Handle, ...]
    ticket: int
    max_length: int = 0
    payload: bytes = b""
    flags: int = 0
    channel: int = 0

    @property
    def descriptors(self) -> tuple[int, ...]:
        """Return the mailboxes waited for, in the order of the handles."""
        return tuple(box.id for box in self.boxes())

    @property
    def text(self) -> str:
        """Return the wait in words, as `receive on svc:stdio.in@1`."""
        return f"{self.kind.value} {', '.join(str(box.target) for box in self.boxes())}"

    def boxes(self) -> list[Mailbox]:
        """Return each mailbox once."""
        return list(dict.fromkeys(handle.box for handle in self.handles))

    def enter(self) -> None:
        """Stand in line."""
        for box in self.boxes():
            (box.senders if self.kind is WaitKind.SEND else box.receivers).append(self)

    def leave(self) -> None:
        """Step out of every line."""
        for box in self.boxes():
            (box.senders if self.kind is WaitKind.SEND else box.receivers).remove(self)


def in_wake_order(box: Mailbox) -> list[Wait]:
    """Return the receiving waits on `box`, the first to be served first."""
    if len(box.receivers) == 1:
        return box.receivers[:]
    return sorted(box.receivers, key=lambda wait: (_wake_class(box, wait), wait.ticket))


def _wake_class(box: Mailbox, wait: Wait) -> int:
    handle = next(handle for handle in wait.handles if handle.box is box)
    if handle.tap is not None:
        return 2
    return 0 if wait.owner == box.target.owner else 1
