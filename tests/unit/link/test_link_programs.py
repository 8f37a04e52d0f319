"""Units linked to images: layout, relocation, garbage collection, symbols, and what the image then does when run."""

import io
import struct

import pytest

from emulator.cpu.interp import run
from emulator.cpu.machine import Machine
from emulator.cpu.stop import Exited, Faulted, Syscall
from hxe.format import read_image, write_image
from hxe.image import Image
from toolchain.asm.assemble import AsmOptions, assemble
from toolchain.diagnostics import DiagnosticError
from toolchain.link.link import LinkResult, link
from toolchain.link.program import LinkOptions
from toolchain.obj.hxo import read_hxo
from toolchain.obj.object import ObjectFile
from toolchain.obj.read import read_object
from toolchain.obj.write import write_object

START = """
    .model flat
    .section .text._start
    .global _start
    .extern main
_start:
    CALLW main
    SVC MOD=1, FN=0
"""


def unit(source: str, name: str = "a.s", options: AsmOptions | None = None) -> ObjectFile:
    """Assemble and send through the file format, as the commands do."""
    return read_object(write_object(assemble(source, name, options)), name.replace(".s", ".o"))


def flat(*sources: str, options: LinkOptions | None = None) -> LinkResult:
    units = [unit(START, "start.s")]
    units += [unit(".model flat\n" + source, f"u{number}.s") for number, source in enumerate(sources)]
    return link(units, options)


def v1(*sources: str, options: LinkOptions | None = None) -> Image:
    return link([unit(source, f"u{number}.s") for number, source in enumerate(sources)], options).image


def result_of(image: Image) -> int:
    """Run an image to its end: the status it exits with."""
    machine = Machine.from_image(read_image(write_image(image)))
    stop = run(machine, 100_000)
    if isinstance(stop, Exited):
        return stop.status
    assert stop == Syscall(1, 0), stop
    return machine.regs[0]


def errors(*sources: str, options: LinkOptions | None = None) -> list[str]:
    with pytest.raises(DiagnosticError) as caught:
        flat(*sources, options=options)
    return [f"{d.span}: {d.message}" for d in caught.value.diagnostics]


def test_a_flat_program_uses_calls_constants_data_and_zeroed_data() -> None:
    image = flat("""
    .section .text.main
    .global main
main:
    PUSHM {R8}
    LDIW R8, #table
    LD R1, [R8+4]
    LDA R2, [counter]
    ADDQ R1, R1, R2
    LDI32 R3, zeros + 8
    LD R3, [R3+-4]
    ADDQ R0, R1, R3
    LDI32 R4, helper
    CALLR R4
    POPRET {R8}
    .section .rodata.table
table: .word 1, 20, 300
    .section .data.counter
    .align 4
counter: .word 4000
    .section .bss.zeros
zeros: .space 16
    .section .text.helper
helper: ADDI R0, R0, #7
    RET
""").image
    assert image.flat
    assert result_of(image) == 4027


def test_the_code_of_a_flat_program_begins_with_an_illegal_word_and_its_data_at_0x1000() -> None:
    image = flat('.global main\nmain: RET\n.data\nd: .word d\n.text\n.section .text.m, "axR"\nLDIW R1, #d\n').image
    assert (image.code[:4], image.entry, image.data_base, image.data) == (bytes(4), 4, 0x1000, b"\0\x10\0\0")


def test_constants_come_first_and_only_they_are_read_only() -> None:
    image = flat("""
    .section .text.main
    .global main
main: LDIW R1, #var
    LDIW R2, #const
    LDIW R3, #zero
    STB [R2], R3
    RET
    .section .data.var
var: .byte 1
    .section .rodata.const
const: .byte 2, 3, 4
    .bss
zero: .space 5
""").image
    assert (image.ro_size, image.data, image.bss_size) == (16, b"\2\3\4" + bytes(13) + b"\1" + bytes(15), 5)
    machine = Machine.from_image(image)
    assert isinstance(run(machine, 100), Faulted)


