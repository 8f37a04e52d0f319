"""The typed tree: what the checker hands to the IR builder. Every rule of C's type system has been applied.

Invariants: every expression has its final type; every implicit conversion is an explicit `Cast`, `Load` (lvalue to
value), `Decay` (array or function to pointer); operands of `Binary` and `Compare` have the same type (shifts: each its
own promoted type, the result has the left one's); sizeof, enumerators and constant expressions the language requires to
be constant are `IntConst`; names are `Variable` and `Function` objects, not strings. Types are unqualified on values
and keep qualifiers on lvalues (volatile decides the access).

Lvalues are: VarRef, Deref, Member of an lvalue, CompoundLiteral, StringLit. Only Load, AddressOf, Decay, Assign,
CompoundAssign, IncDec and Member look at an lvalue; everything else takes values. A value of struct type is a Load of
an lvalue, a Call, an Assign, a Conditional, a Comma or a StatementExpr.
"""

from dataclasses import dataclass, field
from enum import Enum

from toolchain.cc.front.c_types import CType, Field, FunctionType
from toolchain.diagnostics import Span


class Storage(Enum):
    """Where a variable lives."""

    AUTO = "auto"
    PARAMETER = "parameter"
    STATIC = "static"  # file or block scope, internal linkage or none
    GLOBAL = "global"  # file scope, external linkage, defined here
    EXTERN = "extern"  # declared here, defined elsewhere


@dataclass(slots=True, eq=False)
class Variable:
    """A declared object. `symbol` is its assembly name (unique; block-scope statics get a suffix), AUTO has none."""

    name: str
    type: CType
    storage: Storage
    span: Span
    symbol: str = ""
    address_taken: bool = False
    align: int = 0  # 0: the type's own
    used: bool = False
    section: str = ""  # __attribute__((section))
    weak: bool = False
    keep: bool = False  # __attribute__((used)): stays even if nothing refers to it
    array: CType | None = None  # of a variable-length array: this variable holds its address


@dataclass(slots=True, eq=False)
class Function:
    """A declared function; `body` is None unless it is defined in this unit."""

    name: str
    type: FunctionType
    span: Span
    symbol: str
    static: bool = False
    inline: bool = False
    noreturn: bool = False
    params: list[Variable] = field(default_factory=list)
    body: "Block | None" = None
    used: bool = False
    attributes: dict[str, str] = field(default_factory=dict)
    label_values: dict[str, int] = field(default_factory=dict)  # label -> what `&&label` is


# ---- expressions -------------------------------------------------------------------------------------------------

@dataclass(slots=True, eq=False)
class Expr:
    """Base of expressions."""

    type: CType
    span: Span


@dataclass(slots=True, eq=False)
class IntConst(Expr):
    """An integer or pointer constant, in range of its type."""

    value: int


@dataclass(slots=True, eq=False)
class FloatConst(Expr):
    """A floating constant already rounded to its type."""

    value: float


@dataclass(slots=True, eq=False)
class StringLit(Expr):
    """An lvalue of array type; `data` includes the terminating zero, little-endian elements."""

    data: bytes


@dataclass(slots=True, eq=False)
class VarRef(Expr):
    """An lvalue: a variable."""

    variable: Variable


@dataclass(slots=True, eq=False)
class FunctionRef(Expr):
    """A function designator; its type is a FunctionType; Decay or AddressOf make a pointer of it, Call takes that."""

    function: Function


@dataclass(slots=True, eq=False)
class Deref(Expr):
    """The lvalue `*pointer`."""

    pointer: Expr


@dataclass(slots=True, eq=False)
class Member(Expr):
    """`base.field`: an lvalue if base is one, otherwise a value taken out of a struct value."""

    base: Expr
    field: Field


@dataclass(slots=True, eq=False)
class CompoundLiteral(Expr):
    """An unnamed object (lvalue). Inside functions it is initialised where it is evaluated."""

    variable: Variable
    init: "Initializer"


@dataclass(slots=True, eq=False)
class AddressOf(Expr):
    """`&lvalue` or `&function`; type is a pointer."""

    operand: Expr


