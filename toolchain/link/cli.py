"""The command hsx-ld: objects and archives to an HXE image."""

from pathlib import Path

import click

from hxe.elf import elf_beside
from hxe.format import write_image
from hxe.process import write_file
from hxe.tool import Tool
from toolchain.console import DEFINE, NUMBER, refuse_overwriting, report_and_exit, version_option
from toolchain.link.inputs import find_library, load_input
from toolchain.link.link import link
from toolchain.link.program import LinkOptions


@click.command("hsx-ld", cls=Tool, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("inputs", nargs=-1, type=click.Path())
@click.option("-o", "output", type=click.Path(), default="a.hxe", show_default=True, help="Image to write.")
@click.option("-L", "folders", multiple=True, metavar="DIR", help="Look for -l libraries in DIR.")
@click.option("-l", "libraries", multiple=True, metavar="NAME", help="Link libNAME.a.")
@click.option("-g", "debug", is_flag=True, help="Write the linked ELF file beside the image.")
@click.option("-s", "strip", is_flag=True, help="Leave names out of the image.")
@click.option("--entry", "-e", metavar="SYMBOL", help="Start here instead of at _start or .entry.")
@click.option("--mem-size", type=NUMBER, help="Bytes of data memory (default: what is needed and a 64 KiB heap).")
@click.option("--stack-size", type=NUMBER, help="Bytes of stack (default: 16 KiB).")
@click.option("--data-base", type=NUMBER, help="Address of the data segment (default: 0x1000).")
@click.option("--defsym", "symbols", multiple=True, type=DEFINE, help="Define a symbol as a number.")
@click.option("--undefined", "-u", "keep", multiple=True, metavar="SYMBOL", help="Take SYMBOL in and keep it.")
@click.option("--gc-sections/--no-gc-sections", "collect", default=None,
              help="Drop unreferenced sections (default: in the flat model).")
@click.option("--isa", type=click.Choice(["hsx1", "hsx2"]), default="hsx2", help="hsx1: never rewrite far jumps.")
@click.option("--Map", "map_file", type=click.Path(allow_dash=True), metavar="FILE", help="Write a map (- is stdout).")
@click.option("--app-name", metavar="NAME", help="Name in the image (default: the image's file name).")
@click.option("--req-cap", type=NUMBER, default=0, help="Required capabilities, 16 bits.")
@click.option("--single-instance/--allow-multiple-instances", "single", default=False,
              help="Whether several tasks may run the image at once.")
@version_option("hsx-ld")
def main(inputs: tuple[str, ...], output: str, folders: tuple[str, ...], libraries: tuple[str, ...], debug: bool,
         strip: bool, entry: str | None, mem_size: int | None, stack_size: int | None, data_base: int | None,
         symbols: tuple[tuple[str, int], ...], keep: tuple[str, ...], collect: bool | None, isa: str,
         map_file: str | None, app_name: str | None, req_cap: int, single: bool) -> None:
    """Link INPUTS (objects, .hxo files, archives) to an HXE image."""
    options = LinkOptions(
        app_name=app_name or Path(output).stem, entry=entry, mem_size=mem_size, stack_size=stack_size,
        data_base=data_base, gc_sections=collect, hsx1_only=isa == "hsx1", strip=strip, debug=debug, req_caps=req_cap,
        single_instance=single, symbols=symbols, keep=keep,
    )
    with report_and_exit():
        refuse_overwriting(output, inputs)
        loaded = [load_input(path) for path in inputs]
        loaded += [load_input(find_library(name, folders)) for name in libraries]
        result = link(loaded, options)
        write_file(output, write_image(result.image))
        if result.elf is not None:
            write_file(elf_beside(output), result.elf)
        if map_file == "-":
            click.echo(result.map, nl=False)
        elif map_file:
            write_file(map_file, result.map.encode("utf-8", "surrogateescape"))
