"""`.value`, `.cmd` and `.mailbox` declarations: what their JSON objects may say, and the records they become.

The assembler checks a declaration with these functions and stores its text in the object; the linker reads it again
when it merges the units. Keys have aliases (the first name is ours); unknown keys are allowed and ignored. A command's
handler is a code symbol or an address: `handler_of` tells which. Everything wrong raises HxeError naming the key.
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, IntFlag

from hxe import abi
from hxe.errors import HxeError
from hxe.image import CommandSpec, Json, ValueSpec
from hxe.mailbox_section import mailbox_from_json, shown

Object = Mapping[str, Json]

_HALF_OVERFLOW = 65520  # what rounds to infinity in half precision
_GROUP = ("group", "group_id", "groupId")
_VALUE_ID = ("id", "value", "value_id", "valueId")
_COMMAND_ID = ("id", "cmd", "cmd_id", "command_id")
_VALUE_FLAGS = {**abi.ValFlag.__members__, "READONLY": abi.ValFlag.RO, "READ_ONLY": abi.ValFlag.RO}
_COMMAND_FLAGS = dict(abi.CmdFlag.__members__)


@dataclass(frozen=True, slots=True)
class Handler:
    """Where a command's function is: a code symbol, or an address where `symbol` is empty."""

    symbol: str = ""
    address: int = 0


def check_declaration(section: str, entry: Object) -> None:
    """Check one object of a `.value`, `.cmd` or `.mailbox` directive; raises HxeError."""
    if section == ".mailbox":
        mailbox_from_json(dict(entry))
    elif section == ".value":
        value_from_json(entry)
    else:
        command_from_json(entry, 0)


def value_from_json(entry: Object) -> ValueSpec:
    """Return the value that one JSON object declares."""
    return ValueSpec(
        group=_number(entry, _GROUP, 0xFF, needed=True),
        id=_number(entry, _VALUE_ID, 0xFF, needed=True),
        flags=_flags(entry, _VALUE_FLAGS),
        auth=_auth(entry, abi.ValAuth),
        init=_half(entry, "init"),
        name=_text(entry, ("name",)),
        unit=_text(entry, ("unit", "unit_name")),
        epsilon=_half(entry, "epsilon"),
        minimum=_half(entry, "min"),
        maximum=_half(entry, "max"),
        persist_key=_number(entry, ("persist_key", "persist"), 0xFFFF),
        group_name=_text(entry, ("group_name",)),
        rate_ms=_number(entry, ("rate_ms",), 0xFFFFFFFF),
    )


def command_from_json(entry: Object, handler: int) -> CommandSpec:
    """Return the command that one JSON object declares; `handler` is the address of its function."""
    handler_of(entry)
    return CommandSpec(
        group=_number(entry, _GROUP, 0xFF, needed=True),
        id=_number(entry, _COMMAND_ID, 0xFF, needed=True),
        flags=_flags(entry, _COMMAND_FLAGS),
        auth=_auth(entry, abi.CmdAuth),
        handler=handler,
        name=_text(entry, ("name",)),
        help=_text(entry, ("help",)),
        group_name=_text(entry, ("group_name",)),
        reserved=_number(entry, ("reserved",), 0xFFFF),
    )


def handler_of(entry: Object) -> Handler:
    """Return what a command's `handler` or `handler_offset` names."""
    value = entry.get("handler")
    if isinstance(value, str) and value:
        return Handler(symbol=value)
    return Handler(address=_number(entry, ("handler_offset", "handler"), 0xFFFFFFFF))


def parse_declarations(text: str) -> list[Object]:
    """Return the objects of a directive's JSON text: one object, or a non-empty array of them.

    Whole numbers may be hexadecimal. Raises HxeError.
    """
    try:
        tree: Json = json.loads(text, parse_constant=_refused)
    except json.JSONDecodeError as problem:
        raise HxeError(f"invalid JSON: {problem.msg} at character {problem.pos + 1}") from None
    except (RecursionError, ValueError):
        raise HxeError("invalid JSON: nested too deeply, or a number too long") from None
    entries = tree if isinstance(tree, list) else [tree]
    if not entries:
        raise HxeError("expected an object or a non-empty array of objects, found an empty array")
    found: list[Object] = []
    for entry in entries:
        if not isinstance(entry, dict):
            raise HxeError(f"expected a JSON object, found {shown(entry)}")
        found.append(entry)
    return found


def _refused(text: str) -> Json:
    raise HxeError(f"invalid JSON: {text} is no number")


def _first(entry: Object, keys: tuple[str, ...]) -> tuple[str, Json]:
    return next(((key, entry[key]) for key in keys if entry.get(key) is not None), (keys[0], None))


def _number(entry: Object, keys: tuple[str, ...], most: int, *, needed: bool = False) -> int:
    key, value = _first(entry, keys)
    if value is None:
        if needed:
            raise HxeError(f'"{keys[0]}" is missing: expected a number 0..{most}')
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise HxeError(f'"{key}" is {shown(value)}: expected a whole number 0..{most}')
    return value


def _text(entry: Object, keys: tuple[str, ...]) -> str:
    key, value = _first(entry, keys)
    if value is None:
        return ""
    if not isinstance(value, str) or "\0" in value:
        raise HxeError(f'"{key}" is {shown(value)}: expected a text')
    return value


def _flags(entry: Object, names: Mapping[str, IntFlag]) -> int:
    value = entry.get("flags")
    if not isinstance(value, str):
        return _number(entry, ("flags",), 0xFF)
    bits = 0
    for word in value.split("|"):
        token = word.strip().upper()
        if token and token not in names:
            raise HxeError(f'unknown flag "{word.strip()}": expected {", ".join(names)}')
        bits |= names[token] if token else 0
    return bits


def _auth(entry: Object, levels: type[IntEnum]) -> int:
    key, value = _first(entry, ("auth", "auth_level"))
    if not isinstance(value, str):
        return _number(entry, (key,), 0xFF)
    level = levels.__members__.get(value.strip().upper())
    if level is None:
        raise HxeError(f'unknown level "{value}" of "{key}": expected {", ".join(levels.__members__)}')
    return int(level)


def _half(entry: Object, key: str) -> int:
    """A half-precision number: `key` as a number, or `key`_raw as its 16 bits."""
    if entry.get(key + "_raw") is not None:
        return _number(entry, (key + "_raw",), 0xFFFF)
    value = entry.get(key)
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise HxeError(f'"{key}" is {shown(value)}: expected a number')
    if not -_HALF_OVERFLOW < value < _HALF_OVERFLOW:
        raise HxeError(f'"{key}" is {shown(value)}: expected a number of half precision (up to 65504)')
    return int.from_bytes(struct.pack("<e", value), "little")
