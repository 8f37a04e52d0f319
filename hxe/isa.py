"""The instruction table: one row per HSX-1 and HSX-2 instruction, and what follows directly from a row.

A row gives mnemonic, opcode, word format, operands, register-transfer text, flags, and whether it ends a basic block.
Encoder, decoder, assembler operand checks, disassembler, interpreter dispatch and docs/isa.md derive from the rows;
the meaning of each row is one function of the same name in emulator/cpu/semantics.

    31     24 23  20 19  16 15  12 11   8 7     0
    | opcode  |  a   |  b   |  c   |  d   |  fn   |   R   registers, sub-function fn
    | opcode  |  a   |  b   |  c   |    imm12     |   V   imm12 also as sh (2 bits) . s10
    | opcode  |  a   |  b   |       imm16         |   I
    | opcode  |  a   |          imm20             |   A
    | opcode  |             imm24                 |   J

Mnemonic grammar: a v1 name with Q added is the same operation without flags; I = immediate, U = unsigned,
B/H = byte/half (zero-extended), BS/HS = sign-extended, X = indexed, A = absolute, trailing F/D/L = float32, float64,
64-bit integer. CVTxy converts to x from y, where W/U = s32/u32, L/V = s64/u64, H/F/D = f16/f32/f64.

Operands are written as a template, for example `a, [b+s12]`. Its names are slots (SLOTS): a..d registers, aa..dd even
registers of a pair, s12 u16 ... immediates, `@s24` branch distances in words. HSX-1 ignores bits that no slot uses
(the published system did); in HSX-2 they must be zero, any other word is an illegal instruction.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, IntFlag, auto

from hxe.errors import IsaError


class Extension(IntFlag):
    """Bits of the image header's isa word."""

    INT = 1
    I64 = 2
    F32 = 4
    F64 = 8
    FLAT = 1 << 31


NO_EXTENSION = Extension(0)

FIELDS: Mapping[str, tuple[int, int]] = {  # name -> lowest bit, width
    "a": (20, 4), "b": (16, 4), "c": (12, 4), "d": (8, 4), "fn": (0, 8),
    "imm12": (0, 12), "imm16": (0, 16), "imm20": (0, 20), "imm24": (0, 24),
    "imm10": (0, 10), "scale": (10, 2), "imm5": (0, 5), "cd": (8, 8), "cd6": (8, 6), "pos": (0, 5), "len": (5, 5),
    "low8": (0, 8), "module": (8, 4),
}


class Shape(Enum):
    """What an operand looks like in assembly."""

    REGISTER = auto()  # R3
    PAIR = auto()  # R4, meaning R4 (low word) and R5 (high word)
    IMMEDIATE = auto()  # #12 or 12
    MEMORY = auto()  # [R1+8]
    INDEXED = auto()  # [R1 + (R2 << 2) + 8]
    ABSOLUTE = auto()  # [#0x4000]
    STACK = auto()  # [SP+8]
    TARGET = auto()  # a label: distance in words from the instruction itself
    CODE_ADDRESS = auto()  # a label: absolute byte address (v1 jumps)
    REGISTERS = auto()  # {R8-R11, R15}
    CALL_NUMBER = auto()  # MOD=5, FN=2
    LITERAL = auto()  # a 32-bit word after the instruction word


@dataclass(frozen=True, slots=True)
class Slot:
    """One operand value of an instruction: where its bits are and what they mean.

    The value is what an assembly programmer writes: `low`..`high` inclusive; the bits hold value - bias.
    """

    name: str
    field: str
    low: int
    high: int
    bias: int = 0
    pair: bool = False

    def insert(self, value: int) -> int:
        """Return the word bits for `value`; raises IsaError when it is out of range or an odd pair."""
        if not self.low <= value <= self.high:
            raise IsaError(f"{value} does not fit: expected {self.low}..{self.high}")
        if self.pair and value & 1:
            raise IsaError(f"R{value} cannot start a register pair: expected an even register")
        shift, width = FIELDS[self.field]
        return ((value - self.bias) & ((1 << width) - 1)) << shift

    def extract(self, word: int) -> int:
        """Return the operand value held in `word`."""
        shift, width = FIELDS[self.field]
        value = (word >> shift) & ((1 << width) - 1)
        if self.low < 0 and value >> (width - 1):
            value -= 1 << width
        return value + self.bias


def _signed(name: str, where: str) -> Slot:
    width = FIELDS[where][1]
    return Slot(name, where, -(1 << (width - 1)), (1 << (width - 1)) - 1)


def _unsigned(name: str, where: str) -> Slot:
    return Slot(name, where, 0, (1 << FIELDS[where][1]) - 1)


