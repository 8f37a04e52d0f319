"""Selection rules for branches and the ends of functions."""

from toolchain.cc.ir import ops as ir
from toolchain.cc.ir.ops import Ins, Value
from toolchain.cc.target import abi
from toolchain.cc.target.address import signed32
from toolchain.cc.target.machine import MBlock
from toolchain.cc.target.rules import BRANCHES, CONSTANT_BRANCHES, FLOAT
from toolchain.cc.target.select_arithmetic import compare
from toolchain.cc.target.selector import Selector, constant_of


def jump(s: Selector, ins: Ins) -> None:
    """Unconditional branch."""
    s.emit("BR", [], [], [s.blocks[ins.blocks[0]]])


def br(s: Selector, ins: Ins) -> None:
    """Compare and branch in one where the condition is a comparison."""
    yes, no = (s.blocks[b] for b in ins.blocks)
    if yes is not no:
        branch_if(s, ins.args[0], yes, no)
    s.emit("BR", [], [], [no])


def branch_if(s: Selector, condition: Value, yes: MBlock, no: MBlock) -> None:
    """Emit the branch to `yes`; control falls through to what the caller emits next (towards `no`)."""
    if isinstance(condition, Ins) and ir.OPS[condition.op].compare and condition.args[0].type == ir.I32:
        op, (left, right) = condition.op, condition.args
        if constant_of(left) is not None:
            op, left, right = ir.OPS[op].swapped, right, left
        constant = constant_of(right)
        if constant == 0 and op in ("eq", "ne") and isinstance(left, Ins) and ir.OPS[left.op].negated:
            branch_if(s, left if op == "ne" else _negated(left), yes, no)
            return
        compare_branch(s, op, left, right, yes)
    elif isinstance(condition, Ins) and condition.op in ("eq", "ne") and constant_of(condition.args[1]) == 0:
        either = s.out.virtual()
        s.emit("ORHALVES", [either], [s.reg(condition.args[0])])
        s.emit("BEQI" if condition.op == "eq" else "BNEI", [], [either], [0, yes])
    elif isinstance(condition, Ins) and condition.op == "fne" and condition not in s.registers:
        equal = s.out.virtual()
        s.emit(FLOAT["feq"][condition.args[0].type == ir.F64], [equal], [s.reg(arg) for arg in condition.args])
        s.emit("BEQI", [], [equal], [0, yes])
    elif isinstance(condition, Ins) and condition.number < 0:  # a negated 64-bit comparison
        inner = ir.OPS[condition.op].negated
        plain = Ins(inner, ir.I32, condition.args, -1)
        register = s.out.virtual()
        s.registers[plain] = register
        compare(s, plain)
        s.emit("BEQI", [], [register], [0, yes])
    else:
        s.emit("BNEI", [], [s.reg(condition)], [0, yes])


def compare_branch(s: Selector, op: str, left: Value, right: Value, yes: MBlock) -> None:
    """Branch to `yes` if `left op right` on words."""
    constant = constant_of(right)
    if constant is not None:
        short, add, low, high = CONSTANT_BRANCHES[op]
        value = (signed32(constant) if low < 0 else constant) + add
        if low <= value <= high:
            s.emit(short, [], [s.reg(left)], [value, yes])
            return
    name, exchange = BRANCHES[op]
    first, second = (right, left) if exchange else (left, right)
    s.emit(name, [], [s.reg(first), s.reg(second)], [yes])


def ret(s: Selector, ins: Ins) -> None:
    """Result to R0 (and R1), then leave."""
    fixed: list[int] = []
    if ins.args:
        value = ins.args[0]
        fixed = [0, 1] if value.type in abi.WIDE else [0]
        s.emit("COPY", [abi.RESULT], [s.reg(value)])
    s.emit("RETURN", [], []).fixed = fixed


def trap(s: Selector, ins: Ins) -> None:
    """Stop with an illegal instruction."""
    del ins
    s.emit("TRAP", [], [])


def _negated(compare: Ins) -> Ins:
    return Ins(ir.OPS[compare.op].negated, ir.I32, compare.args, -1)
