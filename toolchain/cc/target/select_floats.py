"""Selection rules for floating point: f32 in a register, f64 in a pair, constants as the integers of their pattern."""

from toolchain.cc.ir.ops import Ins
from toolchain.cc.target.rules import FLOAT, FLOAT_LETTER, SIGNED_LETTER, UNSIGNED_LETTER
from toolchain.cc.target.selector import Selector


def operation(s: Selector, ins: Ins) -> None:
    """Any operation of rules.FLOAT; all operands have the type of the first."""
    narrow, wide = FLOAT[ins.op]
    s.emit(wide if ins.args[0].type == "f64" else narrow, [s.reg(ins)], [s.reg(arg) for arg in ins.args])


def not_equal(s: Selector, ins: Ins) -> None:
    """The opposite of equal, with NaN too."""
    narrow, wide = FLOAT["feq"]
    equal = s.out.virtual()
    s.emit(wide if ins.args[0].type == "f64" else narrow, [equal], [s.reg(arg) for arg in ins.args])
    s.emit("XORI", [s.reg(ins)], [equal], [1])


def from_signed(s: Selector, ins: Ins) -> None:
    """Signed integer to float."""
    _convert(s, ins, FLOAT_LETTER[ins.type], SIGNED_LETTER[ins.args[0].type])


def from_unsigned(s: Selector, ins: Ins) -> None:
    """Unsigned integer to float."""
    _convert(s, ins, FLOAT_LETTER[ins.type], UNSIGNED_LETTER[ins.args[0].type])


def to_signed(s: Selector, ins: Ins) -> None:
    """Float to signed integer."""
    _convert(s, ins, SIGNED_LETTER[ins.type], FLOAT_LETTER[ins.args[0].type])


def to_unsigned(s: Selector, ins: Ins) -> None:
    """Float to unsigned integer."""
    _convert(s, ins, UNSIGNED_LETTER[ins.type], FLOAT_LETTER[ins.args[0].type])


def between(s: Selector, ins: Ins) -> None:
    """One float type to the other."""
    _convert(s, ins, FLOAT_LETTER[ins.type], FLOAT_LETTER[ins.args[0].type])


def _convert(s: Selector, ins: Ins, to: str, source: str) -> None:
    s.emit(f"CVT{to}{source}", [s.reg(ins)], [s.reg(ins.args[0])])
