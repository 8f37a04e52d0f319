"""Every fault of an image: its message, its offset, and that all of several are found."""

import json
import struct

import pytest

from hxe import abi
from hxe.errors import HxeError
from hxe.format import read_image, write_image
from hxe.image import Image
from hxe.validate import faults
from tests.unit.hxe.image_builders import BY_HAND_A, BY_HAND_B, flat_image, patched, sealed, v1_image, with_section


def u32(value: int) -> bytes:
    return struct.pack(">I", value)


def flat() -> bytes:
    """A flat image of 96 + 16 + 23 bytes and no sections."""
    image = flat_image()
    return write_image(
        Image(entry=4, code=image.code, data=image.data, isa=image.isa, data_base=0x1000, mem_size=0x20000, ro_size=9)
    )


def unsealed(data: bytes, offset: int, replacement: bytes) -> bytes:
    return data[:offset] + replacement + data[offset + len(replacement) :]


# The data, the offset that is blamed, and how the message begins: the published loader's words where it has the check.
HEADER = [
    (BY_HAND_A[:31], 0, ".hxe file too small: found 31 bytes, expected at least 32"),
    (b"", 0, ".hxe file too small"),
    (BY_HAND_B[:95], 0, "HXE header truncated (v2 requires 96 bytes): found 95"),
    (patched(BY_HAND_B, 0x4C, u32(1)), 0x48, "Reserved HXE header bytes must be zero"),
    (patched(BY_HAND_B, 0x58, u32(1)), 0x48, "Reserved HXE header bytes must be zero"),
    (patched(BY_HAND_B, 0x20, b"\xff"), 0x20, "HXE app_name must be ASCII: found byte 0xFF"),
    (patched(BY_HAND_B, 4, b"\0\3"), 4, "Unsupported HSXE version 0x0003"),
    (patched(BY_HAND_B, 0, b"HSXO"), 0, "Bad magic 0x4853584F"),
    (patched(BY_HAND_B, 0x0C, u32(0x10004)), 0x0C, "Code section exceeds VM capacity: found 65540 bytes"),
    (patched(BY_HAND_B, 0x10, u32(0x10001)), 0x10, "RODATA section exceeds VM capacity: found 65537 bytes"),
    (patched(BY_HAND_B, 0x14, u32(0x10001)), 0x14, "BSS size exceeds VM capacity: found 65537 bytes"),
    (patched(BY_HAND_B, 0x0C, u32(46)), 0x0C, "Code section must be 4-byte aligned: found 46 bytes"),
    (patched(BY_HAND_B, 0x08, u32(2)), 0x08, "Entry address must be 4-byte aligned: found 0x2"),
    (unsealed(BY_HAND_B, 0x60, b"\x61"), 0x1C, "CRC mismatch: file=0xAB443749 calc=0x"),
    (sealed(BY_HAND_B[:-1]), 0x0C, ".hxe truncated: sections exceed file length: found 147 bytes, expected 148"),
    (patched(BY_HAND_B, 0x08, u32(48)), 0x08, "Entry point outside code section: found 0x30, expected below 0x30"),
    (patched(BY_HAND_B, 0x40, u32(100) + u32(1)), 0x40, "Metadata table overlaps code or rodata sections: found 0x64"),
    (patched(BY_HAND_B, 0x40, u32(148) + u32(1)), 0x44, "metadata table outside HXE payload bounds: 1 entries"),
    (patched(BY_HAND_B, 0x40, u32(148) + u32(0xFFFFFFFF)), 0x44, "metadata table outside HXE payload bounds"),
    # what the flat machine and the header's own checksum add
    (patched(flat(), 0x48, u32(0x80000011)), 0x48, "Unknown isa extension: found bit 4 in 0x80000011"),
    (patched(flat(), 0x0C, u32(0x2000004)), 0x0C, "Code section exceeds VM capacity: found 33554436 bytes"),
    (patched(flat(), 0x50, u32(0x2014)), 0x50, "Program exceeds its memory: found 0x1000 (data_base) + 23"),
    (patched(flat(), 0x14, u32(0xFFFFFFFF)), 0x50, "Program exceeds its memory"),
    (patched(flat(), 0x50, u32(0x20001)), 0x50, "mem_size must be a multiple of 4: found 131073"),
    (patched(flat(), 0x58, u32(24)), 0x58, "Read-only range exceeds the data segment: found 24 bytes"),
    (patched(flat(), 0x08, u32(0)), 0x08, "Entry point on word 0: found 0x0, expected at least 0x4"),
    (unsealed(flat(), 0x20, b"other"), 0x5C, "Header CRC mismatch: file=0x"),
    (unsealed(flat(), 0x5C, u32(0)), 0x5C, "Header CRC mismatch: file=0x00000000 calc=0x"),
    (unsealed(BY_HAND_B, 0x5C, u32(7)), 0x5C, "Header CRC mismatch: file=0x00000007 calc=0x"),
    (patched(BY_HAND_B, 0x48, u32(1) + u32(0x1000)), 0x4C, "data_base is 0x1000: expected 0x4000 or 0 in the v1"),
    (patched(BY_HAND_B, 0x48, u32(1) + u32(0) + u32(0x20000)), 0x50, "mem_size is 0x20000: expected 0x10000 or 0"),
]


