"""Rules for loads, stores, addresses and phis. See simplifier.py for the contract of a rule."""

# ruff: noqa: ARG001 - all rules share one signature

from collections.abc import Mapping

from toolchain.cc.ir.ops import I32, Addr, Const, Ins, Undef, Value
from toolchain.cc.passes.rewrite import same
from toolchain.cc.passes.simplifier import Rule, Simplifier, const, number

_MASKS = {1: 0xFF, 2: 0xFFFF}
_KEEPS_LOW = {"sext8": 0xFF, "zext8": 0xFF, "sext16": 0xFFFF, "zext16": 0xFFFF}


def absorb_offset(ins: Ins) -> None:
    """Move the constant part of the address of a load or store into its offset field."""
    base = ins.args[0]
    offset = ins.offset
    while True:
        if type(base) is Ins and base.op == "add" and type(base.args[1]) is Const:
            total = offset + _signed(int(base.args[1].value))
            base = base.args[0]
        elif type(base) is Addr and base.offset:
            total = offset + base.offset
            base = Addr(base.symbol)
        else:
            break
        offset = _signed(total & 0xFFFFFFFF)
    ins.args[0], ins.offset = base, offset


def _signed(value: int) -> int:
    return value - (1 << 32) if value >> 31 else value


def _load(s: Simplifier, ins: Ins) -> Value | None:
    absorb_offset(ins)
    base = ins.args[0]
    if type(base) is Addr and not ins.volatile:
        return _load_constant(s, ins, base.symbol)
    return None


def _load_constant(s: Simplifier, ins: Ins, symbol: str) -> Value | None:
    """Read a read-only object of this module at compile time."""
    data = s.data.get(symbol)
    if data is None or not data.readonly or data.weak:
        return None
    start, end = ins.offset, ins.offset + ins.width
    if start < 0 or end > data.size:
        return None
    for offset, name, addend in data.addresses:
        if offset == start and ins.type == I32 and ins.width == 4:
            return Addr(name, addend)
        if offset < end and start < offset + 4:
            return None
    content = data.content[start:end].ljust(ins.width, b"\0")
    return const(int.from_bytes(content, "little", signed=ins.signed), ins.type)


def _store(s: Simplifier, ins: Ins) -> Value | None:
    absorb_offset(ins)
    mask = _MASKS.get(ins.width)
    if mask is None:
        return None
    value = ins.args[1]
    while type(value) is Ins and _low_bits(value) & mask == mask:
        value = value.args[0]
    ins.args[1] = const(int(value.value) & mask) if type(value) is Const else value
    return None


def _low_bits(value: Ins) -> int:
    """Return the mask of the bits that an operation passes through unchanged, 0 for other operations."""
    if value.op == "and":
        return number(value.args[1]) or 0
    return _KEEPS_LOW.get(value.op, 0)


def _phi(s: Simplifier, ins: Ins) -> Value | None:
    """Replace a phi that has one value besides itself, unless that is defined in a way that a phi must keep."""
    found: Value | None = None
    undefined = False
    for arg in ins.args:
        if arg is ins:
            continue
        if type(arg) is Undef:
            undefined = True
        elif found is None:
            found = arg
        elif not same(found, arg):
            return None
    if found is None:
        return Undef(ins.type)
    if undefined and type(found) is Ins:
        return None  # the definition need not dominate this place
    return found


RULES: Mapping[str, Rule] = {"load": _load, "store": _store, "phi": _phi}
