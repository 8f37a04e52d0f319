"""`hsx-run` as a process: exit statuses, streams, options, bad input, Ctrl-C and terminals."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hxe.format import write_image
from hxe.image import Image, MailboxSpec
from tests.unit.executive.guests import Code

COMMAND = [sys.executable, "-m", "emulator.cli"]
ROOT = Path(__file__).parents[2]

# Three images of v1 code, assembled by hand and run on the v1 prototype: exit status, instructions.
BY_HAND = {
    "a": (
        "485358450001000000000000000000080000000000000000000000008299430d0100002a25000000"
    ),
    "b": (
        "48535845000200000000000000000030000000040000000000000000ab443749627968616e6400000000000000000000"
        "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "601000000000400006210000013000000140000301500001102250001033500020034000230000180402000025000000"
        "4c000000"
    ),
    "c": (
        "485358450002000000000008000000200000000000000000000000004cdea91063616c6c730000000000000000000000"
        "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "1001100025000000011000154001000024000ffc412000001100200025000000"
    ),
}

Save = Callable[[Code | Image, str], str]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Writes a program to an image file and gives its path."""

    def write(program: Code | Image, name: str) -> str:
        image = program.image(name) if isinstance(program, Code) else program
        path = tmp_path / f"{name}.hxe"
        path.write_bytes(write_image(image))
        return str(path)

    return write


def hsx_run(*words: str, stdin: bytes = b"", timeout: float = 60) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *words], input=stdin, capture_output=True, check=False, cwd=ROOT, timeout=timeout
    )


def echo_all() -> Code:
    """Copies standard input to standard output until the end."""
    code = Code()
    buffer = code.space(64)
    code.label("again").args(r1=1, r2=buffer, r3=64, r4=0xFFFF, r5=0).op("SVC", 5, 3)
    code.branch("BEQ", 1, 9, "end").op("MOV", 3, 1).args(r1=2, r2=buffer, r4=1, r5=0).op("SVC", 5, 2)
    return code.branch("BR", "again").label("end").exit(0)


@pytest.mark.parametrize(("name", "status", "steps"), [("a", 42, 1), ("b", 79, 18), ("c", 21, 7)])
def test_the_images_made_by_hand_exit_and_count_as_on_the_prototype(
    tmp_path: Path, name: str, status: int, steps: int
) -> None:
    path = tmp_path / f"{name}.hxe"
    path.write_bytes(bytes.fromhex(BY_HAND[name]))
    done = hsx_run("--stats=json", str(path))
    assert done.returncode == status
    assert json.loads(done.stderr)["instructions"] == steps


def test_output_streams_stay_apart_and_the_status_is_the_programs(save: Save) -> None:
    code = Code().say("to out\n")
    code.svc(5, 2, r1=3, r2=code.put(b"to err\n"), r3=7, r4=2, r5=0).exit(7)
    done = hsx_run(save(code, "app"))
    assert (done.stdout, done.stderr, done.returncode) == (b"to out\n", b"to err\n", 7)


def test_standard_input_from_a_pipe_arrives_whole(save: Save) -> None:
    text = b"".join(b"line %d\n" % n for n in range(500)) + b"no newline"
    done = hsx_run(save(echo_all(), "echo"), stdin=text)
    assert (done.stdout, done.returncode) == (text, 0)


def test_standard_input_from_a_pipe_arrives_whole_with_a_real_clock_too(save: Save) -> None:
    text = b"".join(b"line %d\n" % n for n in range(500)) + b"no newline"
    done = hsx_run("--clock", "real", save(echo_all(), "echo"), stdin=text)
    assert (done.stdout, done.returncode) == (text, 0)


def test_words_after_two_dashes_are_the_programs_arguments(save: Save) -> None:
    # exit(argv[2][0] + argc)
    code = Code().op("MOV", 8, 1).op("LD", 3, 2, 8).op("LDB", 0, 3, 0).op("ADDQ", 0, 0, 8).exit()
    done = hsx_run(save(code, "app"), "--", "--stats", "x")
    assert done.returncode == ord("x") + 3
    assert done.stderr == b""


def test_several_images_run_together_and_the_first_one_gives_the_status(save: Save) -> None:
    reader = Code().open("app:q", 8).recv(8).exit_with(1)
    writer = Code().open("app:q", 8).send(8, b"hello").exit(9)
    assert hsx_run(save(reader, "reader"), save(writer, "writer")).returncode == 5


