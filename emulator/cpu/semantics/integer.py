"""Meaning of the HSX-2 arithmetic on words: constants, immediate and register forms, three inputs, bits.

No flag is read or written. Shift amounts count modulo 32.
"""
# ruff: noqa: D103 - a function's description is the effect of its row in hxe/isa.py


from emulator.cpu.faults import DIV_ZERO
from emulator.cpu.machine import Machine
from emulator.cpu.words import M32, bytes_reversed32, clz32, ctz32, popcount32, s32, s32_div, s32_rem


def LDIW(m: Machine, a: int, s20: int) -> None:
    m.regs[a] = s20 & M32


def ADDI(m: Machine, a: int, b: int, s16: int) -> None:
    m.regs[a] = (m.regs[b] + s16) & M32


def RSBI(m: Machine, a: int, b: int, s16: int) -> None:
    m.regs[a] = (s16 - m.regs[b]) & M32


def MULI(m: Machine, a: int, b: int, s16: int) -> None:
    m.regs[a] = (m.regs[b] * s16) & M32


def SLTI(m: Machine, a: int, b: int, s16: int) -> None:
    m.regs[a] = 1 if s32(m.regs[b]) < s16 else 0


def SLTUI(m: Machine, a: int, b: int, s16: int) -> None:
    m.regs[a] = 1 if m.regs[b] < (s16 & M32) else 0


def SEQI(m: Machine, a: int, b: int, s16: int) -> None:
    m.regs[a] = 1 if m.regs[b] == (s16 & M32) else 0


def SNEI(m: Machine, a: int, b: int, s16: int) -> None:
    m.regs[a] = 1 if m.regs[b] != (s16 & M32) else 0


def ANDI(m: Machine, a: int, b: int, u16: int) -> None:
    m.regs[a] = m.regs[b] & u16


def BICI(m: Machine, a: int, b: int, u16: int) -> None:
    m.regs[a] = m.regs[b] & ~u16


def ORI(m: Machine, a: int, b: int, u16: int) -> None:
    m.regs[a] = m.regs[b] | u16


def XORI(m: Machine, a: int, b: int, u16: int) -> None:
    m.regs[a] = m.regs[b] ^ u16


def SHLI(m: Machine, a: int, b: int, u5: int) -> None:
    m.regs[a] = (m.regs[b] << u5) & M32


def SHRI(m: Machine, a: int, b: int, u5: int) -> None:
    m.regs[a] = m.regs[b] >> u5


def SARI(m: Machine, a: int, b: int, u5: int) -> None:
    m.regs[a] = (s32(m.regs[b]) >> u5) & M32


def RORI(m: Machine, a: int, b: int, u5: int) -> None:
    m.regs[a] = ((m.regs[b] >> u5) | (m.regs[b] << ((32 - u5) & 31))) & M32


