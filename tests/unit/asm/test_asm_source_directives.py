"""What the assembler has beyond v1: sections, symbols, macros, conditions, numeric labels, relaxation, listings."""

from pathlib import Path

import pytest

from toolchain.asm.assemble import AsmOptions, assemble
from toolchain.asm.listing import render_listing
from toolchain.asm.unit import ListingRow
from toolchain.diagnostics import Diagnostic, DiagnosticError
from toolchain.obj.object import Binding, Kind


def section_of(source: str, name: str, options: AsmOptions | None = None) -> bytes:
    found = assemble(source, "t.s", options).section(name)
    assert found is not None
    return bytes(found.data)


def data_of(lines: str) -> str:
    return section_of(f".data\n{lines}\n", ".data").hex()


def code_of(lines: str) -> str:
    return section_of(lines + "\n", ".text").hex()


def errors_of(source: str) -> list[str]:
    with pytest.raises(DiagnosticError) as caught:
        assemble(source, "t.s")
    return [f"{d.span.line}:{d.span.column}: {d.message}" for d in caught.value.diagnostics]


def test_sections_get_their_kind_from_their_name_or_flags() -> None:
    unit = assemble("""
    .section .text.f
    RET
    .section .rodata.x, "a"
    .byte 1
    .section .data.y
    .byte 1
    .section .bss.z
    .space 8
    .section hot, "axR"
    RET
    .section table, "a"
    .byte 1
    .section pool, "aw", @nobits
    .space 4
    .section .comment
    .asciz "c"
    """, "t.s")
    assert [(s.name, s.kind, s.size, s.keep) for s in unit.sections[1:]] == [
        (".text.f", Kind.TEXT, 4, False), (".rodata.x", Kind.RODATA, 1, False), (".data.y", Kind.DATA, 1, False),
        (".bss.z", Kind.BSS, 8, False), ("hot", Kind.TEXT, 4, True), ("table", Kind.RODATA, 1, False),
        ("pool", Kind.BSS, 4, False), (".comment", Kind.OTHER, 2, False),
    ]


