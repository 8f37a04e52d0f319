"""The back end from IR text to assembly text: assembly.test holds functions and what they become.

Everything the text does is checked elsewhere by running it; these cases show the choices that make code small.
"""

from pathlib import Path

import pytest

from tests.datafile import Case, check_case, read_cases
from toolchain.asm.assemble import AsmOptions, assemble
from toolchain.cc.ir.parse import parse_ir
from toolchain.cc.ir.verify import verify
from toolchain.cc.target.generate import generate

FRAMING = (".file", ".model", ".size", ".type", ".extern")
FILE = Path(__file__).parent / "assembly.test"


@pytest.mark.parametrize("case", read_cases(FILE), ids=lambda case: case.name)
def test_function_becomes_the_expected_assembly(case: Case) -> None:
    module = parse_ir(case.text, case.name)
    verify(module, "in the input")
    text = generate(module)
    assemble(text, "unit.s", AsmOptions(model="flat"))
    shown = [line for line in text.splitlines() if not line.startswith(FRAMING)]
    check_case(FILE, case, "out", "".join(f"{line}\n" for line in shown))
