"""Reading and writing images: the three written by hand, every field, and the round trip."""

import struct
import zlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hxe import abi
from hxe.errors import HxeError
from hxe.format import load_image, read_image, write_image
from hxe.image import CommandSpec, Image, ImageSymbol, MailboxSpec, RawSection, StackUse, ValueSpec
from hxe.validate import faults
from tests.unit.hxe.image_builders import (
    BY_HAND_A,
    BY_HAND_B,
    BY_HAND_C,
    flat_image,
    patched,
    sealed,
    v1_image,
    with_section,
)


def test_image_a_has_a_version_1_header_and_runs_in_the_v1_model() -> None:
    image = read_image(BY_HAND_A)
    assert (image.version, image.entry, image.code.hex(), image.data) == (1, 0, "0100002a25000000", b"")
    assert (image.flat, image.isa, image.app_name, image.allows_instances) == (False, 0, "", True)
    assert (image.data_base, image.mem_size, image.stack_size, image.ro_size) == (0x4000, 65536, 4096, 0)


def test_image_b_has_its_data_after_its_code() -> None:
    image = read_image(BY_HAND_B)
    assert (image.version, image.flags, image.entry, image.app_name) == (2, 0, 0, "byhand")
    assert (len(image.code), image.data, image.data_base) == (48, b"L\0\0\0", 0x4000)
    assert not image.allows_instances


def test_image_c_enters_at_8() -> None:
    image = read_image(BY_HAND_C)
    assert (image.entry, len(image.code), image.app_name) == (8, 32, "calls")


@pytest.mark.parametrize("data", [BY_HAND_B, BY_HAND_C])
def test_a_version_2_image_is_written_as_it_was_read(data: bytes) -> None:
    assert write_image(read_image(data)) == data


def test_a_version_1_image_is_written_as_version_2_with_the_same_program() -> None:
    image = read_image(write_image(read_image(BY_HAND_A)))
    assert (image.version, image.entry, image.code.hex()) == (2, 0, "0100002a25000000")


def test_the_fields_of_a_flat_image_lie_where_the_format_says() -> None:
    data = write_image(flat_image())
    magic, version, flags, entry, code, ro, bss, caps, crc = struct.unpack_from(">IHHIIIIII", data)
    assert (magic, version, flags, entry, code, ro, bss, caps) == (0x48535845, 2, 2, 4, 16, 23, 40, 5)
    assert data[0x20:0x40] == b"everything".ljust(32, b"\0")
    meta_offset, meta_count, isa, base, mem, stack, ro_size, header_crc = struct.unpack_from(">8I", data, 0x40)
    assert (meta_offset, meta_count) == (96 + 16 + 23, 8)
    assert (isa, base, mem, stack, ro_size) == (0x80000001, 0x1000, 0x20000, 0x2000, 9)
    assert crc == zlib.crc32(data[:0x1C] + data[96:])
    assert header_crc == zlib.crc32(data[:0x5C])


def test_sections_follow_the_table_in_order_of_type_without_gaps() -> None:
    data = write_image(flat_image())
    table = [struct.unpack_from(">4I", data, 96 + 16 + 23 + 16 * n) for n in range(8)]
    assert [(kind, count) for kind, _, _, count in table] == [
        (1, 2), (2, 1), (3, 1), (0x100, 1), (0x101, 1), (0x102, 2), (0x103, 2), (0x7777, 3),
    ]  # fmt: skip
    at = 96 + 16 + 23 + 16 * 8
    for _, offset, size, _ in table:
        assert offset == at
        at += size
    assert at == len(data)


def test_a_value_record_has_v1s_layout() -> None:
    data = write_image(flat_image())
    offset = struct.unpack_from(">4I", data, 96 + 16 + 23)[1]
    fields = struct.unpack_from(">4B8H", data, offset)
    assert fields[:5] == (1, 2, 3, 1, 0x3C00)
    name, unit, epsilon, low, high, key, group = fields[5:]
    assert (epsilon, low, high, key) == (0x2E66, 0, 0x5640, 7)
    assert data[offset + name :].startswith(b"speed\0")
    assert data[offset + unit :].startswith(b"m/s\0")
    assert data[offset + group :].startswith(b"motor\0")
    assert name == 2 * 20  # strings begin right after the records