@dataclass(slots=True, eq=False)
class Decay(Expr):
    """Array lvalue (or struct value's array member) to pointer to its first element; function to pointer."""

    operand: Expr


@dataclass(slots=True, eq=False)
class Load(Expr):
    """The value of an lvalue."""

    lvalue: Expr


@dataclass(slots=True, eq=False)
class Cast(Expr):
    """Conversion of a scalar to `type`, explicit or implicit; to void: value dropped."""

    operand: Expr


@dataclass(slots=True, eq=False)
class Unary(Expr):
    """`op` one of "-" "~" on a promoted operand of the same type."""

    op: str
    operand: Expr


@dataclass(slots=True, eq=False)
class Binary(Expr):
    """`op` one of + - * / % & | ^ << >> on arithmetic operands."""

    op: str
    left: Expr
    right: Expr


@dataclass(slots=True, eq=False)
class Compare(Expr):
    """`op` one of == != < <= > >=; operands of one arithmetic or pointer type; type is int."""

    op: str
    left: Expr
    right: Expr


@dataclass(slots=True, eq=False)
class PointerAdd(Expr):
    """pointer + index * scale (bytes); `index` is int or unsigned int; `subtract` for pointer - index."""

    pointer: Expr
    index: Expr
    scale: int
    subtract: bool = False


@dataclass(slots=True, eq=False)
class PointerDiff(Expr):
    """(left - right) / scale; type ptrdiff_t."""

    left: Expr
    right: Expr
    scale: int


@dataclass(slots=True, eq=False)
class Logical(Expr):
    """`op` && or ||; scalar operands; type int."""

    op: str
    left: Expr
    right: Expr


@dataclass(slots=True, eq=False)
class Not(Expr):
    """`!operand`; scalar operand; type int."""

    operand: Expr


@dataclass(slots=True, eq=False)
class Conditional(Expr):
    """`condition ? then : other`; both arms have the type of the whole (struct and void included)."""

    condition: Expr
    then: Expr
    other: Expr


@dataclass(slots=True, eq=False)
class Comma(Expr):
    """Evaluate `left`, then give `right`."""

    left: Expr
    right: Expr


@dataclass(slots=True, eq=False)
class Assign(Expr):
    """`target = value`; value has the (unqualified) type of the target; gives the stored value."""

    target: Expr
    value: Expr


@dataclass(slots=True, eq=False)
class CompoundAssign(Expr):
    """`target op= value`: computed in `compute` type (target and value converted to it; shifts: value keeps its own),
    then converted to the target's type. Pointer targets: op + or -, `value` an int, `scale` bytes per unit.
    """

    target: Expr
    op: str
    value: Expr
    compute: CType
    scale: int = 0


@dataclass(slots=True, eq=False)
class IncDec(Expr):
    """++ and --: adds `delta` (1, -1, or the scaled pointer step); gives the old value if `post`."""

    target: Expr
    delta: int
    post: bool


@dataclass(slots=True, eq=False)
class Call(Expr):
    """A call through `callee` (a value of pointer-to-function type; Decay(FunctionRef) for direct ones).

    `args` are converted to the parameter types, the extra ones promoted. `signature` is the callee's type.
    """

    callee: Expr
    args: list[Expr]
    signature: FunctionType


@dataclass(slots=True, eq=False)
class Builtin(Expr):
    """A compiler builtin: va_start, va_arg, va_end, va_copy (first operand: the va_list lvalue), and value builtins
    named without their prefix (clz, expect, unreachable, memcpy ...).
    """

    name: str
    args: list[Expr]


@dataclass(slots=True, eq=False)
class StatementExpr(Expr):
    """`({ ... })`: carry out `body`, then give `value` (None: void)."""

    body: "list[Stmt]"
    value: Expr | None


# ---- initialisers ------------------------------------------------------------------------------------------------

@dataclass(slots=True, eq=False)
class InitItem:
    """Store `value` (already of type `type`) at byte `offset`; struct values and StringLit arrays are copied whole."""

    offset: int
    type: CType
    value: Expr
    bit_offset: int = 0
    bit_width: int | None = None
    unit: int = 0  # of a bit-field: bytes at `offset` that hold it

    @property
    def size(self) -> int:
        """Bytes that the store touches."""
        return self.type.size if self.bit_width is None else self.unit