@pytest.mark.parametrize(("lines", "message"), [
    (".section foo", "1:10: section 'foo' needs flags: \"ax\" code, \"aw\" data, \"a\" constants"),
    (".section .cmd", "1:10: section '.cmd' is made by the tools themselves"),
    (".section", "1:1: expected a section name"),
    ('.section x, "q"', "1:13: unknown section flag 'q': expected letters of \"axwR\""),
    ('.section x, "a"\n.section x, "aw"', "2:10: section 'x' was one of constants before, of data here"),
    (".text 5", "1:7: .text takes no operand: .section chooses other sections"),
    (".popsection", "1:1: .popsection without .pushsection"),
    (".bss\n.byte 1", "2:1: .byte cannot stand in section .bss: expected a section of data or constants"),
    (".bss\n.space 4, 1", "2:1: a .bss section holds only zeros"),
    (".data\n.align 0", "2:8: .align 0: expected 1..65536"),
    (".model flat\n.data\n.align 3", "3:8: 3 is no power of two: sections of the flat model cannot keep it"),
    (".align 6", "1:8: code is made of 4-byte words: 6 is no multiple of 4"),
    (".space 3", "1:8: code is made of 4-byte words: 3 bytes are none"),
    (".data\n.space -1", "2:8: .space of -1: expected 0 or more"),
    (".data\n.space 1 << 40", "2:1: section .data would grow to 1099511627776 bytes: the limit is 268435456"),
    (".data\n.space later\nlater:", "2:8: 'later' is not defined before this line"),
    (".model turbo", "1:8: expected .model v1 or .model flat"),
    (".equ x", "1:6: expected .equ name, expression"),
    (".equ x, 1\n.equ x, 2", "2:6: duplicate label 'x'"),
    (".equ x, y\n.equ y, x\n.data\n.word x", "4:7: in the definition of 'x': in the definition of 'y':"),
    (".type f, @what", "1:7: expected .type name, @function or @object"),
    (".loc 1 2", "1:6: file 1 has no .file directive"),
    ('.file 1 "a.c"\n.loc 1 -5', "2:6: line -5: expected 0..4294967295"),
    ('.file 1 "a.c"\n.loc 1 5000000000', "2:6: line 5000000000: expected 0..4294967295"),
    ("f: RET\n.size f, -1", "2:7: .size of -1: expected 0..4294967295"),
    ("f: RET\n.size f, 1 << 40", "2:7: .size of 1099511627776: expected 0..4294967295"),
    (".extern x\n.data\n.word x + (1 << 40)", "3:7: +1099511627776 from 'x' needs more than 32 bits"),
    (".extern x\nBEQ R1, R2, x - (1 << 32)", "2:13: -4294967296 from 'x' needs more than 32 bits"),
    (".global x\n.equ x, 1 << 40", "2:6: 'x' cannot be shared with other files: 1099511627776 needs more than 32 bits"),
    (".global x\n.equ x, nowhere", "2:6: 'x' cannot be shared with other files: unknown label 'nowhere'"),
    (".global x\n.equ x, y - z\n.data\ny: .byte 1\n.text\nz: RET", "2:6: 'x' cannot be shared with other files: only"),
    (".extern y\n.global x\n.equ x, y + 4", "3:6: 'x' cannot be shared with other files: only a file that defines 'y'"),
    (".global x\n.data\ny: .byte 1\n.equ x, lo16(y)", "4:6: 'x' cannot be shared with other files: lo16 of an address"),
    ('.data\n.incbin "/dev/zero"', "2:9: cannot read '/dev/zero': longer than 256 MiB"),
    ('.error "stop"', "1:1: stop"),
    ("LDI R1, 2f", "1:9: no label '2:' after this line"),
    ("LDI R1, 2b", "1:9: no label '2:' before this line"),
    (".data\n.word 1 / 0", "2:11: division by zero"),
    (".data\n.word lo16(x) + 1\nx:", "2:7: lo16, hi16 and off16 cannot be part of a larger expression"),
    (".data\nx: .word x * 2", "2:12: '*' needs constants, found an address"),
    (".data\nx: .quad x", "2:10: .quad takes only constants known here"),
    ("LDIW R1, #f(1)", "1:11: unknown function 'f': expected lo16, hi16 or off16"),
])
def test_mistakes_in_directives_are_named(lines: str, message: str) -> None:
    assert errors_of(lines + "\n")[0].startswith(message)


def test_addends_wrap_at_32_bits() -> None:
    found = assemble(".extern x\n.data\n.word x + 0x80000000, x - 0xFFFFFFFF\n", "t.s").section(".data")
    assert found is not None
    assert [relocation.addend for relocation in found.relocations] == [-0x80000000, 1]


@pytest.mark.parametrize(("line", "kind"), [
    ('.section .text_late, "ax"', Kind.TEXT), ('.section .data_extra, "aw"', Kind.DATA),
    ('.section .debugger, "a"', Kind.RODATA), ('.section .bss_extra, "aw", @nobits', Kind.BSS),
    ('.section .text.f, "aw"', Kind.TEXT), ('.section .debug_info, ""', Kind.OTHER),
])
def test_flags_decide_where_the_name_of_a_section_does_not(line: str, kind: Kind) -> None:
    found = assemble(f"{line}\n.space 4\n", "t.s")
    assert [section.kind for section in found.sections if section.size] == [kind]


def test_space_fill_and_alignment() -> None:
    assert data_of(".space 2, 0xAB") == "abab"
    assert data_of(".fill 2, 2, 0x1234") == "34123412"
    assert data_of(".fill 3") == "000000"
    assert data_of(".byte 1\n.balign 4, 0xFF\n.byte 2") == "01ffffff02"
    assert data_of(".byte 1\n.p2align 2\n.byte 2") == "0100000002"
    assert data_of(".byte 1\n.align 8, 0, 3\n.byte 2") == "0102"


def test_code_is_aligned_with_instructions_that_do_nothing() -> None:
    assert code_of("RET\n.align 16\nRET") == "25000000" + "04000000" * 3 + "25000000"


def test_a_flat_section_keeps_the_largest_alignment_and_a_v1_section_none() -> None:
    lines = ".data\n.align 8\n.byte 1\n.align 4\n"
    flat, plain = assemble(".model flat\n" + lines, "t.s").section(".data"), assemble(lines, "t.s").section(".data")
    assert flat is not None
    assert plain is not None
    assert (flat.align, plain.align) == (8, 1)


