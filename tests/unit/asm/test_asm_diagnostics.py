"""What users read when an assembly source is wrong: golden texts with source line and caret."""

from pathlib import Path

import pytest

from tests.datafile import Case, check_case, read_cases
from toolchain.asm.assemble import assemble
from toolchain.diagnostics import DiagnosticError, SourceLines, render

GOLDEN = Path(__file__).parents[2] / "golden" / "asm" / "diagnostics.test"


@pytest.mark.parametrize("case", read_cases(GOLDEN), ids=lambda case: case.name)
def test_diagnostics_read_as_written(case: Case) -> None:
    sources = SourceLines()
    sources.add("t.s", case.text)
    with pytest.raises(DiagnosticError) as caught:
        assemble(case.text, "t.s")
    check_case(GOLDEN, case, "out", render(caught.value.diagnostics, sources))
