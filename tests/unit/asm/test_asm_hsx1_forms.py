"""Every operand form and directive that v1's assembler accepts gives the stated bytes (hsx1-facts 1.2, 1.3, 2)."""

from pathlib import Path

import pytest

from toolchain.asm.assemble import assemble
from toolchain.diagnostics import DiagnosticError
from toolchain.obj.object import Binding, Kind, ObjectFile


def bytes_of(source: str, section: str = ".text") -> str:
    found = assemble(source, "t.s").section(section)
    assert found is not None
    return found.data.hex()


def data_of(lines: str) -> str:
    return bytes_of(f".data\n{lines}\n", ".data")


def errors_of(source: str) -> list[str]:
    with pytest.raises(DiagnosticError) as caught:
        assemble(source, "t.s")
    return [f"{d.span.line}:{d.span.column}: {d.message}" for d in caught.value.diagnostics]


@pytest.mark.parametrize(("line", "code"), [
    ("LDI R1, 5", "01100005"),
    ("LDI R15, -2048", "01f00800"),
    ("LDI R0, 2047", "010007ff"),
    ("LDI R1, -1", "01100fff"),
    ("LDI R1, 0x10", "01100010"),
    ("LDI R1, 0b101", "01100005"),
    ("LDI R1, 'A'", "01100041"),
    ("LDI R1, 1_000", "011003e8"),
    ("LDI R1, #7", "01100007"),
    ("ldi r1, 5", "01100005"),
    ("LDI R1 5", "01100005"),
    ("LDI R1 -4", "01100ffc"),
    ("LDI R1,5", "01100005"),
    ("  LDI   R1  ,  5   ", "01100005"),
    ("LDI R1, 5 ; five", "01100005"),
    ("LDI32 R2, 0x12345678", "6020000012345678"),
    ("LDI32 R2, -1", "60200000ffffffff"),
    ("LDI32 R2 4096", "6020000000001000"),
    ("LDI32 R2, lo16(0x12345678)", "6020000000005678"),
    ("LDI32 R2, hi16(0x12345678)", "6020000000001234"),
    ("LD R1, [R2+8]", "02120008"),
    ("LD R1, [R2+-8]", "02120ff8"),
    ("LD R1, [R7-4]", "02170ffc"),
    ("LD R1, [R7]", "02170000"),
    ("LD R1, [R7 + 4]", "02170004"),
    ("LD R1 [R2+8]", "02120008"),
    ("LDB R3, [R4+1]", "06340001"),
    ("LDH R3, [R4+2]", "07340002"),
    ("ST [R1+4], R2", "03012004"),
    ("ST [R1+4] R2", "03012004"),
    ("STB [R1+-1], R2", "08012fff"),
    ("STH [R1+2], R15", "0901f002"),
    ("MOV R1, R2", "04120000"),
    ("ADD R1, R2, R3", "10123000"),
    ("ADD R1 R2 R3", "10123000"),
    ("SUB R1, R2, R3", "11123000"),
    ("MUL R1, R2, R3", "12123000"),
    ("DIV R1, R2, R3", "13123000"),
    ("AND R1, R2, R3", "14123000"),
    ("OR R1, R2, R3", "15123000"),
    ("XOR R1, R2, R3", "16123000"),
    ("NOT R1, R2", "17120000"),
    ("CMP R1, R2", "20012000"),
    ("JMP 16", "21000010"),
    ("JZ 0x7FF", "220007ff"),
    ("JNZ 0", "23000000"),
    ("CALL 4", "24000004"),
    ("CALL -4", "24000ffc"),
    ("RET", "25000000"),
    ("SVC 0x101", "30000101"),
    ("SVC MOD=5, FN=2", "30000502"),
    ("SVC MOD=0x5 FN=0x2", "30000502"),
    ("svc mod=5, fn=2", "30000502"),
    ("LSL R1, R2, R3", "31123000"),
    ("LSR R1, R2, R3", "32123000"),
    ("ASR R1, R2, R3", "33123000"),
    ("ADC R1, R2, R3", "34123000"),
    ("SBC R1, R2, R3", "35123000"),
    ("PUSH R7", "40070000"),
    ("POP R12", "41c00000"),
    ("FADD R1, R2, R3", "50123000"),
    ("FSUB R1, R2, R3", "51123000"),
    ("FMUL R1, R2, R3", "52123000"),
    ("FDIV R1, R2, R3", "53123000"),
    ("I2F R1, R2", "54120000"),
    ("F2I R1, R2", "55120000"),
    ("BRK", "7f000000"),
    ("BRK 255", "7f0000ff"),
    ("BRK #1", "7f000001"),
])
def test_instruction_forms(line: str, code: str) -> None:
    assert bytes_of(line + "\n") == code


