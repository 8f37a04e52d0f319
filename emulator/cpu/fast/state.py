"""The block in linear memory through which a machine's state passes in and out of WebAssembly.

It lies at address 0, and holds one machine at a time: `Machine` stays the owner of its state between runs. The first
part goes both ways at every run; the second part (`Fixed`) is written before it and says where the machine's memory
and code are.
"""

import struct
from typing import Final

from emulator.cpu.machine import Machine

_CHANGING: Final = struct.Struct("<26IQ")
_FIXED: Final = struct.Struct("<12I")
_WORDS: Final = ("pc", "sp", "z", "c", "n", "v", "depth", "stack_limit", "cold", "unused")
CONSTANTS: Final = ("mem_size", "base", "code", "code_size", "missing", "read_low", "read_span", "write_low",
                     "write_span", "literals",
                     "entries", "pad")
FLAGS: Final = ("z", "c", "n", "v")

REGISTERS: Final = 0
OFFSETS: Final = ({name: 64 + 4 * n for n, name in enumerate(_WORDS)} | {"extra": 104}
                  | {name: _CHANGING.size + 4 * n for n, name in enumerate(CONSTANTS)})
SIZE: Final = _CHANGING.size + _FIXED.size
LARGEST_ACCESS: Final = 64  # bytes: PUSHM of all registers


def fixed(machine: Machine, base: int, code: int, literals: int, entries: int) -> bytes:
    """Return the part of the block that stays for this machine, whose memory is at `base`.

    Instructions are fetched from `code`; literals and tables from `literals`, where no breakpoint replaces a word.
    `entries` is the table of translated entries, 0 for none.
    """
    return _FIXED.pack(
        machine.mem_size, base, code, len(machine.code), ~machine.isa & 0xFFFFFFFF, machine.data_base,
        machine.mem_size - machine.data_base, machine.ro_end, machine.mem_size - machine.ro_end, literals, entries, 0)


def suits(machine: Machine) -> bool:
    """Whether bounds can be checked by subtraction: memory has room for the largest access, code for one word."""
    return machine.ro_end + LARGEST_ACCESS <= machine.mem_size and len(machine.code) >= 4


def put(block: memoryview, machine: Machine, constants: bytes, cold: int) -> None:
    """Write a machine's state to the block; `cold` is how many instructions the stepper may execute."""
    m = machine
    _CHANGING.pack_into(block, 0, *m.regs, m.pc, m.sp, m.z, m.c, m.n, m.v, m.depth, m.stack_limit, cold, 0,
                        m.extra)
    block[_CHANGING.size:SIZE] = constants


def take(block: memoryview, machine: Machine) -> int:
    """Read a machine's state back; return what is left of `cold`."""
    m = machine
    words = _CHANGING.unpack_from(block, 0)
    m.regs[:] = words[:16]
    m.pc, m.sp = words[16:18]
    m.z, m.c, m.n, m.v = words[18] != 0, words[19] != 0, words[20] != 0, words[21] != 0
    m.depth, m.extra = words[22], words[26]
    cold: int = words[24]
    return cold
