"""How commands tell errors: the process boundary of every tool of the toolchain.

Errors of the user end a command with status 1 and a message on stderr, never with a traceback; wrong usage is click's
business and ends with 2. Colour only on a terminal. After `MOST_SHOWN` messages the rest of a run is only counted.
"""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import click

from hxe.errors import HsxError
from hxe.process import is_one_of, tell
from toolchain.diagnostics import Diagnostic, DiagnosticError, SourceLines, render

MOST_SHOWN = 50


def show(diagnostics: Sequence[Diagnostic], sources: SourceLines) -> None:
    """Print diagnostics on stderr. One that takes no more is no reason to stop."""
    colour = sys.stderr.isatty() and "NO_COLOR" not in os.environ
    coding = sys.stderr.encoding or "utf-8"
    text = render(diagnostics[:MOST_SHOWN], sources, colour=colour)
    if len(diagnostics) > MOST_SHOWN:
        text += f"{len(diagnostics) - MOST_SHOWN} more messages are not shown\n"
    with suppress(OSError):
        sys.stderr.write(text.encode(coding, "backslashreplace").decode(coding))
        sys.stderr.flush()


def read_standard_input() -> str:
    """Return the text of standard input; bytes that are no UTF-8 become lone surrogates, as in files."""
    return sys.stdin.buffer.read().decode("utf-8", "surrogateescape")


def version_option(command: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the decorator that gives a click command its --version; the version is looked up only when asked for."""

    def tell(context: click.Context, _parameter: click.Parameter, asked: bool) -> None:
        if asked:
            from hxe.version import package_version

            click.echo(f"{command}, version {package_version()}")
            context.exit()

    return click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=tell,
                        help="Show the version and exit.")


_NAME = re.compile(r"[A-Za-z_.$][\w.$]*", re.ASCII)


def refuse_overwriting(output: str, inputs: Iterable[str]) -> None:
    """Raise HsxError if the file to be written is one of the inputs."""
    if is_one_of(output, inputs):
        raise HsxError(f"{output}: the output would overwrite this input")


class _Define(click.ParamType[tuple[str, int]]):
    """NAME or NAME=NUMBER."""

    name = "name[=number]"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        """Return name and number."""
        name, _, number = str(value).partition("=")
        if not _NAME.fullmatch(name):
            self.fail(f"'{name}' is no name of a symbol", param, ctx)
        try:
            return name, int(number or "1", 0)
        except ValueError:
            self.fail(f"'{number}' is no number", param, ctx)


class _Number(click.ParamType[int]):
    """A size or address: decimal or 0x, with K or M for KiB and MiB."""

    name = "number"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        text = str(value)
        unit = {"k": 1 << 10, "m": 1 << 20}.get(text[-1:].lower(), 1)
        try:
            number = int(text[:-1] if unit > 1 else text, 0) * unit
        except ValueError:
            number = -1
        if not 0 <= number <= 0xFFFFFFFF:
            self.fail(f"'{text}' is no number of 32 bits (decimal, 0x..., with K or M)", param, ctx)
        return number


DEFINE, NUMBER = _Define(), _Number()


@contextmanager
def report_and_exit(sources: SourceLines | None = None) -> Iterator[None]:
    """Run a command's body: what the user can get wrong is printed and ends the process with status 1."""
    try:
        yield
    except DiagnosticError as error:
        show(error.diagnostics, sources or SourceLines())
    except HsxError as error:
        tell(f"{_command()}: error: {error}")
    except OSError as error:
        if error.filename is None:
            raise  # standard output, which `standard_streams` tells about
        tell(f"{_command()}: error: {error.filename}: {error.strerror or error}")
    else:
        return
    sys.exit(1)


def _command() -> str:
    return click.get_current_context().info_name or "hsx"