def test_the_layout_symbols_tell_where_everything_is() -> None:
    image = flat("""
    .extern __data_start, __data_end, __bss_start, __bss_end, __heap_start, __heap_end, __stack_limit, __stack_top
    .section .rodata.t, "aR"
    .word __data_start, __data_end, __bss_start, __bss_end, __heap_start, __heap_end, __stack_limit, __stack_top
    .section .data.d, "awR"
    .space 40
    .section .bss.b, "awR"
    .space 100
    .text
    .global main
main: RET
""", options=LinkOptions(mem_size=0x8000, stack_size=0x1000)).image
    words = [int.from_bytes(image.data[at : at + 4], "little") for at in range(0, 32, 4)]
    assert words == [0x1020, 0x1050, 0x1050, 0x10B4, 0x10C0, 0x7000, 0x7000, 0x8000]
    assert (image.mem_size, image.stack_size) == (0x8000, 0x1000)


def test_alignment_of_sections_is_kept_in_the_flat_model() -> None:
    image = flat('.global main\n.text\nmain: LDIW R0, #b\nRET\n.section .data.a, "awR"\n.byte 1\n'
                 ".section .data.b\n.align 64\nb: .byte 2\n").image
    assert result_of(image) % 64 == 0


def test_default_memory_is_what_is_needed_with_a_heap_of_64_kib() -> None:
    image = flat('.text\n.global main\nmain: RET\n.section .bss.b, "awR"\n.space 10000\n').image
    assert image.mem_size - image.stack_size - (0x1000 + 10000) >= 0x10000
    assert image.mem_size % 4096 == 0
    assert image.stack_size == 16384


def test_unreferenced_sections_are_dropped_and_what_they_use_with_them() -> None:
    source = """
    .section .text.main
    .global main
main: RET
    .section .text.dead
dead: CALLW missing
    ADDD R0, R2, R4
    .extern missing
    .section .data.dead
    .word dead
    .section .data.kept, "awR"
    .word 5
"""
    image = flat(source).image
    assert (len(image.code), image.data, image.isa) == (4 + 8 + 4, b"\5\0\0\0", 0x80000001)
    with pytest.raises(DiagnosticError, match="undefined symbol 'missing'"):
        flat(source, options=LinkOptions(gc_sections=False))


def test_command_handlers_are_kept_and_found_even_if_local() -> None:
    image = flat(".text\n.global main\nmain: RET\n.section .text.h\nRET\nh: RET\n"
                 '.cmd {"group": 1, "id": 2, "name": "go", "handler": "h"}\n').image
    assert [(c.group, c.id, c.name, c.handler) for c in image.commands] == [(1, 2, "go", 20)]


def test_declarations_of_all_units_are_merged_and_sorted() -> None:
    image = flat('.text\n.global main\nmain: RET\n.value {"group": 2, "id": 1, "init": 1.5}\n'
                 '.mailbox {"target": "app:z"}\n',
                 '.value {"group": 1, "id": 9, "flags": "RO|PIN", "auth": "ADMIN", "rate_ms": 100}\n'
                 '.mailbox {"target": "app:a", "capacity": 128, "mode": "RDWR|FANOUT"}\n').image
    assert [(v.group, v.id, v.init, v.flags, v.auth, v.rate_ms) for v in image.values] == [
        (1, 9, 0, 9, 2, 100), (2, 1, 0x3E00, 0, 0, 0),
    ]
    assert [(m.target, m.capacity, m.mode) for m in image.mailboxes] == [("app:a", 128, 11), ("app:z", 0, 3)]


@pytest.mark.parametrize(("first", "second", "message"), [
    ('.value {"group": 1, "id": 2}', '.value {"group": 1, "id": 2}',
     "duplicate value metadata (1,2) defined in u0.o and u1.o"),
    ('.cmd {"group": 1, "id": 2}', '.cmd {"group": 1, "id": 2}',
     "duplicate command metadata (1,2) defined in u0.o and u1.o"),
    ('.mailbox {"target": "t"}', '.mailbox {"target": "t"}', "duplicate mailbox target 't' defined in u0.o and u1.o"),
    ('.cmd {"group": 1, "id": 2, "handler": "d"}\n.data\nd: .word 0', "",
     ".cmd: command handler symbol 'd' is no function"),
])
def test_bad_declarations_are_errors(first: str, second: str, message: str) -> None:
    main = ".text\n.global main\nmain: RET\n"
    assert errors(main + first + "\n", second + "\n")[0].endswith(message)


