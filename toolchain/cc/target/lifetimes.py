"""Lifetimes: where in the linear order of instructions each register holds a value that is still needed.

Instruction n of the block order has position 2n + 2 (each block has one position of its own before its first
instruction, where its phis are defined); it reads its operands at that position and writes its results one later. A
range [start, end) of an interval covers the positions at which the value must be kept. A conditional branch and the BR
behind it count as one instruction. Blocks are numbered in reverse post-order, so a definition comes before its uses.
"""

from dataclasses import dataclass, field

from toolchain.cc.target.abi import CALLER_SAVED
from toolchain.cc.target.dynamic_frame import BASE
from toolchain.cc.target.machine import FIRST_VIRTUAL, MBlock, MFunction, MIns

NEVER = 1 << 60
_CONSTANTS = ("LDIW", "LDI32", "LEASP", "CONST64")


@dataclass(slots=True, eq=False, repr=False)
class Interval:
    """A piece of the life of virtual register `virtual` (all of it before splitting).

    `ranges` ascend and do not touch. `uses` are the positions at which a register is a must, ascending. `register` is
    the physical one or -1 while the value is in memory (or to be made again by `remake`).
    """

    virtual: int
    pair: bool
    ranges: list[list[int]] = field(default_factory=list)
    uses: list[int] = field(default_factory=list)
    register: int = -1
    hints: list["Interval | int"] = field(default_factory=list)
    whole: "Interval | None" = None  # the interval this was split from first
    pieces: list["Interval"] = field(default_factory=list)  # of the whole, ascending
    remake: MIns | None = None  # constant: how to make it again
    spilled: bool = False  # the whole: some piece is in memory
    defined: int = 0  # the whole: position of the definition
    at: int = 0  # ranges before this one lie behind the scan

    def __repr__(self) -> str:
        return f"v{self.virtual} {self.ranges} in {self.register}"

    @property
    def start(self) -> int:
        """First position."""
        return self.ranges[0][0]

    @property
    def end(self) -> int:
        """Position after the last."""
        return self.ranges[-1][1]

    def covers(self, position: int) -> bool:
        """Whether the value is held at `position`."""
        return any(start <= position < end for start, end in self.ranges)

    def advance(self, position: int) -> bool:
        """Move the scan to `position`, which never goes back; returns whether the value is held there."""
        ranges, at = self.ranges, self.at
        while at < len(ranges) and ranges[at][1] <= position:
            at += 1
        self.at = at
        return at < len(ranges) and ranges[at][0] <= position

    def next_use(self, position: int) -> int:
        """First use at or after `position`, NEVER if there is none."""
        for use in self.uses:
            if use >= position:
                return use
        return NEVER


@dataclass(slots=True)
class Lifetimes:
    """What allocation works on. `fixed` are the ranges in which physical registers are taken, ascending."""

    intervals: dict[int, Interval]
    fixed: list[list[list[int]]]
    positions: dict[MIns, int]
    starts: dict[MBlock, int]  # block position
    ends: dict[MBlock, int]  # start of the next block
    live_in: dict[MBlock, int]  # bit set of virtual registers, phi targets excluded


def find_lifetimes(function: MFunction) -> Lifetimes:
    """Number the instructions of `function.blocks` and return all lifetimes."""
    positions: dict[MIns, int] = {}
    starts: dict[MBlock, int] = {}
    ends: dict[MBlock, int] = {}
    position = 0
    for block in function.blocks:
        starts[block] = position
        for ins in block.ins:
            if ins.op != "BR" or ins is block.ins[0] or block.ins[-2].op not in _CONDITIONAL:
                position += 2
            positions[ins] = position
        position += 2
        ends[block] = position
    live_in, live_out = _liveness(function)
    builder = _Builder(function, positions)
    for block in reversed(function.blocks):
        builder.block(block, live_out[block], starts[block], ends[block])
    builder.finish()
    return Lifetimes(builder.intervals, builder.fixed, positions, starts, ends, live_in)


_CONDITIONAL = frozenset((
    "BEQ", "BNE", "BLT", "BGE", "BLTU", "BGEU", "BEQI", "BNEI", "BLTI", "BGEI", "BLTUI", "BGEUI"))


def _liveness(function: MFunction) -> tuple[dict[MBlock, int], dict[MBlock, int]]:
    """Virtual registers live into and out of each block, as bit sets (bit n = virtual register n)."""
    used: dict[MBlock, int] = {}
    defined: dict[MBlock, int] = {}
    for block in function.blocks:
        use = define = 0
        for ins in reversed(block.ins):
            for register in ins.defs:
                use &= ~(1 << register)
                define |= 1 << register
            for register in ins.uses:
                use |= 1 << register
        for phi in block.phis:
            use &= ~(1 << phi.target)
            define |= 1 << phi.target
        used[block], defined[block] = use >> FIRST_VIRTUAL << FIRST_VIRTUAL, define
    live_in = dict(used)
    live_out: dict[MBlock, int] = {}
    from_phis: dict[MBlock, int] = {}
    for block in function.blocks:
        bits = 0
        for successor in block.successors:
            for phi in successor.phis:
                operand = phi.operands[block]
                if isinstance(operand, int):
                    bits |= 1 << operand
        from_phis[block] = bits
    work = list(function.blocks)
    queued = set(work)
    while work:
        block = work.pop()
        queued.discard(block)
        out = from_phis[block]
        for successor in block.successors:
            out |= live_in[successor]
        live_out[block] = out
        into = used[block] | (out & ~defined[block])
        if into != live_in[block]:
            live_in[block] = into
            for predecessor in block.predecessors:
                if predecessor not in queued:
                    queued.add(predecessor)
                    work.append(predecessor)
    return live_in, live_out


