"""Loop variables are updated as late as possible, so that the old and the new value can share a register.

    before                               after
      v5 <- ADDI v4, #1                    STX [v1 + (v4 << 2)], v2
      STX [v1 + (v4 << 2)], v2             v5 <- ADDI v4, #1
      BLT v5, v3, loop                     BLT v5, v3, loop        (v4 = phi(..., v5): no move on the back edge)

Requires blocks linked and phis filled in; works on one block at a time.
"""

from toolchain.cc.target.machine import MBlock, MFunction, MIns

_UPDATES = frozenset(("ADDI", "ADDQ", "SUBQ", "ADDLI", "ADDL", "SHLI", "SHRI"))


def sink_updates(function: MFunction) -> None:
    """Move each update of a phi's register behind the last use of the old value in its block."""
    for block in function.blocks:
        updated = {(operand, phi.target) for successor in block.successors for phi in successor.phis
                   for operand in (phi.operands[block],) if isinstance(operand, int)}
        if not updated:
            continue
        for ins in list(block.ins):
            if ins.op in _UPDATES and any((ins.defs[0], used) in updated for used in ins.uses):
                _sink(block, ins)


def _sink(block: MBlock, update: MIns) -> None:
    """Move `update` behind the last use of its operands' old values, if its result is not needed before."""
    at = last = block.ins.index(update)
    for n in range(at + 1, len(block.ins)):
        uses = block.ins[n].uses
        if update.defs[0] in uses or any(isinstance(imm, MBlock) for imm in block.ins[n].imms):
            break
        if any(used in uses for used in update.uses):
            last = n
    if last > at:
        block.ins.insert(last, block.ins.pop(at))
