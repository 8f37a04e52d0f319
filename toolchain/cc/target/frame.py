"""The stack frame: offsets of its objects, entry and exit code.

From SP upwards: outgoing stack arguments, objects (variables, spills), saved registers, return address, incoming stack
arguments. SP stays put between entry and exit, except in functions with alloca (dynamic_frame.py).
"""

from toolchain.cc.target.dynamic_frame import BASE, address_from_base, belongs_to_sp
from toolchain.cc.target.machine import FrameRef, MBlock, MFunction, MIns


def layout_frame(function: MFunction) -> None:
    """Give every frame object its offset, replace FrameRefs by numbers, and add entry and exit code."""
    size = _round(function.outgoing.size, 4)
    function.outgoing.offset = 0
    for each in sorted(function.frame, key=lambda f: f.size > 64):  # small objects stay near SP
        size = _round(size, max(each.align, 4))
        each.offset = size
        size += _round(each.size, 4)
    if function.dynamic is not None:
        function.dynamic.offset = _round(function.outgoing.size, 4)
        function.saved = sorted({*function.saved, BASE})
    incoming = size + 4 * len(function.saved) + 4
    mask = sum(1 << r for r in function.saved)
    for block in function.blocks:
        if function.dynamic is not None:
            _resolve_from_base(function, block, incoming)
        else:
            for ins in block.ins:
                for n, imm in enumerate(ins.imms):
                    if isinstance(imm, FrameRef):
                        ins.imms[n] = _offset(imm, incoming)
        if block.ins[-1].op == "RETURN":
            _leave(block, size, mask, moved=function.dynamic is not None)
    entry: list[MIns] = []
    if mask:
        entry.append(MIns("PUSHM", [], [], [mask]))
    if size:
        entry.append(MIns("ADJSP", [], [], [-size]))
    if function.dynamic is not None:
        entry.append(MIns("GETSP", [BASE], []))
    function.blocks[0].ins[:0] = entry


def _offset(place: FrameRef, incoming: int) -> int:
    return place.offset + (place.base.offset if place.base else incoming)


def _resolve_from_base(function: MFunction, block: MBlock, incoming: int) -> None:
    """Give the FrameRefs of a block numbers, relative to R15; between PUSH and POP they had counted from SP."""
    out: list[MIns] = []
    pushed = 0
    for ins in block.ins:
        place = next((imm for imm in ins.imms if isinstance(imm, FrameRef)), None)
        if ins.op in {"PUSH", "POP"}:
            pushed = 4 if ins.op == "PUSH" else 0
        if place is None:
            out.append(ins)
        elif belongs_to_sp(function, place):
            ins.imms = [_offset(imm, incoming) if isinstance(imm, FrameRef) else imm for imm in ins.imms]
            out.append(ins)
        else:
            out += address_from_base(ins, _offset(place, incoming) - pushed)
    block.ins = out


def _leave(block: MBlock, size: int, mask: int, *, moved: bool) -> None:
    block.ins.pop()
    if moved:
        block.ins.append(MIns("SETSP", [], [BASE]))
    if size:
        block.ins.append(MIns("ADJSP", [], [], [size]))
    block.ins.append(MIns("POPRET", [], [], [mask]) if mask else MIns("RET", [], []))


def _round(value: int, to: int) -> int:
    return -(-value // to) * to
