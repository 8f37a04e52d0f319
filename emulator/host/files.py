"""A file system confined to one folder that the user named.

A guest path is a list of components below that folder. Absolute paths, "..", ":" and empty components are refused as
v1 refused them; then the real path, with every symbolic link followed, must still lie inside the folder, and only
regular files and folders are opened, so that no device or pipe can be reached or can block. Every operation returns a
value >= 0 or a negated HSX_FS_E* number; nothing here raises for what a guest asks.

One `FileSystem` per system, one `OpenFiles` per task: its descriptors start at 3 and die with the task.
"""

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from hxe.abi import FsErrno, FsKind, FsO, FsSeek

FIRST_DESCRIPTOR = 3
MAX_OPEN_FILES = 64
"""Files that one task may hold open at a time; beyond it -EMFILE."""

MAX_POSITION = 0x7FFFFFFF
"""Positions and sizes are answered as non-negative 32-bit numbers."""

_ACCESS = int(FsO.RDONLY | FsO.WRONLY)
_ALL_FLAGS = int(FsO.RDWR | FsO.CREAT | FsO.TRUNC | FsO.APPEND)
_HOST_ACCESS = {int(FsO.RDONLY): os.O_RDONLY, int(FsO.WRONLY): os.O_WRONLY, int(FsO.RDWR): os.O_RDWR, 0: os.O_RDWR}

# What Windows lacks of these is 0 there; it has no symbolic links in ordinary use and no pipes in folders.
_NEVER_FOLLOW_OR_BLOCK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_BINARY = getattr(os, "O_BINARY", 0)

_WHENCE = {int(FsSeek.SET): os.SEEK_SET, int(FsSeek.CUR): os.SEEK_CUR, int(FsSeek.END): os.SEEK_END}

_FROM_HOST = {
    errno.ENOENT: FsErrno.ENOENT,
    errno.EBADF: FsErrno.EBADF,
    errno.EACCES: FsErrno.EACCES,
    errno.EPERM: FsErrno.EACCES,
    errno.EROFS: FsErrno.EACCES,
    errno.ELOOP: FsErrno.EACCES,
    errno.EEXIST: FsErrno.EEXIST,
    errno.ENOTEMPTY: FsErrno.EEXIST,
    errno.ENOTDIR: FsErrno.ENOTDIR,
    errno.EISDIR: FsErrno.EISDIR,
    errno.EINVAL: FsErrno.EINVAL,
    errno.ENAMETOOLONG: FsErrno.EINVAL,
    errno.EMFILE: FsErrno.EMFILE,
    errno.ENFILE: FsErrno.EMFILE,
    errno.ENOSPC: FsErrno.ENOSPC,
    errno.EDQUOT: FsErrno.ENOSPC,
    errno.EFBIG: FsErrno.ENOSPC,
}
"""Host error numbers with an HSX number of their own; any other is EIO."""


class _RefusedError(Exception):
    """A guest's request that ends in one HSX error number; never leaves this module."""

    def __init__(self, number: FsErrno) -> None:
        super().__init__(number)
        self.number = number


def _negated(error: OSError | _RefusedError) -> int:
    number = error.number if isinstance(error, _RefusedError) else _FROM_HOST.get(error.errno or 0, FsErrno.EIO)
    return -int(number)


@dataclass(frozen=True, slots=True)
class FileStat:
    """What STAT answers: size in bytes (0 for a folder, capped at 2^31 - 1) and HSX_FS_KIND_*."""

    size: int
    kind: int


