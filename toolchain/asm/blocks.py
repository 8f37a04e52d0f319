"""Directives that decide which lines are read: macros, repetitions, conditions, included files.

They read ahead in the statement's cursor, or push a cursor with lines of their own; the statement loop of assemble.py
goes on with whatever is on top. What a source can expand to is limited, so that no input runs for ever.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from hxe.process import read_file
from toolchain.asm.expressions import Unknown, constant
from toolchain.asm.operands import file_name, whole
from toolchain.asm.parse import parse_expression, parse_operands, split_operands
from toolchain.asm.source import (
    MAX_DEPTH,
    Condition,
    Cursor,
    Statement,
    called_from,
    directive_of,
    split_labels,
    split_lines,
    split_statement,
    uncomment,
)
from toolchain.asm.syntax import Mistake, Name, Text
from toolchain.asm.unit import Macro, Unit
from toolchain.diagnostics import error

MAX_EXPANDED_LINES = 2_000_000
_CONDITIONS = (".if", ".ifdef", ".ifndef")
_REPETITIONS = (".rept", ".irp")
_MACRO_HEAD = re.compile(r"([^\s,]+)\s*,?\s*(.*)")
_MACRO_PARAMETER = re.compile(r'([A-Za-z_]\w*)(?::(req|vararg))?(?:\s*=\s*("[^"]*"|[^,\s]*))?(?:\s*,\s*|\s+|$)')
_PARAMETER = re.compile(r"\\(?:([A-Za-z_][A-Za-z0-9_]*)|(@)|(\(\)))")


def find_file(unit: Unit, statement: Statement, name: str) -> Path:
    """Return the path of an included file: beside the including file, then in the -I folders."""
    folders = (Path(statement.cursor.file).parent, *map(Path, unit.include_folders))
    return next((folder / name for folder in folders if (folder / name).is_file()), folders[0] / name)


def push(unit: Unit, cursor: Cursor, statement: Statement) -> None:
    """Go on reading at `cursor`; raises Mistake where expansions have no end."""
    if len(unit.cursors) >= MAX_DEPTH:
        raise statement.misplaced(f"{MAX_DEPTH} macro calls or includes inside each other: does one call itself?")
    unit.expansions += len(cursor.lines)
    if unit.expansions > MAX_EXPANDED_LINES:
        unit.ended = True
        raise statement.misplaced(f"macros and repetitions make more than {MAX_EXPANDED_LINES} lines")
    unit.cursors.append(cursor)


def _include(unit: Unit, statement: Statement) -> None:
    """`.include "file"` or `.include file`."""
    text = statement.operands
    name = file_name(text) if text.startswith('"') else text
    if not name:
        raise whole(statement, "expected a file name")
    path = find_file(unit, statement, name)
    if any(cursor.includes and Path(cursor.file) == path for cursor in unit.cursors):
        raise Mistake(f"recursive .include of '{name}'", 0, len(text))
    try:
        source = read_file(path).decode("utf-8", "surrogateescape")
    except (OSError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "no valid file name"
        raise Mistake(f"cannot include '{name}': {reason}", 0, len(text)) from None
    push(unit, Cursor(str(path), split_lines(source)), statement)


# Macros


def _macro(unit: Unit, statement: Statement) -> None:
    """`.macro name a, b=default, c:req, rest:vararg` ... `.endm`."""
    head = _MACRO_HEAD.match(statement.operands)
    if head is None:
        raise whole(statement, "expected .macro name parameters")
    macro = Macro(head[1], [], False, [], statement.cursor.file, statement.line + 1)
    macro.lines = statement.block((".macro",), ".endm")
    rest = head[2]
    while rest:
        match = _MACRO_PARAMETER.match(rest)
        if match is None or macro.rest:
            raise whole(statement, f"'{rest}' is no macro parameter: expected name, name=default, name:req"
                                   " or a last name:vararg")
        name, kind, default = match.groups()
        macro.parameters.append((name, None if kind == "req" else default or ""))
        macro.rest = kind == "vararg"
        rest = rest[match.end() :]
    unit.macros[macro.name.lower()] = macro


def call_macro(unit: Unit, macro: Macro, statement: Statement) -> None:
    """Read the macro's lines with its parameters replaced."""
    values = _arguments(macro, statement)
    unit.numbered["\\@"] = counter = unit.numbered.get("\\@", -1) + 1
    lines = [_substituted(line, values, str(counter)) for line in macro.lines]
    reason = called_from(f"macro '{macro.name}'", statement.name_span)
    push(unit, Cursor(macro.file, lines, macro.first_line, reason, includes=False), statement)


