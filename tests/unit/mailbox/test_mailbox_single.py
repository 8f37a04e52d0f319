"""The single queue: capacity, order, cutting, hints, end of input, looking and taking (hsx1-facts 5.1-5.3)."""

import pytest

from emulator.mailbox.results import Peeked, Ready, WouldBlock
from hxe.abi import MbxFlag, MbxStatus
from tests.unit.mailbox.boxes import bound, drained, must, opened, received, row, sent, status, system


def test_a_message_arrives_with_its_flags_channel_sender_and_number() -> None:
    manager = system()
    there, here = opened(manager, 1), opened(manager, 2)
    sent(manager, 1, there, b"first")
    sent(manager, 1, there, b"hello", flags=MbxFlag.OOB | 0x4000, channel=9)
    assert received(manager, 2, here).seq == 0
    message = received(manager, 2, here)
    assert (message.payload, message.length, message.flags, message.channel) == (b"hello", 5, 0x4004, 9)
    assert (message.src, message.seq) == (1, 1)


def test_messages_come_in_the_order_in_which_they_were_sent() -> None:
    manager = system()
    box = opened(manager, 1)
    for number in range(5):
        sent(manager, 1, box, bytes([number]))
    assert drained(manager, 1, box) == [bytes([number]) for number in range(5)]


def test_each_message_goes_to_one_receiver_only() -> None:
    manager = system()
    one, two = opened(manager, 1), opened(manager, 2)
    sent(manager, 1, one, b"a")
    sent(manager, 1, one, b"b")
    assert received(manager, 2, two).payload == b"a"
    assert received(manager, 1, one).payload == b"b"


def test_a_default_mailbox_holds_64_bytes_and_56_of_payload() -> None:
    manager = system()
    box = opened(manager, 1)
    assert status(manager.send(1, box, bytes(57))) == MbxStatus.MSG_TOO_LARGE
    assert sent(manager, 1, box, bytes(56)).length == 56
    assert status(manager.send(1, box, b"x")) == MbxStatus.WOULDBLOCK


def test_a_message_costs_its_payload_and_8_bytes() -> None:
    manager = system()
    bound(manager, 1, capacity=27)
    box = opened(manager, 1)
    sent(manager, 1, box, b"12345")
    assert status(manager.send(1, box, b"1234567")) == MbxStatus.WOULDBLOCK
    sent(manager, 1, box, b"123456")
    assert row(manager, "app:box")["bytes_used"] == 27


def test_a_refused_or_blocked_send_leaves_no_trace() -> None:
    manager = system()
    box = opened(manager, 1)
    sent(manager, 1, box, bytes(40))
    before = row(manager, "app:box")
    manager.send(1, box, bytes(40))
    manager.send(1, box, bytes(60))
    assert row(manager, "app:box") == before


def test_an_empty_mailbox_has_no_data() -> None:
    manager = system()
    assert status(manager.recv(1, opened(manager, 1), 10)) == MbxStatus.NO_DATA


def test_a_longer_message_is_cut_and_its_rest_is_gone() -> None:
    manager = system()
    box = opened(manager, 1)
    sent(manager, 1, box, b"abcdef")
    message = received(manager, 1, box, room=4)
    assert (message.payload, message.length) == (b"abcd", 6)
    assert status(manager.recv(1, box, 10)) == MbxStatus.NO_DATA


def test_a_message_as_long_as_the_room_is_whole() -> None:
    manager = system()
    box = opened(manager, 1)
    sent(manager, 1, box, b"abcd")
    assert received(manager, 1, box, room=4).payload == b"abcd"


def test_receiving_makes_room() -> None:
    manager = system()
    box = opened(manager, 1)
    for _ in range(100):
        sent(manager, 1, box, bytes(56))
        received(manager, 1, box)


def test_an_empty_message_is_queued_where_there_is_room() -> None:
    manager = system()
    box = opened(manager, 1)
    sent(manager, 1, box, b"", flags=1, channel=2)
    message = received(manager, 1, box)
    assert (message.payload, message.length, message.flags, message.channel, message.seq) == (b"", 0, 1, 2, 0)


def test_an_empty_message_succeeds_without_room_and_counts_nowhere() -> None:
    manager = system()
    box = opened(manager, 1)
    sent(manager, 1, box, bytes(50))
    before = row(manager, "app:box")
    assert sent(manager, 1, box, b"").length == 0
    assert row(manager, "app:box") == before


def test_an_empty_message_fits_exactly_into_8_bytes() -> None:
    manager = system()
    box = opened(manager, 1)
    sent(manager, 1, box, bytes(48))
    sent(manager, 1, box, b"")
    assert row(manager, "app:box")["queue_depth"] == 2


def test_notify_is_an_empty_message_without_flags() -> None:
    manager = system()
    box = opened(manager, 3)
    manager.notify(3, box)
    assert received(manager, 3, box)[:6] == (b"", 0, 0, 0, 3, 0)


