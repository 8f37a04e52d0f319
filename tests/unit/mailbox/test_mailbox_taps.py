"""Taps: copies, never readers, bounded, limited per virtual second (hsx1-facts 5.4, runtime.md)."""

from emulator.mailbox.manager import MailboxManager
from emulator.mailbox.profile import Profile
from emulator.mailbox.results import Peeked, Tapped
from hxe.abi import MbxFlag, MbxMode, MbxStatus
from tests.unit.mailbox.boxes import bound, drained, must, opened, received, row, sent, status, system, watched

BLOCK, DROP = int(MbxMode.FANOUT_BLOCK), int(MbxMode.FANOUT_DROP)


def tapped(mode: int = 0, capacity: int = 0, profile: Profile | None = None) -> tuple[MailboxManager, int, int, int]:
    """app:box with a sender (task 1), a reader (task 2) and a tap (task 3)."""
    manager = system(profile)
    bound(manager, 1, capacity=capacity, mode=mode)
    out, reader, tap = opened(manager, 1, flags=2), opened(manager, 2, flags=1), opened(manager, 3)
    must(manager.tap(3, tap, enable=True), Tapped)
    return manager, out, reader, tap


def test_a_tap_gets_copies_and_the_reader_the_messages() -> None:
    manager, out, reader, tap = tapped()
    sent(manager, 1, out, b"a", flags=4, channel=7)
    assert received(manager, 3, tap)[:6] == (b"a", 1, 4, 7, 1, 0)
    assert received(manager, 2, reader)[:6] == (b"a", 1, 4, 7, 1, 0)


def test_a_tap_gets_nothing_that_was_sent_before() -> None:
    manager = system()
    box = opened(manager, 1)
    sent(manager, 1, box, b"old")
    tap = opened(manager, 3)
    manager.tap(3, tap, enable=True)
    assert drained(manager, 3, tap) == []


def test_a_tap_does_not_take_from_the_queue() -> None:
    manager, out, reader, tap = tapped()
    sent(manager, 1, out, b"a")
    drained(manager, 3, tap)
    assert status(manager.recv(3, tap, 10)) == MbxStatus.NO_DATA
    assert drained(manager, 2, reader) == [b"a"]


def test_a_tap_that_never_reads_jams_nobody() -> None:
    manager, out, reader, tap = tapped(BLOCK, capacity=9)
    for _ in range(10):
        sent(manager, 1, out, b"a")
        assert drained(manager, 2, reader) == [b"a"]
    assert row(manager, "app:box")["dropped"] == 0
    assert drained(manager, 3, tap) == [b"a"]


def test_a_full_tap_loses_its_oldest_copies_and_counts_them() -> None:
    manager, out, reader, tap = tapped(capacity=20)
    for payload in (b"a", b"b", b"cc"):
        sent(manager, 1, out, payload)
        drained(manager, 2, reader)
    assert received(manager, 3, tap)[:3] == (b"b", 1, MbxFlag.OVERRUN)
    assert received(manager, 3, tap)[:3] == (b"cc", 2, 0)
    handles = row(manager, "app:box")["handles"]
    assert isinstance(handles, list)
    assert [(handle["lost"], handle["delivered"]) for handle in handles if handle["tap"]] == [(1, 2)]


def test_two_taps_lose_independently() -> None:
    manager, out, reader, tap = tapped(capacity=18)
    other = opened(manager, 4)
    manager.tap(4, other, enable=True)
    for payload in (b"a", b"b", b"c"):
        sent(manager, 1, out, payload)
        drained(manager, 2, reader)
        received(manager, 4, other)
    assert drained(manager, 3, tap) == [b"b", b"c"]


def test_peek_on_a_tap_tells_of_its_copies() -> None:
    manager, out, reader, tap = tapped()
    sent(manager, 1, out, b"abc")
    drained(manager, 2, reader)
    assert must(manager.peek(3, tap), Peeked)[:3] == (1, 11, 3)


def test_a_reader_that_becomes_a_tap_is_no_longer_waited_for() -> None:
    manager = system()
    bound(manager, 1, capacity=9, mode=BLOCK)
    out, reader = opened(manager, 1, flags=2), opened(manager, 2)
    sent(manager, 1, out, b"a")
    manager.tap(2, reader, enable=True)
    other = opened(manager, 3)
    sent(manager, 1, out, b"b")
    assert drained(manager, 3, other) == [b"b"]


