"""One task's processor and memory, in either machine model.

`Machine` holds the state that instructions change and the accesses that can fault; `V1Machine` and `FlatMachine` say
what an address may be. What an instruction does with them is in emulator/cpu/semantics. Nothing here knows a task,
a clock or a system call.

Invariants: every register is 0..2^32-1, also PC and SP; code never changes; memory is little-endian and guest address
A is `memory[A]` in both models. A load or store that faults has changed nothing. Between instructions `pc` is
the address of the next one; while an instruction executes it is already the address after it.
"""

import mmap
import struct
from collections.abc import Callable, Sequence
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, ClassVar, NoReturn

from emulator.cpu.faults import MEM_FAULT, READ_ONLY, Fault, Halt, MachineError, MemoryFault, TopLevelReturn
from emulator.cpu.stop import Breakpoint, Syscall
from emulator.cpu.words import M32
from hxe import abi
from hxe.image import Image

if TYPE_CHECKING:
    from emulator.cpu.fast.residence import Residence

Handler = Callable[[], None]

_load16 = struct.Struct("<H").unpack_from
_load16s = struct.Struct("<h").unpack_from
_load32 = struct.Struct("<I").unpack_from
_load64 = struct.Struct("<Q").unpack_from
_store16 = struct.Struct("<H").pack_into
_store32 = struct.Struct("<I").pack_into
_store64 = struct.Struct("<Q").pack_into
_BLOCKS = tuple(struct.Struct(f"<{n}I") for n in range(17))  # by number of words


class Model(Enum):
    """The two machine models; bit 31 of an image's isa word chooses."""

    V1 = "v1"
    FLAT = "flat"


