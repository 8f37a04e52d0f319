"""Waiting: who is served, in which order, and that no wake is lost (runtime.md "wake order", "zero length")."""

import pytest

from emulator.mailbox.manager import MailboxManager
from emulator.mailbox.results import Bound, Closed, Opened, Ready, Received, Refused, Sent, Wake, WouldBlock
from emulator.mailbox.waits import WaitKind
from hxe.abi import MbxFlag, MbxMode, MbxStatus
from tests.unit.mailbox.boxes import bound, drained, must, opened, received, row, sent, status, system

DROP, BLOCK = int(MbxMode.FANOUT_DROP), int(MbxMode.FANOUT_BLOCK)


def waiting(manager: MailboxManager, owner: int, name: bytes = b"app:box", room: int = 100) -> int:
    """A handle on which `owner` waits for a message."""
    handle = opened(manager, owner, name)
    assert status(manager.recv(owner, handle, room, wait=True)) == MbxStatus.NO_DATA
    return handle


def blocked(manager: MailboxManager, owner: int, payload: bytes, name: bytes = b"app:box") -> int:
    """A handle on which `owner` waits for room."""
    handle = opened(manager, owner, name)
    assert status(manager.send(owner, handle, payload, wait=True)) == MbxStatus.WOULDBLOCK
    return handle


def got(wake: Wake) -> tuple[int, bytes]:
    """Who was woken, and with what."""
    return wake.owner, must(wake.outcome, Received).payload


def test_a_waiting_receiver_gets_the_message_at_once() -> None:
    manager = system()
    here = waiting(manager, 2, room=3)
    there = opened(manager, 1)
    (wake,) = sent(manager, 1, there, b"hello", flags=4, channel=6).wake
    assert (wake.owner, wake.handle) == (2, here)
    assert must(wake.outcome, Received)[:6] == (b"hel", 5, 4, 6, 1, 0)
    assert manager.waiting(2) is None
    assert row(manager, "app:box")["queue_depth"] == 0


def test_receivers_are_served_in_the_order_in_which_they_came() -> None:
    manager = system()
    for owner in (3, 2, 4):
        waiting(manager, owner)
    there = opened(manager, 1)
    order = [got(wake) for payload in (b"a", b"b", b"c") for wake in sent(manager, 1, there, payload).wake]
    assert order == [(3, b"a"), (2, b"b"), (4, b"c")]


def test_the_owner_of_the_mailbox_comes_first() -> None:
    manager = system()
    for owner in (2, 3, 1):
        waiting(manager, owner, b"svc:x@1")
    there = opened(manager, 4, b"svc:x@1")
    assert [got(wake)[0] for _ in range(3) for wake in sent(manager, 4, there, b"x").wake] == [1, 2, 3]


def test_a_fan_out_wakes_the_owner_then_readers_then_taps() -> None:
    manager = system()
    bound(manager, 1, b"svc:x", mode=DROP)
    tap = opened(manager, 5, b"svc:x@1")
    manager.tap(5, tap, enable=True)
    manager.recv(5, tap, 10, wait=True)
    for owner in (3, 1, 2):
        waiting(manager, owner, b"svc:x@1")
    there = opened(manager, 4, b"svc:x@1")
    assert [got(wake) for wake in sent(manager, 4, there, b"x").wake] == [(1, b"x"), (3, b"x"), (2, b"x"), (5, b"x")]


def test_a_waiting_tap_does_not_keep_a_message_from_a_receiver() -> None:
    manager = system()
    tap = opened(manager, 5)
    manager.tap(5, tap, enable=True)
    manager.recv(5, tap, 10, wait=True)
    waiting(manager, 2)
    there = opened(manager, 1)
    assert [got(wake) for wake in sent(manager, 1, there, b"x").wake] == [(2, b"x"), (5, b"x")]


def test_a_waiting_sender_goes_on_when_there_is_room() -> None:
    manager = system()
    bound(manager, 1, capacity=10)
    box = opened(manager, 1)
    sent(manager, 1, box, b"a")
    other = blocked(manager, 2, b"bc")
    message = received(manager, 1, box)
    assert message.payload == b"a"
    assert message.wake == (Wake(2, other, Sent(1, 2)),)
    assert received(manager, 1, box)[:5] == (b"bc", 2, 0, 0, 2)


