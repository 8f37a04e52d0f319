"""From C to IR: tests/golden/ir/*.test holds C functions and the IR that the builder makes of them."""

from pathlib import Path

import pytest

from tests.datafile import Case, check_case, read_cases
from tests.ir_of_c import ir_of_c
from toolchain.cc.ir.text import print_ir

_CASES = [(path, case) for path in sorted((Path(__file__).parent / "ir").glob("*.test")) for case in read_cases(path)]


@pytest.mark.parametrize(("path", "case"), _CASES, ids=[f"{p.stem}: {c.name}" for p, c in _CASES])
def test_c_becomes_the_expected_ir(path: Path, case: Case) -> None:
    check_case(path, case, "out", print_ir(ir_of_c(case.text)))