class Machine:
    """State of one task. Build one with `Machine.from_image`; `V1Machine` and `FlatMachine` add the memory rules.

    regs         R0..R15
    z, c, n, v   the PSW's flags, bool; `psw` is the four as one byte (bit 0 Z, 1 C, 2 N, 3 V)
    depth        v1 model: calls outstanding; a RET at 0 ends the task
    stack_limit  lowest SP that a push may leave
    isa          hxe.abi.Isa bits of the image
    count        instructions executed so far
    extra        memory accesses beyond one per instruction: PUSHM, POPM and POPRET make one per register. Budgets
                 and clocks go by `count`; who compares programs by their instructions adds `extra`
    breakpoints  code addresses before which `run` stops
    stopped_at   (pc, count) of the last stop at a breakpoint, whose instruction the next run executes
    decoded      the interpreter's work, filled as code is reached: address -> (handler, address after it)
    residence    the fast engine's: where memory and code are, once they have moved
    """

    __slots__ = (
        "breakpoints", "c", "code", "count", "data_base", "decoded", "depth", "extra", "isa", "mem_size", "memory", "n",
        "pc", "regs", "residence", "ro_end", "sp", "stack_limit", "stopped_at", "v", "z",
    )
    model: ClassVar[Model]
    flat: ClassVar[bool]

    def __init__(self, code: bytes, *, isa: int, mem_size: int, data_base: int, ro_size: int = 0) -> None:
        self.code = code
        self.isa = isa
        self.mem_size = mem_size
        self.data_base = data_base
        self.ro_end = data_base + ro_size
        self.memory = memoryview(mmap.mmap(-1, mem_size))  # zero pages: no memory is used before it is written
        self.regs = [0] * 16
        self.pc = 0
        self.sp = 0
        self.z = self.c = self.n = self.v = False
        self.depth = 0
        self.stack_limit = 0
        self.count = 0
        self.extra = 0
        self.breakpoints: set[int] = set()
        self.stopped_at: tuple[int, int] | None = None
        self.decoded: dict[int, tuple[Handler, int]] | None = None
        self.residence: Residence | None = None

    @classmethod
    def from_image(cls, image: Image, args: Sequence[bytes] = (),
                   max_memory: int = abi.HSX_MAX_MEMORY_DEFAULT) -> "Machine":
        """Return a machine about to execute the image's first instruction.

        `args` become argc and argv of a flat image, without NULs; the v1 model has no place for them. Raises
        MachineError when the image wants more than `max_memory` bytes, or the arguments do not fit its stack.
        """
        return FlatMachine.start(image, args, max_memory) if image.flat else V1Machine.start(image)

    @property
    def psw(self) -> int:
        """The flags as a byte: bit 0 Z, 1 C, 2 N, 3 V."""
        return self.z | self.c << 1 | self.n << 2 | self.v << 3

    @psw.setter
    def psw(self, value: int) -> None:
        self.z, self.c, self.n, self.v = (bool(value >> bit & 1) for bit in range(4))

    def pair(self, even: int) -> int:
        """Return the 64-bit value of the register pair that starts at the even register."""
        return self.regs[even] | self.regs[even + 1] << 32

    def set_pair(self, even: int, value: int) -> None:
        """Write a 64-bit value to a register pair, low word first."""
        self.regs[even] = value & M32
        self.regs[even + 1] = value >> 32

    def locate(self, address: int, size: int, *, store: bool) -> int:
        """Return where in `memory` the `size` bytes at guest `address` lie; raises MemoryFault."""
        raise NotImplementedError

    def read(self, address: int, size: int) -> bytes:
        """Return `size` bytes of data memory; raises MemoryFault. No byte is always readable."""
        start = self.locate(address, size, store=False) if size else 0
        return bytes(self.memory[start:start + size])

    def write(self, address: int, data: bytes) -> None:
        """Store bytes as the guest would; raises MemoryFault and then has stored nothing."""
        if data:
            start = self.locate(address, len(data), store=True)
            self.memory[start:start + len(data)] = data

    def load8(self, address: int) -> int:
        """Return the byte at `address`, zero-extended."""
        return self.memory[self.locate(address, 1, store=False)]

    def load8s(self, address: int) -> int:
        """Return the byte at `address`, sign-extended to 32 bits."""
        return ((self.memory[self.locate(address, 1, store=False)] ^ 0x80) - 0x80) & M32

    def load16(self, address: int) -> int:
        """Return the half word at `address`, zero-extended."""
        value: int = _load16(self.memory, self.locate(address, 2, store=False))[0]
        return value

    def load16s(self, address: int) -> int:
        """Return the half word at `address`, sign-extended to 32 bits."""
        value: int = _load16s(self.memory, self.locate(address, 2, store=False))[0]
        return value & M32

    def load32(self, address: int) -> int:
        """Return the word at `address`."""
        value: int = _load32(self.memory, self.locate(address, 4, store=False))[0]
        return value

    def load64(self, address: int) -> int:
        """Return the double word at `address`."""
        value: int = _load64(self.memory, self.locate(address, 8, store=False))[0]
        return value

    def store8(self, address: int, value: int) -> None:
        """Store the low byte of `value`."""
        self.memory[self.locate(address, 1, store=True)] = value & 0xFF

    def store16(self, address: int, value: int) -> None:
        """Store the low half word of `value`."""
        _store16(self.memory, self.locate(address, 2, store=True), value & 0xFFFF)

    def store32(self, address: int, value: int) -> None:
        """Store a word."""
        _store32(self.memory, self.locate(address, 4, store=True), value)

    def store64(self, address: int, value: int) -> None:
        """Store a double word."""
        _store64(self.memory, self.locate(address, 8, store=True), value)

    def load_block(self, address: int, mask: int) -> tuple[int, ...]:
        """Return one word for each bit of `mask`, from `address` upward; all or none are accessible."""
        words = _BLOCKS[mask.bit_count()]
        start = self.locate(address, words.size, store=False) if mask else 0
        return words.unpack_from(self.memory, start)

    def store_block(self, address: int, mask: int) -> None:
        """Store the registers named by `mask` from `address` upward, lowest first; all or none."""
        words = _BLOCKS[mask.bit_count()]
        start = self.locate(address, words.size, store=True) if mask else 0
        words.pack_into(self.memory, start, *[self.regs[n] for n in _named(mask)])

    def set_registers(self, mask: int, words: tuple[int, ...]) -> None:
        """Write `words` to the registers named by `mask`, lowest first."""
        for n, word in zip(_named(mask), words, strict=True):
            self.regs[n] = word

    def fault(self, code: int) -> NoReturn:
        """End the run: this instruction cannot be executed."""
        raise Fault(code)

    def end_task(self) -> NoReturn:
        """End the run and the task: a return from the outermost function."""
        raise TopLevelReturn

    def system_call(self, module: int, function: int) -> NoReturn:
        """End the run after this instruction with a system call."""
        raise Halt(Syscall(module, function))

    def breakpoint(self, number: int) -> NoReturn:
        """End the run after this instruction, a BRK."""
        raise Halt(Breakpoint(self.pc - 4, number))

    def release(self) -> None:
        """Give the memory back, after the last use; else it stays until the next collection of reference cycles."""
        self.decoded = None
        self.memory = memoryview(b"")
        self.residence = None

    def state_hash(self) -> str:
        """Return SHA-256 over everything that decides what happens next, and the counts, in hex."""
        import hashlib  # costs as much as the rest of the room to import, and few runs hash

        digest = hashlib.sha256(self.model.value.encode())
        numbers = (*self.regs, self.pc, self.sp, self.psw, self.depth, self.stack_limit, self.count, self.extra)
        digest.update(struct.pack("<21I2Q", *numbers))
        digest.update(self.memory)
        return digest.hexdigest()


