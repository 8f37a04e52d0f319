"""Generates hxe/abi.py and docs/abi.md from include/hsx_*.h, where shared numbers and layouts are written.

Run as `python -m hxe.abi_gen`. The headers are preprocessed by pcpp and parsed by pycparser; what becomes of them:

    enum hsx_mbx_status {...}      class MbxStatus(IntEnum), members without the prefix HSX_MBX_STATUS_
    enum hsx_mbx_mode_bits {...}   class MbxMode(IntFlag): a tag that ends in _bits is a set of bits
    enum hsx_fs_errno {...}        class FsErrno(IntEnum): where a member lacks the tag's last word, so does the prefix
    enum {...}                     constants with their C names
    #define HSX_X "text"           a constant; a #define of a number is refused, as numbers are enumerators
    struct hsx_mbx_recv_info       MBX_RECV_INFO = Layout(...), computed for 4-byte pointers and natural alignment

Comments at the end of a line in a header go to docs/abi.md beside what they explain.
"""

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pcpp
from pycparser import c_ast, c_parser

from hxe.layout import Field, Layout

ROOT = Path(__file__).resolve().parent.parent
INCLUDE = ROOT / "include"
ABI = ROOT / "hxe" / "abi.py"
PAGE = ROOT / "docs" / "abi.md"

_CODES = {
    "uint8_t": "B", "int8_t": "b", "uint16_t": "H", "int16_t": "h", "uint32_t": "I", "int32_t": "i",
    "uint64_t": "Q", "int64_t": "q",
}  # fmt: skip
_PRELUDE = "".join(
    f"typedef {'unsigned' if code.isupper() else 'signed'} {base} {name};\n"
    for (name, code), base in zip(
        _CODES.items(), [b for b in ("char", "short", "int", "long long") for _ in "us"], strict=True
    )
) + "typedef _Bool bool;\n"


@dataclass(frozen=True, slots=True)
class Constant:
    """One enumerator or string: its C name, its value spelled as a literal, and the comment beside it."""

    name: str
    literal: str
    comment: str


@dataclass(frozen=True, slots=True)
class Enumeration:
    """One enum; `tag` is empty for one that only groups constants."""

    tag: str
    members: tuple[Constant, ...]

    @property
    def is_bits(self) -> bool:
        """Whether the members are bits to be combined."""
        return self.tag.endswith("_bits")

    @property
    def class_name(self) -> str:
        """The name of the Python class: the tag without `hsx_` and `_bits`, in capitalised words."""
        words = self.tag.removeprefix("hsx_").removesuffix("_bits").split("_")
        return "".join(word.capitalize() for word in words)

    @property
    def prefix(self) -> str:
        """What the members' C names begin with and the Python names leave out (a name cannot begin with a digit)."""
        full = self.tag.removesuffix("_bits").upper() + "_"
        if all(m.name.startswith(full) and not m.name[len(full)].isdigit() for m in self.members):
            return full
        shorter = full[:-1].rpartition("_")[0] + "_"
        for m in self.members:
            if not m.name.startswith(shorter):
                raise SystemExit(f"enum {self.tag}: {m.name} should begin with {full} or {shorter}")
        return shorter


@dataclass(frozen=True, slots=True)
class Structure:
    """One struct: its layout, and the comments beside its fields."""

    layout: Layout
    comments: tuple[str, ...]

    @property
    def constant(self) -> str:
        """The name of the Python constant that holds the layout."""
        return self.layout.name.removeprefix("hsx_").upper()


@dataclass(frozen=True, slots=True)
class Header:
    """What one header declares, in its order."""

    name: str
    title: str
    enums: tuple[Enumeration, ...]
    strings: tuple[Constant, ...]
    structures: tuple[Structure, ...]


class _Preprocessor(pcpp.Preprocessor):  # type: ignore[misc]  # pcpp has no types
    """pcpp without the standard headers (the prelude stands for them) and without prototypes."""

    def __init__(self) -> None:
        super().__init__()
        self.add_path(str(INCLUDE))
        self.define("HSX_NO_PROTOTYPES 1")

    def on_include_not_found(self, is_malformed: bool, is_system_include: bool, curdir: str, includepath: str) -> Any:
        if is_system_include:
            raise pcpp.OutputDirective(pcpp.Action.IgnoreAndRemove)
        return super().on_include_not_found(is_malformed, is_system_include, curdir, includepath)


