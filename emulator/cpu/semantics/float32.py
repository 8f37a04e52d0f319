"""Meaning of the single-precision instructions. Registers hold bit patterns; rounding and NaNs are ieee.py's."""
# ruff: noqa: D103 - a function's description is the effect of its row in hxe/isa.py


from emulator.cpu.ieee import (
    f16_from_f32,
    f32_abs,
    f32_add,
    f32_copysign,
    f32_div,
    f32_eq,
    f32_from_f16,
    f32_from_f64,
    f32_from_s32,
    f32_from_s64,
    f32_from_u32,
    f32_from_u64,
    f32_le,
    f32_lt,
    f32_max,
    f32_min,
    f32_mul,
    f32_neg,
    f32_sqrt,
    f32_sub,
    s32_from_f32,
    s64_from_f32,
    u32_from_f32,
    u64_from_f32,
)
from emulator.cpu.machine import Machine


def ADDF(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = f32_add(m.regs[b], m.regs[c])


def SUBF(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = f32_sub(m.regs[b], m.regs[c])


def MULF(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = f32_mul(m.regs[b], m.regs[c])


def DIVF(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = f32_div(m.regs[b], m.regs[c])


def SQRTF(m: Machine, a: int, b: int) -> None:
    m.regs[a] = f32_sqrt(m.regs[b])


def NEGF(m: Machine, a: int, b: int) -> None:
    m.regs[a] = f32_neg(m.regs[b])


def ABSF(m: Machine, a: int, b: int) -> None:
    m.regs[a] = f32_abs(m.regs[b])


def MINF(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = f32_min(m.regs[b], m.regs[c])


def MAXF(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = f32_max(m.regs[b], m.regs[c])


def CPSF(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = f32_copysign(m.regs[b], m.regs[c])


def SEQF(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = 1 if f32_eq(m.regs[b], m.regs[c]) else 0


def SLTF(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = 1 if f32_lt(m.regs[b], m.regs[c]) else 0


def SLEF(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = 1 if f32_le(m.regs[b], m.regs[c]) else 0


def CVTFW(m: Machine, a: int, b: int) -> None:
    m.regs[a] = f32_from_s32(m.regs[b])


def CVTFU(m: Machine, a: int, b: int) -> None:
    m.regs[a] = f32_from_u32(m.regs[b])


def CVTFH(m: Machine, a: int, b: int) -> None:
    m.regs[a] = f32_from_f16(m.regs[b] & 0xFFFF)


def CVTFD(m: Machine, a: int, bb: int) -> None:
    m.regs[a] = f32_from_f64(m.pair(bb))


def CVTFL(m: Machine, a: int, bb: int) -> None:
    m.regs[a] = f32_from_s64(m.pair(bb))


def CVTFV(m: Machine, a: int, bb: int) -> None:
    m.regs[a] = f32_from_u64(m.pair(bb))


def CVTWF(m: Machine, a: int, b: int) -> None:
    m.regs[a] = s32_from_f32(m.regs[b])


def CVTUF(m: Machine, a: int, b: int) -> None:
    m.regs[a] = u32_from_f32(m.regs[b])


def CVTHF(m: Machine, a: int, b: int) -> None:
    m.regs[a] = f16_from_f32(m.regs[b])


def CVTLF(m: Machine, aa: int, b: int) -> None:
    m.set_pair(aa, s64_from_f32(m.regs[b]))


def CVTVF(m: Machine, aa: int, b: int) -> None:
    m.set_pair(aa, u64_from_f32(m.regs[b]))
