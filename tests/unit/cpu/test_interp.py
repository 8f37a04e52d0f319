"""The reference interpreter: budgets, stops, breakpoints, observers, and the three images assembled by hand."""

import pytest

from emulator.cpu.interp import run, run_observed
from emulator.cpu.machine import Machine
from emulator.cpu.stop import BUDGET_SPENT, Breakpoint, Exited, Faulted, Stop, Syscall
from hxe import abi
from hxe.format import read_image
from hxe.image import Image
from hxe.isa import encode

IMAGE_A = "485358450001000000000000000000080000000000000000000000008299430d0100002a25000000"
IMAGE_B = (
    "48535845000200000000000000000030000000040000000000000000ab443749627968616e640000000000000000000000000000"
    "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000006010000000004000"
    "062100000130000001400003015000011022500010335000200340002300001804020000250000004c000000")
IMAGE_C = (
    "485358450002000000000008000000200000000000000000000000004cdea91063616c6c73000000000000000000000000000000"
    "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000001001100025000000"
    "011000154001000024000ffc412000001100200025000000")

Instruction = tuple[str, *tuple[int, ...]]


def flat(*program: Instruction) -> Machine:
    """A machine about to execute a program that begins at address 4."""
    machine = Machine.from_image(Image(
        code=code((0,), program), entry=4, isa=abi.Isa.FLAT, data_base=0x1000, mem_size=0x4000, stack_size=0x1000))
    machine.regs[:] = [0] * 16
    return machine


def v1(*program: Instruction) -> Machine:
    return Machine.from_image(Image(code=code((), program)))


def code(first: tuple[int, ...], program: tuple[Instruction, ...]) -> bytes:
    words = [*first, *(word for name, *values in program for word in encode(name, *values))]
    return b"".join(word.to_bytes(4, "big") for word in words)


COUNTING = (("ADDI", 1, 1, 1), ("ADDQ", 2, 2, 1), ("BNE", 1, 3, -2), ("SVC", 1, 0))


@pytest.mark.parametrize(("image", "status", "steps", "psw", "regs"), [
    (IMAGE_A, 42, 1, 0, {0: 42}),
    (IMAGE_B, 79, 18, 3, {0: 79, 1: 0x4000, 2: 79, 3: 3, 4: 3, 5: 1}),
    (IMAGE_C, 21, 7, 2, {0: 21, 1: 21, 2: 21}),
], ids="ABC")
def test_the_images_assembled_by_hand_run_as_on_the_published_system(
        image: str, status: int, steps: int, psw: int, regs: dict[int, int]) -> None:
    machine = Machine.from_image(read_image(bytes.fromhex(image)))
    assert run(machine, 1000) == Exited(status)
    assert (machine.count, machine.psw) == (steps, psw)
    assert {n: machine.regs[n] for n in regs} == regs


def test_a_budget_is_spent_to_the_instruction() -> None:
    machine = flat(("BR", 0))
    assert run(machine, 1000) == BUDGET_SPENT
    assert (machine.count, machine.pc) == (1000, 4)


def test_a_budget_of_nothing_does_nothing() -> None:
    machine = flat(("BR", 1))
    assert run(machine, 0) == BUDGET_SPENT
    assert run(machine, -1) == BUDGET_SPENT
    assert (machine.count, machine.pc) == (0, 4)


@pytest.mark.parametrize("slice_length", [1, 2, 3, 7, 100])
def test_slices_of_any_length_end_in_the_same_state(slice_length: int) -> None:
    whole, sliced = flat(*COUNTING), flat(*COUNTING)
    whole.regs[3] = sliced.regs[3] = 1000
    assert run(whole, 1_000_000) == Syscall(1, 0)
    stop: Stop = BUDGET_SPENT
    while stop == BUDGET_SPENT:
        stop = run(sliced, slice_length)
    assert stop == Syscall(1, 0)
    assert sliced.state_hash() == whole.state_hash()
    assert whole.count == 3001
    assert whole.regs[2] == 500500


def test_a_system_call_is_counted_and_passed() -> None:
    machine = flat(("LDIW", 0, 7), ("SVC", 5, 2), ("LDIW", 0, 8))
    assert run(machine, 10) == Syscall(5, 2)
    assert (machine.count, machine.pc, machine.regs[0]) == (2, 12, 7)
    assert run(machine, 1) == BUDGET_SPENT
    assert machine.regs[0] == 8


def test_a_system_call_that_is_the_last_instruction_of_the_budget_is_told() -> None:
    machine = flat(("SVC", 6, 2))
    assert run(machine, 1) == Syscall(6, 2)


