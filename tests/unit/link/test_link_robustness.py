"""Damaged and odd objects, linked: an image or one of our errors, never another exception."""

import random

import pytest

from hxe.errors import HsxError
from hxe.format import write_image
from toolchain.asm.assemble import AsmOptions, assemble
from toolchain.diagnostics import DiagnosticError
from toolchain.link.link import link
from toolchain.link.program import LinkOptions
from toolchain.obj.object import Binding, Kind, ObjectFile, Relocation, Section, Symbol
from toolchain.obj.read import read_object
from toolchain.obj.relocs import RELOCATIONS
from toolchain.obj.write import write_object

SOURCE = """
    .global _start
    .extern puts
_start:
    CALL f
    JZ _start
    LDI32 R1, msg + 4
    LDA R2, [count]
    RET
    .section .text.f, "ax"
f:  RET
    .section .rodata.msg
msg: .asciz "hello"
    .data
count: .word f, lo16(msg), msg - 4
    .bss
    .space 16
    .section .comment
    .asciz "made by hand"
    .cmd {"group": 1, "id": 1, "handler": "f", "name": "go"}
    .mailbox {"target": "app:x"}
"""


def outcome(units: list[ObjectFile]) -> str:
    """What linking says: its error, or that all is well."""
    try:
        write_image(link(units, LinkOptions(debug=True)).image)
    except HsxError as error:
        return str(error)
    return "linked"


@pytest.mark.parametrize("model", ["v1", "flat"])
def test_mutated_objects_link_or_are_refused(model: str) -> None:
    data = write_object(assemble(SOURCE, "a.s", AsmOptions(model=model, debug=True)))
    rng = random.Random(7)
    outcomes: dict[bool, int] = {True: 0, False: 0}
    for _ in range(800):
        changed = bytearray(data)
        for _ in range(rng.randint(1, 3)):
            changed[rng.randrange(52, len(data))] = rng.choice([0, 1, 255, rng.randrange(256)])
        try:
            unit = read_object(bytes(changed), "a.o")
        except HsxError:
            continue
        told = outcome([unit])
        assert told
        outcomes[told == "linked"] += 1
    assert min(outcomes.values()) > 20  # the mutations reach both ends


def test_random_relocations_never_break_the_linker() -> None:
    rng = random.Random(8)
    for _ in range(400):
        unit = assemble(SOURCE, "a.s", AsmOptions(model=rng.choice(["v1", "flat"])))
        places = [section for section in unit.sections if section.data]
        names = [symbol.name for symbol in unit.symbols]
        for _ in range(5):
            section = rng.choice(places)
            row = rng.choice(list(RELOCATIONS.values()))
            if len(section.data) >= row.size:
                offset = rng.randrange(len(section.data) - row.size + 1)
                section.relocations.append(Relocation(offset, row.name, rng.choice(names), rng.randrange(-9, 1 << 31)))
        assert outcome([read_object(write_object(unit), "a.o")])


def test_a_reference_into_a_section_that_is_not_loaded_is_an_error() -> None:
    source = '.global _start\n_start: LDI32 R1, note\nRET\n.section .comment\nnote: .asciz "x"\n'
    with pytest.raises(DiagnosticError, match=r"'note' lies in section \.comment, which is not loaded"):
        link([assemble(source, "a.s")])


def test_the_entry_must_be_in_code() -> None:
    with pytest.raises(DiagnosticError, match="the entry symbol '_start' is no place in code"):
        link([assemble(".model flat\n.data\n.global _start\n_start: .word 0\n", "a.s")])


def test_a_unit_of_zeroed_data_larger_than_any_memory_is_refused() -> None:
    sections = [Section(".text", Kind.TEXT, bytearray(4)), Section(".bss", Kind.BSS, bss_size=0xFFFFFFFF)]
    unit = ObjectFile("a.o", sections, [Symbol("_start", ".text", binding=Binding.GLOBAL)])
    with pytest.raises(DiagnosticError, match="data memory overflows"):
        link([unit])
