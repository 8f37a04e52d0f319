"""The C programs of c/ at every optimisation level: built, run on the emulator, compared with their own notes.

    // expect: N             exit status
    // stdout: line          a line of standard output; all of them in order
    // stdin: line           a line of standard input
    // args: a b c           program arguments
    // unit: other.c ...     further files of the program, from c/units/
    // expect error: text    the program is refused with this message (instead of a status), on this very line
    // only here: reason     a host compiler would not agree (tests/differential/test_host_cc.py)
"""

import difflib
from pathlib import Path

import pytest

from tests.c_notes import PROGRAMS, Notes, read_notes
from tests.c_programs import LEVELS, assemble_unit, compile_unit, link_units, run
from toolchain.diagnostics import DiagnosticError, Severity

RUNNING = [path for path in PROGRAMS if read_notes(path).status is not None]
REFUSED = [path for path in PROGRAMS if read_notes(path).errors]


def outcome(notes: Notes, level: str) -> tuple[str, int, str]:
    units = []
    for path in (notes.path, *notes.units):
        text = path.read_text(encoding="utf-8")
        units.append(assemble_unit(text, path.name) if path.suffix == ".s" else compile_unit(text, path.name, level))
    done = run(link_units(units), notes.stdin.encode(), notes.arguments)
    return done.stdout.decode(errors="replace"), done.status, done.stderr.decode(errors="replace")


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("path", RUNNING, ids=lambda path: path.stem)
def test_program_behaves_as_its_notes_say(path: Path, level: str) -> None:
    notes = read_notes(path)
    stdout, status, stderr = outcome(notes, level)
    expected, found = notes.stdout.splitlines(), stdout.splitlines()
    difference = difflib.unified_diff(expected, found, "notes", "emulator", n=1, lineterm="")
    assert (stdout, status) == (notes.stdout, notes.status), "\n".join((f"status {status} {stderr}", *difference))


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
def test_program_is_refused_where_its_notes_say(path: Path) -> None:
    with pytest.raises(DiagnosticError) as caught:
        compile_unit(path.read_text(encoding="utf-8"), path.name)
    errors = (each for each in caught.value.diagnostics if each.severity is Severity.ERROR)
    found = sorted((each.span.line, each.message) for each in errors)
    expected = read_notes(path).errors
    assert [line for line, _ in found] == [line for line, _ in expected], found
    for (line, message), (_, part) in zip(found, expected, strict=True):
        assert part in message, f"line {line}"