class _Reader:
    """Reads one header: evaluates enumerators, lays out structures, finds the comments beside them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines = path.read_text().splitlines()
        self.values: dict[str, int] = {}
        self.typedefs: dict[str, Any] = {}

    def read(self) -> Header:
        pre = _Preprocessor()
        pre.parse(self.path.read_text(), str(self.path))
        text = io.StringIO()
        pre.write(text)
        if pre.return_code != 0:
            raise SystemExit(f"{self.path}: does not preprocess")
        tree = c_parser.CParser().parse(_PRELUDE + text.getvalue(), str(self.path))
        enums: list[Enumeration] = []
        structures: list[Structure] = []
        for item in tree.ext:
            declared = item.type if isinstance(item, c_ast.Decl | c_ast.Typedef) else None
            if isinstance(item, c_ast.Typedef):
                self.typedefs[item.name] = item.type
                declared = item.type.type if isinstance(item.type, c_ast.TypeDecl) else None
            if isinstance(declared, c_ast.Enum) and declared.values is not None:
                enums += self._own(declared, self._enum(declared))
            elif isinstance(declared, c_ast.Struct) and declared.decls is not None:
                structures += self._own(declared, self._structure(declared))
        return Header(self.path.name, self._title(), tuple(enums), tuple(self._strings(pre)), tuple(structures))

    def _own(self, node: Any, found: Any) -> list[Any]:
        """`found` unless it came from an included header, which has its own turn."""
        return [found] if Path(node.coord.file).name == self.path.name else []

    def _title(self) -> str:
        """The first sentence or line of the comment that opens the header."""
        opening = self.path.read_text().partition("*/")[0]
        words = " ".join(line.strip(" */") for line in opening.splitlines())
        return words.strip().partition(". ")[0].rstrip(".") + "."

    def _comment(self, name: str, line: int) -> str:
        """The comment that ends this line of the header, which declares `name`."""
        text = self.lines[line - 1]
        assert name in text, f"{self.path.name}:{line} declares {name}"
        found = re.search(r"/\*(.*?)\*/\s*$", text)
        return found.group(1).strip() if found else ""

    def _strings(self, pre: Any) -> list[Constant]:
        found: list[Constant] = []
        for number, line in enumerate(self.lines, 1):
            define = re.match(r"#\s*define\s+(HSX_\w+)(?![\w(])(?=\s+\S)", line)
            if define is None:
                continue
            tokens = [token.value for token in pre.macros[define.group(1)].value]
            if len(tokens) != 1 or not tokens[0].startswith('"'):
                raise SystemExit(f"{self.path.name}:{number}: {define.group(1)} is no string; numbers are enumerators")
            found.append(Constant(define.group(1), tokens[0], self._comment(define.group(1), number)))
        return found

    def _enum(self, node: Any) -> Enumeration:
        members, following = [], 0
        for item in node.values.enumerators:
            value = following if item.value is None else self._evaluate(item.value)
            self.values[item.name] = value
            following = value + 1
            own = Path(item.coord.file).name == self.path.name
            comment = self._comment(item.name, item.coord.line) if own else ""
            literal = item.value.value if isinstance(item.value, c_ast.Constant) else _literal(value)
            members.append(Constant(item.name, literal, comment))
        return Enumeration(node.name or "", tuple(members))

    def _evaluate(self, node: Any) -> int:
        """The value of a constant expression."""
        match node:
            case c_ast.Constant():
                return int(node.value.rstrip("uUlL"), 0)
            case c_ast.ID():
                return self.values[node.name]
            case c_ast.UnaryOp(op="-"):
                return -self._evaluate(node.expr)
            case c_ast.BinaryOp(op="<<"):
                return self._evaluate(node.left) << self._evaluate(node.right)
            case c_ast.BinaryOp(op="|"):
                return self._evaluate(node.left) | self._evaluate(node.right)
        raise SystemExit(f"{node.coord}: no constant that this generator knows")

    def _structure(self, node: Any) -> Structure:
        fields: list[Field] = []
        comments: list[str] = []
        at, widest = 0, 1
        for item in node.decls:
            code, align = self._code(item.type)
            at = -(-at // align) * align
            member = Field(item.name, at, code)
            at += member.size
            widest = max(widest, align)
            fields.append(member)
            own = Path(item.coord.file).name == self.path.name
            comments.append(self._comment(item.name, item.coord.line) if own else "")
        size = -(-at // widest) * widest
        return Structure(Layout(node.name, size, widest, tuple(fields)), tuple(comments))

    def _code(self, node: Any) -> tuple[str, int]:
        """The packing code and the alignment in bytes of a member's type."""
        match node:
            case c_ast.ArrayDecl() if self._code(node.type)[0] == "B":
                return f"{self._evaluate(node.dim)}s", 1
            case c_ast.PtrDecl():
                return "I", 4
            case c_ast.TypeDecl(type=c_ast.Enum()):
                return "i", 4
            case c_ast.TypeDecl(type=c_ast.IdentifierType(names=[name])) if name in _CODES:
                size = Field("", 0, _CODES[name]).size
                return _CODES[name], min(size, 4)
            case c_ast.TypeDecl(type=c_ast.IdentifierType(names=[name])) if name in self.typedefs:
                return self._code(self.typedefs[name])
        raise SystemExit(f"{node.coord}: no member type that this generator knows")


