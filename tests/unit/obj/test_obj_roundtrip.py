"""Objects written as ELF come back the same; damaged files raise ObjectError and nothing else."""

import random
from collections.abc import Callable

import pytest

from toolchain.asm.assemble import AsmOptions, assemble
from toolchain.obj.hxo import read_hxo
from toolchain.obj.object import ABSOLUTE, Binding, ObjectError, ObjectFile, Symbol
from toolchain.obj.read import read_object
from toolchain.obj.relocs import BY_NUMBER, RELOCATIONS
from toolchain.obj.write import write_object

SOURCE = """
    .model flat
    .section .text.f, "axR"
    .global f
    .weak w
    .extern ext
    .type f, @function
f:  CALLW ext
    LDIW R1, #.Lx + 4
    ADDD R2, R4, R6
w:  RET
    .size f, . - f
    .section .rodata.x
    .align 8
    .byte 1
.Lx: .word f, ext - 4
    .bss
    .global z
z:  .space 24
    .global n
    .equ n, 77
    .mailbox {"target": "app:x"}
    .cmd {"group": 1, "id": 1, "handler": "f"}
    .entry f
"""


def unit(options: AsmOptions | None = None) -> ObjectFile:
    source = SOURCE.replace("    .entry f\n", "    .text\n    .entry f\n")
    return assemble(source, "dir/t.s", options)


def told(read: Callable[[bytes, str], ObjectFile], data: bytes, name: str) -> str:
    """What reading says: its error, or that all is well."""
    try:
        read(data, name)
    except ObjectError as error:
        return str(error)
    return f"{name}: no error"


def by_name(symbols: list[Symbol]) -> list[Symbol]:
    return sorted(symbols, key=lambda symbol: symbol.name)


@pytest.mark.parametrize("debug", [False, True])
def test_an_object_comes_back_as_it_was_written(debug: bool) -> None:
    before = unit(AsmOptions(debug=debug))
    after = read_object(write_object(before), "dir/t.s")
    for section in before.sections:
        section.lines = []  # they are in .debug_line now
        if section.name.startswith(".debug_"):
            for relocation in section.relocations:  # addends stand in place, too
                RELOCATIONS[relocation.type].insert(section.data, relocation.offset, relocation.addend)
    for symbol in before.symbols:
        if symbol.binding is Binding.LOCAL:
            symbol.span = None  # places are kept for what other units can see
    assert (after.name, after.isa, after.entry) == (before.name, before.isa, before.entry)
    assert after.sections == before.sections
    assert by_name(after.symbols) == by_name(before.symbols)


def test_source_places_of_relocations_and_globals_survive() -> None:
    after = read_object(write_object(unit()), "t.o")
    text = after.section(".text.f")
    assert text is not None
    places = {relocation.symbol: str(relocation.span) for relocation in text.relocations}
    assert places == {"ext": "dir/t.s:8:11", ".rodata.x": "dir/t.s:9:15"}
    assert [str(symbol.span) for symbol in after.symbols if symbol.name == "f"] == ["dir/t.s:8:1"]


def test_absolute_symbols_keep_their_number() -> None:
    after = read_object(write_object(unit()), "t.o")
    assert [(s.section, s.value) for s in after.symbols if s.name == "n"] == [(ABSOLUTE, 77)]


def test_the_same_source_gives_the_same_bytes() -> None:
    assert write_object(unit(AsmOptions(debug=True))) == write_object(unit(AsmOptions(debug=True)))


def test_every_relocation_row_has_its_own_number() -> None:
    assert len(BY_NUMBER) == len(RELOCATIONS)
    assert all(0 <= number < 256 for number in BY_NUMBER)


@pytest.mark.parametrize(("name", "value", "fits"), [
    ("PC16", 131068, True), ("PC16", 131072, False), ("PC16", -131072, True), ("PC16", -131076, False),
    ("PC16", 2, False), ("PC24", 33554428, True), ("PC24", 33554432, False), ("PC12", 8188, True),
    ("PC12", 8192, False),
    ("JUMP12", 4095, True), ("JUMP12", 4096, False), ("SIGNED12", 2047, True), ("SIGNED12", 2048, False),
    ("SIGNED20", 524287, True), ("SIGNED20", 524288, False), ("UNSIGNED20", 1048575, True),
    ("UNSIGNED20", 1048576, False), ("HALF16", 65535, True), ("HALF16", 65536, False), ("WORD32", -4, True),
])
def test_the_range_of_each_kind_of_field(name: str, value: int, fits: bool) -> None:
    assert RELOCATIONS[name].fits(value) is fits


