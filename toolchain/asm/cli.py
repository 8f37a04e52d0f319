"""The command hsx-as: assembly source to object file."""

from pathlib import Path

import click

from hxe.process import read_file, write_file
from hxe.tool import Tool
from toolchain.asm.assemble import AsmOptions, assemble
from toolchain.asm.listing import render_listing
from toolchain.asm.unit import ListingRow
from toolchain.console import DEFINE, read_standard_input, refuse_overwriting, report_and_exit, show, version_option
from toolchain.diagnostics import Diagnostic, SourceLines
from toolchain.obj.write import write_object


@click.command("hsx-as", cls=Tool, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("source", type=click.Path(allow_dash=True))
@click.option("-o", "output", type=click.Path(), help="Object file to write (default: SOURCE with .o, here).")
@click.option("-I", "folders", multiple=True, metavar="DIR", help="Look for .include and .incbin files in DIR too.")
@click.option("-D", "defines", multiple=True, type=DEFINE, help="Define a constant; without a number it is 1.")
@click.option("-l", "listing", type=click.Path(allow_dash=True), metavar="FILE", help="Write a listing (- is stdout).")
@click.option("-g", "debug", is_flag=True, help="Record the source line of every instruction.")
@click.option("--isa", type=click.Choice(["hsx1", "hsx2"]), default="hsx2", help="hsx1: refuse HSX-2 instructions.")
@click.option("--model", type=click.Choice(["v1", "flat"]), default="v1", help="Machine model, if .model does not say.")
@version_option("hsx-as")
def main(source: str, output: str | None, folders: tuple[str, ...], defines: tuple[tuple[str, int], ...],
         listing: str | None, debug: bool, isa: str, model: str) -> None:
    """Assemble SOURCE (- is stdin) to an ELF object file."""
    sources = SourceLines()
    rows: list[ListingRow] | None = [] if listing else None

    def report(diagnostic: Diagnostic) -> None:
        show([diagnostic], sources)

    with report_and_exit(sources):
        name = "<stdin>" if source == "-" else source
        target = output or Path(name.strip("<>")).with_suffix(".o").name
        refuse_overwriting(target, [source])
        text = read_standard_input() if source == "-" else read_file(source).decode("utf-8", "surrogateescape")
        text = text.replace("\r\n", "\n")
        sources.add(name, text)
        options = AsmOptions(folders, defines, model, isa == "hsx1", debug, rows, report)
        unit = assemble(text, name, options)
        write_file(target, write_object(unit))
        if listing is not None and rows is not None:
            if listing == "-":
                click.echo(render_listing(rows), nl=False)
            else:
                write_file(listing, render_listing(rows).encode("utf-8", "surrogateescape"))
