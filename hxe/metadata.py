"""Metadata sections made of records: values, commands, value rates, symbols, stack use.

Such a section is an array of big-endian records (layouts in include/hsx_image.h), then the NUL-terminated UTF-8
strings that records point to by offset from the section's start, 0 meaning none. A decoder reports what is wrong and
returns what could be read; the work and memory it spends are linear in the section's size, as strings may not overlap.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from hxe import abi
from hxe.errors import HxeError
from hxe.faults import Report
from hxe.image import CommandSpec, ImageSymbol, StackUse, ValueSpec
from hxe.structures import COMMAND, STACK_USE, SYMBOL, VALUE, VALUE_RATE, Structure


@dataclass(frozen=True, slots=True)
class Section:
    """One metadata section of a file: its index in the section table, type, file offset, content, and record count."""

    index: int
    type: int
    offset: int
    data: bytes
    count: int


class _Strings:
    """Reads the strings of one section, each at most once and together at most the section's size."""

    def __init__(self, section: Section, report: Report) -> None:
        self._section = section
        self._report = report
        self._last_nul = section.data.rfind(0)
        self._known = {0: ""}
        self._budget = len(section.data)

    def at(self, offset: int, record: int) -> str:
        """The string at `offset` of the section, "" for offset 0; `record` is the file offset to blame."""
        known = self._known.get(offset)
        if known is None:
            known = self._known[offset] = self._read(offset, record)
        return known

    def _read(self, offset: int, record: int) -> str:
        data = self._section.data
        if offset >= len(data):
            self._report(record, f"metadata string offset {offset} out of range (size={len(data)})")
            return ""
        start = self._section.offset + offset
        if offset > self._last_nul:
            self._report(start, "metadata string is not null-terminated")
            return ""
        end = data.index(0, offset)
        self._budget -= end - offset
        if self._budget < 0:
            self._report(start, "metadata strings overlap: each may be stored once only")
            return ""
        try:
            return data[offset:end].decode("utf-8")
        except UnicodeDecodeError as error:
            found = data[offset + error.start]
            self._report(start + error.start, f"metadata string is not UTF-8: found byte 0x{found:02X}")
            return ""


def records(
    section: Section, structure: Structure, what: str, report: Report
) -> Iterator[tuple[int, Mapping[str, int]]]:
    """The file offset and the fields of each record; reports a section too short for its count and yields none."""
    if len(section.data) < section.count * structure.size:
        report(
            section.offset,
            f"{what} metadata table truncated: {section.count} entries of {structure.size} bytes"
            f" in {len(section.data)} bytes",
        )
        return
    for number, row in enumerate(structure.parse_array(section.data, section.count)):
        yield section.offset + number * structure.size, row


def decode_values(section: Section, report: Report) -> list[ValueSpec]:
    """The records of a value section."""
    strings = _Strings(section, report)
    return [
        ValueSpec(
            group=row["group"],
            id=row["id"],
            flags=row["flags"],
            auth=row["auth"],
            init=row["init_f16"],
            name=strings.at(row["name_off"], at),
            unit=strings.at(row["unit_off"], at),
            epsilon=row["epsilon_f16"],
            minimum=row["min_f16"],
            maximum=row["max_f16"],
            persist_key=row["persist_key"],
            group_name=strings.at(row["group_name_off"], at),
        )
        for at, row in records(section, VALUE, "value", report)
    ]


def decode_commands(section: Section, report: Report) -> list[CommandSpec]:
    """The records of a command section."""
    strings = _Strings(section, report)
    return [
        CommandSpec(
            group=row["group"],
            id=row["id"],
            flags=row["flags"],
            auth=row["auth"],
            handler=row["handler"],
            name=strings.at(row["name_off"], at),
            help=strings.at(row["help_off"], at),
            group_name=strings.at(row["group_name_off"], at),
            reserved=row["reserved"],
        )
        for at, row in records(section, COMMAND, "command", report)
    ]


def decode_rates(section: Section, report: Report) -> dict[tuple[int, int], int]:
    """The records of a value rate section: (group, id) -> milliseconds."""
    found: dict[tuple[int, int], int] = {}
    for at, row in records(section, VALUE_RATE, "value rate", report):
        value = row["group"], row["id"]
        if value in found:
            report(at, f"value ({value[0]},{value[1]}) has two rates: expected one")
        found[value] = row["rate_ms"]
    return found


def decode_symbols(section: Section, report: Report) -> list[ImageSymbol]:
    """The records of a symbol section."""
    strings = _Strings(section, report)
    kinds = tuple(abi.HxeSymbolKind)
    found: list[ImageSymbol] = []
    for at, row in records(section, SYMBOL, "symbol", report):
        kind = row["kind"]
        if kind not in kinds:
            report(at, f"symbol kind {kind} unknown: expected 0 (code) or 1 (data)")
            continue
        found.append(ImageSymbol(strings.at(row["name_off"], at), row["address"], row["size"], kinds[kind]))
    return found