def test_a_tap_that_is_turned_off_is_a_reader_from_then_on() -> None:
    manager, out, reader, tap = tapped(DROP)
    sent(manager, 1, out, b"a")
    manager.tap(3, tap, enable=False)
    sent(manager, 1, out, b"b")
    assert drained(manager, 3, tap) == [b"b"]
    assert drained(manager, 2, reader) == [b"a", b"b"]


def test_turning_a_tap_on_twice_or_off_twice_changes_nothing() -> None:
    manager, out, _, tap = tapped()
    sent(manager, 1, out, b"a")
    must(manager.tap(3, tap, enable=True), Tapped)
    assert drained(manager, 3, tap) == [b"a"]
    for _ in range(2):
        must(manager.tap(3, tap, enable=False), Tapped)
    manager.check()


def test_a_handle_that_may_not_receive_cannot_be_a_tap() -> None:
    manager, out, _, _ = tapped()
    assert status(manager.tap(1, out, enable=True)) == MbxStatus.INVALID_HANDLE


def test_a_tap_that_may_send_sends() -> None:
    manager, _, reader, tap = tapped()
    sent(manager, 3, tap, b"from the tap")
    assert drained(manager, 2, reader) == [b"from the tap"]


def test_a_tap_gets_so_many_copies_per_virtual_second() -> None:
    manager, out, reader, tap = tapped(profile=Profile(tap_rate=2))
    for now in (0, 400_000, 999_999, 1_000_000, 1_100_000, 1_200_000, 5_000_000):
        manager.now = now
        sent(manager, 1, out, str(now // 100_000).encode())
        drained(manager, 2, reader)
    assert drained(manager, 3, tap) == [b"0", b"4", b"10", b"11", b"50"]
    handles = row(manager, "app:box")["handles"]
    assert isinstance(handles, list)
    assert [handle["lost"] for handle in handles if handle["tap"]] == [2]


def test_the_next_read_after_the_limit_carries_overrun() -> None:
    manager, out, reader, tap = tapped(profile=Profile(tap_rate=1))
    for payload in (b"a", b"b"):
        sent(manager, 1, out, payload)
        drained(manager, 2, reader)
    assert received(manager, 3, tap)[:3] == (b"a", 1, MbxFlag.OVERRUN)


def test_the_rate_of_one_tap_is_not_that_of_another() -> None:
    manager, out, _, tap = tapped(profile=Profile(tap_rate=1))
    sent(manager, 1, out, b"a")
    other = opened(manager, 4)
    manager.tap(4, other, enable=True)
    sent(manager, 1, out, b"b")
    assert drained(manager, 3, tap) == [b"a"]
    assert drained(manager, 4, other) == [b"b"]


def test_a_queued_hint_is_copied_and_one_without_room_is_not() -> None:
    manager, out, _, tap = tapped(capacity=9)
    sent(manager, 1, out, b"")
    sent(manager, 1, out, b"")
    assert drained(manager, 3, tap) == [b""]


def test_a_shrunk_mailbox_shrinks_its_taps() -> None:
    manager, out, reader, tap = tapped()
    for payload in (b"a", b"b", b"c"):
        sent(manager, 1, out, payload)
        drained(manager, 2, reader)
    bound(manager, 1, capacity=18)
    assert received(manager, 3, tap)[:3] == (b"b", 1, MbxFlag.OVERRUN)
    manager.check()


def test_the_losses_of_taps_are_told_as_events() -> None:
    manager, events = watched(Profile(tap_rate=2))
    bound(manager, 1, capacity=9)
    out, tap = opened(manager, 1, flags=2), opened(manager, 3)
    reader = opened(manager, 2)
    manager.tap(3, tap, enable=True)
    for payload in (b"a", b"b", b"c"):
        sent(manager, 1, out, payload)
        drained(manager, 2, reader)
    told = [(kind, pid, data) for kind, pid, data in events if kind in {"mailbox_overrun", "mailbox_backpressure"}]
    assert [(kind, pid) for kind, pid, _ in told] == [("mailbox_overrun", 1), ("mailbox_backpressure", 1)]
    assert {"reason": "tap_full", "dropped_seq": 0, "tap_pid": 3, "tap_handle": tap}.items() <= told[0][2].items()
    limited = {"policy": "tap_rate_limit", "limit": 2, "tap_pid": 3, "tap_handle": tap, "requested": 9}
    assert limited.items() <= told[1][2].items()
