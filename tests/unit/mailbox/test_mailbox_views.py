"""What an onlooker sees: events, snapshot, sums (hsx1-facts 5.7)."""

from emulator.event_types import BY_NAME
from emulator.mailbox.manager import MailboxManager
from emulator.mailbox.profile import Profile
from hxe.abi import MbxFlag, MbxMode, MbxNamespace, MbxStatus
from tests.unit.mailbox.boxes import Noted, bound, opened, received, row, sent, system, watched

DROP, BLOCK = int(MbxMode.FANOUT_DROP), int(MbxMode.FANOUT_BLOCK)


def told(events: Noted, kind: str) -> list[tuple[int, dict[str, object]]]:
    return [(pid, data) for name, pid, data in events if name == kind]


def test_a_send_and_its_receive_share_the_number_of_the_message() -> None:
    manager, events = watched()
    there, here = opened(manager, 1), opened(manager, 2)
    sent(manager, 1, there, b"abc", flags=4, channel=9)
    received(manager, 2, here, room=1)
    about = {"length": 3, "flags": 4, "channel": 9, "src_pid": 1, "message_seq": 0}
    assert told(events, "mailbox_send") == [(1, {"descriptor": 1, "handle": there, **about})]
    assert told(events, "mailbox_recv") == [(2, {"descriptor": 1, "handle": here, **about})]


def test_a_woken_receiver_has_a_wake_and_no_receive() -> None:
    manager, events = watched()
    there, here = opened(manager, 1), opened(manager, 2)
    manager.recv(2, here, 10, wait=True)
    sent(manager, 1, there, b"abc", flags=4, channel=9)
    assert told(events, "mailbox_recv") == []
    about = {"length": 3, "flags": 4, "channel": 9, "src_pid": 1, "message_seq": 0}
    assert told(events, "mailbox_wake") == [(2, {"descriptor": 1, "handle": here, "status": 0, **about})]


def test_a_sender_let_in_has_its_send_and_then_its_wake() -> None:
    manager, events = watched()
    bound(manager, 1, capacity=9)
    box, other = opened(manager, 1), opened(manager, 2)
    sent(manager, 1, box, b"a")
    manager.send(2, other, b"b", wait=True)
    events.clear()
    received(manager, 1, box)
    assert [(kind, pid) for kind, pid, _ in events] == [("mailbox_recv", 1), ("mailbox_send", 2), ("mailbox_wake", 2)]
    assert (events[2][2]["length"], events[2][2]["message_seq"]) == (1, None)


def test_a_wait_that_ends_with_its_handle_tells_the_status() -> None:
    manager, events = watched()
    here = opened(manager, 2)
    manager.recv(2, here, 10, wait=True)
    manager.close(2, here)
    (wake,) = told(events, "mailbox_wake")
    assert wake[1]["status"] == MbxStatus.INVALID_HANDLE


def test_a_message_without_a_number_is_told_too() -> None:
    manager, events = watched()
    box = opened(manager, 1)
    sent(manager, 1, box, b"", flags=MbxFlag.EOF)
    received(manager, 1, box)
    assert [data["message_seq"] for kind in ("mailbox_send", "mailbox_recv") for _, data in told(events, kind)] == [
        None,
        None,
    ]


def test_backpressure_tells_its_policy_and_what_was_wanted() -> None:
    manager, events = watched()
    for name, mode in ((b"app:s", 0), (b"app:b", BLOCK), (b"app:d", DROP)):
        bound(manager, 1, name, 20, mode)
        box = opened(manager, 1, name)
        sent(manager, 1, box, b"0123456789")
        manager.send(1, box, b"01234")
    assert [data for _, data in told(events, "mailbox_backpressure")] == [
        {"descriptor": n, "policy": policy, "capacity": 20, "bytes_used": 18, "requested": 13}
        for n, policy in ((1, "single"), (2, "fanout_block"), (3, "fanout_drop"))
    ]


