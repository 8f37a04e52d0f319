"""The command hsx-cc: options, then the driver; the exit status is 0 or 1, 130 after Ctrl-C."""

import sys

from hxe.process import standard_streams, tell
from toolchain.cc.arguments import UsageError, parse_arguments


def main() -> None:
    """Run hsx-cc with the process's arguments."""
    with standard_streams("hsx-cc"):
        try:
            arguments = parse_arguments(sys.argv[1:])
            from toolchain.cc.driver import run
            status = run(arguments)
        except UsageError as problem:
            tell(f"hsx-cc: error: {problem}")
            status = 1
        except KeyboardInterrupt:
            status = 130
        sys.exit(status)


if __name__ == "__main__":
    main()
