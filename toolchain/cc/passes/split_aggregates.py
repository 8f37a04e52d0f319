"""Scalar replacement: a struct on the stack that is only accessed piece by piece becomes one slot per piece.

    %1 = slot 8 align 4 point            %5 = slot 4 align 4 point.0
    store.32 [%1], %0                    %6 = slot 4 align 4 point.4
    store.32 [%1 + 4], 2           =>    store.32 [%5], %0
    %2 = load i32 [%1 + 4]               store.32 [%6], 2
                                         %2 = load i32 [%6]

A slot qualifies if every use is a load or store at a constant offset, or a memcpy or memzero of it, and no two pieces
overlap in part. Copies between two such slots, or between one and other memory, are done piece by piece; bytes of a
copied slot that no access mentions become pieces of their own. promote_locals then makes values of the pieces.
Addresses may be sums with constants. Requires: no unreachable blocks.
"""

from dataclasses import dataclass, field

from toolchain.cc.ir.cfg import reverse_postorder
from toolchain.cc.ir.ops import I32, I64, NONE, Const, Function, Ins, Value
from toolchain.cc.passes.rewrite import count_uses

_BYTES = 64  # larger objects stay in memory
_PIECES = 16

_Pieces = dict[int, tuple[int, str]]  # offset -> width, type


@dataclass(slots=True, eq=False)
class _Aggregate:
    """A slot under examination."""

    slot: Ins
    pieces: _Pieces = field(default_factory=dict)
    pairs: list[int] = field(default_factory=list)  # offsets of i64 accesses
    partners: list[tuple["_Aggregate", int, int, int]] = field(default_factory=list)  # other, shift, start, end
    good: bool = True


def split_aggregates(function: Function) -> None:
    """Replace qualifying slots by slots of their pieces."""
    slots = {ins: _Aggregate(ins) for ins in function.blocks[0].ins if ins.op == "slot" and ins.size <= _BYTES}
    if not slots:
        return
    splitter = _Splitter(function, slots)
    splitter.collect()
    splitter.agree()
    splitter.rewrite()


