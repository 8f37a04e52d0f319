"""The library's assembly, instruction by instruction on the reference interpreter: stubs, setjmp and longjmp, crt0."""

import re
from collections.abc import Mapping
from functools import cache

import pytest

from emulator.cpu.interp import run
from emulator.cpu.machine import Machine
from emulator.cpu.stop import Breakpoint, Syscall
from hxe import abi
from hxe.image import Image
from tests.unit.runtime.host_library import LIBRARY
from toolchain.asm.assemble import assemble

MEMORY = 0x4000
BUFFER = 0x2000
SAVED = {register: 0x5A000000 + register for register in range(8, 16)}
ENOSYS = int(abi.Err.ENOSYS)


@cache
def _program() -> tuple[bytes, Mapping[str, int]]:
    """All files in one section behind an illegal word and a BRK to return to, so that nothing needs linking."""
    stop = ".model flat\n.word 0\nstop: BRK 1\n.global stop\nmain: BRK 2\n.global main\nexit: BRK 3\n.global exit\n"
    files = ("syscall.s", "setjmp/setjmp.s", "crt0.s")
    text = "".join((LIBRARY / name).read_text() for name in files).replace(".model flat", "")
    text = re.sub(r"^\.(section|extern).*$", "", text, flags=re.MULTILINE)
    made = assemble(stop + text, "library.s")
    code = next(section for section in made.sections if section.name == ".text")
    assert not code.relocations
    return bytes(code.data), {symbol.name: symbol.value for symbol in made.symbols if symbol.section == ".text"}


def calling(function: str, *arguments: int) -> Machine:
    """Return a machine at the start of `function`, called with arguments and with marks in R8..R15."""
    code, labels = _program()
    machine = Machine.from_image(Image(code=code, isa=abi.Isa.INT | abi.Isa.FLAT, entry=labels[function],
                                       data_base=0x1000, mem_size=MEMORY, stack_size=0x1000))
    for register, value in enumerate(arguments, 1):
        machine.regs[register] = value
    for register, value in SAVED.items():
        machine.regs[register] = value
    machine.sp = MEMORY - 4
    machine.write(machine.sp, labels["stop"].to_bytes(4, "little"))
    return machine


def answered(machine: Machine, *results: int) -> Machine:
    """Run to the system call, answer it with R0.., and run to the return; the caller's registers are kept."""
    assert isinstance(run(machine, 100), Syscall)
    machine.regs[:len(results)] = results
    stop = run(machine, 100)
    assert isinstance(stop, Breakpoint)
    assert stop.code == 1
    assert machine.sp == MEMORY
    assert {register: machine.regs[register] for register in SAVED} == SAVED
    return machine


def signed(machine: Machine) -> int:
    return machine.regs[0] - (1 << 32) if machine.regs[0] >> 31 else machine.regs[0]


GIVE_A_VALUE = ("open", "bind", "send", "send_wait", "wait_any", "send_basic", "recv_basic")
GIVE_A_STATUS = ("recv", "peek", "tap", "close", "notify", "peek_wait", "take")


@pytest.mark.parametrize("call", GIVE_A_VALUE)
def test_call_that_gives_a_value_returns_r1_or_the_status_negated(call: str) -> None:
    assert signed(answered(calling(f"hsx_mailbox_{call}"), 0, 7)) == 7
    assert signed(answered(calling(f"hsx_mailbox_{call}"), 5, 7)) == -5
    assert signed(answered(calling(f"hsx_mailbox_{call}"), 0xFF, 7)) == -0xFF
    assert answered(calling(f"hsx_mailbox_{call}"), ENOSYS, 7).regs[0] == ENOSYS


@pytest.mark.parametrize("call", GIVE_A_STATUS)
def test_call_that_gives_a_status_returns_it_negated(call: str) -> None:
    arguments = (1, BUFFER, BUFFER, 4, 5)
    assert signed(answered(calling(f"hsx_mailbox_{call}", *arguments), 0, 7)) == 0
    assert signed(answered(calling(f"hsx_mailbox_{call}", *arguments), 3, 7)) == -3
    assert answered(calling(f"hsx_mailbox_{call}", *arguments), ENOSYS, 7).regs[0] == ENOSYS