def test_a_service_is_not_waited_for(save: Save) -> None:
    service = Code().open("app:q", 8).recv(8).exit(1)
    assert hsx_run(save(Code().exit(3), "app"), "--service", save(service, "service")).returncode == 3


def test_a_stalled_system_exits_with_125_and_says_who_waits_on_what(save: Save) -> None:
    done = hsx_run(save(Code().open("app:q", 8).recv(8).exit(0), "consumer"))
    assert done.returncode == 125
    assert b"task 1 (consumer) waits to receive on app:q (handle 4) for ever" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_write_through_null_exits_with_126_and_one_clear_message(save: Save) -> None:
    done = hsx_run(save(Code().load(1, 0).op("ST", 1, 0, 1).exit(0), "null"))
    assert done.returncode == 126
    assert done.stderr == b"hsx-run: task 1 (null) faulted: MEM_FAULT at pc 0x0000000C, address 0x00000000\n"


def test_a_full_descriptor_pool_refuses_the_image_and_names_the_quota(save: Save) -> None:
    boxes = tuple(MailboxSpec(f"app:m{n}") for n in range(20))
    done = hsx_run("--profile", "embedded", save(Code().exit(0).image("greedy", boxes), "greedy"))
    assert done.returncode == 2
    assert b"greedy.hxe: cannot make mailbox app:m12: mailbox quota descriptors is exhausted" in done.stderr
    assert b"16 of 16 in use by pid 1 (16)" in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_a_single_quota_can_be_changed(save: Save) -> None:
    boxes = tuple(MailboxSpec(f"app:m{n}") for n in range(20))
    path = save(Code().exit(6).image("greedy", boxes), "greedy")
    assert hsx_run("--profile", "embedded", "--quota", "descriptors=24", path).returncode == 6
    done = hsx_run("--quota", "mailboxes=1", path)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)


def test_a_missing_a_corrupt_and_a_cut_image_are_one_message_and_status_2(tmp_path: Path, save: Save) -> None:
    good = Path(save(Code().exit(0), "good")).read_bytes()
    flipped = good[:-1] + bytes([good[-1] ^ 1])
    broken = {"corrupt.hxe": flipped, "cut.hxe": good[:50], "empty.hxe": b"", "c.c": b"int x;"}
    for name, data in broken.items():
        (tmp_path / name).write_bytes(data)
    for name in (*broken, "missing.hxe", "."):
        done = hsx_run(str(tmp_path / name))
        assert done.returncode == 2, name
        assert done.stderr.startswith(b"hsx-run: ")
        assert done.stderr.count(b"\n") == 1
        assert done.stdout == b""


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--quantum", "0", "x"],
        ["--rate", "-1", "x"],
        ["--clock", "sundial", "x"],
        ["--no-such-option", "x"],
        ["--max-memory", "12Q", "x"],
    ],
)
def test_wrong_usage_is_status_2(words: list[str]) -> None:
    done = hsx_run(*words)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_a_file_that_cannot_be_written_is_one_message_and_status_2(tmp_path: Path, save: Save) -> None:
    path = save(Code().exit(0), "app")
    for option in ("--events", "--trace"):
        done = hsx_run(option, str(tmp_path / "no" / "such" / "folder"), path)
        assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    done = hsx_run("--fs", str(tmp_path / "nowhere"), path)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)


def test_an_image_that_wants_more_than_max_memory_is_refused(save: Save) -> None:
    path = save(Code().exit(0), "app")
    done = hsx_run("--max-memory", "8K", path)
    assert done.returncode == 2
    assert b"16384" in done.stderr
    assert hsx_run("--max-memory", "16K", path).returncode == 0


def test_max_steps_stops_with_124(save: Save) -> None:
    done = hsx_run("--max-steps", "1000", "--stats=json", save(Code().spin(), "spin"))
    assert done.returncode == 124
    message, numbers = done.stderr.splitlines()
    assert message == b"hsx-run: stopped after 1000 instructions (--max-steps)"
    assert json.loads(numbers)["instructions"] == 1000