def test_a_missing_handler_names_its_declaration() -> None:
    found = errors('.text\n.global main\nmain: RET\n.cmd {"group": 1, "id": 2, "handler": "nix"}\n')
    assert found == ["u0.s:5:6: undefined symbol 'nix' (section .cmd of u0.o)"]


def test_undefined_symbols_name_every_place() -> None:
    with pytest.raises(DiagnosticError) as caught:
        flat(".text\n.global main\n.extern put, gone\nmain: CALLW put\nLDI32 R1, gone\nCALLW put\nRET\n",
             '.section .text.x, "axR"\n.extern put\nCALLW put\n.section .text.pot\n.global pot\npot: RET\n')
    first, second = caught.value.diagnostics
    assert f"{first.span}: {first.message}" == "u0.s:5:13: undefined symbol 'put' (section .text of u0.o)"
    assert [f"{note.span}: {note.message}" for note in first.notes] == [
        "u0.s:7:7: also referred to here (section .text of u0.o)",
        "u1.s:4:7: also referred to here (section .text.x of u1.o)",
    ]
    assert second.message == "undefined symbol 'gone' (section .text of u0.o)"


def test_an_undefined_name_suggests_a_similar_or_a_local_one() -> None:
    with pytest.raises(DiagnosticError) as caught:
        flat(".text\n.global main\n.extern prinft, inner\nmain: CALLW prinft\nCALLW inner\n",
             ".text\n.global printf\nprintf: RET\ninner: RET\n")
    notes = [[note.message for note in found.notes] for found in caught.value.diagnostics]
    assert notes == [["did you mean 'printf'?"], ["u1.o has a local 'inner': .global would share it"]]


def test_duplicate_symbols_name_both_places() -> None:
    with pytest.raises(DiagnosticError) as caught:
        flat(".text\n.global main\nmain: RET\n", ".text\n.global main\nRET\nmain: RET\n")
    found = caught.value.diagnostics[0]
    assert f"{found.span}: {found.message}" == "u1.s:5:1: duplicate symbol 'main' (section .text of u1.o)"
    assert [f"{note.span}: {note.message}" for note in found.notes] == ["u0.s:4:1: 'main' is defined here in u0.o"]


def test_strong_definitions_win_over_weak_ones_in_any_order() -> None:
    weak = ".section .text.w\n.weak f\nf: LDIW R0, #1\nRET\n"
    strong = ".section .text.s\n.global f\nf: LDIW R0, #2\nRET\n"
    main = ".text\n.extern f\n.global main\nmain: BR f\n"
    assert result_of(flat(main, weak, strong).image) == 2
    assert result_of(flat(main, strong, weak).image) == 2
    assert result_of(flat(main, weak, weak).image) == 1


def test_an_undefined_weak_symbol_is_zero() -> None:
    assert result_of(flat(".text\n.weak maybe\n.global main\nmain: LDIW R0, #maybe\nRET\n").image) == 0


def test_locals_of_the_same_name_stay_apart() -> None:
    one = (".text\n.extern g\n.global main\nmain: CALLW g\nLDB R1, [R0]\nLDI32 R2, x\nLDB R2, [R2]\n"
           "ADDQ R0, R1, R2\nRET\n.section .rodata.x\nx: .byte 1\n")
    two = ".text\n.global g\ng: LDI32 R0, x\nRET\n.section .rodata.x\nx: .byte 40\n"
    assert result_of(flat(one, two).image) == 41


def test_defsym_defines_a_number() -> None:
    source = ".text\n.extern limit\n.global main\nmain: LDIW R0, #limit\nRET\n"
    assert result_of(flat(source, options=LinkOptions(symbols=(("limit", 77),))).image) == 77


