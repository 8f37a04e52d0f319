"""Loop counters live in one register: the update of a loop variable comes after the last use of its old value.

    b1:                                     b1:
      %2 = phi i32 [b0: 9, b1: %3]            %2 = phi i32 [b0: 9, b1: %3]
      %3 = add i32 %2, -1                     %4 = load i32 [%2]
      %4 = load i32 [%2]               =>     ...
      ...                                     %3 = add i32 %2, -1
      br %2, b1, b2                           %5 = ne i32 %3, -1
                                              br %5, b1, b2

Old and new value then never live at once, and the phi costs no move. A test of the old value against a constant (or
zero) by == or != becomes one of the new value; the update moves down, but not over a use of the new value. Comes last,
since folding would undo it. Requires: SSA.
"""

from toolchain.cc.ir.ops import I32, Block, Const, Function, Ins

_TESTS = ("eq", "ne")


def order_updates(function: Function) -> None:
    """Place the updates of all loop variables."""
    for block in function.blocks:
        for phi in block.ins:
            if phi.op != "phi":
                break
            for value, source in zip(phi.args, phi.blocks, strict=True):
                if (type(value) is Ins and value.op == "add" and value.args[0] is phi
                        and type(value.args[1]) is Const and value.type == I32 and value in source.ins):
                    _place(function, source, phi, value)


def _place(function: Function, block: Block, phi: Ins, update: Ins) -> None:
    """Rewrite the test in `block` that looks at the old value, then move the update behind its uses."""
    start = block.ins.index(update)
    end = block.ins[-1]
    if end.op == "br" and end.args[0] is phi:
        test = Ins("ne", I32, [update, update.args[1]], function.fresh(), span=end.span)
        block.ins.insert(-1, test)
        end.args[0] = test
    elif end.op == "br" and type(end.args[0]) is Ins and end.args[0].op in _TESTS:
        test = end.args[0]
        if test.args[0] is phi and type(test.args[1]) is Const and test in block.ins[start:]:
            step = update.args[1]
            assert isinstance(step, Const), "the update adds a constant"
            test.args = [update, Const(I32, (int(test.args[1].value) + int(step.value)) & 0xFFFFFFFF)]
    last = max((at for at, ins in enumerate(block.ins) if at > start and phi in ins.args), default=start)
    first = min((at for at, ins in enumerate(block.ins) if at > start and update in ins.args),
                default=len(block.ins) - 1)
    if start < last < first:
        del block.ins[start]
        block.ins.insert(last, update)
