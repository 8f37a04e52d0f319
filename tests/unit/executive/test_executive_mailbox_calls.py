"""Module 5 as a guest sees it: registers, buffers, blocking, timeouts, and what becomes of a task's mailboxes."""

import struct

from emulator.executive.clock import VirtualClock
from emulator.executive.report import Reason
from emulator.executive.task import Task, TaskState
from emulator.mailbox.profile import profile_named
from hxe.image import MailboxSpec
from tests.unit.executive.guests import Code, Rig, rig, run_one

OK, WOULDBLOCK, INVALID_HANDLE, NO_DATA, TOO_LARGE, NO_DESCRIPTOR, TIMEOUT = 0, 1, 2, 3, 4, 5, 7
RDONLY, WRONLY, FANOUT_DROP, FANOUT_BLOCK = 1, 2, 0x10, 0x20
OVERRUN = 8


def memory(task: Task, address: int, size: int) -> bytes:
    return task.machine.read(address, size)


def pair(first: Code, second: Code, **options: object) -> tuple[Rig, Task, Task]:
    made = rig(**options)  # type: ignore[arg-type]
    tasks = made.add(first, "first"), made.add(second, "second")
    made.system.run()
    return made, *tasks


def test_the_first_handle_a_program_opens_is_4_as_in_v1() -> None:
    for v1 in (False, True):
        _, task = run_one(Code(v1=v1).open("app:q", 8).op("MOV", 0, 8).exit())
        assert task.exit_status == 4


def test_send_answers_ok_and_the_length_and_recv_gives_all_five_registers() -> None:
    code = Code().open("app:q", 8).send(8, b"hello", flags=4, channel=77).op("MOV", 9, 0).op("MOV", 10, 1)
    buffer = code.space(64)
    code.recv(8, timeout=0, buffer=buffer).spin()
    made = rig(max_steps=200)
    task = made.add(code)
    made.system.run()
    regs = task.machine.regs
    assert (regs[9], regs[10]) == (OK, 5)
    assert regs[0:5] == [OK, 5, 4, 77, task.pid]
    assert memory(task, buffer, 6) == b"hello\0"


def test_a_message_longer_than_the_room_is_cut_and_consumed() -> None:
    code = Code().open("app:q", 8).send(8, b"abcdef")
    buffer = code.space(8)
    code.args(r2=buffer, r3=3, r4=0, r5=0).op("MOV", 1, 8).op("SVC", 5, 3).op("MOV", 9, 1)
    code.recv(8, timeout=0).exit()
    _, task = run_one(code)
    assert task.machine.regs[9] == 3
    assert memory(task, buffer, 4) == b"abc\0"
    assert task.exit_status == NO_DATA


def test_polling_an_empty_mailbox_answers_no_data_and_length_0_at_once() -> None:
    made, task = run_one(Code().open("app:q", 8).load(7, 9).recv(8, timeout=0).exit())
    assert task.exit_status == NO_DATA
    assert task.machine.regs[1] == 0
    assert task.counters.waits == 0
    assert not made.of_type("mailbox_wait")


def test_the_information_block_tells_status_length_flags_channel_and_sender() -> None:
    code = Code().open("app:q", 8).send(8, b"abc", flags=4, channel=9)
    info, late, never = code.space(20), code.put(b"\xff" * 20), code.put(b"\xff" * 20)
    code.recv(8, timeout=0, info=info).recv(8, timeout=0, info=late).recv(8, timeout=3, info=never).exit(0)
    _, task = run_one(code)
    assert struct.unpack("<iiIII", memory(task, info, 20)) == (OK, 3, 4, 9, 1)
    assert struct.unpack("<iiIII", memory(task, late, 20)) == (NO_DATA, 0, 0, 0, 0)
    assert struct.unpack("<iiIII", memory(task, never, 20)) == (TIMEOUT, 0, 0, 0, 0)


