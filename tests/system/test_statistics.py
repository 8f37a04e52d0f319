"""`hsx-run --stats`: what is counted, checked against programs whose instructions are counted by hand."""

import json
from pathlib import Path

from tests.system.commands import command

# LDIW twice, PUSHM of 4 registers, POPM of 4, CALLW, PUSHM of 2, POPRET of 2, SVC: 8 executed instructions. Each word
# moved counts one, and POPRET moves the return address too: (4 - 1) + (4 - 1) + (2 - 1) + (3 - 1) more.
SOURCE = """
        .model flat
        .global _start
_start: LDIW  R0, #5
        LDIW  R8, #1
        PUSHM {R8-R11}
        POPM  {R8-R11}
        CALLW f
        SVC   MOD=1, FN=0
f:      PUSHM {R8, R9}
        POPRET {R8, R9}
"""
STEPS, MORE = 8, 9


def image(folder: Path) -> str:
    (folder / "a.s").write_text(SOURCE)
    assert command("hsx-as", "a.s", folder=folder).status == 0
    assert command("hsx-ld", "a.o", "-o", "a.hxe", folder=folder).status == 0
    return "a.hxe"


def test_a_move_of_several_registers_counts_once_for_each(tmp_path: Path) -> None:
    done = command("hsx-run", "--stats=json", image(tmp_path), folder=tmp_path)
    numbers = json.loads(done.err)
    task = numbers["tasks"][0]
    assert done.status == 5
    assert (task["instructions"], task["steps"]) == (STEPS + MORE, STEPS)
    assert (numbers["instructions"], numbers["steps"]) == (STEPS + MORE, STEPS)
    assert numbers["seconds"] == STEPS / 1_000_000


def test_the_total_is_the_sum_over_the_tasks(tmp_path: Path) -> None:
    name = image(tmp_path)
    numbers = json.loads(command("hsx-run", "--stats=json", name, name, name, folder=tmp_path).err)
    assert numbers["instructions"] == 3 * (STEPS + MORE)
    assert [task["instructions"] for task in numbers["tasks"]] == [STEPS + MORE] * 3


def test_the_table_shows_the_same_numbers(tmp_path: Path) -> None:
    done = command("hsx-run", "--stats", image(tmp_path), folder=tmp_path)
    assert done.messages[1].split() == ["1", "a", "terminated", "5", str(STEPS + MORE), "1", "1", "0", "0", "0", "0"]
    assert done.messages[2] == f"total {STEPS + MORE} instructions in {STEPS / 1_000_000:.6f} s"


def test_max_steps_counts_executed_instructions(tmp_path: Path) -> None:
    name = image(tmp_path)
    done = command("hsx-run", "--max-steps", "4", "--stats=json", name, folder=tmp_path)
    assert (done.status, done.messages[0]) == (124, "hsx-run: stopped after 4 instructions (--max-steps)")
    numbers = json.loads(done.messages[1])
    assert (numbers["steps"], numbers["instructions"]) == (4, 4 + 3 + 3)
    assert command("hsx-run", "--max-steps", str(STEPS), name, folder=tmp_path).status == 5
