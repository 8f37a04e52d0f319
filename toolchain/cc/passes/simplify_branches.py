"""Control flow made simple: constant branches, empty blocks, straight lines, jumps whose outcome is known.

    b0:                                b0:
      br %0, b1, b2                      br %0, b3, b4
    b1:
      jump b3'                   =>
    b2:
      jump b3'
    b3':
      %1 = phi i32 [b1: 1, b2: 0]
      br %1, b3, b4

- a branch or switch on a constant, or with one target, becomes a jump; unreachable blocks go
- an edge to a block that only jumps on goes to where that jumps
- an edge that brings a constant on which its target branches at once goes to that branch's target (jump threading)
- a block whose only predecessor jumps to it is joined to that

Requires: SSA; keeps it. The entry block is left alone, so it never gets a predecessor.
"""

from toolchain.cc.ir.cfg import predecessors, remove_unreachable
from toolchain.cc.ir.ops import I32, NONE, OPS, Block, Const, Function, Ins, Value
from toolchain.cc.passes.evaluate import evaluate
from toolchain.cc.passes.rewrite import (
    Replacements,
    count_uses,
    remove_source,
    replace_source,
    replace_uses,
    resolve,
    same,
)

_ROUNDS = 8  # each round removes all it sees; loops of empty blocks must not keep it busy


def simplify_branches(function: Function) -> None:
    """Apply all rules until none applies."""
    for _ in range(_ROUNDS):
        changed = _fold_terminators(function)
        order = remove_unreachable(function)
        preds = predecessors(order)
        if _skip_empty_blocks(order, preds):
            changed = True
            order = remove_unreachable(function)
            preds = predecessors(order)
        changed |= _merge_blocks(function, order, preds)
        changed |= _thread_jumps(function)
        if not changed:
            return
    remove_unreachable(function)


def _fold_terminators(function: Function) -> bool:
    changed = False
    for block in function.blocks:
        end = block.ins[-1]
        if end.op == "br":
            if isinstance(end.args[0], Const):
                _become_jump(block, end, end.blocks[0 if end.args[0].value else 1])
            elif end.blocks[0] is end.blocks[1]:
                _become_jump(block, end, end.blocks[0])
            else:
                continue
            changed = True
        elif end.op == "switch":
            changed |= _fold_switch(function, block, end)
    return changed


def _become_jump(block: Block, end: Ins, target: Block) -> None:
    for other in end.blocks:
        if other is not target:
            remove_source(other, block)
    end.op, end.args, end.blocks, end.cases = "jump", [], [target], []


def _fold_switch(function: Function, block: Block, end: Ins) -> bool:
    value, default = end.args[0], end.blocks[0]
    if isinstance(value, Const):
        _become_jump(block, end, _case_target(end, value))
        return True
    kept = [(case, target) for case, target in zip(end.cases, end.blocks[1:], strict=True) if target is not default]
    changed = len(kept) != len(end.cases)
    end.cases, end.blocks = [case for case, _ in kept], [default, *(target for _, target in kept)]
    if not kept:
        _become_jump(block, end, default)
        return True
    if len(kept) == 1:
        case, target = kept[0]
        test = Ins("eq", I32, [value, Const(value.type, case)], function.fresh(), span=end.span)
        block.ins.insert(-1, test)
        end.op, end.args, end.blocks, end.cases = "br", [test], [target, default], []
        return True
    return changed


def _case_target(end: Ins, value: Const) -> Block:
    """Return where a switch goes for a constant."""
    return end.blocks[end.cases.index(int(value.value)) + 1] if value.value in end.cases else end.blocks[0]


def _skip_empty_blocks(order: list[Block], preds: dict[Block, list[Block]]) -> bool:
    changed = False
    for block in order[1:]:
        end = block.ins[0]
        if end.op != "jump":
            continue
        target = end.blocks[0]
        if target is block:
            continue
        for source in list(preds[block]):
            if _redirect(source, block, target, preds):
                changed = True
    return changed


def _redirect(source: Block, block: Block, target: Block, preds: dict[Block, list[Block]]) -> bool:
    """Let `source` go to `target` rather than through the empty `block`, if the phis of `target` can tell."""
    already = source in preds[target]
    for phi in target.ins:
        if phi.op != "phi":
            break
        value = phi.args[phi.blocks.index(block)]
        if already and not same(phi.args[phi.blocks.index(source)], value):
            return False
    for phi in target.ins:
        if phi.op != "phi":
            break
        if not already:
            phi.args.append(phi.args[phi.blocks.index(block)])
            phi.blocks.append(source)
    end = source.ins[-1]
    end.blocks = [target if each is block else each for each in end.blocks]
    preds[block].remove(source)
    if not already:
        preds[target].append(source)
    if not preds[block]:  # unreachable now
        remove_source(target, block)
        preds[target].remove(block)
    return True


