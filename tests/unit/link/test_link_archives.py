"""Archives: members are taken only when needed, and the format is the ordinary one."""

import random
import subprocess
from pathlib import Path

import pytest

from tests.oracles import need
from toolchain.asm.assemble import assemble
from toolchain.diagnostics import DiagnosticError
from toolchain.link.archive import Archive, Member, read_archive, write_archive
from toolchain.link.link import link
from toolchain.obj.object import ObjectError, ObjectFile
from toolchain.obj.read import read_object
from toolchain.obj.write import write_object


def object_bytes(source: str, name: str = "a.s") -> bytes:
    return write_object(assemble(".model flat\n" + source, name))


def main_unit(calls: str) -> ObjectFile:
    source = f".extern {calls}\n.global _start\n_start: CALLW {calls}\nSVC MOD=1, FN=0\n"
    return read_object(object_bytes(source, "main.s"), "main.o")


def library(**sources: str) -> Archive:
    members = [Member(f"{name}.o", object_bytes(source, f"{name}.s")) for name, source in sources.items()]
    return read_archive(write_archive(members, "lib.a"), "lib.a")


def function(name: str, *calls: str) -> str:
    lines = "".join(f".extern {callee}\nCALLW {callee}\n" for callee in calls)
    return f".section .text.{name}\n.global {name}\n{name}: {lines or 'RET' + chr(10)}"


def sizes(archives: list[Archive], calls: str) -> int:
    return len(link([main_unit(calls), *archives]).image.code)


def test_members_come_in_only_when_something_needs_them() -> None:
    lib = library(f=function("f", "g"), g=function("g"), unused=function("unused") + ".space 4000\n")
    assert sizes([lib], "f") == 4 + 8 + 4 + 4


def test_archives_need_each_other_in_any_order() -> None:
    one, two = library(f=function("f", "g"), h=function("h")), library(g=function("g", "h"))
    assert sizes([one, two], "f") == sizes([two, one], "f") == 4 + 8 + 4 + 4 + 4


def test_the_first_archive_that_defines_a_symbol_wins() -> None:
    one, two = library(f=function("f")), library(f=function("f") + ".space 400\n")
    assert sizes([one, two], "f") == 16
    assert sizes([two, one], "f") == 416


def test_the_start_symbol_may_come_from_an_archive() -> None:
    lib = library(crt0=".global _start\n.extern main\n_start: CALLW main\n")
    main = read_object(object_bytes(".global main\nmain: RET\n"), "main.o")
    assert len(link([lib, main]).image.code) == 12


def test_members_are_named_with_their_archive_in_messages() -> None:
    with pytest.raises(DiagnosticError, match=r"undefined symbol 'h' \(section \.text\.f of lib\.a\(f\.o\)\)"):
        link([main_unit("f"), library(f=function("f", "h"))])


def test_weak_references_take_no_member() -> None:
    source = ".weak f\n.global _start\n_start: LDI32 R0, f\nSVC MOD=1, FN=0\n"
    main = read_object(object_bytes(source), "main.o")
    assert link([main, library(f=function("f"))]).image.code[-8:].hex() == "0000000030000100"


def test_archives_come_back_with_long_odd_and_empty_members() -> None:
    members = [Member("a.o", object_bytes(function("f"))),
               Member("a_very_long_member_name.o", object_bytes(function("g"))),
               Member("odd.txt", b"odd"), Member("empty", b""), Member("another_quite_long_name.txt", b"12345")]
    archive = read_archive(write_archive(members, "x.a"), "x.a")
    assert list(archive.members()) == members
    assert {name: archive.member(at).name for name, at in archive.index.items()} == {
        "f": "a.o", "g": "a_very_long_member_name.o",
    }


def test_ar_reads_our_archives_and_we_read_ars(tmp_path: Path) -> None:
    ar = need("ar")
    members = [Member("a.o", object_bytes(function("f"))),
               Member("a_very_long_member_name.o", object_bytes(function("g")))]
    ours = tmp_path / "ours.a"
    ours.write_bytes(write_archive(members, "ours.a"))
    listed = subprocess.run([ar, "t", ours], capture_output=True, text=True, check=True).stdout
    assert listed.split() == [member.name for member in members]
    for member in members:
        assert subprocess.run([ar, "p", ours, member.name], capture_output=True, check=True).stdout == member.data
        (tmp_path / member.name).write_bytes(member.data)
    subprocess.run([ar, "rcs", "theirs.a", *(member.name for member in members)], cwd=tmp_path, check=True)
    theirs = read_archive((tmp_path / "theirs.a").read_bytes(), "theirs.a")
    assert [(member.name, member.data) for member in theirs.members()] == [(m.name, m.data) for m in members]
    assert sizes([theirs], "f") == 16


def test_nm_shows_our_symbol_table(tmp_path: Path) -> None:
    nm = need("nm")
    path = tmp_path / "lib.a"
    path.write_bytes(write_archive([Member("a.o", object_bytes(function("f") + function("g")))], "lib.a"))
    shown = subprocess.run([nm, "-s", path], capture_output=True, text=True, check=True).stdout
    assert "f in a.o" in shown
    assert "g in a.o" in shown


def test_digits_of_other_scripts_are_no_length_of_a_name() -> None:
    for name in ("#1/²", "/²"):
        raw = name.encode().ljust(16) + b"0".ljust(24) + b"644".ljust(8) + b"4".ljust(10) + b"`\nabcd"
        assert [member.data for member in read_archive(b"!<arch>\n" + raw, "x.a").members()] == [b"abcd"]


def test_damaged_archives_raise_only_object_errors() -> None:
    members = [Member("a.o", object_bytes(function("f"))), Member("long_enough_for_a_table.o", b"x" * 31)]
    data = write_archive(members, "x.a")
    rng = random.Random(6)
    for round_number in range(3000):
        changed = bytearray(data[: rng.randrange(len(data))] if round_number % 3 == 0 else data)
        for _ in range(rng.randint(0, 3)):
            if changed:
                changed[rng.randrange(len(changed))] = rng.choice(b"/ 0129`\n\x00\xff")
        try:
            archive = read_archive(bytes(changed), "x.a")
            list(archive.members())
            for offset in archive.index.values():
                read_object(archive.member(offset).data, "x.a(m)")
        except ObjectError:
            continue
