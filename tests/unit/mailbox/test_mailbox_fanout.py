"""Fan-out: who is a reader, what each gets, what is lost and counted, late joiners (runtime.md "Mailboxes")."""

from collections.abc import Sequence

import pytest

from emulator.mailbox.manager import MailboxManager
from emulator.mailbox.results import Peeked
from hxe.abi import MbxFlag, MbxMode, MbxStatus
from tests.unit.mailbox.boxes import bound, drained, must, opened, received, row, sent, status, system

DROP, BLOCK, FANOUT = int(MbxMode.FANOUT_DROP), int(MbxMode.FANOUT_BLOCK), int(MbxMode.FANOUT)
OLDEST, LAST = int(MbxMode.JOIN_OLDEST), int(MbxMode.JOIN_LAST)
READ, WRITE = int(MbxMode.RDONLY), int(MbxMode.WRONLY)


def fanout(mode: int, readers: Sequence[int] = (2, 3), capacity: int = 0) -> tuple[MailboxManager, int, list[int]]:
    """A fan-out mailbox app:box of task 1 with its sending handle, and a reading handle of each of `readers`."""
    manager = system()
    bound(manager, 1, capacity=capacity, mode=mode)
    return manager, opened(manager, 1, flags=WRITE), [opened(manager, reader, flags=READ) for reader in readers]


def counters(manager: MailboxManager, owner: int) -> tuple[object, object, object]:
    """(pending, delivered, lost) of the owner's first handle on app:box."""
    handles = row(manager, "app:box")["handles"]
    assert isinstance(handles, list)
    mine = next(handle for handle in handles if handle["pid"] == owner)
    return mine["pending"], mine["delivered"], mine["lost"]


@pytest.mark.parametrize("mode", [FANOUT, DROP, BLOCK, FANOUT | DROP, FANOUT | BLOCK, DROP | MbxMode.RDWR])
def test_any_of_the_three_bits_gives_every_reader_every_message(mode: int) -> None:
    manager, out, (one, two) = fanout(mode)
    sent(manager, 1, out, b"a")
    sent(manager, 1, out, b"b")
    assert drained(manager, 2, one) == [b"a", b"b"]
    assert drained(manager, 3, two) == [b"a", b"b"]


def test_a_message_leaves_when_all_have_read_it() -> None:
    manager, out, (one, two) = fanout(DROP)
    sent(manager, 1, out, b"a")
    received(manager, 2, one)
    assert row(manager, "app:box")["queue_depth"] == 1
    received(manager, 3, two)
    assert row(manager, "app:box")["queue_depth"] == 0
    assert row(manager, "app:box")["reclaimed"] == 1


@pytest.mark.parametrize("mode", [FANOUT, DROP])
def test_drop_loses_the_oldest_and_tells_each_reader_that_missed_it(mode: int) -> None:
    manager, out, (one, two) = fanout(mode, capacity=30)
    for payload in (b"a", b"b", b"c"):
        sent(manager, 1, out, payload)
    received(manager, 2, one)
    sent(manager, 1, out, b"d")
    assert (row(manager, "app:box")["dropped"], row(manager, "app:box")["queue_depth"]) == (1, 3)
    assert counters(manager, 2) == (3, 1, 0)
    assert counters(manager, 3) == (3, 0, 1)
    assert received(manager, 2, one)[:3] == (b"b", 1, 0)
    assert received(manager, 3, two)[:3] == (b"b", 1, MbxFlag.OVERRUN)
    assert received(manager, 3, two)[:3] == (b"c", 1, 0)


def test_drop_makes_room_for_a_large_message_by_losing_several() -> None:
    manager, out, (one, _) = fanout(DROP, capacity=30)
    for payload in (b"a", b"b", b"c", b"0123456789"):
        sent(manager, 1, out, payload)
    assert drained(manager, 2, one) == [b"c", b"0123456789"]
    assert counters(manager, 2) == (0, 2, 2)


def test_drop_without_readers_keeps_the_newest() -> None:
    manager, out, _ = fanout(DROP, readers=(), capacity=18)
    for payload in (b"a", b"b", b"c"):
        sent(manager, 1, out, payload)
    assert (row(manager, "app:box")["dropped"], row(manager, "app:box")["queue_depth"]) == (1, 2)


