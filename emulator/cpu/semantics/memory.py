"""Meaning of the HSX-2 loads and stores: indexed, absolute, relative to SP, and of register pairs.

Address arithmetic wraps at 2^32; what an address may be is the machine's.
"""
# ruff: noqa: D103 - a function's description is the effect of its row in hxe/isa.py


from emulator.cpu.machine import Machine
from emulator.cpu.words import M32


def LDX(m: Machine, a: int, b: int, c: int, sh: int, s10: int) -> None:
    m.regs[a] = m.load32((m.regs[b] + (m.regs[c] << sh) + s10) & M32)


def LDHX(m: Machine, a: int, b: int, c: int, sh: int, s10: int) -> None:
    m.regs[a] = m.load16((m.regs[b] + (m.regs[c] << sh) + s10) & M32)


def LDHSX(m: Machine, a: int, b: int, c: int, sh: int, s10: int) -> None:
    m.regs[a] = m.load16s((m.regs[b] + (m.regs[c] << sh) + s10) & M32)


def LDBX(m: Machine, a: int, b: int, c: int, sh: int, s10: int) -> None:
    m.regs[a] = m.load8((m.regs[b] + (m.regs[c] << sh) + s10) & M32)


def LDBSX(m: Machine, a: int, b: int, c: int, sh: int, s10: int) -> None:
    m.regs[a] = m.load8s((m.regs[b] + (m.regs[c] << sh) + s10) & M32)


def STX(m: Machine, b: int, c: int, sh: int, s10: int, a: int) -> None:
    m.store32((m.regs[b] + (m.regs[c] << sh) + s10) & M32, m.regs[a])


def STHX(m: Machine, b: int, c: int, sh: int, s10: int, a: int) -> None:
    m.store16((m.regs[b] + (m.regs[c] << sh) + s10) & M32, m.regs[a])


def STBX(m: Machine, b: int, c: int, sh: int, s10: int, a: int) -> None:
    m.store8((m.regs[b] + (m.regs[c] << sh) + s10) & M32, m.regs[a])


def LDHS(m: Machine, a: int, b: int, s12: int) -> None:
    m.regs[a] = m.load16s((m.regs[b] + s12) & M32)


def LDBS(m: Machine, a: int, b: int, s12: int) -> None:
    m.regs[a] = m.load8s((m.regs[b] + s12) & M32)


def LDA(m: Machine, a: int, u20: int) -> None:
    m.regs[a] = m.load32(u20)


def LDHA(m: Machine, a: int, u20: int) -> None:
    m.regs[a] = m.load16(u20)


def LDHSA(m: Machine, a: int, u20: int) -> None:
    m.regs[a] = m.load16s(u20)


def LDBA(m: Machine, a: int, u20: int) -> None:
    m.regs[a] = m.load8(u20)


def LDBSA(m: Machine, a: int, u20: int) -> None:
    m.regs[a] = m.load8s(u20)


def STA(m: Machine, u20: int, a: int) -> None:
    m.store32(u20, m.regs[a])


def STHA(m: Machine, u20: int, a: int) -> None:
    m.store16(u20, m.regs[a])


def STBA(m: Machine, u20: int, a: int) -> None:
    m.store8(u20, m.regs[a])


def LDS(m: Machine, a: int, u20: int) -> None:
    m.regs[a] = m.load32((m.sp + u20) & M32)


def LDSH(m: Machine, a: int, u20: int) -> None:
    m.regs[a] = m.load16((m.sp + u20) & M32)


def LDSHS(m: Machine, a: int, u20: int) -> None:
    m.regs[a] = m.load16s((m.sp + u20) & M32)


def LDSB(m: Machine, a: int, u20: int) -> None:
    m.regs[a] = m.load8((m.sp + u20) & M32)


def LDSBS(m: Machine, a: int, u20: int) -> None:
    m.regs[a] = m.load8s((m.sp + u20) & M32)


def STS(m: Machine, u20: int, a: int) -> None:
    m.store32((m.sp + u20) & M32, m.regs[a])


def STSH(m: Machine, u20: int, a: int) -> None:
    m.store16((m.sp + u20) & M32, m.regs[a])


def STSB(m: Machine, u20: int, a: int) -> None:
    m.store8((m.sp + u20) & M32, m.regs[a])


def LDD(m: Machine, aa: int, b: int, s12: int) -> None:
    m.set_pair(aa, m.load64((m.regs[b] + s12) & M32))


def STD(m: Machine, b: int, s12: int, aa: int) -> None:
    m.store64((m.regs[b] + s12) & M32, m.pair(aa))


def LDSD(m: Machine, aa: int, u20: int) -> None:
    m.set_pair(aa, m.load64((m.sp + u20) & M32))


def STSD(m: Machine, u20: int, aa: int) -> None:
    m.store64((m.sp + u20) & M32, m.pair(aa))
