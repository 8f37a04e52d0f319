"""Operand forms of HSX-2 (isa.md): each operand shape by hand, and all rows by round trip."""

import random

import pytest

from hxe.isa import HSX2, ROWS, Row, Shape, Slot, decode, encode
from toolchain.asm.assemble import AsmOptions, assemble
from toolchain.diagnostics import DiagnosticError


def bytes_of(source: str) -> str:
    found = assemble(source, "t.s").section(".text")
    assert found is not None
    return found.data.hex()


def error_of(source: str, options: AsmOptions | None = None) -> str:
    with pytest.raises(DiagnosticError) as caught:
        assemble(source, "t.s", options)
    first = caught.value.diagnostics[0]
    return f"{first.span.line}:{first.span.column}: {first.message}"


@pytest.mark.parametrize(("line", "code"), [
    ("LDIW R1, #-1", "801fffff"),
    ("ADDI R1, R2, #-3", "8112fffd"),
    ("ANDI R1, R2, #0xFFFF", "8812ffff"),
    ("SHLI R1, R2, #31", "8c12001f"),
    ("EXTU R1, R2, #4, #8", "a21200e4"),
    ("LDX R1, [R2 + (R3 << 2) + 8]", "a5123808"),
    ("LDX R1, [R2+R3<<2+8]", "a5123808"),
    ("LDX R1, [R2 + R3]", "a5123000"),
    ("LDX R1, [R2 + R3 << 3 - 512]", "a5123e00"),
    ("STX [R2 + (R3 << 2) + 8], R1", "aa123808"),
    ("LDA R1, [#0x4000]", "af104000"),
    ("LDA R1, [0xFFFFF]", "af1fffff"),
    ("STA [#4], R15", "b4f00004"),
    ("LDS R1, [SP+8]", "b7100008"),
    ("LDS R1, [SP]", "b7100000"),
    ("STS [sp+0xFFFFF], R2", "bc2fffff"),
    ("LDD R4, [R1+8]", "bf410008"),
    ("PUSHM {R8-R11, R15}", "c3008f00"),
    ("PUSHM #0x8F00", "c3008f00"),
    ("POPRET {R0}", "d6000001"),
    ("ADJSP #-16", "d70ffff0"),
    ("SETSP R3", "d8030000"),
])
def test_each_operand_shape(line: str, code: str) -> None:
    name, rest = line.split(None, 1)
    row = next(row for row in HSX2 if row.name == name)
    expected = f"{row.opcode:02x}{code[2:]}"  # fields by hand; opcodes are the table's business
    assert bytes_of(line + "\n") == expected, rest


def _operand_text(row: Row, shape: Shape, slots: tuple[Slot, ...], values: list[int]) -> str:
    value = values[0]
    match shape:
        case Shape.REGISTER | Shape.PAIR:
            return f"R{value}"
        case Shape.MEMORY:
            return f"[R{value}+{values[1]}]"
        case Shape.INDEXED:
            return f"[R{value} + (R{values[1]} << {values[2]}) + {values[3]}]"
        case Shape.ABSOLUTE:
            return f"[#{value}]"
        case Shape.STACK:
            return f"[SP+{value}]"
        case Shape.REGISTERS:
            return f"#{value}"
        case Shape.CALL_NUMBER:
            return f"MOD={value}, FN={values[1]}"
        case _:
            return f"{value}"


@pytest.mark.parametrize("row", [row for row in ROWS if not row.table], ids=lambda row: row.name)
def test_every_row_assembles_to_what_it_encodes(row: Row) -> None:
    random.seed(row.name)
    for _ in range(20):
        values: list[int] = []
        texts: list[str] = []
        for operand in row.operands:
            chosen = [random.randrange(slot.low, slot.high + 1) & (~1 if slot.pair else ~0) for slot in operand.slots]
            if operand.slots[0].name == "len":
                chosen = [random.randint(1, 32 - values[-1])]
            values += chosen
            texts.append(_operand_text(row, operand.shape, operand.slots, chosen))
        expected = encode(row.name, *values, *(0 for _ in row.hidden))
        code = bytes.fromhex(bytes_of(f"{row.name} {', '.join(texts)}\n"))
        assert code == b"".join(word.to_bytes(4, "big") for word in expected)
        words = [int.from_bytes(code[at : at + 4], "big") for at in range(0, len(code), 4)]
        assert decode(*words).row is row