def test_an_expired_wait_answers_timeout_and_zeros_after_exactly_its_milliseconds() -> None:
    code = Code().open("app:q", 8).args(r2=1, r3=1).recv(8, timeout=25).spin()
    made = rig(max_steps=60)
    task = made.add(code)
    made.system.run()
    assert task.machine.regs[0:5] == [TIMEOUT, 0, 0, 0, 0]
    (wait,), (expiry,) = made.of_type("mailbox_wait"), made.of_type("mailbox_timeout")
    assert wait.data["timeout"] == 25
    assert expiry.ts == wait.data["deadline"] == round(wait.ts + 0.025, 6)
    assert task.counters.timeouts == 1


def test_timeout_0xffff_waits_for_ever_in_both_models_and_32_bit_ones_in_the_flat_model() -> None:
    for v1, timeout in ((True, 0xFFFF), (True, 0xFFFFFFFF), (False, 0xFFFF), (False, 0xFFFFFFFF)):
        made = rig()
        task = made.add(Code(v1=v1).open("app:q", 8).recv(8, timeout=timeout).exit(0))
        assert made.system.run().reason is Reason.STALLED
        assert task.state is TaskState.WAITING_MBX


def test_a_flat_timeout_beyond_16_bits_is_milliseconds() -> None:
    made, task = run_one(Code().open("app:q", 8).recv(8, timeout=100_000).exit())
    assert task.exit_status == TIMEOUT
    assert 100_000_000 <= made.system.kernel.clock.now() < 100_000_100


def test_a_blocked_receiver_is_completed_by_the_send_itself() -> None:
    reader = Code().open("app:q", 8)
    buffer = reader.space(64)
    reader.recv(8, buffer=buffer).exit_with(1)
    writer = Code().open("app:q", 8).sleep(3).send(8, b"wake up", channel=5).exit(0)
    made, first, second = pair(reader, writer)
    assert first.exit_status == 7
    assert memory(first, buffer, 7) == b"wake up"
    assert first.machine.regs[2:5] == [0, 5, second.pid]
    (wake,) = [event for event in made.of_type("mailbox_wake") if event.pid == first.pid]
    assert wake.data["length"] == 7


def test_a_message_at_the_instant_of_the_deadline_wins() -> None:
    # The reader's deadline is its wait + 1 ms; the writer spins so that its SVC ends exactly then.
    def outcome(delay: int, odd: bool) -> int:
        made = rig()
        reader = made.add(Code().open("app:q", 8).recv(8, timeout=1).exit())
        writer = Code().open("app:q", 8).load(10, delay)
        if odd:
            writer.load(12, 0)
        writer.label("spin").op("ADDI", 10, 10, -1).branch("BNE", 10, 11, "spin").send(8, b"x").exit(0)
        made.add(writer)
        made.system.run()
        waits = made.of_type("mailbox_wait")
        sends = [event for event in made.of_type("mailbox_send") if event.pid == 2]
        late = sends[0].vt - waits[0].vt - 1000
        assert reader.exit_status == (OK if late <= 0 else TIMEOUT)
        return late

    found = {outcome(delay, odd) for delay in range(480, 505) for odd in (False, True)}
    assert min(found) < 0 < max(found)
    assert 0 in found


def test_a_message_too_large_and_a_full_queue_are_refused_and_r1_stays() -> None:
    code = Code().open("app:q", 8).send(8, b"x" * 57).op("MOV", 9, 0).op("MOV", 10, 1)
    code.send(8, b"y" * 56).op("MOV", 11, 0).send(8, b"z").exit()
    _, task = run_one(code)
    assert task.machine.regs[9] == TOO_LARGE
    assert task.machine.regs[10] == 4  # the handle that R1 held
    assert task.machine.regs[11] == OK
    assert task.exit_status == WOULDBLOCK


def test_a_zero_length_send_succeeds_with_any_pointer_and_wakes_a_reader() -> None:
    reader = Code().open("app:q", 8).recv(8).exit_with(0)
    writer = Code().open("app:q", 8).sleep(1).args(r2=0, r3=0, r4=0, r5=0).op("MOV", 1, 8).op("SVC", 5, 2).exit()
    _, first, second = pair(reader, writer)
    assert (first.exit_status, second.exit_status) == (OK, OK)
    assert first.machine.regs[1] == 0


