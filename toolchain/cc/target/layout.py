"""Block order: the sequence in which blocks are laid out in memory.

Blocks follow each other so that as few jumps as possible are executed: a block's most likely successor comes next, and
a loop whose test is at the top is rotated, so that its body falls into the test and the test branches back (one jump on
entry instead of one per round). A jump to a short return becomes a return.
"""

from toolchain.cc.target.machine import MBlock, MIns

_COPIED = 2  # instructions of a return block that are worth copying to save a jump


def layout_blocks(entry: MBlock) -> list[MBlock]:
    """Return all blocks reachable from `entry` in the order of their final places, `entry` first."""
    return _rotate_loops(order_blocks(entry))


def order_blocks(entry: MBlock) -> list[MBlock]:
    """Return the reachable blocks in reverse post-order; the deeper (loop) successor follows directly if possible."""
    seen = {entry}
    post: list[MBlock] = []
    stack = [(entry, _by_depth(entry))]
    while stack:
        block, rest = stack[-1]
        if rest:
            successor = rest.pop()
            if successor not in seen:
                seen.add(successor)
                stack.append((successor, _by_depth(successor)))
        else:
            post.append(block)
            stack.pop()
    post.reverse()
    return post


def _by_depth(block: MBlock) -> list[MBlock]:
    """Successors such that the shallowest is popped (visited) first and so ends up last in reverse post-order."""
    return sorted(reversed(block.successors), key=lambda b: -b.depth)  # noqa: C414 - reversed: ties fall through


def _rotate_loops(order: list[MBlock]) -> list[MBlock]:
    """Move a loop's top test behind the block that jumps back to it."""
    index = {block: n for n, block in enumerate(order)}
    moved: dict[MBlock, list[MBlock]] = {}
    taken: set[MBlock] = set()
    for block in order:
        if len(block.successors) != 1:
            continue
        header = block.successors[0]
        if (index[header] > index[block] or index[header] == 0 or header in taken or block in moved or header is block
                or len(header.successors) != 2 or header.depth != block.depth):
            continue
        if all(successor.depth >= header.depth for successor in header.successors):
            continue
        moved[block] = [header]
        taken.add(header)
    result: list[MBlock] = []
    for block in order:
        if block in taken:
            continue
        result.append(block)
        follow = moved.get(block)
        while follow:
            result.extend(follow)
            follow = moved.get(follow[-1])
    return result


def copy_returns(order: list[MBlock]) -> list[MBlock]:
    """Replace a jump to a block that only returns (after at most one move) by a copy of it; returns what is left."""
    for block, following in zip(order, [*order[1:], None], strict=True):
        target = block.successors[0] if len(block.successors) == 1 else None
        if target is None or target is following or block.ins[-1].op != "BR":
            continue
        if target.ins[-1].op == "RETURN" and len(target.ins) <= _COPIED:
            block.ins[-1:] = [MIns(i.op, i.defs, i.uses, list(i.imms), span=i.span) for i in target.ins]
            block.successors = []
    wanted = {successor for block in order for successor in block.successors}
    return [block for block in order if block in wanted or block is order[0]]