def test_machine_models_do_not_mix() -> None:
    with pytest.raises(DiagnosticError) as caught:
        link([unit(START, "start.s"), unit("main: RET\n.export main\n", "old.s")])
    found = caught.value.diagnostics[0]
    assert f"{found.span}: {found.message}" == ("old.o: made for the v1 machine model, but start.o for the flat one:"
                                                " they cannot be linked together")


def test_a_flat_program_needs_a_start() -> None:
    with pytest.raises(DiagnosticError, match="nowhere to start: define '_start' or name a symbol with --entry"):
        link([unit(".model flat\n.global main\nmain: RET\n")])
    with pytest.raises(DiagnosticError, match="the entry symbol 'go' is not defined"):
        link([unit(".model flat\n.global main\nmain: RET\n")], LinkOptions(entry="go"))
    image = link([unit(".model flat\nRET\n.global main\nmain: SVC MOD=1, FN=0\n")], LinkOptions(entry="main")).image
    assert (image.entry, result_of(image)) == (8, 0)


def test_memory_overflow_names_the_largest_contributors() -> None:
    with pytest.raises(DiagnosticError) as caught:
        flat('.text\n.global main\nmain: RET\n.section .bss.small, "awR"\n.space 100\n.section .bss.big, "awR"\n'
             ".space 60000\n", options=LinkOptions(mem_size=0x8000, stack_size=0x1000))
    found = caught.value.diagnostics[0]
    assert found.message.startswith("data memory overflows: ")
    assert [note.message for note in found.notes] == [
        "   60000 bytes in section .bss.big", "     100 bytes in section .bss.small",
    ]


def test_lda_beyond_one_mebibyte_is_an_error_with_a_hint() -> None:
    found = errors(".text\n.global main\nmain: LDA R0, [far]\nRET\n.bss\n.space 0x100000\nfar: .space 4\n")
    assert found[0].startswith("u0.s:4:16: 'far' does not fit: 1052672 is not in 0..1048575; LDA and STA reach")
    assert found[0].endswith("(hsx-cc -mlarge-data) (section .text of u0.o, offset 0x0)")


@pytest.mark.parametrize(("offset", "fits"), [(0x7F000 - 4, True), (0x7F000, False)])
def test_ldiw_reaches_addresses_of_twenty_signed_bits(offset: int, fits: bool) -> None:
    source = f".text\n.global main\nmain: LDIW R0, #far\nRET\n.bss\n.space {offset}\nfar: .space 4\n"
    if fits:
        assert result_of(flat(source).image) == 0x1000 + offset
    else:
        assert "'far' does not fit: 524288 is not in -524288..524287" in errors(source)[0]


def test_a_branch_to_data_is_an_error() -> None:
    assert "'d' needs a code symbol" in errors(".text\n.global main\nmain: CALLW d\n.data\nd: .word 0\n")[0]


def test_the_same_units_and_options_give_the_same_bytes() -> None:
    source = ".text\n.global main\nmain: RET\n.data\n.word main\n"
    images = [flat(source, options=LinkOptions(debug=True)) for _ in range(2)]
    assert write_image(images[0].image) == write_image(images[1].image)
    assert images[0].elf == images[1].elf


def test_the_image_has_names_sizes_and_a_build_id_unless_stripped() -> None:
    source = ".text\n.global main\n.type main, @function\nmain: RET\n.Lx: RET\n.size main, .-main\n"
    image = flat(source).image
    assert [(s.name, s.address, s.size) for s in image.symbols] == [("_start", 4, 0), ("main", 12, 8)]
    assert len(image.build_id) == 20
    assert flat(source, options=LinkOptions(strip=True)).image.symbols == []


def test_header_options_reach_the_image() -> None:
    name = " caf\u00e9-application-with-a-very-long-name "
    options = LinkOptions(app_name=name, req_caps=0x12345, single_instance=True)
    image = flat(".text\n.global main\nmain: RET\n", options=options).image
    assert (image.app_name, image.req_caps, image.flags) == ("caf-application-with-a-very-lon", 0x2345, 0)


# The v1 model


