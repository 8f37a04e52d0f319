"""Where arguments travel: docs/c.md's calling convention, case by case."""

import pytest

from toolchain.cc.target.abi import Place, place_arguments, struct_argument_in_register, struct_result_type

W, L = "i32", "i64"


def register(number: int) -> Place:
    return Place(number)


def stack(offset: int) -> Place:
    return Place(None, offset)


@pytest.mark.parametrize(("types", "places", "size"), [
    ([], [], 0),
    ([W] * 6, [register(n) for n in range(1, 7)], 0),
    ([W] * 8, [*(register(n) for n in range(1, 7)), stack(0), stack(4)], 8),
    ([L], [register(2)], 0),
    ([W, L], [register(1), register(2)], 0),
    ([L, L], [register(2), register(4)], 0),
    ([L, L, L], [register(2), register(4), stack(0)], 8),
    ([W, W, L, W], [register(1), register(2), register(4), register(6)], 0),
    ([L, L, L, W], [register(2), register(4), stack(0), stack(8)], 12),
    ([W, W, W, W, W, L, W], [*(register(n) for n in range(1, 6)), stack(0), stack(8)], 12),
])
def test_named_arguments_fill_registers_then_the_stack(types: list[str], places: list[Place], size: int) -> None:
    assert place_arguments(types, len(types)) == (places, size)


def test_variadic_arguments_are_on_the_stack_even_if_registers_are_free() -> None:
    assert place_arguments([W, W, L, W], 1) == ([register(1), stack(0), stack(4), stack(12)], 16)


@pytest.mark.parametrize(("size", "result"), [(1, "i32"), (4, "i32"), (5, "i64"), (8, "i64"), (9, ""), (100, "")])
def test_small_structs_are_results_in_registers(size: int, result: str) -> None:
    assert struct_result_type(size) == result
    assert struct_argument_in_register(size) == (size <= 4)
