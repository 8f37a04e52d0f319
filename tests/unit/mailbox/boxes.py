"""Builders for the mailbox tests: a manager, handles, and results that must have succeeded."""

from typing import TypeVar

from emulator.mailbox.manager import MailboxManager
from emulator.mailbox.profile import Profile
from emulator.mailbox.results import Bound, Opened, Received, Refused, Sent, WouldBlock

Result = TypeVar("Result")

Noted = list[tuple[str, int, dict[str, object]]]


def system(profile: Profile | None = None) -> MailboxManager:
    return MailboxManager(profile)


def watched(profile: Profile | None = None) -> tuple[MailboxManager, Noted]:
    """A manager and the list of the events that it will tell."""
    events: Noted = []
    return MailboxManager(profile, lambda kind, pid, data: events.append((kind, pid, data))), events


def must(result: object, kind: type[Result]) -> Result:
    assert isinstance(result, kind), result
    return result


def opened(manager: MailboxManager, owner: int, name: bytes = b"app:box", flags: int = 0) -> int:
    return must(manager.open(owner, name, flags), Opened).handle


def bound(manager: MailboxManager, owner: int, name: bytes = b"app:box", capacity: int = 0, mode: int = 0) -> int:
    return must(manager.bind(owner, name, capacity, mode), Bound).descriptor


def sent(manager: MailboxManager, owner: int, handle: int, payload: bytes, flags: int = 0, channel: int = 0) -> Sent:
    return must(manager.send(owner, handle, payload, flags, channel), Sent)


def received(manager: MailboxManager, owner: int, handle: int, room: int = 1000) -> Received:
    return must(manager.recv(owner, handle, room), Received)


def drained(manager: MailboxManager, owner: int, handle: int) -> list[bytes]:
    """The payloads that the handle can take now."""
    payloads: list[bytes] = []
    while isinstance(message := manager.recv(owner, handle, 1000), Received):
        payloads.append(message.payload)
    return payloads


def status(result: object) -> int:
    """The status of a result that did not succeed."""
    assert isinstance(result, Refused | WouldBlock), result
    return int(result.status)


def row(manager: MailboxManager, target: str) -> dict[str, object]:
    """The row of a mailbox in the snapshot."""
    return next(dict(row) for row in manager.snapshot()["descriptors"] if row["target"] == target)


def targets(manager: MailboxManager) -> list[str]:
    return [row["target"] for row in manager.snapshot()["descriptors"]]
