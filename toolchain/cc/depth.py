"""Depth: the phases recurse over trees that are as deep as the source nests (a sum of 500 terms, 300 `else if`).

Python's own limit is meant for mistakes and far too low for that. `room_for_depth` raises it for one compilation; what
nests deeper still is the user's to know, as one diagnostic for the file.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from toolchain.diagnostics import Span, fail

_LIMIT = 20_000  # calls of Python functions, which take no stack of the process; a level of nesting needs 3 to 15


@contextmanager
def room_for_depth(name: str) -> Iterator[None]:
    """Let the block recurse deeply while it works on the file `name`. Raises DiagnosticError if it is not enough."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _LIMIT))
    try:
        yield
    except RecursionError:
        raise fail(Span(name), "nested too deeply") from None
    finally:
        sys.setrecursionlimit(before)