SLOTS: Mapping[str, Slot] = {
    **{name: _unsigned(name, name) for name in "abcd"},
    **{name * 2: Slot(name * 2, name, 0, 14, pair=True) for name in "abcd"},
    "s12": _signed("s12", "imm12"), "u12": _unsigned("u12", "imm12"),
    "s16": _signed("s16", "imm16"), "u16": _unsigned("u16", "imm16"),
    "s20": _signed("s20", "imm20"), "u20": _unsigned("u20", "imm20"),
    "s24": _signed("s24", "imm24"), "s10": _signed("s10", "imm10"),
    "u5": _unsigned("u5", "imm5"), "u6": _unsigned("u6", "cd6"), "s8": _signed("s8", "cd"),
    "sh": _unsigned("sh", "scale"), "ks": _signed("ks", "b"), "ku": _unsigned("ku", "b"),
    "pos": _unsigned("pos", "pos"), "len": Slot("len", "len", 1, 32, bias=1),
    "m16": _unsigned("m16", "imm16"), "u8": _unsigned("u8", "low8"),
    "mod": _unsigned("mod", "module"), "fun": _unsigned("fun", "low8"),
}
LITERAL_SLOT = Slot("w32", "", 0, 0xFFFFFFFF)

_SHAPES: tuple[tuple[str, Shape], ...] = (  # first match decides
    (r"[abcd]", Shape.REGISTER), (r"aa|bb|cc|dd", Shape.PAIR), (r"#\w+", Shape.IMMEDIATE),
    (r"\[b\+s12\]", Shape.MEMORY), (r"\[b\+c<<sh\+s10\]", Shape.INDEXED), (r"\[#u20\]", Shape.ABSOLUTE),
    (r"\[SP\+u20\]", Shape.STACK), (r"@s\d+", Shape.TARGET), (r"@u12", Shape.CODE_ADDRESS),
    (r"\{m16\}", Shape.REGISTERS), (r"mod:fun", Shape.CALL_NUMBER), (r"w32", Shape.LITERAL),
)


@dataclass(frozen=True, slots=True)
class Operand:
    """One operand as written between commas: its shape and the slots it fills, in order."""

    text: str
    shape: Shape
    slots: tuple[Slot, ...]


def _operand(text: str) -> Operand:
    shape = next(shape for pattern, shape in _SHAPES if re.fullmatch(pattern, text))
    if shape is Shape.LITERAL:
        return Operand(text, shape, (LITERAL_SLOT,))
    names = re.findall(r"[a-z]+\d*", text)
    return Operand(text, shape, tuple(SLOTS[name] for name in names))


@dataclass(frozen=True, slots=True)
class Row:
    """One instruction. `fn` is the sub-function of opcodes that hold several, None elsewhere.

    `writes` and `reads` name PSW flags (subset of "ZCNV"). `extensions` are the bits an image that uses the row must
    declare in its header's isa word. `table` marks TBR, whose n + 1 offset words follow it in the code. `hidden`
    slots come after those of the operands and are not written in assembly, where they are 0.
    """

    name: str
    opcode: int
    operands: tuple[Operand, ...]
    effect: str
    writes: str = ""
    reads: str = ""
    ends_block: bool = False
    fn: int | None = None
    extensions: Extension = NO_EXTENSION
    table: bool = False
    hidden: tuple[Slot, ...] = ()
    slots: tuple[Slot, ...] = field(init=False)
    match: int = field(init=False)
    mask: int = field(init=False)

    def __post_init__(self) -> None:
        slots = tuple(slot for operand in self.operands for slot in operand.slots) + self.hidden
        object.__setattr__(self, "slots", slots)
        object.__setattr__(self, "match", self.opcode << 24 | (self.fn or 0))
        used = sum(((1 << FIELDS[s.field][1]) - 1) << FIELDS[s.field][0] for s in slots if s is not LITERAL_SLOT)
        object.__setattr__(self, "mask", 0xFFFFFFFF & ~used if self.hsx2 else 0xFF << 24)

    @property
    def hsx2(self) -> bool:
        """Whether the row belongs to HSX-2: opcode bit 7."""
        return self.opcode >= 0x80

    @property
    def has_literal(self) -> bool:
        """Whether a 32-bit literal word follows (LDI32)."""
        return any(slot is LITERAL_SLOT for slot in self.slots)



