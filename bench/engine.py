"""Measures the engines in one run: `python -m bench.engine [runs, default 3]`.

Each program is compiled by hsx-cc -O2 and by the host's gcc -O2, and runs on the fast engine, on its stepper alone, on
the reference interpreter (a part of it), and as a host program. All figures are of one process time each, the best of
the runs. Ratios are to the host program; a start of the fast engine (import, translation) is part of its time.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from math import prod
from pathlib import Path

from emulator.cpu.fast.engine import ALLOWANCE, FastEngine
from emulator.cpu.interp import run as reference
from emulator.cpu.machine import Machine
from emulator.cpu.stop import BudgetSpent, Stop, Syscall
from hxe.format import load_image
from hxe.image import Image

SLICE = 2_000_000
QUANTUM = 10_000
REFERENCE_PART = 1_000_000
NEVER = 1 << 30

PROGRAMS = {
    "sieve": """
        static unsigned char composite[200000];
        int main(void) {
            unsigned n = 0;
            for (int r = 0; r < 400; r++) {
                n = 0;
                for (unsigned i = 2; i < 200000; i++) composite[i] = 0;
                for (unsigned i = 2; i < 200000; i++)
                    if (!composite[i]) { n++; for (unsigned j = i + i; j < 200000; j += i) composite[j] = 1; }
            }
            return n & 0x7f;
        }""",
    "crc": """
        unsigned char data[4096];
        int main(void) {
            unsigned c = 0xffffffffu;
            for (int i = 0; i < 4096; i++) data[i] = (unsigned char)(i * 7 + 3);
            for (int r = 0; r < 4000; r++)
                for (int i = 0; i < 4096; i++) {
                    c ^= data[i];
                    for (int k = 0; k < 8; k++) c = (c >> 1) ^ (0xEDB88320u & (0u - (c & 1u)));
                }
            return c & 0x7f;
        }""",
    "matmul": """
        int a[80][80], b[80][80], c[80][80];
        int main(void) {
            for (int i = 0; i < 80; i++) for (int j = 0; j < 80; j++) { a[i][j] = i + j; b[i][j] = i - j; }
            for (int r = 0; r < 600; r++)
                for (int i = 0; i < 80; i++)
                    for (int j = 0; j < 80; j++) {
                        int s = 0;
                        for (int k = 0; k < 80; k++) s += a[i][k] * b[k][j];
                        c[i][j] = s + r;
                    }
            return c[3][4] & 0x7f;
        }""",
    "fib": """
        int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
        int main(void) { return fib(40) & 0x7f; }""",
    "sort": """
        unsigned t[20000], seed = 1;
        static void sort(int low, int high) {
            while (low < high) {
                unsigned p = t[(low + high) / 2];
                int i = low, j = high;
                while (i <= j) {
                    while (t[i] < p) i++;
                    while (t[j] > p) j--;
                    if (i <= j) { unsigned x = t[i]; t[i++] = t[j]; t[j--] = x; }
                }
                sort(low, j);
                low = i;
            }
        }
        int main(void) {
            unsigned s = 0;
            for (int r = 0; r < 400; r++) {
                for (int i = 0; i < 20000; i++) { seed = seed * 1664525u + 1013904223u; t[i] = seed >> 5; }
                sort(0, 19999);
                s += t[r];
            }
            return s & 0x7f;
        }""",
    "interpreter": """
        unsigned char code[] = { 0, 3, 1, 7, 2, 4, 5, 0, 1, 3, 6, 2, 4, 4, 0, 5, 1, 7, 3, 2, 6, 8 };
        int main(void) {
            unsigned x = 1, y = 2, n = 0;
            for (unsigned pc = 0; n < 120000000u; pc++) {
                n++;
                switch (code[pc]) {
                case 0: x += y; break;
                case 1: y ^= x; break;
                case 2: x = x << 3 | x >> 29; break;
                case 3: y += 0x9E3779B9u; break;
                case 4: x -= n; break;
                case 5: y = y * 5 + 1; break;
                case 6: x ^= y >> 7; break;
                case 7: if (x & 1) y++; else x++; break;
                default: pc = (unsigned)-1; break;
                }
            }
            return (x ^ y) & 0x7f;
        }""",
}


def finish(image: Image, run: Callable[[Machine, int], Stop], part: int, most: int = NEVER << 10) -> tuple[float, int]:
    """Run a program in slices; seconds of processor time, instructions."""
    machine = Machine.from_image(image, [b"program"])
    start = time.process_time()
    while machine.count < most:
        stop = run(machine, part)
        if isinstance(stop, Syscall):
            break
        assert isinstance(stop, BudgetSpent), stop
    return time.process_time() - start, machine.count


def taking_turns(image: Image) -> float:
    """Seconds of processor time of two tasks of one program that take turns."""
    engine = FastEngine()
    machines = [Machine.from_image(image, [b"program"]) for _ in range(2)]
    start = time.process_time()
    while machines:
        machines = [machine for machine in machines if isinstance(engine.run(machine, QUANTUM), BudgetSpent)]
    return time.process_time() - start


def host(program: Path) -> float:
    start = time.perf_counter()
    subprocess.run([program], check=False)
    return time.perf_counter() - start


def build(folder: Path, name: str) -> tuple[Image, Path]:
    source = folder / f"{name}.c"
    source.write_text(PROGRAMS[name])
    subprocess.run([sys.executable, "-m", "toolchain.cc.cli", "-O2", source, "-o", folder / f"{name}.hxe"], check=True)
    subprocess.run(["gcc", "-O2", source, "-o", folder / name], check=True)
    return load_image(str(folder / f"{name}.hxe")), folder / name


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    print(f"{'':12} {'host s':>7} {'fast s':>7} {'ratio':>6} {'two tasks':>10} | million instructions/s: fast stepper "
          "reference")
    ratios: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in PROGRAMS:
            image, program = build(Path(folder), name)
            native = min(host(program) for _ in range(runs))
            fast, count = min(finish(image, FastEngine().run, SLICE) for _ in range(runs))
            both = min(taking_turns(image) for _ in range(runs))
            stepper, some = finish(image, FastEngine(allowance=NEVER).run, SLICE, 40 * SLICE)
            plain, few = finish(image, reference, REFERENCE_PART, REFERENCE_PART)
            ratios.append(native / fast)
            print(f"{name:12} {native:7.3f} {fast:7.3f} {native / fast:6.2f} {2 * fast / both:10.2f} |"
                  f" {count / fast / 1e6:28.0f} {some / stepper / 1e6:7.0f} {few / plain / 1e6:9.1f}")
    print(f"geometric mean of the ratios: {prod(ratios) ** (1 / len(ratios)):.2f}; stepper before translation:"
          f" {ALLOWANCE} instructions")


if __name__ == "__main__":
    main()
