"""The `.value`, `.cmd` and `.mailbox` directives: JSON that may go on over several lines.

A declaration is checked here and kept as a line of JSON in the object's section of the same name; the linker merges
them. A command's handler is a reference like any other: it keeps its function alive.
"""

import json
import re

from hxe.errors import HxeError
from toolchain.asm.source import Statement, uncomment
from toolchain.asm.syntax import Mistake
from toolchain.asm.unit import Unit
from toolchain.obj.metadata import check_declaration, handler_of, parse_declarations
from toolchain.obj.object import Kind, Relocation, Section

_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"?|[][{}]|(?<![\w.])-?0[xX][0-9a-fA-F]+')
_MAX_LINES = 10_000


def declare(unit: Unit, statement: Statement) -> None:
    """Take the JSON text of a directive, over as many lines as its brackets stay open, and keep its objects."""
    name = statement.name.lower()
    lines = [statement.operands]
    depth = _depth(statement.operands)
    while depth > 0 and len(lines) < _MAX_LINES:
        line = statement.next_line()
        if line is None:
            raise Mistake(f"the JSON of {name} is never closed", 0, max(1, len(statement.operands)))
        lines.append(uncomment(line))
        depth += _depth(lines[-1])
    text = _TOKENS.sub(_decimal, "\n".join(lines))
    try:
        entries = parse_declarations(text)
        for entry in entries:
            check_declaration(name, entry)
    except HxeError as problem:
        raise Mistake(f"{name}: {problem}", 0, max(1, len(statement.operands))) from None
    section = unit.sections.get(name)
    if section is None:
        section = unit.sections[name] = Section(name, Kind.METADATA, keep=True)
    for entry in entries:
        handler = handler_of(entry).symbol if name == ".cmd" else ""
        if handler:
            section.relocations.append(Relocation(section.size, "NONE", handler, 0, statement.span()))
        section.data += json.dumps(entry, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _depth(text: str) -> int:
    """How many more brackets the text opens than closes."""
    brackets = [each for each in _TOKENS.findall(text) if each in set("[]{}")]
    return sum(1 if bracket in "[{" else -1 for bracket in brackets)


def _decimal(match: re.Match[str]) -> str:
    """Hexadecimal numbers are decimal in JSON."""
    token = match[0]
    return str(int(token, 16)) if token[-1] not in '"[]{}' and "x" in token.lower() and token[0] in "-0" else token
