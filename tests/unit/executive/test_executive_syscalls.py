"""System calls of modules 0, 1 and 6, unknown calls, and what a bad pointer does."""

from emulator.executive.report import Reason
from emulator.executive.task import TaskState
from tests.unit.executive.guests import Code, rig, run_one

ENOSYS = 0xFFFFFF01
MEM_FAULT = 0xFFFFFF04


def test_exit_records_all_32_bits_of_the_status() -> None:
    _, task = run_one(Code().exit(0x12345678))
    assert task.state is TaskState.TERMINATED
    assert task.exit_status == 0x12345678


def test_exit_of_a_v1_task_keeps_all_bits_too() -> None:
    _, task = run_one(Code(v1=True).exit(0xFFFFFFFF))
    assert task.exit_status == 0xFFFFFFFF


def test_a_top_level_return_ends_a_v1_task_with_r0_and_is_not_counted() -> None:
    _, task = run_one(Code(v1=True).op("LDI", 0, 42).op("RET"))
    assert task.state is TaskState.RETURNED
    assert (task.exit_status, task.machine.count) == (42, 1)


def test_the_step_counter_does_not_count_its_own_call() -> None:
    _, task = run_one(Code(v1=True).op("LDI", 1, 1).op("LDI", 2, 2).svc(0, 0).op("RET"))
    assert task.exit_status == 2


def test_an_unknown_call_answers_enosys_and_the_task_goes_on() -> None:
    for module in (2, 3, 7, 8, 9, 14, 15):
        _, task = run_one(Code().svc(module, 0).exit())
        assert task.exit_status == ENOSYS
    for module, function in ((0, 9), (1, 2), (6, 4), (6, 255)):
        _, task = run_one(Code().svc(module, function).exit())
        assert task.exit_status == ENOSYS


def test_unknown_file_and_mailbox_functions_answer_as_v1_did() -> None:
    assert run_one(Code().svc(4, 99).exit())[1].exit_status == 0xFFFFFFFF
    assert run_one(Code().svc(5, 99).exit())[1].exit_status == 0xFF


def test_getpid_is_the_pid_and_pids_count_from_1() -> None:
    made = rig()
    tasks = [made.add(Code().svc(6, 1).exit()) for _ in range(3)]
    made.system.run()
    assert [task.exit_status for task in tasks] == [1, 2, 3]


def test_sleep_answers_0_and_lasts_its_milliseconds_of_virtual_time() -> None:
    code = Code().svc(6, 3).op("MOV", 8, 0).sleep(1500).op("MOV", 9, 0)
    code.svc(6, 3).op("SUBQ", 0, 0, 8).exit()
    _, task = run_one(code)
    assert task.machine.regs[9] == 0
    # the clock is read by the first instruction; five more run before the sleep ends and it is read again
    assert 1_500_000 <= (task.exit_status or 0) <= 1_500_010


def test_sleep_of_0_is_no_operation() -> None:
    made, task = run_one(Code().load(0, 0).op("SVC", 6, 0).exit())
    assert task.exit_status == 0
    assert task.counters.waits == 0
    assert made.system.kernel.clock.now() < 10


def test_sleep_of_a_v1_task_takes_16_bits() -> None:
    made, _ = run_one(Code(v1=True).sleep(0x1_0001).op("RET"))
    assert 1000 <= made.system.kernel.clock.now() < 1100


def test_time_is_64_bits_of_microseconds() -> None:
    code = Code().sleep(5_000_000).svc(6, 3).op("MOV", 8, 0).op("MOV", 9, 1).exit(0)
    _, task = run_one(code)
    microseconds = task.machine.regs[9] << 32 | task.machine.regs[8]
    assert 5_000_000_000 <= microseconds < 5_000_000_100


def test_uart_write_logs_the_text_without_bad_bytes_and_answers_the_length() -> None:
    code = Code()
    made, task = run_one(code.svc(1, 1, r1=code.put(b"hi\xff!"), r2=4).exit())
    assert task.exit_status == 4
    assert bytes(made.screen.err) == b"[UART.tx] hi!\n"


def test_a_bad_pointer_faults_the_task_at_its_svc() -> None:
    made, task = run_one(Code().svc(1, 1, r1=0, r2=4).exit(0))
    assert task.state is TaskState.FAULTED
    assert task.exit_status == MEM_FAULT
    assert task.fault is not None
    assert (task.fault.pc, task.fault.address) == (20, 0)
    assert task.machine.pc == 20
    assert "faulted: MEM_FAULT at pc 0x00000014, address 0x00000000" in made.notices[0]


def test_a_length_of_gigabytes_faults_and_allocates_nothing() -> None:
    _, task = run_one(Code().svc(1, 1, r1=0x1000, r2=0xFFFFFFFF).exit(0))
    assert task.state is TaskState.FAULTED


def test_a_fault_stops_the_task_and_not_the_system() -> None:
    made = rig()
    bad = made.add(Code().load(1, 0).op("ST", 1, 0, 1).exit(0), "bad")
    good = made.add(Code().sleep(5).exit(7), "good")
    report = made.system.run()
    assert bad.state is TaskState.FAULTED
    assert good.exit_status == 7
    assert report.reason is Reason.ENDED
    assert report.status == 126
    (event,) = made.of_type("task_fault")
    assert event.pid == bad.pid
    assert (event.data["code"], event.data["pc"], event.data["address"]) == (MEM_FAULT, 12, 0)


def test_a_fault_is_not_counted_and_r0_carries_its_code() -> None:
    _, task = run_one(Code().load(1, 0).op("DIVQ", 2, 1, 1).exit(0))
    assert task.machine.count == 1
    assert task.machine.regs[0] == task.exit_status == 0xFFFFFF05


def test_yield_lets_an_equal_run_before_the_slice_is_over() -> None:
    made = rig()
    made.add(Code().say("a").svc(6, 2).say("c").exit(0))
    made.add(Code().say("b").exit(0))
    made.system.run()
    assert bytes(made.screen.out) == b"abc"


def test_yield_does_not_let_a_less_urgent_task_run() -> None:
    made = rig()
    made.add(Code().say("b").exit(0), priority=11)
    made.add(Code().say("x").svc(6, 2).say("y").exit(0), priority=10)
    made.system.run()
    assert bytes(made.screen.out) == b"xyb"


def test_arguments_reach_a_flat_task_in_r1_and_r2() -> None:
    made = rig()
    task = made.add(Code().op("LD", 3, 2, 4).op("LDB", 0, 3, 0).exit(), arguments=(b"app", b"Z"))
    made.system.run()
    assert task.exit_status == ord("Z")


def test_an_argument_of_a_v1_task_is_cut_to_16_bits() -> None:
    code = Code(v1=True)
    made, task = run_one(code.svc(1, 1, r1=code.put(b"ok") | 0x70000, r2=0x10002).op("RET"))
    assert task.exit_status == 2
    assert bytes(made.screen.err) == b"[UART.tx] ok\n"