def test_equal_strings_of_a_section_are_stored_once() -> None:
    assert write_image(flat_image()).count(b"speed\0") == 1


def test_a_command_record_has_v1s_layout() -> None:
    data = write_image(flat_image())
    offset = struct.unpack_from(">4I", data, 96 + 16 + 23 + 16)[1]
    group, ident, flags, auth, handler, name, text, last = struct.unpack_from(">4BIHHI", data, offset)
    assert (group, ident, flags, auth, handler, last >> 16) == (1, 9, 2, 1, 4, 0xABCD)
    assert data[offset + name :].startswith(b"stop\0")
    assert data[offset + text :].startswith(b"stops it\0")
    assert data[offset + (last & 0xFFFF) :].startswith(b"motor\0")


def test_a_mailbox_section_is_compact_json_with_sorted_keys() -> None:
    image = Image(code=bytes(4), mailboxes=[MailboxSpec("app:x", 64, 3)])
    text = b'{"mailboxes":[{"capacity":64,"mode_mask":3,"target":"app:x"}],"version":1}'
    assert write_image(image).endswith(text)


@pytest.mark.parametrize("image", [flat_image(), v1_image()])
def test_an_image_comes_back_as_it_was_written(image: Image) -> None:
    data = write_image(image)
    assert read_image(data) == image
    assert write_image(read_image(data)) == data
    assert faults(data) == []


def test_an_image_of_v1_code_has_zeros_from_0x48_on() -> None:
    assert write_image(v1_image())[0x48:0x60] == bytes(24)


def test_an_image_of_v1_code_with_far_jumps_names_the_extension_only() -> None:
    image = Image(code=bytes(4), isa=abi.Isa.INT)
    fields = struct.unpack_from(">6I", write_image(image), 0x48)
    assert fields[:5] == (1, 0, 0, 0, 0)
    assert fields[5] != 0


def test_a_section_of_unknown_type_is_kept() -> None:
    image = read_image(with_section(0x4242, b"\0\1\2", 9))
    assert image.extra == [RawSection(0x4242, b"\0\1\2", 9)]
    assert read_image(write_image(image)).extra == image.extra


def test_the_signature_type_is_reserved_and_kept() -> None:
    assert read_image(with_section(0x104, b"sig", 1)).extra == [RawSection(0x104, b"sig", 1)]


def test_bytes_after_code_and_data_are_no_fault() -> None:
    assert read_image(sealed(BY_HAND_B + b"more")).app_name == "byhand"


def test_an_app_name_may_fill_all_32_bytes() -> None:
    assert read_image(patched(BY_HAND_B, 0x20, b"n" * 32)).app_name == "n" * 32


def test_rates_go_to_their_values() -> None:
    image = read_image(write_image(flat_image()))
    assert [(v.id, v.rate_ms) for v in image.values] == [(2, 50), (3, 0)]


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (Image(code=bytes(4), app_name="x" * 32), "app name 'x+' has 32 characters: expected at most 31"),
        (Image(code=bytes(4), app_name="bär"), "app name .*: expected ASCII"),
        (Image(code=bytes(4), flags=0x10000), "flags is 65536, expected 0..65535"),
        (Image(code=bytes(6)), "Code section must be 4-byte aligned"),
        (Image(code=bytes(4), values=[ValueSpec(256, 0)]), r"value \(256,0\): group is 256, expected 0..255"),
        (Image(code=bytes(4), commands=[CommandSpec(0, 0, name="a\0b")]), "holds a NUL"),
        (Image(code=bytes(4), mailboxes=[MailboxSpec("")]), "mailbox metadata missing name"),
        (Image(code=bytes(4), mailboxes=[MailboxSpec("a" * 33)]), "has 33 bytes: expected at most 32"),
        (replace(flat_image(), data_base=0), "data_base is 0, which an image cannot say: 0 stands for 16384"),
        (replace(flat_image(), stack_size=0), "stack_size is 0, which an image cannot say: 0 stands for 4096"),
        (replace(flat_image(), mem_size=0), "mem_size is 0, which an image cannot say: 0 stands for 65536"),
        (Image(code=bytes(4), ro_size=4), "ro_size is 0x4: expected 0x0 or 0|Reserved HXE header"),
    ],
)
def test_an_image_that_no_loader_takes_is_not_written(image: Image, message: str) -> None:
    with pytest.raises(HxeError, match=message):
        write_image(image)


