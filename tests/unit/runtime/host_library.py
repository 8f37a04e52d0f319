"""The C library compiled for this host with gcc -m32, every symbol prefixed by L_, so that it can stand beside glibc.

The host programs in `host/` use it: some compare it with glibc, some run a program on it as the emulator would.
"""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

HOST = Path(__file__).parent / "host"
ROOT = Path(__file__).parents[3]
LIBRARY = ROOT / "runtime" / "libhsx_stdio"
CONFORMANCE = ROOT / "tests" / "conformance" / "c"

_STRICT = ["-Wall", "-Wextra", "-Wshadow", "-Wstrict-prototypes", "-Werror"]
_AS_OURS = ["-m32", "-msse2", "-mfpmath=sse", "-std=c11", "-O1", "-ffreestanding", "-fno-builtin",
            "-fno-strict-aliasing", "-fno-pic", "-fno-stack-protector", "-nostdinc",
            "-I", str(LIBRARY / "include"), "-I", str(ROOT / "include")]
_GCC_HELPERS = ("__udivdi3", "__umoddi3", "__divdi3", "__moddi3", "__udivmoddi4", "__divmoddi4")


def fuzz(default: int) -> tuple[str, str]:
    """Return count and seed of a random test; HSX_FUZZ_COUNT and HSX_FUZZ_SEED change them."""
    return os.environ.get("HSX_FUZZ_COUNT", str(default)), os.environ.get("HSX_FUZZ_SEED", "1")


def run(command: list[str], stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run a program to its end, output captured as Latin-1 text."""
    return subprocess.run(command, input=stdin, capture_output=True, check=False, encoding="latin-1", timeout=120)


def _must(command: list[str]) -> None:
    done = run(command)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"


def _prefix(target: Path) -> None:
    renamed = [f"--redefine-sym=L_{name}={name}" for name in _GCC_HELPERS]
    _must(["objcopy", "--prefix-symbols=L_", str(target)])
    _must(["objcopy", *renamed, str(target)])


@dataclass(frozen=True, slots=True)
class HostLibrary:
    """The built library; `folder` takes what is built on it."""

    folder: Path

    @property
    def archive(self) -> Path:
        """Where the library is."""
        return self.folder / "library.a"

    def build(self) -> None:
        """Compile every C file of the library, strictly, into the archive."""
        objects: list[str] = []
        for source in sorted(LIBRARY.rglob("*.c")):
            target = self.folder / f"{source.parent.name}_{source.stem}.o"
            _must(["gcc", *_AS_OURS, *_STRICT, "-c", str(source), "-o", str(target)])
            _prefix(target)
            objects.append(str(target))
        _must(["ar", "rcs", str(self.archive), *objects])

    def program(self, name: str, *sources: str, options: tuple[str, ...] = ()) -> str:
        """Link the host programs `sources` with the library into `name`; returns its path."""
        target = self.folder / name
        files = [str(HOST / source) for source in sources]
        _must(["gcc", "-m32", "-O1", "-w", "-no-pie", *options, *files, str(self.archive), "-o", str(target)])
        return str(target)

    def program_on_library(self, source: Path) -> str:
        """Build a C program on the library's own headers, as an app is; returns the path of the program."""
        target = self.folder / f"{source.stem}.app.o"
        _must(["gcc", *_AS_OURS, "-c", str(source), "-o", str(target)])
        _prefix(target)
        linked = self.folder / source.stem
        files = [str(HOST / "run_main.c"), str(HOST / "system.c")]
        _must(["gcc", "-m32", "-w", "-no-pie", str(target), *files, str(self.archive), "-o", str(linked)])
        return str(linked)
