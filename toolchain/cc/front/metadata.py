"""Metadata pragmas: `#pragma hsx_mailbox(target="app:x", capacity=96, mode="RDWR")`, hsx_value, hsx_command.

Input: the text behind `#pragma` and a function that knows enumeration constants. Output: the kind of record ("mailbox",
"value", "cmd") and its JSON-able content, in the syntax and with the keys of v1 (docs/c.md lists them), checked. A
first argument without a key is the name (hsx_mailbox: the target). Values are strings, numbers, enumeration constants
or words joined by |; words that are no constants stay text (handler=on_reset, flags=RO|PIN).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from hxe.errors import HxeError
from hxe.image import Json
from toolchain.cc.front import literals
from toolchain.cc.front.pp_tokens import IDENTIFIER, NUMBER, STRING, Token, scan
from toolchain.diagnostics import Span, fail
from toolchain.obj.metadata import check_declaration

Constants = Callable[[str], int | None]


@dataclass(frozen=True, slots=True)
class _Pragma:
    """`record`: its directive; `positional`: the key of an argument without one; `required` keys."""

    record: str
    positional: str
    required: tuple[str, ...]


PRAGMAS = {
    "hsx_mailbox": _Pragma("mailbox", "target", ("target",)),
    "hsx_value": _Pragma("value", "name", ("group", "id")),
    "hsx_command": _Pragma("cmd", "name", ("group", "id")),
}
_SYNONYMS = {
    "target": ("name",),
    "group": ("group_id", "groupId"),
    "id": ("value", "value_id", "valueId", "cmd", "cmd_id", "command_id"),
}


def parse_pragma(text: str, span: Span, constants: Constants) -> tuple[str, dict[str, object]] | None:
    """Return kind and content of a metadata pragma, or None if it is another one. Raises DiagnosticError."""
    tokens = scan(text, span.file)
    row = PRAGMAS.get(tokens[0].value) if tokens else None
    if row is None:
        return None
    name = tokens[0].value
    for token in tokens:
        token.lineno, token.column = span.line, token.column + span.column - 1
    if len(tokens) < 3 or tokens[1].value != "(" or tokens[-1].value != ")":
        raise fail(span, f"expected '#pragma {name}(key=value, ...)'")
    content: dict[str, object] = {}
    for index, argument in enumerate(_split(tokens[2:-1])):
        if not argument:
            raise fail(span, f"empty argument in '#pragma {name}'")
        if len(argument) > 1 and argument[1].value == "=":
            key, value = argument[0].value, argument[2:]
        elif index == 0:
            key, value = row.positional, argument
        else:
            raise fail(argument[0].span, f"expected key=value in '#pragma {name}', found '{argument[0].value}'")
        if key in content:
            raise fail(argument[0].span, f"'{key}' is given twice in '#pragma {name}'")
        if not value:
            raise fail(argument[0].span, f"'{key}' has no value in '#pragma {name}'")
        content[key] = _value(value, constants)
    for key in row.required:
        if not any(each in content for each in (key, *_SYNONYMS.get(key, ()))):
            raise fail(span, f"'#pragma {name}' needs {key}=...")
    try:
        check_declaration(f".{row.record}", cast("dict[str, Json]", content))
    except HxeError as problem:
        raise fail(span, f"#pragma {name}: {problem}") from None
    return row.record, content


def _split(tokens: list[Token]) -> list[list[Token]]:
    if not tokens:
        return []
    arguments: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.value == "(") - (token.value == ")")
        if token.value == "," and not depth:
            arguments.append([])
        else:
            arguments[-1].append(token)
    return arguments


def _value(tokens: list[Token], constants: Constants) -> object:
    if all(token.type == STRING for token in tokens):
        return literals.string([token.value for token in tokens], [])[0][:-1].decode("utf-8", "replace")
    if len(tokens) == 1 and tokens[0].value in {"true", "false"}:
        return tokens[0].value == "true"
    sign = -1 if tokens[0].value == "-" else 1
    if len(tokens) - (sign < 0) == 1 and tokens[-1].type == NUMBER:
        return sign * _number(tokens[-1])
    total = 0
    for index, token in enumerate(tokens):
        if index % 2:
            if token.value != "|":
                raise fail(token.span, f"expected '|' or ',' in pragma, found '{token.value}'")
            continue
        number: int | float | None = None
        if token.type in {NUMBER, IDENTIFIER}:
            number = _number(token) if token.type == NUMBER else constants(token.value)
        if not isinstance(number, int):
            return "".join(each.value for each in tokens)
        total |= number
    return total


def _number(token: Token) -> int | float:
    try:
        return float(token.value) if literals.is_float(token.value) else literals.integer(token.value, [])[0]
    except (literals.LiteralError, ValueError):
        raise fail(token.span, f"'{token.value}' is not a number") from None
