"""Simplification of single instructions: the rules that fold_constants and number_values share.

`Simplifier.simplify(ins)` returns the value that `ins` is equal to (the caller drops it), or None; it may bring `ins`
itself into canonical form in place, and it puts helper instructions it makes into `out`, where the caller appends `ins`
afterwards. Canonical form: constants on the right; subtraction of a constant is an addition of its negative;
multiplication by a power of two is a shift; comparisons with constants are < and >=; an address is
(base + scaled index) + constant, and the constant goes into loads and stores; `and` with 0xFF or 0xFFFF is zext.

The rules stand in tables by operation: simplify_arithmetic.py, simplify_bits.py, simplify_compare.py,
simplify_memory.py; fold_constants.py puts them together.
"""

from collections.abc import Callable, Mapping

from toolchain.cc.ir.ops import F64, I32, I64, OPS, Const, Data, Function, Ins, Value
from toolchain.cc.passes.evaluate import evaluate, signed
from toolchain.cc.passes.rewrite import Replacements

Rule = Callable[["Simplifier", Ins], Value | None]

_COMMUTATIVE = frozenset(row.name for row in OPS.values() if row.commutative)
_SWAPPED = {row.name: row.swapped for row in OPS.values() if row.swapped}


class Simplifier:
    """The rules applied to the instructions of one function. `data` are the module's objects by name."""

    def __init__(self, function: Function, data: Mapping[str, Data], rules: Mapping[str, Rule]) -> None:
        self.function = function
        self.data = data
        self.rules = rules
        self.replaced: Replacements = {}
        self.out: list[Ins] = []
        self.at: Ins | None = None  # the instruction being simplified: helpers take its place in the source

    def simplify(self, ins: Ins) -> Value | None:
        """Return what `ins` equals, or None; its operands are final."""
        op, args = ins.op, ins.args
        if len(args) == 2 and type(args[0]) is Const and type(args[1]) is not Const and op in _SWAPPED_OR_COMMUTATIVE:
            args.reverse()
            ins.op = op = _SWAPPED.get(op, op)
        if args and type(args[0]) is Const:
            constant = evaluate(op, ins.type, args)
            if constant is not None:
                return constant
        rule = self.rules.get(op)
        return rule(self, ins) if rule is not None else None

    def become(self, ins: Ins, op: str, *args: Value) -> Value | None:
        """Make `ins` another operation of the same type and simplify that."""
        ins.op, ins.args = op, list(args)
        return self.simplify(ins)

    def new(self, op: str, type_: str, *args: Value) -> Value:
        """Return the simplified value of a new instruction, which goes before the one at hand."""
        ins = Ins(op, type_, list(args), self.function.fresh(), span=self.at.span if self.at else None)
        value = self.simplify(ins)
        if value is not None:
            return value
        self.out.append(ins)
        return ins

    def run(self, ins: Ins) -> None:
        """Simplify one instruction of a block: append it to `out`, or note what replaces it."""
        self.at = ins
        value = self.simplify(ins)
        if value is None:
            self.out.append(ins)
        else:
            self.replaced[ins] = value


_SWAPPED_OR_COMMUTATIVE = _COMMUTATIVE | frozenset(_SWAPPED)


def const(value: int, type_: str = I32) -> Const:
    """Return an integer constant, wrapped, or the floating one of that bit pattern."""
    return Const(type_, value & (0xFFFFFFFFFFFFFFFF if type_ in (I64, F64) else 0xFFFFFFFF))


def number(value: Value) -> int | None:
    """Return the unsigned integer that `value` is, or None."""
    if type(value) is Const and type(value.value) is int:
        return value.value
    return None


def signed_number(value: Value) -> int | None:
    """Return the signed integer that `value` is, or None."""
    if type(value) is Const and type(value.value) is int:
        return signed(value.value, 64 if value.type == I64 else 32)
    return None


def is_op(value: Value, op: str) -> bool:
    """Whether `value` is the result of operation `op`."""
    return type(value) is Ins and value.op == op


def bits_of(value: Value) -> int:
    """Return 32 or 64."""
    return 64 if value.type == I64 else 32