@pytest.mark.parametrize(("data", "offset", "message"), HEADER, ids=[row[2][:40] for row in HEADER])
def test_a_fault_of_the_header_is_told_with_its_offset(data: bytes, offset: int, message: str) -> None:
    first = faults(data)[0]
    assert first.message.startswith(message)
    assert first.offset == offset
    with pytest.raises(HxeError) as raised:
        read_image(data)
    assert str(raised.value) == f"{first.message} (offset 0x{first.offset:X})"


@pytest.mark.parametrize("name", ["code", "data", "bss"])
def test_the_v1_sizes_are_allowed_up_to_64_kib(name: str) -> None:
    if name == "bss":
        assert read_image(patched(BY_HAND_B, 0x14, u32(0x10000))).bss_size == 0x10000
        return
    image = Image(code=bytes(0x10000)) if name == "code" else Image(code=bytes(4), data=bytes(0x10000))
    assert read_image(write_image(image)) == image


def test_data_may_fill_the_flat_machines_memory_exactly() -> None:
    image = Image(entry=4, code=bytes(8), data=bytes(8), isa=abi.Isa.FLAT, data_base=0x1000, mem_size=0x2008)
    assert read_image(write_image(image)).mem_size == 0x2008


def test_flags_in_the_v1_models_default_values_are_accepted() -> None:
    data = patched(BY_HAND_B, 0x48, u32(1) + u32(0x4000) + u32(0x10000) + u32(0x1000))
    assert read_image(data).data_base == 0x4000


def test_a_version_1_header_that_claims_version_2_is_truncated() -> None:
    assert "truncated" in faults(patched(BY_HAND_A, 4, b"\0\2"))[0].message


def test_all_faults_of_a_header_are_found_in_the_published_order() -> None:
    data = bytearray(BY_HAND_B)
    data[0:4] = b"NOPE"
    data[0x20] = 0x80
    data[0x4C] = 1
    data[0x08:0x0C] = u32(0x3333)
    starts = ["Reserved", "HXE app_name", "Bad magic", "Entry address", "CRC mismatch", "Entry point"]
    found = faults(bytes(data))
    assert [f.message[: len(start)] for f, start in zip(found, starts, strict=True)] == starts


def section_table(*entries: tuple[int, int, int, int], tail: bytes = b"") -> bytes:
    """An image with this section table at 0x68, right after 8 bytes of code; the sections' bytes follow."""
    image = BY_HAND_A[32:]
    header = struct.pack(">IHHIIIIII32sII24x", 0x48535845, 2, 2, 0, 8, 0, 0, 0, 0, b"t", 0x68, len(entries))
    return sealed(header + image + b"".join(struct.pack(">4I", *entry) for entry in entries) + tail)


TABLE = [
    (section_table((1, 0x78, 1, 0)), 0x68, "metadata section 0 exceeds HXE length: found 0x78 + 1 bytes"),
    (section_table((1, 0xFFFFFFFF, 0xFFFFFFFF, 0)), 0x68, "metadata section 0 exceeds HXE length"),
    (section_table((9, 0x60, 4, 0)), 0x68, "metadata section 0 overlaps code or rodata: found 0x60"),
    (section_table((9, 0x70, 4, 0)), 0x70, "metadata section 0 overlaps the section table"),
    (section_table((9, 0x88, 4, 0), (9, 0x8A, 4, 0), tail=bytes(9)), 0x8A, "metadata section 1 overlaps metadata sect"),
]


@pytest.mark.parametrize(("data", "offset", "message"), TABLE, ids=[row[2][:45] for row in TABLE])
def test_a_fault_of_the_section_table_is_told_with_its_offset(data: bytes, offset: int, message: str) -> None:
    found = faults(data)
    assert (found[0].offset, found[0].message[: len(message)]) == (offset, message)


