"""The rules of an image: every check of its header and its section table, each with the offset it blames.

`check_header` and `read_sections` report faults in the published loader's order, so that the first one is the one it
would give. What a section holds is checked where it is decoded; what sections say together, in `check_content`.
A file is never trusted: sizes are compared before anything is sliced, and sections that overlap are not decoded, so
work and memory stay linear in the file's size.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise

from hxe import abi
from hxe.faults import Report
from hxe.header import ISA_FIELDS, Header, decode_header, header_crc, image_crc, offset_of, version_of
from hxe.image import Image
from hxe.metadata import Section
from hxe.structures import SECTION

_VERSIONS = (abi.HSX_HXE_VERSION_1, abi.HSX_HXE_VERSION_2)
_KNOWN_ISA = sum(abi.Isa)
_V1_MODEL = {
    "data_base": abi.HSX_V1_DATA_BASE,
    "mem_size": abi.HSX_V1_MEM_SIZE,
    "stack_size": abi.HSX_V1_STACK_SIZE,
    "ro_size": 0,
}
assert tuple(_V1_MODEL) == ISA_FIELDS, "each machine field has a v1 value"


def effective(header: Header, name: str) -> int:
    """A machine field as it is in force: 0 means the v1 value."""
    value: int = getattr(header, name)
    return value or _V1_MODEL[name]


def check_header(data: bytes, report: Report) -> Header | None:
    """Reports what is wrong with the header and returns it, or None when the file has none that could be read on."""
    if len(data) < abi.HSX_HXE_V1_HEADER_SIZE:
        expected = f"expected at least {abi.HSX_HXE_V1_HEADER_SIZE}"
        report(0, f".hxe file too small: found {len(data)} bytes, {expected}")
        return None
    version = version_of(data)
    if version == abi.HSX_HXE_VERSION_2 and len(data) < abi.HSX_HXE_V2_HEADER_SIZE:
        report(0, f"HXE header truncated (v2 requires {abi.HSX_HXE_V2_HEADER_SIZE} bytes): found {len(data)}")
        return None
    header = decode_header(data)
    for field, check in _HEADER_CHECKS:
        message = check(header, data)
        if message:
            report(offset_of(field), message)
    return header if version in _VERSIONS else None


def _reserved(header: Header, _: bytes) -> str:
    used = [name for name in ISA_FIELDS if getattr(header, name)]
    if header.isa or not used:
        return ""
    return f"Reserved HXE header bytes must be zero while isa is 0: found {used[0]} = 0x{getattr(header, used[0]):X}"


def _app_name(header: Header, _: bytes) -> str:
    bad = [byte for byte in header.app_name if byte > 0x7F]
    return f"HXE app_name must be ASCII: found byte 0x{bad[0]:02X}" if bad else ""


def _version(header: Header, _: bytes) -> str:
    return "" if header.version in _VERSIONS else f"Unsupported HSXE version 0x{header.version:04X}: expected 1 or 2"


def _magic(header: Header, _: bytes) -> str:
    if header.magic == abi.HSX_HXE_MAGIC:
        return ""
    return f"Bad magic 0x{header.magic:08X}: expected 0x{abi.HSX_HXE_MAGIC:08X} (HSXE)"


def _capacity(what: str, field: str, v1_limit: int, flat_limit: int | None) -> Callable[[Header, bytes], str]:
    """A check that a size is at most the machine model's limit; None where the memory size limits it."""

    def check(header: Header, _: bytes) -> str:
        limit = flat_limit if header.flat else v1_limit
        size = getattr(header, field)
        if limit is None or size <= limit:
            return ""
        return f"{what} exceeds VM capacity: found {size} bytes, expected at most {limit}"

    return check


def _isa(header: Header, _: bytes) -> str:
    unknown = header.isa & ~_KNOWN_ISA
    if not unknown:
        return ""
    bits = ", ".join(str(bit) for bit in range(32) if unknown >> bit & 1)
    return f"Unknown isa extension: found bit {bits} in 0x{header.isa:08X}, expected bits of 0x{_KNOWN_ISA:08X}"