@pytest.mark.parametrize(("lines", "data"), [
    (".byte 1, 0x80, -1, 'A', \"hi\"", "0180ff416869"),
    (".byte 300", "2c"),
    (".half 1, 0xFFFF, -2", "0100fffffeff"),
    (".hword 0x1234", "3412"),
    (".word 1, -1, 0x12345678", "01000000ffffffff78563412"),
    (".word 5 \n.byte 1", "0500000001"),
    ('.ascii "ab"', "6162"),
    ('.asciz "ab"', "616200"),
    ('.string ""', "00"),
    ('.ascii "\u00e9"', "e9"),
    (".byte 1\n.align 4\n.byte 2", "0100000002"),
    (".byte 1\n.align 3\n.byte 2", "01000002"),
    (".zero 3", "000000"),
    (".BYTE 1", "01"),
])
def test_data_directives(lines: str, data: str) -> None:
    assert data_of(lines) == data


@pytest.mark.parametrize(("escape", "data"), [
    (r"\n", "0a"), (r"\r", "0d"), (r"\t", "09"), (r"\\", "5c"), (r"\0", "00"), (r"\x41", "41"), (r"\"", "22"),
    (r"\q", "71"), (r"a\x4a1", "614a31"), (r"\101", "41"), (r"\e", "1b"),
])
def test_escapes_in_strings_emit_one_byte(escape: str, data: str) -> None:
    assert data_of(f'.ascii "{escape}"') == data


def test_a_semicolon_in_a_string_is_no_comment() -> None:
    assert data_of('.ascii "a;b" ; comment "x"') == "613b62"


def test_org_pads_code_with_zero_words_up_to_its_offset_and_never_back() -> None:
    assert bytes_of("RET\n.org 8\nRET\n.org 4\nRET\n") == "25000000" + "00000000" + "25000000" * 2


def test_call_to_a_label_holds_the_distance_in_words() -> None:
    assert bytes_of("f: RET\nCALL f\nCALL g\ng: RET\n") == "2500000024000fff2400000125000000"


def test_jump_to_a_label_is_relocated_to_its_absolute_address() -> None:
    unit = assemble("a: RET\nJZ a\n", "t.s")
    text = unit.section(".text")
    assert text is not None
    assert text.data.hex() == "2500000022000000"
    assert [(r.offset, r.type, r.symbol, r.addend) for r in text.relocations] == [(4, "JUMP12", "a", 0)]


@pytest.mark.parametrize(("line", "kind"), [
    ("LDI R1, sym", "SIGNED12"), ("LDI R1, lo16(sym)", "LO16_SIGNED12"), ("LDI R1, hi16(sym)", "HI16_SIGNED12"),
    ("LDI R1, off16(sym)", "OFF16_SIGNED12"), ("LD R1, [R2+sym]", "SIGNED12"),
    ("ST [R2+lo16(sym)], R1", "LO16_SIGNED12"),
])
def test_a_symbol_in_a_twelve_bit_field_is_relocated(line: str, kind: str) -> None:
    text = assemble(f"{line}\n.data\nsym: .word 0\n", "t.s").section(".text")
    assert text is not None
    assert [(r.offset, r.type, r.symbol) for r in text.relocations] == [(0, kind, "sym")]


@pytest.mark.parametrize(("part", "kind"), [
    ("sym", "LITERAL32"), ("lo16(sym)", "LO16_LITERAL32"), ("hi16(sym)", "HI16_LITERAL32"),
    ("off16(sym)", "OFF16_LITERAL32"),
])
def test_a_symbol_in_ldi32_is_relocated_in_its_second_word(part: str, kind: str) -> None:
    text = assemble(f"RET\nLDI32 R1, {part}\n.data\nsym: .word 0\n", "t.s").section(".text")
    assert text is not None
    assert [(r.offset, r.type, r.symbol) for r in text.relocations] == [(8, kind, "sym")]


def test_symbols_in_data_are_relocated_by_the_size_of_the_place() -> None:
    data = assemble(".data\na: .word a\n.half a, lo16(a), hi16(a), off16(a)\n.byte a\n", "t.s").section(".data")
    assert data is not None
    assert [(r.offset, r.type) for r in data.relocations] == [
        (0, "WORD32"), (4, "HALF16"), (6, "LO16_HALF16"), (8, "HI16_HALF16"), (10, "OFF16_HALF16"), (12, "BYTE8"),
    ]


