"""Loop-invariant code motion: what a loop computes anew each round with the same result moves in front of it.

    b1:                                b1:
      jump b2                            %3 = mul i32 %0, %1
    b2:                                  jump b2
      ...                        =>    b2:
      %3 = mul i32 %0, %1                ...
      br %9, b2, b3                      br %9, b2, b3

Moved are pure operations that cannot trap, and loads that no store or call of the loop may change, if the load happens
in every round anyway or its address is that of an object. Comparisons stay, since a branch does them for nothing.
Inner loops come first, so that code can move out of several. Every loop gets a block in front of it (preheader) where
it has none. Requires: SSA, no unreachable blocks.
"""

from collections.abc import Mapping

from toolchain.cc.ir.cfg import Cfg, Loop, analyse, find_loops
from toolchain.cc.ir.ops import NONE, OPS, Addr, Block, Const, Data, Function, Ins, Value
from toolchain.cc.passes.memory import Memory

_MOVABLE = frozenset(row.name for row in OPS.values()
                     if row.pure and not row.compare and row.name not in ("slot", "copy", "va_area"))


def hoist_invariants(function: Function, data: Mapping[str, Data], private: frozenset[str] = frozenset()) -> None:
    """Move invariant instructions out of all loops."""
    add_preheaders(function)
    cfg = analyse(function)
    loops = find_loops(cfg).loops
    memory = Memory(function, data, private)
    homes = {ins: block for block in cfg.order for ins in block.ins}
    for loop in loops:
        preheader = next(p for p in cfg.preds[loop.header] if not cfg.dominates(loop.header, p))
        _Hoist(cfg, loop, preheader, memory, homes).run()


def add_preheaders(function: Function) -> None:
    """Give each loop a single block in front of it that only goes there; the back end makes constants in it, too."""
    cfg = analyse(function)
    for loop in find_loops(cfg).loops:
        header = loop.header
        outside = [p for p in cfg.preds[header] if not cfg.dominates(header, p)]
        if len(outside) == 1 and outside[0].ins[-1].op == "jump":
            continue
        block = Block(function.fresh())
        function.blocks.insert(function.blocks.index(header), block)
        for phi in header.ins:
            if phi.op != "phi":
                break
            _split_phi(function, phi, outside, block)
        block.ins.append(Ins("jump", NONE, [], function.fresh(), [header], span=header.ins[-1].span))
        for source in outside:
            end = source.ins[-1]
            end.blocks = [block if each is header else each for each in end.blocks]


def _split_phi(function: Function, phi: Ins, outside: list[Block], block: Block) -> None:
    """Let the operands of `phi` that come from `outside` come through `block`, joined by a phi there."""
    pairs = list(zip(phi.args, phi.blocks, strict=True))
    incoming = [(a, b) for a, b in pairs if b in outside]
    if len(incoming) == 1:
        value = incoming[0][0]
    else:
        joined = Ins("phi", phi.type, [a for a, _ in incoming], function.fresh(), [b for _, b in incoming],
                     span=phi.span)
        block.ins.append(joined)
        value = joined
    kept = [(a, b) for a, b in pairs if b not in outside]
    phi.args, phi.blocks = [value, *(a for a, _ in kept)], [block, *(b for _, b in kept)]


class _Hoist:
    """Moves the invariants of one loop."""

    def __init__(self, cfg: Cfg, loop: Loop, preheader: Block, memory: Memory, homes: dict[Ins, Block]) -> None:
        self.cfg, self.loop, self.preheader, self.memory, self.homes = cfg, loop, preheader, memory, homes
        self.inside = set(loop.blocks)
        self.writers = [ins for block in loop.blocks for ins in block.ins
                        if ins.op in ("store", "call", "memcpy", "memzero")]
        self.exits = [block for block in loop.blocks if any(t not in self.inside for t in block.ins[-1].blocks)]

    def run(self) -> None:
        """Visit the loop's blocks so that operands come before uses."""
        for block in self.cfg.order:
            if block not in self.inside:
                continue
            moved = [ins for ins in block.ins if self._move(block, ins)]
            if moved:
                gone = set(moved)
                block.ins = [ins for ins in block.ins if ins not in gone]
                self.preheader.ins[-1:-1] = moved

    def _move(self, block: Block, ins: Ins) -> bool:
        op = ins.op
        if op not in _MOVABLE and op != "load":
            return False
        for arg in ins.args:
            if type(arg) is Ins and self.homes[arg] in self.inside:
                return False
        if OPS[op].traps and not _is_nonzero(ins.args[1]):
            return False
        if op == "load" and not self._load_may_move(block, ins):
            return False
        self.homes[ins] = self.preheader
        return True

    def _load_may_move(self, block: Block, ins: Ins) -> bool:
        if ins.volatile:
            return False
        memory = self.memory
        location = memory.location(ins)
        always = type(location.base) is Addr or (type(location.base) is Ins and location.base.op == "slot")
        if not always and not all(self.cfg.dominates(block, leaving) for leaving in (*self.exits, *self.loop.latches)):
            return False
        for writer in self.writers:
            written = memory.written(writer)
            if written is None:
                if not memory.survives_calls(location.root):
                    return False
            elif any(memory.may_overlap(location, each) for each in written):
                return False
        return True


def _is_nonzero(value: Value) -> bool:
    return type(value) is Const and value.value != 0
