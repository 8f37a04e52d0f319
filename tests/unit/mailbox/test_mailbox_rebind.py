"""Binding a mailbox again: capacity and mode change, nothing is lost unseen (runtime.md "fan-out", "loss")."""

import pytest

from emulator.mailbox.results import Peeked
from hxe.abi import MbxFlag, MbxMode, MbxStatus
from tests.unit.mailbox.boxes import bound, drained, must, opened, received, row, sent, status, system

DROP, BLOCK, RDWR = int(MbxMode.FANOUT_DROP), int(MbxMode.FANOUT_BLOCK), int(MbxMode.RDWR)
READ, WRITE = int(MbxMode.RDONLY), int(MbxMode.WRONLY)


def test_capacity_0_and_mode_0_keep_what_is_there() -> None:
    manager = system()
    bound(manager, 1, capacity=100, mode=DROP)
    bound(manager, 2)
    assert (row(manager, "app:box")["capacity"], row(manager, "app:box")["mode_mask"]) == (100, DROP)


def test_a_mailbox_grows() -> None:
    manager = system()
    box = opened(manager, 1)
    bound(manager, 1, capacity=108)
    sent(manager, 1, box, bytes(100))


def test_shrinking_a_single_queue_discards_the_oldest_and_marks_the_next() -> None:
    manager = system()
    box = opened(manager, 1)
    for payload in (b"a", b"b", b"c"):
        sent(manager, 1, box, payload)
    bound(manager, 1, capacity=18)
    assert (row(manager, "app:box")["discarded"], row(manager, "app:box")["dropped"]) == (1, 0)
    assert received(manager, 1, box)[:3] == (b"b", 1, MbxFlag.OVERRUN)
    assert received(manager, 1, box)[:3] == (b"c", 1, 0)


def test_a_queue_shrunk_to_nothing_marks_the_next_message_that_comes() -> None:
    manager = system()
    box = opened(manager, 1)
    sent(manager, 1, box, b"abcd")
    bound(manager, 1, capacity=9)
    sent(manager, 1, box, b"x")
    assert received(manager, 1, box).flags == MbxFlag.OVERRUN


def test_shrinking_a_dropping_fan_out_counts_the_loss_of_each_reader() -> None:
    manager = system()
    bound(manager, 1, mode=DROP)
    out, one, two = opened(manager, 1, flags=WRITE), opened(manager, 2, flags=READ), opened(manager, 3, flags=READ)
    for payload in (b"a", b"b", b"c"):
        sent(manager, 1, out, payload)
    received(manager, 2, one)
    bound(manager, 1, capacity=9)
    assert row(manager, "app:box")["discarded"] == 2
    assert received(manager, 2, one)[:3] == (b"c", 1, MbxFlag.OVERRUN)
    assert received(manager, 3, two)[:3] == (b"c", 1, MbxFlag.OVERRUN)
    manager.check()


def test_a_blocking_fan_out_refuses_to_shrink_below_its_contents() -> None:
    manager = system()
    bound(manager, 1, mode=BLOCK)
    out = opened(manager, 1, flags=WRITE)
    sent(manager, 1, out, b"ab")
    assert status(manager.bind(1, b"app:box", 9)) == MbxStatus.WOULDBLOCK
    assert status(manager.bind(1, b"app:box", 9, DROP)) == MbxStatus.WOULDBLOCK
    assert (row(manager, "app:box")["capacity"], row(manager, "app:box")["mode_mask"]) == (64, BLOCK)
    bound(manager, 1, capacity=10)


def test_a_queue_that_would_become_blocking_refuses_to_shrink_below_its_contents() -> None:
    manager = system()
    box = opened(manager, 1)
    sent(manager, 1, box, b"ab")
    assert status(manager.bind(1, b"app:box", 9, BLOCK)) == MbxStatus.WOULDBLOCK


def test_messages_that_nobody_is_owed_do_not_keep_a_blocking_mailbox_from_shrinking() -> None:
    manager = system()
    bound(manager, 1, mode=BLOCK)
    sent(manager, 1, opened(manager, 1, flags=WRITE), b"ab")
    opened(manager, 2)
    bound(manager, 1, capacity=9)


@pytest.mark.parametrize(("before", "after"), [(DROP, BLOCK), (BLOCK, DROP)])
def test_changing_between_drop_and_block_loses_nothing(before: int, after: int) -> None:
    manager = system()
    bound(manager, 1, mode=before)
    out, reader = opened(manager, 1, flags=WRITE), opened(manager, 2, flags=READ)
    sent(manager, 1, out, b"a")
    bound(manager, 1, mode=after)
    assert drained(manager, 2, reader) == [b"a"]


def test_a_single_queue_that_becomes_a_fan_out_gives_each_reader_what_came_since_it_opened() -> None:
    manager = system()
    out, early = opened(manager, 1, flags=WRITE), opened(manager, 2)
    sent(manager, 1, out, b"a")
    late = opened(manager, 3)
    sent(manager, 1, out, b"b")
    bound(manager, 1, mode=DROP)
    assert drained(manager, 2, early) == [b"a", b"b"]
    assert drained(manager, 3, late) == [b"b"]


def test_a_fan_out_that_becomes_a_single_queue_keeps_what_somebody_had_not_read() -> None:
    manager = system()
    bound(manager, 1, mode=DROP)
    out, one, two = opened(manager, 1, flags=WRITE), opened(manager, 2, flags=READ), opened(manager, 3, flags=READ)
    for payload in (b"a", b"b"):
        sent(manager, 1, out, payload)
        received(manager, 2, one)
    received(manager, 3, two)
    bound(manager, 1, mode=RDWR)
    assert must(manager.peek(3, two), Peeked).depth == 1
    assert drained(manager, 3, two) == [b"b"]


@pytest.mark.parametrize("mode", [READ, WRITE, MbxMode.JOIN_OLDEST, RDWR | MbxMode.JOIN_LAST, MbxMode.TAP])
def test_a_mode_that_speaks_of_the_binder_alone_leaves_the_fan_out(mode: int) -> None:
    manager = system()
    bound(manager, 1, mode=DROP | RDWR)
    bound(manager, 2, mode=mode)
    assert row(manager, "app:box")["fanout"] is True
    assert row(manager, "app:box")["mode_mask"] == DROP | mode


def test_rdwr_alone_makes_it_a_single_queue_again() -> None:
    manager = system()
    bound(manager, 1, mode=DROP)
    bound(manager, 1, mode=RDWR)
    assert (row(manager, "app:box")["fanout"], row(manager, "app:box")["mode_mask"]) == (False, RDWR)


def test_the_mark_of_a_loss_survives_the_change_to_a_fan_out() -> None:
    manager = system()
    box = opened(manager, 1)
    sent(manager, 1, box, b"a")
    sent(manager, 1, box, b"b")
    bound(manager, 1, capacity=9)
    bound(manager, 1, mode=DROP)
    assert received(manager, 1, box)[:3] == (b"b", 1, MbxFlag.OVERRUN)


def test_a_mailbox_may_be_too_small_for_any_message() -> None:
    manager = system()
    bound(manager, 1, capacity=8)
    box = opened(manager, 1)
    assert status(manager.send(1, box, b"x")) == MbxStatus.MSG_TOO_LARGE
    sent(manager, 1, box, b"")
    assert drained(manager, 1, box) == [b""]