def row(name: str, opcode: int, operands: str, effect: str, *, writes: str = "", reads: str = "",
        ends_block: bool = False, fn: int | None = None, ext: Extension | None = None, table: bool = False,
        hidden: tuple[Slot, ...] = ()) -> Row:
    """Build one row; `operands` is the template described in the module docstring."""
    if ext is None:
        ext = Extension.INT if opcode >= 0x80 else NO_EXTENSION
    parts = tuple(_operand(text.strip()) for text in operands.split(",")) if operands else ()
    return Row(name, opcode, parts, effect, writes, reads, ends_block, fn, ext, table, hidden)


def _numbered(opcode: int, *rows: tuple[str, str, str]) -> tuple[Row, ...]:
    """Rows of consecutive opcodes from `opcode`: (name, operands, effect)."""
    return tuple(row(name, opcode + n, operands, effect) for n, (name, operands, effect) in enumerate(rows))


def _functions(opcode: int, ext: Extension, *rows: tuple[str, int, str, str] | tuple[str, int, str, str, Extension],
               ) -> tuple[Row, ...]:
    """Rows that share `opcode`: (name, fn, operands, effect[, further extension])."""
    return tuple(row(r[0], opcode, r[2], r[3], fn=r[1], ext=ext | r[4] if len(r) == 5 else ext) for r in rows)


HSX1: tuple[Row, ...] = (
    row("LDI", 0x01, "a, #s12", "a <- s12"),
    row("LD", 0x02, "a, [b+s12]", "a <- mem32[b + s12]"),
    row("ST", 0x03, "[b+s12], c", "mem32[b + s12] <- c"),
    row("MOV", 0x04, "a, b", "a <- b"),
    row("LDB", 0x06, "a, [b+s12]", "a <- zext(mem8[b + s12])"),
    row("LDH", 0x07, "a, [b+s12]", "a <- zext(mem16[b + s12])"),
    row("STB", 0x08, "[b+s12], c", "mem8[b + s12] <- c"),
    row("STH", 0x09, "[b+s12], c", "mem16[b + s12] <- c"),
    row("ADD", 0x10, "a, b, c", "a <- b + c; C carry out, V signed overflow", writes="ZCNV"),
    row("SUB", 0x11, "a, b, c", "a <- b - c; C no borrow, V signed overflow", writes="ZCNV"),
    row("MUL", 0x12, "a, b, c", "a <- low32(b * c) unsigned; C = V = high word != 0", writes="ZCNV"),
    row("DIV", 0x13, "a, b, c", "a <- b / c signed toward zero; c = 0 faults; C = V = 0", writes="ZCNV"),
    row("AND", 0x14, "a, b, c", "a <- b & c; C = V = 0", writes="ZCNV"),
    row("OR", 0x15, "a, b, c", "a <- b | c; C = V = 0", writes="ZCNV"),
    row("XOR", 0x16, "a, b, c", "a <- b ^ c; C = V = 0", writes="ZCNV"),
    row("NOT", 0x17, "a, b", "a <- ~b; C = V = 0", writes="ZCNV"),
    row("CMP", 0x20, "b, c", "flags of b - c", writes="ZCNV"),
    row("JMP", 0x21, "@u12", "pc <- u12", ends_block=True),
    row("JZ", 0x22, "@u12", "if Z: pc <- u12", reads="Z", ends_block=True),
    row("JNZ", 0x23, "@u12", "if !Z: pc <- u12", reads="Z", ends_block=True),
    row("CALL", 0x24, "@s12", "push pc + 4; pc <- ((field b != 0 ? b : pc) + s12 * 4) & 0xFFFF", ends_block=True,
        hidden=(SLOTS["b"],)),
    row("RET", 0x25, "", "pc <- pop; in the v1 model with no call outstanding: exit with R0", ends_block=True),
    row("SVC", 0x30, "mod:fun", "stop: system call (mod, fun)", ends_block=True),
    row("LSL", 0x31, "a, b, c", "a <- b << (c & 31); V = 0, C last bit out, kept if c & 31 = 0",
        writes="ZCNV", reads="C"),
    row("LSR", 0x32, "a, b, c", "a <- b >> (c & 31); V = 0, C as LSL", writes="ZCNV", reads="C"),
    row("ASR", 0x33, "a, b, c", "a <- b >>s (c & 31); V = 0, C as LSL", writes="ZCNV", reads="C"),
    row("ADC", 0x34, "a, b, c", "a <- b + c + C; V with c + C wrapped", writes="ZCNV", reads="C"),
    row("SBC", 0x35, "a, b, c", "a <- b - c - !C; C no borrow, V with c + !C wrapped", writes="ZCNV", reads="C"),
    row("PUSH", 0x40, "b", "SP <- SP - 4; mem32[SP] <- b; below the stack limit faults"),
    row("POP", 0x41, "a", "a <- mem32[SP]; SP <- SP + 4"),
    row("FADD", 0x50, "a, b, c", "low16(a) <- f16(b) + f16(c); high half of a kept"),
    row("FSUB", 0x51, "a, b, c", "low16(a) <- f16(b) - f16(c); high half of a kept"),
    row("FMUL", 0x52, "a, b, c", "low16(a) <- f16(b) * f16(c); high half of a kept"),
    row("FDIV", 0x53, "a, b, c", "low16(a) <- f16(b) / f16(c), a zero divisor taken as +inf; high half of a kept"),
    row("I2F", 0x54, "a, b", "low16(a) <- f16(s32(b)); high half of a kept"),
    row("F2I", 0x55, "a, b", "a <- s32(f16(b)) toward zero"),
    row("LDI32", 0x60, "a, w32", "a <- w32, the word after this one; pc <- pc + 8"),
    row("BRK", 0x7F, "#u8", "stop: breakpoint u8", ends_block=True),
)

