"""What a user can get wrong, through the real commands: one clear message, the documented status, no traceback."""

import os
import signal
import stat
import subprocess
from pathlib import Path

import pytest

from tests.system.commands import argv, built, command

MAIN = "int main(void) { return 0; }\n"


def place(folder: Path, **files: str | bytes) -> None:
    """Write files; `a_c` is a.c."""
    for name, content in files.items():
        path = folder / name.replace("_", ".")
        path.write_bytes(content.encode() if isinstance(content, str) else content)


# ---- the list of the issue -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "status", "message"),
    [
        ("hsx-cc", 1, "hsx-cc: error: gone.c: No such file or directory"),
        ("hsx-as", 1, "hsx-as: error: gone.c: No such file or directory"),
        ("hsx-ld", 1, "hsx-ld: error: gone.c: cannot read: No such file or directory"),
        ("hsx-inspect", 2, "hsx-inspect: gone.c: cannot read: No such file or directory"),
        ("hsx-run", 2, "hsx-run: gone.c: cannot read: No such file or directory"),
    ],
)
def test_a_missing_file_is_named(tmp_path: Path, name: str, status: int, message: str) -> None:
    done = command(name, "gone.c", folder=tmp_path)
    assert (done.status, done.messages, done.out) == (status, [message], b"")


def test_a_c_syntax_error_has_file_line_column_source_line_and_caret(tmp_path: Path) -> None:
    place(tmp_path, a_c="int main(void) {\n    int x = ;\n    return 0;\n}\n")
    done = command("hsx-cc", "a.c", folder=tmp_path)
    assert done.status == 1
    assert done.messages == [
        "a.c:2:13: error: expected expression before ';'",
        "    2 |     int x = ;",
        "      |             ^",
    ]
    assert not (tmp_path / "a.hxe").exists()


def test_type_errors_are_all_told_in_one_run(tmp_path: Path) -> None:
    place(
        tmp_path, a_c="struct s { int a; };\nint main(void) {\n    struct s v;\n    int *p = v;\n    return v + 1;\n}\n"
    )
    done = command("hsx-cc", "a.c", folder=tmp_path)
    assert done.status == 1
    assert [line for line in done.messages if "error" in line] == [
        "a.c:4:14: error: incompatible types when initializing type 'int *' using type 'struct s'",
        "a.c:5:14: error: invalid operands to binary + (have 'struct s' and 'int')",
    ]


@pytest.mark.parametrize("options", [[], ["-O2"], ["-g"]])
def test_an_undefined_symbol_is_named_with_the_line_of_c_that_wants_it(tmp_path: Path, options: list[str]) -> None:
    place(tmp_path, a_c="int nothere(int);\nint main(void) {\n    return 1 + nothere(3);\n}\n")
    done = command("hsx-cc", "a.c", *options, folder=tmp_path)
    assert done.status == 1
    assert done.messages[0] == "a.c:3:16: error: undefined symbol 'nothere' (section .text.main of a.o)"
    assert done.messages[1] == "    3 |     return 1 + nothere(3);"


def test_an_undefined_variable_in_an_initialiser_is_named_too(tmp_path: Path) -> None:
    place(tmp_path, a_c="extern int there;\nint *place = &there;\nint main(void) { return *place; }\n")
    done = command("hsx-cc", "a.c", folder=tmp_path)
    assert (done.status, done.messages[0]) == (
        1,
        "a.c:2:5: error: undefined symbol 'there' (section .data.place of a.o)",
    )


def test_a_duplicate_symbol_is_told_with_both_places(tmp_path: Path) -> None:
    place(
        tmp_path,
        a_c="int twice(void) { return 1; }\nint main(void) { return twice(); }\n",
        b_c="\nint twice(void) { return 2; }\n",
    )
    done = command("hsx-cc", "a.c", "b.c", folder=tmp_path)
    assert done.status == 1
    assert done.messages[0] == "b.c:2:5: error: duplicate symbol 'twice' (section .text.twice of b.o)"
    assert done.messages[3] == "a.c:1:5: note: 'twice' is defined here in a.o"


def test_objects_linked_later_still_know_their_lines_of_c(tmp_path: Path) -> None:
    place(tmp_path, a_c="int nothere(int);\nint main(void) { return nothere(3); }\n")
    assert command("hsx-cc", "-c", "a.c", folder=tmp_path).status == 0
    done = command("hsx-ld", "-e", "main", "a.o", folder=tmp_path)
    assert (done.status, done.messages[0]) == (
        1,
        "a.c:2:25: error: undefined symbol 'nothere' (section .text.main of a.o)",
    )