class _Builder:
    """Builds intervals walking blocks and instructions backwards."""

    def __init__(self, function: MFunction, positions: dict[MIns, int]) -> None:
        self.function, self.positions = function, positions
        self.intervals: dict[int, Interval] = {}
        self.fixed: list[list[list[int]]] = [[] for _ in range(16)]

    def interval(self, virtual: int) -> Interval:
        found = self.intervals.get(virtual)
        if found is None:
            found = self.intervals[virtual] = Interval(virtual, self.function.is_pair(virtual))
        return found

    def block(self, block: MBlock, live: int, start: int, end: int) -> None:
        while live:
            low = live & -live
            live ^= low
            self._add(self.interval(low.bit_length() - 1).ranges, start, end)
        for ins in reversed(block.ins):
            self._instruction(ins, self.positions[ins], start)
        for phi in block.phis:
            interval = self.interval(phi.target)
            self._define(interval, start)
            for operand in phi.operands.values():
                if isinstance(operand, int):
                    self._hint(interval, self.interval(operand))

    def _instruction(self, ins: MIns, position: int, start: int) -> None:
        if ins.is_call:
            for register in CALLER_SAVED:
                self._close(self.fixed[register], position + 1)
        self._definitions(ins, position)
        if ins.op == "ARGS":
            self._arguments(ins, position, start)
            return
        if ins.op == "ENTER":
            for register, physical in zip(ins.defs, ins.fixed, strict=True):
                for each in self._registers(register, physical):
                    self._add(self.fixed[each], start, position + 1)
            return
        for register in ins.uses:
            if register < FIRST_VIRTUAL:
                for each in self._registers(ins.defs[0], register):
                    self._add(self.fixed[each], start, position + 1)
            else:
                interval = self.interval(register)
                self._add(interval.ranges, start, position + 1)
                if not interval.uses or interval.uses[-1] != position:
                    interval.uses.append(position)
        for physical in ins.fixed:
            self._add(self.fixed[physical], start, position + 1)
        if ins.op == "COPY":
            self._copy_hint(ins)

    def _definitions(self, ins: MIns, position: int) -> None:
        for n, register in enumerate(ins.defs):
            if register < FIRST_VIRTUAL:
                for each in self._registers(ins.uses[0] if ins.op == "COPY" else register, register):
                    self._close(self.fixed[each], position + 1)
                continue
            interval = self.interval(register)
            self._define(interval, position + 1)
            if ins.op == "ENTER":
                interval.hints.append(ins.fixed[n])
            elif ins.op in _CONSTANTS:
                interval.remake = ins
            else:
                interval.uses.append(position + 1)
            if ins.op in ("LOW", "HIGH"):
                self._hint(interval, self.interval(ins.uses[0]))

    def _arguments(self, ins: MIns, position: int, start: int) -> None:
        for register, physical in zip(ins.uses, ins.fixed, strict=True):
            for each in self._registers(register, physical):
                self._close(self.fixed[each], position + 1)
            interval = self.interval(register)
            self._add(interval.ranges, start, position + 1)  # memory will do: no entry in uses
            interval.hints.append(physical)
        for physical, _ in ins.constants:
            self._close(self.fixed[physical], position + 1)

    def _registers(self, virtual: int, physical: int) -> tuple[int, ...]:
        pair = virtual >= FIRST_VIRTUAL and self.function.is_pair(virtual)
        return (physical, physical + 1) if pair else (physical,)

    def _copy_hint(self, ins: MIns) -> None:
        target, source = ins.defs[0], ins.uses[0]
        if target < FIRST_VIRTUAL:
            self.interval(source).hints.append(target)
        elif source < FIRST_VIRTUAL:
            self.interval(target).hints.append(source)
        else:
            self._hint(self.interval(target), self.interval(source))

    @staticmethod
    def _hint(one: Interval, other: Interval) -> None:
        one.hints.append(other)
        other.hints.append(one)

    @staticmethod
    def _add(ranges: list[list[int]], start: int, end: int) -> None:
        """Add [start, end), which begins no later than what is there (lists are kept in descending order)."""
        while ranges and ranges[-1][0] <= end:
            last = ranges.pop()
            end = max(end, last[1])
            start = min(start, last[0])
        ranges.append([start, end])

    @staticmethod
    def _close(ranges: list[list[int]], start: int) -> None:
        """The register is written at `start`: what was added for its block begins only there."""
        if ranges and ranges[-1][0] <= start < ranges[-1][1]:
            ranges[-1][0] = start
        else:
            ranges.append([start, start + 1])

    def _define(self, interval: Interval, position: int) -> None:
        self._close(interval.ranges, position)
        interval.defined = position

    def finish(self) -> None:
        for interval in self.intervals.values():
            interval.ranges.reverse()
            interval.uses.reverse()
        for ranges in self.fixed:
            ranges.reverse()
        if self.function.dynamic is not None:
            self.fixed[BASE] = [[0, NEVER]]