def test_an_overrun_tells_which_message_was_dropped() -> None:
    manager, events = watched()
    bound(manager, 1, capacity=20, mode=DROP)
    box = opened(manager, 1)
    sent(manager, 1, box, b"0123", flags=4, channel=3)
    sent(manager, 1, box, b"0123456789")
    assert told(events, "mailbox_overrun") == [
        (
            1,
            {
                "descriptor": 1,
                "dropped_seq": 0,
                "dropped_length": 4,
                "dropped_flags": 4,
                "channel": 3,
                "reason": "fanout_drop",
                "queue_depth": 0,
            },
        )
    ]


def test_a_shrink_tells_what_it_discarded() -> None:
    manager, events = watched()
    box = opened(manager, 1)
    sent(manager, 1, box, b"ab")
    bound(manager, 2, capacity=9)
    assert [(pid, data["reason"]) for pid, data in told(events, "mailbox_overrun")] == [(2, "rebind")]


def test_mailboxes_come_and_go_with_events() -> None:
    manager, events = watched()
    bound(manager, 1, b"svc:x", 100, DROP)
    bound(manager, 2, b"svc:x@1", mode=BLOCK)
    opened(manager, 3, b"app:y")
    for owner in (1, 2, 3):
        manager.close_owner(owner)
    shape = {"descriptor": 1, "namespace": MbxNamespace.SVC, "name": "svc:x@1", "owner": 1, "capacity": 100}
    assert told(events, "mailbox_created")[0] == (1, {**shape, "mode": DROP})
    assert told(events, "mailbox_created")[1][1]["name"] == "app:y"
    assert told(events, "mailbox_bound") == [(2, {**shape, "mode": BLOCK})]
    assert told(events, "mailbox_removed") == [
        (1, {"descriptor": 1, "name": "svc:x@1"}),
        (3, {"descriptor": 2, "name": "app:y"}),
    ]


def test_an_exhausted_quota_is_told_with_its_holders() -> None:
    manager, events = watched(Profile(descriptors=1, handles_per_task=1, queue_bytes=64))
    box = opened(manager, 1)
    manager.open(2, b"app:d")
    manager.open(1, b"app:box")
    manager.tap(1, box, enable=True)
    fields = ("reason", "quota", "used", "limit", "holders", "name")
    seen = [tuple(data[field] for field in fields) for _, data in told(events, "mailbox_exhausted")]
    assert seen == [
        ("descriptor_pool_full", "descriptors", 1, 1, [[1, 1]], "app:d"),
        ("handle_limit", "handles_per_task", 1, 1, [[1, 1]], "app:box"),
        ("queue_bytes_full", "queue_bytes", 64, 64, [[1, 64]], "app:box"),
    ]


def test_every_event_has_the_fields_of_its_row_in_their_order() -> None:
    manager, events = watched(Profile(descriptors=2, handles_per_task=3, tap_rate=3))
    bound(manager, 1, capacity=20, mode=DROP)
    bound(manager, 1, capacity=24)
    out, tap, here = opened(manager, 1), opened(manager, 3), opened(manager, 2)
    manager.tap(3, tap, enable=True)
    manager.recv(2, here, 10, wait=True)
    for payload in (b"a", b"0123456789", b"c", b"d", b"e", b""):
        manager.send(1, out, payload)
    received(manager, 2, here)
    for name in (b"app:b", b"app:c", b"app:b", b"app:b"):
        manager.open(2, name)
    for owner in (1, 2, 3):
        manager.close_owner(owner)
    for kind, _, data in events:
        fields = BY_NAME[kind].fields
        assert [field.name for field in fields if field.name in data] == list(data), kind
        assert {field.name for field in fields if not field.optional} <= data.keys(), kind
    assert len({kind for kind, _, _ in events}) >= 7


def test_without_a_sink_nothing_is_told_and_it_can_come_later() -> None:
    manager = system()
    box = opened(manager, 1)
    events: Noted = []
    assert manager.sink is None
    manager.sink = lambda kind, pid, data: events.append((kind, pid, data))
    sent(manager, 1, box, b"x")
    assert [kind for kind, _, _ in events] == ["mailbox_send"]


