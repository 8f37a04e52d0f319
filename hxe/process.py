"""The process around a command: its standard streams, and the files it writes.

Every command runs inside `standard_streams`, so that a stream that was closed before the start, a pipe whose reader has
gone, a full disk or text that the terminal cannot show never end in a traceback. Inputs are read by `read_file`, which
does not go on for ever on a device; results are written by `write_file`, which names the file in its error and leaves
no half-written one behind.
"""

import errno
import io
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from os import PathLike

STATUS_OUTPUT = 1
MOST_BYTES = 1 << 28


@contextmanager
def standard_streams(command: str) -> Iterator[None]:
    """Run the body of `command`; what goes wrong on standard output ends the process with status 1.

    That is an OSError without a file name. It is told, unless the reader of a pipe has gone, which is no fault.
    """
    _fill_closed()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        try:
            yield
        except SystemExit:
            sys.stdout.flush()
            raise
        sys.stdout.flush()
    except OSError as error:
        if error.filename is not None:
            raise
        if not isinstance(error, BrokenPipeError):
            tell(f"{command}: standard output: {error.strerror}")
        _discard_output()
        sys.exit(STATUS_OUTPUT)


def read_file(path: str | PathLike[str]) -> bytes:
    """Return the content of a file, a device or pipe included; raises OSError, also for more than MOST_BYTES."""
    with open(path, "rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise OSError(errno.EFBIG, f"longer than {MOST_BYTES >> 20} MiB", str(path))
    return data


def is_one_of(path: str | PathLike[str], inputs: Iterable[str]) -> bool:
    """Whether `path` is the same regular file as one of the inputs, under whatever name."""
    for each in inputs if os.path.isfile(path) else ():
        with suppress(OSError, ValueError):
            if os.path.samefile(path, each):
                return True
    return False


def write_file(path: str | PathLike[str], data: bytes) -> None:
    """Write a result; raises OSError that names the file, and then no part of it is left."""
    with open(path, "wb", buffering=0) as file:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[file.write(rest):]
        except OSError as error:
            error.filename = str(path)
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                with suppress(OSError):
                    os.unlink(path)
            raise


def tell(message: str) -> None:
    """Print a line on standard error; that nobody can read it is no reason to stop."""
    with suppress(OSError):
        print(message, file=sys.stderr, flush=True)


def _fill_closed() -> None:
    """Give every standard descriptor that is closed something, or the next file to be opened would become it."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDONLY)  # takes the lowest free number; what is written there is an error
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - lives as long as the process
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - lives as long as the process
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - lives as long as the process


def _discard_output() -> None:
    """Let what is still in the buffer go nowhere, for Python writes it once more when it ends."""
    with suppress(OSError, io.UnsupportedOperation):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
