"""Constant folding and algebraic simplification, one walk in reverse post-order.

    %1 = add i32 2, 3
    %2 = mul i32 %0, 8             %2 = shl i32 %0, 3
    %3 = add i32 @table, %2   =>   %3 = add i32 %2, @table
    %4 = add i32 %3, 4             %5 = load i32 [%3 + 4]
    %5 = load i32 [%4]             ret %5
    ret %5

Canonical forms are described in simplifier.py. Unused instructions stay; eliminate_dead_code removes them.
Requires: SSA, no unreachable blocks.
"""

from collections.abc import Mapping

from toolchain.cc.ir.cfg import reverse_postorder
from toolchain.cc.ir.ops import Data, Function
from toolchain.cc.passes import simplify_arithmetic, simplify_bits, simplify_compare, simplify_memory
from toolchain.cc.passes.rewrite import replace_uses, resolve
from toolchain.cc.passes.simplifier import Rule, Simplifier

RULES: Mapping[str, Rule] = {
    **simplify_arithmetic.RULES, **simplify_bits.RULES, **simplify_compare.RULES, **simplify_memory.RULES,
}


def fold_constants(function: Function, data: Mapping[str, Data]) -> None:
    """Simplify every instruction once its operands are simplified."""
    simplifier = Simplifier(function, data, RULES)
    replaced = simplifier.replaced
    for block in reverse_postorder(function):
        simplifier.out = []
        for ins in block.ins:
            if replaced:
                args = ins.args
                for at, arg in enumerate(args):
                    if arg in replaced:
                        args[at] = resolve(arg, replaced)
            simplifier.run(ins)
        block.ins = simplifier.out
    replace_uses(function, replaced)  # phis see values of later blocks
