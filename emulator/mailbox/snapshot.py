"""What the mailboxes of a system look like to an onlooker: JSON-ready tables, fields named as in v1.

A snapshot copies no payload unless asked; the sums are counters that the mailboxes keep, so asking is cheap.
"""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

from emulator.mailbox.mailbox import Handle, Mailbox, Message
from emulator.mailbox.registry import Registry
from emulator.mailbox.waits import Wait


class TapRow(TypedDict):
    """A handle that observes."""

    pid: int
    handle: int
    depth: int


class HandleRow(TypedDict):
    """An open handle; `delivered` and `lost` count since it joined."""

    pid: int
    handle: int
    can_read: bool
    can_send: bool
    reader: bool
    tap: bool
    pending: int
    delivered: int
    lost: int


class MessageRow(TypedDict):
    """A queued message."""

    seq: int
    src_pid: int
    flags: int
    channel: int
    data_hex: str


class DescriptorRow(TypedDict):
    """A mailbox."""

    descriptor_id: int
    namespace: int
    name: str
    target: str
    owner_pid: int | None
    capacity: int
    bytes_used: int
    queue_depth: int
    depth_high: int
    head_seq: int
    next_seq: int
    mode_mask: int
    fanout: bool
    ended: bool
    declared: bool
    enqueued: int
    reclaimed: int
    dropped: int
    discarded: int
    waiters: list[int]
    send_waiters: list[int]
    taps: list[TapRow]
    handles: list[HandleRow]
    messages: NotRequired[list[MessageRow]]


class Stats(TypedDict):
    """The sums over a system; bytes of queues, not of taps, unless said."""

    max_descriptors: int
    active_descriptors: int
    free_descriptors: int
    descriptor_pool_exhausted: bool
    total_capacity: int
    bytes_used: int
    bytes_available: int
    queue_bytes_reserved: int
    queue_bytes_limit: int
    queue_depth: int
    handles_total: int
    handles_per_pid: dict[str, int]
    handle_limit_per_pid: int
    tap_rate_limit: int
    tap_count: int
    tap_queue_depth: int
    waiter_count: int
    fanout_descriptors: int


class Snapshot(TypedDict):
    """All mailboxes in order of their numbers, and the sums."""

    descriptors: list[DescriptorRow]
    stats: Stats


def describe_system(registry: Registry, waits: Mapping[int, Wait], payloads: bool) -> Snapshot:
    """Return the snapshot of everything in `registry`."""
    rows = [_describe(box) for box in registry.boxes.values()]
    if payloads:
        for row, box in zip(rows, registry.boxes.values(), strict=True):
            row["messages"] = [_message(message) for message in box.queue]
    return {"descriptors": rows, "stats": sum_up(registry, len(waits))}


def sum_up(registry: Registry, waiter_count: int) -> Stats:
    """Return the sums."""
    totals = registry.totals
    active = len(registry.boxes)
    limit = registry.profile.descriptors
    handles = {str(owner): len(mine) for owner, mine in registry.handles.items() if mine}
    return {
        "max_descriptors": limit,
        "active_descriptors": active,
        "free_descriptors": limit - active,
        "descriptor_pool_exhausted": active >= limit,
        "total_capacity": totals.capacity,
        "bytes_used": totals.bytes_used,
        "bytes_available": totals.capacity - totals.bytes_used,
        "queue_bytes_reserved": registry.reserved,
        "queue_bytes_limit": registry.profile.queue_bytes,
        "queue_depth": totals.queue_depth,
        "handles_total": sum(handles.values()),
        "handles_per_pid": handles,
        "handle_limit_per_pid": registry.profile.handles_per_task,
        "tap_rate_limit": registry.profile.tap_rate,
        "tap_count": totals.tap_count,
        "tap_queue_depth": totals.tap_queue_depth,
        "waiter_count": waiter_count,
        "fanout_descriptors": totals.fanout_descriptors,
    }


def _describe(box: Mailbox) -> DescriptorRow:
    return {
        "descriptor_id": box.id,
        "namespace": int(box.target.namespace),
        "name": box.target.text,
        "target": str(box.target),
        "owner_pid": box.target.owner,
        "capacity": box.capacity,
        "bytes_used": box.bytes_used,
        "queue_depth": len(box.queue),
        "depth_high": box.depth_high,
        "head_seq": box.first_seq,
        "next_seq": box.next_seq,
        "mode_mask": box.mode,
        "fanout": box.fanout,
        "ended": box.ended,
        "declared": bool(box.declared),
        "enqueued": box.next_seq,
        "reclaimed": box.reclaimed,
        "dropped": box.dropped,
        "discarded": box.discarded,
        "waiters": [wait.owner for wait in box.receivers],
        "send_waiters": [wait.owner for wait in box.senders],
        "taps": [{"pid": tap.owner, "handle": tap.number, "depth": box.pending(tap)} for tap in box.taps],
        "handles": [_handle(handle) for handle in box.handles],
    }


def _handle(handle: Handle) -> HandleRow:
    return {
        "pid": handle.owner,
        "handle": handle.number,
        "can_read": handle.can_read,
        "can_send": handle.can_send,
        "reader": handle.reading,
        "tap": handle.tap is not None,
        "pending": handle.box.pending(handle),
        "delivered": handle.delivered,
        "lost": handle.lost,
    }


def _message(message: Message) -> MessageRow:
    return {
        "seq": message.seq,
        "src_pid": message.src,
        "flags": message.flags,
        "channel": message.channel,
        "data_hex": message.payload.hex(),
    }
