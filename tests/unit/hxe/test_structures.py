"""The structures of image files stand where the C headers put them, with the first byte of a number first."""

import struct

import pytest

from hxe import abi
from hxe.errors import HxeError
from hxe.structures import HEADER, SYMBOL, VALUE_RATE, Structure

TIMER = Structure(abi.TIMER_EVENT)  # a structure with padding in it and no byte array
TIMERS = [{"timer_id": 0x1234, "tick": 0x89ABCDEF, "overruns": 7}, {"timer_id": 1, "tick": 2, "overruns": 3}]
TIMERS_HEX = "1234000089abcdef07000000" + "000100000000000203000000"


def test_one_structure_has_its_padding_and_byte_order() -> None:
    assert TIMER.build(TIMERS[0]).hex() == TIMERS_HEX[:24]
    assert TIMER.parse(bytes.fromhex("1234ffff89abcdef07ffffff")) == TIMERS[0]


def test_an_array_has_the_bytes_of_its_structures_one_after_another() -> None:
    assert TIMER.build_array(TIMERS, str).hex() == TIMERS_HEX
    assert [dict(row) for row in TIMER.parse_array(bytes.fromhex(TIMERS_HEX) + b"strings", 2)] == TIMERS


def test_an_array_of_none_is_empty() -> None:
    assert TIMER.build_array([], str) == b""
    assert list(TIMER.parse_array(b"", 0)) == []


def test_a_byte_array_is_bytes_of_its_length() -> None:
    parsed = HEADER.parse(struct.pack(">IHHIIIIII32sIIIIIIII", *range(9), b"name", *range(10, 18)))
    assert parsed["app_name"] == b"name".ljust(32, b"\0")
    assert [value for value in parsed.values() if isinstance(value, int)] == [*range(9), *range(10, 18)]
    assert HEADER.build(parsed)[0x1C:0x44] == struct.pack(">I32sI", 8, b"name", 10)


def test_fields_lie_where_the_format_says() -> None:
    places = {name: HEADER.offset_of(name) for name in ("crc32", "app_name", "meta_offset", "isa", "header_crc")}
    assert places == {"crc32": 0x1C, "app_name": 0x20, "meta_offset": 0x40, "isa": 0x48, "header_crc": 0x5C}
    assert (HEADER.size, SYMBOL.size, VALUE_RATE.size) == (96, 16, 8)


@pytest.mark.parametrize("value", [-1, 256])
def test_a_number_that_does_not_fit_is_refused_by_name(value: int) -> None:
    row = {"group": value, "id": 0, "reserved": 0, "rate_ms": 0}
    with pytest.raises(HxeError, match=f"^group is {value}, expected 0..255$"):
        VALUE_RATE.build(row)
    with pytest.raises(HxeError, match=f"^rate 1: group is {value}, expected 0..255$"):
        VALUE_RATE.build_array([{**row, "group": 0}, row], lambda number: f"rate {number}")
