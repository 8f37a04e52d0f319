"""Random IR functions give the same result compiled and run as evaluated directly."""

import os
import random

import pytest

from emulator.cpu.interp import run
from emulator.cpu.machine import Machine
from emulator.cpu.stop import Syscall
from hxe.image import Image
from hxe.isa import Extension, encode
from tests.ir_model import evaluate, random_function
from toolchain.asm.assemble import assemble
from toolchain.cc.ir.ops import Function, Module
from toolchain.cc.ir.text import print_ir
from toolchain.cc.ir.verify import verify
from toolchain.cc.target.abi import WIDE, place_arguments
from toolchain.cc.target.generate import generate

COUNT = int(os.environ.get("HSX_FUZZ_COUNT", "60"))
SEED = int(os.environ.get("HSX_FUZZ_SEED", "1"))
ISA = Extension.FLAT | Extension.INT | Extension.I64 | Extension.F32 | Extension.F64


def call(function: Function, arguments: list[int]) -> int:
    """Compile `function` alone, call it by the C convention, return its result."""
    unit = assemble(generate(Module("unit", [function])), "unit.s")
    (text,) = (section for section in unit.sections if section.name == ".text.f")
    start = 16
    code = b"".join(word.to_bytes(4, "big") for word in (
        0, *encode("CALLW", (start - 4) // 4), *encode("SVC", 1, 0), 0)) + bytes(text.data)
    machine = Machine.from_image(Image(entry=4, code=code, isa=int(ISA), data_base=0x1000, mem_size=0x20000,
                                       stack_size=0x8000))
    places, _ = place_arguments([p.type for p in function.params], len(function.params))
    machine.sp -= 256
    for place, param, value in zip(places, function.params, arguments, strict=True):
        words = [value & 0xFFFFFFFF, value >> 32] if param.type in WIDE else [value]
        for n, word in enumerate(words):
            if place.register is None:
                machine.write(machine.sp + place.stack + 4 * n, word.to_bytes(4, "little"))
            else:
                machine.regs[place.register + n] = word
    saved = [0x5A5A0000 + n for n in range(8)]
    machine.regs[8:] = saved
    before = machine.sp
    stop = run(machine, 1_000_000)
    assert stop == Syscall(1, 0)
    assert machine.sp == before, "the stack pointer is back"
    assert machine.regs[8:] == saved, "callee-saved registers are back"
    return machine.regs[0] | (machine.regs[1] << 32 if function.result in WIDE else 0)


@pytest.mark.parametrize("seed", range(SEED, SEED + COUNT))
def test_a_compiled_function_computes_what_its_ir_means(seed: int) -> None:
    function = random_function(seed)
    verify(Module("unit", [function]))
    chance = random.Random(seed)
    for _ in range(3):
        arguments = [chance.getrandbits(64 if p.type in WIDE else 32) for p in function.params]
        expected = evaluate(function, arguments)
        assert call(function, arguments) == expected, print_ir(Module("unit", [function]))