def test_stats_are_a_table_on_standard_error_or_one_json_object(save: Save) -> None:
    path = save(Code().say("hi").sleep(2).exit(3), "app")
    table = hsx_run("--stats", path)
    assert table.stdout == b"hi"
    lines = table.stderr.decode().splitlines()
    assert lines[0].split()[:5] == ["pid", "name", "state", "status", "instructions"]
    assert lines[1].split()[:5] == ["1", "app", "terminated", "3", "10"]
    assert lines[2].startswith("total 10 instructions")
    numbers = json.loads(hsx_run("--stats=json", path).stderr)
    assert numbers["instructions"] == sum(task["instructions"] for task in numbers["tasks"]) == 10
    assert (numbers["tasks"][0]["sent"], numbers["tasks"][0]["waits"], numbers["status"]) == (1, 1, 3)


def test_the_event_stream_is_the_same_byte_for_byte(tmp_path: Path, save: Save) -> None:
    reader = Code().open("app:q", 8).recv(8).recv(8, timeout=5).exit(0)
    images = [save(reader, "reader"), save(Code().open("app:q", 8).sleep(1).send(8, b"x").exit(0), "writer")]
    streams: list[bytes] = []
    for n in range(2):
        events = tmp_path / f"events{n}"
        hsx_run("--events", str(events), "--quantum", "3", *images)
        streams.append(events.read_bytes())
    assert streams[0] == streams[1]
    parsed = [json.loads(line) for line in streams[0].splitlines()]
    assert [event["seq"] for event in parsed] == list(range(1, len(parsed) + 1))
    assert {"mailbox_wait", "mailbox_wake", "mailbox_timeout", "task_state", "scheduler"} <= {e["type"] for e in parsed}


def test_the_trace_has_every_instruction_with_what_it_changed(tmp_path: Path, save: Save) -> None:
    trace = tmp_path / "trace"
    hsx_run("--trace", str(trace), save(Code().load(1, 5).svc(6, 1).exit(0), "app"))
    lines = [line.split() for line in trace.read_text().splitlines()]
    assert lines[0][:4] == ["0", "1", "00000004", "LDI32"]
    assert lines[0][-1] == "R1=00000005"
    assert lines[1][:4] == ["1", "1", "0000000C", "SVC"]
    assert lines[2] == ["1", "->", "R0=00000001"]
    assert len(lines) == 5


def test_files_stay_in_the_folder_and_without_one_every_call_is_refused(tmp_path: Path, save: Save) -> None:
    def program(path: str) -> Code:
        code = Code().svc(4, 0, r1=Code().base, r2=0)
        code.text(path)
        code.op("MOV", 8, 0).args(r2=code.put(b"data"), r3=4).op("MOV", 1, 8).op("SVC", 4, 2)
        return code.exit_with(8)

    folder = tmp_path / "files"
    folder.mkdir()
    assert hsx_run("--fs", str(folder), save(program("a.txt"), "good")).returncode == 3
    assert (folder / "a.txt").read_bytes() == b"data"
    assert hsx_run("--fs", str(folder), save(program("../b.txt"), "bad")).returncode == 0x100 - 22
    assert not (tmp_path / "b.txt").exists()
    done = hsx_run(save(program("a.txt"), "none"))
    assert done.returncode == 0x100 - 13
    assert done.stderr == b"hsx-run: task 1 (none) asks for files, but no folder was given (--fs)\n"


def test_virtual_time_does_not_take_real_time(save: Save) -> None:
    started = time.monotonic()
    assert hsx_run("--clock", "virtual", save(Code().sleep(3_600_000).exit(0), "sleeper")).returncode == 0
    assert time.monotonic() - started < 30


def test_real_time_does(save: Save) -> None:
    started = time.monotonic()
    assert hsx_run("--clock", "real", save(Code().sleep(300).exit(0), "sleeper")).returncode == 0
    assert time.monotonic() - started >= 0.3