def test_peek_tells_messages_bytes_and_the_next_length() -> None:
    code = Code().open("app:q", 8).send(8, b"abc").send(8, b"de").op("MOV", 1, 8).op("SVC", 5, 4).spin()
    made = rig(max_steps=100)
    task = made.add(code)
    made.system.run()
    assert task.machine.regs[0:4] == [OK, 2, 3 + 8 + 2 + 8, 3]


def test_bind_answers_a_descriptor_which_is_no_handle() -> None:
    made, task = run_one(Code().bind("app:q", 128, 3).op("MOV", 8, 1).svc(5, 4).exit())
    assert task.exit_status == INVALID_HANDLE
    names = [event.data["name"] for event in made.of_type("mailbox_created")]
    assert names[-1] == "app:q"


def test_close_frees_the_handle_and_numbers_are_not_used_again() -> None:
    code = Code().open("app:q", 8).op("MOV", 1, 8).op("SVC", 5, 6).op("MOV", 9, 0).op("MOV", 1, 8).op("SVC", 5, 6)
    code.op("MOV", 10, 0).open("app:q", 11).exit(0)
    _, task = run_one(code)
    assert task.machine.regs[8:12] == [4, OK, INVALID_HANDLE, 5]


def test_a_name_that_is_empty_too_long_or_badly_owned_is_an_error() -> None:
    for name in ("", "app:" + "n" * 29, "svc:x@y"):
        made, task = run_one(Code().open(name, 8).exit())
        assert task.exit_status == 0xFF
        (error,) = made.of_type("mailbox_error")
        assert (error.data["fn"], error.data["status"]) == (0, 0xFF)


def test_the_handle_quota_of_a_profile_is_enforced_and_named() -> None:
    code = Code()
    for _ in range(5):
        code.open("app:q", 8)
    made, task = run_one(code.svc(5, 0, r1=code.text("app:q"), r2=0).exit(), profile=profile_named("embedded"))
    assert task.machine.regs[8] == 8
    assert task.exit_status == NO_DESCRIPTOR
    (event,) = made.of_type("mailbox_exhausted")
    assert (event.data["quota"], event.data["limit"]) == ("handles_per_task", 8)


def test_a_name_of_32_bytes_at_the_very_end_of_memory_is_read() -> None:
    code = Code()
    name = b"app:" + b"n" * 28
    code.load(1, 0x4000 - 33)
    for offset in range(0, 32, 4):
        code.load(2, int.from_bytes(name[offset : offset + 4], "little")).op("ST", 1, offset, 2)
    code.load(2, 0).op("STB", 1, 32, 2).op("SVC", 5, 0).exit()
    made = rig()
    task = made.add(code)
    made.system.run()
    assert task.exit_status == OK
    assert made.of_type("mailbox_created")[-1].data["name"] == name.decode()


def test_rights_given_to_open_are_enforced() -> None:
    code = Code().open("app:q", 8, flags=RDONLY).send(8, b"x").op("MOV", 9, 0).open("app:q", 10, flags=WRONLY)
    code.recv(10, timeout=0).exit()
    _, task = run_one(code)
    assert task.machine.regs[9] != OK
    assert task.exit_status not in {OK, NO_DATA}


def test_tap_observes_copies_and_takes_nothing() -> None:
    code = Code().open("app:q", 8).open("app:q", 9).op("MOV", 1, 9).load(2, 1).op("SVC", 5, 5)
    code.send(8, b"one").recv(9, timeout=0).op("MOV", 10, 1).recv(8, timeout=0).op("MOV", 11, 1).exit(0)
    _, task = run_one(code)
    assert task.machine.regs[10:12] == [3, 3]


