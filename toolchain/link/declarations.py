"""Declarations of all units together: the values, commands and mailboxes of the image, checked for duplicates."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from hxe.errors import HxeError
from hxe.image import CommandSpec, MailboxSpec, ValueSpec
from hxe.mailbox_section import mailbox_from_json
from toolchain.diagnostics import Diagnostic, DiagnosticError, Span, error
from toolchain.link.program import Program
from toolchain.obj.metadata import Object, command_from_json, handler_of, parse_declarations, value_from_json
from toolchain.obj.object import Kind


@dataclass(slots=True)
class Declarations:
    """What the image declares, in the order in which it is written."""

    values: list[ValueSpec] = field(default_factory=list)
    commands: list[CommandSpec] = field(default_factory=list)
    mailboxes: list[MailboxSpec] = field(default_factory=list)


class _Merger:
    """Takes declarations in and remembers which unit made each."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.result = Declarations()
        self.owners: dict[tuple[str, object], str] = {}
        self.problems: list[Diagnostic] = []

    def value(self, unit: int, entry: Object) -> None:
        spec = value_from_json(entry)
        if self._is_new(unit, "value metadata", (spec.group, spec.id), f"({spec.group},{spec.id})"):
            self.result.values.append(spec)

    def command(self, unit: int, entry: Object) -> None:
        handler = handler_of(entry)
        address = handler.address
        if handler.symbol:
            found = self.program.find(unit, handler.symbol)
            if found is None:
                raise HxeError(f"command handler symbol '{handler.symbol}' not found in linked objects")
            if not self.program.is_code(found):
                raise HxeError(f"command handler symbol '{handler.symbol}' is no function")
            address = self.program.address(found)
        spec = command_from_json(entry, address)
        if self._is_new(unit, "command metadata", (spec.group, spec.id), f"({spec.group},{spec.id})"):
            self.result.commands.append(spec)

    def mailbox(self, unit: int, entry: Object) -> None:
        spec = mailbox_from_json(dict(entry))
        if self._is_new(unit, "mailbox target", spec.target, f"'{spec.target}'"):
            self.result.mailboxes.append(spec)

    def _is_new(self, unit: int, what: str, key: object, shown: str) -> bool:
        """Whether nobody declared the same before; remembers who did."""
        name = self.program.units[unit].name
        if (what, key) not in self.owners:
            self.owners[what, key] = name
            return True
        other = self.owners[what, key]
        self.problems.append(error(Span(name), f"duplicate {what} {shown} defined in {other} and {name}"))
        return False


def merge_declarations(program: Program) -> Declarations:
    """Return all declarations of the placed program; raises DiagnosticError for duplicates and missing handlers."""
    merger = _Merger(program)
    take: dict[str, Callable[[int, Object], None]] = {
        ".value": merger.value, ".cmd": merger.command, ".mailbox": merger.mailbox,
    }
    for unit, section, entry in _entries(program, merger.problems):
        try:
            take[section](unit, entry)
        except HxeError as problem:
            merger.problems.append(error(Span(program.units[unit].name), f"{section}: {problem}"))
    if merger.problems:
        raise DiagnosticError(merger.problems)
    result = merger.result
    result.values.sort(key=lambda spec: (spec.group, spec.id))
    result.commands.sort(key=lambda spec: (spec.group, spec.id))
    result.mailboxes.sort(key=lambda spec: spec.target)
    return result


def _entries(program: Program, problems: list[Diagnostic]) -> Iterator[tuple[int, str, Object]]:
    """Every declaration with its unit and section."""
    for (unit, name), section in program.sections.items():
        if section.kind is not Kind.METADATA:
            continue
        for line in section.data.decode("utf-8", "replace").splitlines():
            try:
                for entry in parse_declarations(line):
                    yield unit, name, entry
            except HxeError as problem:
                problems.append(error(Span(program.units[unit].name), f"{name}: {problem}"))
