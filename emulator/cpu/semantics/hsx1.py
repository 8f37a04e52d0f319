"""Meaning of the HSX-1 moves, loads, stores and arithmetic, which sets the flags.

Z and N always follow the 32-bit result. C after a subtraction means "no borrow". Half-precision results go to the
low half of the destination, whose high half stays.
"""
# ruff: noqa: D103 - a function's description is the effect of its row in hxe/isa.py


from emulator.cpu.faults import DIV_ZERO
from emulator.cpu.float16 import f16_v1_from_f64, f64_from_f16
from emulator.cpu.ieee import f64_add, f64_div, f64_from_s32, f64_mul, f64_sub, s32_from_f64
from emulator.cpu.machine import Machine
from emulator.cpu.words import M32, SIGN32, s32, s32_div

INFINITY64 = 0x7FF0000000000000


def set_result(m: Machine, a: int, value: int, carry: bool, overflow: bool) -> None:
    """Write a result and all four flags."""
    m.regs[a] = value
    m.z = value == 0
    m.n = value >= SIGN32
    m.c = carry
    m.v = overflow


def set_half(m: Machine, a: int, half: int) -> None:
    """Write the low half of a register."""
    m.regs[a] = (m.regs[a] & 0xFFFF0000) | half


def LDI(m: Machine, a: int, s12: int) -> None:
    m.regs[a] = s12 & M32


def LDI32(m: Machine, a: int, w32: int) -> None:
    m.regs[a] = w32


def MOV(m: Machine, a: int, b: int) -> None:
    m.regs[a] = m.regs[b]


def LD(m: Machine, a: int, b: int, s12: int) -> None:
    m.regs[a] = m.load32((m.regs[b] + s12) & M32)


def LDH(m: Machine, a: int, b: int, s12: int) -> None:
    m.regs[a] = m.load16((m.regs[b] + s12) & M32)


def LDB(m: Machine, a: int, b: int, s12: int) -> None:
    m.regs[a] = m.load8((m.regs[b] + s12) & M32)


def ST(m: Machine, b: int, s12: int, c: int) -> None:
    m.store32((m.regs[b] + s12) & M32, m.regs[c])


def STH(m: Machine, b: int, s12: int, c: int) -> None:
    m.store16((m.regs[b] + s12) & M32, m.regs[c])


def STB(m: Machine, b: int, s12: int, c: int) -> None:
    m.store8((m.regs[b] + s12) & M32, m.regs[c])


def ADD(m: Machine, a: int, b: int, c: int) -> None:
    x = m.regs[b]
    y = m.regs[c]
    value = (x + y) & M32
    set_result(m, a, value, value < x, ((x ^ value) & (y ^ value)) >= SIGN32)


def ADC(m: Machine, a: int, b: int, c: int) -> None:
    x = m.regs[b]
    y = m.regs[c]
    total = x + y + m.c
    value = total & M32
    operand = (y + m.c) & M32
    set_result(m, a, value, total > M32, ((x ^ value) & (operand ^ value)) >= SIGN32)


def SUB(m: Machine, a: int, b: int, c: int) -> None:
    x = m.regs[b]
    y = m.regs[c]
    value = (x - y) & M32
    set_result(m, a, value, x >= y, ((x ^ y) & (x ^ value)) >= SIGN32)


def SBC(m: Machine, a: int, b: int, c: int) -> None:
    x = m.regs[b]
    subtrahend = m.regs[c] + (1 - m.c)
    value = (x - subtrahend) & M32
    set_result(m, a, value, x >= subtrahend, ((x ^ (subtrahend & M32)) & (x ^ value)) >= SIGN32)


def CMP(m: Machine, b: int, c: int) -> None:
    x = m.regs[b]
    y = m.regs[c]
    value = (x - y) & M32
    m.z = value == 0
    m.n = value >= SIGN32
    m.c = x >= y
    m.v = ((x ^ y) & (x ^ value)) >= SIGN32


def MUL(m: Machine, a: int, b: int, c: int) -> None:
    product = m.regs[b] * m.regs[c]
    set_result(m, a, product & M32, product > M32, product > M32)


def DIV(m: Machine, a: int, b: int, c: int) -> None:
    if m.regs[c] == 0:
        m.fault(DIV_ZERO)
    set_result(m, a, s32_div(m.regs[b], m.regs[c]), False, False)


def AND(m: Machine, a: int, b: int, c: int) -> None:
    set_result(m, a, m.regs[b] & m.regs[c], False, False)


def OR(m: Machine, a: int, b: int, c: int) -> None:
    set_result(m, a, m.regs[b] | m.regs[c], False, False)


def XOR(m: Machine, a: int, b: int, c: int) -> None:
    set_result(m, a, m.regs[b] ^ m.regs[c], False, False)


def NOT(m: Machine, a: int, b: int) -> None:
    set_result(m, a, ~m.regs[b] & M32, False, False)


def LSL(m: Machine, a: int, b: int, c: int) -> None:
    x = m.regs[b]
    n = m.regs[c] & 31
    set_result(m, a, (x << n) & M32, (x >> ((32 - n) & 31)) & 1 == 1 if n != 0 else m.c, False)


def LSR(m: Machine, a: int, b: int, c: int) -> None:
    x = m.regs[b]
    n = m.regs[c] & 31
    set_result(m, a, x >> n, (x >> ((n - 1) & 31)) & 1 == 1 if n != 0 else m.c, False)


def ASR(m: Machine, a: int, b: int, c: int) -> None:
    x = m.regs[b]
    n = m.regs[c] & 31
    set_result(m, a, (s32(x) >> n) & M32, (x >> ((n - 1) & 31)) & 1 == 1 if n != 0 else m.c, False)


def FADD(m: Machine, a: int, b: int, c: int) -> None:
    total = f64_add(f64_from_f16(m.regs[b] & 0xFFFF), f64_from_f16(m.regs[c] & 0xFFFF))
    set_half(m, a, f16_v1_from_f64(total))


def FSUB(m: Machine, a: int, b: int, c: int) -> None:
    difference = f64_sub(f64_from_f16(m.regs[b] & 0xFFFF), f64_from_f16(m.regs[c] & 0xFFFF))
    set_half(m, a, f16_v1_from_f64(difference))


def FMUL(m: Machine, a: int, b: int, c: int) -> None:
    product = f64_mul(f64_from_f16(m.regs[b] & 0xFFFF), f64_from_f16(m.regs[c] & 0xFFFF))
    set_half(m, a, f16_v1_from_f64(product))


def FDIV(m: Machine, a: int, b: int, c: int) -> None:
    divisor = f64_from_f16(m.regs[c] & 0xFFFF) if (m.regs[c] & 0x7FFF) != 0 else INFINITY64
    set_half(m, a, f16_v1_from_f64(f64_div(f64_from_f16(m.regs[b] & 0xFFFF), divisor)))


def I2F(m: Machine, a: int, b: int) -> None:
    set_half(m, a, f16_v1_from_f64(f64_from_s32(m.regs[b])))


def F2I(m: Machine, a: int, b: int) -> None:
    m.regs[a] = s32_from_f64(f64_from_f16(m.regs[b] & 0xFFFF))
