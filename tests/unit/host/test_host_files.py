"""The confined file system: what the flags mean, and that the folder is never left."""

import os
import random
from pathlib import Path

import pytest

from emulator.host.files import MAX_OPEN_FILES, FileStat, FileSystem, OpenFiles

RDONLY, WRONLY, RDWR, CREAT, TRUNC, APPEND = 1, 2, 3, 4, 8, 0x10
ENOENT, EBADF, EACCES, EEXIST, ENOTDIR, EISDIR, EINVAL, EMFILE = -2, -9, -13, -17, -20, -21, -22, -24
SET, CUR, END = 0, 1, 2


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with something in it, beside a secret that is not in it."""
    (tmp_path / "secret").write_bytes(b"secret")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"alpha")
    (folder / "sub").mkdir()
    return folder


@pytest.fixture
def files(root: Path) -> FileSystem:
    return FileSystem(root)


@pytest.mark.parametrize("path", [b"/a.txt", b"..", b"sub/../a.txt", b"", b"sub//b", b"sub/", b"c:a", b"a:b", b"a\0b"])
def test_a_path_that_v1_refused_is_einval(files: FileSystem, path: bytes) -> None:
    assert files.open(path, 0) == EINVAL
    assert files.delete(path) == EINVAL
    assert files.mkdir(path) == EINVAL
    assert files.rename(path, b"b") == EINVAL
    assert files.rename(b"a.txt", path) == EINVAL


def test_a_path_with_dots_for_here_is_the_same_file(files: FileSystem) -> None:
    assert files.stat(b"./a.txt") == FileStat(5, 1)
    assert files.stat(b"sub/.") == FileStat(0, 2)


def test_the_folder_itself_is_listed_sorted_and_cannot_be_removed(files: FileSystem) -> None:
    for path in (b"", b"."):
        assert files.listdir(path) == [b"a.txt", b"sub"]
    assert files.delete(b".") == EACCES
    assert files.rename(b".", b"x") == EACCES
    assert files.mkdir(b".") == EACCES


def test_links_are_followed_inside_the_folder_and_never_out_of_it(root: Path, files: FileSystem) -> None:
    (root / "in").symlink_to("a.txt")
    (root / "out").symlink_to("../secret")
    (root / "absolute").symlink_to(root.parent / "secret")
    (root / "up").symlink_to("..")
    (root / "loop").symlink_to("loop")
    held = OpenFiles()
    descriptor = held.open(files, b"in", RDONLY)
    assert held.read(descriptor, 100) == b"alpha"
    for path in (b"out", b"absolute", b"up/secret", b"up/folder/../secret"):
        assert files.open(path, RDONLY) in {EACCES, EINVAL}
        assert files.open(path, 0) in {EACCES, EINVAL}
        assert files.stat(path) in {EACCES, EINVAL}
    assert files.listdir(b"up") == EACCES
    assert files.mkdir(b"up/new") == EACCES
    assert files.rename(b"a.txt", b"up/stolen") == EACCES
    assert files.rename(b"up/secret", b"mine") == EACCES
    assert files.delete(b"up/secret") == EACCES
    assert files.open(b"loop", RDONLY) in {EACCES, ENOENT}
    assert (root.parent / "secret").read_bytes() == b"secret"
    assert not (root.parent / "new").exists()


def test_deleting_a_link_removes_the_link_and_not_what_it_names(root: Path, files: FileSystem) -> None:
    (root / "in").symlink_to("a.txt")
    (root / "out").symlink_to("../secret")
    assert files.delete(b"in") == 0
    assert files.delete(b"out") == 0
    assert (root / "a.txt").exists()
    assert (root.parent / "secret").exists()


def test_a_dangling_link_does_not_create_a_file_outside(root: Path, files: FileSystem) -> None:
    (root / "dangling").symlink_to(root.parent / "created")
    assert files.open(b"dangling", WRONLY | CREAT) == EACCES
    assert not (root.parent / "created").exists()


def test_random_paths_never_leave_the_folder(root: Path, files: FileSystem) -> None:
    rng = random.Random(3)
    (root / "link").symlink_to("..")
    (root / "sub" / "link").symlink_to("../..")
    pieces = [b"sub", b"link", b"..", b".", b"", b"secret", b"folder", b"a.txt", b"new", b"\xff", b"~", b"\\", b"*"]
    before = sorted(os.listdir(root.parent))
    held = OpenFiles()
    for _ in range(3000):
        path = b"/".join(rng.choice(pieces) for _ in range(rng.randrange(1, 5)))
        other = b"/".join(rng.choice(pieces) for _ in range(rng.randrange(1, 4)))
        held.open(files, path, rng.randrange(32))
        files.stat(path)
        files.listdir(path)
        files.mkdir(path)
        files.rename(path, other)
        files.delete(path)
        held.close_all()
    assert sorted(os.listdir(root.parent)) == before
    assert (root.parent / "secret").read_bytes() == b"secret"


def test_flags_0_reads_writes_and_creates_as_v1_did(root: Path, files: FileSystem) -> None:
    held = OpenFiles()
    descriptor = held.open(files, b"new", 0)
    assert descriptor == 3
    assert held.write(descriptor, b"text") == 4
    assert held.seek(descriptor, 0, SET) == 0
    assert held.read(descriptor, 100) == b"text"
    assert (root / "new").read_bytes() == b"text"


def test_access_flags_are_honoured(files: FileSystem) -> None:
    held = OpenFiles()
    reader, writer = held.open(files, b"a.txt", RDONLY), held.open(files, b"a.txt", WRONLY)
    assert held.write(reader, b"x") == EBADF
    assert held.read(writer, 1) == EBADF
    assert held.open(files, b"missing", RDONLY) == ENOENT
    assert held.open(files, b"missing", RDWR) == ENOENT
    assert held.open(files, b"made", WRONLY | CREAT) > 0
    assert held.open(files, b"a.txt", 0x20) == EINVAL


def test_truncate_append_and_create_alone(root: Path, files: FileSystem) -> None:
    held = OpenFiles()
    appender = held.open(files, b"a.txt", WRONLY | APPEND)
    assert held.write(appender, b"bet") == 3
    assert (root / "a.txt").read_bytes() == b"alphabet"
    held.open(files, b"a.txt", RDONLY | TRUNC)
    assert (root / "a.txt").read_bytes() == b"alphabet"
    held.open(files, b"a.txt", WRONLY | TRUNC)
    assert (root / "a.txt").read_bytes() == b""
    both = held.open(files, b"c", CREAT)
    assert held.write(both, b"rw") == 2


def test_seek_moves_and_refuses_what_is_no_position(files: FileSystem) -> None:
    held = OpenFiles()
    descriptor = held.open(files, b"a.txt", RDWR)
    assert held.seek(descriptor, -2, END) == 3
    assert held.read(descriptor, 9) == b"ha"
    assert held.seek(descriptor, -4, CUR) == 1
    assert held.seek(descriptor, 10, SET) == 10
    assert held.read(descriptor, 5) == b""
    assert held.seek(descriptor, -1, SET) == EINVAL
    assert held.seek(descriptor, 0x7FFFFFFF, CUR) == EINVAL
    assert held.seek(descriptor, 0, 3) == EINVAL
    assert held.seek(99, 0, SET) == EBADF


def test_reading_4_gigabytes_of_a_small_file_gives_the_small_file(files: FileSystem) -> None:
    held = OpenFiles()
    assert held.read(held.open(files, b"a.txt", RDONLY), 0xFFFFFFFF) == b"alpha"


def test_folders_and_special_files_are_not_opened(root: Path, files: FileSystem) -> None:
    os.mkfifo(root / "pipe")
    assert files.open(b"sub", RDONLY) == EISDIR
    assert files.open(b"pipe", RDONLY) == EACCES
    assert files.open(b"a.txt/x", RDONLY) in {ENOTDIR, ENOENT}
    assert files.stat(b"pipe") == EACCES


def test_delete_rename_and_mkdir_answer_what_happened(root: Path, files: FileSystem) -> None:
    assert files.mkdir(b"sub") == EEXIST
    assert files.mkdir(b"sub/deep") == 0
    assert files.delete(b"sub") == EEXIST
    assert files.delete(b"sub/deep") == 0
    assert files.rename(b"a.txt", b"sub/b.txt") == 0
    assert (root / "sub" / "b.txt").read_bytes() == b"alpha"
    assert files.rename(b"a.txt", b"c") == ENOENT
    assert files.delete(b"gone") == ENOENT


def test_missing_folders_are_made_only_where_that_is_asked_for(root: Path, files: FileSystem) -> None:
    held = OpenFiles()
    assert held.open(files, b"x/y/z", 0) == ENOENT
    assert held.open(files, b"x/y/z", 0, make_folders=True) > 0
    assert (root / "x" / "y" / "z").is_file()


def test_descriptors_are_the_lowest_free_from_3_and_their_number_is_limited(files: FileSystem) -> None:
    held = OpenFiles()
    assert [held.open(files, b"a.txt", 0) for _ in range(3)] == [3, 4, 5]
    assert held.close(4) == 0
    assert held.close(4) == EBADF
    assert held.open(files, b"a.txt", 0) == 4
    for _ in range(MAX_OPEN_FILES - 3):
        assert held.open(files, b"a.txt", 0) > 0
    assert held.open(files, b"a.txt", 0) == EMFILE
    held.close_all()
    assert held.open(files, b"a.txt", 0) == 3
    held.close_all()
