"""The control-flow graph of a function: order, predecessors, dominators, dominance frontiers, loops.

Analyses are values computed from the blocks as they are now; a pass that changes branches computes them anew. The
entry block has no predecessors. Only blocks reachable from it take part: `remove_unreachable` drops the others.
Predecessor lists hold each block once even when several edges lead from it (a switch), in a fixed order, so results
depend on the text of the IR only. Dominators are Cooper, Harvey and Kennedy's iteration over reverse post-order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from toolchain.cc.ir.ops import Block, Function


def reverse_postorder(function: Function) -> list[Block]:
    """Return the reachable blocks, entry first, each before its successors except along back edges."""
    entry = function.blocks[0]
    seen = {entry}
    order: list[Block] = []
    stack: list[tuple[Block, Iterator[Block]]] = [(entry, iter(entry.ins[-1].blocks[::-1]))]
    while stack:
        block, successors = stack[-1]
        for successor in successors:
            if successor not in seen:
                seen.add(successor)
                stack.append((successor, iter(successor.ins[-1].blocks[::-1])))
                break
        else:
            order.append(block)
            stack.pop()
    order.reverse()
    return order


def predecessors(blocks: list[Block]) -> dict[Block, list[Block]]:
    """Return the predecessors of each of `blocks` that lie among `blocks`, each listed once."""
    found: dict[Block, list[Block]] = {block: [] for block in blocks}
    for block in blocks:
        targets = block.ins[-1].blocks
        for target in targets if len(targets) < 2 else dict.fromkeys(targets):
            found[target].append(block)
    return found


def remove_unreachable(function: Function) -> list[Block]:
    """Drop blocks that the entry does not reach, and their entries in phis; return the reverse post-order."""
    order = reverse_postorder(function)
    if len(order) == len(function.blocks):
        return order
    reached = set(order)
    function.blocks = [block for block in function.blocks if block in reached]
    for block in order:
        for ins in block.ins:
            if ins.op != "phi":
                break
            if any(source not in reached for source in ins.blocks):
                kept = [(a, b) for a, b in zip(ins.args, ins.blocks, strict=True) if b in reached]
                ins.args = [a for a, _ in kept]
                ins.blocks = [b for _, b in kept]
    return order


@dataclass(slots=True)
class Cfg:
    """Order, predecessors and dominator tree of the reachable part of a function.

    `idom` of the entry is the entry itself; `children` are in reverse post-order. `enter` and `leave` number the
    dominator tree so that `dominates` is two comparisons.
    """

    order: list[Block]
    preds: dict[Block, list[Block]]
    idom: dict[Block, Block]
    children: dict[Block, list[Block]]
    enter: dict[Block, int] = field(default_factory=dict)
    leave: dict[Block, int] = field(default_factory=dict)

    @property
    def entry(self) -> Block:
        """The entry block."""
        return self.order[0]

    def dominates(self, above: Block, below: Block) -> bool:
        """Whether every path to `below` goes through `above` (a block dominates itself)."""
        return self.enter[above] <= self.enter[below] and self.leave[below] <= self.leave[above]

    def preorder(self) -> list[Block]:
        """Return the blocks so that each comes after its immediate dominator, subtrees in one piece."""
        out: list[Block] = []
        stack = [self.order[0]]
        while stack:
            block = stack.pop()
            out.append(block)
            stack.extend(reversed(self.children[block]))
        return out


def analyse(function: Function, order: list[Block] | None = None) -> Cfg:
    """Return the graph and dominator tree of `function`; `order` saves computing the reverse post-order again."""
    if order is None:
        order = reverse_postorder(function)
    preds = predecessors(order)
    idom = _immediate_dominators(order, preds)
    children: dict[Block, list[Block]] = {block: [] for block in order}
    for block in order[1:]:
        children[idom[block]].append(block)
    cfg = Cfg(order, preds, idom, children)
    _number_tree(cfg)
    return cfg


def _immediate_dominators(order: list[Block], preds: dict[Block, list[Block]]) -> dict[Block, Block]:
    number = {block: n for n, block in enumerate(order)}
    sources = [[number[p] for p in preds[block]] for block in order]
    idom = [-1] * len(order)
    idom[0] = 0
    changed = True
    while changed:
        changed = False
        for n in range(1, len(order)):
            best = -1
            for p in sources[n]:
                if idom[p] < 0:
                    continue
                if best < 0:
                    best = p
                    continue
                while p != best:
                    while p > best:
                        p = idom[p]
                    while best > p:
                        best = idom[best]
            if idom[n] != best:
                idom[n] = best
                changed = True
    return {block: order[idom[n]] for n, block in enumerate(order)}


def _number_tree(cfg: Cfg) -> None:
    clock = 0
    stack: list[tuple[Block, Iterator[Block]]] = []
    block = cfg.order[0]
    cfg.enter[block] = clock
    stack.append((block, iter(cfg.children[block])))
    while stack:
        block, rest = stack[-1]
        for child in rest:
            clock += 1
            cfg.enter[child] = clock
            stack.append((child, iter(cfg.children[child])))
            break
        else:
            cfg.leave[block] = clock
            stack.pop()


def dominance_frontier(cfg: Cfg) -> dict[Block, list[Block]]:
    """Return for each block the join points just outside what it dominates (where its definitions meet others)."""
    frontier: dict[Block, list[Block]] = {block: [] for block in cfg.order}
    for block in cfg.order:
        sources = cfg.preds[block]
        if len(sources) < 2:
            continue
        stop = cfg.idom[block]
        for runner in sources:
            while runner is not stop:
                joins = frontier[runner]
                if not joins or joins[-1] is not block:
                    joins.append(block)
                runner = cfg.idom[runner]
    return frontier


@dataclass(slots=True, eq=False)
class Loop:
    """A natural loop: `header` dominates all of `blocks` (header first); `latches` jump back to it.

    `parent` is the loop around it; `depth` counts from 1 for an outermost loop.
    """

    header: Block
    latches: list[Block]
    blocks: list[Block]
    parent: "Loop | None" = None
    depth: int = 1


@dataclass(slots=True)
class Loops:
    """All natural loops, inner ones before the loops around them; `innermost` maps a block to its loop."""

    loops: list[Loop]
    innermost: Mapping[Block, Loop]

    def depth(self, block: Block) -> int:
        """Nesting depth of a block, 0 outside all loops."""
        loop = self.innermost.get(block)
        return loop.depth if loop else 0


def find_loops(cfg: Cfg) -> Loops:
    """Return the natural loops (back edges whose target dominates their source; other cycles are no loops here)."""
    innermost: dict[Block, Loop] = {}
    loops: list[Loop] = []
    for header in reversed(cfg.order):  # inner headers come after outer ones in reverse post-order
        latches = [p for p in cfg.preds[header] if cfg.dominates(header, p)]
        if not latches:
            continue
        loop = Loop(header, latches, [header])
        loops.append(loop)
        seen = {header}
        work = list(latches)
        while work:
            block = work.pop()
            if block in seen:
                continue
            seen.add(block)
            loop.blocks.append(block)
            inner = innermost.get(block)
            if inner is None:
                innermost[block] = loop
            else:
                while inner.parent is not None and inner.parent is not loop:
                    inner = inner.parent
                if inner is not loop:
                    inner.parent = loop
            work.extend(cfg.preds[block])
        inner = innermost.get(header)
        if inner is None:
            innermost[header] = loop
    for loop in reversed(loops):  # outer ones first
        loop.depth = loop.parent.depth + 1 if loop.parent else 1
    return Loops(loops, innermost)