def test_more_data_directives() -> None:
    assert data_of(".quad 0x0102030405060708, -1") == "0807060504030201" + "ff" * 8
    assert data_of(".2byte 1\n.4byte 2\n.8byte 3") == "0100020000000300000000000000"
    assert data_of(".uleb128 624485, 0\n.sleb128 -123456, -1") == "e58e2600c0bb787f"  # DWARF 4, appendix C examples


def test_incbin_takes_part_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "b.bin").write_bytes(b"0123456789")
    unit = assemble('.data\n.incbin "b.bin"\n.incbin "b.bin", 8\n.incbin "b.bin", 2, 3\n', str(tmp_path / "m.s"))
    data = unit.section(".data")
    assert data is not None
    assert data.data == b"012345678989234"


def test_include_folders_are_searched_after_the_including_file(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "x.s").write_text(".byte 7\n")
    options = AsmOptions(include_folders=(str(tmp_path / "lib"),))
    assert section_of('.data\n.include "x.s"\n', ".data", options) == b"\x07"


def test_labels_may_share_the_line_with_statements_and_other_labels() -> None:
    assert code_of("a: b: RET\nCALL a\nCALL b") == "2500000024000fff24000ffe"


def test_numeric_labels_look_backward_and_forward() -> None:
    assert code_of("1: CALL 1f\n1: CALL 1b\n CALL 1f\n1: RET") == "24000001240000002400000125000000"


def test_dot_is_the_start_of_the_statement() -> None:
    assert code_of("RET\nCALL . + 8\nCALL . - 4\nRET") == "250000002400000224000fff25000000"
    assert data_of("a: .byte 1, 2, . - a\n.word . - a") == "01020003000000"


def test_equ_may_name_what_comes_later_and_set_changes_its_value() -> None:
    assert data_of(".equ size, end - start\nstart: .word size\nend:") == "04000000"
    assert data_of(".set n, 1\n.byte n\n.set n, n + 1\n.byte n") == "0102"
    assert data_of(".set p, a\na: .half p - a\n.set p, b\nb: .half p - a, b - a") == "000002000200"


def test_command_line_defines_are_constants() -> None:
    assert section_of(".data\n.byte N, M\n", ".data", AsmOptions(defines=(("N", 5), ("M", 6)))) == b"\x05\x06"


def test_macros_take_positional_named_default_and_remaining_arguments() -> None:
    source = """
.macro put a, b=2, rest:vararg
    .byte \\a, \\b
    .byte \\rest
.endm
.data
put 1, 3, 4, 5
put 1, b=9, 7
"""
    assert section_of(source, ".data").hex() == "01030405010907"


def test_macro_labels_are_unique_by_counter_and_calls_nest() -> None:
    source = """
.macro skip
    CALL over\\@
over\\@: RET
.endm
.macro twice
    skip
    SKIP
.endm
twice
"""
    assert section_of(source, ".text").hex() == "2400000125000000" * 2


def test_macro_parameters_join_with_text_around_them() -> None:
    assert section_of(".macro g n\n.global f\\n\\()_x\nf\\n\\()_x: RET\n.endm\ng 3\n", ".text").hex() == "25000000"


def test_an_error_in_a_macro_names_the_call_too() -> None:
    with pytest.raises(DiagnosticError) as caught:
        assemble(".macro bad\n FOO\n.endm\nRET\nbad\n", "t.s")
    found = caught.value.diagnostics[0]
    assert (found.span.line, found.message) == (2, "unknown mnemonic 'FOO'")
    assert [(n.span.line, n.message) for n in found.notes] == [(5, "in the expansion of macro 'bad'")]


def test_repetitions_repeat_their_lines() -> None:
    assert data_of(".rept 3\n.byte 1\n.rept 2\n.byte 2\n.endr\n.endr") == "010202" * 3
    assert data_of(".irp x, 1, 2+3, 'a'\n.byte \\x\n.endr") == "010561"
    assert data_of(".rept 0\nnonsense\n.endr\n.byte 1") == "01"


