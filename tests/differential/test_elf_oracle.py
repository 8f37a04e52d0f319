"""Our ELF files as readelf, nm, size, objdump, addr2line and gdb see them."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.oracles import need
from toolchain.asm.assemble import AsmOptions, assemble
from toolchain.link.link import link
from toolchain.link.program import LinkOptions
from toolchain.obj.read import read_object
from toolchain.obj.write import write_object

DROPPED = 0x7E000000  # where dropped functions are in the line table
START = """    .model flat
    .section .text._start
    .global _start
    .extern main
    .type _start, @function
_start:
    CALLW main
    SVC MOD=1, FN=0
    .size _start, . - _start
"""
MAIN = """    .model flat
    .file 1 "src/main.c"
    .section .text.dead
    .global dead
dead:
    .loc 1 99 1
    RET
    .section .text.main
    .global main
    .type main, @function
main:
    .loc 1 10 5
    LDIW R1, #text
    .loc 1 11 9
    LDA R2, [counter]
    ADDI R2, R2, #1
    .loc 1 300 1
    STA [counter], R2
    .loc 1 12 1
    RET
    .size main, . - main
    .section .rodata.text
    .global text
    .type text, @object
text: .asciz "hello"
    .size text, . - text
    .section .data.counter
    .align 4
counter: .word 5
    .bss
    .global zeros
zeros: .space 100
"""


def tool(name: str, *arguments: object) -> str:
    return subprocess.run([need(name), *map(str, arguments)], capture_output=True, text=True, check=True).stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, source, debug in (("start", START, True), ("main", MAIN, False)):
        (tmp_path / f"{name}.o").write_bytes(write_object(assemble(source, f"{name}.s", AsmOptions(debug=debug))))
    units = [read_object((tmp_path / f"{name}.o").read_bytes(), f"{name}.o") for name in ("start", "main")]
    elf = link(units, LinkOptions(debug=True)).elf
    assert elf is not None
    (tmp_path / "app.elf").write_bytes(elf)
    return tmp_path


def test_readelf_finds_nothing_wrong(folder: Path) -> None:
    readelf = need("readelf")
    for name in ("start.o", "main.o", "app.elf"):
        run = subprocess.run([readelf, "-h", "-S", "-s", "-r", "-l", "-n", "-W", folder / name], capture_output=True,
                             text=True, check=True)
        assert run.stderr == ""


def test_readelf_sees_machine_sections_and_relocations(folder: Path) -> None:
    header = tool("readelf", "-h", folder / "main.o")
    assert re.search(r"Machine:\s+<unknown>: 0x4853", header)
    assert re.search(r"Flags:\s+0x80000001", header)
    shown = tool("readelf", "-S", "-W", folder / "main.o")
    sections = dict(re.findall(r"\] (\.\S+)\s+(PROGBITS|NOBITS|RELA|SYMTAB)", shown))
    assert sections[".text.main"] == "PROGBITS"
    assert sections[".rela.text.main"] == "RELA"
    assert sections[".bss"] == "NOBITS"
    relocations = tool("readelf", "-r", "-W", folder / "main.o")
    assert re.search(r"00000000\s+\w+ unrecognized: c\s+00000000\s+text \+ 0", relocations)


def test_nm_gives_each_symbol_its_letter(folder: Path) -> None:
    letters = dict(line.split()[2:0:-1] for line in tool("nm", folder / "main.o").splitlines())
    assert letters == {"counter": "d", "dead": "T", "main": "T", "text": "R", "zeros": "B"}


def test_nm_gives_linked_addresses_with_data_biased(folder: Path) -> None:
    found = {line.split()[2]: int(line.split()[0], 16) for line in tool("nm", folder / "app.elf").splitlines()}
    assert found["_start"] == 4
    assert found["main"] == 12
    assert found["text"] == 0x80001000
    assert "dead" not in found


def test_symbols_have_type_and_size(folder: Path) -> None:
    rows = [line.split() for line in tool("readelf", "-s", "-W", folder / "app.elf").splitlines()]
    found = {row[7]: (row[2], row[3], row[4]) for row in rows if len(row) == 8 and row[0][:-1].isdigit()}
    assert found["main"] == ("20", "FUNC", "GLOBAL")
    assert found["text"] == ("6", "OBJECT", "GLOBAL")


def test_size_adds_up_code_data_and_bss(folder: Path) -> None:
    text, data, bss = tool("size", folder / "main.o").splitlines()[1].split()[:3]
    assert (int(text), int(data), int(bss)) == (4 + 20 + 6, 4, 100)


def test_objdump_lists_the_sections(folder: Path) -> None:
    shown = tool("objdump", "-h", folder / "app.elf")
    assert "file format elf32-little" in shown
    assert re.search(r"\.rodata\s+\w+\s+80001000", shown)


@pytest.mark.parametrize(("address", "place"), [
    (0x4, "_start\nstart.s:7"), (0x8, "_start\nstart.s:8"), (0xC, "main\nsrc/main.c:10"), (0x10, "main\nsrc/main.c:11"),
    (0x14, "main\nsrc/main.c:11"), (0x18, "main\nsrc/main.c:300"), (0x1C, "main\nsrc/main.c:12"),
])
def test_addr2line_finds_function_and_line(folder: Path, address: int, place: str) -> None:
    assert tool("addr2line", "-f", "-e", folder / "app.elf", hex(address)).strip().replace("./", "") == place


def test_readelf_decodes_the_line_table(folder: Path) -> None:
    shown = tool("readelf", "--debug-dump=decodedline", folder / "app.elf")
    rows = re.findall(r"^(\S+)\s+(\d+)\s+(0x[0-9a-f]+|0)\b", shown, re.MULTILINE)
    main = [(int(line), int(address, 16)) for name, line, address in rows if name == "src/main.c"]
    assert [row for row in main if row[1] < DROPPED] == [(10, 0xC), (11, 0x10), (300, 0x18), (12, 0x1C)]


def test_gdb_tells_the_line_of_an_address(folder: Path) -> None:
    shown = tool("gdb", "-batch", "-nx", "-ex", "info line *0x10", folder / "app.elf")
    assert 'Line 11 of "src/main.c" starts at address 0x10' in shown


def test_the_build_id_is_that_of_the_image(folder: Path) -> None:
    units = [read_object((folder / f"{name}.o").read_bytes(), f"{name}.o") for name in ("start", "main")]
    image = link(units, LinkOptions(debug=True)).image
    assert image.build_id.hex() in tool("readelf", "-n", folder / "app.elf")


def test_our_own_reader_of_linked_files_agrees(folder: Path) -> None:
    from hxe.elf import read_elf

    found = read_elf(folder / "app.elf")
    lines = [(row.start, row.end, row.line) for row in found.lines if row.file == "src/main.c" and row.start < DROPPED]
    assert lines == [
        (0xC, 0x10, 10), (0x10, 0x18, 11), (0x18, 0x1C, 300), (0x1C, 0x20, 12),
    ]
    assert {(symbol.name, symbol.address) for symbol in found.symbols} >= {("main", 12), ("text", 0x1000)}
