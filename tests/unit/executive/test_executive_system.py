"""A whole system: who runs when, what determinism promises, how a run ends and what is told about it."""

import random

import pytest

from emulator.event_types import BY_NAME
from emulator.events import to_json
from emulator.executive.clock import RealClock, VirtualClock
from emulator.executive.executive import Options, System
from emulator.executive.loader import LoadError, Program
from emulator.executive.pacer import FixedPacer
from emulator.executive.report import Reason
from emulator.executive.task import TaskState
from emulator.host.inbox import Inbox, Interrupt, OutputClosed, OutputDrained, StdinData
from emulator.mailbox.profile import profile_named
from hxe.image import ImageSymbol, MailboxSpec
from tests.unit.executive.guests import Code, Rig, Screen, rig


class RandomPacer:
    """Cuts engine calls anywhere."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)

    def begin(self) -> int:
        return self._rng.choice((1, 2, 3, 7, 50, 1000, 100_000))

    def end(self, executed: int) -> None:
        pass


def counting(letter: str, turns: int) -> Code:
    """Writes its letter after every 10 instructions."""
    code = Code()
    content = code.put(letter.encode())
    code.load(10, turns).load(11, 0).label("again")
    code.args(r1=2, r2=content, r3=1, r4=1, r5=0).op("SVC", 5, 2)
    code.op("ADDI", 12, 12, 1).op("ADDI", 12, 12, 1).op("ADDI", 10, 10, -1).branch("BNE", 10, 11, "again")
    return code.exit(0)


def busy_system(made: Rig) -> None:
    """Tasks of several priorities that sleep, talk, wait with deadlines, fault and end."""
    for number in range(3):
        made.add(counting("abc"[number], 30), f"count{number}", quantum=17)
    urgent = Code().load(10, 12).load(11, 0).label("again").sleep(1).say("!")
    made.add(urgent.op("ADDI", 10, 10, -1).branch("BNE", 10, 11, "again").exit(0), "urgent", priority=1)
    reader = Code().open("app:q", 8).load(10, 6).load(11, 0).label("again").recv(8, timeout=2)
    made.add(reader.op("ADDI", 10, 10, -1).branch("BNE", 10, 11, "again").exit(0), "reader", priority=5)
    writer = Code().open("app:q", 8).sleep(1).send(8, b"one").sleep(3).send(8, b"two").send(8, b"three")
    made.add(writer.load(1, 4).op("LD", 2, 1, 0), "writer")
    made.add(Code(v1=True).sleep(2).say("v").op("LDI", 0, 9).op("RET"), "old")


def story(made: Rig) -> tuple[list[str], list[str], bytes]:
    busy_system(made)
    made.system.run()
    hashes = [task.machine.state_hash() for task in made.system.kernel.tasks]
    return [to_json(event) for event in made.events], hashes, bytes(made.screen.out)


def test_the_same_system_twice_gives_the_same_events_however_engine_calls_are_cut() -> None:
    first = story(rig())
    assert len(first[0]) > 150
    assert story(rig()) == first
    for seed in range(25):
        assert story(rig(pacer=RandomPacer(seed))) == first
    assert story(rig(pacer=FixedPacer(1))) == first


def test_every_event_of_a_run_fits_its_row() -> None:
    made = rig()
    busy_system(made)
    made.system.run()
    for event in made.events:
        row = BY_NAME[event.type]
        required = [field.name for field in row.fields if not field.optional]
        assert [name for name in event.data if name in required] == required, event
        assert set(event.data) <= {field.name for field in row.fields}, event


def test_events_are_numbered_and_their_times_never_go_back() -> None:
    made = rig()
    busy_system(made)
    made.system.run()
    assert [event.seq for event in made.events] == list(range(1, len(made.events) + 1))
    stamps = [(event.vt, event.ts) for event in made.events]
    assert stamps == sorted(stamps)


def test_the_counts_of_the_tasks_sum_up_to_the_instructions_of_the_system() -> None:
    made = rig()
    busy_system(made)
    report = made.system.run()
    assert sum(task.instructions for task in report.tasks) == report.instructions


def test_equal_tasks_take_turns_of_exactly_the_quantum() -> None:
    made = rig()
    for name in "ab":
        made.add(Code().spin(), name, quantum=25)
    made.system._max_steps = 200
    made.system.run()
    switches = [(event.vt, event.data["next_pid"]) for event in made.of_type("scheduler")]
    assert switches == [(vt, 1 + vt // 25 % 2) for vt in range(0, 200, 25)]


def test_quantum_1_interleaves_instruction_by_instruction_as_v1_did() -> None:
    made = rig(max_steps=6)
    for name in "ab":
        made.add(Code(v1=True).spin(), name, quantum=1)
    made.system.run()
    assert [event.data["next_pid"] for event in made.of_type("scheduler")] == [1, 2, 1, 2, 1, 2]


def test_a_busy_urgent_task_starves_the_rest() -> None:
    made = rig(max_steps=10_000)
    made.add(Code().spin(), "busy", priority=3)
    starved = made.add(Code().exit(0), "starved", priority=4)
    made.system.run()
    assert starved.machine.count == 0


def test_a_deadline_preempts_a_less_urgent_task_at_its_very_instruction_and_the_slice_goes_on() -> None:
    made = rig(max_steps=3000)
    made.add(Code().sleep(1).sleep(1).exit(0), "urgent", priority=1)
    made.add(Code().spin(), "a", quantum=1500)
    made.add(Code().spin(), "b", quantum=1500)
    made.system.run()
    switches = [(event.vt, event.data["next_pid"]) for event in made.of_type("scheduler")]
    # urgent: 2 instructions; its deadline is 1000 later; then 2 more, and the slice of `a` has 500 left
    assert switches[:6] == [(0, 1), (2, 2), (1002, 1), (1004, 2), (1504, 3), (2004, 1)]


def test_waking_a_more_urgent_task_preempts_the_sender_at_once() -> None:
    made = rig()
    made.add(Code().open("app:q", 8).recv(8).say("woken ").exit(0), "urgent", priority=1)
    made.add(Code().open("app:q", 8).send(8, b"x").say("sender").exit(0), "sender")
    made.system.run()
    assert bytes(made.screen.out) == b"woken sender"


def test_virtual_time_is_instructions_over_the_rate_and_jumps_when_everyone_waits() -> None:
    made = rig(clock=VirtualClock(1000))
    made.add(Code().sleep(50).exit(0))
    report = made.system.run()
    assert report.instructions == 4
    assert report.seconds == pytest.approx(0.002 + 0.050 + 0.002)


def test_the_exit_status_is_the_first_images_low_8_bits() -> None:
    made = rig()
    made.add(Code().sleep(5).exit(0x1FE), "first")
    made.add(Code().exit(3), "second")
    assert made.system.run().status == 0xFE


def test_a_service_is_not_waited_for() -> None:
    made = rig()
    made.add(Code().exit(4), "app")
    service = made.add(Code().open("app:q", 8).recv(8).exit(0), "service", service=True)
    report = made.system.run()
    assert (report.reason, report.status) == (Reason.ENDED, 4)
    assert not service.ended


def test_a_stall_is_told_with_who_waits_on_what() -> None:
    made = rig()
    made.add(Code().open("app:q", 8).recv(8).exit(0), "consumer")
    made.add(Code().exit(0), "quitter")
    full = Code().open("app:r", 8).send(8, b"x" * 56).args(r2=0x1000, r3=1, r4=0, r5=0, r6=0xFFFF)
    made.add(full.op("MOV", 1, 8).op("SVC", 5, 8).exit(0), "producer", service=True)
    report = made.system.run()
    assert (report.reason, report.status) == (Reason.STALLED, 125)
    assert report.details == (
        "task 1 (consumer) waits to receive on app:q (handle 4) for ever",
        "task 3 (producer) waits for room in app:r (handle 4) for ever",
    )


def test_a_fault_of_the_first_task_is_126_even_when_the_rest_stalls() -> None:
    made = rig()
    made.add(Code().load(1, 0).op("LD", 1, 1, 0), "first")
    made.add(Code().open("app:q", 8).recv(8).exit(0), "waits")
    report = made.system.run()
    assert (report.reason, report.status) == (Reason.STALLED, 126)


def test_max_steps_is_exact_and_has_its_own_status() -> None:
    made = rig(max_steps=1234)
    made.add(Code().spin(), "a")
    made.add(Code().spin(), "b")
    report = made.system.run()
    assert (report.reason, report.status, report.instructions) == (Reason.STEPS, 124, 1234)


def test_a_fast_system_is_interrupted_within_one_engine_call() -> None:
    inbox = Inbox()
    made = rig(inbox=inbox)
    made.add(Code().spin())
    inbox.post(Interrupt())
    report = made.system.run()
    assert (report.reason, report.status, report.instructions) == (Reason.INTERRUPTED, 130, 0)
    assert made.screen.closed


def test_output_that_nobody_reads_ends_the_run() -> None:
    inbox = Inbox()
    made = rig(inbox=inbox)
    made.add(Code().spin())
    inbox.post(OutputClosed(""))
    assert made.system.run().status == 141


def test_a_quota_that_is_exhausted_while_loading_undoes_everything_and_names_itself() -> None:
    made = rig(profile=profile_named("embedded", {"descriptors": 17}))
    for number in range(3):
        made.add(Code().spin(), f"app{number}")
    before = made.system.kernel.mailboxes.snapshot()
    with pytest.raises(LoadError, match=r"cannot make mailbox app:m1: mailbox quota descriptors is exhausted") as error:
        made.add(Code().exit(0), "big", mailboxes=tuple(MailboxSpec(f"app:m{n}") for n in range(3)))
    assert "17 of 17 in use" in str(error.value)
    assert made.system.kernel.mailboxes.snapshot()["descriptors"] == before["descriptors"]
    assert len(made.system.kernel.tasks) == 3
    made.system.kernel.mailboxes.check()
    assert made.add(Code().exit(0), "small").state is TaskState.READY


def test_the_four_tasks_of_the_embedded_profile_fit_and_a_fifth_does_not() -> None:
    made = rig(profile=profile_named("embedded"))
    for number in range(4):
        made.add(Code().exit(0), f"app{number}")
    with pytest.raises(LoadError, match="descriptors"):
        made.add(Code().exit(0), "fifth")


def test_there_is_no_limit_of_14_tasks() -> None:
    made = rig()
    tasks = [made.add(Code(v1=True).op("LDI", 0, n).op("RET"), f"t{n}") for n in range(60)]
    made.system.run()
    assert [task.exit_status for task in tasks] == list(range(60))


def test_further_instances_get_numbered_names_and_a_name_is_free_again_after_the_end() -> None:
    made = rig()
    tasks = [made.add(Code().exit(0), "app") for _ in range(3)]
    assert [task.name for task in tasks] == ["app", "app_#0", "app_#1"]
    long = [made.add(Code().exit(0), "n" * 31) for _ in range(2)]
    assert long[1].name == "n" * 28 + "_#0"
    made.system.run()
    assert made.add(Code().exit(0), "app").name == "app"


def test_an_image_that_allows_one_instance_is_not_loaded_twice() -> None:
    made = rig()
    image = Code().exit(0).image("only", single=True)
    made.add(image)
    with pytest.raises(LoadError, match="app_exists:only"):
        made.add(image)


def test_a_task_without_an_app_name_is_called_after_its_file() -> None:
    system = System(Options(console_out=Screen()))
    image = Code().exit(0).image("")
    assert system.load(Program(image, "folder/blink.hxe")).name == "blink"


def test_standard_output_and_error_stay_apart() -> None:
    made = rig()
    code = Code().say("out")
    made.add(code.svc(5, 2, r1=3, r2=code.put(b"err"), r3=3, r4=2, r5=0).exit(0))
    made.system.run()
    assert (bytes(made.screen.out), bytes(made.screen.err)) == (b"out", b"err")
    assert [event.data["text"] for event in made.of_type("stdout")] == ["out"]
    assert [event.data["text"] for event in made.of_type("stderr")] == ["err"]


def echo() -> Code:
    """Copies standard input to standard output until the end; exits with the number of messages."""
    code = Code().load(8, 0)
    buffer = code.space(64)
    code.label("again").args(r1=1, r2=buffer, r3=64, r4=0xFFFF, r5=0).op("SVC", 5, 3)
    code.branch("BEQ", 1, 9, "end").op("ADDI", 8, 8, 1).op("MOV", 3, 1)
    code.args(r1=2, r2=buffer, r4=1, r5=0).op("SVC", 5, 2).branch("BR", "again")
    return code.label("end").op("MOV", 10, 2).exit_with(8)


def test_standard_input_comes_line_by_line_and_ends_with_an_empty_message() -> None:
    made = rig(b"one\ntwo\nlast")
    task = made.add(echo())
    made.system.run()
    assert bytes(made.screen.out) == b"one\ntwo\nlast"
    assert task.exit_status == 3
    assert task.machine.regs[10] == 0x10


def test_a_line_longer_than_a_message_is_cut_and_nothing_is_lost() -> None:
    text = bytes(range(1, 256)).replace(b"\n", b"")
    made = rig(text + b"\n" + text)
    task = made.add(echo())
    made.system.run()
    assert bytes(made.screen.out) == text + b"\n" + text
    assert task.exit_status == 2 * (255 // 56 + 1)


def test_a_small_buffer_loses_no_input() -> None:
    code = Code().load(8, 0)
    buffer = code.space(4)
    code.label("again").args(r1=1, r2=buffer, r3=1, r4=0, r5=0).op("SVC", 5, 3).branch("BEQ", 1, 9, "end")
    code.args(r1=2, r2=buffer, r3=1, r4=1, r5=0).op("SVC", 5, 2).branch("BR", "again").label("end").exit(0)
    made = rig(b"abc\nd")
    made.add(code)
    made.system.run()
    assert bytes(made.screen.out) == b"abc\nd"


def test_the_end_of_input_is_answered_again_and_again_and_never_blocks() -> None:
    code = Code()
    for _ in range(3):
        code.load(2, 9).recv_stdin()
    made = rig()
    task = made.add(code.op("MOV", 8, 1).exit_with(2))
    assert made.system.run().reason is Reason.ENDED
    assert (task.machine.regs[8], task.exit_status) == (0, 0x10)


def test_peeking_at_an_empty_standard_input_reads_it() -> None:
    made = rig(b"hello\n")
    task = made.add(Code().svc(5, 4, r1=1).exit_with(3))
    made.system.run()
    assert task.exit_status == 6


def test_wait_any_and_peek_wait_on_standard_input_read_it() -> None:
    made = rig(b"hello\nyou\n")
    code = Code()
    code.svc(5, 11, r1=code.put(b"\1\0\0\0"), r2=1, r3=0xFFFF).op("MOV", 8, 0).recv_stdin()
    task = made.add(code.svc(5, 9, r1=1, r2=0xFFFF).exit_with(1))
    made.system.run()
    assert task.machine.regs[8] == 0
    assert task.exit_status == 4


def test_the_task_that_asks_gets_the_next_line_and_each_gets_the_end() -> None:
    made = rig(b"first\nsecond\n")
    code = Code().recv_stdin().op("MOV", 8, 1).svc(6, 2).recv_stdin().exit_with(2)
    tasks = [made.add(code, f"t{n}") for n in range(2)]
    made.system.run()
    assert [task.machine.regs[8] for task in tasks] == [6, 7]
    assert [task.exit_status for task in tasks] == [0x10, 0x10]


class Terminal:
    """An input whose text is posted later."""

    def __init__(self) -> None:
        self.pending = b""
        self.asks = 0

    def take(self, limit: int, /) -> bytes | None:
        self.asks += 1
        data, self.pending = self.pending[:limit], self.pending[limit:]
        return data or None

    def arrived(self, data: bytes, /) -> None:
        self.pending += data


class Later(Inbox):
    """An inbox in which something arrives as soon as the core sleeps on it."""

    def __init__(self, *entries: StdinData | OutputDrained) -> None:
        super().__init__()
        self._later = list(entries)
        self.slept: list[float | None] = []

    def wait(self, seconds: float | None) -> StdinData | OutputDrained | None:
        self.slept.append(seconds)
        return self._later.pop(0) if self._later else None


def test_with_a_real_clock_a_reader_waits_until_something_is_typed() -> None:
    inbox = Later(StdinData(b"typed"))
    made = rig(clock=RealClock(lambda: 0), console_in=Terminal(), inbox=inbox)
    task = made.add(Code().recv_stdin().exit_with(1))
    made.system.run()
    assert task.exit_status == 5
    assert inbox.slept == [None]


def test_with_a_real_clock_a_system_that_asked_for_no_input_stalls() -> None:
    made = rig(clock=RealClock(lambda: 0), console_in=Terminal(), inbox=Later())
    made.add(Code().open("app:q", 8).recv(8).exit(0))
    assert made.system.run().reason is Reason.STALLED


def test_with_a_real_clock_the_system_sleeps_until_the_next_deadline() -> None:
    now = 0

    class Sleeping(Later):
        def wait(self, seconds: float | None) -> StdinData | OutputDrained | None:
            nonlocal now
            now += round((seconds or 0) * 1e9)
            return super().wait(seconds)

    inbox = Sleeping()
    made = rig(clock=RealClock(lambda: now), inbox=inbox)
    made.add(Code().sleep(250).exit(0))
    report = made.system.run()
    assert inbox.slept == [0.25]
    assert report.seconds == 0.25


def test_a_slow_terminal_holds_back_only_the_task_that_writes() -> None:
    made = rig(clock=RealClock(lambda: 0), inbox=Later(OutputDrained()))
    made.screen.slow = True
    made.add(Code().say("x").svc(6, 1).exit_with(0), "writer")
    other = made.add(Code().exit(5), "other")
    made.system._max_steps = 8
    made.system.run()
    assert other.exit_status == 5
    writer = made.system.kernel.tasks[1]
    assert writer.state is TaskState.WAITING_MBX
    assert bytes(made.screen.out) == b"x"
    made.system._max_steps = None
    assert made.system.run().status == 1


def test_killing_a_held_task_lets_nothing_behind() -> None:
    made = rig(clock=RealClock(lambda: 0), inbox=Later(OutputDrained()), max_steps=8)
    made.screen.slow = True
    writer = made.add(Code().say("x").exit(0), "writer")
    made.add(Code().spin(), "other")
    made.system.run()
    made.system.kernel.kill(writer)
    made.system.kernel.output_drained()
    assert writer.state is TaskState.KILLED


def test_the_service_reads_standard_output_of_another_task_by_name() -> None:
    made = rig()
    reader = Code().open("svc:stdio.out@1", 8).recv(8).exit_with(1)
    made.add(Code().sleep(1).say("taken").exit(0), "writer")
    task = made.add(reader, "reader")
    made.system.run()
    assert task.exit_status == 5
    assert bytes(made.screen.out) == b""


def test_a_task_that_declares_the_end_of_its_output_may_still_write() -> None:
    made = rig()
    code = Code().svc(5, 2, r1=2, r2=0, r3=0, r4=0x10, r5=0).say("after the end")
    made.add(code.svc(5, 2, r1=2, r2=0, r3=0, r4=0x10, r5=0).exit(0))
    assert made.system.run().status == 0
    assert bytes(made.screen.out) == b"after the end"


def test_a_fault_is_told_before_the_state_it_leads_to() -> None:
    made = rig()
    made.add(Code().load(1, 0).op("LD", 1, 1, 0))
    made.system.run()
    kinds = [event.type for event in made.events]
    assert kinds.index("task_fault") < max(n for n, kind in enumerate(kinds) if kind == "task_state")


def test_the_counters_of_a_task_include_what_came_while_it_waited() -> None:
    made = rig()
    made.add(Code().open("app:q", 8).recv(8).recv(8).recv(8, timeout=1).exit(0), "reader")
    made.add(Code().open("app:q", 8).sleep(1).send(8, b"a").send(8, b"b").exit(0), "writer")
    report = made.system.run()
    assert (report.tasks[0].received, report.tasks[0].timeouts) == (2, 1)
    assert (report.tasks[1].sent, report.tasks[1].waits) == (2, 1)


def test_a_fault_in_a_program_with_symbols_names_the_function() -> None:
    image = Code().load(1, 0).op("LD", 1, 1, 0).image("app")
    image.symbols.append(ImageSymbol("poke", 4, 16))
    made = rig()
    made.add(image)
    made.system.run()
    assert made.notices == ["task 1 (app) faulted: MEM_FAULT at poke, pc 0x0000000C, address 0x00000000"]
