"""The module that runs machines of one model: the stepper, and what goes between it and translated code.

Its function `run(budget) -> left | stop << 32` calls translated code where PC is an entry, then the stepper, which
does at least one instruction or says why not, and so on. It returns as the stepper does, and with COLD when the stepper
has executed what the state block allows it.
"""

from typing import Final

from emulator.cpu.fast.operations import add_half_functions
from emulator.cpu.fast.state import OFFSETS
from emulator.cpu.fast.stepper import stepper
from emulator.cpu.fast.stops import AT_ENTRY, COLD
from emulator.cpu.fast.wasm import Body, Module, Type

TRANSLATED: Final[tuple[tuple[Type, ...], tuple[Type, ...]]] = (("i32", "i32", "i32"), ("i32",))
_LEFT = 0  # the parameter


def build(*, flat: bool) -> bytes:
    """Return the module for one machine model."""
    module = Module()
    add_half_functions(module)
    step = module.add(stepper(flat=flat))
    module.add(_driver(step, module.type_index(*TRANSLATED)), "run")
    return module.encoded()


def _driver(step: int, translated: int) -> Body:
    """Emit what goes from translated code to the stepper and back."""
    body = Body(("i32",), ("i64",))
    entry, pc, some, used, stop = (body.local("i32") for _ in range(5))
    result = body.local("i64")

    def load(name: str) -> None:
        body.const(0)
        body.access("i32.load", OFFSETS[name])

    body.block("done")
    body.loop("again")
    body.const(0)
    body.set(entry)
    load("pc")
    body.tee(pc)
    body.const(2)
    body.op("i32.rotr")
    load("code_size")
    body.const(2)
    body.op("i32.shr_u", "i32.lt_u")
    load("entries")
    body.const(0)
    body.op("i32.ne", "i32.and")
    body.begin_if()
    load("entries")
    body.get(pc)
    body.op("i32.add")
    body.access("i32.load")
    body.set(entry)
    body.end()
    body.get(entry)
    body.begin_if()
    body.get(_LEFT)
    body.get(entry)
    body.const(0xFFFF)
    body.op("i32.and")
    body.get(entry)
    body.const(0xFFFF0000)
    body.op("i32.and")
    body.get(entry)
    body.const(16)
    body.op("i32.shr_u")
    body.call_indirect(translated)
    body.set(_LEFT)
    body.end()
    body.get(_LEFT)
    load("cold")
    body.get(_LEFT)
    load("cold")
    body.op("i32.lt_u", "select")
    body.tee(some)
    body.call(step)
    body.tee(result)
    body.const(32, 64)
    body.op("i64.shr_u", "i32.wrap_i64")
    body.set(stop)
    body.get(some)
    body.get(result)
    body.op("i32.wrap_i64", "i32.sub")
    body.set(used)
    body.get(_LEFT)
    body.get(used)
    body.op("i32.sub")
    body.set(_LEFT)
    body.const(0)
    load("cold")
    body.get(used)
    body.op("i32.sub")
    body.access("i32.store", OFFSETS["cold"])
    body.get(stop)
    body.const(AT_ENTRY)
    body.op("i32.eq")
    body.branch_if("again")
    body.get(stop)
    body.get(result)
    body.op("i32.wrap_i64", "i32.or")
    body.get(_LEFT)
    body.op("i32.eqz", "i32.or")
    body.branch_if("done")
    body.const(COLD)
    body.set(stop)
    body.end()
    body.end()
    body.get(_LEFT)
    body.op("i64.extend_i32_u")
    body.get(stop)
    body.op("i64.extend_i32_u")
    body.const(32, 64)
    body.op("i64.shl", "i64.or")
    return body
