"""How commands tell errors: the process boundary of every tool of the toolchain.

Errors of the user end a command with status 1 and a message on stderr, never with a traceback; wrong usage is click's
business and ends with 2. Colour only on a terminal.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from hxe.errors import HsxError
from toolchain.diagnostics import Diagnostic, DiagnosticError, SourceLines, render


def show(diagnostics: Iterable[Diagnostic], sources: SourceLines) -> None:
    """Print diagnostics on stderr."""
    colour = sys.stderr.isatty() and "NO_COLOR" not in os.environ
    coding = sys.stderr.encoding or "utf-8"
    text = render(diagnostics, sources, colour=colour)
    sys.stderr.write(text.encode(coding, "backslashreplace").decode(coding))


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
