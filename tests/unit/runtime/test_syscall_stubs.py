"""The numbers in syscall.s are those of include/*.h, and every call that a header declares has its stub."""

import re

from hxe import abi
from tests.unit.runtime.host_library import LIBRARY

STUBS = LIBRARY / "syscall.s"

MODULES = {
    "core": (abi.Mod.CORE, abi.CoreFn),
    "task": (abi.Mod.TASK, abi.TaskFn),
    "fs": (abi.Mod.FS, abi.FsFn),
    "mailbox": (abi.Mod.MBX, abi.MbxFn),
    "exec": (abi.Mod.EXEC, abi.ExecFn),
}
SPELLED = {"hsx_mailbox_send_basic": "SEND", "hsx_mailbox_recv_basic": "RECV", "hsx_exec_sleep_ms": "SLEEP",
           "hsx_exec_time_us": "TIME"}


def _stubs() -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for name, body in re.findall(r"^(hsx_\w+):(.*?)(?=^\.section|\Z)", STUBS.read_text(), re.MULTILINE | re.DOTALL):
        numbers = re.findall(r"SVC MOD=(\d+), FN=(\d+)", body)
        assert len(numbers) == 1, name
        found[name] = (int(numbers[0][0]), int(numbers[0][1]))
    return found


def test_stub_calls_the_function_that_its_name_says() -> None:
    stubs = _stubs()
    assert len(stubs) > 25
    for name, (module, function) in stubs.items():
        _, room, call = name.split("_", 2)
        expected_module, functions = MODULES[room]
        assert module == expected_module, name
        assert functions(function).name == SPELLED.get(name, call.upper()), name


def test_every_call_of_the_headers_has_a_stub() -> None:
    called = set(_stubs().values())
    for module, functions in MODULES.values():
        for function in functions:
            assert (int(module), int(function)) in called, function
