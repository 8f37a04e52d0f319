"""Order, dominators, frontiers and loops, on drawn graphs and against definitions applied to random ones."""

import random

import pytest

from toolchain.cc.ir.cfg import (
    analyse,
    dominance_frontier,
    find_loops,
    predecessors,
    remove_unreachable,
    reverse_postorder,
)
from toolchain.cc.ir.ops import Block, Function, Ins


def graph(*edges: str) -> Function:
    """Return a function with blocks named by their numbers: graph("0 1", "1 2 3", ...)."""
    lists = [[int(n) for n in line.split()] for line in edges]
    blocks = {numbers[0]: Block(numbers[0]) for numbers in lists}
    for name, *targets in lists:
        op = ("ret", "jump", "br")[len(targets)] if len(targets) < 3 else "switch"
        blocks[name].ins.append(Ins(op, "", [], 1000 + name, [blocks[t] for t in targets]))
    return Function("f", [], "", list(blocks.values()), next_number=9999)


def numbers(blocks: list[Block]) -> list[int]:
    return [block.number for block in blocks]


LOOP_IN_LOOP = ("0 1", "1 2 6", "2 3", "3 3 4", "4 5 1", "5 1", "6")


def test_reverse_postorder_puts_blocks_before_their_successors() -> None:
    assert numbers(reverse_postorder(graph("0 1 2", "1 3", "2 3", "3"))) == [0, 1, 2, 3]


def test_a_switch_with_equal_targets_is_one_predecessor() -> None:
    function = graph("0 1 1 2", "1", "2 1")
    assert numbers(predecessors(function.blocks)[function.blocks[1]]) == [0, 2]


def test_unreachable_blocks_go_with_their_phi_operands() -> None:
    function = graph("0 2", "1 2", "2")
    phi = Ins("phi", "i32", [], 50, [function.blocks[0], function.blocks[1]])
    phi.args = [phi, phi]
    function.blocks[2].ins.insert(0, phi)
    remove_unreachable(function)
    assert numbers(function.blocks) == [0, 2]
    assert numbers(phi.blocks) == [0]
    assert len(phi.args) == 1


def test_loops_nest_and_know_their_latches() -> None:
    function = graph(*LOOP_IN_LOOP)
    loops = find_loops(analyse(function))
    inner, outer = loops.loops
    assert (inner.header.number, numbers(inner.latches), sorted(numbers(inner.blocks))) == (3, [3], [3])
    assert (outer.header.number, sorted(numbers(outer.latches))) == (1, [4, 5])
    assert sorted(numbers(outer.blocks)) == [1, 2, 3, 4, 5]
    assert inner.parent is outer
    assert [loops.depth(block) for block in function.blocks] == [0, 1, 1, 2, 1, 1, 0]


def test_a_cycle_with_two_entries_is_no_loop() -> None:
    assert not find_loops(analyse(graph("0 1 2", "1 2", "2 1"))).loops


def test_the_frontier_of_a_loop_body_holds_the_header() -> None:
    function = graph("0 1", "1 2 3", "2 1", "3")
    frontier = dominance_frontier(analyse(function))
    assert {b.number: numbers(f) for b, f in frontier.items()} == {0: [], 1: [1], 2: [1], 3: []}


def random_graph(seed: int) -> Function:
    rng = random.Random(seed)
    count = rng.randint(2, 12)
    return graph(*(" ".join(map(str, [n, *(rng.randint(1, count - 1) for _ in range(rng.randint(0, 3)))]))
                   for n in range(count)))


def reachable(function: Function, without: Block | None = None) -> set[Block]:
    seen: set[Block] = set()
    work = [function.blocks[0]]
    while work:
        block = work.pop()
        if block not in seen and block is not without:
            seen.add(block)
            work.extend(block.ins[-1].blocks)
    return seen


@pytest.mark.parametrize("seed", range(60))
def test_dominators_and_frontiers_follow_their_definitions(seed: int) -> None:
    function = random_graph(seed)
    cfg = analyse(function)
    assert set(cfg.order) == reachable(function)
    dominators = {b: {a for a in cfg.order if b not in reachable(function, without=a)} for b in cfg.order}
    for a in cfg.order:
        for b in cfg.order:
            assert cfg.dominates(a, b) == (a in dominators[b])
    for b in cfg.order[1:]:
        assert dominators[b] - {b} == dominators[cfg.idom[b]]
    frontier = dominance_frontier(cfg)
    for a in cfg.order:
        expected = {b for b in cfg.order for p in cfg.preds[b]
                    if a in dominators[p] and (a is b or a not in dominators[b])}
        assert set(frontier[a]) == expected
    assert numbers(cfg.preorder())[0] == 0
    assert set(cfg.preorder()) == set(cfg.order)
