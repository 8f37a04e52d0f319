"""Input files of a link: what each is, and where libraries are found."""

from collections.abc import Sequence
from pathlib import Path

from hxe.process import read_file
from toolchain.link.archive import ARCHIVE_MAGIC, Archive, read_archive
from toolchain.obj.hxo import looks_like_hxo, read_hxo
from toolchain.obj.object import ObjectError, ObjectFile
from toolchain.obj.read import read_object


def load_input(path: str) -> ObjectFile | Archive:
    """Return the object (ELF or .hxo) or archive in a file; raises ObjectError that names it."""
    try:
        data = read_file(path)
    except (OSError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "no valid file name"
        raise ObjectError(f"{path}: cannot read: {reason}") from None
    if data.startswith(ARCHIVE_MAGIC):
        return read_archive(data, path)
    if looks_like_hxo(data):
        return read_hxo(data, path)
    return read_object(data, path)


def find_library(name: str, folders: Sequence[str]) -> str:
    """Return the path of lib`name`.a in the first folder that has it; raises ObjectError."""
    for folder in folders:
        path = Path(folder) / f"lib{name}.a"
        if path.is_file():
            return str(path)
    where = ", ".join(folders) or "no folder (-L names them)"
    raise ObjectError(f"cannot find lib{name}.a: looked in {where}")
