"""Measures the engines in one run: `python -m bench.engine [runs, default 3]`.

Each program is compiled by hsx-cc -O2 and by the host's gcc -O2, and runs on the fast engine, on its stepper alone, on
the reference interpreter (parts of it), and as a host program. Everything is processor time, of a process of its own
for each measurement, the least of the runs. Import and translation are part of the fast engine's time. `two/one` is
the throughput of two tasks in turns of 10,000 instructions against one task alone; they share its translation.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from math import prod
from pathlib import Path

from emulator.cpu.fast.engine import FastEngine
from emulator.cpu.interp import run as reference
from emulator.cpu.machine import Machine
from emulator.cpu.stop import BudgetSpent, Stop, Syscall
from hxe.format import load_image
from hxe.image import Image

SLICE = 2_000_000
QUANTUM = 10_000
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


def in_slices(image: Image, run: Callable[[Machine, int], Stop], most: int) -> int:
    """Run a program to its end, or until `most` instructions; how many were executed."""
    machine = Machine.from_image(image, [b"program"])
    while machine.count < most:
        stop = run(machine, SLICE)
        if isinstance(stop, Syscall):
            break
        assert isinstance(stop, BudgetSpent), stop
    return machine.count


def taking_turns(image: Image) -> int:
    """Run two tasks of one program in turns of a quantum; how many instructions were executed."""
    engine = FastEngine()
    made = [Machine.from_image(image, [b"program"]) for _ in range(2)]
    running = made
    while running:
        running = [machine for machine in running if isinstance(engine.run(machine, QUANTUM), BudgetSpent)]
    return sum(machine.count for machine in made)


WAYS: dict[str, Callable[[Image], int]] = {
    "fast": lambda image: in_slices(image, FastEngine().run, NEVER << 10),
    "stepper": lambda image: in_slices(image, FastEngine(allowance=NEVER).run, 40 * SLICE),
    "reference": lambda image: in_slices(image, reference, SLICE),
    "two": taking_turns,
}


def measure_here(way: str, path: str) -> None:
    """In a process of its own, for machines with equal code share translations: print seconds and instructions."""
    image = load_image(path)
    start = time.process_time()
    count = WAYS[way](image)
    print(time.process_time() - start, count)


def measure(way: str, path: Path, runs: int) -> tuple[float, int]:
    """Return the least seconds of processor time of the runs, and the instructions."""
    command = [sys.executable, "-m", "bench.engine", "--measure", way, str(path)]
    found = [subprocess.run(command, check=True, capture_output=True, text=True).stdout.split() for _ in range(runs)]
    return min(float(seconds) for seconds, _ in found), int(found[0][1])


def host(program: Path) -> float:
    """Return the processor time of a host program: the same clock as for the engines."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([program], check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def build(folder: Path, name: str) -> tuple[Path, Path]:
    source = folder / f"{name}.c"
    source.write_text(PROGRAMS[name])
    image = folder / f"{name}.hxe"
    subprocess.run([sys.executable, "-m", "toolchain.cc.cli", "-O2", source, "-o", image], check=True)
    subprocess.run(["gcc", "-O2", source, "-o", folder / name], check=True)
    return image, folder / name


def main() -> None:
    if sys.argv[1:2] == ["--measure"]:
        measure_here(*sys.argv[2:])
        return
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    print(f"{'':12} {'host s':>7} {'fast s':>7} {'ratio':>6} {'two/one':>8} | million instructions/s: fast stepper "
          "reference")
    ratios: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in PROGRAMS:
            image, program = build(Path(folder), name)
            native = min(host(program) for _ in range(runs))
            fast, count = measure("fast", image, runs)
            two, _ = measure("two", image, runs)
            stepper, some = measure("stepper", image, runs)
            plain, few = measure("reference", image, runs)
            ratios.append(native / fast)
            print(f"{name:12} {native:7.3f} {fast:7.3f} {native / fast:6.2f} {2 * fast / two:8.2f} |"
                  f" {count / fast / 1e6:28.0f} {some / stepper / 1e6:7.0f} {few / plain / 1e6:9.1f}", flush=True)
    print(f"geometric mean of the ratios: {prod(ratios) ** (1 / len(ratios)):.2f}")


if __name__ == "__main__":
    main()