def test_conditions_choose_lines() -> None:
    source = ".if {0} == 1\n.byte 1\n.elseif {0} == 2\n.byte 2\n.else\n.byte 3\n.endif"
    assert [data_of(source.format(n)) for n in (1, 2, 9)] == ["01", "02", "03"]
    assert data_of(".if 0\n.if 1\nnonsense\n.else\n.endif\n.else\n.byte 4\n.endif") == "04"
    asked = ".ifdef x\n.byte 1\n.endif\n.ifndef x\n.byte 2\n.endif\n"
    assert data_of(asked + ".equ x, 1\n" + asked) == "0201"


@pytest.mark.parametrize(("source", "message"), [
    (".if 1\nRET\n", "1:1: this condition is never closed: expected .endif"),
    (".if 0\nRET\n", "1:1: this condition is never closed: expected .endif"),
    (".else\n", "1:1: .else without .if"),
    (".endif\n", "1:1: .endif without .if"),
    (".if 1\n.else\n.else\n.endif\n", "3:1: .else after .else"),
    (".if later\n.endif\nlater:\n", "1:5: 'later' is not defined before this line, and a condition must be known here"),
    (".macro m\nRET\n", "1:1: .macro is never closed: expected .endm"),
    (".rept 2\nRET\n", "1:1: .rept is never closed: expected .endr"),
    (".endm\n", "1:1: .endm closes nothing"),
    (".macro m\nm\n.endm\nm\n", "2:1: 200 macro calls or includes inside each other: does one call itself?"),
    (".macro m a:req\n.endm\nm\n", "3:1: macro 'm' needs an argument for 'a'"),
    (".macro m a\n.endm\nm 1, 2\n", "3:3: macro 'm' takes 1 arguments, found 2"),
    (".rept -1\n.endr\n", "1:7: .rept of -1: expected 0 or more, and at most 2000000 lines in all"),
])
def test_unbalanced_blocks_are_errors(source: str, message: str) -> None:
    assert errors_of(source)[0] == message


def test_macros_that_double_for_ever_are_stopped() -> None:
    assert any("make more than 2000000 lines" in message or "inside each other" in message
               for message in errors_of(".macro m\nm\nm\n.endm\nm\n"))


def test_symbols_have_binding_type_and_size() -> None:
    unit = assemble("""
    .global f
    .weak w
    .type f, @function
f:  RET
    RET
    .size f, .-f
w:  RET
.Lhidden: RET
    """, "t.s")
    assert [(s.name, s.binding, s.is_function, s.size) for s in unit.symbols] == [
        ("f", Binding.GLOBAL, True, 8), ("w", Binding.WEAK, False, 0),
    ]


def test_a_weak_symbol_stays_open_even_in_its_own_section() -> None:
    text = assemble(".weak w\nw: RET\nCALLW w\n", "t.s").section(".text")
    assert text is not None
    assert [(r.type, r.symbol) for r in text.relocations] == [("PC24", "w")]


def test_hidden_labels_are_relocated_by_their_section() -> None:
    text = assemble("LDI32 R1, .Lx + 2\n.data\n.byte 1\n.Lx: .byte 2\n", "t.s").section(".text")
    assert text is not None
    assert [(r.symbol, r.addend) for r in text.relocations] == [(".data", 3)]


def test_a_global_constant_is_an_absolute_symbol() -> None:
    symbols = assemble(".global n\n.equ n, 5\n", "t.s").symbols
    assert [(s.name, s.section, s.value) for s in symbols] == [("n", "*ABS*", 5)]


BRANCH = "beq: BEQ R1, R2, far\n{}far: RET\n"


def _filler(words: int) -> str:
    return f".space {4 * words}\n"


def test_a_branch_reaches_exactly_32767_words_forward() -> None:
    code = section_of(BRANCH.format(_filler(32766)), ".text")
    assert (code[:4].hex(), len(code)) == ("dc127fff", 4 * 32768)


def test_one_word_further_it_becomes_an_inverted_branch_over_br() -> None:
    code = section_of(BRANCH.format(_filler(32767)), ".text")
    assert (code[:8].hex(), len(code)) == ("dd120002db008000", 4 * 32770)