class V1Machine(Machine):
    """The published model: 64 KiB, all of it writable, addresses taken modulo 2^16; R15 follows SP."""

    __slots__ = ()
    model = Model.V1
    flat = False

    @classmethod
    def start(cls, image: Image) -> "V1Machine":
        """Return a machine at the image's entry; data that would pass the end of memory is dropped, as ever."""
        machine = cls(image.code, isa=int(image.isa), mem_size=abi.HSX_V1_MEM_SIZE, data_base=0)
        data = image.data[:max(0, abi.HSX_V1_MEM_SIZE - image.data_base)]
        if data:
            machine.write(image.data_base, data)
        machine.pc = image.entry
        machine.sp = abi.HSX_V1_STACK_TOP
        machine.stack_limit = max(0, abi.HSX_V1_STACK_TOP - image.stack_size)
        return machine

    def locate(self, address: int, size: int, *, store: bool) -> int:  # noqa: ARG002 - everything is writable
        """Mask the address; an access that runs past 0xFFFF faults, it does not wrap."""
        start = address & 0xFFFF
        if start + size > 0x10000:
            raise MemoryFault(MEM_FAULT, start)
        return start

    def load32(self, address: int) -> int:
        """Return the word at `address`."""
        address &= 0xFFFF
        if address > 0xFFFC:
            raise MemoryFault(MEM_FAULT, address)
        value: int = _load32(self.memory, address)[0]
        return value

    def store32(self, address: int, value: int) -> None:
        """Store a word."""
        address &= 0xFFFF
        if address > 0xFFFC:
            raise MemoryFault(MEM_FAULT, address)
        _store32(self.memory, address, value)


class FlatMachine(Machine):
    """The model of our compiler: data_base..mem_size is accessible, the constants at its start only for reading."""

    __slots__ = ()
    model = Model.FLAT
    flat = True

    @classmethod
    def start(cls, image: Image, args: Sequence[bytes], max_memory: int) -> "FlatMachine":
        """Return a machine at the image's entry with argc in R1, argv in R2 and SP just below the arguments."""
        if image.mem_size > max_memory:
            raise MachineError(f"the image asks for {image.mem_size} bytes of memory, the limit is {max_memory}")
        machine = cls(image.code, isa=int(image.isa | abi.Isa.INT), mem_size=image.mem_size, data_base=image.data_base,
                      ro_size=image.ro_size)
        machine.memory[image.data_base:image.data_base + len(image.data)] = image.data
        machine.pc = image.entry
        machine.stack_limit = image.mem_size - image.stack_size
        machine.sp = machine.place_arguments(args)
        machine.regs[1] = len(args)
        machine.regs[2] = machine.sp
        return machine

    def place_arguments(self, args: Sequence[bytes]) -> int:
        """Store strings and the NULL-terminated argv at the top of memory; return argv's address."""
        strings = b"".join(text + b"\0" for text in args)
        first = self.mem_size - len(strings)
        argv = (first - 4 * (len(args) + 1)) & ~3
        if argv < self.stack_limit:
            room = self.mem_size - self.stack_limit
            raise MachineError(f"the arguments take {self.mem_size - argv} bytes, the image's stack has {room}")
        pointers: list[int] = []
        for text in args:
            pointers.append(first)
            first += len(text) + 1
        struct.pack_into(f"<{len(args)}I", self.memory, argv, *pointers)
        self.memory[self.mem_size - len(strings):self.mem_size] = strings
        return argv

    def locate(self, address: int, size: int, *, store: bool) -> int:
        """Check the range; stores below the end of the constants are READ_ONLY faults."""
        if address < self.data_base or address + size > self.mem_size:
            raise MemoryFault(MEM_FAULT, address)
        if store and address < self.ro_end:
            raise MemoryFault(READ_ONLY, address)
        return address

    def load8(self, address: int) -> int:
        """Return the byte at `address`, zero-extended."""
        if self.data_base <= address < self.mem_size:
            return self.memory[address]
        raise MemoryFault(MEM_FAULT, address)

    def load32(self, address: int) -> int:
        """Return the word at `address`."""
        if self.data_base <= address <= self.mem_size - 4:
            value: int = _load32(self.memory, address)[0]
            return value
        raise MemoryFault(MEM_FAULT, address)

    def store8(self, address: int, value: int) -> None:
        """Store the low byte of `value`."""
        if self.ro_end <= address < self.mem_size:
            self.memory[address] = value & 0xFF
        else:
            self.locate(address, 1, store=True)

    def store32(self, address: int, value: int) -> None:
        """Store a word."""
        if self.ro_end <= address <= self.mem_size - 4:
            _store32(self.memory, address, value)
        else:
            self.locate(address, 4, store=True)


@cache
def _named(mask: int) -> tuple[int, ...]:
    """Return the numbers of the registers in a mask, lowest first."""
    return tuple(n for n in range(16) if mask >> n & 1)