def _arguments(macro: Macro, statement: Statement) -> dict[str, str]:
    given = [piece.strip() for piece in split_operands(statement.operands)] if statement.operands else []
    names = [name for name, _ in macro.parameters]
    if macro.rest and len(given) >= len(names):
        given[len(names) - 1 :] = [", ".join(given[len(names) - 1 :])]
    values: dict[str, str] = {}
    for position, text in enumerate(given):
        name, equals, value = (part.strip() for part in text.partition("="))
        if equals and name in names:
            values[name] = value
        elif position < len(names):
            values[names[position]] = text
        else:
            raise Mistake(f"macro '{macro.name}' takes {len(names)} arguments, found {len(given)}",
                          0, len(statement.operands))
    for name, default in macro.parameters:
        if not values.get(name):
            if default is None:
                raise whole(statement, f"macro '{macro.name}' needs an argument for '{name}'")
            values[name] = default
    return values


def _substituted(line: str, values: Mapping[str, str], counter: str) -> str:
    if "\\" not in line:
        return line

    def replace(match: re.Match[str]) -> str:
        name, count, _empty = match.groups()
        return counter if count else values.get(name, match[0]) if name else ""

    return _PARAMETER.sub(replace, line)


def _exit_macro(unit: Unit, _statement: Statement) -> None:
    """`.exitm`: the rest of the macro is not read."""
    while len(unit.cursors) > 1:
        cursor = unit.cursors.pop()
        if cursor.reason is not None:
            return
    raise Mistake(".exitm outside a macro")


# Repetitions


def _repeat(unit: Unit, statement: Statement) -> None:
    """`.rept count` ... `.endr`."""
    first = statement.line + 1
    lines = statement.block(_REPETITIONS, ".endr")
    count = constant(parse_expression(statement.operands), unit)
    if not 0 <= count * max(1, len(lines)) <= MAX_EXPANDED_LINES:
        raise whole(statement, f".rept of {count}: expected 0 or more, and at most {MAX_EXPANDED_LINES} lines in all")
    _push_repetitions(unit, statement, [lines] * count, first)


def _repeat_for(unit: Unit, statement: Statement) -> None:
    """`.irp name, value, ...` ... `.endr`: once for each value, which the name stands for."""
    first = statement.line + 1
    lines = statement.block(_REPETITIONS, ".endr")
    name, *values = (piece.strip() for piece in split_operands(statement.operands))
    if not name.isidentifier():
        raise whole(statement, "expected .irp name, value, ...")
    counter = str(unit.numbered.get("\\@", 0))
    bodies = [[_substituted(line, {name: value}, counter) for line in lines] for value in values]
    _push_repetitions(unit, statement, bodies, first)


def _push_repetitions(unit: Unit, statement: Statement, bodies: list[list[str]], first: int) -> None:
    reason = called_from(statement.name, statement.name_span)
    for body in reversed(bodies):  # the stack yields the last pushed first
        unit.expansions += len(body) + 1
        unit.cursors.append(Cursor(statement.cursor.file, body, first, reason, includes=False))
    if unit.expansions > MAX_EXPANDED_LINES:
        unit.ended = True
        raise Mistake(f"macros and repetitions make more than {MAX_EXPANDED_LINES} lines")


# Conditions