def ADDQ(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = (m.regs[b] + m.regs[c]) & M32


def SUBQ(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = (m.regs[b] - m.regs[c]) & M32


def MULQ(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = (m.regs[b] * m.regs[c]) & M32


def DIVQ(m: Machine, a: int, b: int, c: int) -> None:
    if m.regs[c] == 0:
        m.fault(DIV_ZERO)
    m.regs[a] = s32_div(m.regs[b], m.regs[c])


def DIVU(m: Machine, a: int, b: int, c: int) -> None:
    if m.regs[c] == 0:
        m.fault(DIV_ZERO)
    m.regs[a] = m.regs[b] // m.regs[c]


def REM(m: Machine, a: int, b: int, c: int) -> None:
    if m.regs[c] == 0:
        m.fault(DIV_ZERO)
    m.regs[a] = s32_rem(m.regs[b], m.regs[c])


def REMU(m: Machine, a: int, b: int, c: int) -> None:
    if m.regs[c] == 0:
        m.fault(DIV_ZERO)
    m.regs[a] = m.regs[b] % m.regs[c]


def MULH(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = ((s32(m.regs[b]) * s32(m.regs[c])) >> 32) & M32


def MULHU(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = (m.regs[b] * m.regs[c]) >> 32


def ANDQ(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = m.regs[b] & m.regs[c]


def ORQ(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = m.regs[b] | m.regs[c]


def XORQ(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = m.regs[b] ^ m.regs[c]


def BIC(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = m.regs[b] & ~m.regs[c]


def SHL(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = (m.regs[b] << (m.regs[c] & 31)) & M32


def SHR(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = m.regs[b] >> (m.regs[c] & 31)


def SAR(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = (s32(m.regs[b]) >> (m.regs[c] & 31)) & M32


def ROR(m: Machine, a: int, b: int, c: int) -> None:
    n = m.regs[c] & 31
    m.regs[a] = ((m.regs[b] >> n) | (m.regs[b] << ((32 - n) & 31))) & M32


def SLT(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = 1 if s32(m.regs[b]) < s32(m.regs[c]) else 0


def SLTU(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = 1 if m.regs[b] < m.regs[c] else 0


def SEQ(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = 1 if m.regs[b] == m.regs[c] else 0


def SNE(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = 1 if m.regs[b] != m.regs[c] else 0


def MIN(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = m.regs[b] if s32(m.regs[b]) < s32(m.regs[c]) else m.regs[c]


def MAX(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = m.regs[b] if s32(m.regs[b]) > s32(m.regs[c]) else m.regs[c]


def MINU(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = m.regs[b] if m.regs[b] < m.regs[c] else m.regs[c]


def MAXU(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = m.regs[b] if m.regs[b] > m.regs[c] else m.regs[c]


def MADD(m: Machine, a: int, b: int, c: int, d: int) -> None:
    m.regs[a] = (m.regs[b] * m.regs[c] + m.regs[d]) & M32


def SEL(m: Machine, a: int, d: int, b: int, c: int) -> None:
    m.regs[a] = m.regs[b] if m.regs[d] != 0 else m.regs[c]


def FSHR(m: Machine, a: int, b: int, c: int, d: int) -> None:
    m.regs[a] = (((m.regs[b] << 32) | m.regs[c]) >> (m.regs[d] & 31)) & M32


def SXTB(m: Machine, a: int, b: int) -> None:
    m.regs[a] = (((m.regs[b] & 0xFF) ^ 0x80) - 0x80) & M32


def SXTH(m: Machine, a: int, b: int) -> None:
    m.regs[a] = (((m.regs[b] & 0xFFFF) ^ 0x8000) - 0x8000) & M32


def CLZ(m: Machine, a: int, b: int) -> None:
    m.regs[a] = clz32(m.regs[b])


def CTZ(m: Machine, a: int, b: int) -> None:
    m.regs[a] = ctz32(m.regs[b])


def POPC(m: Machine, a: int, b: int) -> None:
    m.regs[a] = popcount32(m.regs[b])


def REV(m: Machine, a: int, b: int) -> None:
    m.regs[a] = bytes_reversed32(m.regs[b])


def EXTU(m: Machine, a: int, b: int, pos: int, len: int) -> None:  # noqa: A002 - slots keep their names
    m.regs[a] = (m.regs[b] >> pos) & ((1 << len) - 1)


def EXTS(m: Machine, a: int, b: int, pos: int, len: int) -> None:  # noqa: A002 - slots keep their names
    field = (m.regs[b] >> pos) & ((1 << len) - 1)
    sign = 1 << (len - 1)
    m.regs[a] = ((field ^ sign) - sign) & M32


def INS(m: Machine, a: int, b: int, pos: int, len: int) -> None:  # noqa: A002 - slots keep their names
    mask = ((1 << len) - 1) << pos
    m.regs[a] = ((m.regs[a] & ~mask) | ((m.regs[b] << pos) & mask)) & M32