def test_v1_units_are_joined_in_order_without_padding() -> None:
    image = v1(".export _start\n_start: CALL f\nRET\n.import f\n.data\n.byte 1, 2, 3\n",
               "f: LDI32 R1, d\nLDB R0, [R1]\nRET\n.export f\n.data\n.byte 9\n.export d\nd: .byte 7\n")
    assert image.data == bytes([1, 2, 3, 9, 7])
    assert image.code.hex() == "240000022500000060100000000040040601000025000000"
    assert (image.isa, image.entry, image.data_base, image.build_id, image.symbols) == (0, 0, 0x4000, b"", [])
    assert result_of(image) == 7


def test_v1_header_fields_stay_zero_so_that_old_loaders_accept_the_image() -> None:
    data = write_image(v1("RET\n"))
    assert data[0x48:0x60] == bytes(24)


@pytest.mark.parametrize(("sources", "entry"), [
    (("RET\n_start: RET\n.export _start\n.entry 0\n",), 4),
    (("RET\nRET\n.entry\nRET\n",), 8),
    (("RET\n", "RET\nmain: RET\n.entry main\n"), 8),
    (("RET\nRET\n",), 0),
    (("RET\n.entry 0\n", "RET\n.entry\nRET\n"), 0),
])
def test_a_v1_program_starts_at_start_or_an_entry_symbol_or_in_its_first_unit(sources: tuple[str, ...],
                                                                            entry: int) -> None:
    assert v1(*sources).entry == entry


def test_off16_is_the_offset_in_the_units_own_data() -> None:
    image = v1("RET\n.data\n.word 0\n",
               ".export _start\n_start: LDI R0, off16(b)\nRET\n.data\n.byte 1, 2, 3\nb: .byte 4\n")
    assert result_of(image) == 3


@pytest.mark.parametrize("zeros", ["z: .space 4", "z: .space 4\n.data\n.byte 1"])
def test_off16_of_zeroed_data_is_refused(zeros: str) -> None:
    with pytest.raises(DiagnosticError, match=r"u0.s:2:11: error: 'z' lies in no \.data or \.rodata of the v1 model"):
        v1(".extern z\nLDI32 R0, off16(z)\nRET\n", f".global z\n.bss\n{zeros}\n")


def test_lo16_and_hi16_take_the_halves_of_the_address() -> None:
    image = v1("LDI32 R1, hi16(d)\nLDI32 R0, lo16(d)\nRET\n.data\n.byte 0\nd: .half lo16(d), hi16(d)\n")
    assert (result_of(image), image.data.hex()) == (0x4001, "0001400000")


@pytest.mark.parametrize("far", [False, True])
def test_a_v1_jump_beyond_4096_bytes_becomes_br_and_sets_isa_bit_0(far: bool) -> None:
    fill = ".org 4096\n" if far else ".org 4092\n"
    image = v1(f"JMP end\n{fill}end: LDI R0, 5\nRET\n")
    assert image.code[:4].hex() == ("db000400" if far else "21000ffc")
    assert (image.isa, result_of(image)) == (int(far), 5)


@pytest.mark.parametrize(("name", "near", "far"), [("JZ", "22000ffc", "e8000400"), ("JNZ", "23000ffc", "e9000400")])
def test_conditional_v1_jumps_become_bz_and_bnz(name: str, near: str, far: str) -> None:
    assert v1(f"{name} end\n.org 4092\nend: RET\n").code[:4].hex() == near
    assert v1(f"{name} end\n.org 4096\nend: RET\n").code[:4].hex() == far


@pytest.mark.parametrize(("words", "code", "isa"), [(2047, "240007ff", 0), (2048, "ea000800", 1)])
def test_a_v1_call_beyond_2047_words_becomes_callw(words: int, code: str, isa: int) -> None:
    image = v1(f"CALL f\n.org {4 * words}\nf: RET\n")
    assert (image.code[:4].hex(), image.isa) == (code, isa)
    backward = v1(f"f: RET\n.org {4 * (words + 1)}\n.entry\nCALL f\nRET\n")
    assert backward.code[-8:-4].hex() == (f"{0x24000000 | (-words - 1) & 0xFFF:08x}" if words < 2048 else "eafff7ff")


