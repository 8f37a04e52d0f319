"""Images that the tests of hxe/ start from, and what they are made with."""

import struct
import zlib

from hxe import abi
from hxe.image import CommandSpec, Image, ImageSymbol, MailboxSpec, RawSection, StackUse, ValueSpec

# The three images written by hand and run on the published system: A has the old header, B data, C a call.
BY_HAND_A = bytes.fromhex("485358450001000000000000000000080000000000000000000000008299430d0100002a25000000")
BY_HAND_B = bytes.fromhex(
    "48535845000200000000000000000030000000040000000000000000ab443749"
    "627968616e640000000000000000000000000000000000000000000000000000"
    "0000000000000000000000000000000000000000000000000000000000000000"
    "6010000000004000062100000130000001400003015000011022500010335000"
    "200340002300001804020000250000004c000000"
)
BY_HAND_C = bytes.fromhex(
    "485358450002000000000008000000200000000000000000000000004cdea910"
    "63616c6c73000000000000000000000000000000000000000000000000000000"
    "0000000000000000000000000000000000000000000000000000000000000000"
    "1001100025000000011000154001000024000ffc412000001100200025000000"
)


def flat_image() -> Image:
    """A small image that uses every part of the format."""
    return Image(
        entry=4,
        code=bytes.fromhex("00000000 30000502 25000000 0100002a"),
        data=b"constants and variables",
        bss_size=40,
        req_caps=5,
        app_name="everything",
        isa=abi.Isa.FLAT | abi.Isa.INT,
        data_base=0x1000,
        mem_size=0x20000,
        stack_size=0x2000,
        ro_size=9,
        mailboxes=[MailboxSpec("app:telemetry", 128, 11, {"owner_pid": 3, "bindings": [{"pid": 1}]})],
        values=[
            ValueSpec(1, 2, 3, 1, 0x3C00, "speed", "m/s", 0x2E66, 0, 0x5640, 7, "motor", 50),
            ValueSpec(1, 3, name="speed", unit="m/s"),
        ],
        commands=[CommandSpec(1, 9, 2, 1, 4, "stop", "stops it", "motor", 0xABCD)],
        symbols=[ImageSymbol("main", 4, 8), ImageSymbol("text", 0x1000, 9, abi.HxeSymbolKind.DATA)],
        stack_use=[StackUse(4, 8, 24), StackUse(12, 16, None)],
        build_id=bytes(range(20)),
        extra=[RawSection(0x7777, b"kept as it is", 3)],
    )


def v1_image() -> Image:
    """An image of v1 code with every section of v1."""
    return Image(
        code=bytes.fromhex("0100002a25000000"),
        data=b"\1\2\3",
        app_name="old",
        mailboxes=[MailboxSpec("svc:log", 128, 19)],
        values=[ValueSpec(0xF0, 1, name="version", group_name="system")],
        commands=[CommandSpec(0xF0, 0x10, name="reset", help="starts again")],
    )


def sealed(data: bytes) -> bytes:
    """The image with both checksums made right for what it holds now."""
    raw = bytearray(data)
    if len(raw) < abi.HSX_HXE_V1_HEADER_SIZE:
        return bytes(raw)
    size = 96 if raw[4:6] == b"\0\2" else 32
    struct.pack_into(">I", raw, 0x1C, zlib.crc32(raw[size:], zlib.crc32(raw[:0x1C])))
    if size == 96 and len(raw) >= 96 and any(raw[0x48:0x60]):
        struct.pack_into(">I", raw, 0x5C, zlib.crc32(raw[:0x5C]))
    return bytes(raw)


def patched(data: bytes, offset: int, replacement: bytes) -> bytes:
    """The image with other bytes at `offset`, checksums made right."""
    return sealed(data[:offset] + replacement + data[offset + len(replacement) :])


def with_section(kind: int, content: bytes, count: int, *, base: Image | None = None) -> bytes:
    """A v1-model image with one metadata section of this content, whatever it is worth."""
    image = base or Image(code=bytes.fromhex("0100002a25000000"))
    header = struct.pack(
        ">IHHIIIIII32sII24x", 0x48535845, 2, 2, image.entry, len(image.code), len(image.data), 0, 0, 0, b"t",
        96 + len(image.code) + len(image.data), 1,
    )  # fmt: skip
    start = 96 + len(image.code) + len(image.data)
    table = struct.pack(">IIII", kind, start + 16, len(content), count)
    return sealed(header + image.code + image.data + table + content)
