"""Meaning of the double-precision instructions. Register pairs hold bit patterns; rounding and NaNs are ieee.py's."""
# ruff: noqa: D103 - a function's description is the effect of its row in hxe/isa.py


from emulator.cpu.float16 import f16_from_f64, f64_from_f16
from emulator.cpu.ieee import (
    f64_abs,
    f64_add,
    f64_copysign,
    f64_div,
    f64_eq,
    f64_from_f32,
    f64_from_s32,
    f64_from_s64,
    f64_from_u32,
    f64_from_u64,
    f64_le,
    f64_lt,
    f64_max,
    f64_min,
    f64_mul,
    f64_neg,
    f64_sqrt,
    f64_sub,
    s32_from_f64,
    s64_from_f64,
    u32_from_f64,
    u64_from_f64,
)
from emulator.cpu.machine import Machine


def ADDD(m: Machine, aa: int, bb: int, cc: int) -> None:
    m.set_pair(aa, f64_add(m.pair(bb), m.pair(cc)))


def SUBD(m: Machine, aa: int, bb: int, cc: int) -> None:
    m.set_pair(aa, f64_sub(m.pair(bb), m.pair(cc)))


def MULD(m: Machine, aa: int, bb: int, cc: int) -> None:
    m.set_pair(aa, f64_mul(m.pair(bb), m.pair(cc)))


def DIVD(m: Machine, aa: int, bb: int, cc: int) -> None:
    m.set_pair(aa, f64_div(m.pair(bb), m.pair(cc)))


def SQRTD(m: Machine, aa: int, bb: int) -> None:
    m.set_pair(aa, f64_sqrt(m.pair(bb)))


def NEGD(m: Machine, aa: int, bb: int) -> None:
    m.set_pair(aa, f64_neg(m.pair(bb)))


def ABSD(m: Machine, aa: int, bb: int) -> None:
    m.set_pair(aa, f64_abs(m.pair(bb)))


def MIND(m: Machine, aa: int, bb: int, cc: int) -> None:
    m.set_pair(aa, f64_min(m.pair(bb), m.pair(cc)))


def MAXD(m: Machine, aa: int, bb: int, cc: int) -> None:
    m.set_pair(aa, f64_max(m.pair(bb), m.pair(cc)))


def CPSD(m: Machine, aa: int, bb: int, cc: int) -> None:
    m.set_pair(aa, f64_copysign(m.pair(bb), m.pair(cc)))


def SEQD(m: Machine, a: int, bb: int, cc: int) -> None:
    m.regs[a] = 1 if f64_eq(m.pair(bb), m.pair(cc)) else 0


def SLTD(m: Machine, a: int, bb: int, cc: int) -> None:
    m.regs[a] = 1 if f64_lt(m.pair(bb), m.pair(cc)) else 0


def SLED(m: Machine, a: int, bb: int, cc: int) -> None:
    m.regs[a] = 1 if f64_le(m.pair(bb), m.pair(cc)) else 0


def CVTDW(m: Machine, aa: int, b: int) -> None:
    m.set_pair(aa, f64_from_s32(m.regs[b]))


def CVTDU(m: Machine, aa: int, b: int) -> None:
    m.set_pair(aa, f64_from_u32(m.regs[b]))


def CVTDH(m: Machine, aa: int, b: int) -> None:
    m.set_pair(aa, f64_from_f16(m.regs[b] & 0xFFFF))


def CVTDF(m: Machine, aa: int, b: int) -> None:
    m.set_pair(aa, f64_from_f32(m.regs[b]))


def CVTDL(m: Machine, aa: int, bb: int) -> None:
    m.set_pair(aa, f64_from_s64(m.pair(bb)))


def CVTDV(m: Machine, aa: int, bb: int) -> None:
    m.set_pair(aa, f64_from_u64(m.pair(bb)))


def CVTWD(m: Machine, a: int, bb: int) -> None:
    m.regs[a] = s32_from_f64(m.pair(bb))


def CVTUD(m: Machine, a: int, bb: int) -> None:
    m.regs[a] = u32_from_f64(m.pair(bb))


def CVTHD(m: Machine, a: int, bb: int) -> None:
    m.regs[a] = f16_from_f64(m.pair(bb))


def CVTLD(m: Machine, aa: int, bb: int) -> None:
    m.set_pair(aa, s64_from_f64(m.pair(bb)))


def CVTVD(m: Machine, aa: int, bb: int) -> None:
    m.set_pair(aa, u64_from_f64(m.pair(bb)))
