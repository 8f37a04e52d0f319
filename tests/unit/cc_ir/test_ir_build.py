"""C built to IR computes what C says, at every level."""

import re
from pathlib import Path

import pytest

from tests.datafile import Case, read_cases
from tests.ir_interpreter import Interpreter
from tests.ir_of_c import ir_of_c
from toolchain.cc.front import typed as t
from toolchain.cc.front.c_types import INT, LLONG, CType, Field, FunctionType, IntType, PointerType, Record, RecordType
from toolchain.cc.ir.build import build_module
from toolchain.cc.ir.ops import Module
from toolchain.cc.ir.verify import verify
from toolchain.cc.passes.pipeline import LEVELS, optimize
from toolchain.diagnostics import Span

M = 0xFFFFFFFF
HERE = Span("test.c", 1, 1)

def run(module: Module, arguments: tuple[int, ...]) -> int | None:
    outcome = Interpreter(module).run("f", *arguments)
    assert not outcome.trapped
    return outcome.result


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("case", read_cases(Path(__file__).parent / "programs.test"), ids=lambda case: case.name)
def test_c_means_what_the_standard_says(case: Case, level: str) -> None:
    """A case of programs.test is C with a function f; its calls were worked out by hand."""
    module = ir_of_c(case.text)
    optimize(module, level, lambda when, _: verify(module, f"after {when}"))
    for call in case.sections["calls"].splitlines():
        found = re.fullmatch(r"f\((-?\d+)\) = (-?\d+)", call)
        assert found, call
        argument, expected = (int(number) & M for number in found.groups())
        assert run(module, (argument,)) == expected, call


def test_a_function_that_calls_setjmp_keeps_its_variables_in_memory() -> None:
    module = ir_of_c("int setjmp(int *); int g(void);"
                     "int f(int *b) { int n = 1; if (setjmp(b)) return n; n = g(); return n; }")
    optimize(module, "2")
    assert any(ins.op == "slot" and ins.name == "n" for ins in module.functions[0].blocks[0].ins)


def test_every_instruction_of_a_statement_has_its_place() -> None:
    module = ir_of_c("int f(int a)\n{\n    a++;\n    return a * 2;\n}\n")
    lines = {ins.span.line for block in module.functions[0].blocks for ins in block.ins if ins.span}
    assert {3, 4} <= lines


# ---- what the front end does not produce yet: bit-fields and case ranges ------------------------------------------

def function_of(body: list[t.Stmt], params: list[t.Variable], result: CType = INT) -> Module:
    type_ = FunctionType(result, tuple(p.type for p in params))
    function = t.Function("f", type_, HERE, "f", params=params, body=t.Block(HERE, body, HERE))
    module = build_module(t.Unit("test", [function]))
    verify(module)
    return module


def load(variable: t.Variable) -> t.Expr:
    return t.Load(variable.type, HERE, t.VarRef(variable.type, HERE, variable))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("type_", "position", "width", "value", "expected"), [
    (INT, 3, 5, 0x2F, 15), (INT, 3, 5, 0x1F, M), (IntType("unsigned int", 4, signed=False, rank=3), 27, 5, 0x3F, 31),
    (IntType("unsigned char", 1, signed=False, rank=1), 2, 3, 13, 5), (LLONG, 30, 34, 5, 5), (INT, 0, 32, 77, 77),
])
def test_bit_fields_keep_their_bits_and_their_neighbours(
        level: str, type_: IntType, position: int, width: int, value: int, expected: int) -> None:
    member = Field("b", type_, 0, position, width, type_.size)
    record = Record("struct", "s", [member], type_.size, type_.align, complete=True)
    unit_type = IntType("unit", type_.size, signed=False, rank=type_.rank)
    pointer = t.Variable("p", PointerType(RecordType(record)), t.Storage.AUTO, HERE)
    unit = t.Variable("unit", unit_type, t.Storage.AUTO, HERE, address_taken=True)
    number = t.Variable("n", INT, t.Storage.PARAMETER, HERE)
    place = t.Member(type_, HERE, t.Deref(RecordType(record), HERE, load(pointer)), member)
    ones = t.IntConst(unit_type, HERE, (1 << 8 * type_.size) - 1)
    target = t.VarRef(unit_type, HERE, unit)
    address = t.Cast(pointer.type, HERE, t.AddressOf(PointerType(unit_type), HERE, target))
    mask = ((1 << 8 * type_.size) - 1) ^ (((1 << width) - 1) << position)
    others = t.Compare(INT, HERE, "==", t.Binary(unit_type, HERE, "&", load(unit), t.IntConst(unit_type, HERE, mask)),
                       t.IntConst(unit_type, HERE, mask))
    module = function_of([
        t.ExprStmt(HERE, t.Assign(unit_type, HERE, target, ones)),
        t.ExprStmt(HERE, t.Assign(pointer.type, HERE, t.VarRef(pointer.type, HERE, pointer), address)),
        t.ExprStmt(HERE, t.Assign(type_, HERE, place, t.Cast(type_, HERE, load(number)))),
        t.If(HERE, others, t.Return(HERE, t.Cast(INT, HERE, t.Load(type_, HERE, place))), None),
        t.Return(HERE, t.IntConst(INT, HERE, 12345)),
    ], [number])
    optimize(module, level, lambda when, _: verify(module, f"after {when}"))
    assert run(module, (value,)) == expected


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("value", "expected"), [(99, 3), (100, 1), (5000, 1), (5001, 3), (-3 & M, 2), (0, 3)])
def test_case_ranges_wide_and_narrow(level: str, value: int, expected: int) -> None:
    number = t.Variable("n", INT, t.Storage.PARAMETER, HERE)
    cases = [t.CaseLabel(HERE, low, high, t.Return(HERE, t.IntConst(INT, HERE, result)))
             for low, high, result in ((100, 5000, 1), (-3, -1, 2), (None, None, 3))]
    module = function_of([t.Switch(HERE, load(number), t.Block(HERE, [*cases], HERE), cases)], [number])
    optimize(module, level, lambda when, _: verify(module, f"after {when}"))
    assert run(module, (value,)) == expected
