"""Disassembly: one line of text per operand shape, names, tables, and words that are no instruction."""

import random

import pytest

from hxe import abi
from hxe.disasm import Names, call_name, disassemble, disassemble_at, format_line, listing
from hxe.image import ImageSymbol
from hxe.isa import LITERAL_SLOT, ROWS, SLOTS, Row, Slot, decode, encode
from tests.unit.hxe.image_builders import BY_HAND_C


def text_of(*words: int, at: int = 0, names: Names | None = None) -> str:
    code = bytes(at) + b"".join(word.to_bytes(4, "big") for word in words)
    return disassemble_at(code, at, names or Names()).text


FORMS = [
    (("LDI", 1, -5), "LDI    R1, #-5"),
    (("LD", 1, 2, 0), "LD     R1, [R2]"),
    (("LDB", 1, 2, 8), "LDB    R1, [R2+8]"),
    (("ST", 7, -4, 3), "ST     [R7-4], R3"),
    (("MOV", 3, 4), "MOV    R3, R4"),
    (("CMP", 3, 4), "CMP    R3, R4"),
    (("RET",), "RET"),
    (("SVC", 5, 2), "SVC    MOD=5, FN=2"),
    (("PUSH", 9), "PUSH   R9"),
    (("POP", 9), "POP    R9"),
    (("LDI32", 1, 0x12345678), "LDI32  R1, #0x12345678"),
    (("BRK", 7), "BRK    #7"),
    (("LDX", 1, 2, 3, 2, 8), "LDX    R1, [R2 + (R3 << 2) + 8]"),
    (("STBX", 2, 3, 0, -1, 1), "STBX   [R2 + R3 - 1], R1"),
    (("LDA", 1, 0x1234), "LDA    R1, [#0x1234]"),
    (("STS", 12, 3), "STS    [SP+12], R3"),
    (("LDD", 4, 2, 8), "LDD    R4, [R2+8]"),
    (("PUSHM", 0x8F00), "PUSHM  {R8-R11, R15}"),
    (("POPRET", 0x0101), "POPRET {R0, R8}"),
    (("POPM", 0xFFFF), "POPM   {R0-R15}"),
    (("POPM", 0), "POPM   #0"),
    (("EXTU", 1, 2, 4, 8), "EXTU   R1, R2, #4, #8"),
    (("MADD", 1, 2, 3, 4), "MADD   R1, R2, R3, R4"),
    (("BEQI", 1, -8, 2), "BEQI   R1, #-8, 0x8"),
]


@pytest.mark.parametrize(("insn", "text"), FORMS, ids=[row[1] for row in FORMS])
def test_an_instruction_prints_as_it_is_written(insn: tuple[str, *tuple[int, ...]], text: str) -> None:
    assert text_of(*encode(insn[0], *insn[1:])) == text


@pytest.mark.parametrize("name", ["BR", "CALLW", "BZ", "BNZ"])
def test_a_target_counts_from_the_instruction(name: str) -> None:
    assert text_of(*encode(name, -2), at=16) == f"{name:<7}0x8"


def test_v1_jumps_name_an_absolute_byte_address() -> None:
    assert text_of(*encode("JNZ", 0x18), at=8) == "JNZ    0x18"


def test_v1_calls_relative_to_a_register_say_so() -> None:
    assert text_of(0x24030002) == "CALL   R3+8"
    assert text_of(0x24000FFC, at=16) == "CALL   0x0"


def test_targets_have_the_names_of_the_symbols_around_them() -> None:
    names = Names([ImageSymbol("first", 0, 8), ImageSymbol("open_ended", 16), ImageSymbol("data", 8, 4, 1)])
    assert text_of(*encode("BR", -2), at=8, names=names) == "BR     0x0 <first>"
    assert text_of(*encode("BR", -1), at=8, names=names) == "BR     0x4 <first+0x4>"
    assert text_of(*encode("BR", 0), at=8, names=names) == "BR     0x8"
    assert text_of(*encode("BR", 5), at=8, names=names) == "BR     0x1C <open_ended+0xC>"


