"""docs/asm.md and docs/linker.md say what is: their examples assemble, their tables follow the code."""

import re
from pathlib import Path

from toolchain.asm.assemble import assemble
from toolchain.asm.directives import DIRECTIVES
from toolchain.obj.relocs import RELOCATIONS

DOCS = Path(__file__).parents[3] / "docs"


def test_the_examples_of_the_assembler_page_assemble() -> None:
    blocks = re.findall(r"```\n(        .*?)```", (DOCS / "asm.md").read_text(), re.DOTALL)
    assert len(blocks) == 4
    for block in blocks:
        known = ".extern zero, one, many\nreset:\n" if ".cmd" in block or ".branch" in block else ""
        assert assemble(known + block, "asm.md").sections


def test_every_directive_is_on_the_assembler_page() -> None:
    page = (DOCS / "asm.md").read_text()
    aliases = {".equiv", ".skip", ".elif", ".else", ".endif", ".endm", ".endr", ".ident"}
    missing = [name for name in DIRECTIVES if not re.search(re.escape(name) + r"\b", page) and name not in aliases]
    assert missing == []


def test_the_numbers_of_the_relocation_table_are_the_rows_numbers() -> None:
    page = (DOCS / "linker.md").read_text()
    told = {name: int(number) for number, name in re.findall(r"(\d+) ([A-Z]+\d+|NONE)\b", page.split("| numbers |")[1])}
    assert {name: RELOCATIONS[name].number for name in told} == told
    assert set(told) == {name for name in RELOCATIONS if "_" not in name}
