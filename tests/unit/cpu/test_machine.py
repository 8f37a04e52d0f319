"""Machines: how a task starts, what memory allows, and what a state is."""

import pytest

from emulator.cpu.faults import MachineError, MemoryFault
from emulator.cpu.machine import Machine, Model
from hxe import abi
from hxe.image import Image


def flat_image(**changes: int) -> Image:
    image = Image(isa=abi.Isa.FLAT, entry=4, code=bytes(8), data=b"constantVARIABLE", ro_size=8, bss_size=32,
                  data_base=0x1000, mem_size=0x8000, stack_size=0x1000)
    for name, value in changes.items():
        setattr(image, name, value)
    return image


def string_at(machine: Machine, address: int) -> bytes:
    text = b""
    while (byte := machine.read(address, 1)) != b"\0":
        text += byte
        address += 1
    return text


def test_a_v1_task_starts_with_its_data_and_an_empty_stack() -> None:
    machine = Machine.from_image(Image(code=bytes(8), entry=4, data=b"hello"))
    assert machine.model is Model.V1
    assert (machine.pc, machine.sp, machine.stack_limit) == (4, 0xFFFC, 0xEFFC)
    assert machine.read(0x4000, 6) == b"hello\0"
    assert machine.regs == [0] * 16
    assert (machine.psw, machine.depth, machine.count) == (0, 0, 0)


def test_v1_data_beyond_the_end_of_memory_is_dropped() -> None:
    machine = Machine.from_image(Image(data=b"x" * 0x10000))
    assert machine.read(0x4000, 0xC000) == b"x" * 0xC000


def test_a_flat_task_starts_below_its_arguments() -> None:
    machine = Machine.from_image(flat_image(), [b"prog", b"", b"two words"])
    assert machine.model is Model.FLAT
    assert (machine.pc, machine.stack_limit) == (4, 0x7000)
    assert machine.regs[1] == 3
    argv = machine.regs[2]
    assert machine.sp == argv
    assert machine.sp % 4 == 0
    pointers = [int.from_bytes(machine.read(argv + 4 * n, 4), "little") for n in range(4)]
    assert [string_at(machine, pointer) for pointer in pointers[:3]] == [b"prog", b"", b"two words"]
    assert pointers[3] == 0
    assert max(pointers) + len(b"two words") + 1 == 0x8000


def test_a_flat_task_without_arguments_has_an_empty_argv() -> None:
    machine = Machine.from_image(flat_image(mem_size=0x8002))
    assert (machine.regs[1], machine.sp) == (0, 0x7FFC)
    assert machine.read(machine.regs[2], 4) == bytes(4)


def test_flat_data_is_loaded_and_the_rest_is_zero() -> None:
    machine = Machine.from_image(flat_image())
    assert machine.read(0x1000, 20) == b"constantVARIABLE\0\0\0\0"
    assert not any(machine.read(0x1010, 0x6F00))


def test_arguments_that_do_not_fit_the_stack_are_refused() -> None:
    with pytest.raises(MachineError, match=r"the arguments take 5012 bytes, the image's stack has 4096"):
        Machine.from_image(flat_image(), [b"x" * 5000])


def test_an_image_that_asks_for_too_much_memory_is_refused() -> None:
    with pytest.raises(MachineError, match="the image asks for 65536 bytes of memory, the limit is 65535"):
        Machine.from_image(flat_image(mem_size=65536), max_memory=65535)
    assert Machine.from_image(flat_image(mem_size=65536), max_memory=65536).mem_size == 65536


@pytest.mark.parametrize(("address", "size"), [(0xFFF, 1), (0xFFF, 2), (0x7FFF, 2), (0x8000, 1), (0xFFFFFFFF, 1),
                                               (0x1000, 0x7001)])
def test_flat_memory_ends_where_the_image_says(address: int, size: int) -> None:
    machine = Machine.from_image(flat_image())
    with pytest.raises(MemoryFault) as caught:
        machine.read(address, size)
    assert (caught.value.code, caught.value.address) == (abi.Err.MEM_FAULT, address)
    with pytest.raises(MemoryFault):
        machine.write(address, bytes(size))


def test_flat_constants_can_be_read_but_not_written() -> None:
    machine = Machine.from_image(flat_image())
    for address, size in ((0x1000, 1), (0x1007, 1), (0x1004, 8)):
        with pytest.raises(MemoryFault) as caught:
            machine.write(address, b"y" * size)
        assert (caught.value.code, caught.value.address) == (abi.Err.READ_ONLY, address)
    machine.write(0x1008, b"variable")
    assert machine.read(0x1000, 16) == b"constantvariable"


def test_v1_addresses_wrap_but_accesses_do_not() -> None:
    machine = Machine.from_image(Image())
    machine.write(0x12345, b"abc")
    assert machine.read(0x2345, 3) == machine.read(0xFFFF2345, 3) == b"abc"
    machine.write(0, b"zero")
    machine.write(0xFFFF, b"l")
    with pytest.raises(MemoryFault) as caught:
        machine.write(0x1FFFE, b"123")
    assert (caught.value.code, caught.value.address) == (abi.Err.MEM_FAULT, 0xFFFE)
    assert machine.read(0xFFFC, 4) == b"\0\0\0l"


def test_no_byte_is_accessible_anywhere() -> None:
    machine = Machine.from_image(flat_image())
    assert machine.read(0, 0) == b""
    machine.write(0xFFFFFFFF, b"")


def test_the_psw_is_a_byte_of_four_flags() -> None:
    machine = Machine.from_image(Image())
    for psw in range(16):
        machine.psw = psw
        assert machine.psw == psw
        assert [machine.z, machine.c, machine.n, machine.v] == [bool(psw >> bit & 1) for bit in range(4)]


def test_the_state_hash_knows_everything_that_can_differ() -> None:
    def changed(change: str) -> str:
        machine = Machine.from_image(flat_image())
        exec(change, {"m": machine})
        return machine.state_hash()
    changes = ["pass", "m.regs[0] = 1", "m.regs[15] = 1", "m.pc = 8", "m.sp -= 4", "m.psw = 1", "m.psw = 8",
               "m.depth = 1", "m.stack_limit += 4", "m.count = 1", "m.extra = 1",
               "m.write(0x1008, b'x')", "m.write(0x7F00, b'x')"]
    assert len({changed(change) for change in changes}) == len(changes)
    assert changed("pass") == changed("pass")


def test_untouched_memory_costs_nothing() -> None:
    machines = [Machine.from_image(flat_image(mem_size=64 << 20)) for _ in range(64)]
    assert all(machine.read((64 << 20) - 4, 4) == bytes(4) for machine in machines)
    for machine in machines:
        machine.release()
