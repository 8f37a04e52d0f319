"""The entry point of `hsx-run`: Ctrl-C ends it quietly from the first moment, also while its modules are loaded."""

import sys

_STATUS_INTERRUPTED = 130  # executive.report's, which may not be loaded yet


def main() -> None:
    """Run the command."""
    try:
        from emulator.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(_STATUS_INTERRUPTED)