def test_the_end_of_input_comes_after_what_is_queued_and_stays() -> None:
    manager = system()
    host, task = opened(manager, 0), opened(manager, 1)
    sent(manager, 0, host, b"last line")
    sent(manager, 0, host, b"", flags=MbxFlag.EOF)
    assert received(manager, 1, task).payload == b"last line"
    for _ in range(3):
        assert received(manager, 1, task)[:6] == (b"", 0, MbxFlag.EOF, 0, 0, None)


def test_the_end_of_input_needs_no_room_and_takes_none() -> None:
    manager = system()
    host = opened(manager, 0)
    sent(manager, 0, host, bytes(56))
    sent(manager, 0, host, b"", flags=MbxFlag.EOF)
    assert (row(manager, "app:box")["queue_depth"], row(manager, "app:box")["ended"]) == (1, True)


def test_a_message_after_the_end_of_input_takes_it_back() -> None:
    manager = system()
    box = opened(manager, 1)
    sent(manager, 1, box, b"", flags=MbxFlag.EOF)
    sent(manager, 1, box, b"more")
    assert received(manager, 1, box).payload == b"more"
    assert status(manager.recv(1, box, 10)) == MbxStatus.NO_DATA


def test_a_message_with_bytes_and_the_end_flag_is_a_message() -> None:
    manager = system()
    box = opened(manager, 1)
    sent(manager, 1, box, b"x", flags=MbxFlag.EOF)
    assert received(manager, 1, box)[:3] == (b"x", 1, MbxFlag.EOF)
    assert status(manager.recv(1, box, 10)) == MbxStatus.NO_DATA


def test_peek_tells_depth_bytes_and_next_length() -> None:
    manager = system()
    box = opened(manager, 1)
    assert must(manager.peek(1, box), Peeked) == (0, 0, 0, 64, 0, 0, 0, 1)
    for payload in (b"gone", b"abc", b"de"):
        sent(manager, 1, box, payload)
    received(manager, 1, box)
    found = must(manager.peek(1, box), Peeked)
    assert (found.depth, found.bytes_used, found.next_length) == (2, 21, 3)
    assert (found.head_seq, found.next_seq, found.capacity) == (1, 3, 64)


def test_a_peeked_message_can_be_taken_by_its_number() -> None:
    manager = system()
    box = opened(manager, 1)
    sent(manager, 1, box, b"abc")
    ready = must(manager.peek_wait(1, box), Ready)
    assert (ready.which, ready.length, ready.seq) == (0, 3, 0)
    assert manager.take(1, box, ready.seq, 10)[0] == b"abc"


def test_take_finds_no_data_when_another_took_the_message() -> None:
    manager = system()
    one, two = opened(manager, 1), opened(manager, 2)
    sent(manager, 1, one, b"abc")
    sent(manager, 1, one, b"def")
    ready = must(manager.peek_wait(1, one), Ready)
    received(manager, 2, two)
    assert status(manager.take(1, one, ready.seq, 10)) == MbxStatus.NO_DATA
    assert received(manager, 1, one).payload == b"def"


def test_take_on_an_empty_mailbox_finds_no_data() -> None:
    manager = system()
    assert status(manager.take(1, opened(manager, 1), 0, 10)) == MbxStatus.NO_DATA


def test_take_compares_32_bits_of_the_number() -> None:
    manager = system()
    box = opened(manager, 1)
    sent(manager, 1, box, b"abc")
    assert status(manager.take(1, box, 1 << 31, 10)) == MbxStatus.NO_DATA
    assert manager.take(1, box, 1 << 32, 10)[0] == b"abc"


def test_peek_wait_and_take_see_the_end_of_input() -> None:
    manager = system()
    box = opened(manager, 1)
    sent(manager, 1, box, b"x")
    received(manager, 1, box)
    sent(manager, 1, box, b"", flags=MbxFlag.EOF)
    ready = must(manager.peek_wait(1, box), Ready)
    assert (ready.length, ready.seq) == (0, 1)
    assert manager.take(1, box, ready.seq, 10)[2] == MbxFlag.EOF


def test_wait_any_tells_the_first_handle_that_is_ready() -> None:
    manager = system()
    handles = [opened(manager, 1, name) for name in (b"app:a", b"app:b", b"app:c")]
    assert status(manager.wait_any(1, handles)) == MbxStatus.NO_DATA
    sent(manager, 1, handles[2], b"xy")
    sent(manager, 1, handles[1], b"x")
    assert must(manager.wait_any(1, handles), Ready)[:3] == (1, 1, 0)
    assert must(manager.wait_any(1, handles[::-1]), Ready)[:2] == (0, 2)


@pytest.mark.parametrize("count", [0, 17])
def test_wait_any_takes_1_to_16_handles(count: int) -> None:
    manager = system()
    box = opened(manager, 1)
    assert status(manager.wait_any(1, [box] * count)) == MbxStatus.INTERNAL_ERROR
    assert isinstance(manager.wait_any(1, [box] * 16), WouldBlock)
