"""Measures commands from start to end on examples/hello: `python -m bench.start_up [runs, default 15]`.

The median of wall time, beside the same for a Python that does nothing. The C library is built before.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BIN = Path(sys.executable).parent
HELLO = Path(__file__).resolve().parent.parent / "examples" / "hello" / "hello.c"


def median(runs: int, command: list[str | Path]) -> float:
    """Milliseconds of one run."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(1000 * (time.perf_counter() - start))
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
