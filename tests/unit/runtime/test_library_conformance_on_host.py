"""The library's conformance programs, run on this host: what they expect holds for its C, whoever compiles it.

Programs named lib_hsx_* need the executive and run on the emulator only.
"""

from pathlib import Path

import pytest

from tests.unit.runtime.host_library import CONFORMANCE, HostLibrary, run

PROGRAMS = sorted(path for path in CONFORMANCE.glob("lib_*.c") if not path.name.startswith("lib_hsx_"))


def _notes(source: str, name: str) -> list[str]:
    mark = f"// {name}:"
    return [line.removeprefix(mark).removeprefix(" ") for line in source.splitlines() if line.startswith(mark)]


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_program_behaves_as_its_notes_say(library: HostLibrary, path: Path) -> None:
    source = path.read_text()
    stdin, stdout = ("".join(f"{line}\n" for line in _notes(source, name)) for name in ("stdin", "stdout"))
    done = run([library.program_on_library(path)], stdin)
    assert (done.stdout, done.returncode) == (stdout, int(_notes(source, "expect")[0]))
