"""Messages from a byte stream, output in order, and the threads behind a real clock."""

import os
import random
import threading
import time

import pytest

from emulator.host.console import (
    BACKLOG,
    DirectInput,
    DirectOutput,
    InterruptedCallError,
    Interrupts,
    LineCutter,
    NoInput,
    OutputClosedError,
    Stream,
    ThreadedInput,
    ThreadedOutput,
    is_regular_file,
    is_terminal,
)
from emulator.host.inbox import Inbox, Interrupt, OutputClosed, OutputDrained, StdinData


def all_of(cutter: LineCutter, limit: int) -> list[bytes]:
    messages: list[bytes] = []
    while message := cutter.cut(limit):
        messages.append(message)
    return messages


def test_a_message_is_a_line_or_the_limit_whatever_the_chunks() -> None:
    rng = random.Random(5)
    text = bytes(rng.choice(b"abc\n") for _ in range(5000))
    whole = LineCutter()
    whole.feed(text)
    whole.feed(b"")
    expected = all_of(whole, 6)
    assert b"".join(expected) == text
    assert all(len(message) <= 6 and message.find(b"\n") in {-1, len(message) - 1} for message in expected)
    for _ in range(20):
        cutter, messages, at = LineCutter(), list[bytes](), 0
        while at < len(text):
            size = rng.randrange(1, 40)
            cutter.feed(text[at : at + size])
            at += size
            messages += all_of(cutter, 6)
        cutter.feed(b"")
        assert messages + all_of(cutter, 6) == expected


def test_an_unfinished_line_is_kept_until_the_end_tells_that_it_is_all() -> None:
    cutter = LineCutter()
    cutter.feed(b"half")
    assert cutter.cut(56) is None
    cutter.feed(b"")
    assert cutter.cut(56) == b"half"
    assert cutter.cut(56) == b""
    assert cutter.cut(56) == b""


def test_a_pipe_is_read_the_moment_it_is_asked() -> None:
    reading, writing = os.pipe()
    source = DirectInput(reading, Interrupts(Inbox()))
    os.write(writing, b"one\ntwo\nend")
    assert source.take(56) == b"one\n"
    assert source.take(2) == b"tw"
    assert source.take(56) == b"o\n"
    os.close(writing)
    assert source.take(56) == b"end"
    assert source.take(56) == b""
    os.close(reading)


def test_an_input_that_cannot_be_read_has_ended() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    os.close(writing)
    assert DirectInput(reading, Interrupts(Inbox())).take(56) == b""
    assert NoInput().take(56) == b""
    assert not is_terminal(reading)
    assert not is_regular_file(reading)


def test_ctrl_c_leaves_a_host_call_that_blocks_and_otherwise_only_posts() -> None:
    inbox = Inbox()
    interrupts = Interrupts(inbox)

    def blocked() -> None:
        interrupts.on_signal()

    with pytest.raises(InterruptedCallError):
        interrupts.call(blocked)
    assert inbox.take() == Interrupt()
    with pytest.raises(InterruptedCallError):
        interrupts.call(os.getpid)
    calm = Interrupts(inbox)
    calm.on_signal()
    with pytest.raises(KeyboardInterrupt):
        calm.on_signal()


def test_output_to_a_pipe_is_collected_and_keeps_its_order_with_standard_error() -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    sink = DirectOutput(writing, writing, Interrupts(Inbox()))
    sink.write(Stream.OUT, b"1")
    with pytest.raises(BlockingIOError):
        os.read(reading, 10)
    sink.write(Stream.ERR, b"2")
    sink.write(Stream.OUT, b"3")
    sink.close()
    assert os.read(reading, 10) == b"123"
    os.close(reading)
    os.close(writing)


def test_output_that_nobody_reads_is_reported_and_standard_error_is_not_missed() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    sink = DirectOutput(writing, writing, Interrupts(Inbox()))
    sink.write(Stream.ERR, b"ignored")
    sink.write(Stream.OUT, b"x")
    with pytest.raises(OutputClosedError):
        sink.flush()
    sink.close()
    os.close(writing)


def next_input(inbox: Inbox) -> object:
    return inbox.wait(5.0)


def test_a_thread_reads_one_chunk_for_each_time_that_nothing_was_there() -> None:
    reading, writing = os.pipe()
    inbox = Inbox()
    source = ThreadedInput(reading, inbox)
    os.write(writing, b"early\n")
    time.sleep(0.05)
    assert inbox.empty()
    assert source.take(56) is None
    assert source.take(56) is None
    assert next_input(inbox) == StdinData(b"early\n")
    source.arrived(b"early\n")
    os.write(writing, b"later\n")
    assert source.take(56) == b"early\n"
    time.sleep(0.05)
    assert inbox.empty()
    assert source.take(56) is None
    assert next_input(inbox) == StdinData(b"later\n")
    source.arrived(b"later\n")
    assert source.take(56) == b"later\n"
    assert source.take(56) is None
    os.close(writing)
    assert next_input(inbox) == StdinData(b"")
    source.arrived(b"")
    assert source.take(56) == b""
    os.close(reading)


def test_a_slow_reader_makes_writers_wait_until_half_the_backlog_is_gone() -> None:
    reading, writing = os.pipe()
    inbox = Inbox()
    sink = ThreadedOutput(writing, writing, inbox, Interrupts(inbox))
    written = 0
    while sink.write(Stream.OUT, b"x" * 1000):
        written += 1000
        assert written < 10 * BACKLOG
    assert written > BACKLOG - 1000
    assert not sink.write(Stream.ERR, b"e")
    assert inbox.empty()
    received = bytearray()

    def drain() -> None:
        while chunk := os.read(reading, 4096):
            received.extend(chunk)

    reader = threading.Thread(target=drain)
    reader.start()
    assert next_input(inbox) == OutputDrained()
    sink.close()
    os.close(writing)
    reader.join()
    assert bytes(received) == b"x" * (written + 1000) + b"e"
    os.close(reading)


def test_a_thread_that_meets_a_closed_output_says_so() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    inbox = Inbox()
    sink = ThreadedOutput(writing, writing, inbox, Interrupts(inbox))
    sink.write(Stream.OUT, b"x")
    assert next_input(inbox) == OutputClosed("")
    sink.close()
    os.close(writing)


def test_an_inbox_gives_inputs_in_order_and_a_wait_ends_with_one_or_with_the_time() -> None:
    inbox = Inbox()
    assert inbox.wait(0.01) is None
    inbox.post(StdinData(b"1"))
    inbox.post(StdinData(b"2"))
    assert inbox.wait(None) == StdinData(b"1")
    assert inbox.take() == StdinData(b"2")
    assert inbox.empty()
    later = threading.Timer(0.05, lambda: inbox.post(Interrupt()))
    later.start()
    found = None
    while found is None:  # a byte that was left for an input already taken ends a sleep early, and that is all
        found = inbox.wait(5)
    assert found == Interrupt()
    later.join()
    inbox.close()
    inbox.post(Interrupt())


def test_a_byte_left_by_a_signal_before_the_sleep_ends_it() -> None:
    inbox = Inbox()
    os.write(inbox.wakeup(), b"\2")
    started = time.monotonic()
    assert inbox.wait(30) is None
    assert time.monotonic() - started < 10
    inbox.close()
