"""hsx-inspect: shows what is in an HXE image, or checks it.

Exit status: 0; 1 when --check found faults; 2 for wrong usage or an image that cannot be read.
"""

import json
import sys
from typing import NoReturn

import click

from hxe.errors import HxeError
from hxe.process import read_file, tell
from hxe.tool import Tool

_DEFAULT = ("header", "sections", "mailboxes", "values", "commands", "stack")
_ALL = ("header", "sections", "mailboxes", "values", "commands", "symbols", "stack", "disassembly")


def _version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from hxe.version import package_version

        click.echo(f"hsx-inspect {package_version()}")
        context.exit()


@click.command(name="hsx-inspect", cls=Tool, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file", type=click.Path())
@click.option("-a", "--all", "everything", is_flag=True, help="Show all parts.")
@click.option("--header", "chosen", flag_value="header", multiple=True, help="Show header fields and sizes.")
@click.option("--sections", "chosen", flag_value="sections", multiple=True, help="Show the section table.")
@click.option("--mailboxes", "chosen", flag_value="mailboxes", multiple=True, help="Show declared mailboxes.")
@click.option("--values", "chosen", flag_value="values", multiple=True, help="Show declared values.")
@click.option("--commands", "chosen", flag_value="commands", multiple=True, help="Show declared commands.")
@click.option("--symbols", "chosen", flag_value="symbols", multiple=True, help="Show names and addresses.")
@click.option("--stack", "chosen", flag_value="stack", multiple=True, help="Show the stack use of functions.")
@click.option("-d", "--disassemble", "chosen", flag_value="disassembly", multiple=True, help="Show the code.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
@click.option("--check", is_flag=True, help="Only list faults; exit status 1 if there are any.")
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
def main(file: str, everything: bool, chosen: tuple[str, ...], as_json: bool, check: bool) -> None:
    """Show what is in the HXE image FILE: by default all but symbols and code."""
    try:
        data = read_file(file)
    except OSError as error:
        _fail(f"{file}: cannot read: {error.strerror}")
    if check:
        sys.exit(_check(file, data, as_json))
    parts = _ALL if everything else tuple(part for part in _ALL if part in chosen) or _DEFAULT
    try:
        _show(data, parts, as_json)
    except HxeError as error:
        _fail(f"{file}: {error}")


def _fail(message: str) -> NoReturn:
    tell(f"hsx-inspect: {message}")
    sys.exit(2)


def _show(data: bytes, parts: tuple[str, ...], as_json: bool) -> None:
    from hxe.describe import describe
    from hxe.render import render

    tree = describe(data, parts)
    click.echo(json.dumps(tree, indent=2) if as_json else render(tree).rstrip("\n"))


def _check(file: str, data: bytes, as_json: bool) -> int:
    from hxe.validate import faults

    found = faults(data)
    if as_json:
        click.echo(json.dumps({"faults": [{"offset": f.offset, "message": f.message} for f in found]}, indent=2))
    else:
        for fault in found:
            click.echo(f"{file}: {fault}")
        click.echo(f"{file}: {len(found)} fault{'s' if len(found) > 1 else ''}" if found else f"{file}: sound")
    return 1 if found else 0


if __name__ == "__main__":
    main()
