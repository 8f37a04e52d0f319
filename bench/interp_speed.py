"""Measures the reference interpreter: `python -m bench.interp_speed [millions of instructions, default 2]`.

Each loop is a few instructions, repeated; the figure is executed instructions per second of processor
time, best of three.
"""

import sys
import time

from emulator.cpu.interp import run
from emulator.cpu.machine import Machine
from hxe.image import Image
from hxe.isa import Extension, encode

Loop = list[tuple[str, *tuple[int, ...]]]
LOOPS: dict[str, Loop] = {
    "HSX-2 integers": [
        ("ADDI", 4, 4, 1), ("ADDQ", 5, 5, 4), ("XORQ", 6, 5, 4), ("BNE", 4, 7, -3),
    ],
    "HSX-2 memory": [
        ("LDX", 2, 1, 3, 2, 0), ("ADDQ", 2, 2, 4), ("STX", 1, 3, 2, 0, 2), ("ADDI", 4, 4, 1), ("BLT", 4, 7, -4),
    ],
    "HSX-2 calls": [("CALLW", 2), ("BR", -1), ("PUSHM", 0x0300), ("ADDI", 4, 4, 1), ("POPRET", 0x0300)],
    "HSX-1 flags": [("ADD", 4, 4, 5), ("CMP", 4, 7), ("JNZ", 4)],
}


def machine(loop: Loop) -> Machine:
    words = [0, *(word for name, *values in loop for word in encode(name, *values))]
    image = Image(code=b"".join(word.to_bytes(4, "big") for word in words), entry=4, data_base=0x1000,
                  isa=Extension.FLAT | Extension.INT, mem_size=0x10000, stack_size=0x1000)
    built = Machine.from_image(image)
    built.regs[1], built.regs[5], built.regs[7] = 0x2000, 1, 0x7FFFFFFF
    return built


def main() -> None:
    count = int(float(sys.argv[1] if len(sys.argv) > 1 else 2) * 1_000_000)
    for name, loop in LOOPS.items():
        seconds = []
        for _ in range(3):
            built = machine(loop)
            start = time.process_time()
            run(built, count)
            seconds.append(time.process_time() - start)
        print(f"{name:16} {count / min(seconds) / 1e6:6.2f} million instructions/s")


if __name__ == "__main__":
    main()
