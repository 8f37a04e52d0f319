"""Loop updates move behind the last use of the old value, and no further."""

from toolchain.cc.target.machine import MBlock, MFunction, MIns, Phi
from toolchain.cc.target.sink_updates import sink_updates

OLD, NEW, BASE, LIMIT = 16, 17, 18, 19


def loop(*body: MIns) -> MBlock:
    """A block that jumps to itself with OLD = phi(NEW)."""
    block = MBlock(0)
    block.ins = [*body, MIns("BLT", [], [LIMIT, BASE], [block]), MIns("BR", [], [], [block])]
    block.successors, block.predecessors = [block], [block]
    block.phis = [Phi(OLD, {block: NEW})]
    sink_updates(MFunction("f", [block]))
    return block


def names(block: MBlock) -> list[str]:
    return [ins.op for ins in block.ins[:-2]]


def update() -> MIns:
    return MIns("ADDI", [NEW], [OLD], [1])


def test_an_update_moves_behind_the_last_use_of_the_old_value() -> None:
    assert names(loop(update(), MIns("LDB", [20], [OLD], [0]), MIns("MOV", [21], [20]))) == ["LDB", "ADDI", "MOV"]


def test_an_update_stays_in_front_of_a_use_of_the_new_value() -> None:
    body = (update(), MIns("STB", [], [NEW, BASE], [0]), MIns("LDB", [20], [OLD], [0]))
    assert names(loop(*body)) == ["ADDI", "STB", "LDB"]


def test_an_addition_that_updates_nothing_stays() -> None:
    other = MIns("ADDI", [22], [OLD], [1])
    assert names(loop(other, MIns("LDB", [20], [OLD], [0]))) == ["ADDI", "LDB"]