def test_a_branch_reaches_exactly_32768_words_back() -> None:
    near = section_of("far: RET\n" + _filler(32767) + "BLTUI R1, #3, far\n", ".text")
    assert near[-4:].hex() == "e6138000"
    long = section_of("far: RET\n" + _filler(32768) + "BLTUI R1, #3, far\n", ".text")
    assert long[-8:].hex() == "e7130002dbff7ffe"


def test_lengthening_one_branch_lengthens_another_that_just_reached() -> None:
    source = "BEQ R1, R2, a\nBNE R1, R2, b\n" + _filler(32765) + "a: RET\nb: RET\n.word 0\n"
    code = section_of(source, ".text")
    assert code[:4].hex() == "dc127fff"
    source = "BEQ R1, R2, a\nBNE R1, R2, b\n" + _filler(32766) + "a: RET\nb: RET\n"
    code = section_of(source, ".text")
    assert code[:16].hex() == "dd120002db008001dc120002db008000"


def test_branches_to_other_sections_are_long_for_the_linker() -> None:
    text = assemble(".extern f\nBGE R1, R2, f\n", "t.s").section(".text")
    assert text is not None
    assert text.data.hex() == "de120002db000000"
    assert [(r.offset, r.type, r.symbol) for r in text.relocations] == [(4, "PC24", "f")]


def test_alignment_and_differences_follow_relaxed_branches() -> None:
    source = "BEQ R1, R2, far\nx: .align 16\ny: .space 131072\nfar: RET\n.data\n.word y - x, far - y\n"
    assert section_of(source, ".data").hex() == "0800000000000200"


def test_loc_gives_lines_to_the_next_instruction_only() -> None:
    unit = assemble('.file 1 "a.c"\n.loc 1 10 3\nRET\nRET\n.loc 1 12 5 is_stmt 0\nRET\n', "t.s")
    text = unit.section(".text")
    assert text is not None
    assert [(e.offset, e.file, e.line, e.column, e.is_stmt) for e in text.lines] == [
        (0, "a.c", 10, 3, True), (8, "a.c", 12, 5, False),
    ]


def test_debug_records_every_line() -> None:
    text = assemble("RET\n\n.rept 2\nRET\n.endr\n", "t.s", AsmOptions(debug=True)).section(".text")
    assert text is not None
    assert [(entry.offset, entry.line) for entry in text.lines] == [(0, 1), (4, 4), (8, 4)]


def test_the_listing_shows_address_bytes_and_source() -> None:
    rows: list[ListingRow] = []
    assemble('f: LDI R1, 5\n RET ; done\n.data\nmsg: .ascii "0123456789"\n', "t.s", AsmOptions(listing=rows))
    assert render_listing(rows).splitlines() == [
        "t.s, section .text",
        "     1 00000000 01100005                f: LDI R1, 5",
        "     2 00000004 25000000                 RET ; done",
        "     3                                  .data",
        "t.s, section .data",
        '     4 00000000 30 31 32 33 34 35 36 37 msg: .ascii "0123456789"',
        "       00000008 38 39",
    ]


def test_warnings_are_reported_and_do_not_fail() -> None:
    told: list[Diagnostic] = []
    assemble("SVC MOD=17, FN=2\nLDI32 R1, 0x100000000\n.data\n.byte 256\n", "t.s", AsmOptions(report=told.append))
    assert [(d.span.line, d.message, d.option) for d in told] == [
        (1, "17 is cut to 1", "truncated"), (2, "4294967296 is cut to 32 bits", "truncated"),
        (4, "256 is cut to 8 bits", "truncated"),
    ]


def test_the_same_line_means_the_same_after_a_macro_takes_its_name() -> None:
    assert code_of("RET\n.macro ret\n.word 1\n.endm\nRET") == "2500000000000001"


def test_after_a_hundred_errors_the_rest_is_not_read() -> None:
    found = errors_of("FOO\n" * 150)
    assert len(found) == 101
    assert sum("100 errors: the rest of the source is not read" in message for message in found) == 1


def test_any_number_of_warnings_is_fine() -> None:
    assert len(section_of(".data\n" + ".byte 256\n" * 300, ".data")) == 300


def test_end_stops_reading() -> None:
    assert code_of("RET\n.end\nnonsense") == "25000000"
