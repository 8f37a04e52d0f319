"""The stack frame: offsets of its objects, entry and exit code.

From SP upwards: outgoing stack arguments, objects (variables, spills), saved registers, return address, incoming stack
arguments. SP stays put between entry and exit.
"""

from toolchain.cc.target.machine import FrameRef, MBlock, MFunction, MIns


def layout_frame(function: MFunction) -> None:
    """Give every frame object its offset, replace FrameRefs by numbers, and add entry and exit code."""
    size = _round(function.outgoing.size, 4)
    function.outgoing.offset = 0
    for each in sorted(function.frame, key=lambda f: f.size > 64):  # small objects stay near SP
        size = _round(size, max(each.align, 4))
        each.offset = size
        size += _round(each.size, 4)
    incoming = size + 4 * len(function.saved) + 4
    mask = sum(1 << r for r in function.saved)
    for block in function.blocks:
        for ins in block.ins:
            for n, imm in enumerate(ins.imms):
                if isinstance(imm, FrameRef):
                    ins.imms[n] = imm.offset + (imm.base.offset if imm.base else incoming)
        if block.ins[-1].op == "RETURN":
            _leave(block, size, mask)
    entry: list[MIns] = []
    if mask:
        entry.append(MIns("PUSHM", [], [], [mask]))
    if size:
        entry.append(MIns("ADJSP", [], [], [-size]))
    function.blocks[0].ins[:0] = entry


def _leave(block: MBlock, size: int, mask: int) -> None:
    block.ins.pop()
    if size:
        block.ins.append(MIns("ADJSP", [], [], [size]))
    block.ins.append(MIns("POPRET", [], [], [mask]) if mask else MIns("RET", [], []))


def _round(value: int, to: int) -> int:
    return -(-value // to) * to
