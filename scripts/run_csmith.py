"""Random C programs from csmith: our compiler at several levels on the emulator against gcc -m32 on the host.

Each program prints a checksum of its globals. A difference, a crash of a tool or a diagnostic is a finding: the source
stays in build/csmith/, the exit status is 1. Programs that run too long on either side are left out and replaced, so
COUNT is the number of programs really compared.
"""

import argparse
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "csmith"
BIN = Path(sys.executable).parent
OPTIONS = (  # what the compiler's documentation lists as supported
    "--no-bitfields", "--no-packed-struct", "--no-float", "--no-builtins", "--no-inline-function",
    "--max-funcs", "6", "--max-block-depth", "3", "--max-expr-complexity", "6", "--max-array-len-per-dim", "6",
)
SYSTEM_INCLUDE = Path("/usr/include/csmith")
INCLUDE = FOLDER / "include"
MAX_STEPS = 20_000_000
HOST_SECONDS = 5


@dataclass(frozen=True)
class Result:
    """What became of one seed: "same", "long" or the description of a finding."""

    seed: int
    verdict: str


def copy_headers() -> None:
    """Copy csmith's headers without their floating-point helpers, for both compilers alike."""
    shutil.rmtree(INCLUDE, ignore_errors=True)
    shutil.copytree(SYSTEM_INCLUDE, INCLUDE, ignore=shutil.ignore_patterns("windows", "*.c"))
    main_header = INCLUDE / "csmith.h"
    main_header.write_text(re.sub(r"#include <(float|math)\.h>", "", main_header.read_text()))
    arithmetic = INCLUDE / "safe_math.h"
    text = arithmetic.read_text()
    arithmetic.write_text(re.sub(r"STATIC \w+\nFUNC_NAME\(\w*(?:float|double)\w*\)[^{]*\{.*?\n\}", "", text, flags=re.DOTALL))


def check_seed(seed: int, levels: tuple[str, ...]) -> Result:
    """Generate, compile and compare one program."""
    folder = FOLDER / str(seed)
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / "a.c"
    source.write_bytes(_run("csmith", "--seed", str(seed), *OPTIONS).stdout)
    gcc = _run("gcc", "-m32", "-O1", "-w", "-fwrapv", f"-I{INCLUDE}", str(source), "-o", str(folder / "host"))
    if gcc.returncode:
        return Result(seed, f"gcc refuses it: {gcc.stderr.decode()[:200]}")
    try:
        host = _run(str(folder / "host"), timeout=HOST_SECONDS)
    except subprocess.TimeoutExpired:
        return _drop(seed, folder, "long")
    for level in levels:
        image = folder / f"a{level}.hxe"
        compiled = _run(str(BIN / "hsx-cc"), level, "-w", f"-I{INCLUDE}", str(source), "-o", str(image))
        if compiled.returncode:
            return Result(seed, f"hsx-cc {level}: {compiled.stderr.decode()[-400:]}")
        ours = _run(str(BIN / "hsx-run"), "--max-steps", str(MAX_STEPS), str(image))
        if ours.returncode == 124:
            return _drop(seed, folder, "long")
        if (ours.stdout, ours.returncode) != (host.stdout, host.returncode):
            return Result(seed, f"{level}: {ours.stdout!r} exit {ours.returncode} {ours.stderr.decode()[-200:]}, "
                                f"gcc: {host.stdout!r} exit {host.returncode}")
    return _drop(seed, folder, "same")


def _drop(seed: int, folder: Path, verdict: str) -> Result:
    shutil.rmtree(folder)
    return Result(seed, verdict)


def _run(*command: str, timeout: float | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, capture_output=True, timeout=timeout, check=False)


def _results(first: int, count: int, levels: tuple[str, ...], jobs: int) -> Iterator[Result]:
    """Check seeds from `first` on until `count` programs were compared."""
    compared, seed = 0, first
    with ThreadPoolExecutor(jobs) as pool:
        while compared < count:
            batch = range(seed, seed + min(count - compared, 4 * jobs))
            seed = batch.stop
            for result in pool.map(lambda s: check_seed(s, levels), batch):
                compared += result.verdict != "long"
                yield result


def main() -> int:
    """Run the campaign and print what it did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="programs to compare")
    parser.add_argument("--seed", type=int, default=1, help="first csmith seed")
    parser.add_argument("--jobs", type=int, default=2, help="programs at a time")
    parser.add_argument("--levels", default="-O0,-O2", help="optimisation levels, separated by commas")
    options = parser.parse_args()
    levels = tuple(options.levels.split(","))
    copy_headers()
    started, same, long_, findings = time.monotonic(), 0, 0, 0
    last = options.seed - 1
    for result in _results(options.seed, options.count, levels, options.jobs):
        last = result.seed
        same += result.verdict == "same"
        long_ += result.verdict == "long"
        if result.verdict not in ("same", "long"):
            findings += 1
            print(f"seed {result.seed}: {result.verdict}", flush=True)
        elif sys.stderr.isatty():
            print(f"\r{same} same, {findings} different, {long_} left out ", end="", file=sys.stderr, flush=True)
    print(f"csmith seeds {options.seed}..{last} at {' '.join(levels)}: {same} agree with gcc -m32, {findings} findings, "
          f"{long_} ran too long and were left out, {time.monotonic() - started:.0f} s")
    return bool(findings)


if __name__ == "__main__":
    sys.exit(main())
