"""Reads and writes HXE images: bytes <-> Image.

`read_image` takes versions 1 and 2 and raises HxeError at the first fault (`hxe.validate` lists them all).
`write_image` writes version 2: header, code, data, section table, then the sections by type. Equal images give equal
bytes, and what is written is read back before it is returned, so no tool of ours makes an image that a loader refuses.
"""

from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike

from hxe import abi, metadata
from hxe.errors import HxeError
from hxe.faults import Report, refuse
from hxe.header import ISA_FIELDS, Header, header_crc, image_crc
from hxe.image import Image, RawSection
from hxe.mailbox_section import decode_mailboxes, encode_mailboxes
from hxe.metadata import Section
from hxe.process import read_file
from hxe.rules import check_content, check_header, effective, read_sections
from hxe.structures import SECTION

_Type = abi.HxeSectionType


def read_image(data: bytes) -> Image:
    """The image in `data`; raises HxeError with the first fault."""
    image = examine_image(data, refuse)
    assert image is not None, "an image without faults can be read"
    return image


def load_image(path: str | PathLike[str]) -> Image:
    """The image in the file at `path`; raises HxeError that names the file."""
    try:
        data = read_file(path)
    except OSError as error:
        raise HxeError(f"{path}: cannot read: {error.strerror}") from None
    try:
        return read_image(data)
    except HxeError as error:
        raise HxeError(f"{path}: {error}") from None


def examine_image(data: bytes, report: Report) -> Image | None:
    """Reports every fault of `data` and returns what could be read: None without a header, complete without faults."""
    header = check_header(data, report)
    if header is None:
        return None
    image = Image(
        version=header.version,
        flags=header.flags,
        entry=header.entry,
        code=data[header.size : header.data_offset],
        data=data[header.data_offset : header.body_end],
        bss_size=header.bss_size,
        req_caps=header.req_caps,
        app_name=header.app_name.partition(b"\0")[0].decode("ascii", "replace"),
        isa=header.isa,
        data_base=effective(header, "data_base"),
        mem_size=effective(header, "mem_size"),
        stack_size=effective(header, "stack_size"),
        ro_size=effective(header, "ro_size"),
    )
    sections = read_sections(data, header, report)
    for section in sections:
        _decode_section(section, image, report)
    _attach_rates(sections, image, report)
    check_content(image, header, sections, report)
    return image


def _decode_section(section: Section, image: Image, report: Report) -> None:
    match section.type:
        case _Type.VALUE:
            image.values += metadata.decode_values(section, report)
        case _Type.COMMAND:
            image.commands += metadata.decode_commands(section, report)
        case _Type.MAILBOX:
            image.mailboxes += decode_mailboxes(section, report)
        case _Type.SYMBOLS:
            image.symbols += metadata.decode_symbols(section, report)
        case _Type.STACK_USE:
            image.stack_use += metadata.decode_stack_use(section, report)
        case _Type.BUILD_ID:
            if image.build_id:
                report(section.offset, "build id given twice: expected once")
            image.build_id = section.data
        case _Type.VALUE_RATES:
            pass  # it belongs to values, which may come later in the table
        case _:
            image.extra.append(RawSection(section.type, section.data, section.count))


def _attach_rates(sections: list[Section], image: Image, report: Report) -> None:
    known = {(value.group, value.id) for value in image.values}
    for section in sections:
        if section.type != _Type.VALUE_RATES:
            continue
        rates = metadata.decode_rates(section, report)
        for group, ident in rates:
            if (group, ident) not in known:
                report(section.offset, f"rate for value ({group},{ident}): expected a value that the image declares")
        image.values = metadata.with_rates(image.values, rates)


@dataclass(frozen=True, slots=True)
class _Kind:
    """One type of section that we write: its content for an image, and its record count; none when the count is 0."""

    type: int
    encode: Callable[[Image], bytes]
    count: Callable[[Image], int]


_WRITTEN = (
    _Kind(_Type.VALUE, lambda i: metadata.encode_values(i.values), lambda i: len(i.values)),
    _Kind(_Type.COMMAND, lambda i: metadata.encode_commands(i.commands), lambda i: len(i.commands)),
    _Kind(_Type.MAILBOX, lambda i: encode_mailboxes(i.mailboxes), lambda i: len(i.mailboxes)),
    _Kind(
        _Type.VALUE_RATES,
        lambda i: metadata.encode_rates(i.values),
        lambda i: sum(1 for value in i.values if value.rate_ms),
    ),
    _Kind(_Type.BUILD_ID, lambda i: i.build_id, lambda i: 1 if i.build_id else 0),
    _Kind(_Type.SYMBOLS, lambda i: metadata.encode_symbols(i.symbols), lambda i: len(i.symbols)),
    _Kind(_Type.STACK_USE, lambda i: metadata.encode_stack_use(i.stack_use), lambda i: len(i.stack_use)),
)


def write_image(image: Image) -> bytes:
    """The bytes of `image` as HXE version 2; raises HxeError where it breaks a rule of the format."""
    sections = [
        RawSection(kind.type, kind.encode(image), kind.count(image)) for kind in _WRITTEN if kind.count(image)
    ]
    sections += image.extra
    header = _header(image, len(sections))
    body = image.code + image.data + _metadata(sections, header.meta_offset)
    header.crc32 = image_crc(header.encode() + body, header.size)
    if image.isa:
        header.header_crc = header_crc(header.encode())
    data = header.encode() + body
    read_image(data)
    return data


def _header(image: Image, sections: int) -> Header:
    """The header without its checksums; the machine fields are 0 where the v1 model alone gives them."""
    header = Header(
        magic=abi.HSX_HXE_MAGIC,
        version=abi.HSX_HXE_VERSION_2,
        flags=image.flags,
        entry=image.entry,
        code_len=len(image.code),
        ro_len=len(image.data),
        bss_size=image.bss_size,
        req_caps=image.req_caps,
        crc32=0,
        isa=image.isa,
        meta_count=sections,
    )
    if sections:
        header.meta_offset = header.body_end
    plain = Image()
    for name in ISA_FIELDS:
        value, default = getattr(image, name), getattr(plain, name)
        if image.flat or value != default:
            setattr(header, name, value)
        if effective(header, name) != value:
            raise HxeError(f"{name} is 0, which an image cannot say: 0 stands for {default} in its header")
    header.app_name = _app_name(image.app_name)
    return header


def _app_name(text: str) -> bytes:
    limit = abi.HSX_HXE_APP_NAME_MAX
    if not text.isascii() or "\0" in text:
        raise HxeError(f"app name {text!a}: expected ASCII characters")
    if len(text) > limit:
        raise HxeError(f"app name '{text}' has {len(text)} characters: expected at most {limit}")
    return text.encode("ascii").ljust(limit + 1, b"\0")


def _metadata(sections: list[RawSection], start: int) -> bytes:
    """The section table that stands at file offset `start`, and the sections after it."""
    rows: list[dict[str, int]] = []
    end = start + len(sections) * SECTION.size
    for section in sections:
        size = len(section.data)
        rows.append({"type": section.type, "offset": end, "size": size, "entry_count": section.count})
        end += size
    table = SECTION.build_array(rows, lambda number: f"metadata section {number}")
    return table + b"".join(section.data for section in sections)