def looked_at() -> MailboxManager:
    """Two mailboxes with everything that a snapshot shows."""
    manager = system(Profile(descriptors=10, queue_bytes=1000))
    bound(manager, 1, b"svc:x", 100, DROP)
    out, reader = opened(manager, 1, b"svc:x", 2), opened(manager, 2, b"svc:x@1", 1)
    tap = opened(manager, 3, b"svc:x@1")
    manager.tap(3, tap, enable=True)
    sent(manager, 1, out, b"a")
    sent(manager, 1, out, b"\x00\xff", flags=4, channel=2)
    received(manager, 2, reader)
    waiting = opened(manager, 4, b"app:y")
    manager.recv(4, waiting, 10, wait=True)
    return manager


def test_a_snapshot_shows_each_mailbox() -> None:
    manager = looked_at()
    shown = row(manager, "svc:x@1")
    handles = shown.pop("handles")
    assert shown == {
        "descriptor_id": 1,
        "namespace": 1,
        "name": "x",
        "target": "svc:x@1",
        "owner_pid": 1,
        "capacity": 100,
        "bytes_used": 10,
        "queue_depth": 1,
        "depth_high": 2,
        "head_seq": 1,
        "next_seq": 2,
        "mode_mask": DROP,
        "fanout": True,
        "ended": False,
        "declared": False,
        "enqueued": 2,
        "reclaimed": 1,
        "dropped": 0,
        "discarded": 0,
        "waiters": [],
        "send_waiters": [],
        "taps": [{"pid": 3, "handle": 1, "depth": 2}],
    }
    assert isinstance(handles, list)
    assert [(h["pid"], h["can_read"], h["can_send"], h["reader"], h["tap"], h["pending"]) for h in handles] == [
        (1, False, True, False, False, 1),
        (2, True, False, True, False, 1),
        (3, True, True, False, True, 2),
    ]
    assert (row(manager, "app:y")["waiters"], row(manager, "app:y")["owner_pid"]) == ([4], None)


def test_a_snapshot_has_payloads_only_when_asked() -> None:
    manager = looked_at()
    plain, full = manager.snapshot()["descriptors"][0], manager.snapshot(payloads=True)["descriptors"][0]
    assert "messages" not in plain
    assert full["messages"] == [{"seq": 1, "src_pid": 1, "flags": 4, "channel": 2, "data_hex": "00ff"}]


def test_the_sums_are_those_of_v1_and_more() -> None:
    assert looked_at().stats() == {
        "max_descriptors": 10,
        "active_descriptors": 2,
        "free_descriptors": 8,
        "descriptor_pool_exhausted": False,
        "total_capacity": 164,
        "bytes_used": 10,
        "bytes_available": 154,
        "queue_bytes_reserved": 264,
        "queue_bytes_limit": 1000,
        "queue_depth": 1,
        "handles_total": 4,
        "handles_per_pid": {"1": 1, "2": 1, "3": 1, "4": 1},
        "handle_limit_per_pid": 64,
        "tap_rate_limit": 0,
        "tap_count": 1,
        "tap_queue_depth": 2,
        "waiter_count": 1,
        "fanout_descriptors": 1,
    }


def test_the_sums_return_to_nothing() -> None:
    manager = looked_at()
    for owner in (1, 2, 3, 4):
        manager.close_owner(owner)
    heir = opened(manager, 5, b"svc:x@1", 1)
    bound(manager, 5, b"svc:x@1", mode=int(MbxMode.RDWR))
    received(manager, 5, heir)
    manager.close_owner(5)
    stats = manager.stats()
    assert {name for name, value in stats.items() if value} == {
        "max_descriptors",
        "free_descriptors",
        "queue_bytes_limit",
        "handle_limit_per_pid",
    }


def test_a_descriptor_has_a_name_while_it_exists() -> None:
    manager = looked_at()
    assert (manager.name_of(1), manager.name_of(99)) == ("svc:x@1", "")
