"""Removal of instructions whose results nobody needs, cycles of phis included.

    %2 = add i32 %0, 1        ret %0
    %3 = load i32 [%2]   =>
    ret %0

What has an effect stays: stores, calls, terminators, volatile loads. Requires: nothing; blocks stay as they are.
"""

from toolchain.cc.ir.ops import OPS, Function, Ins

_EFFECTS = frozenset(row.name for row in OPS.values() if row.writes)


def eliminate_dead_code(function: Function) -> None:
    """Keep what an effect depends on, drop the rest."""
    work = [ins for block in function.blocks for ins in block.ins
            if ins.op in _EFFECTS or (ins.volatile and ins.op == "load")]
    live = set(work)
    while work:
        for arg in work.pop().args:
            if type(arg) is Ins and arg not in live:
                live.add(arg)
                work.append(arg)
    for block in function.blocks:
        kept = [ins for ins in block.ins if ins in live]
        if len(kept) != len(block.ins):
            block.ins = kept
