"""Meaning of the 64-bit integer instructions, whose operands aa, bb, cc are register pairs (low word first).

No flag is read or written. Shift amounts count modulo 64.
"""
# ruff: noqa: D103 - a function's description is the effect of its row in hxe/isa.py


from emulator.cpu.faults import DIV_ZERO
from emulator.cpu.machine import Machine
from emulator.cpu.words import M64, s32, s64, s64_div, s64_rem


def ADDL(m: Machine, aa: int, bb: int, cc: int) -> None:
    m.set_pair(aa, (m.pair(bb) + m.pair(cc)) & M64)


def SUBL(m: Machine, aa: int, bb: int, cc: int) -> None:
    m.set_pair(aa, (m.pair(bb) - m.pair(cc)) & M64)


def MULL(m: Machine, aa: int, bb: int, cc: int) -> None:
    m.set_pair(aa, (m.pair(bb) * m.pair(cc)) & M64)


def DIVL(m: Machine, aa: int, bb: int, cc: int) -> None:
    if m.pair(cc) == 0:
        m.fault(DIV_ZERO)
    m.set_pair(aa, s64_div(m.pair(bb), m.pair(cc)))


def DIVUL(m: Machine, aa: int, bb: int, cc: int) -> None:
    if m.pair(cc) == 0:
        m.fault(DIV_ZERO)
    m.set_pair(aa, m.pair(bb) // m.pair(cc))


def REML(m: Machine, aa: int, bb: int, cc: int) -> None:
    if m.pair(cc) == 0:
        m.fault(DIV_ZERO)
    m.set_pair(aa, s64_rem(m.pair(bb), m.pair(cc)))


def REMUL(m: Machine, aa: int, bb: int, cc: int) -> None:
    if m.pair(cc) == 0:
        m.fault(DIV_ZERO)
    m.set_pair(aa, m.pair(bb) % m.pair(cc))


def NEGL(m: Machine, aa: int, bb: int) -> None:
    m.set_pair(aa, -m.pair(bb) & M64)


def ANDL(m: Machine, aa: int, bb: int, cc: int) -> None:
    m.set_pair(aa, m.pair(bb) & m.pair(cc))


def ORL(m: Machine, aa: int, bb: int, cc: int) -> None:
    m.set_pair(aa, m.pair(bb) | m.pair(cc))


def XORL(m: Machine, aa: int, bb: int, cc: int) -> None:
    m.set_pair(aa, m.pair(bb) ^ m.pair(cc))


def MOVL(m: Machine, aa: int, bb: int) -> None:
    m.set_pair(aa, m.pair(bb))


def SHLL(m: Machine, aa: int, bb: int, c: int) -> None:
    m.set_pair(aa, (m.pair(bb) << (m.regs[c] & 63)) & M64)


def SHRL(m: Machine, aa: int, bb: int, c: int) -> None:
    m.set_pair(aa, m.pair(bb) >> (m.regs[c] & 63))


def SARL(m: Machine, aa: int, bb: int, c: int) -> None:
    m.set_pair(aa, (s64(m.pair(bb)) >> (m.regs[c] & 63)) & M64)


def SEQL(m: Machine, a: int, bb: int, cc: int) -> None:
    m.regs[a] = 1 if m.pair(bb) == m.pair(cc) else 0


def SNEL(m: Machine, a: int, bb: int, cc: int) -> None:
    m.regs[a] = 1 if m.pair(bb) != m.pair(cc) else 0


def SLTL(m: Machine, a: int, bb: int, cc: int) -> None:
    m.regs[a] = 1 if s64(m.pair(bb)) < s64(m.pair(cc)) else 0


def SLTUL(m: Machine, a: int, bb: int, cc: int) -> None:
    m.regs[a] = 1 if m.pair(bb) < m.pair(cc) else 0


def SLEL(m: Machine, a: int, bb: int, cc: int) -> None:
    m.regs[a] = 1 if s64(m.pair(bb)) <= s64(m.pair(cc)) else 0


def SLEUL(m: Machine, a: int, bb: int, cc: int) -> None:
    m.regs[a] = 1 if m.pair(bb) <= m.pair(cc) else 0


def SXTL(m: Machine, aa: int, b: int) -> None:
    m.set_pair(aa, s32(m.regs[b]) & M64)


def ZXTL(m: Machine, aa: int, b: int) -> None:
    m.set_pair(aa, m.regs[b])


def MULWL(m: Machine, aa: int, b: int, c: int) -> None:
    m.set_pair(aa, (s32(m.regs[b]) * s32(m.regs[c])) & M64)


def MULUWL(m: Machine, aa: int, b: int, c: int) -> None:
    m.set_pair(aa, m.regs[b] * m.regs[c])


def ADDLI(m: Machine, aa: int, bb: int, s8: int) -> None:
    m.set_pair(aa, (m.pair(bb) + s8) & M64)


def SHLLI(m: Machine, aa: int, bb: int, u6: int) -> None:
    m.set_pair(aa, (m.pair(bb) << u6) & M64)


def SHRLI(m: Machine, aa: int, bb: int, u6: int) -> None:
    m.set_pair(aa, m.pair(bb) >> u6)


def SARLI(m: Machine, aa: int, bb: int, u6: int) -> None:
    m.set_pair(aa, (s64(m.pair(bb)) >> u6) & M64)