def test_assembly_errors_have_their_place_too(tmp_path: Path) -> None:
    place(tmp_path, a_s="start:\n    LDI R1, #1\n    LDI R99, #2\n    FROB R1\n")
    done = command("hsx-as", "a.s", folder=tmp_path)
    assert done.status == 1
    assert [line.split(": error:")[0] for line in done.messages if "error" in line] == ["a.s:3:9", "a.s:4:5"]


def test_a_full_descriptor_pool_names_the_mailbox_the_quota_and_its_holders(tmp_path: Path) -> None:
    boxes = "".join(f'#pragma hsx_mailbox(target="app:m{n}")\n' for n in range(20))
    image = built(tmp_path, "greedy", boxes + MAIN)
    done = command("hsx-run", "--profile", "embedded", image, folder=tmp_path)
    assert (done.status, len(done.messages)) == (2, 1)
    assert done.err.startswith(
        "hsx-run: greedy.hxe: cannot make mailbox app:m2: mailbox quota descriptors is exhausted"
    )
    assert "16 of 16 in use by pid 1 (16)" in done.err


def test_three_hundred_images_exhaust_the_pool_with_one_message(tmp_path: Path) -> None:
    image = built(tmp_path, "app", MAIN)
    done = command("hsx-run", *[image] * 300, folder=tmp_path)
    assert (done.status, len(done.messages)) == (2, 1)
    assert done.err.startswith("hsx-run: app.hxe: cannot make mailbox svc:stdio.in: mailbox quota descriptors")
    assert command("hsx-run", "--quota", "descriptors=1200", *[image] * 300, folder=tmp_path).status == 0


def test_a_corrupt_image_is_told_with_offset_found_and_expected(tmp_path: Path) -> None:
    image = tmp_path / built(tmp_path, "app", MAIN)
    data = bytearray(image.read_bytes())
    data[0x70] ^= 1
    image.write_bytes(data)
    done = command("hsx-run", "app.hxe", folder=tmp_path)
    assert (done.status, len(done.messages), done.out) == (2, 1, b"")
    assert done.err.startswith("hsx-run: app.hxe: CRC mismatch: file=0x")
    shown = command("hsx-inspect", "app.hxe", folder=tmp_path)
    assert (shown.status, shown.err) == (2, done.err.replace("hsx-run", "hsx-inspect"))
    checked = command("hsx-inspect", "--check", "app.hxe", folder=tmp_path)
    assert (checked.status, checked.err) == (1, "")
    assert b"(offset 0x1C)" in checked.out


def test_a_write_through_null_is_told_with_its_line(tmp_path: Path) -> None:
    image = built(
        tmp_path, "app", "void poke(int *p) {\n    *p = 1;\n}\nint main(void) { poke(0); return 0; }\n", "-g", "-O0"
    )
    done = command("hsx-run", image, folder=tmp_path)
    assert (done.status, len(done.messages)) == (126, 1)
    assert done.err.startswith("hsx-run: task 1 (app) faulted: MEM_FAULT at app.c:2 (poke), pc 0x")
    assert done.err.endswith("address 0x00000000\n")


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('*(volatile char *)"text" = 1;', "READ_ONLY"),
        ("((void (*)(void))0)();", "PC_ALIGN|ILLEGAL"),
        ("volatile int zero = 0; return 1 / zero;", "DIV_ZERO"),
        ("volatile char big[20000]; big[0] = 1; return big[0];", "STACK_OVERFLOW"),
    ],
)
def test_other_faults_are_126_with_their_name(tmp_path: Path, body: str, fault: str) -> None:
    image = built(tmp_path, "app", f"int main(void) {{ {body} return 0; }}\n", "-g", "-O0", "-w")
    done = command("hsx-run", image, folder=tmp_path)
    assert (done.status, len(done.messages)) == (126, 1)
    assert any(f" faulted: {each} at " in done.err for each in fault.split("|"))


# ---- inputs that are something else ----------------------------------------------------------------------------------

