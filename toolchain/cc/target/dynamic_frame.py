"""Frames of functions that move SP: with alloca or variable-length arrays.

R15 holds what SP is after the entry code, and everything in the frame is reached from there; only outgoing stack
arguments, which have to lie at SP, and the area alloca has just made are SP's. `address_from_base` rewrites one
instruction. Offsets that do not fit its 12 bits move R15 there and back: nothing interrupts a function, and no other
register is free at this point.
"""

from collections.abc import Mapping

from toolchain.cc.target.machine import FrameRef, MFunction, MIns

BASE = 15
_FROM_BASE: Mapping[str, str] = {  # what reads and writes relative to SP -> the same relative to a register
    "LDS": "LD", "LDSH": "LDH", "LDSHS": "LDHS", "LDSB": "LDB", "LDSBS": "LDBS", "LDSD": "LDD",
    "STS": "ST", "STSH": "STH", "STSB": "STB", "STSD": "STD",
}
_NEAR, _STEP = 2047, 0x7FFC


def belongs_to_sp(function: MFunction, place: FrameRef) -> bool:
    """Whether a place lies at SP rather than in the frame."""
    return place.base is not None and place.base in (function.outgoing, function.dynamic)


def address_from_base(ins: MIns, offset: int) -> list[MIns]:
    """Return the instructions that do what `ins` does `offset` bytes above R15."""
    if ins.op == "LEASP":
        first = MIns("ADDI", ins.defs, [BASE], [min(offset, _STEP)], span=ins.span)
        return [first, *(MIns("ADDI", ins.defs, ins.defs, [step]) for step in _steps(offset - min(offset, _STEP)))]
    there = _steps(offset) if offset > _NEAR else []
    access = MIns(_FROM_BASE[ins.op], ins.defs, [BASE, *ins.uses], [0 if there else offset], span=ins.span)
    back = [-step for step in there]
    if BASE in ins.uses or BASE in ins.defs:
        assert not there, "R15 is the base and nothing else"
    return [*map(_move_base, there), access, *map(_move_base, back)]


def _move_base(step: int) -> MIns:
    return MIns("ADDI", [BASE], [BASE], [step])


def _steps(distance: int) -> list[int]:
    """Return numbers of 16 bits that add up to `distance`."""
    return [min(_STEP, distance - start) for start in range(0, distance, _STEP)]
