"""Damaged images: only HxeError, quickly, and in no more memory than the file is worth.

HSX_FUZZ_COUNT and HSX_FUZZ_SEED choose how many mutations are tried and which.
"""

import os
import random
import struct
import time
import tracemalloc

from hxe.errors import HxeError
from hxe.format import read_image, write_image
from hxe.image import CommandSpec, Image, ImageSymbol, MailboxSpec, StackUse, ValueSpec
from hxe.validate import faults
from tests.unit.hxe.image_builders import (
    BY_HAND_A,
    BY_HAND_B,
    BY_HAND_C,
    flat_image,
    sealed,
    v1_image,
    with_section,
)

COUNT = int(os.environ.get("HSX_FUZZ_COUNT", "20000"))
SEED = int(os.environ.get("HSX_FUZZ_SEED", "1"))
LIMIT = 0.1  # seconds of processor time for one image
INTERESTING = (0, 1, 4, 16, 20, 96, 0x7F, 0x80, 0xFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF)


def seeds() -> list[bytes]:
    """Ten sound images of all kinds."""
    many = Image(
        code=bytes(64),
        values=[ValueSpec(n, n, name=f"value {n}", unit="unit") for n in range(40)],
        commands=[CommandSpec(n, n, name=f"command {n}", help="the same help") for n in range(40)],
        mailboxes=[MailboxSpec(f"app:{n}", n, 3) for n in range(20)],
    )
    symbols = Image(
        entry=4, code=bytes(400), isa=0x80000001, symbols=[ImageSymbol(f"function{n}", 4 * n, 4) for n in range(90)]
    )
    binary = struct.pack(">IHHQ", 32, 50, 11, 0) + struct.pack(">IHHQ", 38, 0, 0, 0) + b"app:x\0svc:y\0"
    return [
        BY_HAND_A,
        BY_HAND_B,
        BY_HAND_C,
        write_image(flat_image()),
        write_image(v1_image()),
        write_image(many),
        write_image(symbols),
        with_section(3, binary, 2),
        with_section(3, b'{"entries":[{"name":"a","mode":"RO|TAP","queue_depth":9}]}', 1),
        with_section(0x7777, bytes(100), 3),
    ]


def mutated(rng: random.Random, data: bytes) -> bytes:
    """The image with a few bytes, numbers or stretches changed; both checksums are made right four times in five."""
    raw = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        at = rng.randrange(len(raw))
        match rng.randrange(6):
            case 0:
                raw[at] ^= 1 << rng.randrange(8)
            case 1:
                raw[at] = rng.randrange(256)
            case 2:
                at = rng.randrange(0, len(raw) - 3, 4)
                raw[at : at + 4] = struct.pack(">I", rng.choice(INTERESTING))
            case 3:
                at = rng.randrange(0, min(0x60, len(raw)) - 3, 4)
                raw[at : at + 4] = struct.pack(">I", rng.choice(INTERESTING))
            case 4:
                del raw[at : at + rng.randrange(1, 40)]
            case _:
                raw[at:at] = raw[at : at + rng.randrange(1, 40)]
        if len(raw) < 40:
            break
    return sealed(bytes(raw)) if rng.random() < 0.8 else bytes(raw)


def examine(data: bytes) -> bool:
    """Whether the image is sound; fails when anything but the documented error comes, or not in time."""
    start = time.thread_time()
    try:
        read_image(data)
        sound = located = True
    except HxeError as error:
        sound = False
        located = "(offset 0x" in str(error)
    middle = time.thread_time()
    found = faults(data)
    end = time.thread_time()
    assert max(middle - start, end - middle) < LIMIT, f"took {middle - start:.3f} s and {end - middle:.3f} s"
    assert located
    assert sound == (not found)
    return sound


def test_mutated_images_give_the_documented_error_or_an_image() -> None:
    rng = random.Random(SEED)
    originals = seeds()
    assert all(examine(data) for data in originals)
    sound = sum(examine(mutated(rng, rng.choice(originals))) for _ in range(COUNT))
    print(f"{COUNT} mutated images from seed {SEED}: {sound} sound, {COUNT - sound} refused")
    assert COUNT < 100 or 0 < sound < COUNT, "the mutations are neither harmless nor hopeless"


def test_every_prefix_of_ten_images_gives_the_documented_error_or_an_image() -> None:
    for data in seeds():
        for length in range(len(data)):
            examine(data[:length])
            examine(sealed(data[:length]))


def test_what_a_mutated_image_reads_as_can_be_written_and_read_again() -> None:
    rng = random.Random(SEED + 1)
    originals = seeds()
    for _ in range(COUNT // 10):
        try:
            image = read_image(mutated(rng, rng.choice(originals)))
        except HxeError:
            continue
        image.app_name = image.app_name[:31]
        image.version = 2
        again = read_image(write_image(image))
        assert again == image


def test_thousands_of_records_are_read_in_time() -> None:
    count = 3000
    symbols = [ImageSymbol(f"function{n}", 4 * n, 4) for n in range(count)]
    stack_use = [StackUse(4 * n, 8, None) for n in range(count)]
    assert examine(write_image(Image(entry=4, code=bytes(8), isa=0x80000001, symbols=symbols, stack_use=stack_use)))


def peak_memory(data: bytes) -> int:
    """Bytes allocated at most while the image is read and checked."""
    tracemalloc.start()
    try:
        faults(data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_huge_claims_allocate_nothing() -> None:
    base = write_image(flat_image())
    for offset in range(8, 0x60, 4):
        claim = sealed(base[:offset] + b"\xff\xff\xff\xf0" + base[offset + 4 :])
        assert peak_memory(claim) < 200_000


def test_huge_counts_in_sections_allocate_nothing() -> None:
    for kind in (1, 2, 3, 0x100, 0x102, 0x103, 0x9999):
        assert peak_memory(with_section(kind, bytes(64), 0xFFFFFFFF)) < 200_000


def test_records_that_share_long_strings_stay_linear() -> None:
    count = 2000
    records = b"".join(
        struct.pack(">4B8H", n >> 8, n & 255, 0, 0, 0, 20 * count + n, 0, 0, 0, 0, 0, 0) for n in range(count)
    )
    data = with_section(1, records + b"x" * 400_000 + b"\0", count)
    assert peak_memory(data) < 4 * len(data)
    assert not examine(data)


def test_tables_of_many_sections_over_the_same_bytes_are_not_decoded() -> None:
    count = 3000
    header = struct.pack(">IHHIIIIII32sII24x", 0x48535845, 2, 2, 0, 8, 0, 0, 0, 0, b"t", 0x68, count)
    start = 0x68 + 16 * count
    table = struct.pack(">4I", 0x102, start, 48000, 3000) * count
    data = sealed(header + bytes(8) + table + bytes(48000))
    assert peak_memory(data) < 40 * len(data)  # a copy for each section would be 1500 times the file
    begin = time.thread_time()
    assert len(faults(data)) == count - 1
    assert time.thread_time() - begin < LIMIT
