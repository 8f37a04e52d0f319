"""Outside tools that some tests compare against: gcc, readelf, csmith and friends.

A test calls `need("readelf")` first. Where the tool is missing the test is skipped with its name, so the closing
line of pytest tells how many; with HSX_REQUIRE_ORACLES=1 (which `.ci/run` sets) a missing tool fails instead.
"""

import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest


@cache
def _gcc_m32_works() -> bool:
    """Whether gcc can compile and link a 32-bit program here."""
    gcc = shutil.which("gcc")
    if gcc is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "a.c"
        source.write_text("#include <stdio.h>\nint main(void) { return 0; }\n")
        command = [gcc, "-m32", str(source), "-o", str(Path(folder) / "a")]
        run = subprocess.run(command, capture_output=True, check=False)
        return run.returncode == 0


def need(tool: str) -> str:
    """Return the path of `tool`, or skip (fail under HSX_REQUIRE_ORACLES=1). `gcc -m32`: one that makes 32-bit code."""
    found = shutil.which("gcc") if tool == "gcc -m32" and _gcc_m32_works() else shutil.which(tool)
    if found is not None:
        return found
    if os.environ.get("HSX_REQUIRE_ORACLES") == "1":
        pytest.fail(f"{tool} is required here and missing")
    pytest.skip(f"needs {tool}")