_INTEGER: tuple[Row, ...] = (
    *_numbered(
        0x80,
        ("LDIW", "a, #s20", "a <- s20"),
        ("ADDI", "a, b, #s16", "a <- b + s16"),
        ("RSBI", "a, b, #s16", "a <- s16 - b"),
        ("MULI", "a, b, #s16", "a <- b * s16"),
        ("SLTI", "a, b, #s16", "a <- s32(b) < s16 ? 1 : 0"),
        ("SLTUI", "a, b, #s16", "a <- b < u32(s16) ? 1 : 0"),
        ("SEQI", "a, b, #s16", "a <- b = s16 ? 1 : 0"),
        ("SNEI", "a, b, #s16", "a <- b != s16 ? 1 : 0"),
        ("ANDI", "a, b, #u16", "a <- b & u16"),
        ("BICI", "a, b, #u16", "a <- b & ~u16"),
        ("ORI", "a, b, #u16", "a <- b | u16"),
        ("XORI", "a, b, #u16", "a <- b ^ u16"),
        ("SHLI", "a, b, #u5", "a <- b << u5"),
        ("SHRI", "a, b, #u5", "a <- b >> u5"),
        ("SARI", "a, b, #u5", "a <- b >>s u5"),
        ("RORI", "a, b, #u5", "a <- b rotated right by u5"),
    ),
    *_numbered(
        0x90,
        ("ADDQ", "a, b, c", "a <- b + c"),
        ("SUBQ", "a, b, c", "a <- b - c"),
        ("MULQ", "a, b, c", "a <- low32(b * c)"),
        ("DIVQ", "a, b, c", "a <- s32(b) / s32(c) toward zero; c = 0 faults"),
        ("DIVU", "a, b, c", "a <- b / c unsigned; c = 0 faults"),
        ("REM", "a, b, c", "a <- s32(b) rem s32(c), sign of b; c = 0 faults"),
        ("REMU", "a, b, c", "a <- b rem c unsigned; c = 0 faults"),
        ("MULH", "a, b, c", "a <- high32(s32(b) * s32(c))"),
        ("MULHU", "a, b, c", "a <- high32(b * c) unsigned"),
        ("ANDQ", "a, b, c", "a <- b & c"),
        ("ORQ", "a, b, c", "a <- b | c"),
        ("XORQ", "a, b, c", "a <- b ^ c"),
        ("BIC", "a, b, c", "a <- b & ~c"),
        ("SHL", "a, b, c", "a <- b << (c & 31)"),
        ("SHR", "a, b, c", "a <- b >> (c & 31)"),
        ("SAR", "a, b, c", "a <- b >>s (c & 31)"),
        ("ROR", "a, b, c", "a <- b rotated right by c & 31"),
        ("SLT", "a, b, c", "a <- s32(b) < s32(c) ? 1 : 0"),
        ("SLTU", "a, b, c", "a <- b < c ? 1 : 0"),
        ("SEQ", "a, b, c", "a <- b = c ? 1 : 0"),
        ("SNE", "a, b, c", "a <- b != c ? 1 : 0"),
        ("MIN", "a, b, c", "a <- signed minimum of b and c"),
        ("MAX", "a, b, c", "a <- signed maximum of b and c"),
        ("MINU", "a, b, c", "a <- unsigned minimum of b and c"),
        ("MAXU", "a, b, c", "a <- unsigned maximum of b and c"),
        ("MADD", "a, b, c, d", "a <- b * c + d"),
        ("SEL", "a, d, b, c", "a <- d != 0 ? b : c"),
        ("FSHR", "a, b, c, d", "a <- low32((b : c) >> (d & 31)), b the high word"),
        ("SXTB", "a, b", "a <- sext8(b)"),
        ("SXTH", "a, b", "a <- sext16(b)"),
        ("CLZ", "a, b", "a <- leading zero bits of b, 32 for 0"),
        ("CTZ", "a, b", "a <- trailing zero bits of b, 32 for 0"),
        ("POPC", "a, b", "a <- one bits of b"),
        ("REV", "a, b", "a <- b with its bytes reversed"),
        ("EXTU", "a, b, #pos, #len", "a <- zext(b[pos + len - 1 : pos]); pos + len > 32 is illegal"),
        ("EXTS", "a, b, #pos, #len", "a <- sext(b[pos + len - 1 : pos]); pos + len > 32 is illegal"),
        ("INS", "a, b, #pos, #len", "a[pos + len - 1 : pos] <- b; pos + len > 32 is illegal"),
        ("LDX", "a, [b+c<<sh+s10]", "a <- mem32[b + (c << sh) + s10]"),
        ("LDHX", "a, [b+c<<sh+s10]", "a <- zext(mem16[b + (c << sh) + s10])"),
        ("LDHSX", "a, [b+c<<sh+s10]", "a <- sext(mem16[b + (c << sh) + s10])"),
        ("LDBX", "a, [b+c<<sh+s10]", "a <- zext(mem8[b + (c << sh) + s10])"),
        ("LDBSX", "a, [b+c<<sh+s10]", "a <- sext(mem8[b + (c << sh) + s10])"),
        ("STX", "[b+c<<sh+s10], a", "mem32[b + (c << sh) + s10] <- a"),
        ("STHX", "[b+c<<sh+s10], a", "mem16[b + (c << sh) + s10] <- a"),
        ("STBX", "[b+c<<sh+s10], a", "mem8[b + (c << sh) + s10] <- a"),
        ("LDHS", "a, [b+s12]", "a <- sext(mem16[b + s12])"),
        ("LDBS", "a, [b+s12]", "a <- sext(mem8[b + s12])"),
        ("LDA", "a, [#u20]", "a <- mem32[u20]"),
        ("LDHA", "a, [#u20]", "a <- zext(mem16[u20])"),
        ("LDHSA", "a, [#u20]", "a <- sext(mem16[u20])"),
        ("LDBA", "a, [#u20]", "a <- zext(mem8[u20])"),
        ("LDBSA", "a, [#u20]", "a <- sext(mem8[u20])"),
        ("STA", "[#u20], a", "mem32[u20] <- a"),
        ("STHA", "[#u20], a", "mem16[u20] <- a"),
        ("STBA", "[#u20], a", "mem8[u20] <- a"),
        ("LDS", "a, [SP+u20]", "a <- mem32[SP + u20]"),
        ("LDSH", "a, [SP+u20]", "a <- zext(mem16[SP + u20])"),
        ("LDSHS", "a, [SP+u20]", "a <- sext(mem16[SP + u20])"),
        ("LDSB", "a, [SP+u20]", "a <- zext(mem8[SP + u20])"),
        ("LDSBS", "a, [SP+u20]", "a <- sext(mem8[SP + u20])"),
        ("STS", "[SP+u20], a", "mem32[SP + u20] <- a"),
        ("STSH", "[SP+u20], a", "mem16[SP + u20] <- a"),
        ("STSB", "[SP+u20], a", "mem8[SP + u20] <- a"),
        ("LDD", "aa, [b+s12]", "aa <- mem64[b + s12]"),
        ("STD", "[b+s12], aa", "mem64[b + s12] <- aa"),
        ("LDSD", "aa, [SP+u20]", "aa <- mem64[SP + u20]"),
        ("STSD", "[SP+u20], aa", "mem64[SP + u20] <- aa"),
        ("PUSHM", "{m16}", "SP <- SP - 4 * registers; mem32[SP ...] <- them, lowest first; all or nothing"),
        ("POPM", "{m16}", "registers <- mem32[SP ...], lowest first; SP <- SP + 4 * registers; all or nothing"),
    ),
    row("POPRET", 0xD6, "{m16}", "as POPM, then as RET; all or nothing", ends_block=True),
    *_numbered(
        0xD7,
        ("ADJSP", "#s20", "SP <- SP + s20; below the stack limit faults"),
        ("SETSP", "b", "SP <- b; below the stack limit faults"),
        ("LEASP", "a, #u20", "a <- SP + u20"),
        ("GETSP", "a", "a <- SP"),
    ),
    row("BR", 0xDB, "@s24", "pc <- pc + 4 * s24", ends_block=True),
    row("BEQ", 0xDC, "a, b, @s16", "if a = b: pc <- pc + 4 * s16", ends_block=True),
    row("BNE", 0xDD, "a, b, @s16", "if a != b: pc <- pc + 4 * s16", ends_block=True),
    row("BLT", 0xDE, "a, b, @s16", "if s32(a) < s32(b): pc <- pc + 4 * s16", ends_block=True),
    row("BGE", 0xDF, "a, b, @s16", "if s32(a) >= s32(b): pc <- pc + 4 * s16", ends_block=True),
    row("BLTU", 0xE0, "a, b, @s16", "if a < b unsigned: pc <- pc + 4 * s16", ends_block=True),
    row("BGEU", 0xE1, "a, b, @s16", "if a >= b unsigned: pc <- pc + 4 * s16", ends_block=True),
    row("BEQI", 0xE2, "a, #ks, @s16", "if a = ks: pc <- pc + 4 * s16", ends_block=True),
    row("BNEI", 0xE3, "a, #ks, @s16", "if a != ks: pc <- pc + 4 * s16", ends_block=True),
    row("BLTI", 0xE4, "a, #ks, @s16", "if s32(a) < ks: pc <- pc + 4 * s16", ends_block=True),
    row("BGEI", 0xE5, "a, #ks, @s16", "if s32(a) >= ks: pc <- pc + 4 * s16", ends_block=True),
    row("BLTUI", 0xE6, "a, #ku, @s16", "if a < ku unsigned: pc <- pc + 4 * s16", ends_block=True),
    row("BGEUI", 0xE7, "a, #ku, @s16", "if a >= ku unsigned: pc <- pc + 4 * s16", ends_block=True),
    row("BZ", 0xE8, "@s24", "if Z: pc <- pc + 4 * s24", reads="Z", ends_block=True),
    row("BNZ", 0xE9, "@s24", "if !Z: pc <- pc + 4 * s24", reads="Z", ends_block=True),
    row("CALLW", 0xEA, "@s24", "push pc + 4; pc <- pc + 4 * s24", ends_block=True),
    row("CALLR", 0xEB, "b", "push pc + 4; pc <- b", ends_block=True),
    row("JMPR", 0xEC, "b", "pc <- b", ends_block=True),
    row("TBR", 0xED, "a, #u16", "pc <- pc + 4 * s32(code word min(a, u16) after this one)",
        ends_block=True, table=True),
)