def symbol_table(unit: ObjectFile) -> dict[str, tuple[str | None, int, Binding]]:
    return {symbol.name: (symbol.section, symbol.value, symbol.binding) for symbol in unit.symbols}


def test_labels_are_local_until_exported_and_imports_are_undefined() -> None:
    unit = assemble(".import puts\n.export f\na: RET\nf: CALL puts\n.extern g\ng: RET\n", "t.s")
    assert symbol_table(unit) == {
        "a": (".text", 0, Binding.LOCAL), "f": (".text", 4, Binding.GLOBAL), "g": (".text", 8, Binding.GLOBAL),
        "puts": (None, 0, Binding.GLOBAL),
    }


def test_an_import_is_listed_even_if_unused_but_an_unused_extern_is_not() -> None:
    unit = assemble(".import a\n.extern b\nRET\n", "t.s")
    assert symbol_table(unit) == {"a": (None, 0, Binding.GLOBAL)}


def test_export_after_the_label_counts_as_well() -> None:
    assert symbol_table(assemble("f: RET\n.export f\n", "t.s")) == {"f": (".text", 0, Binding.GLOBAL)}


@pytest.mark.parametrize(("source", "place"), [
    ("RET\n.entry\nRET\n", 4), ("RET\n.entry 0\nRET\n", 0), ("RET\nmain: RET\n.entry main\n", 4),
])
def test_entry_here_by_number_and_by_symbol(source: str, place: int) -> None:
    unit = assemble(source, "t.s")
    found = [symbol for symbol in unit.symbols if symbol.name == unit.entry]
    assert [(symbol.section, symbol.value) for symbol in found] == [(".text", place)]


def test_an_entry_symbol_is_exported() -> None:
    unit = assemble("main: RET\n.entry main\n", "t.s")
    assert unit.entry == "main"
    assert symbol_table(unit) == {"main": (".text", 0, Binding.GLOBAL)}


def test_entry_in_data_is_an_error() -> None:
    assert errors_of(".data\n.entry\n") == ["2:1: .entry is only valid in a .text section"]


def test_include_is_textual_and_relative_to_the_including_file(tmp_path: Path) -> None:
    folder = tmp_path / "inc"
    folder.mkdir()
    (folder / "a.s").write_text('.include "b.s"\n')
    (folder / "b.s").write_text("b: RET\n")
    unit = assemble(".include inc/a.s\nCALL b\n", str(tmp_path / "main.s"))
    text = unit.section(".text")
    assert text is not None
    assert text.data.hex() == "2500000024000fff"


def test_recursive_include_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.s").write_text('.include "a.s"\n')
    with pytest.raises(DiagnosticError, match=r"recursive \.include of 'a\.s'"):
        assemble('.include "a.s"\n', str(tmp_path / "main.s"))


def test_a_missing_include_is_an_error() -> None:
    assert errors_of('.include "no/such.s"\n') == ["1:10: cannot include 'no/such.s': No such file or directory"]


@pytest.mark.parametrize(("source", "message"), [
    ("JMP nowhere", "1:5: unknown label 'nowhere': if another file defines it, declare it with .extern nowhere"),
    ("FOO R1", "1:1: unknown mnemonic 'FOO'"),
    ("ADDD R1, R2", "1:6: ADDD takes even Rn, even Rn, even Rn, found 2 operands"),
    (".textfoo", "1:1: unknown directive '.textfoo'"),
    ("MOV SP, R1", "1:5: bad register 'SP': expected R0..R15; SP has its own instructions (GETSP, ADJSP, LDS ...)"),
    ("LD R1, 5", "1:8: LD expects [Rs+offset]"),
    ("ST 5, R1", "1:4: ST expects [Rs+offset]"),
    ("BRK 256", "1:5: 256 does not fit: expected 0..255"),
    ("LDI R1, 2048", "1:9: 2048 does not fit: expected -2048..2047; LDIW or LDI32 can hold it"),
    ("LDI R1, -2049", "1:9: -2049 does not fit: expected -2048..2047; LDIW or LDI32 can hold it"),
    ("SVC 0x05, 0x02", "1:5: two numbers are no system call: write SVC MOD=0x05, FN=0x02"),
    ("JMP -4", "1:5: -4 does not fit: expected 0..4095"),
    ("CALL 2048", "1:6: 2048 does not fit: expected -2048..2047"),
    ("MOV R1, R2, R3", "1:5: MOV takes Rn, Rn, found 3 operands"),
    ("LD R1, [R2+4] junk", "1:15: unexpected 'junk' in operand"),
    ("RET R1", "1:5: RET takes no operand, found 1 operand"),
    ("x: RET\nx: RET", "2:1: duplicate label 'x'"),
    ("LDI R1, off16(x)\nx: RET", None),
    (".data\n.foo 1", "2:1: unknown directive '.foo'"),
    (".data\nRET", "2:1: instruction RET cannot stand in section .data: expected a section of code"),
    (".ascii 5", "1:1: .ascii cannot stand in section .text: expected a section of data or constants"),
    (".data\n.ascii abc", "2:8: expected a string in double quotes"),
    ('.data\n.ascii "\u20ac"',
     "2:8: '\u20ac' is no single byte: write the bytes of its encoding as \\x escapes"),
])
def test_mistakes_are_named_where_they_are(source: str, message: str | None) -> None:
    if message is None:  # off16 of a code symbol: only the linker knows what is data
        assemble(source + "\n", "t.s")
        return
    assert errors_of(source + "\n")[0].startswith(message)


