"""What README and docs show and point at is there, and does what they say.

Blocks are marked by what they are. `c`: compiles without a warning; one that begins with a name in a comment is kept
under that name. `sh`: runs, in one folder per page, beside those files. `text` after `sh`: what it prints. `python`:
runs in the same folder. Unmarked blocks are for reading; options of commands and make targets in them must exist.
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
PAGES = ["README.md", "examples/README.md",
         *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md"))]
ROOMS = ["bench", "docs", "emulator", "examples", "hxe", "include", "runtime", "scripts", "tests", "toolchain"]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE_NAME = re.compile(r"/\* (\S+\.[ch]) \*/\n")
COMMAND = re.compile(r"^ *(hsx-\w+)( .*)", re.MULTILINE)
OPTION = re.compile(r"(?<![\w-])(--?[A-Za-z][\w-]*)")
FIGURE = re.compile(r"\d (?:million|thousand) instructions|\d (?:lines|pairs|messages|instructions)(?:/s| per second)")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: str
    kind: str
    text: str


@cache
def text_of(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


@cache
def blocks(page: str) -> list[Block]:
    return [Block(page, kind, text) for kind, text in FENCE.findall(text_of(page))]


def prose(page: str) -> str:
    """The page without its fenced blocks."""
    return FENCE.sub("", text_of(page))


def pages_with(*kinds: str) -> list[str]:
    return [page for page in PAGES if any(block.kind in kinds for block in blocks(page))]


def run(*command: str | Path, folder: Path) -> str:
    """Run a command with ours on the path; its standard output."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, check=False, timeout=120)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout


