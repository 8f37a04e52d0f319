"""Selection tables: which instruction an IR operation becomes, by operand type and by the kind of its right operand."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BinaryRule:
    """`word` and `wide`: three-register forms for i32 and i64 ("": none). `immediate`, `low`..`high`: the form with a
    constant right operand, its range as a signed number. `wide_immediate` likewise for i64.
    """

    word: str
    wide: str = ""
    immediate: str = ""
    low: int = 0
    high: int = -1
    wide_immediate: str = ""
    wide_low: int = 0
    wide_high: int = -1


_S16 = (-0x8000, 0x7FFF)
_U16 = (0, 0xFFFF)

BINARY: Mapping[str, BinaryRule] = {
    "add": BinaryRule("ADDQ", "ADDL", "ADDI", *_S16, "ADDLI", -128, 127),
    "sub": BinaryRule("SUBQ", "SUBL"),
    "mul": BinaryRule("MULQ", "MULL", "MULI", *_S16),
    "sdiv": BinaryRule("DIVQ", "DIVL"),
    "udiv": BinaryRule("DIVU", "DIVUL"),
    "srem": BinaryRule("REM", "REML"),
    "urem": BinaryRule("REMU", "REMUL"),
    "and": BinaryRule("ANDQ", "ANDL", "ANDI", *_U16),
    "or": BinaryRule("ORQ", "ORL", "ORI", *_U16),
    "xor": BinaryRule("XORQ", "XORL", "XORI", *_U16),
    "shl": BinaryRule("SHL", "SHLL", "SHLI", 0, 31, "SHLLI", 0, 63),
    "lshr": BinaryRule("SHR", "SHRL", "SHRI", 0, 31, "SHRLI", 0, 63),
    "ashr": BinaryRule("SAR", "SARL", "SARI", 0, 31, "SARLI", 0, 63),
    "rotr": BinaryRule("ROR", "", "RORI", 0, 31),
    "mulh": BinaryRule("MULH"),
    "umulh": BinaryRule("MULHU"),
    "smin": BinaryRule("MIN"),
    "smax": BinaryRule("MAX"),
    "umin": BinaryRule("MINU"),
    "umax": BinaryRule("MAXU"),
    "eq": BinaryRule("SEQ", "SEQL", "SEQI", *_S16),
    "ne": BinaryRule("SNE", "SNEL", "SNEI", *_S16),
    "slt": BinaryRule("SLT", "SLTL", "SLTI", *_S16),
    "ult": BinaryRule("SLTU", "SLTUL", "SLTUI", *_S16),
    "sle": BinaryRule("", "SLEL"),
    "ule": BinaryRule("", "SLEUL"),
}

FLOAT: Mapping[str, tuple[str, str]] = {  # the f32 and the f64 form
    name: (f"{stem}F", f"{stem}D") for name, stem in (
        ("fadd", "ADD"), ("fsub", "SUB"), ("fmul", "MUL"), ("fdiv", "DIV"), ("fsqrt", "SQRT"), ("fneg", "NEG"),
        ("fabs", "ABS"), ("fmin", "MIN"), ("fmax", "MAX"), ("fcopysign", "CPS"), ("feq", "SEQ"), ("flt", "SLT"),
        ("fle", "SLE"))
}
# letters of the CVTxy mnemonics: x, the result, from y
FLOAT_LETTER: Mapping[str, str] = {"f32": "F", "f64": "D"}
SIGNED_LETTER: Mapping[str, str] = {"i32": "W", "i64": "L"}
UNSIGNED_LETTER: Mapping[str, str] = {"i32": "U", "i64": "V"}

UNARY: Mapping[str, str] = {  # i32 -> i32
    "sext8": "SXTB", "sext16": "SXTH", "clz": "CLZ", "ctz": "CTZ", "popcount": "POPC", "bswap": "REV",
}

# comparison -> (branch, exchange operands, branch with a constant, low, high) on i32
BRANCHES: Mapping[str, tuple[str, bool]] = {
    "eq": ("BEQ", False), "ne": ("BNE", False), "slt": ("BLT", False), "sge": ("BGE", False),
    "sgt": ("BLT", True), "sle": ("BGE", True), "ult": ("BLTU", False), "uge": ("BGEU", False),
    "ugt": ("BLTU", True), "ule": ("BGEU", True),
}
CONSTANT_BRANCHES: Mapping[str, tuple[str, int, int, int]] = {  # -> (branch, added to the constant, low, high)
    "eq": ("BEQI", 0, -8, 7), "ne": ("BNEI", 0, -8, 7), "slt": ("BLTI", 0, -8, 7), "sge": ("BGEI", 0, -8, 7),
    "sgt": ("BGEI", 1, -8, 7), "sle": ("BLTI", 1, -8, 7), "ult": ("BLTUI", 0, 0, 15), "uge": ("BGEUI", 0, 0, 15),
    "ugt": ("BGEUI", 1, 0, 15), "ule": ("BLTUI", 1, 0, 15),
}
INVERTED: Mapping[str, str] = {
    name: other for a, b in (("BEQ", "BNE"), ("BLT", "BGE"), ("BLTU", "BGEU"), ("BEQI", "BNEI"), ("BLTI", "BGEI"),
                             ("BLTUI", "BGEUI")) for name, other in ((a, b), (b, a))
}