_FLOAT32 = _functions(
    0xEE, Extension.F32,
    ("ADDF", 0x00, "a, b, c", "a <- b + c"),
    ("SUBF", 0x01, "a, b, c", "a <- b - c"),
    ("MULF", 0x02, "a, b, c", "a <- b * c"),
    ("DIVF", 0x03, "a, b, c", "a <- b / c"),
    ("SQRTF", 0x04, "a, b", "a <- square root of b"),
    ("NEGF", 0x05, "a, b", "a <- -b"),
    ("ABSF", 0x06, "a, b", "a <- |b|"),
    ("MINF", 0x07, "a, b, c", "a <- minimum of b and c; NaN if either is, -0 < +0"),
    ("MAXF", 0x08, "a, b, c", "a <- maximum of b and c; NaN if either is, -0 < +0"),
    ("CPSF", 0x09, "a, b, c", "a <- b with the sign bit of c"),
    ("SEQF", 0x0A, "a, b, c", "a <- b = c ? 1 : 0"),
    ("SLTF", 0x0B, "a, b, c", "a <- b < c ? 1 : 0"),
    ("SLEF", 0x0C, "a, b, c", "a <- b <= c ? 1 : 0"),
    ("CVTFW", 0x10, "a, b", "a <- f32(s32(b))"),
    ("CVTFU", 0x11, "a, b", "a <- f32(u32(b))"),
    ("CVTFH", 0x12, "a, b", "a <- f32(f16(low16(b)))"),
    ("CVTFD", 0x13, "a, bb", "a <- f32(f64(bb))", Extension.F64),
    ("CVTFL", 0x14, "a, bb", "a <- f32(s64(bb))", Extension.I64),
    ("CVTFV", 0x15, "a, bb", "a <- f32(u64(bb))", Extension.I64),
    ("CVTWF", 0x18, "a, b", "a <- s32(f32(b)), truncated, saturated, NaN 0"),
    ("CVTUF", 0x19, "a, b", "a <- u32(f32(b)), truncated, saturated, NaN 0"),
    ("CVTHF", 0x1A, "a, b", "a <- zext(f16(f32(b)))"),
    ("CVTLF", 0x1C, "aa, b", "aa <- s64(f32(b)), truncated, saturated, NaN 0", Extension.I64),
    ("CVTVF", 0x1D, "aa, b", "aa <- u64(f32(b)), truncated, saturated, NaN 0", Extension.I64),
)
_INTEGER64 = _functions(
    0xEF, Extension.I64,
    ("ADDL", 0x00, "aa, bb, cc", "aa <- bb + cc"),
    ("SUBL", 0x01, "aa, bb, cc", "aa <- bb - cc"),
    ("MULL", 0x02, "aa, bb, cc", "aa <- low64(bb * cc)"),
    ("DIVL", 0x03, "aa, bb, cc", "aa <- s64(bb) / s64(cc) toward zero; cc = 0 faults"),
    ("DIVUL", 0x04, "aa, bb, cc", "aa <- bb / cc unsigned; cc = 0 faults"),
    ("REML", 0x05, "aa, bb, cc", "aa <- s64(bb) rem s64(cc), sign of bb; cc = 0 faults"),
    ("REMUL", 0x06, "aa, bb, cc", "aa <- bb rem cc unsigned; cc = 0 faults"),
    ("NEGL", 0x07, "aa, bb", "aa <- -bb"),
    ("ANDL", 0x08, "aa, bb, cc", "aa <- bb & cc"),
    ("ORL", 0x09, "aa, bb, cc", "aa <- bb | cc"),
    ("XORL", 0x0A, "aa, bb, cc", "aa <- bb ^ cc"),
    ("MOVL", 0x0B, "aa, bb", "aa <- bb"),
    ("SHLL", 0x0C, "aa, bb, c", "aa <- bb << (c & 63)"),
    ("SHRL", 0x0D, "aa, bb, c", "aa <- bb >> (c & 63)"),
    ("SARL", 0x0E, "aa, bb, c", "aa <- bb >>s (c & 63)"),
    ("SEQL", 0x10, "a, bb, cc", "a <- bb = cc ? 1 : 0"),
    ("SNEL", 0x11, "a, bb, cc", "a <- bb != cc ? 1 : 0"),
    ("SLTL", 0x12, "a, bb, cc", "a <- s64(bb) < s64(cc) ? 1 : 0"),
    ("SLTUL", 0x13, "a, bb, cc", "a <- bb < cc unsigned ? 1 : 0"),
    ("SLEL", 0x14, "a, bb, cc", "a <- s64(bb) <= s64(cc) ? 1 : 0"),
    ("SLEUL", 0x15, "a, bb, cc", "a <- bb <= cc unsigned ? 1 : 0"),
    ("SXTL", 0x18, "aa, b", "aa <- s64(s32(b))"),
    ("ZXTL", 0x19, "aa, b", "aa <- zext(b)"),
    ("MULWL", 0x1A, "aa, b, c", "aa <- s64(s32(b)) * s64(s32(c))"),
    ("MULUWL", 0x1B, "aa, b, c", "aa <- zext(b) * zext(c)"),
)
_INTEGER64_IMMEDIATE = _functions(
    0xF0, Extension.I64,
    ("ADDLI", 0x00, "aa, bb, #s8", "aa <- bb + s8"),
    ("SHLLI", 0x01, "aa, bb, #u6", "aa <- bb << u6"),
    ("SHRLI", 0x02, "aa, bb, #u6", "aa <- bb >> u6"),
    ("SARLI", 0x03, "aa, bb, #u6", "aa <- bb >>s u6"),
)
_FLOAT64 = _functions(
    0xF1, Extension.F64,
    ("ADDD", 0x00, "aa, bb, cc", "aa <- bb + cc"),
    ("SUBD", 0x01, "aa, bb, cc", "aa <- bb - cc"),
    ("MULD", 0x02, "aa, bb, cc", "aa <- bb * cc"),
    ("DIVD", 0x03, "aa, bb, cc", "aa <- bb / cc"),
    ("SQRTD", 0x04, "aa, bb", "aa <- square root of bb"),
    ("NEGD", 0x05, "aa, bb", "aa <- -bb"),
    ("ABSD", 0x06, "aa, bb", "aa <- |bb|"),
    ("MIND", 0x07, "aa, bb, cc", "aa <- minimum of bb and cc; NaN if either is, -0 < +0"),
    ("MAXD", 0x08, "aa, bb, cc", "aa <- maximum of bb and cc; NaN if either is, -0 < +0"),
    ("CPSD", 0x09, "aa, bb, cc", "aa <- bb with the sign bit of cc"),
    ("SEQD", 0x0A, "a, bb, cc", "a <- bb = cc ? 1 : 0"),
    ("SLTD", 0x0B, "a, bb, cc", "a <- bb < cc ? 1 : 0"),
    ("SLED", 0x0C, "a, bb, cc", "a <- bb <= cc ? 1 : 0"),
    ("CVTDW", 0x10, "aa, b", "aa <- f64(s32(b))"),
    ("CVTDU", 0x11, "aa, b", "aa <- f64(u32(b))"),
    ("CVTDH", 0x12, "aa, b", "aa <- f64(f16(low16(b)))"),
    ("CVTDF", 0x13, "aa, b", "aa <- f64(f32(b))", Extension.F32),
    ("CVTDL", 0x14, "aa, bb", "aa <- f64(s64(bb))", Extension.I64),
    ("CVTDV", 0x15, "aa, bb", "aa <- f64(u64(bb))", Extension.I64),
    ("CVTWD", 0x18, "a, bb", "a <- s32(f64(bb)), truncated, saturated, NaN 0"),
    ("CVTUD", 0x19, "a, bb", "a <- u32(f64(bb)), truncated, saturated, NaN 0"),
    ("CVTHD", 0x1A, "a, bb", "a <- zext(f16(f64(bb)))"),
    ("CVTLD", 0x1C, "aa, bb", "aa <- s64(f64(bb)), truncated, saturated, NaN 0", Extension.I64),
    ("CVTVD", 0x1D, "aa, bb", "aa <- u64(f64(bb)), truncated, saturated, NaN 0", Extension.I64),
)
HSX2: tuple[Row, ...] = (*_INTEGER, *_FLOAT32, *_INTEGER64, *_INTEGER64_IMMEDIATE, *_FLOAT64)
ROWS: tuple[Row, ...] = (*HSX1, *HSX2)
BY_NAME: Mapping[str, Row] = {r.name: r for r in ROWS}
_BY_CODE: Mapping[tuple[int, int | None], Row] = {(r.opcode, r.fn): r for r in ROWS}
_HAS_FN = frozenset(r.opcode for r in ROWS if r.fn is not None)
assert len(BY_NAME) == len(_BY_CODE) == len(ROWS), "two rows share a name or an opcode"


