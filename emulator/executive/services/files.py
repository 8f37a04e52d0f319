"""Module 4: files in the folder that the user named, and writes to the standard streams by descriptor 0, 1 and 2.

R0 is a result >= 0 or a negated HSX_FS_E* number. A task in the v1 model gets v1's answers where they differ: 0 for
READ and WRITE of a bad descriptor, -1 for CLOSE, DELETE and RENAME that fail, unknown flag bits ignored, folders made
as needed, LISTDIR always of the top folder.
"""

from emulator.executive.call import Call, Outcome, signed
from emulator.executive.services.mailbox import after_send
from emulator.host.files import FileStat, FileSystem, OpenFiles
from emulator.mailbox.results import Peeked, Refused, Sent
from hxe.abi import FS_STAT, HSX_MBX_MSG_OVERHEAD, FsErrno, FsO, MbxFlag

MAX_PATH = 255
"""Bytes of a path; a longer one is -EINVAL."""

_MINUS_ONE = 0xFFFFFFFF
_KNOWN_FLAGS = int(FsO.RDWR | FsO.CREAT | FsO.TRUNC | FsO.APPEND)

_STREAMS = {0: (1, 0), 1: (2, int(MbxFlag.STDOUT)), 2: (3, int(MbxFlag.STDERR))}
"""File descriptor -> the mailbox handle every task starts with, and the flag of its messages."""


def _answer(value: int) -> Outcome:
    return (value & 0xFFFFFFFF,)


def _v1_failure(call: Call, value: int) -> Outcome:
    """v1 knew one error number for these calls."""
    return (_MINUS_ONE,) if call.v1 and value < 0 else _answer(value)


def _files(call: Call) -> FileSystem | None:
    """The folder, if the user gave one; otherwise the user is told, once for each task."""
    kernel = call.kernel
    if kernel.files is None and call.task.pid not in kernel.open_files:
        kernel.open_files[call.task.pid] = OpenFiles()
        who = f"task {call.task.pid} ({call.task.name})"
        kernel.warn(call.task.pid, f"{who} asks for files, but no folder was given (--fs)")
    return kernel.files


def _open_files(call: Call) -> OpenFiles:
    return call.kernel.open_files.setdefault(call.task.pid, OpenFiles())


_NO_FOLDER = -int(FsErrno.EACCES)


def _path(call: Call, register: int) -> bytes | None:
    """The path at the address in a register, None if it is too long."""
    path = call.text(call.arg(register), MAX_PATH)
    return None if len(path) > MAX_PATH else path


def open_file(call: Call) -> Outcome:
    """4.0: R1 path, R2 HSX_FS_O_* (0: read, write, create) -> R0 descriptor."""
    path, files = _path(call, 1), _files(call)
    if path is None:
        return _answer(-int(FsErrno.EINVAL))
    if files is None:
        return _answer(_NO_FOLDER)
    flags = call.arg(2) & _KNOWN_FLAGS if call.v1 else call.arg(2)
    return _answer(_open_files(call).open(files, path, flags, make_folders=call.v1))


def read(call: Call) -> Outcome:
    """4.1: R1 descriptor, R2 buffer, R3 length -> R0 bytes, 0 at the end."""
    found = _open_files(call).read(call.arg(1), call.arg(3))
    if isinstance(found, int):
        return (0,) if call.v1 else _answer(found)
    call.write(call.arg(2), found)
    return (len(found),)


def write(call: Call) -> Outcome:
    """4.2: R1 descriptor, R2 data, R3 length -> R0 bytes written.

    Descriptors 0..2 that are not files send a message to the standard stream. When it is full or the message too large
    the v1 model answers 0; the flat model writes as much as one message takes.
    """
    descriptor, claim = call.arg(1), call.slice(2, 3)
    if descriptor in _STREAMS:
        return _write_stream(call, descriptor, call.read(claim))
    done = _open_files(call).write(descriptor, call.read(claim))
    return (0,) if call.v1 and done < 0 else _answer(done)


