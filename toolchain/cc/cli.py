"""The command hsx-cc: options, then the driver; the exit status is 0 or 1."""

import os
import sys

from toolchain.cc.arguments import UsageError, parse_arguments


def main() -> None:
    """Run hsx-cc with the process's arguments."""
    try:
        arguments = parse_arguments(sys.argv[1:])
        from toolchain.cc.driver import run
        status = run(arguments)
        sys.stdout.flush()
    except UsageError as problem:
        print(f"hsx-cc: error: {problem}", file=sys.stderr)
        status = 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)


if __name__ == "__main__":
    main()