def _if(unit: Unit, statement: Statement) -> None:
    """`.if expression`, `.ifdef name`, `.ifndef name`."""
    condition = Condition(statement.name_span, taken=False)
    statement.cursor.conditions.append(condition)
    if _holds(unit, statement):
        condition.taken = True
    else:
        _skip(unit, statement, condition)


def _holds(unit: Unit, statement: Statement) -> bool:
    text = statement.operands
    if statement.name.lower() in {".ifdef", ".ifndef"}:
        node = parse_expression(text)
        if not isinstance(node, Name):
            raise Mistake("expected a symbol", 0, max(1, len(text)))
        return (unit.plain_name(node) in unit.definitions) == (statement.name.lower() == ".ifdef")
    try:
        return bool(constant(parse_expression(text), unit))
    except Unknown as mistake:
        raise Mistake(f"{mistake.message}, and a condition must be known here", mistake.at, mistake.length) from None


def _skip(unit: Unit, statement: Statement, condition: Condition) -> None:
    """Skip lines up to the arm that holds, or to the end of the condition."""
    cursor = statement.cursor
    depth = 0
    while (line := statement.next_line()) is not None:
        word = directive_of(line)
        if word in _CONDITIONS:
            depth += 1
        elif word == ".endif":
            if not depth:
                cursor.conditions.pop()
                return
            depth -= 1
        elif not depth and word in {".else", ".elseif", ".elif"}:
            text = uncomment(line)
            arm = split_statement(text, split_labels(text)[1], cursor)
            assert arm is not None, "a line with a directive is a statement"
            if _enters(unit, arm, condition):
                return
    cursor.conditions.pop()
    unit.error(error(condition.span, "this condition is never closed: expected .endif"))


def _enters(unit: Unit, arm: Statement, condition: Condition) -> bool:
    if condition.in_else:
        unit.error(error(arm.name_span, f"{arm.name} after .else"))
    is_else = arm.name.lower() == ".else"
    condition.in_else |= is_else
    if condition.taken:
        return False
    try:
        condition.taken = is_else or _holds(unit, arm)
    except Mistake as mistake:
        unit.mistake(mistake, arm)
    return condition.taken


def _else(unit: Unit, statement: Statement) -> None:
    """`.else`, `.elseif`: the arm before it was read, so skip what follows."""
    condition = _innermost(statement)
    _enters(unit, statement, condition)
    _skip(unit, statement, condition)


def _endif(_unit: Unit, statement: Statement) -> None:
    _innermost(statement)
    statement.cursor.conditions.pop()


def _innermost(statement: Statement) -> Condition:
    if not statement.cursor.conditions:
        raise statement.misplaced(f"{statement.name} without .if")
    return statement.cursor.conditions[-1]


def _stray(_unit: Unit, statement: Statement) -> None:
    """`.endm`, `.endr` with nothing to close."""
    raise statement.misplaced(f"{statement.name} closes nothing")


def _message(unit: Unit, statement: Statement, *, fatal: bool) -> None:
    """`.error "text"`, `.warning "text"`."""
    operands = parse_operands(statement.operands)
    if len(operands) != 1 or not isinstance(operands[0][1], Text):
        raise Mistake(f"{statement.name} needs a message in double quotes")
    message = operands[0][1].data.decode("latin-1")
    if fatal:
        unit.error(error(statement.name_span, message))
    else:
        unit.warn(statement.name_span, message, "user")


BLOCK_DIRECTIVES: Mapping[str, Callable[[Unit, Statement], None]] = {
    ".include": _include, ".macro": _macro, ".endm": _stray, ".exitm": _exit_macro,
    ".rept": _repeat, ".irp": _repeat_for, ".endr": _stray,
    ".if": _if, ".ifdef": _if, ".ifndef": _if, ".else": _else, ".elseif": _else, ".elif": _else, ".endif": _endif,
    ".error": partial(_message, fatal=True), ".warning": partial(_message, fatal=False),
}
