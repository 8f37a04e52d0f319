"""Keeps compiled modules between runs, in a folder of the user's own.

A module in the cache is machine code that is executed unchecked. So the folder must belong to the user and be closed
to others, and a file must hold the digest of what follows it. Anything else (a foreign folder, a damaged or outdated
file, a full disk) only costs the time of compiling again. File names tell the version of the sources that
make the code; wasmtime refuses what another version of it made.
"""

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import emulator.cpu
import hxe.isa
from emulator.cpu.fast.native import Native

_DIGEST = hashlib.sha256


def compiled(native: Native, name: str, build: Callable[[], bytes], folder: Path | None = None) -> bytes:
    """Return what `build` makes, compiled, from the cache if it is there and of use."""
    place = folder or default_folder()
    file = f"{name}-{_version()}"
    known = read(place, file)
    if known is not None and native.accepts(known):
        return known
    made = native.compile(build())
    write(place, file, made)
    return made


def default_folder() -> Path:
    """Return the folder: HSX_CACHE_DIR, or `hsx` in the user's folder for caches."""
    chosen = os.environ.get("HSX_CACHE_DIR")
    if chosen:
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hsx"


@cache
def _version() -> str:
    """Return a digest of all sources that decide what a module does."""
    digest = _DIGEST()
    folder = Path(next(iter(emulator.cpu.__path__)))
    for path in (*sorted(folder.rglob("*.py")), Path(hxe.isa.__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


def read(folder: Path, name: str) -> bytes | None:
    """Return what `write` stored under the name, or None."""
    try:
        if not _is_private(folder):
            return None
        data = (folder / name).read_bytes()
    except OSError:
        return None
    digest, content = data[:32], data[32:]
    return content if _DIGEST(content).digest() == digest else None


def write(folder: Path, name: str, content: bytes) -> None:
    """Store something, in one step for all who read; where that cannot be, nothing happens."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_private(folder):
            return
        handle, path = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_DIGEST(content).digest() + content)
            Path(path).replace(folder / name)
        except OSError:
            Path(path).unlink(missing_ok=True)
            raise
    except OSError:
        return


def _is_private(folder: Path) -> bool:
    """Whether nobody but the user can write there."""
    if not hasattr(os, "getuid"):
        return True  # the user's profile is closed to others by its own rules
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022
