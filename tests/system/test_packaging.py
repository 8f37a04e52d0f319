"""The installed package works away from the checkout.

`make test-wheel` builds the wheel and names it in HSX_WHEEL; without that it is built here if nothing may be skipped.
"""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHIPPED = [path.relative_to(ROOT).as_posix() for folder in ("include", "runtime")
           for path in sorted((ROOT / folder).rglob("*")) if path.is_file()]
HELLO = """#include <stdio.h>
#include <hsx_exec.h>

int main(int argc, char **argv)
{
    printf("%s from task %d\\n", argc > 1 ? argv[1] : "nobody", hsx_exec_getpid());
    return 3;
}
"""
ANSWER = """        .model flat
        .entry start
        .section .text.start
start:  LDIW  R0, #42
        SVC   MOD=1, FN=0
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel; the source package lies beside it."""
    if "HSX_WHEEL" in os.environ:
        return Path(os.environ["HSX_WHEEL"])
    if os.environ.get("HSX_REQUIRE_ORACLES") != "1":
        pytest.skip("needs a wheel: make test-wheel")
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "build", "--outdir", folder], check=True, cwd=ROOT, timeout=300)
    found, = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def commands(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the commands are in a new virtual environment with nothing in it but the wheel."""
    environment = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "scripts/make_environment.py", environment], check=True, cwd=ROOT, timeout=120)
    python = environment / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", wheel], check=True, cwd=environment, timeout=300)
    return environment / "bin"


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder outside the checkout, with a library cache of its own, as the current one."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HSX_CACHE_DIR", str(tmp_path / "cache"))
    for variable in ("PYTHONPATH", "PYTHONHOME"):
        monkeypatch.delenv(variable, raising=False)
    return folder


def run(*command: str | Path, expect: int = 0) -> str:
    """Run a command; its standard output."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == expect, (command, done.returncode, done.stdout, done.stderr)
    return done.stdout


def test_c_is_compiled_inspected_and_run(commands: Path, elsewhere: Path) -> None:
    (elsewhere / "hello.c").write_text(HELLO)
    run(commands / "hsx-cc", "-O2", "hello.c", "-o", "hello.hxe")
    assert "hello" in run(commands / "hsx-inspect", "hello.hxe")
    assert run(commands / "hsx-run", "hello.hxe", "--", "greetings", expect=3) == "greetings from task 1\n"


def test_assembly_is_assembled_archived_linked_and_run(commands: Path, elsewhere: Path) -> None:
    (elsewhere / "answer.s").write_text(ANSWER)
    run(commands / "hsx-as", "answer.s", "-o", "answer.o")
    run(commands / "hsx-ar", "rcs", "libanswer.a", "answer.o")
    run(commands / "hsx-ld", "answer.o", "-o", "answer.hxe")
    assert run(commands / "hsx-ar", "t", "libanswer.a") == "answer.o\n"
    assert run(commands / "hsx-run", "answer.hxe", expect=42) == ""


def test_every_command_knows_its_version(wheel: Path, commands: Path, elsewhere: Path) -> None:
    version = wheel.name.split("-")[1]
    for name in ("hsx-as", "hsx-cc", "hsx-ld", "hsx-ar", "hsx-inspect", "hsx-run"):
        assert version in run(commands / name, "--version"), name
    assert list(elsewhere.iterdir()) == []


def test_the_wheel_carries_headers_and_runtime_beside_the_code_and_no_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert names >= {f"toolchain/_data/{path}" for path in SHIPPED}
    assert names >= {"toolchain/asm/grammar.lark", "hxe/isa.py", "emulator/cli.py"}
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"toolchain", "hxe", "emulator"}


def test_the_source_package_carries_everything_that_the_wheel_is_made_of(wheel: Path) -> None:
    source, = wheel.parent.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    assert names >= {*SHIPPED, "pyproject.toml", "README.md", "LICENSE", "Makefile", "toolchain/asm/grammar.lark"}
