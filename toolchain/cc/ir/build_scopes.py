"""Blocks that own stack memory: the variable-length arrays declared in a block go when control leaves it.

The first such declaration of a block saves the state of the stack; the end of the block, and every break, continue and
goto out of it, restores it. A return need not: the epilogue resets SP. The saved state lives in a slot, as a block may
be entered by a jump to a label in front of its declarations.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolchain.cc.front import typed as t
from toolchain.cc.front.flow import children
from toolchain.cc.ir.ops import I32, NONE, Block, Value

if TYPE_CHECKING:
    from toolchain.cc.ir.emitter import Emitter


@dataclass(slots=True)
class _Scope:
    """A block being built. `saved`: the slot with the state of the stack, None before the first declaration."""

    block: t.Block
    saved: Value | None = None


class StackScopes:
    """The blocks with variable-length arrays around the statement being built, outermost first."""

    def __init__(self) -> None:
        """Start outside of any."""
        self._open: list[_Scope] = []
        self._depths: dict[Block, int] = {}  # targets of break and continue -> how many blocks are open there
        self._labels: dict[str, tuple[t.Block, ...]] | None = None

    def enter(self, block: t.Block) -> None:
        """Open a block."""
        self._open.append(_Scope(block))

    def exit(self, b: "Emitter") -> None:
        """Close the innermost block and free what was declared in it."""
        self._free(b, len(self._open) - 1)
        self._open.pop()

    def declare(self, b: "Emitter") -> None:
        """Save the state of the stack in front of the first declaration of the innermost block."""
        scope = self._open[-1] if self._open else None
        if scope is not None and scope.saved is None:
            scope.saved = b.slot(4, 4)
            b.store(scope.saved, 0, b.emit("stack_save", I32), 4)

    def note(self, *targets: Block) -> None:
        """Remember where jumps to these blocks lead to."""
        for target in targets:
            self._depths[target] = len(self._open)

    def leave(self, b: "Emitter", target: Block) -> Block:
        """Free what a break or continue leaves; return its target."""
        self._free(b, self._depths[target])
        return target

    def leave_for_label(self, b: "Emitter", function: t.Function, label: str) -> None:
        """Free what a goto leaves."""
        if not self._open:
            return
        if self._labels is None:
            self._labels = {}
            assert function.body is not None, "statements stand in a body"
            _find_labels(function.body, (), self._labels)
        around = self._labels.get(label)
        if around is None:  # in a statement expression
            return
        common = 0
        while common < min(len(around), len(self._open)) and around[common] is self._open[common].block:
            common += 1
        self._free(b, common)

    def _free(self, b: "Emitter", depth: int) -> None:
        """Restore the stack to what it was before the outermost declaration deeper than `depth` blocks."""
        saved = next((scope.saved for scope in self._open[depth:] if scope.saved is not None), None)
        if saved is not None:
            b.emit("stack_restore", NONE, b.load(I32, saved, 0, 4))


def _find_labels(stmt: t.Stmt, around: tuple[t.Block, ...], out: dict[str, tuple[t.Block, ...]]) -> None:
    if isinstance(stmt, t.Block) and stmt.frees:
        around = (*around, stmt)
    if isinstance(stmt, t.Labelled):
        out[stmt.label] = around
    for each in children(stmt):
        _find_labels(each, around, out)
