"""What a C program of tests/conformance/c says about itself (the notes are listed in test_c_programs.py)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "conformance" / "c"
PROGRAMS = sorted(FOLDER.glob("*.c"))


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of one program. `status` is None if it is to be refused; `errors` are line numbers and texts."""

    path: Path
    status: int | None
    stdout: str
    stdin: str
    arguments: tuple[str, ...]
    units: tuple[Path, ...]
    errors: tuple[tuple[int, str], ...]
    only_here: str


@cache
def read_notes(path: Path) -> Notes:
    """Return the notes of a program; a program without any expectation is a mistake."""
    lines = path.read_text(encoding="utf-8").splitlines()

    def noted(name: str) -> list[str]:
        mark = f"// {name}:"
        return [line[len(mark):].removeprefix(" ") for line in lines if line.startswith(mark)]

    mark = "// expect error:"
    errors = [(n, line.partition(mark)[2].strip()) for n, line in enumerate(lines, 1) if mark in line]
    status = noted("expect")
    assert status or errors, f"{path.name} expects nothing"
    return Notes(
        path,
        int(status[0]) if status else None,
        "".join(f"{line}\n" for line in noted("stdout")),
        "".join(f"{line}\n" for line in noted("stdin")),
        tuple(" ".join(noted("args")).split()),
        tuple(FOLDER / "units" / name for name in " ".join(noted("unit")).split()),
        tuple(errors),
        " ".join(noted("only here")),
    )