def test_a_waiting_sender_keeps_its_own_copy_flags_and_channel() -> None:
    manager = system()
    box = opened(manager, 1)
    sent(manager, 1, box, bytes(56))
    other = opened(manager, 2)
    manager.send(2, other, b"abc", 4, 9, wait=True)
    received(manager, 1, box)
    assert received(manager, 1, box)[:5] == (b"abc", 3, 4, 9, 2)


def test_senders_are_let_in_in_order_and_a_small_one_does_not_overtake() -> None:
    manager = system()
    bound(manager, 1, capacity=20)
    box = opened(manager, 1)
    sent(manager, 1, box, b"a")
    blocked(manager, 2, b"0123456789")
    blocked(manager, 3, b"b")
    assert status(manager.send(1, box, b"c")) == MbxStatus.WOULDBLOCK
    assert [wake.owner for wake in received(manager, 1, box).wake] == [2]
    assert [wake.owner for wake in received(manager, 1, box).wake] == [3]
    assert drained(manager, 1, box) == [b"b"]


def test_one_receive_may_let_in_several_senders() -> None:
    manager = system()
    bound(manager, 1, capacity=20)
    box = opened(manager, 1)
    sent(manager, 1, box, b"0123456789")
    for owner in (2, 3, 4):
        blocked(manager, owner, b"x")
    assert [wake.owner for wake in received(manager, 1, box).wake] == [2, 3]


def test_a_message_let_in_goes_straight_to_a_waiting_reader() -> None:
    manager = system()
    bound(manager, 1, capacity=9, mode=BLOCK)
    out, slow = opened(manager, 1, flags=2), opened(manager, 2, flags=1)
    fast = waiting(manager, 3)
    sent(manager, 1, out, b"a")
    manager.recv(3, fast, 10, wait=True)
    blocked(manager, 4, b"b")
    wakes = received(manager, 2, slow).wake
    assert [(wake.owner, type(wake.outcome)) for wake in wakes] == [(4, Sent), (3, Received)]


def test_no_sender_waits_where_the_oldest_gives_way() -> None:
    manager = system()
    bound(manager, 1, capacity=9, mode=DROP)
    out = opened(manager, 1)
    sent(manager, 1, out, b"a")
    assert manager.send(1, out, b"b", wait=True) == Sent(1, 1)


def test_a_reader_that_leaves_makes_room_for_waiting_senders() -> None:
    manager = system()
    bound(manager, 1, capacity=9, mode=BLOCK)
    out, quick, slow = opened(manager, 1, flags=2), opened(manager, 2, flags=1), opened(manager, 3, flags=1)
    sent(manager, 1, out, b"a")
    received(manager, 2, quick)
    manager.send(1, out, b"b", wait=True)
    assert must(manager.close(3, slow), Closed).wake == (Wake(1, out, Sent(1, 1)),)


def test_a_reader_that_joins_may_make_room_for_waiting_senders() -> None:
    manager = system()
    bound(manager, 1, capacity=9, mode=BLOCK)
    out = opened(manager, 1, flags=2)
    sent(manager, 1, out, b"o")
    manager.send(1, out, b"n", wait=True)
    done = must(manager.open(2, b"app:box"), Opened)
    assert done.wake == (Wake(1, out, Sent(1, 1)),)
    assert drained(manager, 2, 1) == [b"n"]


def test_a_sender_that_stops_reading_lets_an_earlier_sender_in_first() -> None:
    manager = system()
    bound(manager, 1, capacity=9, mode=BLOCK)
    out, both, reader = opened(manager, 1, flags=2), opened(manager, 2), opened(manager, 3, flags=1)
    sent(manager, 1, out, b"a")
    received(manager, 3, reader)
    manager.send(1, out, b"b", wait=True)
    done = must(manager.send(2, both, b"c"), WouldBlock)
    assert done.wake == (Wake(1, out, Sent(1, 1)),)
    assert drained(manager, 3, reader) == [b"b"]


def test_peek_wait_is_told_and_leaves_the_message() -> None:
    manager = system()
    here, there = opened(manager, 2), opened(manager, 1)
    assert isinstance(manager.peek_wait(2, here, wait=True), WouldBlock)
    (wake,) = sent(manager, 1, there, b"abc").wake
    assert wake == Wake(2, here, Ready(0, 3, 0, 1))
    assert drained(manager, 2, here) == [b"abc"]