def test_hsx1_only_refuses_far_jumps() -> None:
    with pytest.raises(DiagnosticError, match=r"'end' does not fit: 4096 is not in 0\.\.4095; without --isa=hsx1"):
        v1("JMP end\n.org 4096\nend: RET\n", options=LinkOptions(hsx1_only=True))


@pytest.mark.parametrize(("address", "fits"), [(0x7FC, True), (0x800, False)])
def test_ldi_of_a_symbol_holds_up_to_0x7ff(address: int, fits: bool) -> None:
    source = f"LDI R0, f\nRET\n.org {address}\nf: RET\n"
    if fits:
        assert result_of(v1(source)) == address
    else:
        with pytest.raises(DiagnosticError, match=r"'f' does not fit: 2048 is not in -2048\.\.2047"):
            v1(source)


def test_v1_code_and_data_have_v1s_limits() -> None:
    with pytest.raises(DiagnosticError, match="code overflows: 65540 bytes needed, 65536 available, 4 too many"):
        v1(".org 65536\nRET\n")
    with pytest.raises(DiagnosticError, match="data memory overflows: 65537 bytes needed, 65536 available"):
        v1("RET\n.data\n.zero 49153\n")


def test_an_import_that_nobody_exports_is_an_error_even_if_unused() -> None:
    with pytest.raises(DiagnosticError, match=r"u0.s:1:9: error: undefined symbol 'puts' \(import of u0.o\)"):
        v1(".import puts\nRET\n")


HXO = b"""{"version": 1, "entry": 0, "entry_symbol": "main", "code": [%d, %d, %d, %d],
"rodata": "aabb07", "externs": [], "imports": ["f"],
"relocs": [{"type": "imm12", "index": 0, "symbol": "f", "kind": "symbol", "section": "code", "pc_relative": true},
           {"type": "imm32", "index": 3, "symbol": "d", "kind": "symbol", "section": "code"}],
"symbols": {"main": {"section": "text", "offset": 0}},
"local_symbols": {"main": {"section": "text", "offset": 0}, "d": {"section": "data", "offset": 2}}}""" % (
    0x24000000, 0x25000000, 0x60100000, 0)


@pytest.mark.parametrize("relative", [True, False])
def test_old_object_files_link_with_new_ones_whether_their_calls_say_relative_or_not(relative: bool) -> None:
    data = HXO if relative else HXO.replace(b', "pc_relative": true', b"")
    image = link([unit("RET\nf: LDI R0, 9\nRET\n.export f\n.data\n.byte 1\n"), read_hxo(data, "old.hxo")]).image
    assert (image.entry, image.data.hex()) == (12, "01aabb07")
    assert image.code[12:].hex() == "24000ffe250000006010000000004003"
    assert result_of(image) == 9


DEBUG_STRINGS = """
    .section .debug_str
    .asciz "t"
t:  .asciz "u"
    .section .debug_info
    .word t
"""


def test_debug_sections_get_elf_addresses_and_dropped_code_is_marked() -> None:
    from elftools.elf.elffile import ELFFile

    result = flat("""
    .section .text.main
    .global main
main: LDIW R1, #d
    RET
    .section .text.dead
dead: RET
    .data
d:  .word 0
    .section .debug_info
    .word main, d, dead, .debug_str
    .section .debug_ranges
    .word dead, main + 4
    .section .debug_str
    .asciz "s"
""", DEBUG_STRINGS, options=LinkOptions(debug=True))
    assert result.elf is not None
    file = ELFFile(io.BytesIO(result.elf))
    words: dict[str, tuple[int, ...]] = {}
    for name in (".debug_info", ".debug_ranges"):
        section = file.get_section_by_name(name)
        assert section is not None
        words[name] = struct.unpack(f"<{section.data_size // 4}I", section.data())
    assert words == {".debug_info": (12, 0x80001000, 0x7E000000, 0, 4), ".debug_ranges": (1, 16)}


def test_nothing_to_link_is_an_error() -> None:
    with pytest.raises(DiagnosticError, match="no object file to link"):
        link([])
