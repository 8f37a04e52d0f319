"""The events of mailboxes: one function per kind, which gives the sink its fields.

A sink takes (type, pid, data). The manager asks for an event only when it has a sink, so that a system that nobody
watches pays nothing. Field names are v1's; `message_seq` links a send to its receive.
"""

from collections.abc import Callable

from emulator.mailbox.mailbox import Handle, Mailbox, Message
from emulator.mailbox.names import Target
from emulator.mailbox.profile import QuotaReport
from hxe.abi import MbxStatus

Sink = Callable[[str, int, dict[str, object]], None]

_EXHAUSTED: dict[str, tuple[str, dict[str, str]]] = {
    "descriptors": ("descriptor_pool_full", {"max_descriptors": "limit"}),
    "handles_per_task": ("handle_limit", {"handle_limit": "limit", "handles": "used"}),
    "queue_bytes": ("queue_bytes_full", {}),
}
"""Quota -> the reason of its event, and the fields that v1 gave it beside ours."""


def created(sink: Sink, pid: int, box: Mailbox) -> None:
    """Tell that `pid` made a mailbox."""
    sink("mailbox_created", pid, _shape(box))


def bound(sink: Sink, pid: int, box: Mailbox) -> None:
    """Tell that `pid` bound a mailbox that existed."""
    sink("mailbox_bound", pid, _shape(box))


def removed(sink: Sink, box: Mailbox) -> None:
    """Tell that a mailbox that nothing kept has gone."""
    sink("mailbox_removed", box.creator, {"descriptor": box.id, "name": str(box.target)})


def sent(sink: Sink, handle: Handle, message: Message) -> None:
    """Tell that a message was queued."""
    length = len(message.payload)
    _traffic(sink, "mailbox_send", handle, length, message.flags, message.channel, message.src, message.seq)


def hinted(sink: Sink, handle: Handle, flags: int, channel: int) -> None:
    """Tell that an empty message was sent that stands in no queue."""
    _traffic(sink, "mailbox_send", handle, 0, flags, channel, handle.owner, None)


def received(
    sink: Sink, handle: Handle, length: int, flags: int, channel: int, src: int, seq: int | None
) -> None:
    """Tell that a message was delivered to who asked for it."""
    _traffic(sink, "mailbox_recv", handle, length, flags, channel, src, seq)


def woken(
    sink: Sink,
    handle: Handle,
    status: MbxStatus,
    length: int = 0,
    flags: int = 0,
    channel: int = 0,
    src: int = 0,
    seq: int | None = None,
) -> None:
    """Tell that a wait is over."""
    data: dict[str, object] = {
        "descriptor": handle.box.id,
        "handle": handle.number,
        "status": int(status),
        "length": length,
        "flags": flags,
        "channel": channel,
        "src_pid": src,
        "message_seq": seq,
    }
    sink("mailbox_wake", handle.owner, data)


def overrun(sink: Sink, pid: int, box: Mailbox, message: Message, reason: str, tap: Handle | None = None) -> None:
    """Tell that `message` was lost: to the readers of the mailbox, or to one tap."""
    data: dict[str, object] = {
        "descriptor": box.id,
        "dropped_seq": message.seq,
        "dropped_length": len(message.payload),
        "dropped_flags": message.flags,
        "channel": message.channel,
        "reason": reason,
        "queue_depth": len(box.queue) if tap is None else box.pending(tap),
    }
    sink("mailbox_overrun", pid, data if tap is None else data | _tap(tap))


def backpressure(sink: Sink, pid: int, box: Mailbox, policy: str, requested: int) -> None:
    """Tell that a message of `requested` bytes found no room."""
    sink("mailbox_backpressure", pid, _pressure(box, policy, requested))


def tap_limited(sink: Sink, pid: int, tap: Handle, requested: int, limit: int) -> None:
    """Tell that a tap got no copy because it had `limit` in this virtual second."""
    data = _pressure(tap.box, "tap_rate_limit", requested) | _tap(tap) | {"limit": limit}
    sink("mailbox_backpressure", pid, data)


def exhausted(sink: Sink, pid: int, target: Target, report: QuotaReport) -> None:
    """Tell that a quota was met when `pid` wanted a mailbox, a handle or a tap."""
    reason, v1_fields = _EXHAUSTED[report.name]
    data: dict[str, object] = {
        "reason": reason,
        "quota": report.name,
        "used": report.used,
        "limit": report.limit,
        "requested": report.requested,
        "holders": [list(holder) for holder in report.holders],
        "namespace": int(target.namespace),
        "name": str(target),
        "owner": target.owner,
    }
    data |= {name: getattr(report, attribute) for name, attribute in v1_fields.items()}
    sink("mailbox_exhausted", pid, data)


def _traffic(
    sink: Sink, event: str, handle: Handle, length: int, flags: int, channel: int, src: int, seq: int | None
) -> None:
    data: dict[str, object] = {
        "descriptor": handle.box.id,
        "handle": handle.number,
        "length": length,
        "flags": flags,
        "channel": channel,
        "src_pid": src,
        "message_seq": seq,
    }
    sink(event, handle.owner, data)


def _shape(box: Mailbox) -> dict[str, object]:
    return {
        "descriptor": box.id,
        "namespace": int(box.target.namespace),
        "name": str(box.target),
        "owner": box.target.owner,
        "capacity": box.capacity,
        "mode": box.mode,
    }


def _pressure(box: Mailbox, policy: str, requested: int) -> dict[str, object]:
    return {
        "descriptor": box.id,
        "policy": policy,
        "capacity": box.capacity,
        "bytes_used": box.bytes_used,
        "requested": requested,
    }


def _tap(tap: Handle) -> dict[str, object]:
    return {"tap_pid": tap.owner, "tap_handle": tap.number}
