"""A loop test of a variable's old value becomes a test of the new one, so that the two need not live at once.

    b1:                                     b1:
      %2 = phi i32 [b0: 9, b1: %3]            %2 = phi i32 [b0: 9, b1: %3]
      %3 = add i32 %2, -1                     %3 = add i32 %2, -1
      br %2, b1, b2                    =>     %5 = ne i32 %3, -1
                                              br %5, b1, b2

Only == and != against constants (and the test for zero): other comparisons change where the sum wraps. The back end
moves the update down (target/sink_updates.py), and the phi then costs no move. Comes last, since folding would undo
it. Requires: SSA.
"""

from toolchain.cc.ir.ops import I32, Block, Const, Function, Ins

_TESTS = ("eq", "ne")


def retarget_tests(function: Function) -> None:
    """Rewrite the tests of all loop variables."""
    for block in function.blocks:
        for phi in block.ins:
            if phi.op != "phi":
                break
            for value, source in zip(phi.args, phi.blocks, strict=True):
                if (type(value) is Ins and value.op == "add" and value.args[0] is phi
                        and type(value.args[1]) is Const and value.type == I32 and value in source.ins):
                    _retarget(function, source, phi, value)


def _retarget(function: Function, block: Block, phi: Ins, update: Ins) -> None:
    """Rewrite the test at the end of `block` if it looks at the old value and stands after the update."""
    end = block.ins[-1]
    if end.op != "br":
        return
    if end.args[0] is phi:
        test = Ins("ne", I32, [update, update.args[1]], function.fresh(), span=end.span)
        block.ins.insert(-1, test)
        end.args[0] = test
    elif type(end.args[0]) is Ins and end.args[0].op in _TESTS:
        test = end.args[0]
        if test.args[0] is phi and type(test.args[1]) is Const and test in block.ins[block.ins.index(update):]:
            step = update.args[1]
            assert isinstance(step, Const), "the update adds a constant"
            test.args = [update, Const(I32, (int(test.args[1].value) + int(step.value)) & 0xFFFFFFFF)]
