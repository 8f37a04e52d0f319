"""Measures commands from start to end on examples/hello: `python -m bench.start_up [runs, default 15]`.

The median of processor time, beside the same for a Python that does nothing. The C library is built before.
"""

import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

BIN = Path(sys.executable).parent
HELLO = Path(__file__).resolve().parent.parent / "examples" / "hello" / "hello.c"


def spent() -> float:
    """Seconds of processor time of all commands that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def median(runs: int, command: list[str | Path]) -> float:
    """Milliseconds of one run."""
    times = []
    for _ in range(runs):
        before = spent()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(1000 * (spent() - before))
    return statistics.median(times)


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        image = Path(folder) / "hello.hxe"
        build: list[str | Path] = [BIN / "hsx-cc", "-O2", HELLO, "-o", image]
        subprocess.run(build, check=True)
        commands: dict[str, list[str | Path]] = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "hsx-cc -O2 hello.c": build,
            "hsx-run hello.hxe": [BIN / "hsx-run", image],
            "hsx-inspect hello.hxe": [BIN / "hsx-inspect", image],
        }
        for name, command in commands.items():
            print(f"{name:24} {median(runs, command):6.0f} ms")


if __name__ == "__main__":
    main()
