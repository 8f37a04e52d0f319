"""Machine code before it is text: instructions of hxe/isa.py over virtual and physical registers.

Registers are ints: 0..15 physical, from FIRST_VIRTUAL on virtual. A virtual register may be a pair (a 64-bit value);
allocation gives it an even register. Besides the instruction set there are pseudo instructions:

    ENTER   defs = parameters                  parallel copy out of the argument registers (fixed_sources)
    ARGS    uses = values                      parallel copy into the argument registers (fixed_targets), before a call
    COPY    def <- use                         one register or pair; disappears if both get the same register
    CONST64 def pair <- imm                    two words
    LOW, HIGH  def <- half of a pair           ORHALVES def <- low | high
    PAIR    def pair <- use, use               low and high word
    RETURN  uses = fixed                       epilogue and return

Memory operands on the own stack frame hold a `FrameRef` until frame.py knows the offsets.
"""

import re
from dataclasses import dataclass, field

from hxe.isa import ROWS, Row, Shape
from toolchain.diagnostics import Span

FIRST_VIRTUAL = 16


@dataclass(frozen=True, slots=True)
class Sym:
    """The address of a symbol plus an offset, resolved by the linker; `far`: it may not fit LDIW."""

    name: str
    offset: int = 0
    far: bool = False

    def __str__(self) -> str:
        return self.name if not self.offset else f"{self.name}{self.offset:+d}"


@dataclass(slots=True, eq=False)
class FrameObject:
    """A piece of the stack frame; `offset` from SP is known after layout_frame."""

    size: int
    align: int = 4
    name: str = ""
    offset: int = -1


@dataclass(frozen=True, slots=True)
class FrameRef:
    """`offset` bytes into a frame object; `base` None: into the incoming stack arguments."""

    base: FrameObject | None
    offset: int = 0


@dataclass(slots=True, eq=False, repr=False)
class MBlock:
    """A block: phis, instructions, and where control goes; `targets` are the blocks the terminators name, in order."""

    number: int
    ins: list["MIns"] = field(default_factory=list)
    phis: list["Phi"] = field(default_factory=list)
    successors: list["MBlock"] = field(default_factory=list)
    predecessors: list["MBlock"] = field(default_factory=list)
    depth: int = 0  # loop nesting

    def __repr__(self) -> str:
        return f"block {self.number}"


Imm = int | Sym | FrameRef | MBlock


@dataclass(slots=True, eq=False)
class MIns:
    """One instruction: `defs` + `uses` are the registers in the row's slot order, `imms` the other slots in order.

    `fixed`: for ENTER and ARGS the physical registers parallel to defs or uses; for calls and RETURN the physical
    registers read. `sources`: for ARGS, constants (register, Imm) loaded after the copies.
    """

    op: str
    defs: list[int]
    uses: list[int]
    imms: list[Imm] = field(default_factory=list)
    fixed: list[int] = field(default_factory=list)
    constants: list[tuple[int, Imm]] = field(default_factory=list)
    is_call: bool = False
    span: Span | None = None


@dataclass(slots=True, eq=False)
class Phi:
    """`target` takes the operand of the predecessor that control came from: a register or a constant."""

    target: int
    operands: dict[MBlock, "int | Constant"]


@dataclass(frozen=True, slots=True)
class Constant:
    """A constant phi operand; `wide`: 64 bits."""

    value: Imm
    wide: bool = False


@dataclass(slots=True, eq=False)
class MFunction:
    """A function being compiled. `pairs[n]`: whether virtual register FIRST_VIRTUAL + n is a pair."""

    name: str
    blocks: list[MBlock] = field(default_factory=list)
    pairs: list[bool] = field(default_factory=list)
    frame: list[FrameObject] = field(default_factory=list)
    outgoing: FrameObject = field(default_factory=lambda: FrameObject(0))
    saved: list[int] = field(default_factory=list)  # callee-saved registers in use
    next_block: int = 0
    dynamic: FrameObject | None = None  # in functions that move SP: where the memory taken last begins

    def virtual(self, wide: bool = False) -> int:
        """Return a new virtual register."""
        self.pairs.append(wide)
        return FIRST_VIRTUAL + len(self.pairs) - 1

    def is_pair(self, register: int) -> bool:
        """Whether a virtual register holds 64 bits."""
        return self.pairs[register - FIRST_VIRTUAL]

    def new_block(self, depth: int = 0) -> MBlock:
        """Return a new empty block (not yet in `blocks`)."""
        self.next_block += 1
        return MBlock(self.next_block - 1, depth=depth)


_SYNTAX = {
    Shape.REGISTER: "R%s", Shape.PAIR: "R%s", Shape.IMMEDIATE: "#%s", Shape.MEMORY: "[R%s+%s]",
    Shape.INDEXED: "[R%s+(R%s<<%s)+%s]", Shape.ABSOLUTE: "[#%s]", Shape.STACK: "[SP+%s]", Shape.TARGET: "%s",
    Shape.REGISTERS: "#%s", Shape.CALL_NUMBER: "MOD=%s, FN=%s", Shape.CODE_ADDRESS: "%s", Shape.LITERAL: "%s",
}
_REGISTER_SLOT = re.compile(r"[abcd]{1,2}")


def _template(row: Row) -> tuple[str, tuple[bool, ...]]:
    text = ", ".join(_SYNTAX[operand.shape] for operand in row.operands)
    slots = [slot for operand in row.operands for slot in operand.slots]
    return f"{row.name} {text}".rstrip(), tuple(bool(_REGISTER_SLOT.fullmatch(slot.name)) for slot in slots)


TEMPLATES = {row.name: _template(row) for row in ROWS}
