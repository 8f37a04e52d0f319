"""How commands tell errors: the process boundary of every tool of the toolchain.

Errors of the user end a command with status 1 and a message on stderr, never with a traceback; wrong usage is click's
business and ends with 2. Colour only on a terminal.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from hxe.errors import HsxError
from toolchain.diagnostics import Diagnostic, DiagnosticError, SourceLines, render


def show(diagnostics: Iterable[Diagnostic], sources: SourceLines) -> None:
    """Print diagnostics on stderr."""
    colour = sys.stderr.isatty() and "NO_COLOR" not in os.environ
    coding = sys.stderr.encoding or "utf-8"
    text = render(diagnostics, sources, colour=colour)
    sys.stderr.write(text.encode(coding, "backslashreplace").decode(coding))


def version_option(command: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the decorator that gives a click command its --version; the version is looked up only when asked for."""

    def tell(context: click.Context, _parameter: click.Parameter, asked: bool) -> None:
        if asked:
            from hxe.version import package_version

            click.echo(f"{command}, version {package_version()}")
            context.exit()

    return click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=tell,
                        help="Show the version and exit.")


class _Define(click.ParamType[tuple[str, int]]):
    """NAME or NAME=NUMBER."""

    name = "name[=number]"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        """Return name and number."""
        name, _, number = str(value).partition("=")
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
        print(f"error: {error}", file=sys.stderr)
    except OSError as error:
        print(f"error: {error.filename or 'file'}: {error.strerror or error}", file=sys.stderr)
    else:
        return
    sys.exit(1)
