import os
import sys
from pathlib import Path

import pytest

pytest.importorskip("wasmtime")

from emulator.cpu.fast import cache
from emulator.cpu.fast.engine import FastEngine
from emulator.cpu.fast.native import Native
from emulator.cpu.fast.operations import add_half_functions
from emulator.cpu.fast.stops import SYSTEM_CALL
from emulator.cpu.fast.wasm import Body, Module
from emulator.cpu.machine import Machine
from emulator.cpu.stop import BUDGET_SPENT
from hxe import abi
from hxe.image import Image
from hxe.isa import encode


def constant_module(number: int) -> bytes:
    module = Module()
    add_half_functions(module)
    body = Body(("i32",), ("i64",))
    body.const(number, 64)
    module.add(body, "run")
    return module.encoded()


def answer(folder: Path, number: int) -> int:
    native = Native()
    return native.load(cache.compiled(native, "module", lambda: constant_module(number), folder), "run")(0)


def test_a_module_is_compiled_once(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    assert answer(folder, 5) == 5
    assert answer(folder, 6) == 5
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("damage", [
    lambda data: data[:0], lambda data: data[:-1], lambda data: data[:100] + bytes([data[100] ^ 1]) + data[101:],
    lambda data: data[:32], lambda data: bytes(len(data)),
])
def test_a_damaged_entry_is_made_again(tmp_path: Path, damage: "object") -> None:
    folder = tmp_path / "cache"
    answer(folder, 5)
    (entry,) = folder.iterdir()
    assert callable(damage)
    entry.write_bytes(damage(entry.read_bytes()))
    assert answer(folder, 6) == 6
    assert answer(folder, 7) == 6


def test_an_entry_that_wasmtime_did_not_make_is_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    answer(folder, 5)
    (entry,) = folder.iterdir()
    cache.write(folder, entry.name, b"not machine code")
    assert answer(folder, 6) == 6


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of another kind")
def test_a_folder_that_others_can_write_to_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    answer(folder, 5)
    folder.chmod(0o777)
    assert answer(folder, 6) == 6
    folder.chmod(0o700)
    assert answer(folder, 7) == 5


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights")
def test_a_link_to_a_folder_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    answer(folder, 5)
    (tmp_path / "link").symlink_to(folder)
    assert answer(tmp_path / "link", 6) == 6


def test_no_place_for_a_cache_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert answer(tmp_path / "file" / "cache", 6) == 6


def test_the_folder_is_closed_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HSX_CACHE_DIR", str(tmp_path / "chosen"))
    folder = cache.default_folder()
    answer(folder, 5)
    assert folder == tmp_path / "chosen"
    assert sys.platform == "win32" or os.stat(folder).st_mode & 0o777 == 0o700


def endless() -> Machine:
    return Machine.from_image(Image(code=encode("BR", 0)[0].to_bytes(4, "big"), entry=0,
                                    isa=abi.Isa.FLAT | abi.Isa.INT, data=b"", data_base=0x1000, mem_size=0x8000,
                                    stack_size=0x1000))


def test_without_wasmtime_the_reference_runs_and_says_so_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from emulator.cpu.fast import engine

    monkeypatch.setattr(engine, "_hosts", [])
    monkeypatch.setitem(sys.modules, "wasmtime", None)
    monkeypatch.delitem(sys.modules, "emulator.cpu.fast.native")
    monkeypatch.delitem(sys.modules, "emulator.cpu.fast.arena", raising=False)
    said: list[str] = []
    runner = FastEngine(said.append, warm=10)
    for m in (endless(), endless()):
        assert runner.run(m, 1000) == BUDGET_SPENT
        assert m.count == 1000
        assert m.residence is None
    assert said == ["running on the slow reference engine: wasmtime is not installed"]


def test_stop_codes_leave_room_for_every_system_call() -> None:
    assert SYSTEM_CALL > 15 << 8 | 255
