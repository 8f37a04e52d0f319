"""Switches: every value goes where its case says, whichever way the dispatch is made."""

import random

import pytest

from emulator.cpu.interp import run
from emulator.cpu.machine import Machine
from emulator.cpu.stop import Syscall
from hxe.image import Image
from hxe.isa import Extension, encode
from toolchain.asm.assemble import AsmOptions, assemble
from toolchain.cc.ir.parse import parse_ir
from toolchain.cc.target.address import signed32
from toolchain.cc.target.generate import generate

ISA = Extension.FLAT | Extension.INT | Extension.I64
START = 16


def dispatcher(cases: dict[int, int]) -> Machine:
    """A machine with a function at START that returns the number of its argument's case, 0 for none."""
    blocks = sorted(set(cases.values()))
    lines = ["function f(%0 i32) i32 {", "b0:"]
    lines += [f"  switch %0, b1 [{', '.join(f'{value & 0xFFFFFFFF}: b{1 + block}' for value, block in cases.items())}]"]
    lines += ["b1:", "  ret 0", *(line for block in blocks for line in (f"b{1 + block}:", f"  ret {block}")), "}"]
    unit = assemble(generate(parse_ir("\n".join(lines) + "\n", "switch")), "unit.s", AsmOptions(model="flat"))
    (text,) = (section for section in unit.sections if section.name == ".text.f")
    head = (0, *encode("CALLW", (START - 4) // 4), *encode("SVC", 1, 0), 0)
    code = b"".join(word.to_bytes(4, "big") for word in head) + bytes(text.data)
    return Machine.from_image(Image(
        entry=4, code=code, isa=int(ISA), data_base=0x1000, mem_size=0x4000, stack_size=0x1000))


def chosen(machine: Machine, value: int) -> int:
    machine.pc = 4
    machine.regs[1] = value & 0xFFFFFFFF
    assert run(machine, 1000) == Syscall(1, 0)
    return machine.regs[0]


def check(cases: dict[int, int]) -> None:
    machine = dispatcher(cases)
    low, high = -0x80000000, 0x7FFFFFFF
    probes = {low, high, 0, -1, 1, *(max(low, min(high, case + by)) for case in cases for by in (-1, 0, 1))}
    for probe in sorted(probes):
        assert chosen(machine, probe) == cases.get(probe, 0), f"{probe} of {cases}"


@pytest.mark.parametrize("cases", [
    [0, 1, 2, 3, 4],
    [3, 4, 5, 7, 9],
    [-3, -2, -1, 0, 1],
    [-0x80000000, -0x7FFFFFFF, -0x7FFFFFFE, -0x7FFFFFFD],
    [0x7FFFFFFC, 0x7FFFFFFD, 0x7FFFFFFE, 0x7FFFFFFF],
    [1000000, 1000001, 1000002, 1000003, 1000005],
    [-0x80000000, 0, 0x7FFFFFFF],
    [0, 1, 2, 3, 100, 101, 102, 103, 100000],
    [5],
], ids=str)
def test_every_case_and_its_neighbours_are_told_apart(cases: list[int]) -> None:
    check({case: 1 + n for n, case in enumerate(cases)})


@pytest.mark.parametrize("seed", range(30))
def test_random_switches_dispatch_rightly(seed: int) -> None:
    chance = random.Random(seed)
    cases: dict[int, int] = {}
    for _ in range(chance.randint(1, 6)):
        start = chance.getrandbits(chance.choice([4, 10, 20, 32])) - (1 << 31 if chance.random() < 0.2 else 0)
        for n in range(chance.randint(1, 8)):
            value = (start + n * chance.choice([1, 1, 1, 2])) & 0xFFFFFFFF
            cases[signed32(value)] = chance.randint(1, 9)
    check(cases)
