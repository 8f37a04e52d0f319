"""Addressing modes: how the address of a load or store folds into the instruction.

    [base + s12]   [base + (index << k) + s10]   [#address]   [SP + offset]

An addition or shift is folded where it saves an instruction: always when all its uses are addresses.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from toolchain.cc.ir.ops import Addr, Const, Ins, Value
from toolchain.cc.target.machine import FrameObject, FrameRef, Imm, Sym


class Mode(Enum):
    """An addressing mode; the value is the suffix that mnemonics carry in MEMORY_OPS."""

    BASE = ""
    INDEXED = "X"
    ABSOLUTE = "A"
    STACK = "S"


@dataclass(frozen=True, slots=True)
class Address:
    """A matched address: values to be put in registers, then immediates in slot order."""

    mode: Mode
    values: tuple[Value, ...]
    imms: tuple[Imm, ...]


LOADS: Mapping[tuple[int, bool], Mapping[Mode, str]] = {  # (width, signed) -> mnemonic by mode
    (1, False): {Mode.BASE: "LDB", Mode.INDEXED: "LDBX", Mode.ABSOLUTE: "LDBA", Mode.STACK: "LDSB"},
    (1, True): {Mode.BASE: "LDBS", Mode.INDEXED: "LDBSX", Mode.ABSOLUTE: "LDBSA", Mode.STACK: "LDSBS"},
    (2, False): {Mode.BASE: "LDH", Mode.INDEXED: "LDHX", Mode.ABSOLUTE: "LDHA", Mode.STACK: "LDSH"},
    (2, True): {Mode.BASE: "LDHS", Mode.INDEXED: "LDHSX", Mode.ABSOLUTE: "LDHSA", Mode.STACK: "LDSHS"},
    (4, False): {Mode.BASE: "LD", Mode.INDEXED: "LDX", Mode.ABSOLUTE: "LDA", Mode.STACK: "LDS"},
    (8, False): {Mode.BASE: "LDD", Mode.STACK: "LDSD"},
}
STORES: Mapping[int, Mapping[Mode, str]] = {
    1: {Mode.BASE: "STB", Mode.INDEXED: "STBX", Mode.ABSOLUTE: "STBA", Mode.STACK: "STSB"},
    2: {Mode.BASE: "STH", Mode.INDEXED: "STHX", Mode.ABSOLUTE: "STHA", Mode.STACK: "STSH"},
    4: {Mode.BASE: "ST", Mode.INDEXED: "STX", Mode.ABSOLUTE: "STA", Mode.STACK: "STS"},
    8: {Mode.BASE: "STD", Mode.STACK: "STSD"},
}


def signed32(value: int) -> int:
    """Return the 32-bit `value` as a signed number."""
    return (value & 0xFFFFFFFF) - ((value & 0x80000000) << 1)


def match_address(value: Value, offset: int, modes: Mapping[Mode, str], slots: Mapping[Ins, FrameObject],
                  may_fold: Callable[[Ins], bool]) -> Address:
    """Return the best address among `modes` for `value` + `offset`; `may_fold`: is an addition used as address only?"""
    while isinstance(value, Ins) and value.op == "add" and isinstance(value.args[1], Const) and may_fold(value):
        offset += signed32(value.args[1].value)
        value = value.args[0]
    if isinstance(value, Addr):
        symbol = Sym(value.symbol, value.offset + offset)
        if Mode.ABSOLUTE in modes:
            return Address(Mode.ABSOLUTE, (), (symbol,))
        return Address(Mode.BASE, (Addr(value.symbol, value.offset + offset),), (0,))
    if isinstance(value, Ins) and value.op == "slot" and 0 <= offset < value.size:
        return Address(Mode.STACK, (), (FrameRef(slots[value], offset),))
    if isinstance(value, Const):
        value, offset = Const("i32", (int(value.value) + offset) & 0xFFFFFFFF), 0
    if isinstance(value, Ins) and value.op == "add" and Mode.INDEXED in modes and may_fold(value):
        found = _match_indexed(value, offset)
        if found is not None:
            return found
    if -2048 <= offset <= 2047:
        return Address(Mode.BASE, (value,), (offset,))
    far = Ins("add", "i32", [value, Const("i32", offset & 0xFFFFFFFF)], -1)
    return Address(Mode.BASE, (far,), (0,))


def _match_indexed(add: Ins, offset: int) -> Address | None:
    base, index = add.args
    if _shift(base) and not _shift(index):
        base, index = index, base
    if isinstance(index, Addr):
        base, index = index, base
    if isinstance(base, Addr):
        base, offset = Addr(base.symbol, base.offset + offset), 0
    if not -512 <= offset <= 511:
        return None
    scale = _shift(index)
    if scale:
        assert isinstance(index, Ins), "a shift is an instruction"
        index = index.args[0]
    return Address(Mode.INDEXED, (base, index), (scale, offset))


def _shift(value: Value) -> int:
    """Return 1..3 if `value` is something shifted left by that much, otherwise 0."""
    if isinstance(value, Ins) and value.op == "shl" and isinstance(value.args[1], Const):
        amount = int(value.args[1].value) & 31
        return amount if amount <= 3 else 0
    return 0
