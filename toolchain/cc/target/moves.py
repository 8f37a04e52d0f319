"""Parallel moves: several values change places at once, as on a control-flow edge or before a call.

Everything is done word by word; neighbouring word moves of a pair become one instruction again at the end. A cycle is
broken by parking one word in a spare frame word. A move between two memory words borrows a register.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from toolchain.cc.target.address import signed32
from toolchain.cc.target.machine import FrameObject, FrameRef, Imm, MFunction, MIns, Sym


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the stack frame."""

    object: FrameObject
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Value:
    """A constant word as a source."""

    imm: Imm


Place = int | Word  # a register or a frame word
Source = Place | Value


def sequence_moves(function: MFunction, moves: Iterable[tuple[Place, Source]]) -> list[MIns]:
    """Return instructions that perform all (target, source) word moves as if at once."""
    pending = {target: source for target, source in moves if target != source}
    out: list[MIns] = []
    while pending:
        waited_for = {source for source in pending.values() if not isinstance(source, Value)}
        ready = [target for target in pending if target not in waited_for]
        if not ready:
            target = next(iter(pending))
            spare = Word(FrameObject(4, 4, "spare"))
            function.frame.append(spare.object)
            out += _move(spare, target)
            pending = {t: spare if s == target else s for t, s in pending.items()}
            continue
        # constants last: they wait for nobody, and nobody waits for them
        for target in sorted(ready, key=lambda t: isinstance(pending[t], Value)):
            out += _move(target, pending.pop(target))
    return _join_pairs(out)


def _move(target: Place, source: Source) -> list[MIns]:
    if isinstance(target, int):
        if isinstance(source, int):
            return [MIns("MOV", [target], [source])]
        if isinstance(source, Word):
            return [MIns("LDS", [target], [], [FrameRef(source.object, source.offset)])]
        return [load_constant(target, source.imm)]
    if isinstance(source, int):
        return [MIns("STS", [], [source], [FrameRef(target.object, target.offset)])]
    # through R0, which is parked on the stack; SP-relative offsets are 4 more meanwhile
    if isinstance(source, Word):
        fetch = MIns("LDS", [0], [], [FrameRef(source.object, source.offset + 4)])
    else:
        imm = source.imm
        fetch = load_constant(0, FrameRef(imm.base, imm.offset + 4) if isinstance(imm, FrameRef) else imm)
    return [MIns("PUSH", [], [0]), fetch, MIns("STS", [], [0], [FrameRef(target.object, target.offset + 4)]),
            MIns("POP", [0], [])]


def load_constant(register: int, imm: Imm) -> MIns:
    """Return the instruction that puts a constant word into `register`."""
    if isinstance(imm, FrameRef):
        return MIns("LEASP", [register], [], [imm])
    if isinstance(imm, Sym):
        return MIns("LDI32" if imm.far else "LDIW", [register], [], [imm])
    assert isinstance(imm, int), "a number"
    value = signed32(imm)
    return MIns("LDIW" if -0x80000 <= value < 0x80000 else "LDI32", [register], [], [value & 0xFFFFFFFF
                if not -0x80000 <= value < 0x80000 else value])


_JOINED = {"MOV": "MOVL", "LDS": "LDSD", "STS": "STSD"}


def _join_pairs(moves: list[MIns]) -> list[MIns]:
    """Replace neighbouring moves of an even register and the next by one of the pair."""
    out: list[MIns] = []
    for ins in moves:
        last = out[-1] if out else None
        if last is not None and last.op == ins.op and ins.op in _JOINED:
            for first, second in ((last, ins), (ins, last)):
                if _follows(first, second):
                    out[-1] = MIns(_JOINED[ins.op], first.defs, first.uses, first.imms)
                    break
            else:
                out.append(ins)
        else:
            out.append(ins)
    return out


def _follows(first: MIns, second: MIns) -> bool:
    """Whether `second` does for the next register (and the next memory word) what `first` does for an even one."""
    if any(a % 2 or b != a + 1 for a, b in zip(first.defs + first.uses, second.defs + second.uses, strict=True)):
        return False
    if not first.imms:
        return True
    one, two = first.imms[0], second.imms[0]
    return isinstance(one, FrameRef) and isinstance(two, FrameRef) and one.base is two.base \
        and two.offset == one.offset + 4
