"""The command `hsx-run`: run one or several images together in one system.

Exit status: the first image's (its low 8 bits), 2 for wrong usage or an image that cannot be read or loaded,
124 when --max-steps is reached, 125 stalled, 126 faulted, 130 interrupted, 141 when nobody reads the output.
"""

import re
import sys
from collections.abc import Sequence

import click

from emulator.executive.clock import DEFAULT_RATE
from emulator.executive.report import STATUS_INTERRUPTED
from emulator.executive.task import DEFAULT_QUANTUM
from emulator.mailbox.profile import PROFILES
from emulator.runner import RunRequest, run_images
from hxe.abi import HSX_MAX_MEMORY_DEFAULT
from hxe.errors import HsxError
from hxe.process import tell
from hxe.tool import Tool

STATUS_USAGE = 2


class Size(click.ParamType[int]):
    """A number of bytes, with K, M or G for powers of 1024."""

    name = "size"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Parse `64M`."""
        if isinstance(value, int):
            return value
        found = re.fullmatch(r"(\d+)([KMG]?)", str(value).strip().upper())
        if found is None:
            self.fail(f"found {value!r}, expected a number of bytes such as 65536, 64K or 64M", param, ctx)
        return int(found[1]) << {"": 0, "K": 10, "M": 20, "G": 30}[found[2]]


def _show_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted:
        from hxe.version import package_version

        click.echo(f"hsx-run {package_version()}")
        ctx.exit()


@click.command("hsx-run", cls=Tool, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("images", nargs=-1, required=True, metavar="IMAGE... [-- ARGUMENT...]")
@click.option("--service", "services", multiple=True, metavar="IMAGE",
              help="Also run IMAGE, but do not wait for its end.")
@click.option("--clock", type=click.Choice(["virtual", "real"]), help="Time from executed instructions, or the host's."
              "  [default: real if standard input is a terminal]")
@click.option("--rate", type=click.IntRange(min=1), default=DEFAULT_RATE, show_default=True,
              help="Instructions per virtual second.")
@click.option("--quantum", type=click.IntRange(min=1), default=DEFAULT_QUANTUM, show_default=True,
              help="Instructions of a slice; 1 interleaves as HSX v1 did.")
@click.option("--max-steps", type=click.IntRange(min=1), help="Stop after that many instructions, with status 124.")
@click.option("--max-memory", type=Size(), default=HSX_MAX_MEMORY_DEFAULT, show_default="64M",
              help="Memory that one image may ask for.")
@click.option("--profile", type=click.Choice(list(PROFILES)), default="desktop", show_default=True,
              help="Mailbox quotas.")
@click.option("--quota", "quotas", default="", metavar="NAME=N,...", help="Change single mailbox quotas.")
@click.option("--fs", "folder", metavar="DIR", help="The folder that the tasks' files are in; none: no files.")
@click.option("--engine", type=click.Choice(["fast", "reference"]), default="fast", show_default=True,
              help="How instructions are executed; both do the same.")
@click.option("--events", metavar="FILE", help="Write what happens as JSON lines ('-': standard error).")
@click.option("--trace", metavar="FILE", help="Write every instruction and what it changed ('-': standard error).")
@click.option("--stats", type=click.Choice(["table", "json"]), metavar="[=json]",
              help="Tell what each task did, on standard error.")
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version,
              help="Show the version and exit.")
@click.pass_obj
def cli(arguments: tuple[str, ...], /, **options: object) -> None:
    """Run HSX images together in one system; what follows `--` are arguments of the first."""
    request = RunRequest(arguments=arguments, **options)  # type: ignore[arg-type]  # click has checked the types
    try:
        status = run_images(request)
    except HsxError as error:
        tell(f"hsx-run: {error}")
        status = STATUS_USAGE
    except KeyboardInterrupt:  # before the run began, or asked for twice
        status = STATUS_INTERRUPTED
    sys.exit(status)


def main(argv: Sequence[str] | None = None) -> None:
    """The entry point. `--` and plain `--stats` are taken apart here, for click would give them another meaning."""
    words = list(sys.argv[1:] if argv is None else argv)
    end = words.index("--") if "--" in words else len(words)
    own = ["--stats=table" if word == "--stats" else word for word in words[:end]]
    cli(args=own, prog_name="hsx-run", obj=tuple(words[end + 1 :]))


if __name__ == "__main__":
    main()
