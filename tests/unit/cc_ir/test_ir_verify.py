"""The verifier names what is broken, and where; one broken rule per case."""

import pytest

from toolchain.cc.ir.ops import Block, Function, Ins, Module
from toolchain.cc.ir.parse import parse_ir
from toolchain.cc.ir.verify import IrError, faults, verify

BROKEN = {
    "operand of another type": ("%1 = add i32 %0, 5:i64\n  ret %1", "operand 2 has type 'i64', expected 'i32'"),
    "result of another type": ("%1 = add i64 %0, 5\n  ret %0", "has type 'i64', expected 'i32'"),
    "comparison with an i64 result": ("%1 = eq i64 %0, 5\n  ret %0", "has type 'i64', expected 'i32'"),
    "too few operands": ("%1 = add i32 %0\n  ret %1", "has 1 operands, expected 2"),
    "return without a value": ("ret", "the function's result is 'i32'"),
    "load of a width that its type has not": ("%1 = load.u8 i64 [%0]\n  ret %0", "width 1 does not go with i64"),
    "store of a width that its type has not": ("store.64 [%0], %0\n  ret %0", "width 8 does not go with i32"),
    "use before definition": ("%1 = add i32 %2, 1\n  %2 = add i32 %0, 1\n  ret %1", "%2 is used where its definition"),
    "use where the definition does not reach": (
        "br %0, b1, b2\nb1:\n  %1 = add i32 %0, 1\n  jump b2\nb2:\n  ret %1", "b2: ret %1: %1 is used where"),
    "phi that misses a predecessor": (
        "br %0, b1, b2\nb1:\n  jump b2\nb2:\n  %1 = phi i32 [b1: 1]\n  ret %1", "the block's predecessors are b0, b1"),
    "phi behind another instruction": (
        "br %0, b1, b1\nb1:\n  %1 = add i32 %0, 1\n  %2 = phi i32 [b0: 1]\n  ret %2", "phis stand first in a block"),
    "phi operand of another type": (
        "br %0, b1, b1\nb1:\n  %2 = phi i32 [b0: 1:i64]\n  ret %2", "operand of type 'i64', expected 'i32'"),
    "branch on an i64": ("br 1:i64, b1, b1\nb1:\n  ret %0", "operand 1 has type 'i64', expected 'i32'"),
    "branch with one target": ("br %0, b1\nb1:\n  ret %0", "has 1 targets, expected 2"),
    "jump to the entry": ("jump b0", "the entry block has a predecessor"),
    "code behind a terminator": ("ret %0\n  ret %0", "a terminator in the middle of a block"),
    "slot outside the entry block": ("jump b1\nb1:\n  %1 = slot 4 align 4\n  ret %1", "slots stand in the entry block"),
    "slot of no size": ("%1 = slot 0 align 4\n  ret %1", "size 0"),
    "odd alignment": ("%1 = slot 4 align 3\n  ret %1", "alignment 3 is no power of two"),
    "two equal cases": ("switch %0, b1 [1: b1, 1: b1]\nb1:\n  ret %0", "two cases have one value"),
    "variadic area of a function that is not": ("%1 = va_area i32\n  ret %1", "the function is not variadic"),
    "use of what has no result": ("%1 = rotr i64 1:i64, 2\n  ret %0", "works on i32 only"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_named_with_its_place(name: str) -> None:
    body, message = BROKEN[name]
    module = parse_ir(f"function f(%0 i32) i32 {{\nb0:\n  {body}\n}}\n")
    found = list(faults(module))
    assert any(message in fault for fault in found), found
    assert all(fault.startswith("f: b") for fault in found)


def test_a_block_without_terminator_is_broken() -> None:
    function = Function("f", [], "", [Block(0, [Ins("add", "i32", [], 1)])], next_number=2)
    assert list(faults(Module("m", [function]))) == ["f: b0: does not end with a terminator"]


def test_an_instruction_in_two_places_is_broken() -> None:
    module = parse_ir("function f(%0 i32) i32 {\nb0:\n  %1 = add i32 %0, 1\n  ret %1\n}\n")
    block = module.functions[0].blocks[0]
    block.ins.insert(0, block.ins[0])
    assert any("stands in two places" in fault for fault in faults(module))


def test_a_jump_into_another_function_is_broken() -> None:
    module = parse_ir("function f() {\nb0:\n  jump b1\nb1:\n  ret\n}\n")
    module.functions[0].blocks[0].ins[-1].blocks = [Block(9)]
    assert any("b9 is not a block of this function" in fault for fault in faults(module))


def test_verify_raises_with_all_messages() -> None:
    module = parse_ir("function f() i32 {\nb0:\n  ret\n}\nfunction f() {\nb0:\n  ret\n}\n")
    with pytest.raises(IrError, match="after something") as caught:
        verify(module, "after something")
    assert "@f is defined twice" in str(caught.value)
    assert "the function's result is 'i32'" in str(caught.value)
