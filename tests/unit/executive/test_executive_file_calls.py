"""Module 4 as a guest of either machine model sees it."""

from pathlib import Path

import pytest

from emulator.executive.task import Task, TaskState
from emulator.host.files import FileSystem
from tests.unit.executive.guests import Code, Rig, rig

OPEN, READ, WRITE, CLOSE, SEEK, STAT, LISTDIR, DELETE, RENAME, MKDIR = 0, 1, 2, 3, 4, 5, 10, 11, 12, 13


def errno(number: int) -> int:
    return 0x1_0000_0000 - number


ENOENT, EBADF, EACCES, EEXIST, EINVAL = (errno(number) for number in (2, 9, 13, 17, 22))
MINUS_ONE = errno(1)


def run(code: Code, folder: Path | None) -> tuple[Rig, Task]:
    made = rig(files=None if folder is None else FileSystem(folder))
    task = made.add(code)
    made.system.run()
    return made, task


def call(folder: Path | None, function: int, *texts: str, v1: bool = False, **registers: int) -> int | None:
    """One call with paths in R1 and R2; what R0 holds afterwards."""
    code = Code(v1=v1)
    for number, text in enumerate(texts, start=1):
        registers[f"r{number}"] = code.text(text)
    return run(code.svc(4, function, **registers).exit(), folder)[1].exit_status


def test_a_program_writes_seeks_reads_and_closes_a_file(tmp_path: Path) -> None:
    code = Code().svc(4, OPEN, r1=Code().base, r2=0)
    code.text("log.txt")
    buffer = code.space(16)
    code.op("MOV", 8, 0).args(r2=code.put(b"hello"), r3=5).op("MOV", 1, 8).op("SVC", 4, WRITE).op("MOV", 9, 0)
    code.args(r2=-4, r3=1).op("MOV", 1, 8).op("SVC", 4, SEEK).op("MOV", 10, 0)
    code.args(r2=buffer, r3=16).op("MOV", 1, 8).op("SVC", 4, READ).op("MOV", 11, 0)
    code.op("MOV", 1, 8).op("SVC", 4, CLOSE).op("MOV", 12, 0).op("MOV", 1, 8).op("SVC", 4, CLOSE).exit()
    _, task = run(code, tmp_path)
    assert task.machine.regs[8:13] == [3, 5, 1, 4, 0]
    assert task.machine.read(buffer, 5) == b"ello\0"
    assert task.exit_status == EBADF
    assert (tmp_path / "log.txt").read_bytes() == b"hello"


def test_bad_descriptors_answer_by_machine_model(tmp_path: Path) -> None:
    for function, in_v1 in ((READ, 0), (WRITE, 0), (CLOSE, MINUS_ONE)):
        assert call(tmp_path, function, v1=True, r1=77, r2=0x4000, r3=1) == in_v1
        assert call(tmp_path, function, r1=77, r2=0x1000, r3=1) == EBADF
    assert call(tmp_path, READ, v1=True, r1=0, r2=0x4000, r3=9) == 0


def test_v1_failures_of_delete_and_rename_are_minus_one(tmp_path: Path) -> None:
    assert call(tmp_path, DELETE, "gone", v1=True) == MINUS_ONE
    assert call(tmp_path, DELETE, "gone") == ENOENT
    assert call(tmp_path, RENAME, "gone", "x", v1=True) == MINUS_ONE
    assert call(tmp_path, RENAME, "gone", "x") == ENOENT