class _Splitter:
    def __init__(self, function: Function, slots: dict[Ins, _Aggregate]) -> None:
        self.function = function
        self.slots = slots
        self.derived: dict[Ins, tuple[_Aggregate, int]] = {}  # addresses inside a slot: aggregate, offset
        self.copies: list[Ins] = []

    # ---- which slots qualify

    def at(self, value: Value) -> tuple[_Aggregate, int] | None:
        """Return the aggregate and offset that an address points to, if it is a candidate's."""
        if type(value) is not Ins:
            return None
        found = self.slots.get(value)
        if found is not None:
            return found, 0
        return self.derived.get(value)

    def collect(self) -> None:
        """Note all accesses; anything else that sees an address disqualifies its slot."""
        blocks = reverse_postorder(self.function)  # sums come before their uses, save those in phis
        for block in blocks:
            for ins in block.ins:
                if ins.op == "add" and type(ins.args[1]) is Const:
                    found = self.at(ins.args[0])
                    if found is not None:
                        self.derived[ins] = (found[0], found[1] + _signed(int(ins.args[1].value)))
        for block in blocks:
            for ins in block.ins:
                if ins not in self.derived:
                    self._collect(ins)
        for ins in self.copies:
            self._collect_copy(ins)

    def _collect(self, ins: Ins) -> None:
        op, args = ins.op, ins.args
        if op in ("memcpy", "memzero"):
            self.copies.append(ins)
            return
        for n, arg in enumerate(args):
            found = self.at(arg)
            if found is None:
                continue
            aggregate, offset = found
            if n == 0 and op in ("load", "store") and not ins.volatile:
                type_ = ins.type if op == "load" else args[1].type
                if type_ == I64:
                    aggregate.pairs.append(offset + ins.offset)
                else:
                    self._add_piece(aggregate, offset + ins.offset, ins.width, type_)
            else:
                aggregate.good = False

    def _add_piece(self, aggregate: _Aggregate, offset: int, width: int, type_: str) -> None:
        if offset < 0 or offset + width > aggregate.slot.size:
            aggregate.good = False
            return
        known = aggregate.pieces.get(offset)
        if known is None:
            aggregate.pieces[offset] = (width, type_)
            if len(aggregate.pieces) > _PIECES:
                aggregate.good = False
        elif known[0] != width:
            aggregate.good = False

    def _collect_copy(self, ins: Ins) -> None:
        ends = [(self.at(arg), arg) for arg in ins.args]
        for found, _ in ends:
            if found is not None and not 0 <= found[1] <= found[1] + ins.size <= found[0].slot.size:
                found[0].good = False
        if ins.op == "memcpy" and ends[0][0] and ends[1][0]:
            (to, start), (source, other) = ends[0][0], ends[1][0]
            if to is source:
                to.good = False
            to.partners.append((source, other - start, start, start + ins.size))
            source.partners.append((to, start - other, other, other + ins.size))

    def agree(self) -> None:
        """Give slots that are copied into each other the same pieces, fill gaps, and drop what cannot be split."""
        self._spread()
        for aggregate in self.slots.values():
            for offset in aggregate.pairs:
                self._add_pair(aggregate, offset)
        self._spread()
        for ins in self.copies:
            if ins.op == "memcpy":
                self._cover(ins)
        self._spread()
        changed = True
        while changed:
            changed = False
            for aggregate in self.slots.values():
                if aggregate.good and not self._fits(aggregate):
                    aggregate.good = False
                    changed = True

    def _add_pair(self, aggregate: _Aggregate, offset: int) -> None:
        """An i64 access is two words where one of them is accessed as such (a small struct that travels in a pair)."""
        if any(aggregate.pieces.get(at, (8, ""))[0] == 4 for at in (offset, offset + 4)):
            self._add_piece(aggregate, offset, 4, I32)
            self._add_piece(aggregate, offset + 4, 4, I32)
        else:
            self._add_piece(aggregate, offset, 8, I64)

    def _spread(self) -> None:
        work = [aggregate for aggregate in self.slots.values() if aggregate.partners]
        while work:
            aggregate = work.pop()
            if not aggregate.good:
                continue
            for partner, shift, start, end in aggregate.partners:
                for offset, (width, type_) in list(aggregate.pieces.items()):
                    if start <= offset and offset + width <= end and offset + shift not in partner.pieces:
                        self._add_piece(partner, offset + shift, width, type_)
                        if partner.good:
                            work.append(partner)

    def _cover(self, ins: Ins) -> None:
        """Make pieces of the bytes that a copy out of a slot reads and no access has named."""
        found = self.at(ins.args[1])
        if found is None or not found[0].good:
            return
        aggregate, start = found
        at, end = start, start + ins.size
        while at < end:
            piece = aggregate.pieces.get(at)
            if piece is None:
                following = min((o for o in aggregate.pieces if o > at), default=end)
                room = min(following, end) - at
                width = next(w for w in (4, 2, 1) if w <= room and (w == 1 or at % w == 0))
                self._add_piece(aggregate, at, width, I32)
                if not aggregate.good:
                    return
                piece = (width, I32)
            at += piece[0]

    def _fits(self, aggregate: _Aggregate) -> bool:
        """Whether no two pieces overlap and every block operation covers whole pieces."""
        end = 0
        for offset in sorted(aggregate.pieces):
            if offset < end:
                return False
            end = offset + aggregate.pieces[offset][0]
        for ins in self.copies:
            for arg in ins.args:
                found = self.at(arg)
                if found is not None and found[0] is aggregate:
                    low, high = found[1], found[1] + ins.size
                    if any(o < high and low < o + w and not (low <= o and o + w <= high)
                           for o, (w, _) in aggregate.pieces.items()):
                        return False
        return True

    # ---- rewriting

    def rewrite(self) -> None:
        """Make the new slots and redirect the accesses."""
        single = {slot for slot, a in self.slots.items() if a.pieces.keys() == {0} and a.pieces[0][0] == slot.size
                  and not a.partners}
        uses = count_uses(self.function)
        chosen = {a: self._new_slots(a) for slot, a in self.slots.items()
                  if a.good and (slot not in single or self._is_copied(a)) and uses.get(slot)}
        if not chosen:
            return
        for block in self.function.blocks:
            out: list[Ins] = []
            for ins in block.ins:
                if ins in self.slots and self.slots[ins] in chosen:
                    out.extend(piece for piece in chosen[self.slots[ins]].values())
                elif ins.op in ("memcpy", "memzero") and any(self._new(arg, chosen) for arg in ins.args):
                    self._expand(ins, chosen, out)
                elif ins.op in ("load", "store"):
                    found = self._new(ins.args[0], chosen)
                    if found is not None:
                        self._redirect(ins, found[0], found[1] + ins.offset, out)
                    out.append(ins)
                else:
                    out.append(ins)
            block.ins = out
        self._drop_addresses(chosen)

    def _redirect(self, ins: Ins, pieces: dict[int, Ins], offset: int, out: list[Ins]) -> None:
        """Let a load or store access its piece; an i64 made of two words is put together or taken apart."""
        piece = pieces[offset]
        ins.args[0], ins.offset = piece, 0
        if piece.size == ins.width:
            return
        high = pieces[offset + 4]
        if ins.op == "load":
            words = [self._word(ins, out, "load", I32, each) for each in (piece, high)]
            for word in words:
                word.width = 4
            low_wide, high_wide = (self._word(ins, out, "zext64", I64, word) for word in words)
            shifted = self._word(ins, out, "shl", I64, high_wide, Const(I32, 32))
            ins.op, ins.args, ins.width = "or", [shifted, low_wide], 0
        else:
            wide = ins.args[1]
            shifted = self._word(ins, out, "lshr", I64, wide, Const(I32, 32))
            store = self._word(ins, out, "store", NONE, high, self._word(ins, out, "trunc32", I32, shifted))
            store.width = ins.width = 4
            ins.args[1] = self._word(ins, out, "trunc32", I32, wide)

    def _word(self, ins: Ins, out: list[Ins], op: str, type_: str, *args: Value) -> Ins:
        new = Ins(op, type_, list(args), self.function.fresh(), span=ins.span)
        out.append(new)
        return new

    def _is_copied(self, aggregate: _Aggregate) -> bool:
        for ins in self.copies:
            for arg in ins.args:
                found = self.at(arg)
                if found is not None and found[0] is aggregate:
                    return True
        return False

    def _new_slots(self, aggregate: _Aggregate) -> dict[int, Ins]:
        old = aggregate.slot
        return {offset: Ins("slot", I32, [], self.function.fresh(), size=width, align=min(width, 4),
                            name=f"{old.name}.{offset}" if old.name else "", span=old.span)
                for offset, (width, _) in sorted(aggregate.pieces.items())}

    def _new(self, value: Value, chosen: dict[_Aggregate, dict[int, Ins]]) -> tuple[dict[int, Ins], int] | None:
        found = self.at(value)
        if found is None or found[0] not in chosen:
            return None
        return chosen[found[0]], found[1]

    def _expand(self, ins: Ins, chosen: dict[_Aggregate, dict[int, Ins]], out: list[Ins]) -> None:
        """Do a block operation piece by piece, in the pieces of whichever side is split."""
        to = self._new(ins.args[0], chosen)
        source = self._new(ins.args[1], chosen) if ins.op == "memcpy" else None
        split = to or source
        assert split is not None, "one side is split"
        at = self.at(ins.args[0] if to else ins.args[1])
        assert at is not None, "split objects are known"
        aggregate, start = at
        for offset, (width, type_) in sorted(aggregate.pieces.items()):
            if not start <= offset < start + ins.size:
                continue
            step = offset - start
            if ins.op == "memzero":
                value: Value = Const(type_, 0)
            else:
                value = self._access(ins, "load", type_, width, source, ins.args[1], step)
                out.append(value)
            store = self._access(ins, "store", NONE, width, to, ins.args[0], step)
            store.args.append(value)
            out.append(store)

    def _access(self, ins: Ins, op: str, type_: str, width: int, split: tuple[dict[int, Ins], int] | None,
                base: Value, step: int) -> Ins:
        if split is None:
            return Ins(op, type_, [base], self.function.fresh(), width=width, offset=step, span=ins.span)
        return Ins(op, type_, [split[0][split[1] + step]], self.function.fresh(), width=width, span=ins.span)

    def _drop_addresses(self, chosen: dict[_Aggregate, dict[int, Ins]]) -> None:
        """Remove the sums that pointed into slots that are gone."""
        for block in self.function.blocks:
            block.ins = [ins for ins in block.ins if not (ins in self.derived and self.derived[ins][0] in chosen)]


def _signed(value: int) -> int:
    return value - (1 << 32) if value >> 31 else value