def _v1_field(name: str) -> Callable[[Header, bytes], str]:
    """A check that a machine field of an image in the v1 model is what that model has."""

    def check(header: Header, _: bytes) -> str:
        if not header.isa or header.flat or effective(header, name) == _V1_MODEL[name]:
            return ""
        return f"{name} is 0x{getattr(header, name):X}: expected 0x{_V1_MODEL[name]:X} or 0 in the v1 machine model"

    return check


def _memory(header: Header, _: bytes) -> str:
    if not header.flat:
        return ""
    base, size, stack = (effective(header, name) for name in ("data_base", "mem_size", "stack_size"))
    need = base + header.ro_len + header.bss_size + stack
    if need > size:
        sum_of = f"0x{base:X} (data_base) + {header.ro_len} (data) + {header.bss_size} (bss) + {stack} (stack)"
        return f"Program exceeds its memory: found {sum_of} = {need}, expected at most mem_size {size}"
    return "" if size % 4 == 0 else f"mem_size must be a multiple of 4: found {size}"


def _read_only(header: Header, _: bytes) -> str:
    if not header.flat or header.ro_size <= header.ro_len:
        return ""
    return f"Read-only range exceeds the data segment: found {header.ro_size} bytes, expected at most {header.ro_len}"


def _header_crc(header: Header, data: bytes) -> str:
    if header.version != abi.HSX_HXE_VERSION_2 or not (header.isa or header.header_crc):
        return ""
    calc = header_crc(data)
    if calc == header.header_crc:
        return ""
    return f"Header CRC mismatch: file=0x{header.header_crc:08X} calc=0x{calc:08X}"


def _code_aligned(header: Header, _: bytes) -> str:
    return f"Code section must be 4-byte aligned: found {header.code_len} bytes" if header.code_len % 4 else ""


def _entry_aligned(header: Header, _: bytes) -> str:
    return f"Entry address must be 4-byte aligned: found 0x{header.entry:X}" if header.entry % 4 else ""


def _crc(header: Header, data: bytes) -> str:
    if header.version not in _VERSIONS:
        return ""
    calc = image_crc(data, header.size)
    return "" if calc == header.crc32 else f"CRC mismatch: file=0x{header.crc32:08X} calc=0x{calc:08X}"


def _complete(header: Header, data: bytes) -> str:
    if header.version not in _VERSIONS or header.body_end <= len(data):
        return ""
    return (
        f".hxe truncated: sections exceed file length: found {len(data)} bytes, expected {header.body_end}"
        f" ({header.size} header, {header.code_len} code, {header.ro_len} data)"
    )


def _entry(header: Header, _: bytes) -> str:
    if header.entry >= header.code_len:
        return f"Entry point outside code section: found 0x{header.entry:X}, expected below 0x{header.code_len:X}"
    if header.flat and header.entry < abi.HSX_FLAT_MIN_ENTRY:
        return f"Entry point on word 0: found 0x{header.entry:X}, expected at least 0x{abi.HSX_FLAT_MIN_ENTRY:X}"
    return ""


# The header field that a check blames, and the check: a message, or "" when all is well. In the order of reporting.
_HEADER_CHECKS: tuple[tuple[str, Callable[[Header, bytes], str]], ...] = (
    ("isa", _reserved),
    ("app_name", _app_name),
    ("version", _version),
    ("magic", _magic),
    ("isa", _isa),
    ("code_len", _capacity("Code section", "code_len", abi.HSX_V1_MAX_CODE, abi.HSX_FLAT_MAX_CODE)),
    ("ro_len", _capacity("RODATA section", "ro_len", abi.HSX_V1_MAX_DATA, None)),
    ("bss_size", _capacity("BSS size", "bss_size", abi.HSX_V1_MAX_BSS, None)),
    *((name, _v1_field(name)) for name in ISA_FIELDS),
    ("mem_size", _memory),
    ("ro_size", _read_only),
    ("code_len", _code_aligned),
    ("entry", _entry_aligned),
    ("header_crc", _header_crc),
    ("crc32", _crc),
    ("code_len", _complete),
    ("entry", _entry),
)


