"""What `hxe.describe` says of an image as text for people: one block per part, aligned columns.

A table is rows of texts under column titles; a column title that ends in `>` is aligned to the right. Text that comes
from the image is shown without its control characters, so that no image can play tricks on a terminal.
"""

import json
from collections.abc import Callable, Iterator

from hxe import abi
from hxe.describe import PARTS
from hxe.disasm import CodeLine, listing
from hxe.image import Json

Node = dict[str, Json]


def render(tree: dict[str, Json]) -> str:
    """The parts of `tree`, in its order, with a blank line between two."""
    return "\n\n".join("\n".join(_RENDER[part](content)) for part, content in tree.items()) + "\n"


def printable(text: str) -> str:
    """The text with what is no printable character escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def _text(node: Node, key: str) -> str:
    value = node[key]
    return "" if value is None else printable(str(value))


def _number(node: Node, key: str) -> int:
    value = node[key]
    assert isinstance(value, int), f"{key} is a number"
    return value


def _words(node: Node, key: str) -> str:
    value = node[key]
    assert isinstance(value, list), f"{key} is a list"
    return " ".join(str(word) for word in value)


def _nodes(content: Json) -> list[Node]:
    assert isinstance(content, list), "this part is a list"
    return [node for node in content if isinstance(node, dict)]


def _table(title: str, columns: str, rows: list[list[str]]) -> Iterator[str]:
    """A titled table; `columns` names them, separated by blanks."""
    if not rows:
        yield f"{title}: none"
        return
    yield f"{title} ({len(rows)}):"
    heads = columns.split()
    cells = [[head.rstrip(">") for head in heads], *rows]
    widths = [max(len(row[n]) for row in cells) for n in range(len(heads))]
    for row in cells:
        fields = [
            cell.rjust(width) if head.endswith(">") else cell.ljust(width)
            for cell, width, head in zip(row, widths, heads, strict=True)
        ]
        yield ("  " + "  ".join(fields)).rstrip()


def _header(content: Json) -> Iterator[str]:
    assert isinstance(content, dict), "the header is one node"
    sizes = content["sizes"]
    assert isinstance(sizes, dict), "sizes are one node"
    base, size, stack = (_number(content, key) for key in ("data_base", "mem_size", "stack_size"))
    rows = [
        ("Format", f"HXE version {_text(content, 'version')}"),
        ("Name", _text(content, "app_name") or "(none)"),
        ("Machine model", _text(content, "model")),
        ("Extensions", _words(content, "isa_names") or "none"),
        ("Flags", f"0x{_number(content, 'flags'):X} {_words(content, 'flag_names')}".rstrip()),
        ("Entry point", f"0x{_number(content, 'entry'):X}"),
        ("Capabilities", f"0x{_number(content, 'req_caps'):X}"),
        ("Checksums", f"image 0x{_number(content, 'crc32'):08X}, header 0x{_number(content, 'header_crc'):08X}"),
        ("Memory", f"{size} bytes, data from 0x{base:X}, stack of {stack} bytes at the top"),
        ("Build id", _text(content, "build_id") or "(none)"),
    ]
    yield "Header:"
    for title, text in rows:
        yield f"  {title + ':':<15} {text}"
    yield "  Sizes:          " + ", ".join(f"{name} {value}" for name, value in sizes.items())


def _sections(content: Json) -> Iterator[str]:
    rows = [
        [
            str(number),
            f"0x{_number(n, 'type'):X}",
            _text(n, "name") or "(unknown)",
            f"0x{_number(n, 'offset'):X}",
            _text(n, "size"),
            _text(n, "entries"),
        ]
        for number, n in enumerate(_nodes(content))
    ]
    yield from _table("Sections", "no> type name offset size> entries>", rows)


def _mailboxes(content: Json) -> Iterator[str]:
    known = {"target", "capacity", "mode_mask", "mode_names"}
    rows = [
        [
            _text(n, "target"),
            _text(n, "capacity") if n["capacity"] else "default",
            _words(n, "mode_names"),
            ", ".join(f"{printable(key)}={json.dumps(n[key])}" for key in sorted(n.keys() - known)),
        ]
        for n in _nodes(content)
    ]
    yield from _table("Mailboxes", "target capacity> mode further", rows)


def _object_id(node: Node) -> str:
    return f"{_text(node, 'group')}:{_text(node, 'id')}"


def _value_number(node: Node, key: str) -> str:
    """A half-precision number as short as it can be; its bits when it is none."""
    value = node[key]
    return f"{value:g}" if isinstance(value, float) else f"0x{_number(node, key + '_raw'):04X}"


def _values(content: Json) -> Iterator[str]:
    rows = [
        [
            _object_id(n),
            _text(n, "group_name"),
            _text(n, "name"),
            *(_value_number(n, key) for key in ("init", "min", "max", "epsilon")),
            _text(n, "unit"),
            _words(n, "flag_names"),
            abi.ValAuth(_number(n, "auth")).name if n["auth"] in set(abi.ValAuth) else _text(n, "auth"),
            f"0x{_number(n, 'persist_key'):X}",
            _text(n, "rate_ms"),
        ]
        for n in _nodes(content)
    ]
    yield from _table("Values", "id group name init> min> max> epsilon> unit flags auth key rate_ms>", rows)


def _commands(content: Json) -> Iterator[str]:
    rows = [
        [
            _object_id(n),
            _text(n, "group_name"),
            _text(n, "name"),
            f"0x{_number(n, 'handler'):X}" + (f" <{_text(n, 'handler_name')}>" if n["handler_name"] else ""),
            _words(n, "flag_names"),
            abi.CmdAuth(_number(n, "auth")).name if n["auth"] in set(abi.CmdAuth) else _text(n, "auth"),
            _text(n, "help"),
        ]
        for n in _nodes(content)
    ]
    yield from _table("Commands", "id group name handler flags auth help", rows)


def _symbols(content: Json) -> Iterator[str]:
    rows = [
        [f"0x{_number(n, 'address'):X}", _text(n, "size"), _text(n, "kind"), _text(n, "name")]
        for n in _nodes(content)
    ]
    yield from _table("Symbols", "address> size> kind name", rows)


def _stack(content: Json) -> Iterator[str]:
    rows = [
        [
            f"0x{_number(n, 'address'):X}",
            _text(n, "frame"),
            "unbounded" if n["total"] is None else _text(n, "total"),
            _text(n, "function"),
        ]
        for n in _nodes(content)
    ]
    yield from _table("Stack use", "address> frame> total> function", rows)


def _code(content: Json) -> Iterator[str]:
    yield "Disassembly:"
    yield ""
    yield from listing(_line(n) for n in _nodes(content))


def _line(node: Node) -> CodeLine:
    words = node["words"]
    assert isinstance(words, list), "words are a list"
    return CodeLine(
        _number(node, "address"),
        tuple(word for word in words if isinstance(word, int)),
        _text(node, "text"),
        _text(node, "note"),
        _text(node, "label"),
    )


_RENDER: dict[str, Callable[[Json], Iterator[str]]] = {
    "header": _header,
    "sections": _sections,
    "mailboxes": _mailboxes,
    "values": _values,
    "commands": _commands,
    "symbols": _symbols,
    "stack": _stack,
    "disassembly": _code,
}
assert _RENDER.keys() == PARTS.keys(), "every part that is described can be printed"
