"""The examples do what their sources say, at any slice length, and do it twice in the same way, byte for byte."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent

SYSTEMS: dict[str, tuple[str, ...]] = {
    "hello": ("hello",),
    "pipeline": ("consumer", "producer"),
    "telemetry": ("sensor", "display", "statistics", "tap"),
    "request": ("server", "client"),
    "assembly": ("primes",),
    "stdin": ("count",),
}
TEXT = b"one two\nthree\n\n  four\tfive \nsix without a newline"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all images, made by the examples' own Makefile."""
    folder = tmp_path_factory.mktemp("examples")
    make(folder, "all")
    return folder


def make(folder: Path, *targets: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(["make", "--no-print-directory", "-C", "examples", f"BIN={BIN}", f"B={folder}", *targets],
                          cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def run(
    build: Path, system: str, options: Sequence[str] = (), arguments: Sequence[str] = (), stdin: bytes = b""
) -> str:
    """Run the images of a system; what they print, if all went well."""
    images = [str(build / f"{name}.hxe") for name in SYSTEMS[system]]
    done = subprocess.run([BIN / "hsx-run", *options, *images, "--", *arguments], input=stdin, capture_output=True,
                          check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode()


def lines_of(name: str, output: str) -> list[str]:
    """What one task printed, without its name."""
    return [line.removeprefix(f"{name}: ") for line in output.splitlines() if line.startswith(f"{name}: ")]


def test_every_example_has_a_system_here() -> None:
    folders = {path.name for path in (ROOT / "examples").iterdir() if path.is_dir() and path.name != "build"}
    assert folders == SYSTEMS.keys()


def test_hello_greets_its_arguments(build: Path) -> None:
    assert run(build, "hello") == "Hello from HSX\n"
    assert run(build, "hello", arguments=["world", "and you"]) == "Hello from HSX, world, and you\n"


@pytest.mark.parametrize("quantum", ["1", "13", "4096"])
def test_the_consumer_adds_up_what_the_producer_sends(build: Path, quantum: str) -> None:
    output = run(build, "pipeline", ["--quantum", quantum])
    assert lines_of("producer", output) == [f"sent {n}" for n in range(1, 11)]
    assert lines_of("consumer", output) == [f"got {n}, sum {sum(k * k for k in range(1, n + 1))}" for n in range(1, 11)]
    assert len(output.splitlines()) == 20


@pytest.mark.parametrize("quantum", ["1", "13", "4096"])
def test_both_readers_get_every_sample_and_the_tap_sees_all_messages(build: Path, quantum: str) -> None:
    samples = [200 + n * n for n in range(8)]
    output = run(build, "telemetry", ["--quantum", quantum])
    assert lines_of("display", output) == [f"{sample // 10}.{sample % 10} C" for sample in samples]
    mean = sum(samples) // len(samples)
    assert lines_of("statistics", output) == [f"8 samples, {min(samples)}..{max(samples)}, mean {mean}"]
    assert lines_of("tap", output) == [f"saw {len(samples) + 1} messages, the last from task 1"]


@pytest.mark.parametrize("quantum", ["1", "13", "4096"])
def test_the_client_gets_the_answers_to_its_own_requests(build: Path, quantum: str) -> None:
    output = run(build, "request", ["--quantum", quantum])
    assert lines_of("client", output) == ["19 + 23 = 42", "-6 * 7 = -42", "100 / 7 = 14", "1 / 0 is refused"]
    assert lines_of("server", output) == ["done"]


def test_the_assembly_app_prints_the_primes_below_50(build: Path) -> None:
    primes = [n for n in range(2, 50) if all(n % k for k in range(2, n))]
    assert run(build, "assembly") == "".join(f"{n} " for n in primes) + "\n"


@pytest.mark.parametrize("text", [b"", b"\n", TEXT, TEXT * 40, b"x" * 1500 + b" y\n"])
def test_standard_input_is_counted_to_its_end(build: Path, text: bytes) -> None:
    expected = f"{text.count(10)} lines, {len(text.split())} words, {len(text)} characters\n"
    assert run(build, "stdin", stdin=text) == expected


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("quantum", ["5", "4096"])
def test_two_runs_give_the_same_events_and_output(build: Path, tmp_path: Path, system: str, quantum: str) -> None:
    seen = []
    for number in range(2):
        events = tmp_path / f"events{number}"
        output = run(build, system, ["--events", str(events), "--quantum", quantum], stdin=TEXT)
        seen.append((output, events.read_bytes()))
    assert seen[0] == seen[1]
    assert seen[0][1].count(b"\n") > 5


def test_building_twice_gives_the_same_images(build: Path, tmp_path: Path) -> None:
    names = ("hello.hxe", "server.hxe", "primes.hxe")
    make(tmp_path, *(str(tmp_path / name) for name in names))
    for name in names:
        assert (tmp_path / name).read_bytes() == (build / name).read_bytes(), name


def test_the_demo_runs_every_system(build: Path) -> None:
    shown = make(build, "demo")
    assert shown.rstrip().endswith("--- all examples ran")
    for images in SYSTEMS.values():
        assert re.search(r"hsx-run .*" + r".*".join(rf"\b{name}\.hxe" for name in images), shown), images
