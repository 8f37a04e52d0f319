"""After allocation: physical registers into the instructions, moves where a value changes place, phis into moves.

A value changes place where its interval was split: inside a block a move is inserted at the cut; between blocks on the
edge, together with the phis' moves. Edges from a block with several successors to one with several predecessors get a
block of their own. Pseudo instructions become real ones.
"""

from collections.abc import Iterable
from itertools import pairwise

from toolchain.cc.target.lifetimes import Interval, Lifetimes
from toolchain.cc.target.machine import (
    FIRST_VIRTUAL,
    Constant,
    FrameObject,
    FrameRef,
    Imm,
    MBlock,
    MFunction,
    MIns,
)
from toolchain.cc.target.moves import Place, Source, Value, Word, load_constant, sequence_moves


def resolve_registers(function: MFunction, lifetimes: Lifetimes) -> None:
    """Rewrite `function` with the registers its intervals got."""
    resolver = _Resolver(function, lifetimes)
    resolver.cut_moves()
    for block in function.blocks:
        resolver.rewrite(block)
    resolver.edges()
    used = {r for i in lifetimes.intervals.values() for piece in i.pieces if piece.register >= 0
            for r in (piece.register, piece.register + piece.pair)}
    function.saved = sorted(r for r in used if r >= 8)