@dataclass(frozen=True, slots=True)
class Insn:
    """One decoded instruction: its row and the value of each of its slots, in the row's order."""

    row: Row
    values: tuple[int, ...]

    @property
    def size(self) -> int:
        """Bytes of code it takes: 4, 8 with a literal, 8 + 4 * n for TBR with its table of n + 1 offsets."""
        if self.row.table:
            return 8 + 4 * self.values[1]
        return 8 if self.row.has_literal else 4

    def __getitem__(self, slot: str) -> int:
        """Return the value of the slot named `slot`."""
        return next(value for s, value in zip(self.row.slots, self.values, strict=True) if s.name == slot)


def encode(name: str, *values: int) -> tuple[int, ...]:
    """Return the word or words of an instruction from its slot values in order.

    Raises IsaError when a value does not fit its slot. TBR's table is not part of it.
    """
    found = BY_NAME[name]
    if len(values) != len(found.slots):
        raise IsaError(f"{name} takes {len(found.slots)} operand values, not {len(values)}")
    word = found.match
    literal: tuple[int, ...] = ()
    for slot, value in zip(found.slots, values, strict=True):
        if slot is LITERAL_SLOT:
            literal = (value & 0xFFFFFFFF,)
        else:
            word |= slot.insert(value)
    _check_bit_range(found, values)
    return (word, *literal)


def decode(word: int, literal: int = 0) -> Insn:
    """Return the instruction that `word` (and the word after it, for LDI32) encodes; raises IsaError if it is none."""
    opcode = word >> 24
    found = _BY_CODE.get((opcode, word & 0xFF if opcode in _HAS_FN else None))
    if found is None or word & found.mask != found.match:
        raise IsaError(f"0x{word:08X} is no instruction")
    values = tuple(literal if slot is LITERAL_SLOT else slot.extract(word) for slot in found.slots)
    if any(slot.pair and value & 1 for slot, value in zip(found.slots, values, strict=True)):
        raise IsaError(f"0x{word:08X} is no instruction: odd register pair")
    _check_bit_range(found, values)
    return Insn(found, values)


def _check_bit_range(found: Row, values: tuple[int, ...]) -> None:
    """Bit-field rows: the field must lie inside the word."""
    if found.slots and found.slots[-1].name == "len" and values[-2] + values[-1] > 32:
        raise IsaError(f"{found.name}: bits {values[-2]}..{values[-2] + values[-1] - 1} lie outside the 32-bit word")
