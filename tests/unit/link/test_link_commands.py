"""The commands hsx-as, hsx-ld and hsx-ar: files, options, exit statuses and messages."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hxe.format import load_image
from toolchain.asm.cli import main as hsx_as
from toolchain.link.ar_cli import main as hsx_ar
from toolchain.link.cli import main as hsx_ld

MAIN = ".model flat\n.global _start\n.extern f\n_start: CALLW f\nSVC MOD=1, FN=0\n"
LIBRARY = ".model flat\n.section .text.f\n.global f\nf: RET\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "main.s").write_text(MAIN)
    (tmp_path / "f.s").write_text(LIBRARY)
    return tmp_path


def assembled(*arguments: str) -> Result:
    return CliRunner().invoke(hsx_as, list(arguments))


def linked(*arguments: str) -> Result:
    return CliRunner().invoke(hsx_ld, list(arguments))


def archived(*arguments: str) -> Result:
    return CliRunner().invoke(hsx_ar, list(arguments))


def test_source_to_image_through_an_archive(folder: Path) -> None:
    assert assembled("main.s").exit_code == 0
    assert assembled("-g", "f.s", "-o", "f.o").exit_code == 0
    assert archived("rcs", "libf.a", "f.o").exit_code == 0
    assert archived("t", "libf.a").output == "f.o\n"
    run = linked("main.o", "-L", ".", "-lf", "-g", "-o", "app.hxe", "--Map", "app.map", "--stack-size", "8K")
    assert (run.exit_code, run.output) == (0, "")
    image = load_image("app.hxe")
    assert (image.app_name, image.stack_size, len(image.code)) == ("app", 8192, 16)
    assert (folder / "app.elf").read_bytes()[:4] == b"\x7fELF"
    assert ".text.f  libf.a(f.o)" in (folder / "app.map").read_text()


def test_an_error_in_the_source_ends_with_status_1_and_a_caret(folder: Path) -> None:
    (folder / "bad.s").write_text("LDI R1\n")
    run = assembled("bad.s")
    assert run.exit_code == 1
    assert run.stderr == ("bad.s:1:5: error: LDI takes Rn, #number, found 1 operand\n    1 | LDI R1\n"
                          "      |     ^~\n")
    assert not (folder / "bad.o").exists()


def test_a_warning_is_printed_and_the_object_written(folder: Path) -> None:
    (folder / "odd.s").write_text(".data\n.byte 300\n")
    run = assembled("odd.s")
    assert run.exit_code == 0
    assert run.stderr.startswith("odd.s:2:7: warning: 300 is cut to 8 bits [-Wtruncated]\n")
    assert (folder / "odd.o").exists()


def test_standard_input_a_listing_and_defines(folder: Path) -> None:
    run = CliRunner().invoke(hsx_as, ["-", "-o", "x.o", "-l", "-", "-D", "N=3", "-D", "M"], input=".data\n.byte N, M\n")
    assert run.exit_code == 0
    assert "     2 00000000 03 01                   .byte N, M" in run.output
    assert (folder / "x.o").exists()


@pytest.mark.parametrize(("arguments", "status", "message"), [
    (("missing.s",), 1, "error: missing.s: No such file or directory"),
    ((), 2, "Missing argument 'SOURCE'"),
    (("main.s", "--isa", "hsx9"), 2, "Invalid value for '--isa'"),
    (("main.s", "-D", "x=y"), 2, "'y' is no number"),
    (("main.s", "-o", "no/such/folder.o"), 1, "error: no/such/folder.o: No such file or directory"),
    (("main.s", "--isa", "hsx1"), 1, "main.s:4:9: error: CALLW is an HSX-2 instruction, not part of hsx1"),
])
def test_hsx_as_says_what_is_wrong(folder: Path, arguments: tuple[str, ...], status: int, message: str) -> None:
    run = assembled(*arguments)
    assert run.exit_code == status
    assert message in run.stderr


@pytest.mark.parametrize(("arguments", "status", "message"), [
    (("missing.o",), 1, "error: missing.o: cannot read: No such file or directory"),
    (("main.s",), 1, "error: main.s: is no object file: expected an ELF file, an archive, or an .hxo file"),
    (("main.o",), 1, "main.s:4:15: error: undefined symbol 'f' (section .text of main.o)"),
    (("-lnone",), 1, "error: cannot find libnone.a: looked in no folder (-L names them)"),
    ((), 1, "hsx-ld: error: no object file to link"),
    (("main.o", "--mem-size", "lots"), 2, "'lots' is no number of 32 bits"),
    (("main.o", "--entry", "nowhere"), 1, "hsx-ld: error: the entry symbol 'nowhere' is not defined"),
    (("main.o", "f.o", "--mem-size", "4K"), 1, "hsx-ld: error: data memory overflows: 20480 bytes needed, 4096"),
])
def test_hsx_ld_says_what_is_wrong(folder: Path, arguments: tuple[str, ...], status: int, message: str) -> None:
    assembled("main.s")
    assembled("f.s")
    run = linked(*arguments)
    assert run.exit_code == status
    assert message in run.stderr
    assert not (folder / "a.hxe").exists()


def test_hsx_ar_replaces_deletes_and_unpacks(folder: Path) -> None:
    for name, text in (("a.txt", "one"), ("b.txt", "two")):
        (folder / name).write_text(text)
    assert archived("rc", "x.a", "a.txt", "b.txt").exit_code == 0
    (folder / "a.txt").write_text("changed")
    assert archived("r", "x.a", "a.txt").exit_code == 0
    assert archived("d", "x.a", "b.txt").exit_code == 0
    (folder / "a.txt").unlink()
    assert archived("x", "x.a").exit_code == 0
    assert (folder / "a.txt").read_text() == "changed"
    assert archived("p", "x.a", "a.txt").output == "changed"
    assert archived("s", "x.a").exit_code == 0
    assert archived("t", "x.a").output == "a.txt\n"


@pytest.mark.parametrize(("arguments", "status", "message"), [
    (("t", "missing.a"), 1, "error: missing.a: No such file or directory"),
    (("t", "main.s"), 1, "error: main.s: is no archive"),
    (("z", "x.a"), 2, "'z' is no operation: expected rcs, d, t, x or p"),
    (("rcs", "x.a", "none.o"), 1, "error: none.o: No such file or directory"),
])
def test_hsx_ar_says_what_is_wrong(folder: Path, arguments: tuple[str, ...], status: int, message: str) -> None:
    run = archived(*arguments)
    assert run.exit_code == status
    assert message in run.stderr


@pytest.mark.parametrize("command", [hsx_as, hsx_ld, hsx_ar], ids=["hsx-as", "hsx-ld", "hsx-ar"])
def test_every_command_tells_its_version(command: object) -> None:
    from click import Command

    assert isinstance(command, Command)
    assert CliRunner().invoke(command, ["--version"]).exit_code == 0
