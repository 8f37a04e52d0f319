"""The published system's object files (.hxo, JSON): `read_hxo` turns one into an ObjectFile of the v1 model.

Code words become `.text`, the hex string `.data`. A relocation's type and kind choose the row; whether a 12-bit field
is a call, a jump or a plain number is told by the instruction it patches, as old files do not say.
"""

import json
from collections.abc import Mapping
from typing import cast

from hxe.image import Json
from hxe.isa import BY_NAME
from toolchain.obj.object import Binding, Kind, ObjectError, ObjectFile, Relocation, Section, Symbol
from toolchain.obj.relocs import RELOCATIONS

_CALL = BY_NAME["CALL"].opcode
_JUMPS = tuple(BY_NAME[name].opcode for name in ("JMP", "JZ", "JNZ"))
_CODE_TYPES = ("imm12", "jump", "mem")
_DATA_TYPES = {"data_word": "WORD32", "data_half": "HALF16", "data_byte": "BYTE8"}
_METADATA = {"values": ".value", "commands": ".cmd", "mailboxes": ".mailbox"}

_Table = Mapping[str, Json]


def looks_like_hxo(data: bytes) -> bool:
    """Whether a file's bytes begin like JSON."""
    return data[:64].lstrip()[:1] == b"{"


def read_hxo(data: bytes, name: str) -> ObjectFile:
    """Return the object in a .hxo file's bytes; raises ObjectError that begins with `name`."""
    try:
        tree: Json = json.loads(data)
        if not isinstance(tree, dict) or tree.get("version") != 1:
            raise ObjectError(f"{name}: is no .hxo object of version 1")
        return _unit(tree, name)
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError) as problem:
        raise ObjectError(f"{name}: damaged .hxo object: {problem}") from None


def _unit(tree: _Table, name: str) -> ObjectFile:
    code = b"".join((_int(word) & 0xFFFFFFFF).to_bytes(4, "big") for word in _list(tree, "code"))
    text = Section(".text", Kind.TEXT, bytearray(code), keep=True)
    data = Section(".data", Kind.DATA, bytearray(bytes.fromhex(str(tree.get("rodata") or ""))), keep=True)
    unit = ObjectFile(name, [text, data])
    homes = {"text": text, "data": data}
    exported = _table(tree, "symbols")
    for label, home in {**_table(tree, "local_symbols"), **exported}.items():
        place = cast("_Table", home)
        binding = Binding.GLOBAL if label in exported else Binding.LOCAL
        unit.symbols.append(Symbol(label, homes[str(place["section"])].name, _int(place["offset"]), 0, binding))
    known = {symbol.name for symbol in unit.symbols}
    for entry in _list(tree, "relocs"):
        patched, relocation = _relocation(cast("_Table", entry), text, data)
        patched.relocations.append(relocation)
        _declare(unit, known, relocation.symbol)
    for imported in _list(tree, "imports"):
        _declare(unit, known, str(imported))
    symbol = tree.get("entry_symbol")
    unit.entry = str(symbol) if symbol else "$entry"
    if not symbol:
        unit.symbols.append(Symbol("$entry", ".text", _int(tree.get("entry") or 0)))
    _add_metadata(unit, known, _table(tree, "metadata"))
    for each in unit.symbols:
        section = unit.section(each.section) if each.section else None
        if section is not None and not 0 <= each.value <= section.size:
            raise ObjectError(f"{name}: damaged .hxo object: symbol '{each.name}' lies outside its section")
    return unit


def _declare(unit: ObjectFile, known: set[str], name: str) -> None:
    if name not in known:
        known.add(name)
        unit.symbols.append(Symbol(name, None, binding=Binding.GLOBAL))


def _relocation(entry: _Table, text: Section, data: Section) -> tuple[Section, Relocation]:
    kind, part = str(entry["type"]), str(entry.get("kind") or "symbol")
    prefix = "" if part == "symbol" else part.upper() + "_"
    if kind in _DATA_TYPES:
        section, offset, row = data, _int(entry["offset"]), prefix + _DATA_TYPES[kind]
    else:
        section, offset = text, 4 * _int(entry["index"])
        opcode = text.data[offset]
        if kind == "imm32":
            row = prefix + "LITERAL32"
        elif kind not in _CODE_TYPES:
            raise ValueError(f"unknown relocation type '{kind}'")
        else:
            row = "PC12" if opcode == _CALL else "JUMP12" if opcode in _JUMPS else prefix + "SIGNED12"
    if row not in RELOCATIONS:
        raise ValueError(f"'{part}' does not go with relocation type '{kind}'")
    if not 0 <= offset <= section.size - RELOCATIONS[row].size:
        raise ValueError(f"a relocation at {offset} lies outside its section")
    return section, Relocation(offset, row, str(entry["symbol"]))


def _add_metadata(unit: ObjectFile, known: set[str], tree: _Table) -> None:
    for key, name in _METADATA.items():
        section = Section(name, Kind.METADATA, keep=True)
        for entry in _list(tree, key):
            handler = cast("_Table", entry).get("handler")
            if isinstance(handler, str) and handler:
                section.relocations.append(Relocation(section.size, "NONE", handler))
                _declare(unit, known, handler)
            section.data += json.dumps(entry, sort_keys=True, separators=(",", ":")).encode() + b"\n"
        if section.data:
            unit.sections.append(section)


def _int(value: Json) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"expected a number, found {value!r}")
    return value


def _list(tree: _Table, key: str) -> list[Json]:
    value = tree.get(key) or []
    if not isinstance(value, list):
        raise TypeError(f"expected an array under '{key}'")
    return value


def _table(tree: _Table, key: str) -> dict[str, Json]:
    value = tree.get(key) or {}
    if not isinstance(value, dict):
        raise TypeError(f"expected an object under '{key}'")
    return value