NOISE = bytes((n * 7919 + n // 251) & 0xFF for n in range(2500))


@pytest.mark.parametrize(
    ("name", "file", "status"),
    [
        ("hsx-cc", "x.c", 1),
        ("hsx-cc", "x.s", 1),
        ("hsx-cc", "x.o", 1),
        ("hsx-as", "x.s", 1),
        ("hsx-ld", "x.o", 1),
        ("hsx-ld", "x.a", 1),
        ("hsx-run", "x.hxe", 2),
        ("hsx-inspect", "x.hxe", 2),
    ],
)
@pytest.mark.parametrize(
    "content", [b"", NOISE, b"\0" * 5000, b"!<arch>\n" + NOISE, b"\x7fELF" + NOISE, b"HSXE" + NOISE]
)
def test_garbage_is_refused_in_few_words(tmp_path: Path, name: str, file: str, status: int, content: bytes) -> None:
    (tmp_path / file).write_bytes(content)
    done = command(name, file, folder=tmp_path, limit=30)
    empty_source = not content and file in {"x.c", "x.s"}
    assert done.status == (0 if empty_source and name == "hsx-as" else status)
    assert done.messages or name == "hsx-as"
    assert len(done.messages) <= 160
    assert all(line.isprintable() for line in done.err.replace("\t", "").splitlines())


@pytest.mark.parametrize(
    ("name", "words", "status"),
    [
        ("hsx-cc", ["d.c"], 1),
        ("hsx-cc", ["d.o"], 1),
        ("hsx-as", ["d.c"], 1),
        ("hsx-ld", ["d.o"], 1),
        ("hsx-ar", ["t", "d.o"], 1),
        ("hsx-ar", ["rcs", "x.a", "d.o"], 1),
        ("hsx-inspect", ["d.o"], 2),
        ("hsx-run", ["d.o"], 2),
        ("hsx-cc", ["a.c", "-o", "d.o"], 1),
        ("hsx-as", ["a.s", "-o", "d.o"], 1),
        ("hsx-run", ["--events", "d.o", "a.hxe"], 2),
        ("hsx-run", ["--trace", "d.o", "a.hxe"], 2),
    ],
)
def test_a_folder_is_no_file(tmp_path: Path, name: str, words: list[str], status: int) -> None:
    for folder in ("d.c", "d.o"):
        (tmp_path / folder).mkdir()
    place(tmp_path, a_s="RET\n", a_c=MAIN)
    if "a.hxe" in words:
        built(tmp_path, "a", MAIN)
    done = command(name, *words, folder=tmp_path)
    assert (done.status, len(done.messages)) == (status, 1)
    assert "s a directory" in done.err


@pytest.mark.parametrize(
    ("name", "words", "status"),
    [
        ("hsx-cc", ["a.c", "-o"], 1),
        ("hsx-cc", ["-c", "a.c", "-o"], 1),
        ("hsx-cc", ["-S", "a.c", "-o"], 1),
        ("hsx-as", ["a.s", "-o"], 1),
        ("hsx-as", ["a.s", "-o", "a.o", "-l"], 1),
        ("hsx-ld", ["a.o", "-o"], 1),
        ("hsx-run", ["a.hxe", "--events"], 2),
    ],
)
def test_outputs_that_cannot_be_written_are_named(tmp_path: Path, name: str, words: list[str], status: int) -> None:
    place(tmp_path, a_s=".global _start\n_start: RET\n", a_c=MAIN)
    assert command("hsx-as", "a.s", folder=tmp_path).status == 0
    if "a.hxe" in words:
        built(tmp_path, "a", MAIN)
    for target, reason in (("no/such/x", "No such file or directory"), ("/dev/full", "No space left on device")):
        done = command(name, *words, target, folder=tmp_path)
        assert (done.status, len(done.messages)) == (status, 1)
        assert target in done.err
        assert reason in done.err


def test_an_input_without_end_is_refused(tmp_path: Path) -> None:
    for words in (["hsx-run"], ["hsx-inspect"], ["hsx-ld"], ["hsx-ar", "t"]):
        done = command(*words, "/dev/zero", folder=tmp_path, limit=60)
        assert done.status in {1, 2}
        assert "longer than 256 MiB" in done.err


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("hsx-cc", ["a.c", "-o", "a.c"]),
        ("hsx-cc", ["-c", "a.c", "-o", "./a.c"]),
        ("hsx-as", ["a.c", "-o", "a.c"]),
        ("hsx-ld", ["a.c", "-o", "a.c"]),
    ],
)
def test_a_source_is_never_overwritten(tmp_path: Path, name: str, words: list[str]) -> None:
    place(tmp_path, a_c=MAIN)
    done = command(name, *words, folder=tmp_path)
    assert (done.status, done.messages) == (1, [f"{name}: error: {words[-1]}: the output would overwrite this input"])
    assert (tmp_path / "a.c").read_text() == MAIN


# ---- standard streams ------------------------------------------------------------------------------------------------