def decode_stack_use(section: Section, report: Report) -> list[StackUse]:
    """The records of a stack use section."""
    return [
        StackUse(row["address"], row["frame"], None if row["total"] == abi.HSX_HXE_STACK_UNKNOWN else row["total"])
        for _, row in records(section, STACK_USE, "stack use", report)
    ]


class _Pool:
    """Collects the strings of a section that is being written; each is stored once."""

    def __init__(self, base: int, limit: int) -> None:
        self._base = base
        self._limit = limit
        self._offsets = {"": 0}
        self._data = bytearray()

    def add(self, text: str) -> int:
        """The offset of `text` in its section."""
        known = self._offsets.get(text)
        if known is not None:
            return known
        offset = self._base + len(self._data)
        raw = _utf8(text)
        if 0 in raw:
            raise HxeError(f"metadata string {text!r} holds a NUL character")
        if offset > self._limit:
            raise HxeError(f"metadata strings end at {offset}: a section's strings must begin below {self._limit + 1}")
        self._offsets[text] = offset
        self._data += raw + b"\0"
        return offset

    def content(self) -> bytes:
        """The strings as they follow the records."""
        return bytes(self._data)


def _utf8(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise HxeError(f"metadata string {text!a} has no UTF-8 form") from None


def _table(
    structure: Structure,
    rows: list[dict[str, int | str]],
    what: Callable[[dict[str, int | str]], str],
    limit: int = 0xFFFF,
) -> bytes:
    """The content of a section: records from `rows`, whose texts become string offsets, then the strings."""
    pool = _Pool(len(rows) * structure.size, limit)
    numbers = [
        {name: pool.add(value) if isinstance(value, str) else value for name, value in row.items()} for row in rows
    ]
    return structure.build_array(numbers, lambda number: what(rows[number])) + pool.content()


def _object_id(what: str) -> Callable[[dict[str, int | str]], str]:
    return lambda fields: f"{what} ({fields['group']},{fields['id']})"


def encode_values(values: Iterable[ValueSpec]) -> bytes:
    """The content of a value section; raises HxeError where a number does not fit its field."""
    rows: list[dict[str, int | str]] = [
        {
            "group": v.group, "id": v.id, "flags": v.flags, "auth": v.auth, "init_f16": v.init, "name_off": v.name,
            "unit_off": v.unit, "epsilon_f16": v.epsilon, "min_f16": v.minimum, "max_f16": v.maximum,
            "persist_key": v.persist_key, "group_name_off": v.group_name,
        }
        for v in values
    ]  # fmt: skip
    return _table(VALUE, rows, _object_id("value"))


def encode_commands(commands: Iterable[CommandSpec]) -> bytes:
    """The content of a command section; raises HxeError where a number does not fit its field."""
    rows: list[dict[str, int | str]] = [
        {
            "group": c.group, "id": c.id, "flags": c.flags, "auth": c.auth, "handler": c.handler, "name_off": c.name,
            "help_off": c.help, "reserved": c.reserved, "group_name_off": c.group_name,
        }
        for c in commands
    ]  # fmt: skip
    return _table(COMMAND, rows, _object_id("command"))


def encode_rates(values: Iterable[ValueSpec]) -> bytes:
    """The content of a value rate section: those of `values` that have a rate."""
    rows: list[dict[str, int | str]] = [
        {"group": v.group, "id": v.id, "reserved": 0, "rate_ms": v.rate_ms} for v in values if v.rate_ms
    ]
    return _table(VALUE_RATE, rows, _object_id("rate of value"))


def encode_symbols(symbols: Iterable[ImageSymbol]) -> bytes:
    """The content of a symbol section."""
    rows: list[dict[str, int | str]] = [
        {"name_off": s.name, "address": s.address, "size": s.size, "kind": s.kind} for s in symbols
    ]
    return _table(SYMBOL, rows, lambda fields: f"symbol {fields['name_off']}", 0xFFFFFFFF)


def encode_stack_use(uses: Iterable[StackUse]) -> bytes:
    """The content of a stack use section."""
    rows: list[dict[str, int | str]] = [
        {
            "address": use.address,
            "frame": use.frame,
            "total": abi.HSX_HXE_STACK_UNKNOWN if use.total is None else use.total,
        }
        for use in uses
    ]
    return _table(STACK_USE, rows, lambda fields: f"stack use of 0x{fields['address']:X}")


def with_rates(values: list[ValueSpec], rates: dict[tuple[int, int], int]) -> list[ValueSpec]:
    """The values with the rates of their rate section."""
    if not rates:
        return values
    return [replace(v, rate_ms=rates.get((v.group, v.id), 0)) for v in values]
