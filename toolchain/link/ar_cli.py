"""The command hsx-ar: makes, lists and unpacks archives of objects."""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from hxe.process import read_file, write_file
from hxe.tool import Tool
from toolchain.console import report_and_exit, version_option
from toolchain.link.archive import Member, read_archive, write_archive
from toolchain.obj.object import ObjectError

_OPERATIONS = "rcstxdp"


@click.command("hsx-ar", cls=Tool, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("operation")
@click.argument("archive", type=click.Path())
@click.argument("files", nargs=-1, type=click.Path())
@version_option("hsx-ar")
def main(operation: str, archive: str, files: tuple[str, ...]) -> None:
    """Work on ARCHIVE as OPERATION says: rcs add or replace FILES, d delete, t list, x unpack, p print.

    The symbol table is always written. Archives hold no dates or owners, so the same members give the same bytes.
    """
    letters = operation.lstrip("-")
    chosen = [letter for letter in letters if letter in "rtxdp"] or ["s"] * ("s" in letters)
    if len(chosen) != 1 or any(letter not in _OPERATIONS + "uvDUq" for letter in letters):
        raise click.UsageError(f"'{operation}' is no operation: expected rcs, d, t, x or p")
    with report_and_exit():
        _RUN[chosen[0]](archive, files, create="c" in letters)


def _load(path: str) -> list[Member]:
    return list(read_archive(read_file(path), path).members())


def _replace(path: str, files: tuple[str, ...], *, create: bool) -> None:
    exists = Path(path).exists()
    if not exists and not create:
        print(f"hsx-ar: creating {path}", file=sys.stderr)
    members = {member.name: member for member in (_load(path) if exists else [])}
    for file in files:
        name = Path(file).name
        members[name] = Member(name, read_file(file))
    write_file(path, write_archive(list(members.values()), path))


def _delete(path: str, files: tuple[str, ...], *, create: bool) -> None:  # noqa: ARG001  one shape for all operations
    members = [member for member in _load(path) if member.name not in files]
    write_file(path, write_archive(members, path))


def _list(path: str, files: tuple[str, ...], *, create: bool) -> None:  # noqa: ARG001  one shape for all operations
    for member in _chosen(path, files):
        click.echo(member.name)


def _extract(path: str, files: tuple[str, ...], *, create: bool) -> None:  # noqa: ARG001  one shape for all operations
    for member in _chosen(path, files):
        if Path(member.name).name != member.name or member.name in {"", ".", ".."}:
            raise ObjectError(f"{path}: member '{member.name}' is no plain file name: not unpacked")
        write_file(member.name, member.data)


def _print(path: str, files: tuple[str, ...], *, create: bool) -> None:  # noqa: ARG001  one shape for all operations
    for member in _chosen(path, files):
        sys.stdout.buffer.write(member.data)


def _chosen(path: str, files: tuple[str, ...]) -> list[Member]:
    members = _load(path)
    missing = [name for name in files if name not in {member.name for member in members}]
    if missing:
        raise ObjectError(f"{path}: has no member '{missing[0]}'")
    return [member for member in members if not files or member.name in files]


_RUN: dict[str, Callable[..., None]] = {
    "r": _replace, "d": _delete, "t": _list, "x": _extract, "p": _print, "s": _replace,
}
