"""Loops that test at the top get their test at the bottom: one branch a round instead of a branch and a jump.

    b1:                                b1:
      %2 = load i32 [%1]                 %2 = load i32 [%1]
      br %2, b2, b3                      br %2, b2, b3
    b2:                          =>    b2:
      ...                                ...
      jump b1                            %9 = load i32 [%1]
    b3:                                  br %9, b2, b3

The test is copied to every jump back; the original stays in front as the guard of the first round. Requires: variables
still in memory (no phi in the header, no value of the header used elsewhere), which is why this comes before promotion.
"""

from toolchain.cc.ir.cfg import analyse
from toolchain.cc.ir.ops import Block, Function, Ins, Value

_LIMIT = 12  # instructions of a test worth copying


def rotate_loops(function: Function) -> None:
    """Copy the headers of top-tested loops to their latches."""
    cfg = analyse(function)
    headers = [(block, [p for p in cfg.preds[block] if cfg.dominates(block, p)]) for block in cfg.order[1:]]
    candidates = [(header, latches) for header, latches in headers if latches and _is_test(header, latches)]
    if not candidates:
        return
    homes = {ins: header for header, _ in candidates for ins in header.ins}
    shared = {homes[arg] for block in function.blocks for ins in block.ins for arg in ins.args
              if isinstance(arg, Ins) and arg in homes and homes[arg] is not block}
    for header, latches in candidates:
        if header not in shared:
            for latch in latches:
                if latch.ins[-1].op == "jump":
                    _append_copy(function, header, latch)


def _is_test(header: Block, latches: list[Block]) -> bool:
    return (header.ins[-1].op == "br" and len(header.ins) <= _LIMIT and header not in latches
            and all(ins.op not in ("phi", "call") for ins in header.ins)
            and not any(phi.op == "phi" for target in header.ins[-1].blocks for phi in target.ins[:1]))


def _append_copy(function: Function, header: Block, latch: Block) -> None:
    """Replace the jump of `latch` to `header` by the header's instructions."""
    latch.ins.pop()
    copies: dict[Value, Value] = {}
    for ins in header.ins:
        copy = copy_ins(function, ins)
        copy.args = [copies.get(arg, arg) for arg in ins.args]
        copies[ins] = copy
        latch.ins.append(copy)


def copy_ins(function: Function, ins: Ins) -> Ins:
    """Return a copy of `ins` with a number of its own and its own lists."""
    return Ins(ins.op, ins.type, list(ins.args), function.fresh(), list(ins.blocks), list(ins.cases), ins.width,
               ins.signed, ins.volatile, ins.offset, ins.size, ins.align, ins.fixed, ins.name, ins.span)