def test_a_system_call_is_noted_by_name() -> None:
    assert call_name(5, 2) == "MBX SEND"
    assert call_name(6, 0) == "EXEC SLEEP"
    assert call_name(1, 0) == "TASK EXIT"
    assert (call_name(5, 99), call_name(3, 0), call_name(15, 0)) == ("", "", "")


def test_data_addresses_are_noted_by_name() -> None:
    names = Names([ImageSymbol("table", 0x1234, 8, abi.HxeSymbolKind.DATA)])
    code = b"".join(w.to_bytes(4, "big") for w in (*encode("LDA", 1, 0x1238), *encode("LDI32", 1, 0x1234)))
    assert [line.note for line in disassemble(code, names)] == ["table+0x4", "table"]


@pytest.mark.parametrize("word", [0x00000000, 0x05000000, 0xFF000000, 0xEE0000FF, 0x80F00000 | 1 << 31 | 0x7F000000])
def test_a_word_that_is_no_instruction_is_shown_as_data(word: int) -> None:
    assert text_of(word) == f".word  0x{word:08X}"


def test_a_literal_that_the_code_lacks_is_no_instruction() -> None:
    assert text_of(0x60100000) == ".word  0x60100000"


def test_the_table_after_a_tbr_is_shown_as_targets() -> None:
    code = b"".join(w.to_bytes(4, "big") for w in (*encode("TBR", 3, 1), 4, 0xFFFFFFFF, *encode("RET")))
    lines = list(disassemble(bytes(4) + code))
    assert [(line.address, line.text) for line in lines[1:]] == [
        (4, "TBR    R3, #1"),
        (8, ".branch 0x14"),
        (12, ".branch 0x0"),
        (16, "RET"),
    ]


def test_a_table_that_runs_out_of_the_code_ends_with_it() -> None:
    code = b"".join(w.to_bytes(4, "big") for w in (*encode("TBR", 3, 65535), 1))
    assert [line.address for line in disassemble(code)] == [0, 4]


def test_a_part_of_the_code_can_be_listed() -> None:
    code = BY_HAND_C[96:]
    assert [line.address for line in disassemble(code, start=8, end=16)] == [8, 12]


def test_the_listing_of_image_c() -> None:
    names = Names([ImageSymbol("f", 0, 8), ImageSymbol("main", 8, 24)])
    assert list(listing(disassemble(BY_HAND_C[96:], names))) == [
        "00000000 <f>:",
        "     0:  10011000           ADD    R0, R1, R1",
        "     4:  25000000           RET",
        "",
        "00000008 <main>:",
        "     8:  01100015           LDI    R1, #21",
        "     C:  40010000           PUSH   R1",
        "    10:  24000FFC           CALL   0x0 <f>",
        "    14:  41200000           POP    R2",
        "    18:  11002000           SUB    R0, R0, R2",
        "    1C:  25000000           RET",
    ]


def test_a_note_stands_behind_a_semicolon() -> None:
    line = disassemble_at(bytes.fromhex("30000502"), 0)
    assert format_line(line) == "     0:  30000502           SVC    MOD=5, FN=2                ; MBX SEND"


def operand_values(rng: random.Random, row: Row) -> list[int]:
    return [rng.choice((slot.low, slot.high, rng.randint(slot.low, slot.high))) & even(slot) for slot in row.slots]


def even(slot: Slot) -> int:
    return ~1 if slot.pair else ~0


def test_every_row_prints_with_its_name_and_all_its_operands() -> None:
    rng = random.Random(5)
    for row in ROWS:
        for _ in range(20):
            values = operand_values(rng, row)
            if row.slots and row.slots[-1] is SLOTS["len"]:
                values[-1] = min(values[-1], 32 - values[-2])
            line = disassemble_at(b"".join(w.to_bytes(4, "big") for w in encode(row.name, *values)), 0)
            assert line.text.split()[0] == row.name
            assert len(line.words) == (2 if LITERAL_SLOT in row.slots else 1)


def test_random_words_decode_to_their_own_text_or_to_data() -> None:
    rng = random.Random(6)
    for _ in range(20000):
        word = rng.getrandbits(32)
        line = disassemble_at(word.to_bytes(4, "big") + bytes(4), 0)
        if line.text.startswith(".word"):
            continue
        assert decode(word).row.name == line.text.split()[0]
