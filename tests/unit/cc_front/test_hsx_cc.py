"""The command hsx-cc: options, outputs, exit statuses, dependency files, the library cache."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hxe.format import read_image
from toolchain.cc import library
from toolchain.cc.arguments import OPTIONS, UsageError, parse_arguments, usage
from toolchain.cc.driver import run
from toolchain.obj.read import read_object

MAIN = "int helper(int);\nint main(void) { return helper(40); }\n"
HELPER = "int helper(int n) { return n + 2; }\n"


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("main.c").write_text(MAIN)
    Path("helper.c").write_text(HELPER)


def cc(*words: str) -> int:
    return run(parse_arguments(list(words)))


def test_several_inputs_make_one_image() -> None:
    Path("start.s").write_text(".model flat\n.extern main\n.global _start\n_start:\n  CALLW main\n  SVC MOD=1, FN=0\n")
    assert cc("-nostdlib", "main.c", "helper.c", "start.s", "-o", "app.hxe") == 0
    image = read_image(Path("app.hxe").read_bytes())
    assert (image.flat, image.app_name) == (True, "app")


def test_objects_can_be_linked_later() -> None:
    Path("start.s").write_text(".model flat\n.extern main\n.global _start\n_start:\n  CALLW main\n  SVC MOD=1, FN=0\n")
    assert cc("-c", "main.c", "helper.c", "start.s") == 0
    assert {each.name for each in read_object(Path("main.o").read_bytes(), "main.o").symbols} >= {"main", "helper"}
    assert cc("-nostdlib", "main.o", "helper.o", "start.o") == 0
    assert Path("a.hxe").exists()


def test_each_stage_can_be_the_last(capsys: pytest.CaptureFixture[str]) -> None:
    assert cc("-E", "main.c") == 0
    assert '# 1 "main.c"' in capsys.readouterr().out
    assert cc("-E", "-P", "main.c", "-o", "main.i") == 0
    assert Path("main.i").read_text() == MAIN
    assert cc("-S", "-O2", "main.i") == 0
    assert "CALLW helper" in Path("main.s").read_text() or "BR helper" in Path("main.s").read_text()
    assert cc("-c", "main.s", "-o", "out.o") == 0
    assert Path("out.o").exists()


def test_assembly_with_directives_is_preprocessed() -> None:
    Path("a.S").write_text('#include "n.h"\n#ifdef __ASSEMBLER__\n.global f\nf:\n  LDIW R0, #N ; don\'t mind\n  '
        'RET\n#endif\n')
    Path("n.h").write_text("#define N 7\n")
    assert cc("-c", "a.S") == 0
    assert "f" in {each.name for each in read_object(Path("a.o").read_bytes(), "a.o").symbols}


def test_a_mistake_in_one_file_does_not_hide_those_in_others(capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.c").write_text("int f(void) { return a; }\n")
    Path("worse.c").write_text("int g(void) { return b }\n")
    Path("wrong.s").write_text(".model flat\n  NONSENSE R1\n")
    assert cc("bad.c", "main.c", "worse.c", "wrong.s", "missing.c", "missing.o") == 1
    shown = capsys.readouterr().err
    for text in ("bad.c:1:22: error: 'a' undeclared", "worse.c:1:23: error: expected ';' before '}'",
        "wrong.s:2:3: error:",
                 "missing.c: No such file or directory", "missing.o: No such file or directory"):
        assert text in shown
    assert "Traceback" not in shown
    assert not Path("a.hxe").exists()


def test_an_undefined_symbol_is_one_message(capsys: pytest.CaptureFixture[str]) -> None:
    assert cc("-nostdlib", "main.c", "-Wl,-e,main") == 1
    shown = capsys.readouterr().err
    assert "helper" in shown
    assert "Traceback" not in shown


def test_warnings_follow_the_options(capsys: pytest.CaptureFixture[str]) -> None:
    Path("w.c").write_text("int f(int a) { int b; return 1; }\nchar c = 300;\n")
    cases = {
        (): {"overflow"}, ("-Wall",): {"overflow", "unused-variable"}, ("-w", "-Wall"): set(),
        ("-Wall", "-Wextra"): {"overflow", "unused-variable", "unused-parameter"},
        ("-Wall", "-Wno-overflow"): {"unused-variable"}, ("-Wunused-parameter",): {"overflow", "unused-parameter"},
        ("-Wno-unused", "-Wall", "-Wno-unused-variable"): {"overflow"},
    }
    for options, expected in cases.items():
        assert cc("-c", *options, "w.c") == 0
        shown = capsys.readouterr().err
        assert {name for name in ("overflow", "unused-variable",
            "unused-parameter") if f"[-W{name}]" in shown} == expected


def test_warnings_become_errors(capsys: pytest.CaptureFixture[str]) -> None:
    Path("w.c").write_text("char c = 300;\n")
    assert cc("-c", "-Werror", "w.c") == 1
    shown = capsys.readouterr().err
    assert "error: conversion from 'int' to 'char' changes value from '300' to '44' [-Werror=overflow]" in shown
    assert cc("-c", "-Werror=overflow", "w.c") == 1
    assert cc("-c", "-Werror", "-Wno-error=overflow", "w.c") == 0
    assert cc("-c", "-Werror=unused-variable", "w.c") == 0


def test_warnings_in_system_headers_are_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    Path("sys").mkdir()
    Path("sys/h.h").write_text("static char in_header = 300;\n")
    Path("w.c").write_text("#include <h.h>\nint f(void) { return in_header; }\n")
    assert cc("-c", "-isystem", "sys", "w.c") == 0
    assert capsys.readouterr().err == ""
    assert cc("-c", "-Isys", "w.c") == 0
    assert "h.h:1:25: warning" in capsys.readouterr().err


def test_macros_and_folders_of_the_command_line() -> None:
    Path("inc").mkdir()
    Path("inc/v.h").write_text("#define V 3\n")
    Path("d.c").write_text('#include <v.h>\n_Static_assert(A == 1 && B == 5 && V == 3 && C(2) == 4, "");\n#ifdef '
        "D\n#error D\n#endif\n")
    assert cc("-c", "-DA", "-D", "B=5", "-DC(x)=x+x", "-DD", "-U", "D", "-Iinc", "d.c") == 0
    Path("pre.h").write_text("#define A 1\n#define B 5\n#define C(x) (2*x)\n")
    assert cc("-c", "-include", "pre.h", "-I", "inc", "d.c") == 0


@pytest.mark.parametrize(("words", "message"), [
    (["--frobnicate", "x.c"], "unrecognized command-line option '--frobnicate'"),
    (["-Wnonsense", "x.c"], "unrecognized command-line option '-Wnonsense'"),
    (["-fnonsense", "x.c"], "unrecognized command-line option '-fnonsense'"),
    (["-O7", "x.c"], "unknown optimisation level '-O7'"),
    (["-std=c++11", "x.c"], "unrecognized argument in option '-std=c++11'"),
    (["-o"], "missing argument to '-o'"),
    (["-x", "fortran", "x.f"], "language fortran"),
    ([], "no input files"),
    (["-c", "a.c", "b.c", "-o", "x.o"], "cannot specify '-o' with '-c', '-S' or '-E' with multiple files"),
    (["@missing"], "@missing: No such file or directory"),
    (["-nostdlib", "start.s", "-Wl,--nonsense"], "unrecognized linker option '--nonsense'"),
])
def test_wrong_usage_is_named(words: list[str], message: str) -> None:
    Path("start.s").write_text(".model flat\n")
    with pytest.raises(UsageError) as problem:
        cc(*words)
    assert message in str(problem.value)


def test_options_can_come_from_a_file() -> None:
    Path("options").write_text("-c -DX='1 + 1'\n\"main.c\" -o from_file.o\n")
    assert cc("@options") == 0
    assert Path("from_file.o").exists()


def test_every_gcc_option_of_the_documented_list_is_accepted() -> None:
    words = ["-ffunction-sections", "-fno-builtin", "-fno-strict-aliasing", "-fwrapv", "-pipe", "-std=gnu11",
        "-std=c99",
             "-Wshadow", "-Wno-sign-compare", "-Wformat=2", "-pedantic", "-O3", "-Og", "-g3", "-MD", "-MP"]
    arguments = parse_arguments([*words, "main.c"])
    assert (arguments.level, arguments.debug, arguments.dependencies) == ("1", True, "MD")


def test_dependencies_are_written_as_make_rules(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.h").write_text("int a;\n")
    Path("sys").mkdir()
    Path("sys/s.h").write_text("int s;\n")
    Path("d.c").write_text('#include "a.h"\n#include <s.h>\n')
    assert cc("-M", "-isystem", "sys", "d.c") == 0
    assert capsys.readouterr().out == "d.o: d.c \\\n a.h \\\n sys/s.h\n"
    assert cc("-MM", "-isystem", "sys", "-MT", "x y", "-MF", "out.d", "d.c") == 0
    assert Path("out.d").read_text() == "x y: d.c \\\n a.h\n"
    assert cc("-MMD", "-MP", "-isystem", "sys", "-c", "d.c", "-o", "obj.o") == 0
    assert Path("obj.d").read_text() == "obj.o: d.c \\\n a.h\na.h:\n"


def test_macros_are_listed() -> None:
    assert cc("-E", "-dM", "-DX=1", "main.c", "-o", "list") == 0
    assert "#define X 1\n" in Path("list").read_text()


def test_temporary_files_are_kept_on_request() -> None:
    assert cc("-save-temps", "-c", "main.c") == 0
    assert all(Path(f"main.{suffix}").exists() for suffix in "iso")


def test_the_ir_after_a_pass_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cc("-S", "-O1", "--dump=after:build", "--dump=after:nothing", "main.c") == 0
    shown = capsys.readouterr()
    assert "; after build" in shown.out
    assert "call" in shown.out
    assert "no such pass ran" in shown.err


def test_debug_information_names_source_lines() -> None:
    assert cc("-S", "-g", "main.c") == 0
    assert ".loc 1 2 " in Path("main.s").read_text()


def test_help_names_every_documented_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert cc("--help") == 0
    shown = capsys.readouterr().out
    assert shown == usage()
    assert all(name in shown for name, row in OPTIONS.items() if row.help)
    assert cc("--version") == 0


def test_standard_input_needs_a_language(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="-E or -x required"):
        cc("-c", "-")
    monkeypatch.setattr(sys, "stdin", open("main.c"))  # noqa: SIM115  # closed with the process
    assert cc("-x", "c", "-c", "-", "-o", "in.o") == 0


def test_the_command_starts_fast_and_shows_no_traceback() -> None:
    command = [sys.executable, "-c", "import sys; from toolchain.cc.cli import main; main()"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    run_ = subprocess.run([*command, "--version"], env=environment, capture_output=True, text=True, check=True)
    assert run_.stdout.startswith("hsx-cc ")
    bad = subprocess.run([*command, "--nonsense"], env=environment, capture_output=True, text=True, check=False)
    assert (bad.returncode, bad.stderr) == (1, "hsx-cc: error: unrecognized command-line option '--nonsense'\n")
    loaded = "import sys; sys.argv = ['hsx-cc', '--version']\nfrom toolchain.cc.cli import main\n"
    loaded += "try: main()\nexcept SystemExit: pass\n"
    loaded += "assert not {'pcpp', 'pycparser', 'lark', 'construct'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", loaded], env=environment, check=True, capture_output=True)


def test_the_library_is_built_once_and_used_by_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two builds at the same time give one library; a program that prints links against it."""
    monkeypatch.setenv("HSX_CACHE_DIR", str(tmp_path / "cache"))
    sources = [each for each in library._sources() if each.stem in {"crt0", "syscall"} or each.parent.name == "string"]
    monkeypatch.setattr(library, "_sources", lambda: sources)
    folders: list[Path] = []
    threads = [threading.Thread(target=lambda: folders.append(library.library_folder(quiet=True))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert folders[0] == folders[1]
    assert sorted(each.name for each in folders[0].iterdir()) == ["crt0.o", "libhsx_stdio.a"]
    assert [each.name for each in (tmp_path / "cache").iterdir()] == [folders[0].name]


def test_an_unwritable_cache_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    Path("file").write_text("")
    monkeypatch.setenv("HSX_CACHE_DIR", "file/below")
    assert cc("main.c", "helper.c") == 1
    assert "cannot write the library cache" in capsys.readouterr().err
