"""Passes keep the meaning of random IR, and what they leave is well-formed after each of them."""

import pytest

from tests.ir_interpreter import Interpreter, OutOfSteps, Run
from tests.ir_random import random_module
from toolchain.cc.ir.ops import Function, Module
from toolchain.cc.ir.parse import parse_ir
from toolchain.cc.ir.text import print_ir
from toolchain.cc.ir.verify import IrError, verify
from toolchain.cc.passes.pipeline import LEVELS, optimize

_INPUTS = ((0, 0, 0), (1, 2, 3), (0xFFFFFFFF, 127, 1 << 40), (0x80000000, 100, 0xFFFFFFFFFFFFFFFF), (12345, 7, 99))


def behaviour(module: Module) -> list[Run]:
    return [Interpreter(module).run("f", *args) for args in _INPUTS]


def check(seed: int, level: str) -> None:
    module = random_module(seed)
    verify(module, "as generated")
    try:
        before = behaviour(module)
    except OutOfSteps:
        return

    def after(name: str, function: Function) -> None:
        try:
            verify(module, f"after {name} on {function.name}")
        except IrError as error:
            raise AssertionError(f"seed {seed} level {level}: {error}") from error

    optimize(module, level, after)
    assert behaviour(module) == before, f"seed {seed} level {level} changes behaviour"


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("start", range(0, 60, 20))
def test_optimizing_random_modules_keeps_their_behaviour(level: str, start: int) -> None:
    for seed in range(start, start + 20):
        check(seed, level)


def test_random_modules_survive_a_round_trip_through_text() -> None:
    for seed in range(30):
        text = print_ir(random_module(seed))
        assert print_ir(parse_ir(text)) == text