@dataclass(slots=True, eq=False)
class Initializer:
    """Initialises an object with automatic storage: items in evaluation order; `zero_fill`: clear it all first."""

    items: list[InitItem]
    zero_fill: bool = False


@dataclass(slots=True, eq=False)
class AddressConst:
    """Word at `offset` of a static object holds the address `symbol` + `addend`."""

    offset: int
    symbol: str
    addend: int


@dataclass(slots=True, eq=False)
class StaticData:
    """The initial content of an object with static storage duration. `data` is b"" for all zeros."""

    data: bytes
    addresses: list[AddressConst] = field(default_factory=list)


# ---- statements --------------------------------------------------------------------------------------------------

@dataclass(slots=True, eq=False)
class Stmt:
    """Base of statements."""

    span: Span


@dataclass(slots=True, eq=False)
class ExprStmt(Stmt):
    """Evaluate for effect."""

    expr: Expr


@dataclass(slots=True, eq=False)
class Declare(Stmt):
    """An AUTO variable comes into being, with its initialiser if any."""

    variable: Variable
    init: Initializer | None


@dataclass(slots=True, eq=False)
class Block(Stmt):
    """Statements in order. `frees`: at its end the variable-length arrays declared in it go."""

    body: list[Stmt]
    end: Span
    frees: bool = False


@dataclass(slots=True, eq=False)
class If(Stmt):
    """Two-way branch on a scalar."""

    condition: Expr
    then: Stmt
    other: Stmt | None


@dataclass(slots=True, eq=False)
class While(Stmt):
    """Test first."""

    condition: Expr
    body: Stmt


@dataclass(slots=True, eq=False)
class DoWhile(Stmt):
    """Test last."""

    body: Stmt
    condition: Expr


@dataclass(slots=True, eq=False)
class For(Stmt):
    """`init` is a list of Declare or ExprStmt."""

    init: list[Stmt]
    condition: Expr | None
    step: Expr | None
    body: Stmt


@dataclass(slots=True, eq=False)
class CaseLabel(Stmt):
    """`case low ... high:` (low = high for plain case) or default (both None); the statement that follows is `body`."""

    low: int | None
    high: int | None
    body: Stmt


@dataclass(slots=True, eq=False)
class Switch(Stmt):
    """`value` has promoted type; `cases` are the CaseLabel objects found inside body, ranges disjoint."""

    value: Expr
    body: Stmt
    cases: list[CaseLabel]


@dataclass(slots=True, eq=False)
class Break(Stmt):
    """Leave the innermost loop or switch."""


@dataclass(slots=True, eq=False)
class Continue(Stmt):
    """Next round of the innermost loop."""


@dataclass(slots=True, eq=False)
class Goto(Stmt):
    """Jump to `label`, which exists in the function."""

    label: str


@dataclass(slots=True, eq=False)
class ComputedGoto(Stmt):
    """`goto *target`: jump to the label whose value in Function.label_values `target` has."""

    target: Expr


@dataclass(slots=True, eq=False)
class Labelled(Stmt):
    """`label: body`."""

    label: str
    body: Stmt


@dataclass(slots=True, eq=False)
class Return(Stmt):
    """`value` has the function's result type; None for void."""

    value: Expr | None


@dataclass(slots=True, eq=False)
class Empty(Stmt):
    """The statement `;`."""


# ---- the unit ----------------------------------------------------------------------------------------------------

@dataclass(slots=True, eq=False)
class Unit:
    """One checked translation unit, everything in source order.

    `variables` are the objects with static storage that this unit defines (block-scope statics included) with their
    content; `metadata` are ("mailbox" | "value" | "cmd", JSON-able dict) from the hsx pragmas.
    """

    name: str
    functions: list[Function] = field(default_factory=list)
    variables: list[tuple[Variable, StaticData]] = field(default_factory=list)
    metadata: list[tuple[str, dict[str, object]]] = field(default_factory=list)