def read_sections(data: bytes, header: Header, report: Report) -> list[Section]:
    """Reports what is wrong with the section table and returns the sections that lie where they may."""
    if not header.meta_offset or not header.meta_count:
        return []
    start, end = header.meta_offset, header.meta_offset + header.meta_count * SECTION.size
    if start < header.body_end:
        report(
            offset_of("meta_offset"),
            f"Metadata table overlaps code or rodata sections: found 0x{start:X},"
            f" expected at least 0x{header.body_end:X}",
        )
        return []
    if end > len(data):
        report(
            offset_of("meta_count"),
            f"metadata table outside HXE payload bounds: {header.meta_count} entries from 0x{start:X} end at 0x{end:X},"
            f" expected at most 0x{len(data):X}",
        )
        return []
    placed: list[tuple[int, Mapping[str, int]]] = []
    spans = [(start, end, "the section table")]
    for index, row in enumerate(SECTION.parse_array(data[start:end], header.meta_count)):
        message = _misplaced(row["offset"], row["size"], header.body_end, len(data))
        if message:
            report(start + index * SECTION.size, f"metadata section {index} {message}")
            continue
        placed.append((index, row))
        if row["size"]:
            spans.append((row["offset"], row["offset"] + row["size"], f"metadata section {index}"))
    if _overlap(spans, report):
        return []
    return [_section(data, index, row) for index, row in placed]


def _section(data: bytes, index: int, row: Mapping[str, int]) -> Section:
    start = row["offset"]
    return Section(index, row["type"], start, data[start : start + row["size"]], row["entry_count"])


def _misplaced(offset: int, size: int, lowest: int, highest: int) -> str:
    """What is wrong with the place of a section, or ""; an empty one may lie anywhere in the file."""
    if offset + size > highest:
        return f"exceeds HXE length: found 0x{offset:X} + {size} bytes, expected at most 0x{highest:X}"
    if size and offset < lowest:
        return f"overlaps code or rodata: found 0x{offset:X}, expected at least 0x{lowest:X}"
    return ""


def _overlap(spans: list[tuple[int, int, str]], report: Report) -> bool:
    """Reports parts of the file that share bytes."""
    clashes = [(a, b) for a, b in pairwise(sorted(spans)) if b[0] < a[1]]
    for (_, end, first), (start, _, second) in clashes:
        report(start, f"{second} overlaps {first}: found 0x{start:X}, expected at least 0x{end:X}")
    return bool(clashes)


def check_content(image: Image, header: Header, sections: Iterable[Section], report: Report) -> None:
    """Reports what the sections say that cannot be: duplicates, and handlers outside the code."""
    places = {section.type: section.offset for section in sections}
    kinds = abi.HxeSectionType
    for kind, what, names in (
        (kinds.VALUE, "value", [f"({v.group},{v.id})" for v in image.values]),
        (kinds.COMMAND, "command", [f"({c.group},{c.id})" for c in image.commands]),
        (kinds.MAILBOX, "mailbox", [f"'{m.target}'" for m in image.mailboxes]),
    ):
        for name in _repeated(names):
            report(places[kind], f"{what} {name} is declared twice: expected once")
    if not image.flat:
        return
    for command in image.commands:
        if command.handler % 4 or command.handler >= header.code_len:
            report(
                places[kinds.COMMAND],
                f"command ({command.group},{command.id}) has its handler at 0x{command.handler:X}:"
                f" expected a multiple of 4 below 0x{header.code_len:X}",
            )


def _repeated(names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield name
        seen.add(name)
