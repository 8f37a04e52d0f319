"""The meaning of every instruction: one function per row of hxe.isa, of the same name.

Their dialect is small, so that other engines can be generated from them (emulator/cpu/lower.py defines and enforces
it). A function takes the machine and the row's slots in order; a slot that is a branch distance or a code address
comes as the absolute `target`; TBR also gets its `table` of targets. Values are integers; a result that could leave
its width is cut by `& M32` or `& M64` at once. Registers are `m.regs[slot]`, `m.pair(slot)`, `m.set_pair(slot, value)`;
flags `m.z` ...; memory, faults and stops only through the machine. First everything is read and checked, then
everything is written, so a fault leaves no trace. No early return; lower-case functions of these modules are inlined.
"""

from collections.abc import Callable, Mapping
from types import ModuleType

from emulator.cpu.semantics import float32, float64, hsx1, integer, memory, stack, wide
from hxe.isa import BY_NAME, Row, Shape

Meaning = Callable[..., None]

MODULES: tuple[ModuleType, ...] = (hsx1, stack, integer, memory, wide, float32, float64)
SEMANTICS: Mapping[str, Meaning] = {
    name: function for module in MODULES for name, function in vars(module).items() if name in BY_NAME}


def parameters(row: Row) -> tuple[str, ...]:
    """Return the names of what the row's function takes after the machine."""
    targets = {operand.slots[0] for operand in row.operands if operand.shape in {Shape.TARGET, Shape.CODE_ADDRESS}}
    names = tuple("target" if slot in targets else slot.name for slot in row.slots)
    return (*names, "table") if row.table else names


def _takes(function: Meaning) -> tuple[str, ...]:
    code = function.__code__
    return code.co_varnames[1:code.co_argcount]


assert SEMANTICS.keys() == BY_NAME.keys(), f"rows and meanings differ: {sorted(SEMANTICS.keys() ^ BY_NAME.keys())}"
for _row in BY_NAME.values():
    assert _takes(SEMANTICS[_row.name]) == parameters(_row), f"{_row.name} takes other operands than its row has"
