"""The shape of random graphs, against definitions: what dominates, what paths need, where cycles pass."""

import random

import pytest

from emulator.cpu.fast.flow import STRAIGHT, Block, Cluster, Instruction
from emulator.cpu.fast.graph import ROOT, Shape, shape
from emulator.cpu.lower import lower


def random_cluster(rng: random.Random) -> Cluster:
    count = rng.randint(1, 14)
    starts = [4 * n for n in range(count)]
    insn = Instruction(0, 4, lower("ADDQ", flat=True), {}, STRAIGHT)
    blocks = {
        start: Block(start, [insn] * rng.randint(1, 5),
                     tuple(rng.choice((*starts, 1000)) for _ in range(rng.randint(0, 2))), dynamic=False)
        for start in starts}
    return Cluster(blocks, tuple(sorted({0, *rng.sample(starts, rng.randint(0, min(3, count)))})))


def edges(cluster: Cluster, found: Shape) -> list[tuple[int, int]]:
    return [(start, to) for start in found.position for to in cluster.blocks[start].successors if to in cluster.blocks]


def reachable(cluster: Cluster, found: Shape, without: int) -> set[int]:
    seen = set(found.entries) - {without}
    waiting = list(seen)
    while waiting:
        for to in cluster.blocks[waiting.pop()].successors:
            if to in cluster.blocks and to not in seen and to != without:
                seen.add(to)
                waiting.append(to)
    return seen


@pytest.mark.parametrize("seed", range(150))
def test_the_shape_of_a_random_graph(seed: int) -> None:
    cluster = random_cluster(random.Random(seed))
    found = shape(cluster)
    assert set(cluster.entries) <= set(found.entries)
    assert found.position.keys() == reachable(cluster, found, ROOT)
    for block in found.position:
        lost = found.position.keys() - reachable(cluster, found, block)
        assert {below for below in found.position if found.dominates(block, below)} == lost
    for start, to in edges(cluster, found):
        if found.position[to] <= found.position[start]:
            assert to in found.entries, "a cycle passes an entry"
            assert (to in found.heads) or not found.dominates(to, start)


def longest(cluster: Cluster, found: Shape, block: int) -> int:
    onward = [longest(cluster, found, to) for to in cluster.blocks[block].successors
              if to in cluster.blocks and to not in found.entries]
    return len(cluster.blocks[block].body) + max(onward, default=0)


@pytest.mark.parametrize("seed", range(150))
def test_the_need_of_an_entry_is_the_longest_way_to_the_next(seed: int) -> None:
    cluster = random_cluster(random.Random(seed))
    found = shape(cluster)
    assert found.needs == {entry: longest(cluster, found, entry) for entry in found.entries}


def test_a_long_chain_of_blocks_is_cut_so_that_code_is_not_nested_deeply() -> None:
    insn = Instruction(0, 4, lower("ADDQ", flat=True), {}, STRAIGHT)
    blocks = {4 * n: Block(4 * n, [insn], (4 * n + 4,), dynamic=False) for n in range(3000)}
    found = shape(Cluster(blocks, (0,)))
    assert len(found.entries) > 3000 // 50
