"""What the whole compiler has to bear: deep nesting, and the same bytes for the same source wherever it runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.c_programs import LEVELS, compile_unit
from toolchain.diagnostics import DiagnosticError

ROOT = Path(__file__).parents[3]
PRINT_HASH = """
import hashlib, sys
from pathlib import Path
from hxe.format import write_image
from tests.c_programs import LEVELS, build
for path in map(Path, sys.argv[1:]):
    for level in LEVELS:
        print(hashlib.sha256(write_image(build({path.name: path.read_text()}, level))).hexdigest())
"""


@pytest.mark.parametrize("body", [
    "return " + "+".join(["x"] * 1000) + ";",
    "return " + "(1+" * 400 + "x" + ")" * 400 + ";",
    "".join(f"if (x == {n}) return {n % 7}; else " for n in range(400)) + "return 9;",
    "if (x) { x--; " * 200 + "}" * 200 + "return x;",
    "return " + "f(" * 300 + "x" + ")" * 300 + ";",
    "return " + "~" * 500 + "x;",
    "int a = 0;" + "a += x; if (a > x) a ^= 3;" * 500 + "return a;",
], ids=["sum", "parentheses", "else if", "blocks", "calls", "signs", "statements"])
def test_what_generators_write_compiles(body: str) -> None:
    compile_unit(f"int f(int x) {{ {body} }}\n", "deep.c", "2")


def test_what_nests_without_end_is_one_diagnostic() -> None:
    with pytest.raises(DiagnosticError, match="nested too deeply"):
        compile_unit(f"int f(int x) {{ return {'(' * 5000}x{')' * 5000}; }}\n", "deep.c", "0")


def test_the_same_source_gives_the_same_bytes_whatever_the_hash_seed() -> None:
    programs = [str(ROOT / "tests" / "conformance" / "c" / name) for name in ("calculator.c", "switch_forms.c")]
    found = set()
    for seed in ("0", "1"):
        done = subprocess.run(
            [sys.executable, "-c", PRINT_HASH, *programs], capture_output=True, text=True, check=True, cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed}, timeout=120)
        assert len(done.stdout.split()) == len(programs) * len(LEVELS)
        found.add(done.stdout)
    assert len(found) == 1
