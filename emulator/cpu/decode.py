"""Turns the code word at an address into a call of its meaning, once per address.

`Decoder` is a dict: address -> (handler, address of the next instruction). Looking up an address that was not reached
before decodes it, or raises the Fault that fetching there means. Operands are bound as the semantic functions take
them: branch distances as absolute addresses, TBR's table as a tuple of addresses.

What is legal: words that are rows of hxe.isa, whose extension bits the image declares. The flat model always has
the integer part of HSX-2.
"""

from functools import lru_cache, partial

from emulator.cpu.faults import ILLEGAL, PC_ALIGN, PC_RANGE, Fault, Halt
from emulator.cpu.machine import Handler, Machine
from emulator.cpu.semantics import SEMANTICS
from emulator.cpu.stop import Faulted
from emulator.cpu.words import M32
from hxe import isa
from hxe.errors import IsaError

_decode_word = lru_cache(maxsize=8192)(isa.decode)
_TARGETS = {  # row name -> position of its branch distance, which is the first slot of that operand
    row.name: row.slots.index(operand.slots[0])
    for row in isa.ROWS for operand in row.operands if operand.shape is isa.Shape.TARGET
}


class Decoder(dict[int, tuple[Handler, int]]):
    """The instructions of one machine that were reached so far."""

    def __init__(self, machine: Machine) -> None:
        super().__init__()
        self.machine = machine

    def __missing__(self, pc: int) -> tuple[Handler, int]:
        self[pc] = entry = self.bind(pc)
        return entry

    def bind(self, pc: int) -> tuple[Handler, int]:
        """Return the handler of the instruction at `pc` and the address after it; raises Fault."""
        machine = self.machine
        try:
            insn = fetch(machine, pc)
        except Fault as fault:
            if fault.code == ILLEGAL and not machine.flat:
                return partial(_skip_illegal, machine, pc), (pc + 4) & M32
            raise
        values = operands(machine, insn, pc)
        return partial(SEMANTICS[insn.row.name], machine, *values), (pc + insn.size) & M32


def fetch(machine: Machine, pc: int) -> isa.Insn:
    """Return the instruction at code address `pc`; raises Fault where there is none."""
    if machine.flat and pc & 3:
        raise Fault(PC_ALIGN, pc)
    word = _code_word(machine, pc)
    try:
        insn = _decode_word(word)
    except IsaError:
        raise Fault(ILLEGAL) from None
    if int(insn.row.extensions) & ~machine.isa:
        raise Fault(ILLEGAL)
    if pc + insn.size > len(machine.code):
        raise Fault(PC_RANGE, pc)
    return _decode_word(word, _code_word(machine, pc + 4)) if insn.row.has_literal else insn


def operands(machine: Machine, insn: isa.Insn, pc: int) -> list[int | tuple[int, ...]]:
    """Return what the instruction's semantic function takes after the machine."""
    values: list[int | tuple[int, ...]] = list(insn.values)
    if insn.row.name in _TARGETS:
        index = _TARGETS[insn.row.name]
        values[index] = (pc + 4 * insn.values[index]) & M32
    if insn.row.table:
        distances = (_code_word(machine, at) for at in range(pc + 4, pc + insn.size, 4))
        values.append(tuple((pc + 4 * distance) & M32 for distance in distances))
    return values


def _code_word(machine: Machine, address: int) -> int:
    """Return the big-endian code word at `address`; raises Fault when it does not lie within the code."""
    if address + 4 > len(machine.code):
        raise Fault(PC_RANGE, address)
    return int.from_bytes(machine.code[address:address + 4], "big")


def _skip_illegal(machine: Machine, pc: int) -> None:
    """What the v1 model does with a word that is no instruction: pass over it, count it, stop."""
    machine.regs[0] = ILLEGAL
    raise Halt(Faulted(ILLEGAL, pc))
