"""The C library: builds crt0.o and libhsx_stdio.a from the runtime's sources, once, into a cache folder.

The folder's name hashes everything the bytes depend on (runtime sources, headers, the toolchain's own code), so a
changed source makes a new one and nothing is ever stale. A build goes to a temporary folder and is renamed into place:
processes that build at the same time do the work twice at worst and never see half a library.
"""

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hxe
import toolchain
from hxe.errors import HsxError
from toolchain import paths

NAME = "hsx_stdio"
START_FILE = "crt0.o"
_SOURCES = paths.RUNTIME / "libhsx_stdio"
_HEADERS = _SOURCES / "include"
_PARTS_OF_THE_COMPILER = ("cc", "asm", "obj", "link")


def header_folders() -> list[str]:
    """Return the folders of the standard headers and the system's own."""
    return [str(_HEADERS), str(paths.INCLUDE)]


def library_folder(*, quiet: bool = False) -> Path:
    """Return the folder that holds crt0.o and libhsx_stdio.a, built if it is not there. Raises HsxError."""
    folder = _cache() / f"lib-{_key()}"
    if not (folder / f"lib{NAME}.a").is_file():
        _build(folder, quiet=quiet)
    return folder


def _cache() -> Path:
    for variable, below in (("HSX_CACHE_DIR", ""), ("XDG_CACHE_HOME", "hsx")):
        value = os.environ.get(variable)
        if value:
            return Path(value) / below
    return Path.home() / ".cache" / "hsx"


def _inputs() -> Iterator[tuple[str, Path]]:
    """Yield a name and path of every file the library's bytes depend on, in a fixed order."""
    code = Path(toolchain.__file__).parent
    contract = Path(hxe.__file__).parent
    folders = [("runtime", _SOURCES, "*"), ("include", paths.INCLUDE, "*.h"), ("hxe", contract, "*.py")]
    folders += [(part, code / part, "*") for part in _PARTS_OF_THE_COMPILER]
    for name, folder, pattern in folders:
        for path in sorted(folder.rglob(pattern)):
            if path.is_file() and path.suffix != ".pyc":
                yield f"{name}/{path.relative_to(folder).as_posix()}", path


def _key() -> str:
    """Return the hash of all inputs."""
    total = hashlib.sha256()
    for name, path in _inputs():
        total.update(f"{name}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:24]


def _sources() -> list[Path]:
    return sorted(path for path in _SOURCES.rglob("*") if path.suffix in {".c", ".s"})


def _build(folder: Path, *, quiet: bool) -> None:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix="build-", dir=folder.parent))
    except OSError as problem:
        message = f"cannot write the library cache {folder.parent}: {problem.strerror}; set HSX_CACHE_DIR"
        raise HsxError(message) from None
    try:
        _build_into(work, quiet=quiet)
        try:
            work.rename(folder)
        except OSError:
            if not (folder / f"lib{NAME}.a").is_file():
                raise
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _build_into(work: Path, *, quiet: bool) -> None:
    from toolchain.link.archive import Member, write_archive
    sources = _sources()
    members: list[Member] = []
    for number, source in enumerate(sources, 1):
        _progress(f"building lib{NAME} (once): {number}/{len(sources)}", quiet=quiet)
        data = _object(source)
        if source.stem == "crt0":
            (work / START_FILE).write_bytes(data)
        else:
            members.append(Member(_member_name(source), data))
    (work / f"lib{NAME}.a").write_bytes(write_archive(members, f"lib{NAME}.a"))
    _progress("", quiet=quiet)


def _member_name(source: Path) -> str:
    return "_".join(source.relative_to(_SOURCES).with_suffix(".o").parts)


def _object(source: Path) -> bytes:
    """Return the object file of one source of the library."""
    from toolchain.asm.assemble import AsmOptions, assemble
    from toolchain.cc.compile import CompileOptions, compile_c
    from toolchain.cc.front.preprocess import PreprocessOptions
    from toolchain.obj.write import write_object
    name = source.relative_to(paths.RUNTIME).as_posix()
    text = source.read_text("utf-8")
    if source.suffix == ".c":
        options = CompileOptions(
            PreprocessOptions(quote_dirs=[str(source.parent)], system_dirs=header_folders(), optimize="2"), level="2")
        text = compile_c(text, name, options).assembly
    return write_object(assemble(text, name, AsmOptions((str(source.parent),), model="flat")))


def _progress(text: str, *, quiet: bool) -> None:
    """Show one line of progress on a terminal; without one, say once that a build begins."""
    if quiet:
        return
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()
    elif text.endswith(": 1/" + text.rpartition("/")[2]):
        sys.stderr.write(f"building lib{NAME} (once)\n")