def test_block_refuses_when_the_slowest_reader_has_no_room() -> None:
    manager, out, (one, two) = fanout(BLOCK, capacity=18)
    sent(manager, 1, out, b"a")
    sent(manager, 1, out, b"b")
    drained(manager, 2, one)
    assert status(manager.send(1, out, b"c")) == MbxStatus.WOULDBLOCK
    received(manager, 3, two)
    sent(manager, 1, out, b"c")
    assert drained(manager, 3, two) == [b"b", b"c"]
    assert row(manager, "app:box")["dropped"] == 0


def test_block_and_drop_together_block() -> None:
    manager, out, _ = fanout(BLOCK | DROP, capacity=9)
    sent(manager, 1, out, b"a")
    assert status(manager.send(1, out, b"b")) == MbxStatus.WOULDBLOCK


def test_a_closed_reader_no_longer_holds_the_others_up() -> None:
    manager, out, (one, two) = fanout(BLOCK, capacity=9)
    sent(manager, 1, out, b"a")
    received(manager, 2, one)
    manager.close(3, two)
    sent(manager, 1, out, b"b")
    assert drained(manager, 2, one) == [b"b"]


def test_without_readers_messages_are_kept() -> None:
    manager, out, (one,) = fanout(BLOCK, readers=(2,), capacity=18)
    sent(manager, 1, out, b"a")
    manager.close(2, one)
    sent(manager, 1, out, b"b")
    assert status(manager.send(1, out, b"c")) == MbxStatus.WOULDBLOCK


def test_a_handle_that_sends_is_not_waited_for() -> None:
    manager = system()
    bound(manager, 1, capacity=9, mode=BLOCK)
    talker, listener = opened(manager, 1), opened(manager, 2, flags=READ)
    for payload in (b"a", b"b", b"c"):
        sent(manager, 1, talker, payload)
        assert drained(manager, 2, listener) == [payload]


def test_a_handle_that_sent_is_a_reader_again_once_it_receives() -> None:
    manager, _, _ = fanout(DROP, readers=())
    both, other = opened(manager, 2), opened(manager, 3)
    sent(manager, 2, both, b"mine")
    assert received(manager, 2, both).payload == b"mine"
    sent(manager, 3, other, b"yours")
    assert received(manager, 2, both).payload == b"yours"


def test_a_poll_that_finds_nothing_makes_a_reader_too() -> None:
    manager = system()
    bound(manager, 1, mode=DROP)
    both, out, fast = opened(manager, 2), opened(manager, 1, flags=WRITE), opened(manager, 3, flags=READ)
    sent(manager, 2, both, b"mine")
    received(manager, 3, fast)
    assert status(manager.recv(2, both, 10)) == MbxStatus.NO_DATA
    sent(manager, 1, out, b"yours")
    received(manager, 3, fast)
    assert received(manager, 2, both).payload == b"yours"


def test_what_a_reader_had_unread_when_it_sent_and_is_gone_is_lost_and_counted() -> None:
    manager = system()
    bound(manager, 1, mode=DROP)
    both, out, fast = opened(manager, 2), opened(manager, 1, flags=WRITE), opened(manager, 3, flags=READ)
    sent(manager, 1, out, b"unread")
    sent(manager, 2, both, b"mine")
    sent(manager, 1, out, b"while away")
    drained(manager, 3, fast)
    assert status(manager.recv(2, both, 10)) == MbxStatus.NO_DATA
    assert counters(manager, 2) == (0, 0, 1)
    sent(manager, 1, out, b"next")
    assert received(manager, 2, both)[:3] == (b"next", 4, MbxFlag.OVERRUN)
    manager.check()


def test_what_came_while_a_handle_was_a_sender_was_never_owed_to_it() -> None:
    manager = system()
    bound(manager, 1, mode=DROP)
    both, out, fast = opened(manager, 2), opened(manager, 1, flags=WRITE), opened(manager, 3, flags=READ)
    sent(manager, 2, both, b"mine")
    sent(manager, 1, out, b"while away")
    drained(manager, 3, fast)
    sent(manager, 1, out, b"still there")
    assert received(manager, 2, both)[:3] == (b"still there", 11, 0)
    assert counters(manager, 2) == (0, 1, 0)
    manager.check()


