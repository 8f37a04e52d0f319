"""LZ4, unmodified, compiled by us: it compresses on the emulator to the bytes that gcc's build of it gives.

scripts/fetch_third_party.py brings the sources. Without them, and without a network, the tests are skipped; with
HSX_REQUIRE_ORACLES=1 they fail.
"""

import os
import random
import subprocess
from functools import cache
from pathlib import Path

import pytest

from hxe.image import Image
from scripts.fetch_third_party import LZ4, FetchError, fetch
from tests.c_programs import compile_unit, link_units, run
from tests.oracles import need
from toolchain.link.program import LinkOptions

DRIVER = Path(__file__).parent / "third_party" / "driver.c"
FULL = 100 * 1024
MAX_STEPS = 200_000_000
WORK_MEMORY = LinkOptions(app_name="lz4", stack_size=64 * 1024, mem_size=2 * 1024 * 1024)


@pytest.fixture(scope="module")
def folder() -> Path:
    """Where the sources of LZ4 are."""
    try:
        fetch(LZ4)
    except FetchError as problem:
        if os.environ.get("HSX_REQUIRE_ORACLES") == "1":
            pytest.fail(str(problem))
        pytest.skip(f"needs the sources of LZ4: {problem}")
    return LZ4.place


@cache
def text_and_noise(size: int) -> bytes:
    """Words from a small dictionary, with bytes that do not compress strewn in."""
    chance = random.Random(7)
    words = [bytes(chance.choices(b"abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 9))) for _ in range(400)]
    out = bytearray()
    while len(out) < size:
        out += chance.choice(words) + b" " if chance.random() < 0.97 else chance.randbytes(chance.randint(1, 40))
    return bytes(out[:size])


@cache
def ours(folder: Path, level: str) -> Image:
    units = [compile_unit(path.read_text(encoding="utf-8"), path.name, level, [str(folder)])
             for path in (DRIVER, *sorted(folder.glob("*.c")))]
    return link_units(units, WORK_MEMORY)


@pytest.fixture(scope="module")
def theirs(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same program made by gcc."""
    need("gcc -m32")
    program = tmp_path_factory.mktemp("lz4") / "host"
    sources = [str(path) for path in (DRIVER, *sorted(folder.glob("*.c")))]
    subprocess.run(["gcc", "-m32", "-O1", "-w", f"-I{folder}", *sources, "-o", str(program)], check=True, timeout=120)
    return program


@pytest.mark.parametrize(("level", "part", "size"), [
    ("0", "fast", FULL), ("2", "fast", FULL), ("s", "fast", FULL // 4),
    ("0", "frame", FULL // 4), ("2", "frame", FULL),
    ("0", "hc", FULL // 10), ("2", "hc", FULL // 2),
])
def test_lz4_compresses_and_restores_as_on_the_host(
    folder: Path, theirs: Path, level: str, part: str, size: int,
) -> None:
    data = text_and_noise(size)
    host = subprocess.run([str(theirs), part], input=data, capture_output=True, timeout=60, check=False)
    assert host.returncode == 0, "the host's build restores what it compressed"
    done = run(ours(folder, level), data, [part], max_steps=MAX_STEPS)
    assert done.status == 0, f"status {done.status}: {done.stderr.decode()}"
    assert done.stdout == host.stdout
    assert len(host.stdout) < size * 3 // 4, "the data are worth compressing"
