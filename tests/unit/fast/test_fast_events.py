"""A whole system gives the same output, events and statistics on both engines."""

import subprocess
import sys
from pathlib import Path

PROGRAM = """
#include <stdio.h>
static unsigned table[1000];
int main(int argc, char **argv) {
    unsigned sum = (unsigned)argc;
    for (int round = 0; round < 40; round++) {
        for (int i = 0; i < 1000; i++) { table[i] += sum ^ (unsigned)(i * round); sum = sum * 33 + table[i]; }
        printf("%s %d %08x\\n", argv[1], round, sum);
    }
    if (argc > 2) *(volatile unsigned *)0 = sum;
    return (int)(sum & 63);
}
"""


def run(engine: str, images: list[Path], *arguments: str) -> tuple[int, bytes, bytes]:
    command = [sys.executable, "-m", "emulator.cli", f"--engine={engine}", "--clock=virtual", "--quantum=777",
               "--events=-", *map(str, images), "--", *arguments]
    done = subprocess.run(command, check=False, capture_output=True, stdin=subprocess.DEVNULL, timeout=100)
    return done.returncode, done.stdout, done.stderr


def test_two_tasks_in_short_turns_and_a_fault_are_the_same_on_both_engines(tmp_path: Path) -> None:
    images = []
    for name in ("first", "second"):
        source = tmp_path / f"{name}.c"
        source.write_text(PROGRAM)
        images.append(tmp_path / f"{name}.hxe")
        subprocess.run([sys.executable, "-m", "toolchain.cc.cli", "-O1", source, "-o", images[-1]], check=True)
    for arguments in (("x",), ("x", "fault")):
        fast, reference = run("fast", images, *arguments), run("reference", images, *arguments)
        assert fast == reference
        assert reference[1].count(b"\n") == 80
        assert (b"task_fault" in reference[2]) == (len(arguments) == 2)