def test_a_late_joiner_starts_now() -> None:
    manager, out, _ = fanout(DROP, readers=())
    sent(manager, 1, out, b"old")
    late = opened(manager, 2)
    sent(manager, 1, out, b"new")
    assert drained(manager, 2, late) == [b"new"]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (OLDEST, [b"a", b"b", b"c", b"new"]),
        (LAST, [b"c", b"new"]),
        (OLDEST | LAST, [b"a", b"b", b"c", b"new"]),
        (READ | OLDEST, [b"a", b"b", b"c", b"new"]),
    ],
)
def test_a_late_joiner_starts_where_its_bind_says(mode: int, expected: list[bytes]) -> None:
    manager, out, _ = fanout(DROP, readers=())
    for payload in (b"a", b"b", b"c"):
        sent(manager, 1, out, payload)
    bound(manager, 2, mode=mode)
    late = opened(manager, 2)
    sent(manager, 1, out, b"new")
    assert drained(manager, 2, late) == expected


def test_the_starting_point_of_one_binder_is_not_that_of_another() -> None:
    manager, out, _ = fanout(DROP, readers=())
    sent(manager, 1, out, b"old")
    bound(manager, 2, mode=OLDEST)
    assert drained(manager, 3, opened(manager, 3)) == []


def test_a_last_joiner_of_an_empty_mailbox_starts_now() -> None:
    manager, out, _ = fanout(DROP | LAST, readers=())
    bound(manager, 2, mode=LAST)
    late = opened(manager, 2)
    sent(manager, 1, out, b"new")
    assert drained(manager, 2, late) == [b"new"]


def test_a_joiner_that_starts_now_leaves_the_old_messages_to_later_ones() -> None:
    manager, out, _ = fanout(DROP, readers=())
    sent(manager, 1, out, b"old")
    opened(manager, 2)
    bound(manager, 3, mode=OLDEST)
    assert drained(manager, 3, opened(manager, 3)) == [b"old"]


def test_old_messages_that_no_reader_is_owed_do_not_jam_a_blocking_mailbox() -> None:
    manager, out, _ = fanout(BLOCK, readers=(), capacity=9)
    sent(manager, 1, out, b"a")
    late = opened(manager, 2)
    sent(manager, 1, out, b"b")
    assert drained(manager, 2, late) == [b"b"]
    assert row(manager, "app:box")["reclaimed"] == 2


def test_a_hint_does_not_push_a_message_out() -> None:
    manager, out, (one, _) = fanout(DROP, capacity=9)
    sent(manager, 1, out, b"a")
    sent(manager, 1, out, b"")
    assert drained(manager, 2, one) == [b"a"]
    assert row(manager, "app:box")["dropped"] == 0


def test_every_reader_sees_the_end_of_input() -> None:
    manager, out, (one, two) = fanout(DROP)
    sent(manager, 1, out, b"a")
    sent(manager, 1, out, b"", flags=MbxFlag.EOF)
    for owner, handle in ((2, one), (3, two)):
        assert received(manager, owner, handle).payload == b"a"
        assert received(manager, owner, handle).flags == MbxFlag.EOF


def test_peek_tells_what_this_reader_has_pending() -> None:
    manager, out, (one, two) = fanout(DROP)
    sent(manager, 1, out, b"a")
    sent(manager, 1, out, b"bc")
    received(manager, 2, one)
    assert must(manager.peek(2, one), Peeked)[:3] == (1, 19, 2)
    assert must(manager.peek(3, two), Peeked)[:3] == (2, 19, 1)
    assert must(manager.peek(1, out), Peeked).depth == 2


def test_peek_makes_no_reader() -> None:
    manager = system()
    bound(manager, 1, capacity=9, mode=BLOCK)
    talker, listener = opened(manager, 1), opened(manager, 2, flags=READ)
    sent(manager, 1, talker, b"a")
    manager.peek(1, talker)
    drained(manager, 2, listener)
    sent(manager, 1, talker, b"b")


def test_the_law_of_conservation_holds_with_readers_of_every_speed() -> None:
    manager, out, (one, two) = fanout(DROP, capacity=50)
    for number in range(200):
        sent(manager, 1, out, bytes([number]))
        received(manager, 2, one)
        if number % 7 == 0:
            received(manager, 3, two)
        manager.check()
    pending, delivered, lost = counters(manager, 3)
    assert isinstance(pending, int)
    assert isinstance(delivered, int)
    assert isinstance(lost, int)
    assert pending + delivered + lost == 200