def test_empty_sections_may_lie_anywhere() -> None:
    assert [raw.type for raw in read_image(section_table((9, 0, 0, 0), (8, 0x60, 0, 5))).extra] == [9, 8]


def value_record(*, group: int = 1, ident: int = 2, name: int = 0) -> bytes:
    return struct.pack(">4B8H", group, ident, 0, 0, 0, name, 0, 0, 0, 0, 0, 0)


def command_record(handler: int) -> bytes:
    return struct.pack(">4BI4H", 1, 2, 0, 0, handler, 0, 0, 0, 0)


AT = 96 + 8 + 16  # where the one section of `with_section` begins
RECORDS = [
    (1, value_record()[:19], 1, AT, "value metadata table truncated: 1 entries of 20 bytes in 19 bytes"),
    (1, value_record(), 0xFFFFFFFF, AT, "value metadata table truncated"),
    (2, command_record(0), 2, AT, "command metadata table truncated: 2 entries of 16 bytes in 16 bytes"),
    (3, b"\0\0\0\x10" + bytes(11), 1, AT, "mailbox metadata table truncated"),
    (1, value_record(name=99), 1, AT, "metadata string offset 99 out of range (size=20)"),
    (1, value_record(name=20) + b"abc", 1, AT + 20, "metadata string is not null-terminated"),
    (1, value_record(name=20) + b"a\xff\0", 1, AT + 21, "metadata string is not UTF-8: found byte 0xFF"),
    (1, value_record() * 2, 2, AT, "value (1,2) is declared twice"),
    (2, command_record(0) * 2, 2, AT, "command (1,2) is declared twice"),
    (0x100, struct.pack(">BBHI", 1, 2, 0, 5), 1, AT, "rate for value (1,2): expected a value that the image declares"),
    (0x100, struct.pack(">BBHI", 1, 2, 0, 5) * 2, 2, AT + 8, "value (1,2) has two rates"),
    (0x102, struct.pack(">4I", 0, 0, 0, 2), 1, AT, "symbol kind 2 unknown: expected 0 (code) or 1 (data)"),
    (0x103, bytes(11), 1, AT, "stack use metadata table truncated"),
    (3, b"[{}]", 1, AT, 'mailbox metadata missing name: expected a text under "target"'),
    (3, b'[{"target":""}]', 1, AT, "mailbox metadata missing name"),
    (3, b'[{"target":7}]', 1, AT, "mailbox metadata missing name"),
    (3, b"[3]", 1, AT, "mailbox metadata JSON invalid: found 3, expected an object"),
    (3, b"[", 1, AT, "mailbox metadata JSON invalid: Expecting value at character 1"),
    (3, b"[] x", 1, AT, "mailbox metadata JSON invalid: Extra data"),
    (3, b"\xff", 0, AT, "mailbox metadata JSON invalid: expected an object, an array, or a counted table"),
    (3, b'["\xff"]', 1, AT, "mailbox metadata JSON invalid: byte 2 is no UTF-8"),
    (3, b'{"version":2,"mailboxes":[]}', 0, AT, "mailbox metadata JSON version not supported: found 2, expected 1"),
    (3, b'{"version":true}', 0, AT, "mailbox metadata JSON version not supported: found true"),
    (3, b'{"mailboxes":{}}', 0, AT, "mailbox metadata JSON invalid: found {}, expected an array"),
    (3, b'[{"target":"a","mode":"RO|X"}]', 1, AT, "unknown mailbox mode 'X'"),
    (3, b'[{"target":"a","mode":-1}]', 1, AT, "mode of mailbox 'a' is -1: expected a whole number 0..65535"),
    (3, b'[{"target":"a","mode":1.5}]', 1, AT, "mode of mailbox 'a' is 1.5"),
    (3, b'[{"target":"a","capacity":true}]', 1, AT, "capacity of mailbox 'a' is true"),
    (3, b'[{"target":"a","capacity":4294967296}]', 1, AT, "capacity of mailbox 'a' is 4294967296: expected"),
    (3, b'[{"target":"%s"}]' % (b"n" * 33), 1, AT, f"mailbox name '{'n' * 33}' has 33 bytes: expected at most 32"),
    (3, b'[{"target":"\\ud800"}]', 1, AT, "mailbox name '\\ud800' has no UTF-8 form"),
    (3, b'[{"target":"a"},{"target":"a"}]', 2, AT, "mailbox 'a' is declared twice"),
    (3, b'[{"target":"a","x":NaN}]', 1, AT, "mailbox metadata JSON invalid: NaN is no number"),
    (3, b'[{"target":"a","x":-Infinity}]', 1, AT, "mailbox metadata JSON invalid: -Infinity is no number"),
    (3, b'[{"target":"a","x":1e999}]', 1, AT, "mailbox metadata JSON invalid: 1e999 is too large"),
    (3, b'[{"target":"a","x":%s}]' % (b"9" * 5000), 1, AT, "mailbox metadata JSON invalid: a number of 5000 digits"),
    (3, b"[" * 100000, 1, AT, "mailbox metadata JSON invalid: nested too deeply"),
    (3, b"[" * 17 + b"]" * 17, 1, AT, "mailbox metadata JSON invalid: nested more than 16 deep"),
    (3, b'{"a":' * 60 + b"1" + b"}" * 60, 1, AT, "mailbox metadata JSON invalid: nested more than 16 deep"),
    (3, b" " * 0x40001, 1, AT, "mailbox metadata too large: 262145 bytes, expected at most 262144"),
    (3, b"", 1, AT, "mailbox metadata table truncated: 1 entries of 16 bytes in 0 bytes"),
    (3, struct.pack(">IHHQ", 99, 0, 0, 0), 1, AT, "metadata string offset 99 out of range (size=16)"),
    (3, struct.pack(">IHHQ", 16, 0, 0, 0) + b"abc", 1, AT + 16, "metadata string is not null-terminated"),
    (3, struct.pack(">IHHQ", 16, 0, 0, 0) + b"a\xff\0", 1, AT + 17, "mailbox name is not UTF-8: found byte 0xFF"),
    (3, struct.pack(">IHHQ", 0, 0, 0, 0), 1, AT, "mailbox metadata missing name"),
]


