"""The notes of the C programs in tests/conformance/c hold for gcc -m32 too, so they say what C says, not what we do.

The library's programs (lib_*) use our headers and are checked on the host by tests/unit/runtime; those that name a
reason (`// only here:`) are for our machine alone.
"""

import subprocess
from pathlib import Path

import pytest

from tests.c_notes import PROGRAMS, read_notes
from tests.oracles import need

OPTIONS = ("-m32", "-std=gnu11", "-O1", "-w", "-fwrapv", "-fno-strict-aliasing",
           "-msse2", "-mfpmath=sse", "-ffp-contract=off")  # floating point without excess precision
SHARED = [notes.path for notes in map(read_notes, PROGRAMS)
          if notes.status is not None and not notes.only_here and not notes.path.name.startswith("lib_")]


@pytest.mark.parametrize("path", SHARED, ids=lambda path: path.stem)
def test_gcc_agrees_with_the_notes(path: Path, tmp_path: Path) -> None:
    gcc, notes, program = need("gcc -m32"), read_notes(path), tmp_path / "program"
    sources = [str(each) for each in (path, *notes.units)]
    subprocess.run([gcc, *OPTIONS, *sources, "-o", str(program)], check=True, timeout=60)
    done = subprocess.run(
        [str(program), *notes.arguments], input=notes.stdin.encode(), capture_output=True, timeout=20, check=False)
    assert (done.stdout.decode(errors="replace"), done.returncode) == (notes.stdout, notes.status)
