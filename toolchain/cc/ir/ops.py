"""The IR: functions of basic blocks of instructions in SSA form, over four value types.

Shape
- A `Module` holds functions, data objects and metadata; a `Function` holds `Block`s (the first is the entry), a `Block`
  holds instructions, the last one of them a terminator, phis first. Predecessors are computed (ir/cfg.py), not stored.
- A value is an `Ins` (its result), a `Const`, an `Addr` (address of a symbol plus offset) or `Undef`. Types are the
  strings "i32", "i64", "f32", "f64"; pointers, bool and everything narrower are i32. "" means no result.
- One class for all instructions, one row per operation (`OPS`): passes ask the row, not the name. What an operation
  needs beyond its operands stands in named fields of Ins (listed per operation in the table).

Text form (ir/text.py, ir/parse.py; round-trips):

    function f(%0 i32, %1 i32) i32 {
    b0:
      %2 = add i32 %0, 5
      %3 = load.u8 i32 [%1 + 4]
      store.16 [@table + 8], %3
      br %2, b1, b2
    b1:
      ...
    }

Meaning where C leaves it open: integers wrap; shift amounts are taken modulo the width; division by zero faults at run
time (a division is not speculated unless its divisor is a non-zero constant); comparisons give 0 or 1; `select` and
`br` test for != 0. Loads and stores marked volatile are kept, in order, with their width.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolchain.diagnostics import Span

I32, I64, F32, F64, NONE = "i32", "i64", "f32", "f64", ""


@dataclass(frozen=True, slots=True)
class Const:
    """A constant: an unsigned integer, 0 <= value < 2^32 or 2^64. That of a float is its bit pattern, so that -0.0 is
    not 0.0, a NaN is equal to itself, and constants of all types are made and compared alike.
    """

    type: str
    value: int


@dataclass(frozen=True, slots=True)
class Addr:
    """The i32 address of `symbol` + `offset` (signed); symbols are data objects and functions, by assembly name."""

    symbol: str
    offset: int = 0
    type: str = I32


@dataclass(frozen=True, slots=True)
class Undef:
    """Any value of the type."""

    type: str


@dataclass(frozen=True, slots=True)
class OpRow:
    """What passes need to know about an operation.

    `pure`: depends on operands only, no side effect, may be removed, moved and merged (division: see `traps`).
    `result`: "same" as the first operand, a type, "any" (given by the instruction) or "" for none.
    """

    name: str
    result: str
    pure: bool = False
    commutative: bool = False
    traps: bool = False
    reads: bool = False  # memory
    writes: bool = False  # memory, or any other effect that must stay
    terminator: bool = False
    compare: bool = False
    swapped: str = ""  # comparison with exchanged operands
    negated: str = ""  # opposite comparison (integers)


def _compare(name: str, swapped: str, negated: str) -> OpRow:
    return OpRow(name, I32, pure=True, commutative=name == swapped, compare=True, swapped=swapped, negated=negated)


_TABLE = (
    # two operands of one integer type; shifts: the amount is always i32
    OpRow("add", "same", pure=True, commutative=True), OpRow("sub", "same", pure=True),
    OpRow("mul", "same", pure=True, commutative=True),
    OpRow("sdiv", "same", pure=True, traps=True), OpRow("udiv", "same", pure=True, traps=True),
    OpRow("srem", "same", pure=True, traps=True), OpRow("urem", "same", pure=True, traps=True),
    OpRow("and", "same", pure=True, commutative=True), OpRow("or", "same", pure=True, commutative=True),
    OpRow("xor", "same", pure=True, commutative=True),
    OpRow("shl", "same", pure=True), OpRow("lshr", "same", pure=True), OpRow("ashr", "same", pure=True),
    OpRow("rotr", "same", pure=True),  # i32
    OpRow("mulh", I32, pure=True, commutative=True), OpRow("umulh", I32, pure=True, commutative=True),  # high word
    OpRow("smin", I32, pure=True, commutative=True), OpRow("smax", I32, pure=True, commutative=True),
    OpRow("umin", I32, pure=True, commutative=True), OpRow("umax", I32, pure=True, commutative=True),
    _compare("eq", "eq", "ne"), _compare("ne", "ne", "eq"),
    _compare("slt", "sgt", "sge"), _compare("sle", "sge", "sgt"), _compare("sgt", "slt", "sle"),
    _compare("sge", "sle", "slt"), _compare("ult", "ugt", "uge"), _compare("ule", "uge", "ugt"),
    _compare("ugt", "ult", "ule"), _compare("uge", "ule", "ult"),
    # one operand
    OpRow("sext8", I32, pure=True), OpRow("sext16", I32, pure=True),
    OpRow("zext8", I32, pure=True), OpRow("zext16", I32, pure=True),
    OpRow("sext64", I64, pure=True), OpRow("zext64", I64, pure=True), OpRow("trunc32", I32, pure=True),
    OpRow("clz", "same", pure=True), OpRow("ctz", "same", pure=True), OpRow("popcount", "same", pure=True),
    OpRow("bswap", "same", pure=True),
    OpRow("select", "any", pure=True),  # condition i32, a, b: condition != 0 ? a : b
    OpRow("copy", "same", pure=True),  # made and removed by passes
    # floating point (f32 and f64): rounded to nearest even, every NaN result the canonical one; comparisons with NaN
    # are false, only fne is true; fmin and fmax give NaN if either operand is, -0 < +0. Conversions: from and to as
    # the types say; to an integer truncated and saturated, NaN gives 0. bitcast keeps the bits
    *(OpRow(name, "same", pure=True, commutative=name in ("fadd", "fmul"))
      for name in ("fadd", "fsub", "fmul", "fdiv", "fneg", "fabs", "fsqrt", "fmin", "fmax", "fcopysign")),
    OpRow("feq", I32, pure=True, commutative=True, compare=True),
    OpRow("fne", I32, pure=True, commutative=True, compare=True),
    OpRow("flt", I32, pure=True, compare=True), OpRow("fle", I32, pure=True, compare=True),
    OpRow("int_to_float", "any", pure=True), OpRow("uint_to_float", "any", pure=True),
    OpRow("float_to_int", "any", pure=True), OpRow("float_to_uint", "any", pure=True),
    OpRow("float_to_float", "any", pure=True), OpRow("bitcast", "any", pure=True),
    # memory. load: [address + offset], fields width 1 2 4 8, signed (width 1, 2), offset, volatile;
    # store: address, value; same fields. The value of a narrow store is an i32 whose upper bits are ignored.
    OpRow("load", "any", reads=True), OpRow("store", NONE, writes=True),
    OpRow("slot", I32, pure=True),  # address of a stack object: fields size, align; stands in the entry block
    OpRow("memcpy", NONE, reads=True, writes=True),  # destination, source: field size (constant bytes), no overlap
    OpRow("memzero", NONE, writes=True),  # destination: field size (constant bytes)
    OpRow("dynamic_slot", I32, writes=True),  # size i32: alloca; field align
    OpRow("stack_save", I32, writes=True),  # the state of the stack, for:
    OpRow("stack_restore", NONE, writes=True),  # saved state: frees what dynamic_slot has taken since
    # calls. operands: callee (Addr: direct), arguments; field fixed = number of named arguments (rest are variadic);
    # a struct result that does not fit registers is an explicit first pointer argument; width 1 or 2 and signed tell
    # that the callee has extended an i32 result from so many bytes (0: all 32 bits count)
    OpRow("call", "any", reads=True, writes=True),
    OpRow("va_area", I32, pure=True),  # address of the first variadic stack word of this function
    # phi: operands parallel to field blocks (the predecessors)
    OpRow("phi", "any"),
    # terminators
    OpRow("jump", NONE, writes=True, terminator=True),  # blocks: target
    OpRow("br", NONE, writes=True, terminator=True),  # condition i32; blocks: if != 0, otherwise
    OpRow("switch", NONE, writes=True, terminator=True),  # value; blocks[0] default, blocks[i + 1] for cases[i]
    OpRow("ret", NONE, writes=True, terminator=True),  # nothing or the value
    OpRow("unreachable", NONE, writes=True, terminator=True),
    OpRow("trap", NONE, writes=True, terminator=True),
)
OPS: Mapping[str, OpRow] = {row.name: row for row in _TABLE}


@dataclass(slots=True, eq=False, repr=False)
class Ins:
    """One instruction and, if its type is not "", the value it defines. `number` is unique in the function."""

    op: str
    type: str
    args: list["Value"]
    number: int
    blocks: list["Block"] = field(default_factory=list)  # phi and terminators
    cases: list[int] = field(default_factory=list)  # switch: unsigned values
    width: int = 0  # load, store, call
    signed: bool = False  # load, call
    volatile: bool = False  # load, store
    offset: int = 0  # load, store: added to the address
    size: int = 0  # slot, memcpy, memzero
    align: int = 4  # slot, memcpy, memzero (known alignment of both)
    fixed: int = 0  # call
    name: str = ""  # slot: the variable's name, for people and debuggers
    span: Span | None = None

    def __repr__(self) -> str:
        return f"%{self.number} = {self.op}"


@dataclass(frozen=True, slots=True, eq=False)
class Param:
    """An argument of the function: a scalar, in order. The caller has extended an i32 from `width` bytes (0: all 32
    bits count), by its sign if `signed`.
    """

    type: str
    number: int
    name: str = ""
    width: int = 0
    signed: bool = False


Value = Ins | Const | Addr | Undef | Param


@dataclass(slots=True, eq=False, repr=False)
class Block:
    """A basic block; `ins[-1]` is the terminator once the block is complete. `number` is unique in the function."""

    number: int
    ins: list[Ins] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"b{self.number}"


@dataclass(slots=True, eq=False, repr=False)
class Function:
    """A function definition. `params` are scalars (struct arguments are already lowered by the calling convention).

    `variadic`: named parameters are all of `params`. `next_number` gives fresh numbers to instructions and blocks.
    """

    name: str
    params: list[Param]
    result: str  # type or ""
    blocks: list[Block] = field(default_factory=list)
    is_global: bool = True
    weak: bool = False
    variadic: bool = False
    noinline: bool = False
    inline: bool = False
    noreturn: bool = False
    section: str = ""
    span: Span | None = None
    next_number: int = 0
    keep: bool = False  # stays even if nothing refers to it

    def __repr__(self) -> str:
        return f"function {self.name}"

    def fresh(self) -> int:
        """Return an unused number."""
        self.next_number += 1
        return self.next_number - 1


@dataclass(slots=True, eq=False)
class Data:
    """A data object: `content` (b"" for zeros) of `size` bytes; `addresses` are (offset, symbol, addend) words."""

    name: str
    size: int
    align: int
    content: bytes = b""
    addresses: list[tuple[int, str, int]] = field(default_factory=list)
    readonly: bool = False
    is_global: bool = True
    weak: bool = False
    section: str = ""
    span: Span | None = None
    keep: bool = False  # stays even if nothing refers to it


@dataclass(slots=True, eq=False)
class Module:
    """One translation unit. `metadata` are (directive without dot, JSON-able dict) pairs."""

    name: str
    functions: list[Function] = field(default_factory=list)
    data: list[Data] = field(default_factory=list)
    metadata: list[tuple[str, dict[str, object]]] = field(default_factory=list)
