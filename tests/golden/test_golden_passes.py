"""Passes from IR text to IR text: tests/golden/passes/<pass>.test holds inputs and outputs."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.datafile import Case, check_case, read_cases
from toolchain.cc.ir.ops import Function, Module
from toolchain.cc.ir.parse import parse_ir
from toolchain.cc.ir.text import print_ir
from toolchain.cc.ir.verify import verify
from toolchain.cc.passes.convert_branches import convert_branches
from toolchain.cc.passes.eliminate_dead_code import eliminate_dead_code
from toolchain.cc.passes.eliminate_dead_stores import eliminate_dead_stores
from toolchain.cc.passes.fold_constants import fold_constants
from toolchain.cc.passes.hoist_common import hoist_common
from toolchain.cc.passes.hoist_invariants import add_preheaders, hoist_invariants
from toolchain.cc.passes.inline_calls import InlineLimits, inline_calls
from toolchain.cc.passes.lower_operations import lower_operations
from toolchain.cc.passes.memory import find_private_data
from toolchain.cc.passes.number_values import number_values
from toolchain.cc.passes.promote_locals import promote_locals
from toolchain.cc.passes.recognise_calls import recognise_calls
from toolchain.cc.passes.retarget_tests import retarget_tests
from toolchain.cc.passes.rotate_loops import rotate_loops
from toolchain.cc.passes.simplify_branches import simplify_branches
from toolchain.cc.passes.split_aggregates import split_aggregates

_FOLDER = Path(__file__).parent / "passes"
_LIMITS = InlineLimits(small=4, constant=1, loop=2, inline=8, single=50)
_CASES = [(path, case) for path in sorted(_FOLDER.glob("*.test")) for case in read_cases(path)]


def _each(transform: Callable[..., None], *extra: object) -> Callable[[Module], None]:
    def apply(module: Module) -> None:
        for function in module.functions:
            transform(function, *extra)
    return apply


def _with_data(transform: Callable[..., None]) -> Callable[[Module], None]:
    def apply(module: Module) -> None:
        for function in module.functions:
            transform(function, {d.name: d for d in module.data})
    return apply


def _with_private(transform: Callable[..., None]) -> Callable[[Module], None]:
    def apply(module: Module) -> None:
        for function in module.functions:
            transform(function, {d.name: d for d in module.data}, find_private_data(module))
    return apply


def _leave(_function: Function) -> None:
    """Golden cases of the inliner show its own work only."""


PASSES: Mapping[str, Callable[[Module], None]] = {
    "rotate_loops": _each(rotate_loops),
    "split_aggregates": _each(split_aggregates),
    "promote_locals": _each(promote_locals),
    "fold_constants": _with_data(fold_constants),
    "simplify_branches": _each(simplify_branches),
    "eliminate_dead_code": _each(eliminate_dead_code),
    "number_values": _with_private(number_values),
    "convert_branches": _with_data(convert_branches),
    "hoist_invariants": _with_private(hoist_invariants),
    "eliminate_dead_stores": _with_private(eliminate_dead_stores),
    "hoist_common": _each(hoist_common),
    "retarget_tests": _each(retarget_tests),
    "add_preheaders": _each(add_preheaders),
    "recognise_calls": lambda module: _each(
        recognise_calls, {d.name: d for d in module.data}, frozenset(f.name for f in module.functions))(module),
    "lower_operations": _each(lower_operations, 16),
    "inline_calls": lambda module: inline_calls(module, _LIMITS, _leave),
}


@pytest.mark.parametrize(("path", "case"), _CASES, ids=[f"{p.stem}: {c.name}" for p, c in _CASES])
def test_pass_turns_the_input_into_the_expected_ir(path: Path, case: Case) -> None:
    module = parse_ir(case.text, case.name)
    verify(module, "in the input")
    PASSES[path.stem](module)
    verify(module, "after the pass")
    check_case(path, case, "out", print_ir(module))


def test_every_pass_has_golden_cases() -> None:
    assert {path.stem for path in _FOLDER.glob("*.test")} == PASSES.keys()