def test_peek_stores_what_it_learns_only_when_it_succeeds() -> None:
    words = bytes(range(1, 13))
    machine = calling("hsx_mailbox_peek", 4, BUFFER)
    machine.write(BUFFER, words)
    assert answered(machine, 2, 9, 9, 9).read(BUFFER, 12) == words
    machine = answered(calling("hsx_mailbox_peek", 4, BUFFER), 0, 2, 27, 5)
    assert machine.read(BUFFER, 12) == b"\x02\0\0\0\x1b\0\0\0\x05\0\0\0"


def test_peek_wait_stores_length_and_sequence_number() -> None:
    machine = answered(calling("hsx_mailbox_peek_wait", 4, 100, BUFFER), 0, 6, 41)
    assert machine.read(BUFFER, 8) == b"\x06\0\0\0\x29\0\0\0"


def test_basic_calls_fill_in_what_they_leave_out() -> None:
    machine = calling("hsx_mailbox_send_basic", 4, BUFFER, 5, 99, 99)
    assert run(machine, 100) == Syscall(abi.Mod.MBX, abi.MbxFn.SEND)
    assert machine.regs[1:6] == [4, BUFFER, 5, 0, 0]
    machine = calling("hsx_mailbox_recv_basic", 4, BUFFER, 5, 99, 99)
    assert run(machine, 100) == Syscall(abi.Mod.MBX, abi.MbxFn.RECV)
    assert machine.regs[1:6] == [4, BUFFER, 5, abi.HSX_MBX_TIMEOUT_INFINITE, 0]


def test_sleep_and_exit_take_their_argument_in_r0() -> None:
    for function in ("hsx_exec_sleep_ms", "hsx_task_exit"):
        machine = calling(function, 250)
        assert isinstance(run(machine, 100), Syscall)
        assert machine.regs[0] == 250


def test_time_comes_as_a_pair_of_registers() -> None:
    assert answered(calling("hsx_exec_time_us"), 0x12345678, 9).regs[:2] == [0x12345678, 9]


@pytest.mark.parametrize("call", ["open", "read", "write", "close", "seek", "stat", "listdir", "delete", "rename",
                                  "mkdir"])
def test_file_call_passes_arguments_and_result_through(call: str) -> None:
    machine = calling(f"hsx_fs_{call}", 11, 22, 33)
    assert run(machine, 100) == Syscall(abi.Mod.FS, abi.FsFn[call.upper()])
    assert machine.regs[1:4] == [11, 22, 33]
    assert signed(answered(calling(f"hsx_fs_{call}", 11, 22, 33), 0xFFFFFFFE)) == -2


def test_setjmp_returns_0_and_longjmp_the_value_with_registers_stack_and_place_restored() -> None:
    code, labels = _program()
    assert code
    for value, seen in ((5, 5), (0, 1), (0xFFFFFFFF, 0xFFFFFFFF)):
        machine = calling("setjmp", BUFFER)
        assert isinstance(run(machine, 100), Breakpoint)
        assert (machine.regs[0], machine.sp) == (0, MEMORY)
        for register in range(8, 16):
            machine.regs[register] = 0xDEAD
        machine.regs[1:3] = [BUFFER, value]
        machine.sp = MEMORY - 400
        machine.pc = labels["longjmp"]
        stop = run(machine, 100)
        assert isinstance(stop, Breakpoint)
        assert (stop.code, machine.regs[0], machine.sp) == (1, seen, MEMORY)
        assert {register: machine.regs[register] for register in SAVED} == SAVED


def test_crt0_passes_the_arguments_to_main_and_its_result_to_exit() -> None:
    machine = calling("_start", 3, BUFFER)
    stop = run(machine, 100)
    assert isinstance(stop, Breakpoint)
    assert (stop.code, machine.regs[1:3]) == (2, [3, BUFFER])
    machine.pc = int.from_bytes(machine.read(machine.sp, 4), "little")
    machine.sp += 4
    machine.regs[0] = 42
    stop = run(machine, 100)
    assert isinstance(stop, Breakpoint)
    assert (stop.code, machine.regs[1]) == (3, 42)