def test_a_fault_is_precise_and_repeats() -> None:
    machine = flat(("LDIW", 1, 0x100), ("LD", 2, 1, 0))
    for _ in range(2):
        assert run(machine, 10) == Faulted(abi.Err.MEM_FAULT, 8, 0x100)
        assert (machine.count, machine.pc, machine.regs[0], machine.regs[2]) == (1, 8, abi.Err.MEM_FAULT, 0)


def test_running_off_the_end_of_the_code_faults_at_the_end() -> None:
    machine = flat(("LDIW", 1, 1))
    assert run(machine, 10) == Faulted(abi.Err.PC_RANGE, 8, 8)
    assert machine.count == 1


def test_a_null_function_pointer_faults() -> None:
    machine = flat(("LDIW", 8, 0), ("CALLR", 8))
    assert run(machine, 10) == Faulted(abi.Err.ILLEGAL, 0)


def test_endless_recursion_overflows_the_stack() -> None:
    machine = v1(("CALL", 0, 0))
    assert run(machine, 1_000_000) == Faulted(abi.Err.STACK_OVERFLOW, 0)
    assert (machine.sp, machine.depth, machine.count) == (0xEFFC, 1024, 1024)
    other = flat(("CALLW", 0))
    assert run(other, 1_000_000) == Faulted(abi.Err.STACK_OVERFLOW, 4)
    assert other.sp == 0x3000


def test_a_v1_task_may_run_at_odd_addresses_and_both_decodings_stand_side_by_side() -> None:
    machine = v1(("LDI32", 1, 0x00000100), ("LDI32", 2, 0x2A250000))
    assert run(machine, 2) == BUDGET_SPENT
    machine.pc = 7  # the bytes 00 60 20 00: illegal; from 8 on the second LDI32
    assert run(machine, 1) == Faulted(abi.Err.ILLEGAL, 7)
    machine.pc = 0
    assert run(machine, 2) == BUDGET_SPENT
    assert machine.regs[1:3] == [0x100, 0x2A250000]


def test_a_breakpoint_stops_before_its_instruction_every_time() -> None:
    machine = flat(*COUNTING)
    machine.regs[3] = 3
    machine.breakpoints.add(8)
    seen = []
    while (stop := run(machine, 1000)) == Breakpoint(8):
        seen.append((machine.count, machine.regs[1], machine.regs[2]))
    assert stop == Syscall(1, 0)
    assert seen == [(1, 1, 0), (4, 2, 1), (7, 3, 3)]


def test_a_breakpoint_at_the_start_of_a_slice_is_neither_lost_nor_repeated() -> None:
    machine = flat(*COUNTING)
    machine.regs[3] = 2
    machine.breakpoints.add(8)
    assert run(machine, 1) == BUDGET_SPENT
    assert run(machine, 1) == Breakpoint(8)
    assert machine.count == 1
    assert run(machine, 1) == BUDGET_SPENT
    assert machine.count == 2
    machine.breakpoints.clear()
    assert run(machine, 100) == Syscall(1, 0)


def test_a_brk_is_executed_and_names_its_number() -> None:
    machine = v1(("BRK", 9), ("RET",))
    assert run(machine, 10) == Breakpoint(0, 9)
    assert (machine.count, machine.pc) == (1, 4)
    assert run(machine, 10) == Exited(0)


class Log:
    """Notes what an observer is told."""

    def __init__(self) -> None:
        self.lines: list[tuple[object, ...]] = []

    def before(self, machine: Machine) -> None:
        self.lines.append(("before", machine.pc, machine.count))

    def after(self, machine: Machine, stop: Stop) -> None:
        self.lines.append(("after", machine.pc, machine.count, stop))


def test_an_observer_sees_each_instruction_and_the_stop() -> None:
    machine, log = flat(("LDIW", 1, 1), ("LD", 2, 1, 0)), Log()
    fault = Faulted(abi.Err.MEM_FAULT, 8, 1)
    assert run_observed(machine, 10, log) == fault
    assert log.lines == [("before", 4, 0), ("after", 8, 1, BUDGET_SPENT), ("before", 8, 1), ("after", 8, 1, fault)]


def test_an_observed_run_ends_like_a_plain_one() -> None:
    plain, observed = flat(*COUNTING), flat(*COUNTING)
    plain.regs[3] = observed.regs[3] = 50
    assert run(plain, 1000) == run_observed(observed, 1000, Log())
    assert plain.state_hash() == observed.state_hash()


def test_changing_the_pc_between_runs_is_a_jump() -> None:
    machine = flat(("LDIW", 1, 1), ("LDIW", 1, 2), ("SVC", 0, 0))
    run(machine, 1)
    machine.pc = 12
    assert run(machine, 5) == Syscall(0, 0)
    assert machine.regs[1] == 1