def _merge_blocks(function: Function, order: list[Block], preds: dict[Block, list[Block]]) -> bool:
    replaced: Replacements = {}
    gone: set[Block] = set()
    for block in order:
        if block in gone or block is function.blocks[0]:
            continue
        while True:
            end = block.ins[-1]
            if end.op != "jump":
                break
            target = end.blocks[0]
            if target is block or len(preds[target]) != 1:
                break
            block.ins.pop()
            for ins in target.ins:
                if ins.op == "phi":
                    replaced[ins] = ins.args[0]
                else:
                    block.ins.append(ins)
            for successor in dict.fromkeys(block.ins[-1].blocks):
                replace_source(successor, target, block)
                preds[successor] = [block if each is target else each for each in preds[successor]]
            gone.add(target)
    if gone:
        function.blocks = [block for block in function.blocks if block not in gone]
        replace_uses(function, replaced)
    return bool(gone)


# ---- jump threading ----------------------------------------------------------------------------------------------

def _thread_jumps(function: Function) -> bool:
    candidates = [block for block in function.blocks[1:] if _branches_on_phi(block)]
    if not candidates:
        return False
    uses = count_uses(function)
    changed = False
    for block in candidates:
        if _values_stay_inside(block, uses) and _thread(block):
            changed = True
    return changed


def _branches_on_phi(block: Block) -> bool:
    """Whether the block is phis, at most one comparison of such a phi with a constant, and a branch on that."""
    end = block.ins[-1]
    if end.op not in ("br", "switch"):
        return False
    rest = [ins for ins in block.ins[:-1] if ins.op != "phi"]
    if len(rest) == len(block.ins) - 1 or len(rest) > 1:
        return False
    condition = end.args[0]
    if rest:
        test = rest[0]
        if condition is not test or not OPS[test.op].compare or not isinstance(test.args[1], Const):
            return False
        condition = test.args[0]
    return isinstance(condition, Ins) and condition.op == "phi" and condition in block.ins


def _values_stay_inside(block: Block, uses: dict[Value, int]) -> bool:
    """Whether the block's values are used in it and in the phis of its successors only."""
    inside: dict[Value, int] = {}
    for ins in block.ins:
        if ins.op != "phi":
            for arg in ins.args:
                inside[arg] = inside.get(arg, 0) + 1
    for successor in dict.fromkeys(block.ins[-1].blocks):
        for phi in successor.ins:
            if phi.op != "phi":
                break
            if successor is block:
                return False
            arg = phi.args[phi.blocks.index(block)]
            inside[arg] = inside.get(arg, 0) + 1
    return all(uses.get(ins, 0) == inside.get(ins, 0) for ins in block.ins if ins.type != NONE)


def _thread(block: Block) -> bool:
    """Send predecessors that bring a deciding constant to where the block would send them."""
    end = block.ins[-1]
    phis = [ins for ins in block.ins if ins.op == "phi"]
    changed = False
    for source in list(phis[0].blocks):
        known: Replacements = {phi: phi.args[phi.blocks.index(source)] for phi in phis}
        condition = end.args[0]
        if isinstance(condition, Ins) and condition.op != "phi":
            value = evaluate(condition.op, condition.type, [resolve(arg, known) for arg in condition.args])
            if value is not None:
                known[condition] = value
        decided = resolve(condition, known)
        if not isinstance(decided, Const) or source is block or source.ins[-1].blocks.count(block) != 1:
            continue
        target = _case_target(end, decided) if end.op == "switch" else end.blocks[0 if decided.value else 1]
        first = target.ins[0]
        if target is block or (first.op == "phi" and source in first.blocks):
            continue
        for phi in target.ins:
            if phi.op != "phi":
                break
            phi.args.append(resolve(phi.args[phi.blocks.index(block)], known))
            phi.blocks.append(source)
        jump = source.ins[-1]
        jump.blocks = [target if each is block else each for each in jump.blocks]
        for phi in phis:
            at = phi.blocks.index(source)
            del phi.blocks[at], phi.args[at]
        changed = True
        if not phis[0].blocks:
            break
    return changed
