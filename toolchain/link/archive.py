"""Archives of objects: the ordinary `ar` format with a symbol table, as GNU and LLVM tools read and write it.

`Archive` finds the member that defines a symbol without unpacking the others. `write_archive` makes an archive whose
bytes depend on its members alone: no dates, owners or modes. A damaged archive raises ObjectError.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from toolchain.obj.object import Binding, ObjectError
from toolchain.obj.read import MAGIC, read_object

ARCHIVE_MAGIC = b"!<arch>\n"
_HEADER = struct.Struct("16s12s6s6s8s10s2s")
_HEADER_END = b"`\n"
_SYMBOL_TABLE, _LONG_NAMES = "/", "//"
_TABLES = (_SYMBOL_TABLE, _LONG_NAMES, "/SYM64/")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive."""

    name: str
    data: bytes


@dataclass(slots=True)
class Archive:
    """An archive's bytes with its symbol index: name -> offset of the member's header."""

    name: str
    data: bytes
    index: dict[str, int] = field(default_factory=dict)
    long_names: bytes = b""

    def member(self, offset: int) -> Member:
        """Return the member whose header is at `offset`."""
        name, start, size = self._header(offset)
        return Member(name, self.data[start : start + size])

    def members(self) -> Iterator[Member]:
        """Yield the files of the archive in order; its tables are not among them."""
        for offset, name in self.walk():
            if name not in _TABLES:
                yield self.member(offset)

    def walk(self) -> Iterator[tuple[int, str]]:
        """Yield the header offset and name of every member, tables included."""
        offset = len(ARCHIVE_MAGIC)
        while offset < len(self.data):
            name, start, size = self._header(offset)
            yield offset, name
            offset = start + size + size % 2

    def _header(self, offset: int) -> tuple[str, int, int]:
        """The name of the member whose header is at `offset`, and where its bytes are."""
        if not 0 <= offset <= len(self.data) - _HEADER.size:
            raise ObjectError(f"{self.name}: damaged archive: no member at offset {offset}")
        raw, _date, _uid, _gid, _mode, length, end = _HEADER.unpack_from(self.data, offset)
        digits = length.strip()
        start = offset + _HEADER.size
        if end != _HEADER_END or not digits.isdigit() or start + int(digits) > len(self.data):
            raise ObjectError(f"{self.name}: damaged archive: bad member header at offset {offset}")
        size = int(digits)
        name = raw.decode("utf-8", "surrogateescape").rstrip()
        if name.startswith("#1/") and name[3:].isdecimal() and int(name[3:]) <= size:  # BSD: bytes begin with the name
            prefix = int(name[3:])
            name = self.data[start : start + prefix].rstrip(b"\0").decode("utf-8", "surrogateescape")
            return name, start + prefix, size - prefix
        if name.startswith("/") and name[1:].isdecimal():
            at = int(name[1:])
            stop = self.long_names.find(b"\n", at)
            name = self.long_names[at : max(at, stop)].decode("utf-8", "surrogateescape").rstrip("/")
        elif len(name) > 1 and name.endswith("/") and name not in _TABLES:
            name = name[:-1]
        return name, start, size


def read_archive(data: bytes, name: str) -> Archive:
    """Return an archive with its symbol index; raises ObjectError."""
    archive = Archive(name, data)
    if not data.startswith(ARCHIVE_MAGIC):
        raise ObjectError(f"{name}: is no archive")
    table: bytes | None = None
    for offset, member in archive.walk():
        if member == _SYMBOL_TABLE:
            table = archive.member(offset).data
        elif member == _LONG_NAMES:
            archive.long_names = archive.member(offset).data
        elif table is not None:
            break
    if table is None:
        for offset, member in archive.walk():
            if member not in _TABLES:
                for symbol in defined_symbols(archive.member(offset), name):
                    archive.index.setdefault(symbol, offset)
        return archive
    count = int.from_bytes(table[:4], "big")
    names = table[4 + 4 * count :].split(b"\0")
    if len(table) < 4 + 4 * count or len(names) < count:
        raise ObjectError(f"{name}: damaged archive: its symbol table is cut off")
    for number in range(count):
        offset = int.from_bytes(table[4 + 4 * number : 8 + 4 * number], "big")
        archive.index.setdefault(names[number].decode("utf-8", "surrogateescape"), offset)
    return archive


def defined_symbols(member: Member, archive: str) -> list[str]:
    """Return the global symbols that a member defines; none if it is no object."""
    if member.data[:4] != MAGIC:
        return []
    unit = read_object(member.data, f"{archive}({member.name})")
    return [symbol.name for symbol in unit.symbols
            if symbol.binding is not Binding.LOCAL and symbol.section is not None]


def write_archive(members: Sequence[Member], name: str) -> bytes:
    """Return the bytes of an archive; raises ObjectError where a member is damaged."""
    symbols = [defined_symbols(member, name) for member in members]
    long_names = bytearray()
    fields: list[bytes] = []
    for member in members:
        raw = member.name.encode("utf-8", "surrogateescape")
        if len(raw) <= 15:
            fields.append(raw + b"/")
        else:
            fields.append(b"/%d" % len(long_names))
            long_names += raw + b"/\n"
    if len(long_names) % 2:
        long_names += b"\n"
    count = sum(map(len, symbols))
    strings = b"".join(symbol.encode("utf-8", "surrogateescape") + b"\0" for each in symbols for symbol in each)
    table_size = 4 + 4 * count + len(strings)
    start = len(ARCHIVE_MAGIC) + _padded(table_size) + (_padded(len(long_names)) if long_names else 0)
    offsets: list[bytes] = []
    position = start
    for member, names in zip(members, symbols, strict=True):
        offsets += [position.to_bytes(4, "big")] * len(names)
        position += _padded(len(member.data))
    out = bytearray(ARCHIVE_MAGIC)
    _append(out, _SYMBOL_TABLE.encode(), count.to_bytes(4, "big") + b"".join(offsets) + strings)
    if long_names:
        _append(out, _LONG_NAMES.encode(), bytes(long_names))
    for member, field_text in zip(members, fields, strict=True):
        _append(out, field_text, member.data)
    return bytes(out)


def _padded(size: int) -> int:
    return _HEADER.size + size + size % 2


def _append(out: bytearray, name: bytes, data: bytes) -> None:
    out += _HEADER.pack(name.ljust(16), b"0".ljust(12), b"0".ljust(6), b"0".ljust(6), b"644".ljust(8),
                        b"%d" % len(data) + b" " * (10 - len(b"%d" % len(data))), _HEADER_END)
    out += data
    if len(data) % 2:
        out += b"\n"