class _Resolver:
    def __init__(self, function: MFunction, lifetimes: Lifetimes) -> None:
        self.function, self.lifetimes = function, lifetimes
        self.homes: dict[Interval, FrameObject] = {}
        self.before: dict[int, list[tuple[Place, Source]]] = {}  # position -> moves in front of the instruction there
        self.stores: dict[int, list[MIns]] = {}  # position of a definition -> stores behind it

    # ---- places ----------------------------------------------------------------------------------------------------

    def home(self, whole: Interval) -> FrameObject:
        """The frame object that holds a value in memory."""
        found = self.homes.get(whole)
        if found is None:
            found = self.homes[whole] = FrameObject(8 if whole.pair else 4, 4, "spill")
            self.function.frame.append(found)
        return found

    def words(self, piece: Interval) -> list[Place]:
        """The place of each word of the value during `piece`."""
        count = 2 if piece.pair else 1
        if piece.register >= 0:
            return [piece.register + n for n in range(count)]
        home = self.home(piece.whole or piece)
        return [Word(home, 4 * n) for n in range(count)]

    def sources(self, piece: Interval) -> list[Source]:
        """As `words`, but a constant that is not in a register is made again."""
        remake = piece.remake
        if piece.register >= 0 or remake is None:
            return list(self.words(piece))
        return list(_constant_words(remake.imms[0], piece.pair))

    def piece_at(self, virtual: int, position: int) -> Interval:
        """The piece of a register's life that covers `position`."""
        whole = self.lifetimes.intervals[virtual]
        pieces = whole.pieces
        if len(pieces) == 1:
            return whole
        return next(piece for piece in pieces if piece.covers(position))

    def register_at(self, virtual: int, position: int) -> int:
        """The physical register that holds a value at `position`."""
        register = self.piece_at(virtual, position).register
        assert register >= 0, "an operand in a register"
        return register

    # ---- moves inside blocks -----------------------------------------------------------------------------------------

    def cut_moves(self) -> None:
        """Collect the moves at cuts inside blocks and the stores behind definitions."""
        block_starts = set(self.lifetimes.starts.values())
        for virtual in sorted(self.lifetimes.intervals):
            whole = self.lifetimes.intervals[virtual]
            pieces = whole.pieces
            for first, second in pairwise(pieces):
                if first.end == second.start and second.start not in block_starts and second.register >= 0:
                    self._move(self.before.setdefault(second.start - second.start % 2, []), first, second)
            if whole.spilled and whole.remake is None and pieces[0].register >= 0:
                home = self.home(whole)
                store = MIns("STSD" if whole.pair else "STS", [], [whole.register], [FrameRef(home)])
                self.stores.setdefault(whole.defined - whole.defined % 2, []).append(store)

    def _move(self, moves: list[tuple[Place, Source]], first: Interval, second: Interval) -> None:
        moves += zip(self.words(second), self.sources(first), strict=True)

    def rewrite(self, block: MBlock) -> None:
        """Put registers into the block's instructions and insert what cut_moves collected."""
        lifetimes, out = self.lifetimes, list[MIns]()
        out += self.stores.get(lifetimes.starts[block], ())
        done = -1
        for ins in block.ins:
            position = lifetimes.positions[ins]
            if position != done:
                moves = self.before.get(position)
                if moves:
                    out += sequence_moves(self.function, moves)
                done = position
            if ins.op == "ENTER":
                out += self._enter(ins, position)
            elif ins.op == "ARGS":
                out += self._arguments(ins, position)
            else:
                pair = ins.op == "COPY" and self._is_pair(ins)
                ins.uses = [self.register_at(r, position) if r >= FIRST_VIRTUAL else r for r in ins.uses]
                if ins.defs and ins.defs[0] >= FIRST_VIRTUAL:
                    whole = lifetimes.intervals[ins.defs[0]]
                    if whole.register < 0:
                        continue  # a constant that is made again where it is used
                    ins.defs = [whole.register]
                out += self._expand(ins, pair)
            out += self.stores.get(position, ())
        block.ins = out

    def _is_pair(self, copy: MIns) -> bool:
        """Whether a COPY moves a pair: its virtual side tells, a physical register has no width."""
        virtual = copy.defs[0] if copy.defs[0] >= FIRST_VIRTUAL else copy.uses[0]
        return self.function.is_pair(virtual)

    def _enter(self, ins: MIns, position: int) -> list[MIns]:
        moves: list[tuple[Place, Source]] = []
        for virtual, physical in zip(ins.defs, ins.fixed, strict=True):
            targets = self.words(self.piece_at(virtual, position + 1))
            moves += zip(targets, (physical, physical + 1), strict=False)
        return sequence_moves(self.function, moves)

    def _arguments(self, ins: MIns, position: int) -> list[MIns]:
        moves: list[tuple[Place, Source]] = []
        for virtual, physical in zip(ins.uses, ins.fixed, strict=True):
            sources = self.sources(self.piece_at(virtual, position))
            moves += zip((physical, physical + 1), sources, strict=False)
        moves += [(register, Value(imm)) for register, imm in ins.constants]
        return sequence_moves(self.function, moves)

    def _expand(self, ins: MIns, pair: bool) -> list[MIns]:
        """Turn a pseudo instruction into real ones."""
        match ins.op:
            case "COPY":
                if ins.defs == ins.uses:
                    return []
                return [MIns("MOVL" if pair else "MOV", ins.defs, ins.uses, span=ins.span)]
            case "CONST64":
                low, high = _constant_words(ins.imms[0], pair=True)
                return [load_constant(ins.defs[0], low.imm), load_constant(ins.defs[0] + 1, high.imm)]
            case "LOW" | "HIGH":
                source = ins.uses[0] + (ins.op == "HIGH")
                return [] if ins.defs[0] == source else [MIns("MOV", ins.defs, [source], span=ins.span)]
            case "ORHALVES":
                return [MIns("ORQ", ins.defs, [ins.uses[0], ins.uses[0] + 1], span=ins.span)]
            case "PAIR":
                target = ins.defs[0]
                return sequence_moves(self.function, [(target, ins.uses[0]), (target + 1, ins.uses[1])])
        return [ins]

    # ---- moves between blocks ----------------------------------------------------------------------------------------

    def edges(self) -> None:
        """Insert the moves of all control-flow edges."""
        for block in list(self.function.blocks):
            for successor in list(block.successors):
                code = sequence_moves(self.function, self._edge(block, successor))
                if not code:
                    continue
                if len(block.successors) == 1 and block.ins[-1].op == "BR":
                    block.ins[-1:-1] = code
                elif len(successor.predecessors) == 1:
                    successor.ins[:0] = code
                else:
                    self._split_edge(block, successor, code)

    def _edge(self, block: MBlock, successor: MBlock) -> list[tuple[Place, Source]]:
        lifetimes = self.lifetimes
        leave, enter = lifetimes.ends[block] - 1, lifetimes.starts[successor]
        moves: list[tuple[Place, Source]] = []
        live = lifetimes.live_in[successor]
        while live:
            low = live & -live
            live ^= low
            whole = lifetimes.intervals[low.bit_length() - 1]
            if len(whole.pieces) == 1:
                continue
            first, second = self.piece_at(whole.virtual, leave), self.piece_at(whole.virtual, enter)
            if first is not second and second.register >= 0:
                self._move(moves, first, second)
        for phi in successor.phis:
            target = self.piece_at(phi.target, enter)
            operand = phi.operands[block]
            if isinstance(operand, Constant):
                sources: Iterable[Source] = _constant_words(operand.value, operand.wide)
            else:
                sources = self.sources(self.piece_at(operand, leave))
            moves += zip(self.words(target), sources, strict=True)
        return moves

    def _split_edge(self, block: MBlock, successor: MBlock, code: list[MIns]) -> None:
        between = self.function.new_block(min(block.depth, successor.depth))
        between.ins = [*code, MIns("BR", [], [], [successor])]
        between.successors, between.predecessors = [successor], [block]
        block.successors[block.successors.index(successor)] = between
        successor.predecessors[successor.predecessors.index(block)] = between
        for ins in block.ins[-2:]:
            ins.imms = [between if imm is successor else imm for imm in ins.imms]


def _constant_words(imm: Imm, pair: bool) -> list[Value]:
    if not pair:
        return [Value(imm)]
    assert isinstance(imm, int), "64-bit constants are numbers"
    return [Value(imm & 0xFFFFFFFF), Value(imm >> 32 & 0xFFFFFFFF)]