def test_wait_any_is_told_which_handle_is_ready() -> None:
    manager = system()
    handles = [opened(manager, 2, name) for name in (b"app:a", b"app:b", b"app:c")]
    assert isinstance(manager.wait_any(2, handles, wait=True), WouldBlock)
    there = opened(manager, 1, b"app:b")
    (wake,) = sent(manager, 1, there, b"xyz").wake
    assert wake == Wake(2, handles[1], Ready(1, 3, 0, 2))
    assert manager.waiting(2) is None
    manager.check()


def test_wait_any_with_a_handle_twice_tells_the_first_place() -> None:
    manager = system()
    here, there = opened(manager, 2), opened(manager, 1)
    manager.wait_any(2, [here, here], wait=True)
    assert [wake.outcome for wake in sent(manager, 1, there, b"x").wake] == [Ready(0, 1, 0, 1)]


def test_who_only_looks_does_not_keep_the_message_from_a_later_receiver() -> None:
    manager = system()
    looking = opened(manager, 2)
    manager.peek_wait(2, looking, wait=True)
    waiting(manager, 3)
    there = opened(manager, 1)
    assert [type(wake.outcome) for wake in sent(manager, 1, there, b"x").wake] == [Ready, Received]


def test_who_looks_behind_a_receiver_goes_on_waiting() -> None:
    manager = system()
    waiting(manager, 3)
    looking = opened(manager, 2)
    manager.peek_wait(2, looking, wait=True)
    there = opened(manager, 1)
    assert [wake.owner for wake in sent(manager, 1, there, b"x").wake] == [3]
    assert [wake.owner for wake in sent(manager, 1, there, b"y").wake] == [2]


def test_a_hint_wakes_one_receiver_of_a_single_queue() -> None:
    manager = system()
    waiting(manager, 2)
    waiting(manager, 3)
    there = opened(manager, 1)
    assert [got(wake) for wake in must(manager.notify(1, there), Sent).wake] == [(2, b"")]


def test_a_hint_without_room_still_wakes_the_fan_out_readers_that_wait() -> None:
    manager = system()
    bound(manager, 1, capacity=9, mode=BLOCK)
    out, slow = opened(manager, 1, flags=2), opened(manager, 2, flags=1)
    fast = waiting(manager, 3)
    sent(manager, 1, out, b"a")
    manager.recv(3, fast, 10, wait=True)
    (wake,) = sent(manager, 1, out, b"", flags=1, channel=2).wake
    assert must(wake.outcome, Received)[:6] == (b"", 0, 1, 2, 1, None)
    assert drained(manager, 2, slow) == [b"a"]
    manager.check()


@pytest.mark.parametrize(("mode", "woken"), [(0, [2]), (DROP, [2, 3])])
def test_a_hint_reaches_who_waits_on_a_mailbox_too_small_for_any_message(mode: int, woken: list[int]) -> None:
    manager = system()
    bound(manager, 1, capacity=7, mode=mode)
    waiting(manager, 2)
    waiting(manager, 3)
    out = opened(manager, 1, flags=2)
    assert [wake.owner for wake in sent(manager, 1, out, b"").wake] == woken


def test_the_end_of_input_wakes_everybody_who_waits() -> None:
    manager = system()
    waiting(manager, 2)
    looking, host = opened(manager, 3), opened(manager, 0)
    manager.peek_wait(3, looking, wait=True)
    wakes = sent(manager, 0, host, b"", flags=MbxFlag.EOF).wake
    assert [(wake.owner, type(wake.outcome)) for wake in wakes] == [(2, Received), (3, Ready)]
    assert must(wakes[0].outcome, Received).flags == MbxFlag.EOF


def test_a_wait_on_a_closed_handle_ends_with_invalid_handle() -> None:
    manager = system()
    here = waiting(manager, 2)
    (wake,) = must(manager.close(2, here), Closed).wake
    assert (wake.owner, wake.handle) == (2, here)
    assert must(wake.outcome, Refused).status == MbxStatus.INVALID_HANDLE
    assert manager.waiting(2) is None


def test_a_wait_on_several_handles_ends_when_one_is_closed() -> None:
    manager = system()
    handles = [opened(manager, 2, name) for name in (b"app:a", b"app:b")]
    manager.wait_any(2, handles, wait=True)
    assert [wake.handle for wake in must(manager.close(2, handles[1]), Closed).wake] == [handles[1]]
    manager.check()


