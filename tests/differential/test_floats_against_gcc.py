"""Random programs about floating point print the bits that gcc's print. HSX_FUZZ_COUNT and HSX_FUZZ_SEED say which."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.c_programs import LEVELS, build, run
from tests.oracles import need
from tests.random_float_c import random_program

COUNT = int(os.environ.get("HSX_FUZZ_COUNT", "6"))
SEED = int(os.environ.get("HSX_FUZZ_SEED", "1"))
GCC = ("-m32", "-msse2", "-mfpmath=sse", "-ffp-contract=off", "-fwrapv", "-w")


def gcc_output(text: str, folder: Path) -> bytes:
    source, program = folder / "t.c", folder / "t"
    source.write_text(text)
    subprocess.run([need("gcc -m32"), *GCC, str(source), "-o", str(program)], check=True)
    return subprocess.run([str(program)], check=True, capture_output=True, timeout=60).stdout


@pytest.mark.parametrize("seed", range(SEED, SEED + COUNT))
def test_random_float_programs_print_what_gcc_prints(seed: int, tmp_path: Path) -> None:
    text = random_program(seed)
    expected = gcc_output(text, tmp_path)
    for level in LEVELS:
        outcome = run(build({"t.c": text}, level))
        assert (outcome.status, outcome.stdout) == (0, expected), f"seed {seed} -O{level}"
