"""Runs the project's commands as processes, the way a user does: `command("hsx-cc", "a.c", "-o", "a.hxe")`."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = {
    "hsx-cc": "toolchain.cc.cli",
    "hsx-as": "toolchain.asm.cli",
    "hsx-ld": "toolchain.link.cli",
    "hsx-ar": "toolchain.link.ar_cli",
    "hsx-inspect": "hxe.cli",
    "hsx-run": "emulator.cli",
}


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended. It has never shown a traceback."""

    status: int
    out: bytes
    err: str

    @property
    def messages(self) -> list[str]:
        """The lines of standard error, but for the note that the C library is being built."""
        return [line for line in self.err.splitlines() if line != "building libhsx_stdio (once)"]


def argv(name: str, *words: str) -> list[str]:
    """The process that is the command."""
    return [
        sys.executable,
        "-c",
        f"import sys; sys.argv[0] = {name!r}; from {MODULES[name]} import main; main()",
        *words,
    ]


def command(name: str, *words: str, folder: Path | None = None, stdin: bytes = b"", limit: float = 60) -> Done:
    """Run a command in `folder`, for at most `limit` seconds."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        argv(name, *words),
        input=stdin,
        capture_output=True,
        check=False,
        cwd=folder or ROOT,
        timeout=limit,
        env=environment,
    )
    err = done.stderr.decode("utf-8", "replace")
    assert "Traceback" not in err, err
    assert "Exception ignored" not in err, err
    return Done(done.returncode, done.stdout, err)


def built(folder: Path, name: str, source: str, *options: str) -> str:
    """Compile a C program to `name`.hxe in `folder`; returns the image's file name."""
    (folder / f"{name}.c").write_text(source)
    done = command("hsx-cc", f"{name}.c", "-O1", "-o", f"{name}.hxe", *options, folder=folder, limit=240)
    assert done.status == 0, done.err
    return f"{name}.hxe"