def test_a_jump_table_holds_distances_from_its_tbr() -> None:
    code = bytes_of("a: RET\nTBR R3, #2\n.branch a, b\n.branch 1f\nb: RET\n1: RET\n")
    assert code[16:] == "ffffffff00000004000000052500000025000000"


@pytest.mark.parametrize(("source", "message"), [
    ("TBR R1, #1\n.branch a\na: RET\n", "1:1: TBR needs 2 targets in .branch lines directly after it, 1 missing"),
    ("TBR R1, #0\n.branch a, a\na: RET\n", "2:12: TBR has 1 target, here is another"),
    ("TBR R1, #1\n.branch a\n.branch a, a\na: RET\n", "3:12: TBR has 2 targets, here is another"),
    ("a: .branch a\n", "1:4: .branch belongs directly after a TBR"),
    ("TBR R1, #1\n", "1:1: TBR needs 2 targets in .branch lines directly after it, 2 missing"),
    ("LDD R3, [R1]\n", "1:5: R3 cannot start a register pair: expected an even register"),
    ("EXTU R1, R2, #30, #3\n", "1:6: EXTU: bits 30..32 lie outside the 32-bit word"),
    ("LDX R1, [R2+4]\n", "1:9: LDX expects [Rb + (Rc << shift) + offset]"),
    ("LD R1, [R2+R3]\n", "1:8: LD has no index register: the indexed forms end in X"),
    ("LD R1, [SP+4]\n", "1:8: LD expects [Rs+offset]; the stack forms are LDS, STS ..."),
    ("LDX R1, [R2+R3<<4]\n", "1:17: an index register is shifted by 0, 1, 2 or 3"),
    ("LDX R1, [R2+R3+R4]\n", "1:16: an address has one base and at most one index register"),
    ("LD R1, [R2-R3]\n", "1:12: a register cannot be subtracted from an address"),
    ("LDA R1, [R2]\n", "1:9: LDA expects an address: [#number] or [symbol]"),
    ("PUSHM R1\n", "1:7: PUSHM expects registers in braces, for example {R8-R11, R15}"),
    ("PUSHM {R3-R1}\n", "1:8: this range runs backwards: expected R1-R3"),
    ("PUSHM {R16}\n", "1:8: 'R16' is no register: expected R0..R15"),
    ("ADDI R1, R2, R3\n", "1:14: ADDI takes Rn, Rn, #number: expected a number (-32768..32767), found register R3"),
    ("ADDI R1 R2 3\n", "1:9: unexpected 'R2' in operand"),
    ("SHLI R1, R2, #32\n", "1:15: 32 does not fit: expected 0..31"),
])
def test_wrong_operands_are_named(source: str, message: str) -> None:
    assert error_of(source) == message


def test_isa_bits_follow_the_rows_used_in_each_section() -> None:
    unit = assemble("ADDF R1, R2, R3\n.section .text.b\nADDL R2, R4, R6\n.section .text.c\nRET\n", "t.s")
    assert [(section.name, section.isa) for section in unit.sections] == [(".text", 4), (".text.b", 2), (".text.c", 0)]
    assert unit.isa == 6


def test_the_model_directive_and_option_set_the_flat_bit() -> None:
    assert assemble("RET\n", "t.s").isa == 0
    assert assemble(".model flat\nRET\n", "t.s").isa == 1 << 31
    assert assemble("RET\n", "t.s", AsmOptions(model="flat")).isa == 1 << 31


def test_hsx1_only_refuses_hsx2_rows() -> None:
    assert error_of("RET\nBR 2\n", AsmOptions(hsx1_only=True)) == "2:1: BR is an HSX-2 instruction, not part of hsx1"