STREAMS = [
    ("hsx-cc", ["-E", "a.c"]),
    ("hsx-cc", ["--help"]),
    ("hsx-cc", ["-M", "a.c"]),
    ("hsx-as", ["a.s", "-l", "-"]),
    ("hsx-ld", ["--help"]),
    ("hsx-ar", ["t", "a.a"]),
    ("hsx-ar", ["p", "a.a"]),
    ("hsx-inspect", ["-a", "a.hxe"]),
    ("hsx-run", ["--help"]),
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one file of each kind."""
    folder = tmp_path_factory.mktemp("filled")
    built(folder, "a", MAIN)
    place(folder, a_s=".global _start\n_start: RET\n")
    assert command("hsx-as", "a.s", folder=folder).status == 0
    assert command("hsx-ar", "rcs", "a.a", "a.o", folder=folder).status == 0
    return folder


@pytest.mark.parametrize(("name", "words"), STREAMS)
def test_a_full_disk_or_a_closed_stream_is_one_message(filled: Path, name: str, words: list[str]) -> None:
    for redirection, reason in ((">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")):
        shell = ["sh", "-c", f'"$@" {redirection}', "sh", *argv(name, *words)]
        done = subprocess.run(shell, capture_output=True, check=False, cwd=filled, timeout=60, text=True)
        assert (done.returncode, done.stderr) == (1, f"{name}: standard output: {reason}\n")


@pytest.mark.parametrize(("name", "words"), STREAMS)
def test_a_reader_that_has_gone_is_no_fault(filled: Path, name: str, words: list[str]) -> None:
    shell = ["sh", "-c", '"$@" | true', "sh", *argv(name, *words)]
    done = subprocess.run(shell, capture_output=True, check=False, cwd=filled, timeout=60, text=True)
    assert done.stderr == ""


def test_messages_that_nobody_can_read_do_not_change_the_status(filled: Path) -> None:
    place(filled, bad_c="int main(void) { return x; }\n")
    for name, words, status in (
        ("hsx-cc", ["bad.c"], 1),
        ("hsx-cc", ["--nonsense"], 1),
        ("hsx-as", ["bad.c"], 1),
        ("hsx-ld", ["gone.o"], 1),
        ("hsx-inspect", ["gone"], 2),
        ("hsx-run", ["gone"], 2),
        ("hsx-run", ["--stats", "a.hxe"], 0),
    ):
        for redirection in ("2>&-", "2>/dev/full", "<&- >&- 2>&-"):
            shell = ["sh", "-c", f'"$@" {redirection}', "sh", *argv(name, *words)]
            done = subprocess.run(shell, capture_output=True, check=False, cwd=filled, timeout=60)
            assert done.returncode == status, (name, words, redirection)


def test_text_that_is_no_utf8_is_taken_from_standard_input(tmp_path: Path) -> None:
    assert (
        command("hsx-cc", "-x", "c", "-c", "-", "-o", "x.o", folder=tmp_path, stdin=b'char *s = "\xff\xfe";\n').status
        == 0
    )
    assert command("hsx-as", "-", "-o", "x.o", folder=tmp_path, stdin=b"; \xff\nRET\n").status == 0
    assert command("hsx-as", "-", "-o", "x.o", folder=tmp_path, stdin=b"\xff\n").status == 1


def test_the_terminal_gets_no_control_characters_of_a_source(tmp_path: Path) -> None:
    place(tmp_path, a_c=b"int main(void) { return \x1b[31m; }\n")
    done = command("hsx-cc", "a.c", folder=tmp_path)
    assert done.status == 1
    assert "\x1b" not in done.err


# ---- usage -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "words", "status"),
    [
        ("hsx-cc", [], 1),
        ("hsx-cc", ["--nonsense"], 1),
        ("hsx-cc", ["-O7", "a.c"], 1),
        ("hsx-cc", ["a.c", "-o"], 1),
        ("hsx-cc", ["@gone"], 1),
        ("hsx-as", [], 2),
        ("hsx-as", ["--nonsense", "a.s"], 2),
        ("hsx-ld", ["--mem-size", "much", "a.o"], 2),
        ("hsx-ld", [], 1),
        ("hsx-ar", ["zz", "a.a"], 2),
        ("hsx-inspect", [], 2),
        ("hsx-run", [], 2),
        ("hsx-run", ["--", "a.hxe"], 2),
        ("hsx-run", ["--quantum", "-1", "a.hxe"], 2),
        ("hsx-run", ["--rate", "0", "a.hxe"], 2),
        ("hsx-run", ["--max-steps", "0", "a.hxe"], 2),
        ("hsx-run", ["--stats=xml", "a.hxe"], 2),
        ("hsx-run", ["--profile", "huge", "a.hxe"], 2),
        ("hsx-run", ["--quota", "x=1", "a.hxe"], 2),
        ("hsx-run", ["--quota", "descriptors=-1", "a.hxe"], 2),
        ("hsx-run", ["--service", "a.hxe"], 2),
    ],
)
def test_wrong_usage_has_its_documented_status(filled: Path, name: str, words: list[str], status: int) -> None:
    done = command(name, *words, folder=filled)
    assert (done.status, done.out) == (status, b"")
    assert 1 <= len(done.messages) <= 4


@pytest.mark.parametrize("name", ["hsx-cc", "hsx-as", "hsx-ld", "hsx-ar", "hsx-inspect", "hsx-run"])
def test_help_and_version_are_there(filled: Path, name: str) -> None:
    for words in (["--help"], ["--version"]):
        done = command(name, *words, folder=filled)
        assert (done.status, done.err) == (0, "")
        assert done.out.startswith((b"Usage: " + name.encode(), name.encode()))


@pytest.mark.parametrize("option", ["--quantum", "--rate", "--max-steps", "--max-memory"])
def test_huge_numbers_are_just_large(filled: Path, option: str) -> None:
    done = command("hsx-run", option, "1" + "0" * 30, "a.hxe", folder=filled)
    assert (done.status, done.err) == (0, "")


def test_too_little_memory_names_image_need_and_limit(filled: Path) -> None:
    done = command("hsx-run", "--max-memory", "4", "a.hxe", folder=filled)
    assert done.status == 2
    assert done.err.startswith("hsx-run: a.hxe: the image asks for ")
    assert done.err.endswith(" bytes of memory, the limit is 4\n")


def test_a_program_without_code_is_refused_by_the_linker(tmp_path: Path) -> None:
    place(tmp_path, a_s="; nothing\n")
    assert command("hsx-as", "a.s", folder=tmp_path).status == 0
    done = command("hsx-ld", "a.o", folder=tmp_path)
    assert (done.status, done.err) == (1, "hsx-ld: error: the program has no code: expected at least one instruction\n")


def test_wrong_declarations_in_pragmas_are_told_where_they_are(tmp_path: Path) -> None:
    place(
        tmp_path,
        a_c='\n#pragma hsx_mailbox(target="app:x", mode="SIDEWAYS")\n#pragma hsx_value(group=999, id=1)\n' + MAIN,
    )
    done = command("hsx-cc", "a.c", folder=tmp_path)
    assert done.status == 1
    errors = [line for line in done.messages if "error" in line]
    assert [line.split(":")[:2] for line in errors] == [["a.c", "2"], ["a.c", "3"]]


def test_many_errors_are_counted_not_all_shown(tmp_path: Path) -> None:
    place(tmp_path, a_c="int main(void) {\n" + "".join(f"    x{n} = 1;\n" for n in range(500)) + "}\n")
    done = command("hsx-cc", "a.c", folder=tmp_path)
    assert done.status == 1
    assert len(done.messages) <= 151
    assert done.messages[-1].endswith(" more messages are not shown")


# ---- a folder nobody may write ---------------------------------------------------------------------------------------


def test_a_library_cache_that_cannot_be_written_names_the_variable_to_set(tmp_path: Path) -> None:
    place(tmp_path, a_c=MAIN)
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    done = subprocess.run(
        argv("hsx-cc", "a.c"),
        capture_output=True,
        check=False,
        cwd=tmp_path,
        timeout=60,
        text=True,
        env={**os.environ, "HSX_CACHE_DIR": str(blocked / "x")},
    )
    assert done.returncode == 1
    assert done.stderr.startswith("hsx-cc: error: cannot write the library cache ")
    assert done.stderr.endswith("set HSX_CACHE_DIR\n")


def test_a_killed_compiler_leaves_no_image(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.c")
    with subprocess.Popen(argv("hsx-cc", "a.c", "-o", "a.hxe"), cwd=tmp_path, stderr=subprocess.PIPE) as process:
        writer = os.open(tmp_path / "a.c", os.O_WRONLY)  # returns when the compiler has opened its end
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
        os.close(writer)
    assert (process.returncode, err) == (130, b"")
    assert not (tmp_path / "a.hxe").exists()
    assert stat.S_ISFIFO((tmp_path / "a.c").stat().st_mode)
