"""Switches over words: a jump table where the cases are dense, otherwise a balanced tree of comparisons."""

from toolchain.cc.ir import ops as ir
from toolchain.cc.ir.ops import Const, Ins, Value
from toolchain.cc.target.address import signed32
from toolchain.cc.target.machine import MBlock
from toolchain.cc.target.select_control import compare_branch
from toolchain.cc.target.selector import Selector

_TABLE_MINIMUM = 4  # fewer cases are compared
_TABLE_SPREAD = 3  # a table has at most this many entries for each case
_LINEAR = 3  # a leaf of the tree compares up to this many cases one after the other


def lower_switch(selector: Selector, ins: Ins) -> None:
    """Emit the dispatch of a switch; new blocks for the tree's inner nodes belong to the block of `ins`."""
    value = ins.args[0]
    default = selector.blocks[ins.blocks[0]]
    assert value.type == ir.I32, "wider switches are comparisons already"
    targets = {signed32(case): selector.blocks[block] for case, block in zip(ins.cases, ins.blocks[1:], strict=True)}
    cases = [(case, targets[case]) for case in sorted(targets) if targets[case] is not default]
    _Dispatch(selector, value, default).emit(cases)


class _Dispatch:
    """One switch being lowered."""

    def __init__(self, selector: Selector, value: Value, default: MBlock) -> None:
        self.selector, self.value, self.default = selector, value, default

    def emit(self, cases: list[tuple[int, MBlock]]) -> None:
        """Emit the dispatch over sorted `cases` at the end of the current sequence."""
        if len(cases) >= _TABLE_MINIMUM and cases[-1][0] - cases[0][0] < _TABLE_SPREAD * len(cases):
            self._table(cases)
        elif not cases:
            self._to(self.default)
        elif len(cases) <= _LINEAR:
            self._branch("eq", *cases[0])
            self._to(self._inner(cases[1:]) if len(cases) > 1 else self.default)
        else:
            middle = len(cases) // 2
            self._branch("slt", cases[middle][0], self._inner(cases[:middle]))
            self._to(self._inner(cases[middle:]))

    def _table(self, cases: list[tuple[int, MBlock]]) -> None:
        selector, low = self.selector, cases[0][0]
        index: Value = self.value
        register = selector.reg(index)
        if 0 < low <= 2 * len(cases):
            low = 0  # unused entries cost less than a subtraction
        if low:
            shifted = selector.out.virtual()
            if -0x8000 <= -low <= 0x7FFF:
                selector.emit("ADDI", [shifted], [register], [-low])
            else:
                selector.emit("SUBQ", [shifted], [register, selector.reg(Const(ir.I32, low & 0xFFFFFFFF))])
            register = shifted
        targets = dict(cases)
        entries = [targets.get(low + n, self.default) for n in range(cases[-1][0] - low + 1)]
        selector.emit("TBR", [], [register], [len(entries), *entries, self.default])

    def _inner(self, cases: list[tuple[int, MBlock]]) -> MBlock:
        """Return a new block that dispatches `cases`; it counts as part of the block that holds the switch."""
        selector = self.selector
        block = selector.out.new_block(selector.blocks[selector.current].depth)
        selector.origin[block] = selector.current
        outer, selector.sequence = selector.sequence, []
        self.emit(cases)
        block.ins, selector.sequence = selector.sequence, outer
        return block

    def _branch(self, op: str, case: int, target: MBlock) -> None:
        compare_branch(self.selector, op, self.value, Const(ir.I32, case & 0xFFFFFFFF), target)

    def _to(self, block: MBlock) -> None:
        self.selector.emit("BR", [], [], [block])