@pytest.mark.parametrize(("name", "value", "before", "after"), [
    ("PC16", -8, "dc12aaaa", "dc12fffe"), ("PC24", 8, "db000000", "db000002"), ("SIGNED12", -1, "02120000", "02120fff"),
    ("UNSIGNED20", 0x12345, "af100000", "af112345"), ("LITERAL32", 0x12345678, "00000000", "12345678"),
    ("WORD32", 0x12345678, "00000000", "78563412"), ("HALF16", 0x1234, "0000", "3412"), ("BYTE8", 0x12, "ff", "12"),
])
def test_a_value_goes_into_its_bits_and_no_others(name: str, value: int, before: str, after: str) -> None:
    data = bytearray.fromhex("ee" + before + "ee")
    RELOCATIONS[name].insert(data, 1, value)
    assert data.hex() == "ee" + after + "ee"


def test_prefixes_and_mutations_of_an_object_raise_only_object_errors() -> None:
    data = write_object(unit(AsmOptions(debug=True)))
    rng = random.Random(4)
    for end in range(0, len(data), 7):
        with pytest.raises(ObjectError, match=r"^t\.o: "):
            read_object(data[:end], "t.o")
    for _ in range(1500):
        changed = bytearray(data)
        for _ in range(rng.randint(1, 4)):
            changed[rng.choice((rng.randrange(52), rng.randrange(len(data))))] = rng.randrange(256)
        assert told(read_object, bytes(changed), "t.o").startswith("t.o: ")


@pytest.mark.parametrize(("data", "message"), [
    (b"", "is no object file"), (b"#!/bin/sh\n", "is no object file"), (b"\x7fELF", "its header is cut off"),
])
def test_files_of_another_kind_are_refused(data: bytes, message: str) -> None:
    with pytest.raises(ObjectError, match=message):
        read_object(data, "x")


HXO = b"""{"version": 1, "entry": 4, "entry_symbol": null, "code": [620756992,
570425344, 16777216, 603979776, 1611661312, 0],
"rodata": "01020304", "externs": [], "imports": ["puts"],
"relocs": [{"type": "jump", "index": 1, "symbol": "here", "kind": "symbol", "section": "code"},
           {"type": "imm12", "index": 2, "symbol": "msg", "kind": "off16", "section": "code"},
           {"type": "imm12", "index": 3, "symbol": "puts", "kind": "symbol", "section": "code"},
           {"type": "imm32", "index": 5, "symbol": "msg", "kind": "lo16", "section": "code"},
           {"type": "data_word", "offset": 0, "symbol": "here", "kind": "symbol", "section": "rodata"}],
"symbols": {"here": {"section": "text", "offset": 4}},
"local_symbols": {"here": {"section": "text", "offset": 4, "abs_addr": 4},
                  "msg": {"section": "data", "offset": 2, "abs_addr": 16386}},
"metadata": {"values": [{"group": 1, "id": 2}], "commands": [{"group": 1, "id": 1, "handler": "here"}]}}"""


def test_an_hxo_object_becomes_an_object_of_the_v1_model() -> None:
    found = read_hxo(HXO, "old.hxo")
    text, data, values, commands = found.sections
    assert [(r.offset, r.type, r.symbol) for r in text.relocations] == [
        (4, "JUMP12", "here"), (8, "OFF16_SIGNED12", "msg"), (12, "PC12", "puts"), (20, "LO16_LITERAL32", "msg"),
    ]
    assert [(r.offset, r.type, r.symbol) for r in data.relocations] == [(0, "WORD32", "here")]
    assert (found.entry, found.isa, data.data.hex()) == ("$entry", 0, "01020304")
    assert {s.name: (s.section, s.value, s.binding) for s in found.symbols} == {
        "here": (".text", 4, Binding.GLOBAL), "msg": (".data", 2, Binding.LOCAL), "puts": (None, 0, Binding.GLOBAL),
        "$entry": (".text", 4, Binding.LOCAL),
    }
    assert (values.name, commands.name) == (".value", ".cmd")
    assert [(r.type, r.symbol) for r in commands.relocations] == [("NONE", "here")]


def test_mutated_hxo_files_raise_only_object_errors() -> None:
    rng = random.Random(5)
    for _ in range(1500):
        changed = bytearray(HXO)
        for _ in range(rng.randint(1, 3)):
            changed[rng.randrange(len(HXO))] = rng.choice(b'0123456789"{}[],:-ntf\xff')
        assert told(read_hxo, bytes(changed), "old.hxo").startswith("old.hxo: ")