class FileSystem:
    """The files below one host folder, for all tasks."""

    def __init__(self, root: Path) -> None:
        self._root = Path(os.path.realpath(root))

    def _components(self, path: bytes) -> list[str]:
        """Split a guest path by the rules every model shares; raises _RefusedError(EINVAL)."""
        text = os.fsdecode(path)
        parts = text.split("/")
        if any(part in {"", ".."} or ":" in part or "\0" in part for part in parts):
            raise _RefusedError(FsErrno.EINVAL)
        parts = [part for part in parts if part != "."]
        if any(Path(part).name != part for part in parts):
            raise _RefusedError(FsErrno.EINVAL)
        return parts

    def _inside(self, path: Path) -> Path:
        """The real place of `path`, which must not lie outside the folder."""
        real = Path(os.path.realpath(path))
        if not real.is_relative_to(self._root):
            raise _RefusedError(FsErrno.EACCES)
        return real

    def _target(self, path: bytes) -> Path:
        """The file that `path` names, links followed."""
        return self._inside(self._root.joinpath(*self._components(path)))

    def _folder(self, path: bytes) -> Path:
        """As `_target`, where an empty path is the folder itself."""
        return self._target(path) if path else self._root

    def _entry(self, path: bytes) -> Path:
        """The folder entry that `path` names: only its parent's links are followed. Never the root itself."""
        parts = self._components(path)
        if not parts:
            raise _RefusedError(FsErrno.EACCES)
        return self._inside(self._root.joinpath(*parts[:-1])) / parts[-1]

    def open(self, path: bytes, flags: int, *, make_folders: bool = False) -> int:
        """Open a regular file; a host descriptor >= 0 or a negated error.

        `flags` — HSX_FS_O_* bits; 0 is v1's read, write and create. `make_folders` also creates missing parents.
        """
        if flags & ~_ALL_FLAGS:
            return -int(FsErrno.EINVAL)
        create = not flags or bool(flags & FsO.CREAT)
        mode = _HOST_ACCESS[flags & _ACCESS] | _NEVER_FOLLOW_OR_BLOCK | _BINARY
        mode |= os.O_CREAT if create else 0
        mode |= os.O_APPEND if flags & FsO.APPEND else 0
        try:
            target = self._target(path)
            if make_folders and create:
                target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists() and not target.is_file():
                return -int(FsErrno.EISDIR if target.is_dir() else FsErrno.EACCES)
            descriptor = os.open(target, mode, 0o666)
            if flags & FsO.TRUNC and flags & _ACCESS != FsO.RDONLY:
                os.ftruncate(descriptor, 0)
        except (OSError, _RefusedError) as error:
            return _negated(error)
        return descriptor

    def stat(self, path: bytes) -> FileStat | int:
        """Size and kind of what `path` names, or a negated error."""
        try:
            found = os.stat(self._folder(path))
        except (OSError, _RefusedError) as error:
            return _negated(error)
        if stat.S_ISDIR(found.st_mode):
            return FileStat(0, FsKind.DIR)
        if not stat.S_ISREG(found.st_mode):
            return -int(FsErrno.EACCES)
        return FileStat(min(found.st_size, MAX_POSITION), FsKind.FILE)

    def listdir(self, path: bytes) -> list[bytes] | int:
        """The names in a folder, sorted, or a negated error."""
        try:
            return sorted(os.fsencode(name) for name in os.listdir(self._folder(path)))
        except (OSError, _RefusedError) as error:
            return _negated(error)

    def delete(self, path: bytes) -> int:
        """Remove a file, or a folder that is empty; 0 or a negated error."""
        try:
            entry = self._entry(path)
            if entry.is_dir() and not entry.is_symlink():
                entry.rmdir()
            else:
                entry.unlink()
        except (OSError, _RefusedError) as error:
            return _negated(error)
        return 0

    def rename(self, old: bytes, new: bytes) -> int:
        """Rename, replacing a file that has the new name; 0 or a negated error."""
        try:
            os.replace(self._entry(old), self._entry(new))
        except (OSError, _RefusedError) as error:
            return _negated(error)
        return 0

    def mkdir(self, path: bytes) -> int:
        """Make a folder; 0 or a negated error."""
        try:
            self._entry(path).mkdir()
        except (OSError, _RefusedError) as error:
            return _negated(error)
        return 0


class OpenFiles:
    """The open files of one task. Descriptors are the lowest free number from 3."""

    def __init__(self, limit: int = MAX_OPEN_FILES) -> None:
        self._limit = limit
        self._open: dict[int, int] = {}

    def __contains__(self, descriptor: int) -> bool:
        return descriptor in self._open

    def open(self, files: FileSystem, path: bytes, flags: int, *, make_folders: bool = False) -> int:
        """As `FileSystem.open`, but the result is a descriptor of this task; -EMFILE when it holds too many."""
        if len(self._open) >= self._limit:
            return -int(FsErrno.EMFILE)
        host = files.open(path, flags, make_folders=make_folders)
        if host < 0:
            return host
        descriptor = next(n for n in range(FIRST_DESCRIPTOR, FIRST_DESCRIPTOR + self._limit) if n not in self._open)
        self._open[descriptor] = host
        return descriptor

    def read(self, descriptor: int, length: int) -> bytes | int:
        """Up to `length` bytes from the position on, b"" at the end, or a negated error."""
        try:
            host = self._open[descriptor]
            left = max(os.fstat(host).st_size - os.lseek(host, 0, os.SEEK_CUR), 0)
            return os.read(host, min(length, left))
        except KeyError:
            return -int(FsErrno.EBADF)
        except OSError as error:
            return _negated(error)

    def write(self, descriptor: int, data: bytes) -> int:
        """Write at the position (at the end of a file opened to append); bytes written or a negated error."""
        try:
            host = self._open[descriptor]
            if os.lseek(host, 0, os.SEEK_CUR) + len(data) > MAX_POSITION:
                return -int(FsErrno.ENOSPC)
            return os.write(host, data)
        except KeyError:
            return -int(FsErrno.EBADF)
        except OSError as error:
            return _negated(error)

    def seek(self, descriptor: int, offset: int, whence: int) -> int:
        """Move the position; the new one or a negated error. `whence` — HSX_FS_SEEK_*."""
        if descriptor not in self._open:
            return -int(FsErrno.EBADF)
        host = self._open[descriptor]
        if whence not in _WHENCE:
            return -int(FsErrno.EINVAL)
        base = {os.SEEK_SET: 0, os.SEEK_CUR: os.lseek(host, 0, os.SEEK_CUR)}.get(_WHENCE[whence])
        target = (os.fstat(host).st_size if base is None else base) + offset
        if not 0 <= target <= MAX_POSITION:
            return -int(FsErrno.EINVAL)
        return os.lseek(host, target, os.SEEK_SET)

    def close(self, descriptor: int) -> int:
        """0, or -EBADF."""
        host = self._open.pop(descriptor, None)
        if host is None:
            return -int(FsErrno.EBADF)
        os.close(host)
        return 0

    def close_all(self) -> None:
        """The task has ended."""
        for descriptor in list(self._open):
            self.close(descriptor)
