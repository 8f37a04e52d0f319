"""Meaning of stack, branch, call and stop instructions of both sets.

In the v1 model every instruction that moves SP leaves a copy in R15, `depth` counts the calls outstanding, and a
return at depth 0 ends the task. The flat model has neither: R15 is an ordinary register and a return always pops.
Branch distances arrive as absolute addresses (`target`); `m.pc` is the address of the next instruction.
"""
# ruff: noqa: D103 - a function's description is the effect of its row in hxe/isa.py


from emulator.cpu.faults import STACK_OVERFLOW, STACK_UNDERFLOW
from emulator.cpu.machine import Machine
from emulator.cpu.words import M32, M64, popcount32, s32


def set_sp(m: Machine, sp: int) -> None:
    """Move SP."""
    m.sp = sp
    if not m.flat:
        m.regs[15] = sp


def room_below(m: Machine, size: int) -> int:
    """Return SP after a push of `size` bytes; faults when that is too low (or, v1 model, SP lies above memory)."""
    sp = (m.sp - size) & M32
    if m.sp < size or sp < m.stack_limit:
        m.fault(STACK_OVERFLOW)
    if not m.flat:
        if m.sp > m.mem_size:
            m.fault(STACK_OVERFLOW)
    return sp


def call(m: Machine, target: int) -> None:
    """Push the return address and go to `target`."""
    sp = room_below(m, 4)
    m.store32(sp, m.pc)
    set_sp(m, sp)
    if not m.flat:
        m.depth = (m.depth + 1) & M32
    m.pc = target


def check_call_outstanding(m: Machine) -> None:
    """End a v1 task that returns from its outermost function."""
    if not m.flat:
        if m.depth == 0:
            m.end_task()


def return_to(m: Machine, target: int, sp: int) -> None:
    """Go to `target`, which was popped from below `sp`."""
    set_sp(m, sp)
    if not m.flat:
        m.depth = (m.depth - 1) & M32
    m.pc = target


def count_accesses(m: Machine, more: int) -> None:
    """Note memory accesses beyond the one that any instruction may make."""
    m.extra = (m.extra + more) & M64


def PUSH(m: Machine, b: int) -> None:
    sp = room_below(m, 4)
    m.store32(sp, m.regs[b])
    set_sp(m, sp)


def POP(m: Machine, a: int) -> None:
    if m.sp >= m.mem_size:
        m.fault(STACK_UNDERFLOW)
    value = m.load32(m.sp)
    set_sp(m, (m.sp + 4) & M32)
    m.regs[a] = value


def PUSHM(m: Machine, m16: int) -> None:
    sp = room_below(m, 4 * popcount32(m16))
    m.store_block(sp, m16)
    set_sp(m, sp)
    count_accesses(m, popcount32(m16 & (m16 - 1)))


def POPM(m: Machine, m16: int) -> None:
    if m.sp >= m.mem_size:
        m.fault(STACK_UNDERFLOW)
    block = m.load_block(m.sp, m16)
    set_sp(m, (m.sp + 4 * popcount32(m16)) & M32)
    m.set_registers(m16, block)
    count_accesses(m, popcount32(m16 & (m16 - 1)))


def POPRET(m: Machine, m16: int) -> None:
    check_call_outstanding(m)
    if m.sp >= m.mem_size:
        m.fault(STACK_UNDERFLOW)
    block = m.load_block(m.sp, m16)
    sp = (m.sp + 4 * popcount32(m16)) & M32
    if sp >= m.mem_size:
        m.fault(STACK_UNDERFLOW)
    target = m.load32(sp)
    m.set_registers(m16, block)
    return_to(m, target, (sp + 4) & M32)
    count_accesses(m, popcount32(m16))


def ADJSP(m: Machine, s20: int) -> None:
    sp = m.sp + s20
    if sp < m.stack_limit:
        m.fault(STACK_OVERFLOW)
    set_sp(m, sp & M32)


def SETSP(m: Machine, b: int) -> None:
    sp = m.regs[b]
    if sp < m.stack_limit:
        m.fault(STACK_OVERFLOW)
    set_sp(m, sp)


def LEASP(m: Machine, a: int, u20: int) -> None:
    m.regs[a] = (m.sp + u20) & M32


def GETSP(m: Machine, a: int) -> None:
    m.regs[a] = m.sp


def JMP(m: Machine, target: int) -> None:
    m.pc = target


def JZ(m: Machine, target: int) -> None:
    if m.z:
        m.pc = target


def JNZ(m: Machine, target: int) -> None:
    if not m.z:
        m.pc = target


def BR(m: Machine, target: int) -> None:
    m.pc = target


def BZ(m: Machine, target: int) -> None:
    if m.z:
        m.pc = target


def BNZ(m: Machine, target: int) -> None:
    if not m.z:
        m.pc = target


def BEQ(m: Machine, a: int, b: int, target: int) -> None:
    if m.regs[a] == m.regs[b]:
        m.pc = target


def BNE(m: Machine, a: int, b: int, target: int) -> None:
    if m.regs[a] != m.regs[b]:
        m.pc = target


def BLT(m: Machine, a: int, b: int, target: int) -> None:
    if s32(m.regs[a]) < s32(m.regs[b]):
        m.pc = target


def BGE(m: Machine, a: int, b: int, target: int) -> None:
    if s32(m.regs[a]) >= s32(m.regs[b]):
        m.pc = target


def BLTU(m: Machine, a: int, b: int, target: int) -> None:
    if m.regs[a] < m.regs[b]:
        m.pc = target


def BGEU(m: Machine, a: int, b: int, target: int) -> None:
    if m.regs[a] >= m.regs[b]:
        m.pc = target


def BEQI(m: Machine, a: int, ks: int, target: int) -> None:
    if m.regs[a] == (ks & M32):
        m.pc = target


def BNEI(m: Machine, a: int, ks: int, target: int) -> None:
    if m.regs[a] != (ks & M32):
        m.pc = target


def BLTI(m: Machine, a: int, ks: int, target: int) -> None:
    if s32(m.regs[a]) < ks:
        m.pc = target


def BGEI(m: Machine, a: int, ks: int, target: int) -> None:
    if s32(m.regs[a]) >= ks:
        m.pc = target


def BLTUI(m: Machine, a: int, ku: int, target: int) -> None:
    if m.regs[a] < ku:
        m.pc = target


def BGEUI(m: Machine, a: int, ku: int, target: int) -> None:
    if m.regs[a] >= ku:
        m.pc = target


def CALL(m: Machine, target: int, b: int) -> None:
    """`target` counts from the CALL; a register in field b (R0 cannot be named) replaces the CALL's own address."""
    moved = (m.regs[b] - (m.pc - 4)) & M32 if b != 0 else 0
    call(m, (target + moved) & 0xFFFF)


def CALLW(m: Machine, target: int) -> None:
    call(m, target)


def CALLR(m: Machine, b: int) -> None:
    call(m, m.regs[b])


def JMPR(m: Machine, b: int) -> None:
    m.pc = m.regs[b]


def TBR(m: Machine, a: int, u16: int, table: tuple[int, ...]) -> None:
    index = m.regs[a] if m.regs[a] < u16 else u16
    m.pc = table[index]


def RET(m: Machine) -> None:
    check_call_outstanding(m)
    if m.sp >= m.mem_size:
        m.fault(STACK_UNDERFLOW)
    target = m.load32(m.sp)
    return_to(m, target, (m.sp + 4) & M32)


def SVC(m: Machine, mod: int, fun: int) -> None:
    m.system_call(mod, fun)


def BRK(m: Machine, u8: int) -> None:
    m.breakpoint(u8)