def test_fan_out_gives_every_reader_every_message_and_tells_what_was_lost() -> None:
    reader = Code().open("app:f", 8).sleep(5).recv(8, timeout=0).op("MOV", 9, 2).recv(8, timeout=0).exit_with(1)
    writer = Code().bind("app:f", 24, FANOUT_DROP | 3).open("app:f", 8).sleep(1)
    writer.send(8, b"aaa").send(8, b"bbbb").send(8, b"cccc").exit(0)
    made = rig()
    made.add(writer, "writer")
    readers = [made.add(reader, "reader"), made.add(reader, "reader")]
    made.system.run()
    for task in readers:
        assert task.machine.regs[9] & OVERRUN
        assert task.exit_status == 4
    assert len(made.of_type("mailbox_overrun")) == 1


def test_notify_wakes_a_reader_with_an_empty_message() -> None:
    reader = Code().open("app:q", 8).recv(8).exit_with(1)
    writer = Code().open("app:q", 8).sleep(1).op("MOV", 1, 8).op("SVC", 5, 7).exit()
    _, first, second = pair(reader, writer)
    assert (first.exit_status, second.exit_status) == (0, OK)


def test_send_wait_waits_for_room_and_answers_the_length() -> None:
    writer = Code().open("app:q", 8).send(8, b"x" * 56).load(6, 0xFFFF)
    content = writer.put(b"second")
    writer.args(r2=content, r3=6, r4=0, r5=0).op("MOV", 1, 8).op("SVC", 5, 8).op("MOV", 9, 0).exit_with(1)
    reader = Code().open("app:q", 8).sleep(2).recv(8, timeout=0).recv(8, timeout=0).exit_with(1)
    _, first, second = pair(writer, reader)
    assert (first.machine.regs[9], first.exit_status) == (OK, 6)
    assert second.exit_status == 6


def test_send_wait_times_out_and_then_has_sent_nothing() -> None:
    code = Code().open("app:q", 8).send(8, b"x" * 56).load(6, 4)
    code.args(r2=code.put(b"no"), r3=2, r4=0, r5=0).op("MOV", 1, 8).op("SVC", 5, 8).op("MOV", 9, 0)
    code.recv(8, timeout=0).recv(8, timeout=0).exit()
    _, task = run_one(code)
    assert task.machine.regs[9] == TIMEOUT
    assert task.exit_status == NO_DATA


def test_peek_wait_and_take_give_the_message_that_was_seen() -> None:
    reader = Code().open("app:q", 8).op("MOV", 1, 8).load(2, 0xFFFF).op("SVC", 5, 9)
    reader.op("MOV", 9, 1).op("MOV", 10, 2)
    buffer = reader.space(16)
    reader.args(r3=buffer, r4=16, r5=0).op("MOV", 1, 8).op("MOV", 2, 10).op("SVC", 5, 10).op("MOV", 11, 1)
    reader.args(r3=buffer, r4=16, r5=0).op("MOV", 1, 8).op("MOV", 2, 10).op("SVC", 5, 10).exit_with(0)
    writer = Code().open("app:q", 8).sleep(1).send(8, b"seen").exit(0)
    _, first, _ = pair(reader, writer)
    assert first.machine.regs[9] == first.machine.regs[11] == 4
    assert memory(first, buffer, 4) == b"seen"
    assert first.exit_status == NO_DATA


def test_wait_any_tells_which_handle_is_ready() -> None:
    reader = Code().open("app:a", 8).open("app:b", 9)
    table = reader.space(8)
    reader.load(12, table).op("ST", 12, 0, 8).op("ST", 12, 4, 9)
    reader.svc(5, 11, r1=table, r2=2, r3=0xFFFF).op("MOV", 10, 0).exit_with(1)
    writer = Code().open("app:b", 8).sleep(1).send(8, b"x").exit(0)
    _, first, _ = pair(reader, writer)
    assert (first.machine.regs[10], first.exit_status) == (OK, 1)


def test_wait_any_takes_1_to_16_handles_and_polls_and_times_out() -> None:
    for count in (0, 17):
        assert run_one(Code().svc(5, 11, r1=0x1000, r2=count, r3=0).exit())[1].exit_status == 0xFF
    for timeout, status in ((0, NO_DATA), (5, TIMEOUT)):
        code = Code().open("app:a", 8)
        table = code.space(4)
        code.load(12, table).op("ST", 12, 0, 8).svc(5, 11, r1=table, r2=1, r3=timeout).exit()
        assert run_one(code)[1].exit_status == status