def headings(page: str) -> set[str]:
    """The anchors of a page, as the usual renderers make them."""
    titles = re.findall(r"^#+ (.*)", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", pages_with("c", "sh", "python"))
def test_the_examples_of_a_page_do_what_it_says(page: str, tmp_path: Path) -> None:
    printed = ""
    for number, block in enumerate(blocks(page)):
        if block.kind == "c":
            named = FILE_NAME.match(block.text)
            source = tmp_path / (named[1] if named else f"block{number}.c")
            source.write_text(block.text)
            if source.suffix == ".c":
                run("hsx-cc", "-c", "-Wall", "-Werror", source, "-o", tmp_path / "checked.o", folder=tmp_path)
        elif block.kind == "sh":
            printed = run("bash", "-euo", "pipefail", "-c", block.text, folder=tmp_path)
        elif block.kind == "text":
            assert printed == block.text
        elif block.kind == "python":
            run(sys.executable, "-c", block.text, folder=tmp_path)


@pytest.mark.parametrize("page", PAGES)
def test_the_blocks_of_a_page_are_of_kinds_that_are_checked(page: str) -> None:
    assert {block.kind for block in blocks(page)} <= {"", "c", "sh", "text", "python"}
    assert text_of(page).count("```") == 2 * len(blocks(page))


@pytest.mark.parametrize("page", PAGES)
def test_links_of_a_page_lead_somewhere(page: str) -> None:
    folder = (ROOT / page).parent
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        file, _, anchor = target.partition("#")
        where = (folder / file).resolve() if file else ROOT / page
        assert where.is_relative_to(ROOT), target
        assert where.exists(), target
        if anchor:
            assert anchor in headings(where.relative_to(ROOT).as_posix()), target


@pytest.mark.parametrize("page", PAGES)
def test_files_that_a_page_names_exist(page: str) -> None:
    for name in re.findall(rf"`((?:{'|'.join(ROOMS)})/[\w./*-]*)`", prose(page)):
        assert "_data" in name or "build" in name or any(ROOT.glob(name.rstrip("/"))), name


@pytest.mark.parametrize(
    ("room", "page"),
    [("hxe", "hxe"), ("emulator/cpu", "engine"), ("emulator/executive", "executive"), ("emulator/mailbox", "mailbox")],
)
def test_the_page_of_a_room_lists_its_modules(room: str, page: str) -> None:
    rows = "".join(re.findall(r"^\| (`\w+\.py`.*?) \|", text_of(f"docs/{page}.md"), re.MULTILINE))
    told = set(re.findall(r"(?<=`)\w+\.py", rows))
    assert {path.name for path in (ROOT / room).glob("*.py")} - {"__init__.py"} <= told
    assert told <= {path.name for path in (ROOT / room).rglob("*.py")}


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen, ahead = set[str](), ["README.md"]
    while ahead:
        page = ahead.pop()
        if page in seen or not page.endswith(".md"):
            continue
        seen.add(page)
        folder = (ROOT / page).parent
        ahead += [os.path.relpath(folder / link.partition("#")[0], ROOT)
                  for link in re.findall(r"\]\(([^)\s#][^)\s]*)\)", prose(page))]
    assert set(PAGES) - seen == set()


@cache
def help_of(command: str) -> str:
    return run(command, "--help", folder=ROOT)


def known(option: str, help_text: str) -> bool:
    """Whether a command's help has an option, or the letter that it begins with and takes the rest as its value."""
    names = set(OPTION.findall(help_text)) | set(re.findall(r" / (--[\w-]+)", help_text))
    joined = set(re.findall(r"^ *(-[A-Za-z])(?=[A-Z]{2})", help_text, re.MULTILINE))
    return option in names or option[:2] in joined or (not option.startswith("--") and option[:2] in names)


@pytest.mark.parametrize("page", PAGES)
def test_options_that_a_page_gives_to_commands_exist(page: str) -> None:
    for block in blocks(page):
        for command, rest in COMMAND.findall(block.text):
            for option in OPTION.findall(rest.split(" -- ")[0].split("   ")[0]):
                assert known(option, help_of(command)), (command, option)


@pytest.mark.parametrize(("command", "page"), [("hsx-run", "docs/run.md"), ("hsx-ld", "docs/linker.md")])
def test_the_options_of_a_command_are_in_its_page_and_the_other_way_round(command: str, page: str) -> None:
    cells = "".join(re.findall(r"^\| (`-.*?) \|", text_of(page), re.MULTILINE))
    told = set(OPTION.findall(cells))
    offered = set(re.findall(r"^  .{0,30}?(--[\w-]+)", help_of(command), re.MULTILINE)) - {"--version", "--help"}
    assert {option for option in told if not known(option, help_of(command))} == set()
    assert offered - set(OPTION.findall(text_of(page))) == set()


@cache
def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", text_of("Makefile"), re.MULTILINE))


@pytest.mark.parametrize("page", PAGES)
def test_make_targets_that_a_page_names_exist(page: str) -> None:
    named = re.findall(r"`make ([a-z][a-z-]*)", prose(page))
    for block in blocks(page):
        named += re.findall(r"^make ([a-z][a-z-]*)", block.text, re.MULTILINE)
    assert set(named) <= make_targets()


def test_every_measurement_has_a_command_that_exists() -> None:
    rows = [line for line in text_of("docs/measurements.md").splitlines() if line.startswith("| ")]
    rows = [row for row in rows if not row.startswith("| what")]
    assert len(rows) > 8
    for row in rows:
        commands = re.findall(r"`([^`]+)`", row.rsplit("|", 2)[1])
        assert commands, row
        for command in commands:
            words = [word for word in command.split() if "=" not in word]
            if words[0] == "make":
                assert words[1] in make_targets(), row
            elif words[:2] == ["python", "-m"]:
                assert find_spec(words[2]), row
            elif words[0] == "pytest":
                assert (ROOT / words[1].partition("::")[0]).exists(), row
            else:
                assert words[0] in {"python", "hsx-run", "hsx-cc"}, row


@pytest.mark.parametrize("page", [page for page in PAGES if page != "docs/measurements.md"])
def test_figures_of_speed_come_with_a_link_to_their_measurement(page: str) -> None:
    if FIGURE.search(prose(page)):
        assert "measurements.md" in text_of(page)


def test_no_page_names_a_folder_of_somebodys_machine() -> None:
    for page in PAGES:
        assert not re.search(r"(?<![\w.])/(?:home|work|tmp|root|opt)/", text_of(page)), page