def read_headers() -> list[Header]:
    """Every header of include/, in order of name."""
    return [_Reader(path).read() for path in sorted(INCLUDE.glob("hsx_*.h"))]


def _literal(value: int) -> str:
    """A computed value: small ones in decimal, others in upper-case hexadecimal."""
    return str(value) if value < 0x100 else f"0x{value:X}"


def render_abi(headers: list[Header]) -> str:
    """The text of hxe/abi.py."""
    out = [
        '"""Numbers, strings and layouts that C and Python share. Generated from include/hsx_*.h by hxe/abi_gen.py.',
        "",
        "Change the headers and run `python -m hxe.abi_gen`; a test fails when this file does not follow them.",
        "A tagged C enum is a class here (members without the common prefix), an untagged one gives constants with",
        "their C names, and a struct is a `Layout`.",
        '"""',
        "",
        "from enum import IntEnum, IntFlag",
        "from typing import Final",
        "",
        "from hxe.layout import Field, Layout",
    ]
    for header in headers:
        if header.enums or header.strings or header.structures:
            out += ["", f"# {header.name}"]
        for enum in header.enums:
            if not enum.tag:
                out += ["", *(f"{m.name}: Final = {m.literal}" for m in enum.members)]
                continue
            base = "IntFlag" if enum.is_bits else "IntEnum"
            out += ["", "", f"class {enum.class_name}({base}):", f'    """enum {enum.tag}: {enum.prefix}..."""', ""]
            out += [f"    {m.name.removeprefix(enum.prefix)} = {m.literal}" for m in enum.members]
            out += [""]
        if header.strings:
            out += ["", *(f"{s.name}: Final = {s.literal}" for s in header.strings)]
        for s in header.structures:
            out += ["", f"{s.constant}: Final = Layout("]
            out += [f'    "{s.layout.name}",', f"    {s.layout.size},", f"    {s.layout.align},", "    ("]
            out += [f'        Field("{f.name}", {f.offset}, "{f.code}"),' for f in s.layout.fields]
            out += ["    ),", ")"]
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(out)).rstrip("\n") + "\n"


def render_page(headers: list[Header]) -> str:
    """The text of docs/abi.md."""
    out = [
        "# Shared numbers and layouts",
        "",
        "Generated from `include/hsx_*.h` by `python -m hxe.abi_gen`; do not edit. C code includes the headers, Python",
        "code imports `hxe.abi`.",
    ]
    for header in headers:
        out += ["", f"## {header.name}", "", header.title]
        for enum in header.enums:
            where = f"`enum {enum.tag}`, in Python `{enum.class_name}`" if enum.tag else "Constants"
            out += ["", where, "", "| name | value | |", "|---|---|---|"]
            out += [f"| `{m.name}` | {m.literal} | {m.comment} |" for m in enum.members]
        if header.strings:
            out += ["", "Strings", "", "| name | value | |", "|---|---|---|"]
            out += [f"| `{s.name}` | `{s.literal}` | {s.comment} |" for s in header.strings]
        for s in header.structures:
            out += ["", f"`struct {s.layout.name}`, {s.layout.size} bytes, in Python `{s.constant}`", ""]
            out += ["| offset | size | field | |", "|---|---|---|---|"]
            out += [
                f"| {f.offset} | {f.size} | `{f.name}` | {comment} |"
                for f, comment in zip(s.layout.fields, s.comments, strict=True)
            ]
    return "\n".join(out) + "\n"


def main() -> None:
    """Writes both files."""
    headers = read_headers()
    ABI.write_text(render_abi(headers))
    PAGE.write_text(render_page(headers))


if __name__ == "__main__":
    main()
