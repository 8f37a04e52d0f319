"""Quotas of the mailbox manager: what a system may hold at most.

A `Profile` is a value. `desktop` is roomy, `embedded` is what a small controller can afford; every field can be
overridden by name: `profile_named("embedded", {"descriptors": 24})`, or from text: `parse_overrides("descriptors=24")`.
A `QuotaReport` tells who ran into which quota: its name, what is used, the limit, and who holds how much.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

from emulator.mailbox.errors import MailboxError
from hxe.abi import HSX_MBX_DEFAULT_RING_CAPACITY

MAX_LIMIT = 0xFFFF_FFFF
"""No quota is larger: sizes and counts of the guest have 32 bits."""

_SHOWN_HOLDERS = 8


@dataclass(frozen=True, slots=True)
class Profile:
    """The limits of one system."""

    descriptors: int = 256
    """Mailboxes that exist at once."""

    handles_per_task: int = 64
    """Handles a task has open at once. The host (owner 0) is not limited."""

    queue_bytes: int = 16 * 1024 * 1024
    """Sum of the capacities of all mailboxes and taps; reserved when one is made, so that no send fails for it."""

    tap_rate: int = 0
    """Copies a tap gets per virtual second, 0 for no limit."""

    default_capacity: int = HSX_MBX_DEFAULT_RING_CAPACITY
    """Bytes of a mailbox whose maker names no capacity."""


PROFILES = {
    "desktop": Profile(),
    "embedded": Profile(descriptors=16, handles_per_task=8, queue_bytes=4096, tap_rate=20),
}

_MAY_BE_ZERO = frozenset({"tap_rate"})


def profile_named(name: str, overrides: Mapping[str, int] | None = None) -> Profile:
    """Return the profile `name` with `overrides` by field name. Raises MailboxError for words that mean nothing."""
    if name not in PROFILES:
        raise MailboxError(f"unknown mailbox profile '{name}' (expected {' or '.join(PROFILES)})")
    known = [field.name for field in fields(Profile)]
    for field, value in (overrides or {}).items():
        if field not in known:
            raise MailboxError(f"unknown mailbox quota '{field}' (expected one of {', '.join(known)})")
        least = 0 if field in _MAY_BE_ZERO else 1
        if not least <= value <= MAX_LIMIT:
            raise MailboxError(f"mailbox quota {field} is {value} (expected {least} to {MAX_LIMIT})")
    return replace(PROFILES[name], **(overrides or {}))


def parse_overrides(text: str) -> dict[str, int]:
    """Return the overrides of `field=number,field=number`; numbers in decimal or 0x. Raises MailboxError."""
    overrides: dict[str, int] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        field, equals, number = (piece.strip() for piece in part.partition("="))
        try:
            overrides[field] = int(number, 0)
        except ValueError:
            found = f"'{number}'" if equals else "no '='"
            raise MailboxError(f"mailbox quota '{part}': found {found}, expected quota=number") from None
    return overrides


class QuotaReport(NamedTuple):
    """An exhausted quota. `holders` are (owner, amount held), the largest first; owner 0 is the host."""

    name: str
    used: int
    limit: int
    requested: int
    holders: tuple[tuple[int, int], ...]

    def __str__(self) -> str:
        shown = [f"{'host' if owner == 0 else f'pid {owner}'} ({held})" for owner, held in self.holders]
        if len(shown) > _SHOWN_HOLDERS:
            shown[_SHOWN_HOLDERS:] = [f"{len(shown) - _SHOWN_HOLDERS} more"]
        return (
            f"mailbox quota {self.name} is exhausted: {self.requested} more wanted, {self.used} of {self.limit} in use"
            f" by {', '.join(shown) or 'nobody'}"
        )


def quota_report(name: str, limit: int, requested: int, amounts: Iterable[tuple[int, int]]) -> QuotaReport:
    """Return the report for quota `name`, summing the (owner, amount) pairs of everything that exists."""
    held: dict[int, int] = {}
    for owner, amount in amounts:
        held[owner] = held.get(owner, 0) + amount
    holders = tuple(sorted(held.items(), key=lambda pair: (-pair[1], pair[0])))
    return QuotaReport(name, sum(held.values()), limit, requested, holders)
