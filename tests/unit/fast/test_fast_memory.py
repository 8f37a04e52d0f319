import gc
import random
import resource
import sys

import pytest

pytest.importorskip("wasmtime")

from emulator.cpu.fast import engine
from emulator.cpu.fast.arena import Arena
from emulator.cpu.fast.engine import FastEngine
from emulator.cpu.fast.native import LIMIT, PAGE, Native, NativeError
from emulator.cpu.machine import Machine
from emulator.cpu.stop import BUDGET_SPENT
from hxe import abi
from hxe.image import Image
from hxe.isa import encode


def machine(mem_size: int = 0x8000) -> Machine:
    words = [*encode("ADDI", 1, 1, 1), *encode("LDIW", 2, 0x4000), *encode("ST", 2, 0, 1), *encode("BR", -3)]
    code = b"".join(word.to_bytes(4, "big") for word in words)
    return Machine.from_image(Image(code=code, entry=0, isa=abi.Isa.FLAT | abi.Isa.INT, data=b"constant",
                                    data_base=0x1000, mem_size=mem_size, stack_size=0x1000))


def test_parts_of_the_arena_never_overlap_and_are_given_as_zeros() -> None:
    native = Native()
    arena = Arena(native)
    rng = random.Random("arena")
    held: dict[int, int] = {}
    for _ in range(600):
        if held and rng.random() < 0.5:
            start = rng.choice(list(held))
            arena.release(start, held.pop(start))
            continue
        size = rng.choice((1, 64, 100, 5000, 70_000))
        start = arena.take(size)
        assert start >= PAGE, "the first page is the state block"
        assert all(start + size <= other or other + held[other] <= start for other in held)
        view = native.view(start, size)
        assert not any(view)
        view[:] = b"\xff" * size
        held[start] = size


def test_a_full_memory_is_an_error_that_says_so() -> None:
    with pytest.raises(NativeError, match="full"):
        Arena(Native()).take(LIMIT - PAGE)


def test_a_machine_keeps_its_memory_when_it_moves_and_system_calls_see_what_code_writes() -> None:
    m = machine()
    m.memory[0x7000:0x7004] = b"word"
    assert FastEngine(warm=0).run(m, 31) == BUDGET_SPENT
    assert m.residence is not None
    assert m.read(0x1000, 8) == b"constant"
    assert m.read(0x7000, 4) == b"word"
    assert m.read(0x4000, 4) == bytes([8, 0, 0, 0])
    m.write(0x4000, b"1234")
    assert m.read(0x4000, 4) == b"1234"


def test_machines_of_one_image_share_code_and_translations_but_no_memory() -> None:
    first, second = machine(), machine()
    runner = FastEngine(warm=0, allowance=100)
    runner.run(first, 5000)
    runner.run(second, 600)
    assert first.residence is not None
    assert second.residence is not None
    assert first.residence.program is second.residence.program
    assert first.read(0x4000, 4) != second.read(0x4000, 4)


def test_a_short_program_never_moves() -> None:
    m = machine()
    FastEngine().run(m, engine.WARM)
    assert m.residence is None


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss has other units elsewhere")
def test_many_tasks_take_no_more_memory_than_they_touch_and_give_it_back() -> None:
    runner = FastEngine(warm=0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    places: set[int] = set()
    for _ in range(3):
        machines = [machine(0x800000) for _ in range(40)]
        for m in machines:
            runner.run(m, 10)
            assert m.residence is not None
            places.add(m.residence.base)
        for m in machines:
            m.release()
        del machines, m
        gc.collect()
    assert len(places) < 100, "places are used again"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000, "in KiB"
