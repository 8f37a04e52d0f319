"""The half-precision functions of every module, against Python's own conversion."""

import math
import random
import struct
from collections.abc import Callable
from functools import partial

import pytest
import wasmtime

from emulator.cpu.fast.operations import HALF_FUNCTIONS, add_half_functions
from emulator.cpu.fast.wasm import Module
from emulator.cpu.float16 import f16_from_f64, f16_v1_from_f64, f64_from_f16


def double_bits(value: float) -> int:
    bits: int = struct.unpack("<Q", struct.pack("<d", value))[0]
    return bits


def double_of(bits: int) -> float:
    value: float = struct.unpack("<d", struct.pack("<Q", bits))[0]
    return value


@pytest.fixture(scope="module")
def functions() -> dict[str, Callable[[float], float]]:
    module = Module()
    add_half_functions(module)
    module.exports = {name: n for n, name in enumerate(HALF_FUNCTIONS)}
    store = wasmtime.Store()
    memory = wasmtime.Memory(store, wasmtime.MemoryType(wasmtime.Limits(1, None)))
    table = wasmtime.Table(store, wasmtime.TableType(wasmtime.ValType.funcref(), wasmtime.Limits(1, None)), None)
    exports = wasmtime.Instance(store, wasmtime.Module(store.engine, module.encoded()), [memory, table]).exports(store)
    found: dict[str, Callable[[float], float]] = {}
    for name in HALF_FUNCTIONS:
        function = exports[name]
        assert isinstance(function, wasmtime.Func)
        found[name] = partial(function, store)
    return found


def test_halves_widen_exactly(functions: dict[str, Callable[[float], float]]) -> None:
    for half in (*range(0x800), *range(0x800, 0x7800, 5), *range(0x7800, 0x8100), *range(0x8100, 0x10000, 11)):
        value = functions["f64_from_f16"](half)
        assert double_bits(value) == f64_from_f16(half)


def test_doubles_at_and_around_every_boundary_narrow_as_the_reference(
    functions: dict[str, Callable[[float], float]]) -> None:
    rng = random.Random("halves")
    bits = []
    for _ in range(4000):
        half = rng.getrandbits(15)
        low, high = double_of(f64_from_f16(half)), double_of(f64_from_f16(half + 1 & 0x7FFF))
        if not math.isfinite(high - low):
            continue
        middle = double_bits((low + high) / 2)
        bits += [middle, middle + 1, middle - 1, double_bits(low), double_bits(-low) + rng.getrandbits(40)]
    bits += [double_bits(x) for x in (0.0, -0.0, 65504.0, 65519.99, 65520.0, -65520.0, 1e300, math.inf, -math.inf)]
    for pattern in bits:
        value = double_of(pattern)
        assert functions["f16_from_f64"](value) == f16_from_f64(pattern)
        assert functions["f16_v1_from_f64"](value) == f16_v1_from_f64(pattern)
