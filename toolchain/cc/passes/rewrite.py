"""Replacing values: how passes make all uses of one value use another.

A pass notes `replaced[old] = new` while it walks and applies the map once at its end (or to the operands it meets on
the way). Chains are followed: new may itself have been replaced.
"""

from toolchain.cc.ir.ops import Addr, Block, Const, Function, Ins, Param, Undef, Value

Replacements = dict[Ins, Value]


def resolve(value: Value, replaced: Replacements) -> Value:
    """Return what stands for `value` at the end of its chain of replacements."""
    while isinstance(value, Ins) and value in replaced:
        value = replaced[value]
    return value


def replace_uses(function: Function, replaced: Replacements) -> None:
    """Apply the map to every operand; the replaced instructions themselves are the caller's to remove."""
    if not replaced:
        return
    for block in function.blocks:
        for ins in block.ins:
            args = ins.args
            for at, arg in enumerate(args):
                if arg in replaced:
                    args[at] = resolve(arg, replaced)


def count_uses(function: Function) -> dict[Value, int]:
    """Return how often each value is an operand; values without uses are absent."""
    uses: dict[Value, int] = {}
    for block in function.blocks:
        for ins in block.ins:
            for arg in ins.args:
                uses[arg] = uses.get(arg, 0) + 1
    return uses


def replace_source(block: Block, old: Block, new: Block) -> None:
    """Make the phis of `block` expect `new` where they expected `old`."""
    for ins in block.ins:
        if ins.op != "phi":
            break
        ins.blocks = [new if source is old else source for source in ins.blocks]


def remove_source(block: Block, source: Block) -> None:
    """Drop the phi operands that come from `source`."""
    for ins in block.ins:
        if ins.op != "phi":
            break
        if source in ins.blocks:
            at = ins.blocks.index(source)
            del ins.blocks[at]
            del ins.args[at]


def same(left: Value, right: Value) -> bool:
    """Whether two operands are certainly the same value."""
    if left is right:
        return True
    if isinstance(left, Const) and isinstance(right, Const):
        return left.type == right.type and repr(left.value) == repr(right.value)  # -0.0 is not 0.0, NaN is itself
    return isinstance(left, Addr) and left == right




def value_key(value: Value) -> tuple[int, object, object]:
    """Return a key that equal operands share and that can be ordered."""
    kind = type(value)
    if kind is Const:
        assert isinstance(value, Const), "by its kind"
        return (1, value.type, repr(value.value))
    if kind is Addr:
        assert isinstance(value, Addr), "by its kind"
        return (2, value.symbol, value.offset)
    if kind is Undef:
        return (3, value.type, 0)
    assert isinstance(value, Ins | Param), "the rest has a number"
    return (0, "", value.number)