def _write_stream(call: Call, descriptor: int, data: bytes) -> Outcome:
    if not data:
        return (0,)
    mailboxes, pid = call.kernel.mailboxes, call.task.pid
    handle, flag = _STREAMS[descriptor]
    if not call.v1:
        box = mailboxes.peek(pid, handle)
        if isinstance(box, Refused):
            return _answer(-int(FsErrno.EBADF))
        assert isinstance(box, Peeked), "peeking does not wait"
        data = data[: box.capacity - HSX_MBX_MSG_OVERHEAD]
    sent = mailboxes.send(pid, handle, data, flag)
    return after_send(call, sent, (sent.length,)) if isinstance(sent, Sent) else (0,)


def close(call: Call) -> Outcome:
    """4.3: R1 descriptor -> R0 = 0."""
    return _v1_failure(call, _open_files(call).close(call.arg(1)))


def seek(call: Call) -> Outcome:
    """4.4: R1 descriptor, R2 signed offset (all 32 bits), R3 HSX_FS_SEEK_* -> R0 new position."""
    return _answer(_open_files(call).seek(call.arg(1), signed(call.word(2)), call.arg(3)))


def stat(call: Call) -> Outcome:
    """4.5: R1 path, R2 struct hsx_fs_stat -> R0 = 0."""
    path, files = _path(call, 1), _files(call)
    if path is None:
        return _answer(-int(FsErrno.EINVAL))
    if files is None:
        return _answer(_NO_FOLDER)
    found = files.stat(path)
    if not isinstance(found, FileStat):
        return _answer(found)
    call.write(call.arg(2), FS_STAT.pack({"size": found.size, "kind": found.kind}))
    return (0,)


def listdir(call: Call) -> Outcome:
    """4.10: R1 path ("" or ".": the top folder), R2 buffer, R3 room -> R0 bytes: names joined by newlines, no NUL.

    Only whole names are stored, as many as have room.
    """
    path, files = (b"" if call.v1 else _path(call, 1)), _files(call)
    if path is None:
        return _answer(-int(FsErrno.EINVAL))
    if files is None:
        return _answer(_NO_FOLDER)
    names = files.listdir(path)
    if isinstance(names, int):
        return _answer(names)
    text = b"\n".join(names)
    room = call.arg(3)
    if len(text) > room:
        text = text[: text.rfind(b"\n", 0, room + 1)] if b"\n" in text[: room + 1] else b""
    call.write(call.arg(2), text)
    return (len(text),)


def delete(call: Call) -> Outcome:
    """4.11: R1 path: remove a file or an empty folder -> R0 = 0."""
    path, files = _path(call, 1), _files(call)
    if path is None:
        return _v1_failure(call, -int(FsErrno.EINVAL))
    return _v1_failure(call, _NO_FOLDER if files is None else files.delete(path))


def rename(call: Call) -> Outcome:
    """4.12: R1 old path, R2 new path -> R0 = 0; a file of the new name is replaced."""
    old, new, files = _path(call, 1), _path(call, 2), _files(call)
    if old is None or new is None:
        return _v1_failure(call, -int(FsErrno.EINVAL))
    return _v1_failure(call, _NO_FOLDER if files is None else files.rename(old, new))


def mkdir(call: Call) -> Outcome:
    """4.13: R1 path -> R0 = 0; in the v1 model also when it exists."""
    path, files = _path(call, 1), _files(call)
    if path is None:
        return _answer(-int(FsErrno.EINVAL))
    if files is None:
        return _answer(_NO_FOLDER)
    done = files.mkdir(path)
    return (0,) if call.v1 and done == -int(FsErrno.EEXIST) else _answer(done)


def unknown(_: Call) -> Outcome:
    """Any other function of module 4: -1, as v1."""
    return (_MINUS_ONE,)