def test_strings_beyond_the_reach_of_16_bits_are_refused() -> None:
    values = [ValueSpec(n // 256, n % 256, name=f"a name of some length {n}") for n in range(3000)]
    with pytest.raises(HxeError, match="strings must begin below 65536"):
        write_image(Image(code=bytes(4), values=values))


def test_a_file_that_is_missing_is_named() -> None:
    with pytest.raises(HxeError, match=r"nowhere/x\.hxe: cannot read: No such file"):
        load_image("nowhere/x.hxe")


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
bytes8 = st.integers(0, 255)
u16 = st.integers(0, 0xFFFF)
u32 = st.integers(0, 0xFFFFFFFF)
names = texts.filter(lambda text: 0 < len(text.encode()) <= 32)
floats = st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | texts | floats


@st.composite
def images(draw: st.DrawFn) -> Image:
    flat = draw(st.booleans())
    code = draw(st.binary(min_size=2, max_size=6)) * 4
    data = draw(st.binary(max_size=20))
    ids = st.tuples(bytes8, bytes8)
    value_fields = (bytes8, bytes8, u16, texts, texts, u16, u16, u16, u16, texts, u32)
    handlers = st.just(4) if flat else u32
    image = Image(
        flags=draw(u16),
        code=code,
        entry=4 * draw(st.integers(1, len(code) // 4 - 1)),
        data=data,
        req_caps=draw(u32),
        app_name=draw(st.text(st.characters(min_codepoint=1, max_codepoint=127), max_size=31)),
        isa=draw(st.sampled_from([0, 1])) | (abi.Isa.FLAT if flat else 0),
        mailboxes=[
            MailboxSpec(name, draw(u32), draw(u16), draw(st.dictionaries(texts.map("x{}".format), scalars, max_size=2)))
            for name in draw(st.lists(names, unique=True, max_size=3))
        ],
        values=[
            draw(st.builds(ValueSpec, *map(st.just, ident), *value_fields))
            for ident in draw(st.lists(ids, unique=True, max_size=3))
        ],
        commands=[
            draw(st.builds(CommandSpec, *map(st.just, ident), bytes8, bytes8, handlers, *[texts] * 3))
            for ident in draw(st.lists(ids, unique=True, max_size=3))
        ],
        symbols=[
            ImageSymbol(draw(texts), draw(u32), draw(u32), draw(st.sampled_from(list(abi.HxeSymbolKind))))
            for _ in range(draw(st.integers(0, 3)))
        ],
        stack_use=[StackUse(draw(u32), draw(u32), draw(st.none() | st.integers(0, 0xFFFFFFFE)))],
        build_id=draw(st.binary(max_size=20)),
        extra=[RawSection(draw(st.integers(0x200, 0xFFFFFFFF)), draw(st.binary(max_size=9)), draw(u32))],
    )
    if flat:
        image.data_base = draw(st.integers(1, 0x10000))
        image.bss_size = draw(st.integers(0, 0x10000))
        image.stack_size = draw(st.integers(1, 0x10000))
        image.mem_size = 0x40000
        image.ro_size = draw(st.integers(0, len(data)))
    return image


@settings(max_examples=150, deadline=None, derandomize=True)
@given(images())
def test_every_image_comes_back_as_it_was_written(image: Image) -> None:
    assert read_image(write_image(image)) == image