@pytest.mark.parametrize(
    ("kind", "content", "count", "offset", "message"), RECORDS, ids=[f"{row[0]}-{row[4][:50]}" for row in RECORDS]
)
def test_a_fault_inside_a_section_is_told_with_its_offset(
    kind: int, content: bytes, count: int, offset: int, message: str
) -> None:
    found = faults(with_section(kind, content, count))
    assert found[0].message.startswith(message)
    assert found[0].offset == offset
    with pytest.raises(HxeError):
        read_image(with_section(kind, content, count))


def test_faults_of_several_records_are_all_found() -> None:
    data = with_section(1, value_record(name=99) + value_record(ident=3, name=98) + value_record(ident=3), 3)
    assert [(f.offset, f.message[:25]) for f in faults(data)] == [
        (AT, "metadata string offset 99"),
        (AT + 20, "metadata string offset 98"),
        (AT, "value (1,3) is declared t"),
    ]


def test_faults_of_several_mailboxes_say_which() -> None:
    text = json.dumps([{"target": "a"}, {"mode": 1}, {"target": "b", "mode": "?"}]).encode()
    assert [f.message.rpartition("(")[2] for f in faults(with_section(3, text, 3))] == ["mailbox 1)", "mailbox 2)"]


def test_strings_that_overlap_to_multiply_their_size_are_refused() -> None:
    records = b"".join(value_record(ident=n, name=20 * 100 + n) for n in range(100))
    found = faults(with_section(1, records + b"x" * 3000 + b"\0", 100))
    assert found[0].message.startswith("metadata strings overlap")


def test_a_handler_of_the_flat_machine_lies_in_the_code() -> None:
    image = flat_image()
    for handler, sound in ((4, True), (12, True), (16, False), (6, False), (0xFFFFFFFC, False)):
        image.commands = [type(image.commands[0])(1, 2, handler=handler)]
        if sound:
            write_image(image)
            continue
        with pytest.raises(HxeError, match=rf"command \(1,2\) has its handler at 0x{handler:X}"):
            write_image(image)


def test_a_build_id_is_given_once() -> None:
    data = section_table((0x101, 0x88, 2, 1), (0x101, 0x8A, 2, 1), tail=b"abcd")
    assert faults(data)[0].message == "build id given twice: expected once"


def test_sections_of_one_v1_type_add_up() -> None:
    data = section_table((1, 0x88, 20, 1), (1, 0x9C, 20, 1), tail=value_record() + value_record(ident=3))
    assert [value.id for value in read_image(data).values] == [2, 3]


def test_v1_images_with_all_sections_are_sound() -> None:
    assert faults(write_image(v1_image())) == []
