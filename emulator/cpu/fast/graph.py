"""The shape of a cluster: order, dominators, which blocks are joined, and how long paths are.

All entries hang on one root, the dispatch. `shape` makes entries of further blocks until every edge backward (in
reverse postorder) leads to an entry, so that every cycle passes one, and no chain of dominators is deep.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from emulator.cpu.fast.flow import Cluster

ROOT = -1
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Shape:
    """What structured code needs to know.

    entries    blocks that the dispatch reaches, by index
    position   of each block in reverse postorder
    children   blocks that a block (or ROOT) dominates immediately and that several edges join, in order
    heads      blocks to which an edge leads back from a block that they dominate
    needs      entry -> instructions on the longest way from it to the next entry
    dominates  block -> its position interval in the dominator tree
    """

    entries: tuple[int, ...]
    position: Mapping[int, int]
    children: Mapping[int, list[int]]
    heads: frozenset[int]
    needs: Mapping[int, int]
    parent: Mapping[int, int]

    def dominates(self, above: int, below: int) -> bool:
        """Whether every way to `below` passes `above`."""
        while below != ROOT:
            if below == above:
                return True
            below = self.parent[below]
        return False


def shape(cluster: Cluster) -> Shape:
    """Return the shape of a cluster."""
    entries = set(cluster.entries)
    edges = {start: [to for to in block.successors if to in cluster.blocks] for start, block in cluster.blocks.items()}
    while True:
        order = _reverse_postorder(edges, sorted(entries))
        position = {block: n for n, block in enumerate(order)}
        backward = {to for start in order for to in edges[start] if position[to] <= position[start]}
        parent = _dominators(edges, order, position, entries)
        deep = _deep(order, parent)
        if backward | deep <= entries:
            break
        entries |= backward | deep
    return _finish(cluster, tuple(sorted(entries & position.keys())), edges, order, position, parent)


def _finish(cluster: Cluster, entries: tuple[int, ...], edges: Mapping[int, list[int]], order: list[int],
            position: Mapping[int, int], parent: Mapping[int, int]) -> Shape:
    joined: dict[int, int] = dict.fromkeys(entries, 2)
    backward: list[tuple[int, int]] = []
    for start in order:
        for to in edges[start]:
            if position[to] <= position[start]:
                backward.append((start, to))
            else:
                joined[to] = joined.get(to, 0) + 1
    children: dict[int, list[int]] = {}
    for block in order:
        if joined.get(block, 0) > 1:
            children.setdefault(parent[block], []).append(block)
    found = Shape(entries, position, children, frozenset(), _needs(cluster, edges, order, set(entries)), parent)
    heads = frozenset(to for start, to in backward if found.dominates(to, start))
    return Shape(entries, position, children, heads, found.needs, parent)


def _reverse_postorder(edges: Mapping[int, list[int]], entries: list[int]) -> list[int]:
    seen: set[int] = set()
    order: list[int] = []
    for entry in reversed(entries):
        if entry in seen:
            continue
        seen.add(entry)
        stack = [(entry, iter(edges[entry]))]
        while stack:
            block, rest = stack[-1]
            to = next((to for to in rest if to not in seen), None)
            if to is None:
                order.append(block)
                stack.pop()
            else:
                seen.add(to)
                stack.append((to, iter(edges[to])))
    return order[::-1]


def _dominators(edges: Mapping[int, list[int]], order: list[int], position: Mapping[int, int],
                entries: set[int]) -> dict[int, int]:
    """Return the immediate dominator of each block, by the iteration of Cooper, Harvey and Kennedy."""
    before: dict[int, list[int]] = {block: [] for block in order}
    for start in order:
        for to in edges[start]:
            before[to].append(start)
    parent: dict[int, int] = {block: ROOT for block in order if block in entries}

    def common(x: int, y: int) -> int:
        while x != y:
            if ROOT in {x, y}:
                return ROOT
            if position[x] > position[y]:
                x = parent[x]
            else:
                y = parent[y]
        return x

    changed = True
    while changed:
        changed = False
        for block in order:
            if block in entries:
                continue
            known = [start for start in before[block] if start in parent]
            best = known[0]
            for start in known[1:]:
                best = common(best, start)
            if parent.get(block) != best:
                parent[block] = best
                changed = True
    return parent


def _deep(order: list[int], parent: Mapping[int, int]) -> set[int]:
    depth = {ROOT: 0}
    deep: set[int] = set()
    for block in order:
        depth[block] = depth[parent[block]] + 1
        if depth[block] > _DEEPEST:
            deep.add(block)
            depth[block] = 1
    return deep


def _needs(cluster: Cluster, edges: Mapping[int, list[int]], order: list[int], entries: set[int]) -> dict[int, int]:
    """Return for each entry how many instructions may follow before another entry checks again."""
    longest: dict[int, int] = {}
    for block in reversed(order):
        onward = [longest[to] for to in edges[block] if to not in entries]
        longest[block] = len(cluster.blocks[block].body) + max(onward, default=0)
    return {entry: longest[entry] for entry in entries if entry in longest}