def test_a_cancelled_receiver_gets_nothing_and_the_next_one_does() -> None:
    manager = system()
    waiting(manager, 2)
    waiting(manager, 3)
    assert manager.cancel_wait(2) == ()
    there = opened(manager, 1)
    assert [got(wake)[0] for wake in sent(manager, 1, there, b"x").wake] == [3]


def test_a_cancelled_sender_sends_nothing_and_lets_the_next_one_in() -> None:
    manager = system()
    bound(manager, 1, capacity=20)
    box = opened(manager, 1)
    sent(manager, 1, box, b"a")
    blocked(manager, 2, b"0123456789")
    blocked(manager, 3, b"b")
    assert [wake.owner for wake in manager.cancel_wait(2)] == [3]
    assert drained(manager, 1, box) == [b"a", b"b"]


def test_cancelling_where_nobody_waits_does_nothing() -> None:
    assert system().cancel_wait(5) == ()


def test_a_reader_that_waits_is_a_reader_although_it_sent_before() -> None:
    manager = system()
    bound(manager, 1, mode=DROP)
    both, quick = opened(manager, 2), opened(manager, 3, flags=1)
    sent(manager, 2, both, b"mine")
    drained(manager, 3, quick)
    manager.recv(2, both, 10, wait=True)
    there = opened(manager, 1, flags=2)
    assert [got(wake) for wake in sent(manager, 1, there, b"x").wake] == [(2, b"x")]


def test_a_handle_on_which_its_owner_waits_stays_a_reader_when_something_is_sent_through_it() -> None:
    manager = system()
    bound(manager, 1, mode=DROP)
    both = waiting(manager, 2)
    assert [got(wake) for wake in sent(manager, 2, both, b"notice").wake] == [(2, b"notice")]


def test_a_wait_tells_what_it_is_for() -> None:
    manager = system()
    waiting(manager, 2, b"svc:in")
    box = opened(manager, 3, b"svc:in@2")
    manager.wait_any(3, [box, opened(manager, 3, b"app:b"), box], wait=True)
    mine = manager.waiting(2)
    assert mine is not None
    assert (mine.kind, mine.text, mine.descriptors) == (WaitKind.RECEIVE, "receive on svc:in@2", (1,))
    assert [wait.text for wait in manager.waits()][1] == "a message in any of svc:in@2, app:b"


def test_a_re_bind_lets_waiting_senders_in() -> None:
    manager = system()
    bound(manager, 1, capacity=9)
    box = opened(manager, 1)
    sent(manager, 1, box, b"a")
    blocked(manager, 2, b"b")
    done = must(manager.bind(1, b"app:box", 18), Bound)
    assert [wake.owner for wake in done.wake] == [2]


def test_a_re_bind_to_drop_lets_waiting_senders_in_at_the_cost_of_the_oldest() -> None:
    manager = system()
    bound(manager, 1, capacity=9)
    box = opened(manager, 1, flags=1)
    manager.send(0, opened(manager, 0), b"a")
    blocked(manager, 2, b"b")
    done = must(manager.bind(1, b"app:box", mode=DROP), Bound)
    assert [wake.owner for wake in done.wake] == [2]
    assert drained(manager, 1, box) == [b"b"]
    assert row(manager, "app:box")["dropped"] == 1


def test_a_re_bind_refuses_a_waiting_sender_whose_message_is_now_too_large() -> None:
    manager = system()
    box = opened(manager, 1)
    sent(manager, 1, box, bytes(56))
    received(manager, 1, box)
    sent(manager, 1, box, b"a")
    other = blocked(manager, 2, bytes(50))
    done = must(manager.bind(1, b"app:box", 20), Bound)
    (wake,) = done.wake
    assert (wake.owner, wake.handle, must(wake.outcome, Refused).status) == (2, other, MbxStatus.MSG_TOO_LARGE)


def test_a_waiting_reader_is_served_when_a_fan_out_becomes_a_single_queue() -> None:
    manager = system()
    bound(manager, 1, mode=DROP)
    out, slow = opened(manager, 1, flags=2), opened(manager, 2, flags=1)
    fast = opened(manager, 3, flags=1)
    sent(manager, 1, out, b"a")
    received(manager, 3, fast)
    manager.recv(3, fast, 10, wait=True)
    done = must(manager.bind(1, b"app:box", mode=MbxMode.RDWR), Bound)
    assert [got(wake) for wake in done.wake] == [(3, b"a")]
    assert drained(manager, 2, slow) == []