def test_a_buffer_that_is_bad_faults_the_waiting_task_when_the_message_comes() -> None:
    reader = Code().open("app:q", 8).recv(8, buffer=0).exit(0)
    writer = Code().open("app:q", 8).sleep(1).send(8, b"x").exit(3)
    made, first, second = pair(reader, writer)
    assert first.state is TaskState.FAULTED
    assert first.fault is not None
    assert first.fault.address == 0
    assert second.exit_status == 3
    assert made.of_type("task_fault")


def test_a_message_outlives_its_sender() -> None:
    writer = Code().open("app:q", 8).send(8, b"legacy").exit(0)
    reader = Code().sleep(10).open("app:q", 8).recv(8, timeout=0).exit_with(1)
    _, _, second = pair(writer, reader)
    assert second.exit_status == 6


def test_everything_a_task_held_is_given_back_however_it_ends() -> None:
    endings = [
        Code().open("app:x", 8).exit(0),
        Code().open("app:x", 8).load(1, 0).op("LD", 2, 1, 0),
        Code(v1=True).open("app:x", 8).op("RET"),
    ]
    for code in endings:
        made = rig()
        made.add(code)
        made.system.run()
        assert made.system.kernel.mailboxes.snapshot()["descriptors"] == []
    made = rig(max_steps=50)
    task = made.add(Code().open("app:x", 8).recv(8).exit(0))
    made.add(Code().spin())
    made.system.run()
    made.system.kernel.kill(task)
    assert {box["owner_pid"] for box in made.system.kernel.mailboxes.snapshot()["descriptors"]} == {2}


def test_declared_mailboxes_exist_before_the_first_instruction() -> None:
    made = rig()
    made.add(Code().exit(0), mailboxes=(MailboxSpec("app:q", 128, 0x10 | 3),))
    created = {event.data["name"]: event for event in made.of_type("mailbox_created")}
    assert created["app:q"].vt == 0
    assert (created["app:q"].data["capacity"], created["app:q"].data["mode"]) == (128, 0x13)


def test_the_owner_pid_of_a_declaration_says_whose_service_it_means() -> None:
    made = rig()
    spec = MailboxSpec("svc:log", 64, 3, {"owner_pid": 9})
    made.add(Code().exit(0), mailboxes=(spec, MailboxSpec("app:q", 64, 3, {"owner_pid": 9})))
    names = [event.data["name"] for event in made.of_type("mailbox_created")]
    assert names[-2:] == ["svc:log@9", "app:q"]


def test_a_v1_and_a_flat_task_talk_to_each_other() -> None:
    old = Code(v1=True).open("app:q", 8).sleep(1).send(8, b"from v1").op("RET")
    new = Code().open("app:q", 8)
    buffer = new.space(64)
    new.recv(8, buffer=buffer).exit_with(1)
    _, _, second = pair(old, new)
    assert second.exit_status == 7
    assert memory(second, buffer, 7) == b"from v1"


def test_a_message_that_one_deadline_lets_in_is_not_lost_to_another_of_the_same_instant() -> None:
    # Two senders wait for room until the same microsecond; when the first, too large, gives up, the second fits.
    def waits_for_room(content: bytes, delay: int) -> Code:
        code = Code().open("app:q", 8).sleep(delay).load(6, 10)
        return code.args(r2=code.put(content), r3=len(content), r4=0, r5=0).op("MOV", 1, 8).op("SVC", 5, 8).exit()

    made = rig(clock=VirtualClock(1_000_000_000))
    made.add(Code().open("app:q", 8).send(8, b"x" * 30).sleep(1000).exit(0), "full")
    big, small = made.add(waits_for_room(b"y" * 40, 1), "big"), made.add(waits_for_room(b"z", 1), "small")
    made.system.run()
    assert (big.exit_status, small.exit_status) == (TIMEOUT, OK)
    assert [event.pid for event in made.of_type("mailbox_timeout")] == [big.pid]
    assert len({event.data["deadline"] for event in made.of_type("mailbox_wait")}) == 1