def test_mkdir_of_a_folder_that_exists_is_0_in_v1(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    assert call(tmp_path, MKDIR, "sub", v1=True) == 0
    assert call(tmp_path, MKDIR, "sub") == EEXIST
    assert call(tmp_path, MKDIR, "new") == 0
    assert (tmp_path / "new").is_dir()


@pytest.mark.parametrize("path", ["/hello.txt", "../x", "a:b", "", "a//b"])
@pytest.mark.parametrize("v1", [False, True])
def test_the_paths_that_v1_refused_are_minus_22(tmp_path: Path, path: str, v1: bool) -> None:
    assert call(tmp_path, OPEN, path, v1=v1, r2=0) == EINVAL


def test_a_v1_open_makes_folders_and_ignores_unknown_flags(tmp_path: Path) -> None:
    assert call(tmp_path, OPEN, "a/b/c.txt", v1=True, r2=0) == 3
    assert (tmp_path / "a" / "b" / "c.txt").exists()
    assert call(tmp_path, OPEN, "d.txt", v1=True, r2=0x100) == 3
    assert call(tmp_path, OPEN, "e/f.txt", r2=0) == ENOENT
    assert call(tmp_path, OPEN, "d.txt", r2=0x100) == EINVAL


def test_flags_are_honoured_in_both_models(tmp_path: Path) -> None:
    for v1 in (False, True):
        assert call(tmp_path, OPEN, "missing.txt", v1=v1, r2=1) == ENOENT


def test_a_path_that_is_too_long_is_einval(tmp_path: Path) -> None:
    assert call(tmp_path, OPEN, "n" * 256, r2=0) == EINVAL
    assert call(tmp_path, STAT, "n" * 256, r2=0x1000) == EINVAL


def test_stat_tells_size_and_kind(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"x" * 300)
    for path, size, kind in (("f", 300, 1), ("", 0, 2)):
        code = Code()
        where = code.space(8)
        _, task = run(code.svc(4, STAT, r1=code.text(path), r2=where).exit(), tmp_path)
        assert task.exit_status == 0
        found = task.machine.read(where, 8)
        assert (int.from_bytes(found[:4], "little"), int.from_bytes(found[4:], "little")) == (size, kind)
    assert call(tmp_path, STAT, "gone", r2=0x1000) == ENOENT


def listing(folder: Path, path: str, room: int, *, v1: bool = False) -> tuple[int | None, bytes]:
    code = Code(v1=v1)
    where = code.put(b"#" * 32)
    _, task = run(code.svc(4, LISTDIR, r1=code.text(path), r2=where, r3=room).exit(), folder)
    return task.exit_status, task.machine.read(where, 32)


def test_listdir_joins_names_with_newlines_and_stores_whole_names_only(tmp_path: Path) -> None:
    for name in ("cc", "a", "bbb"):
        (tmp_path / name).write_bytes(b"")
    assert listing(tmp_path, "", 32) == (8, b"a\nbbb\ncc" + b"#" * 24)
    assert listing(tmp_path, ".", 8)[0] == 8
    assert listing(tmp_path, "", 7) == (5, b"a\nbbb" + b"#" * 27)
    assert listing(tmp_path, "", 5)[0] == 5
    assert listing(tmp_path, "", 1) == (1, b"a" + b"#" * 31)
    assert listing(tmp_path, "", 0) == (0, b"#" * 32)
    assert listing(tmp_path, "gone", 32)[0] == ENOENT
    assert listing(tmp_path, "ignored in v1", 32, v1=True)[0] == 8


def test_without_a_folder_calls_are_refused_and_the_user_is_told_once_per_task() -> None:
    code = Code()
    path = code.text("a")
    for function in (OPEN, STAT, LISTDIR, MKDIR, DELETE):
        code.svc(4, function, r1=path, r2=0, r3=0)
    made, task = run(code.exit(), None)
    assert task.exit_status == EACCES
    assert len(made.notices) == len(made.of_type("warning")) == 1
    assert call(None, OPEN, "a", v1=True, r2=0) == EACCES


def write_to(descriptor: int, content: bytes, *, v1: bool = False) -> tuple[Rig, Task]:
    code = Code(v1=v1)
    return run(code.svc(4, WRITE, r1=descriptor, r2=code.put(content), r3=len(content)).exit(), None)


def test_writing_to_descriptors_1_and_2_reaches_the_standard_streams_with_their_flags() -> None:
    for v1 in (False, True):
        made, task = write_to(1, b"out", v1=v1)
        assert (task.exit_status, bytes(made.screen.out)) == (3, b"out")
        made, task = write_to(2, b"err", v1=v1)
        assert (task.exit_status, bytes(made.screen.err)) == (3, b"err")
        assert [event.data["flags"] for event in made.of_type("mailbox_send")] == [2]


def test_writing_to_descriptor_0_sends_to_the_own_standard_input() -> None:
    code = Code()
    code.svc(4, WRITE, r1=0, r2=code.put(b"me"), r3=2).recv_stdin().exit_with(1)
    assert run(code, None)[1].exit_status == 2


def test_a_write_larger_than_a_message_is_0_in_v1_and_short_in_the_flat_model() -> None:
    made, task = write_to(1, b"x" * 100, v1=True)
    assert (task.exit_status, bytes(made.screen.out)) == (0, b"")
    made, task = write_to(1, b"x" * 100)
    assert (task.exit_status, bytes(made.screen.out)) == (56, b"x" * 56)
    assert write_to(1, b"")[1].exit_status == 0


def test_writing_to_a_closed_standard_stream_is_a_bad_descriptor() -> None:
    code = Code().svc(5, 6, r1=2)
    assert run(code.svc(4, WRITE, r1=1, r2=code.put(b"x"), r3=1).exit(), None)[1].exit_status == EBADF


def test_a_write_wakes_a_reader_of_the_stream() -> None:
    made = rig()
    reader = made.add(Code().open("svc:stdio.out@2", 8).recv(8).exit_with(1), "reader")
    code = Code()
    made.add(code.sleep(1).svc(4, WRITE, r1=1, r2=code.put(b"wake"), r3=4).exit(0), "writer")
    made.system.run()
    assert reader.exit_status == 4


def test_files_are_closed_when_their_task_ends(tmp_path: Path) -> None:
    made = rig(files=FileSystem(tmp_path))
    code = Code()
    made.add(code.svc(4, OPEN, r1=code.text("a"), r2=0).exit(0))
    made.system.run()
    assert made.system.kernel.open_files == {}


def test_a_bad_pointer_faults_the_task(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"data")
    for registers in ({"r1": 0, "r2": 0}, {"r1": 0x3FFF_0000, "r2": 0}):
        _, task = run(Code().svc(4, OPEN, **registers).exit(0), tmp_path)
        assert task.state is TaskState.FAULTED
