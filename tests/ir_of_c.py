"""IR of a C text, for tests: preprocessed, parsed, checked, built and verified."""

from toolchain.cc.front.check import check_types
from toolchain.cc.front.parse import parse
from toolchain.cc.front.preprocess import PreprocessOptions, preprocess
from toolchain.cc.ir.build import build_module
from toolchain.cc.ir.ops import Module
from toolchain.cc.ir.verify import verify
from toolchain.diagnostics import Severity, render


def ir_of_c(text: str) -> Module:
    """Return the module as the builder makes it."""
    unit, found = check_types(parse(preprocess(text, "test.c", PreprocessOptions()).tokens, "test.c"), "test.c")
    errors = [each for each in found if each.severity is Severity.ERROR]
    assert not errors, render(errors)
    module = build_module(unit)
    verify(module, "as built")
    return module
