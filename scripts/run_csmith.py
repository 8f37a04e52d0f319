"""Random C programs from csmith: our compiler at several levels on the emulator against gcc -m32 on the host.

Each program prints a checksum of its globals. A difference, a crash of a tool, a diagnostic, or a compilation of more
than COMPILER_SECONDS is a finding: the source stays in build/csmith/SEED/, the exit status is 1. Programs that run too
long on either side are left out and replaced, so COUNT is the number of programs really compared.

Compiler and emulator run inside the worker processes; only csmith, gcc and its program are started for each seed.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType

from hxe.image import Image
from tests.c_programs import build, run
from toolchain.diagnostics import DiagnosticError, render

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "csmith"
SYSTEM_INCLUDE = Path("/usr/include/csmith")
OPTIONS = (  # what the compiler's documentation lists as supported; sizes such that most programs end soon
    "--bitfields", "--packed-struct", "--no-float", "--builtins",
    "--disable-builtin-kinds", "x86",
    "--max-funcs", "6", "--max-block-depth", "3", "--max-expr-complexity", "6", "--max-array-len-per-dim", "6",
)
MAX_STEPS = 20_000_000
TOOL_SECONDS = 60  # csmith and gcc
HOST_SECONDS = 5
COMPILER_SECONDS = 60  # of processor time
STATUS_STEPS = 124


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one seed: "same", "long" or the description of a finding."""

    seed: int
    verdict: str

    @property
    def is_finding(self) -> bool:
        """Whether somebody has to look at it."""
        return self.verdict not in {"same", "long"}


def copy_headers(folder: Path) -> Path:
    """Copy csmith's headers without their floating-point helpers, for both compilers alike; return the copy."""
    include = folder / "include"
    shutil.rmtree(include, ignore_errors=True)
    shutil.copytree(SYSTEM_INCLUDE, include, ignore=shutil.ignore_patterns("windows", "*.c"))
    main_header = include / "csmith.h"
    main_header.write_text(re.sub(r"#include <(float|math)\.h>", "", main_header.read_text()))
    arithmetic = include / "safe_math.h"
    floating = r"STATIC \w+\nFUNC_NAME\(\w*(?:float|double)\w*\)[^{]*\{.*?\n\}"
    arithmetic.write_text(re.sub(floating, "", arithmetic.read_text(), flags=re.DOTALL))
    return include


def check_seed(seed: int, levels: tuple[str, ...], folder: Path) -> Result:
    """Generate, compile and compare one program; `folder` holds the headers, and the program while it is looked at."""
    place = folder / str(seed)
    place.mkdir(parents=True, exist_ok=True)
    try:
        source = place / "a.c"
        source.write_bytes(_tool("csmith", "--seed", str(seed), *OPTIONS, folder=place).stdout)
        verdict = compare(source, levels, folder / "include")
    except subprocess.TimeoutExpired:
        verdict = "long"
    if verdict in {"same", "long"}:
        shutil.rmtree(place)
    return Result(seed, verdict)


def compare(source: Path, levels: tuple[str, ...], include: Path) -> str:
    """Return "same", "long" or what differs between gcc's program and ours. Raises TimeoutExpired for gcc's side."""
    host = source.with_name("host")
    gcc = _tool("gcc", "-m32", "-O1", "-w", "-fwrapv", f"-I{include}", str(source), "-o", str(host))
    if gcc.returncode:
        return f"gcc refuses it: {gcc.stderr.decode()[:200]}"
    theirs = subprocess.run([str(host)], capture_output=True, timeout=HOST_SECONDS, check=False)
    text = source.read_text()
    for level in levels:
        try:
            image = _compile(text, str(source), level, include)
        except _TooSlowError:
            return f"-O{level}: compiling takes more than {COMPILER_SECONDS} s"
        except DiagnosticError as problem:
            return f"-O{level}: {render(problem.diagnostics)[:400]}"
        except Exception:  # noqa: BLE001 - a crash of the compiler is what this looks for
            return f"-O{level}: {traceback.format_exc()[-1200:]}"
        ours = run(image, max_steps=MAX_STEPS)
        if ours.status == STATUS_STEPS:
            return "long"
        if (ours.stdout, ours.status) != (theirs.stdout, theirs.returncode):
            return (f"-O{level}: {ours.stdout!r} status {ours.status} {ours.stderr.decode()[-200:]}, "
                    f"gcc: {theirs.stdout!r} status {theirs.returncode}")
    return "same"


class _TooSlowError(Exception):
    """The compiler took more than its time."""


def _compile(text: str, name: str, level: str, include: Path) -> Image:
    with _processor_limit(COMPILER_SECONDS):
        return build({name: text}, level, [str(include)])


@contextmanager
def _processor_limit(seconds: float) -> Iterator[None]:
    """Raise _TooSlowError in the block after `seconds` of processor time."""

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        raise _TooSlowError

    before = signal.signal(signal.SIGVTALRM, on_signal)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _tool(*command: str, folder: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, capture_output=True, timeout=TOOL_SECONDS, check=False, cwd=folder)


def _results(first: int, count: int, levels: tuple[str, ...], jobs: int, folder: Path) -> Iterator[Result]:
    """Check seeds from `first` on until `count` programs were compared."""
    compared, seed = 0, first
    with ProcessPoolExecutor(jobs) as pool:
        while compared < count:
            batch = range(seed, seed + min(count - compared, 8 * jobs))
            seed = batch.stop
            for result in pool.map(partial(check_seed, levels=levels, folder=folder), batch):
                compared += result.verdict != "long"
                yield result


def main() -> int:
    """Run the campaign and print what it did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="programs to compare")
    parser.add_argument("--seed", type=int, default=1, help="first csmith seed")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="programs at a time")
    parser.add_argument("--levels", default="0,2", help="optimisation levels (0, 1, 2, s), separated by commas")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the programs are made")
    options = parser.parse_args()
    levels = tuple(options.levels.split(","))
    copy_headers(options.folder)
    started, same, long_, findings = time.monotonic(), 0, 0, 0
    last = options.seed - 1
    for result in _results(options.seed, options.count, levels, options.jobs, options.folder):
        last = result.seed
        same += result.verdict == "same"
        long_ += result.verdict == "long"
        if result.is_finding:
            findings += 1
            print(f"seed {result.seed}: {result.verdict}", flush=True)
        elif sys.stderr.isatty():
            print(f"\r{same} same, {findings} different, {long_} left out ", end="", file=sys.stderr, flush=True)
    print(f"csmith seeds {options.seed}..{last} at {' '.join(f'-O{level}' for level in levels)}: {same} agree with "
          f"gcc -m32, {findings} findings, {long_} ran too long and were left out, {time.monotonic() - started:.0f} s")
    return bool(findings)


if __name__ == "__main__":
    sys.exit(main())