def test_several_errors_are_told_in_the_order_of_their_lines() -> None:
    found = errors_of("LDI R1, later\nFOO\nRET\n.byt 1\n")
    assert [message.partition(":")[0] for message in found] == ["1", "2", "4"]


def test_metadata_declarations_become_sections_of_json_lines() -> None:
    unit = assemble("""
h: RET
.value {"group": 1, "id": 0x02,
        "name": "t;x"} ; two lines
.value [{"group": 1, "id": 3}, {"group": 1, "id": 4}]
.cmd {"group": 1, "id": 1, "handler": "h"}
.mailbox {"target": "app:x", "capacity": 64}
""", "t.s")
    lines = {section.name: section.data.decode().splitlines() for section in unit.sections
             if section.kind is Kind.METADATA}
    assert lines == {
        ".value": ['{"group":1,"id":2,"name":"t;x"}', '{"group":1,"id":3}', '{"group":1,"id":4}'],
        ".cmd": ['{"group":1,"handler":"h","id":1}'],
        ".mailbox": ['{"capacity":64,"target":"app:x"}'],
    }
    commands = unit.section(".cmd")
    assert commands is not None
    assert [(r.type, r.symbol) for r in commands.relocations] == [("NONE", "h")]


@pytest.mark.parametrize(("directive", "message"), [
    ('.value {"id": 1}', '"group" is missing: expected a number 0..255'),
    ('.value {"group": 256, "id": 1}', '"group" is 256: expected a whole number 0..255'),
    ('.value {"group": 1, "id": 1, "flags": "RO|WHAT"}', 'unknown flag "WHAT"'),
    ('.value {"group": 1, "id": 1, "auth": "KING"}', 'unknown level "KING" of "auth"'),
    ('.value {"group": 1, "id": 1, "init": 70000}', '"init" is 70000: expected a number of half precision'),
    ('.cmd {"group": 1, "id": 1, "help": 5}', '"help" is 5: expected a text'),
    ('.mailbox {"capacity": 5}', "mailbox metadata missing name"),
    ('.mailbox {"target": "app:x", "mode": "SIDEWAYS"}', "unknown mailbox mode 'SIDEWAYS'"),
    (".mailbox []", "expected an object or a non-empty array of objects, found an empty array"),
    (".mailbox [5]", "expected a JSON object, found 5"),
    (".mailbox {", "the JSON of .mailbox is never closed"),
    (".mailbox {'a': 1}", "invalid JSON"),
])
def test_bad_declarations_are_errors(directive: str, message: str) -> None:
    assert message in errors_of(directive + "\n")[0]


@pytest.mark.parametrize(("key", "value", "raw"), [
    ("init", "1.5", 0x3E00), ("init_raw", "0x3E00", 0x3E00), ("min", "-2", 0xC000), ("max_raw", "5", 5),
    ("epsilon", "0.5", 0x3800),
])
def test_half_precision_numbers_come_as_number_or_raw(key: str, value: str, raw: int) -> None:
    from toolchain.obj.metadata import parse_declarations, value_from_json

    section = assemble(f'.value {{"group": 1, "id": 1, "{key}": {value}}}\n', "t.s").section(".value")
    assert section is not None
    spec = value_from_json(parse_declarations(section.data.decode())[0])
    assert raw in {spec.init, spec.minimum, spec.maximum, spec.epsilon}
