"""The process around a command: its standard streams, and the files it writes.

Every command runs inside `standard_streams`, so that a stream that was closed before the start, a pipe whose reader has
gone, a full disk or text that the terminal cannot show never end in a traceback. Results are written by `write_file`,
which names the file in its error and leaves no half-written one behind.
"""

import io
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

STATUS_OUTPUT = 1


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
            with suppress(OSError):
                print(f"{command}: standard output: {error.strerror}", file=sys.stderr, flush=True)
        _discard_output()
        sys.exit(STATUS_OUTPUT)


def write_file(path: str | Path, data: bytes) -> None:
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
