"""Instruction words: what encodes decodes to the same, and every word is an instruction or is refused."""

import os
import random

import pytest

from hxe.errors import IsaError
from hxe.isa import ROWS, Row, decode, encode

COUNT = int(os.environ.get("HSX_FUZZ_COUNT", "20000"))
SEED = os.environ.get("HSX_FUZZ_SEED", "1")


def operands(row: Row, rng: random.Random) -> tuple[int, ...]:
    values = {slot.name: rng.choice((slot.low, slot.high, rng.randint(slot.low, slot.high))) & ~int(slot.pair)
              for slot in row.slots}
    if "len" in values:
        values["pos"] = rng.randrange(32)
        values["len"] = rng.randint(1, 32 - values["pos"])
    return tuple(values.values())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_decoded_instruction_is_the_encoded_one(row: Row) -> None:
    rng = random.Random(f"{SEED} {row.name}")
    for _ in range(max(20, COUNT // len(ROWS))):
        values = operands(row, rng)
        found = decode(*encode(row.name, *values))
        assert (found.row, found.values) == (row, values)


def test_any_word_is_refused_or_encodes_back_to_itself() -> None:
    rng = random.Random(SEED)
    known = 0
    for _ in range(COUNT):
        word = rng.getrandbits(32) if rng.random() < 0.5 else rng.choice(ROWS).match | rng.getrandbits(24)
        try:
            found = decode(word, 0x12345678)
        except IsaError:
            continue
        known += 1
        again = encode(found.row.name, *found.values)[0]
        if found.row.hsx2:
            assert again == word
        else:  # unused bits of HSX-1 are ignored
            assert again & found.row.mask == word & found.row.mask
    assert known > COUNT // 10
