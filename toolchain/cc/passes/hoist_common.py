"""Code that both ways of a branch begin with is done once, before the branch.

    b0:                                b0:
      br %0, b1, b2                      %2 = lshr i32 %1, 1
    b1:                                  br %0, b1, b2
      %2 = lshr i32 %1, 1        =>    b1:
      %3 = xor i32 %2, 5                 %3 = xor i32 %2, 5
      ...                                ...
    b2:                                b2:
      %4 = lshr i32 %1, 1                ...

Moved are pure operations that are the same in both blocks, and loads that no write of their block comes before. Both
blocks must have no other predecessor. Requires: SSA.
"""

from toolchain.cc.ir.cfg import predecessors
from toolchain.cc.ir.ops import OPS, Block, Function, Ins, Value
from toolchain.cc.passes.rewrite import Replacements, replace_uses

_PURE = frozenset(row.name for row in OPS.values() if row.pure and not row.traps and row.name not in ("slot", "copy"))
_LOOK = 16  # instructions at the start of a block that are compared

_Key = tuple[object, ...]


def hoist_common(function: Function) -> None:
    """Hoist what the two successors of a branch share, from the end of the function to its start."""
    preds = predecessors(function.blocks)
    replaced: Replacements = {}
    for block in reversed(function.blocks):
        end = block.ins[-1]
        if end.op == "br" and all(preds[target] == [block] for target in end.blocks):
            then, other = end.blocks
            if then is not other:
                _hoist(block, then, other, replaced)
    replace_uses(function, replaced)


def _hoist(block: Block, then: Block, other: Block, replaced: Replacements) -> None:
    theirs = dict(_candidates(other))
    if not theirs:
        return
    moved: list[Ins] = []
    gone: set[Ins] = set()
    for key, ins in _candidates(then):
        twin = theirs.get(key)
        if twin is not None and twin not in gone:
            moved.append(ins)
            replaced[twin] = ins
            gone.add(ins)
            gone.add(twin)
    if moved:
        block.ins[-1:-1] = moved
        then.ins = [ins for ins in then.ins if ins not in gone]
        other.ins = [ins for ins in other.ins if ins not in gone]


def _candidates(block: Block) -> list[tuple[_Key, Ins]]:
    """Return the instructions at the start of a block whose operands exist before it, with what they compute."""
    found: list[tuple[_Key, Ins]] = []
    own: set[Value] = set()
    written = False
    for ins in block.ins[:_LOOK]:
        movable = ins.op in _PURE or (ins.op == "load" and not ins.volatile and not written)
        if movable and not any(arg in own for arg in ins.args):
            found.append(((ins.op, ins.type, ins.width, ins.signed, ins.offset, *ins.args), ins))
        own.add(ins)
        written = written or OPS[ins.op].writes
    return found
