"""Mutated and random sources: an object or a DiagnosticError with a place, never another exception, never for long."""

import random

import pytest

from hxe.isa import ROWS
from toolchain.asm.assemble import assemble
from toolchain.asm.directives import DIRECTIVES
from toolchain.diagnostics import DiagnosticError, SourceLines, render

SOURCE = """
    .model flat
    .file 1 "a.c"
    .section .text.main
    .global main
    .type main, @function
main: PUSHM {R8-R11, R15}
    .loc 1 3 5
    LDIW R1, #msg
    LDX R2, [R1 + (R3 << 2) - 8]
    BEQ R1, R2, 1f
    TBR R4, #1
    .branch main, 1f
1:  LD R5, [R1 + size - 4]
    CALLW puts
    SVC MOD=1, FN=0
    POPRET {R8-R11, R15}
    .size main, . - main
    .extern puts
    .section .rodata.msg, "a"
msg: .asciz "hi\\n\\x41;"
    .align 4
    .equ size, (. - msg) * 2 + 'a'
    .word msg + 4, lo16(msg), size
    .bss
    .space 16
    .macro m a, b=1
    .if \\a
    .byte \\b
    .endif
    .endm
    .data
    m 1, 2
    .rept 3
    .half 1, -1
    .endr
    .cmd {"group": 1, "id": 2,
          "handler": "main"}
    .mailbox {"target": "app:x", "capacity": 64}
"""
_PIECES = [*" \t\n,;:#[](){}+-*/<>=\"'\\.|&~!0179xRrSPabf@%$_\u00e9\u20ac\x00\x02", "0x",
           "lo16(", ".if 1\n", ".rept 9\n",
           ".macro q\n", ".endm\n", '.include "x"', "1f", "9" * 20, ".org ", ".space 0x7FFFFFFF", "{R1-"]


def check(source: str) -> None:
    """Assemble; what is told can be rendered, and is something."""
    sources = SourceLines()
    sources.add("t.s", source)
    told = "no error"
    try:
        assemble(source, "t.s")
    except DiagnosticError as error:
        told = render(error.diagnostics, sources)
    assert told


def mutated(source: str, rng: random.Random) -> str:
    text = source
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(text) + 1)
        match rng.randrange(4):
            case 0:
                text = text[:at] + rng.choice(_PIECES) + text[at:]
            case 1:
                text = text[:at] + text[at + rng.randint(1, 8) :]
            case 2:
                lines = text.split("\n")
                rng.shuffle(lines)
                text = "\n".join(lines)
            case _:
                other = rng.randrange(len(text) + 1)
                text = text[:at] + text[other : other + 20] + text[at:]
    return text


def test_the_unmutated_source_assembles() -> None:
    assemble(SOURCE, "t.s")


@pytest.mark.parametrize("seed", range(20))
def test_mutated_sources_never_break_the_assembler(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(40):
        check(mutated(SOURCE, rng))


def test_random_statements_never_break_the_assembler() -> None:
    rng = random.Random(3)
    names = [row.name for row in ROWS] + list(DIRECTIVES)
    names.remove(".rept")
    operands = ["R1", "r15", "#5", "-1", "x", "[R1+4]", "[x]", "[SP]", "{R1}", '"s"', "'c'", "MOD=1", "FN=2", "1f", "",
                "x-y", ".", "65536", "@function", "{", '{"group":1,"id":1}', "16"]
    for _ in range(60):
        lines = [f"{rng.choice(['', 'x: ', 'y: ', '1: '])}{rng.choice(names)} "
                 f"{', '.join(rng.choices(operands, k=rng.randrange(5)))}" for _ in range(60)]
        check("\n".join(lines) + "\n")


def test_every_prefix_of_a_source_is_handled() -> None:
    for end in range(0, len(SOURCE), 3):
        check(SOURCE[:end])
