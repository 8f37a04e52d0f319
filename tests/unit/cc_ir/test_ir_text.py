"""The text form of the IR says everything and reads back the same."""

import pytest

from toolchain.cc.ir.ops import F64, Const, Function, Ins
from toolchain.cc.ir.parse import parse_function, parse_ir
from toolchain.cc.ir.text import print_function, print_ins, print_ir
from toolchain.diagnostics import DiagnosticError, Span

EVERYTHING = """\
data @table size 12 align 4 readonly local
  bytes 0100000000000000ffffffff
  word 4 @other - 8
data @weak_one size 4 align 8 weak section ".special"
function f(%0 i32.s8 n, %1 i64, %2 i32.u16) i32 local variadic noinline section ".text.hot" {
b0:
  %3 = slot 8 align 4 buffer
  %4 = load.u8 i32 [%3 + 4]
  store.16.volatile [@table+4 - 8], %4
  %5 = call.s16 i32 @printf(%3; %1, 5:i64)
  call %5(%0, -1)
  %6 = load.volatile i64 [%3]
  %7 = dynamic_slot %5 align 8
  memcpy %7, %3, 8 align 4
  memzero @table, 12 align 1
  %8 = va_area i32
  switch %4, b10 [0: b11, 7: b12]
b10:
  %13 = eq i32 %1, -9223372036854775808:i64
  br %13, b11, b12
b11:
  %14 = phi i32 [b0: undef, b10: @table+4]
  %15 = fadd f64 0.5:f64, inf:f64
  %16 = fadd f32 -1e-05:f32, undef:f32
  jump b12
b12:
  unreachable
}
function g() weak noreturn inline {
b0:
  trap
}
"""


def test_everything_that_can_be_said_round_trips() -> None:
    text = EVERYTHING.replace("weak noreturn inline", "weak inline noreturn")
    assert print_ir(parse_ir(text)) == text


def test_numbers_given_out_after_parsing_are_new() -> None:
    function = parse_function("function f(%7 i32) {\nb3:\n  %12 = add i32 %7, 1\n  ret\n}\n")
    assert function.fresh() > 12


def test_operands_may_come_before_their_definition() -> None:
    function = parse_function("function f() {\nb0:\n  jump b1\nb1:\n  %1 = phi i32 [b0: 0, b1: %2]\n"
                              "  %2 = add i32 %1, 1\n  jump b1\n}\n")
    phi, add, _ = function.blocks[1].ins
    assert phi.args[1] is add
    assert add.args[0] is phi


def test_comments_and_blank_lines_are_ignored() -> None:
    text = "; a file\n\nfunction f() {  ; a function\nb0:\n  ret  ; a return\n}\n"
    assert print_ir(parse_ir(text)) == "function f() {\nb0:\n  ret\n}\n"


def test_spans_are_printed_as_comments_on_request() -> None:
    function = parse_function("function f() {\nb0:\n  ret\n}\n")
    function.blocks[0].ins[0].span = Span("a.c", 3, 5)
    assert "  ret  ; a.c:3:5\n" in print_function(function, spans=True)
    assert "a.c" not in print_function(function)


def test_negative_zero_and_nan_keep_their_text() -> None:
    assert print_ins(Ins("ret", "", [Const(F64, 1 << 63)], 0)) == "ret -0.0:f64"
    assert print_ins(Ins("ret", "", [Const(F64, 0x7FF8000000000000)], 0)) == "ret nan:f64"
    assert print_ins(Ins("ret", "", [Const(F64, 0x7FF0000000000001)], 0)) == "ret 0x7ff0000000000001:f64"


@pytest.mark.parametrize(("text", "place", "message"), [
    ("nonsense", "ir:1", "expected 'function' or 'data' but found 'nonsense'"),
    ("function f() {\n  ret\n}", "ir:2", "expected a block label such as 'b0:'"),
    ("function f() {\nb0:\n  frob i32 1\n}", "ir:3", "'frob' is not an operation"),
    ("function f() {\nb0:\n  %1 = add i32 %2, 1\n  ret\n}", "ir:3", "%2 is not defined in function f"),
    ("function f() {\nb0:\n  %1 = add i32 1, 1\n  %1 = add i32 1, 1\n  ret\n}", "ir:4", "%1 is defined twice"),
    ("function f() {\nb0:\n  ret 1 2\n}", "ir:3", "'2' is too much here"),
    ("function f() {\nb0:\n  %1 = load i8 [2]\n}", "ir:3", "expected a type but found 'i8'"),
    ("function f() {\nb0:\n  jump b1\n}", "ir", "block b1 of function f is empty or missing"),
    ("function f() {\nb0:\n  ret ^\n}", "ir:3", "'^' cannot start a word of the IR text"),
    ("data @x big", "ir:1", "'big' says nothing about a data object"),
])
def test_a_mistake_is_reported_with_its_line(text: str, place: str, message: str) -> None:
    with pytest.raises(DiagnosticError) as caught:
        parse_ir(text)
    assert str(caught.value) == f"{place}: error: {message}"


def test_printing_an_empty_function_body_needs_no_blocks() -> None:
    assert print_function(Function("f", [], "")) == "function f() {\n}\n"
