"""Instruction selection: IR in SSA form -> machine instructions over virtual registers.

One rule for each IR operation (select_arithmetic.py, select_floats.py, select_memory.py, select_control.py,
switch.py), tables in
rules.py, the walk in selector.py. Requires: reachable blocks only; memcpy and memzero lowered
(passes/lower_operations.py).
"""

from collections.abc import Mapping

from toolchain.cc.ir import ops as ir
from toolchain.cc.target import select_arithmetic as arithmetic
from toolchain.cc.target import select_control as control
from toolchain.cc.target import select_floats as floats
from toolchain.cc.target import select_memory as memory
from toolchain.cc.target.machine import MFunction
from toolchain.cc.target.rules import BINARY, FLOAT, UNARY
from toolchain.cc.target.selector import Rule, Selector
from toolchain.cc.target.switch import lower_switch

RULES: Mapping[str, Rule] = {
    **dict.fromkeys(BINARY, arithmetic.binary),
    **{name: arithmetic.compare for name, row in ir.OPS.items() if row.compare and name not in FLOAT and name != "fne"},
    **dict.fromkeys(FLOAT, floats.operation), "fne": floats.not_equal, "bitcast": arithmetic.copy,
    "int_to_float": floats.from_signed, "uint_to_float": floats.from_unsigned, "float_to_int": floats.to_signed,
    "float_to_uint": floats.to_unsigned, "float_to_float": floats.between,
    **dict.fromkeys(UNARY, arithmetic.unary),
    "add": arithmetic.add, "sub": arithmetic.sub, "and": arithmetic.and_, "xor": arithmetic.xor,
    "ashr": arithmetic.ashr, "mul": arithmetic.mul, "zext8": arithmetic.zext_narrow, "zext16": arithmetic.zext_narrow,
    "sext64": arithmetic.extend64, "zext64": arithmetic.extend64, "trunc32": arithmetic.trunc32,
    "select": arithmetic.select, "copy": arithmetic.copy, "slot": arithmetic.slot,
    "load": memory.load, "store": memory.store, "va_area": memory.va_area, "call": memory.call,
    "dynamic_slot": memory.dynamic_slot, "stack_save": memory.stack_save, "stack_restore": memory.stack_restore,
    "jump": control.jump, "br": control.br, "switch": lower_switch, "ret": control.ret, "unreachable": control.trap,
    "trap": control.trap,
}


def select_instructions(function: ir.Function, *, far: bool = False) -> MFunction:
    """Return the machine function for `function`; its registers are virtual, its frame has no offsets yet.

    `far`: data addresses may be beyond what LDIW and the absolute mode reach.
    """
    selector = Selector(function, RULES, far)
    selector.run()
    return selector.out
