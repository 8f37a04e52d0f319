"""The entry point of hsx-run."""

import builtins
from types import ModuleType

import pytest

from emulator import start
from emulator.executive.report import STATUS_INTERRUPTED


def test_ctrl_c_while_modules_load_ends_with_the_status_of_an_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    load = builtins.__import__

    def interrupted(name: str, *rest: object) -> ModuleType:
        if name == "emulator.cli":
            raise KeyboardInterrupt
        return load(name, *rest)  # type: ignore[arg-type]  # as the import statement passes them

    monkeypatch.setattr(builtins, "__import__", interrupted)
    with pytest.raises(SystemExit) as end:
        start.main()
    assert end.value.code == STATUS_INTERRUPTED
