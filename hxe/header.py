"""The HXE header: its fields as numbers, where they are, and the two checksums.

All numbers are big-endian. A version 1 header has the first 32 bytes only; the fields it lacks read as 0.
"""

import zlib
from dataclasses import asdict, dataclass

from hxe import abi
from hxe.structures import HEADER, HEADER_V1

ISA_FIELDS = ("data_base", "mem_size", "stack_size", "ro_size")  # what the 24 bytes from 0x48 say beside isa and CRC


@dataclass(slots=True)
class Header:
    """The header's fields as they are in the file."""

    magic: int
    version: int
    flags: int
    entry: int
    code_len: int
    ro_len: int
    bss_size: int
    req_caps: int
    crc32: int
    app_name: bytes = bytes(abi.HSX_HXE_APP_NAME_MAX + 1)  # padded with NUL
    meta_offset: int = 0
    meta_count: int = 0
    isa: int = 0
    data_base: int = 0
    mem_size: int = 0
    stack_size: int = 0
    ro_size: int = 0
    header_crc: int = 0

    @property
    def size(self) -> int:
        """Bytes of the header in the file, which is where the code starts."""
        return abi.HSX_HXE_V2_HEADER_SIZE if self.version == abi.HSX_HXE_VERSION_2 else abi.HSX_HXE_V1_HEADER_SIZE

    @property
    def data_offset(self) -> int:
        """File offset of the data segment."""
        return self.size + self.code_len

    @property
    def body_end(self) -> int:
        """File offset of the first byte after code and data."""
        return self.data_offset + self.ro_len

    @property
    def flat(self) -> bool:
        """Whether the image asks for the flat machine model."""
        return bool(self.isa & abi.Isa.FLAT)

    def encode(self) -> bytes:
        """The bytes of a version 2 header; raises HxeError naming the field whose number does not fit."""
        return HEADER.build(asdict(self))


def offset_of(name: str) -> int:
    """File offset of the header field called `name`."""
    return HEADER.offset_of(name)


def version_of(data: bytes) -> int:
    """The version field of a file of at least 32 bytes."""
    version: int = HEADER_V1.parse(data)["version"]
    return version


def decode_header(data: bytes) -> Header:
    """The header of a file that is long enough for its version."""
    structure = HEADER if version_of(data) == abi.HSX_HXE_VERSION_2 else HEADER_V1
    return Header(**structure.parse(data))


def image_crc(data: bytes, header_size: int) -> int:
    """The checksum of the first header fields and of everything after the header."""
    start = zlib.crc32(memoryview(data)[: abi.HSX_HXE_CRC_PREFIX])
    return zlib.crc32(memoryview(data)[header_size:], start)


def header_crc(data: bytes) -> int:
    """The checksum of the whole version 2 header but the field that holds it."""
    return zlib.crc32(memoryview(data)[: abi.HSX_HXE_HEADER_CRC_PREFIX])
