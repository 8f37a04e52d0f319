"""Random code never does anything but stop: no exception, no state outside its bounds. HSX_FUZZ_COUNT sets how much."""

import os
import random

import pytest

from emulator.cpu.interp import run, run_observed
from emulator.cpu.machine import Machine
from emulator.cpu.stop import BUDGET_SPENT, Breakpoint, BudgetSpent, Exited, Faulted, Stop, Syscall
from emulator.cpu.words import M32
from hxe import abi
from hxe.image import Image
from hxe.isa import ROWS

PROGRAMS = int(os.environ.get("HSX_FUZZ_COUNT", "150"))
SEED = os.environ.get("HSX_FUZZ_SEED", "1")
ALL = abi.Isa.INT | abi.Isa.I64 | abi.Isa.F32 | abi.Isa.F64


def word(rng: random.Random) -> int:
    if rng.random() < 0.1:
        return rng.getrandbits(32)
    row = rng.choice(ROWS)
    return (row.match | rng.getrandbits(32) & ~row.mask) & M32


def machine(rng: random.Random, *, flat: bool) -> Machine:
    code = b"".join(word(rng).to_bytes(4, "big") for _ in range(256))
    made = Machine.from_image(Image(
        code=code, entry=4 * rng.randrange(1, 256), isa=ALL | (abi.Isa.FLAT if flat else 0),
        data=rng.randbytes(512), data_base=0x1000, ro_size=64, mem_size=0x10000, stack_size=0x1000))
    made.regs[:] = [rng.choice((rng.getrandbits(32), rng.randrange(0x1000, 0x10000), rng.randrange(0, 0x400, 4)))
                    for _ in range(16)]
    return made


def check_bounds(m: Machine) -> None:
    assert all(0 <= value <= M32 for value in (*m.regs, m.pc, m.sp, m.depth)), "a register leaves its 32 bits"
    assert all(isinstance(flag, bool) for flag in (m.z, m.c, m.n, m.v)), "a flag is no flag"
    assert all(type(value) is int for value in m.regs), "a register is no plain integer"


def run_in_slices(m: Machine, budget: int, rng: random.Random) -> Stop:
    stop: Stop = BUDGET_SPENT
    while budget and stop == BUDGET_SPENT:
        part = rng.randint(1, min(budget, 3))
        stop = run(m, part)
        budget -= part
    return stop


@pytest.mark.parametrize("flat", [False, True], ids=["v1", "flat"])
def test_random_code_only_ever_stops(flat: bool) -> None:
    seen: set[type[Stop]] = set()
    for program in range(PROGRAMS):
        rng = random.Random(f"{SEED} {flat} {program}")
        state = rng.getstate()
        plain = machine(rng, flat=flat)
        rng.setstate(state)
        sliced = machine(rng, flat=flat)
        for _ in range(30):
            budget, before = rng.choice((1, 2, 3, 5, 200)), plain.count
            stop = run(plain, budget)
            seen.add(type(stop))
            check_bounds(plain)
            assert plain.count - before <= budget
            other = run_observed(sliced, budget) if rng.random() < 0.3 else run_in_slices(sliced, budget, rng)
            assert other == stop
            assert sliced.state_hash() == plain.state_hash()
            if isinstance(stop, Faulted | Exited):  # go on elsewhere
                plain.pc = sliced.pc = rng.randrange(0, 0x400, 4)
                plain.sp = sliced.sp = 0xFF00
    assert seen == {BudgetSpent, Syscall, Faulted, Breakpoint, *(() if flat else (Exited,))}