def interrupt(words: list[str], ready: bytes) -> tuple[int, bytes, bytes]:
    """Start, wait for some output, send Ctrl-C; status and streams."""
    with subprocess.Popen(
        [*COMMAND, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        found = b""
        while ready not in found:
            select.select([process.stdout], [], [], 30)
            found += os.read(process.stdout.fileno(), 100)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        return process.returncode, found + out, err


@pytest.mark.parametrize("clock", ["virtual", "real"])
@pytest.mark.parametrize(
    "then", [lambda code: code.spin(), lambda code: code.recv_stdin().exit(0), lambda code: code.sleep(100_000).spin()]
)
def test_ctrl_c_ends_cleanly_with_130(save: Save, clock: str, then: Callable[[Code], Code]) -> None:
    code = then(Code().say("ready\n"))
    status, out, err = interrupt(["--clock", clock, save(code, "app")], b"ready\n")
    assert (status, out, err) == (130, b"ready\n", b"")


def test_a_closed_standard_output_ends_the_run_quietly(save: Save) -> None:
    code = Code().label("again").say("y\n").branch("BR", "again")
    for clock in ("virtual", "real"):
        with subprocess.Popen(
            [*COMMAND, "--clock", clock, save(code, "yes")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            assert process.stdout.read(20) == b"y\n" * 10
            process.stdout.close()
            assert process.wait(timeout=30) == 141
            assert process.stderr.read() == b""


def test_a_terminal_is_read_line_by_line_and_makes_the_clock_real(save: Save) -> None:
    code = Code().say("name? ").recv_stdin().op("MOV", 8, 1).say("ok\n").exit_with(8)
    main, terminal = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, save(code, "asks")], stdin=terminal, stdout=terminal, stderr=terminal, cwd=ROOT
    ) as process:
        os.close(terminal)
        shown = b""
        while b"name? " not in shown:
            assert select.select([main], [], [], 30)[0]
            shown += os.read(main, 100)
        os.write(main, b"Ada\n")
        assert process.wait(timeout=30) == 4
    os.close(main)


def test_version_and_help_are_shown() -> None:
    assert hsx_run("--version").stdout.startswith(b"hsx-run ")
    done = hsx_run("--help")
    assert done.returncode == 0
    for option in ("--service", "--clock", "--max-steps", "--trace", "--events", "--stats", "--profile", "--fs"):
        assert option.encode() in done.stdout


def test_a_full_disk_is_told(save: Save) -> None:
    code = Code().label("again").say("y\n").branch("BR", "again")
    for clock in ("virtual", "real"):
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [*COMMAND, "--clock", clock, save(code, "yes")],
                stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE, check=False, cwd=ROOT, timeout=60,
            )  # fmt: skip
        assert done.returncode == 141
        assert done.stderr == b"hsx-run: standard output: No space left on device\n"


def test_a_full_disk_for_events_is_one_message_and_status_2(save: Save) -> None:
    done = hsx_run("--events", "/dev/full", save(Code().say("x").exit(0), "app"))
    assert done.returncode == 2
    assert b"No space left on device" in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_output_written_just_before_ctrl_c_is_not_lost(tmp_path: Path, save: Save) -> None:
    # Output to a pipe is collected; the interrupt comes while the program waits in a read that never ends.
    for clock in ("virtual", "real"):
        code = Code()
        mark = code.text(clock)
        code.say("ready\n").recv_stdin().say("more\n").svc(4, 0, r1=mark, r2=0)  # makes the file that we wait for
        image = save(code.recv_stdin().exit(0), f"app-{clock}")
        with subprocess.Popen(
            [*COMMAND, "--clock", clock, "--fs", str(tmp_path), image],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT,
        ) as process:  # fmt: skip
            assert process.stdin is not None
            process.stdin.write(b"go\n")
            process.stdin.flush()
            while not (tmp_path / clock).exists():
                time.sleep(0.05)
            time.sleep(0.2)
            process.send_signal(signal.SIGINT)
            assert process.communicate(timeout=30)[0] == b"ready\nmore\n"
            assert process.returncode == 130


def test_a_fault_of_a_c_program_names_its_source_line(tmp_path: Path) -> None:
    source, image = tmp_path / "null.c", tmp_path / "null.hxe"
    source.write_text("static void poke(int *p) {\n    *p = 42;\n}\nint main(void) {\n    poke(0);\n    return 0;\n}\n")
    compile_it = [sys.executable, "-m", "toolchain.cc.cli", "-g", "-O0", str(source), "-o", str(image)]
    subprocess.run(compile_it, check=True, cwd=ROOT, timeout=120)
    done = hsx_run(str(image))
    assert done.returncode == 126
    assert b"null.c:2 (poke), pc 0x" in done.stderr
