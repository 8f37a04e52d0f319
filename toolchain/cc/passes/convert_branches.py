"""If-conversion: a branch around almost nothing becomes a select.

    b0:                                b0:
      %2 = slt i32 %0, %1                %2 = slt i32 %0, %1
      br %2, b1, b2                      %3 = select i32 %2, %0, %1     (= smin)
    b1:                          =>      ret %3
      jump b2
    b2:
      %3 = phi i32 [b1: %0, b0: %1]
      ret %3

A branch that compares is one instruction, a select of a comparison two, so only those conversions are made that end up
shorter: minima and maxima, results 0 and 1, and selects between registers on a value that needs no comparison. The arms
have no instructions of their own. Requires: SSA, no unreachable blocks.
"""

from collections.abc import Mapping

from toolchain.cc.ir.cfg import predecessors, remove_unreachable
from toolchain.cc.ir.ops import F32, I32, I64, NONE, OPS, Addr, Block, Const, Data, Function, Ins, Value
from toolchain.cc.passes.fold_constants import RULES
from toolchain.cc.passes.rewrite import same
from toolchain.cc.passes.simplifier import Simplifier


def convert_branches(function: Function, data: Mapping[str, Data]) -> None:
    """Convert all branches that qualify, innermost first."""
    preds = predecessors(function.blocks)
    simplifier = Simplifier(function, data, RULES)
    changed = False
    for block in reversed(function.blocks):
        if block.ins[-1].op == "br" and _convert(function, block, preds, simplifier):
            changed = True
    if changed:
        remove_unreachable(function)


def _convert(function: Function, block: Block, preds: dict[Block, list[Block]], simplifier: Simplifier) -> bool:
    end = block.ins[-1]
    then, other = end.blocks
    join = _join(block, then, other, preds)
    if join is None:
        return False
    from_then = block if then is join else then
    from_other = block if other is join else other
    if any(len(arm.ins) > 1 for arm in (from_then, from_other) if arm is not block):
        return False
    phis = [ins for ins in join.ins if ins.op == "phi"]
    if len(phis) != 1:
        return False
    phi = phis[0]
    chosen = (phi.args[phi.blocks.index(from_then)], phi.args[phi.blocks.index(from_other)])
    if not _pays(end.args[0], *chosen, phi.type):
        return False
    _apply(function, block, join, (from_then, from_other), chosen, phi, simplifier)
    preds[join] = [block, *(p for p in preds[join] if p not in (from_then, from_other))]
    return True


def _join(block: Block, then: Block, other: Block, preds: dict[Block, list[Block]]) -> Block | None:
    """Return where both ways meet if there is at most one block of their own on each."""
    if then is other:
        return None
    own = [arm for arm in (then, other) if preds.get(arm) == [block] and arm.ins[-1].op == "jump"]
    targets = {arm.ins[-1].blocks[0] for arm in own}
    if len(own) == 2 and len(targets) == 1 and block not in targets:
        return targets.pop()
    for arm, rest in ((then, other), (other, then)):
        if arm in own and arm.ins[-1].blocks[0] is rest and rest is not block:
            return rest
    return None


def _pays(condition: Value, then: Value, other: Value, type_: str) -> bool:
    """Whether the select costs no more than the branch does on average."""
    if type_ not in (I32, F32):
        return False
    compare = isinstance(condition, Ins) and OPS[condition.op].compare and condition.args[0].type in (I32, I64)
    if compare and isinstance(condition, Ins):
        left, right = condition.args
        ordered = condition.op not in ("eq", "ne")
        if ordered and left.type == I32 and (
                (same(left, then) and same(right, other)) or (same(left, other) and same(right, then))):
            return True
    numbers = (_number(then), _number(other))
    if numbers in ((1, 0), (0, 1)):
        return True
    in_registers = not isinstance(then, Const | Addr) and not isinstance(other, Const | Addr)
    return not compare and in_registers


def _number(value: Value) -> int | None:
    return value.value if isinstance(value, Const) else None


def _apply(function: Function, block: Block, join: Block, sources: tuple[Block, Block], chosen: tuple[Value, Value],
           phi: Ins, simplifier: Simplifier) -> None:
    end = block.ins.pop()
    simplifier.out = block.ins
    simplifier.at = end
    value = simplifier.new("select", phi.type, end.args[0], *chosen)
    block.ins.append(Ins("jump", NONE, [], function.fresh(), [join], span=end.span))
    kept = [(a, b) for a, b in zip(phi.args, phi.blocks, strict=True) if b not in sources]
    phi.args, phi.blocks = [value, *(a for a, _ in kept)], [block, *(b for _, b in kept)]


