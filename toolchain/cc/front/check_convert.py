"""Conversions the language makes by itself: lvalues to values, decay, promotion, assignment, conditions.

Every conversion becomes a node (Load, Decay, Cast) or, for constants, is carried out. `assign` holds the rules of
assignment, initialisation, argument passing and return; its messages differ by that context only (`_Context` rows).
"""

from dataclasses import dataclass

from toolchain.cc import ieee
from toolchain.cc.front.c_types import (
    INT,
    UINT,
    VOID,
    ArrayType,
    CType,
    FloatType,
    FunctionType,
    IntType,
    PointerType,
    RecordType,
    VariableArrayType,
    VoidType,
)
from toolchain.cc.front.checker import Checker
from toolchain.cc.front.constexpr import integer_of
from toolchain.cc.front.conversions import (
    compatible_unqualified,
    is_arithmetic,
    is_scalar,
    is_volatile,
    promote,
    promote_argument,
    promote_bits,
    unqualified_deep,
)
from toolchain.cc.front.parse import Node
from toolchain.cc.front.type_text import describe
from toolchain.cc.front.typed import (
    Cast,
    CompoundLiteral,
    Decay,
    Deref,
    Expr,
    FloatConst,
    FunctionRef,
    IntConst,
    Load,
    Member,
    StringLit,
    VarRef,
)
from toolchain.diagnostics import Diagnostic, Span, fail, note

_LVALUES = frozenset({VarRef, Deref, CompoundLiteral, StringLit})
_POINTER_MASK = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Context:
    """Where a value is assigned to a type, in the words of the messages. {s} is the source type, {t} the target's."""

    incompatible: str
    conversion: str  # makes pointer from integer / integer from pointer
    pointers: str
    discards: str
    sign: str
    notes: tuple[Diagnostic, ...] = ()


ASSIGNING = Context(
    "incompatible types when assigning to type '{t}' from type '{s}'",
    "assignment to '{t}' from '{s}' makes {what} without a cast",
    "assignment to '{t}' from incompatible pointer type '{s}'",
    "assignment discards '{q}' qualifier from pointer target type",
    "pointer targets in assignment from '{s}' to '{t}' differ in signedness",
)
INITIALIZING = Context(
    "incompatible types when initializing type '{t}' using type '{s}'",
    "initialization of '{t}' from '{s}' makes {what} without a cast",
    "initialization of '{t}' from incompatible pointer type '{s}'",
    "initialization discards '{q}' qualifier from pointer target type",
    "pointer targets in initialization of '{t}' from '{s}' differ in signedness",
)
RETURNING = Context(
    "incompatible types when returning type '{s}' but '{t}' was expected",
    "returning '{s}' from a function with return type '{t}' makes {what} without a cast",
    "returning '{s}' from a function with incompatible return type '{t}'",
    "return discards '{q}' qualifier from pointer target type",
    "pointer targets in returning '{s}' from a function with return type '{t}' differ in signedness",
)


def passing(number: int, function: str, declared: Span | None, expected: CType, actual: CType) -> Context:
    """Return the context of argument `number` (from 1) of `function`."""
    of = f"argument {number} of '{function}'" if function else f"argument {number}"
    text = f"expected '{describe(expected)}' but argument is of type '{describe(actual)}'"
    return Context(
        f"incompatible type for {of}",
        f"passing {of} makes {{what}} without a cast",
        f"passing {of} from incompatible pointer type",
        f"passing {of} discards '{{q}}' qualifier from pointer target type",
        f"pointer targets in passing {of} differ in signedness",
        (note(declared, text),) if declared is not None else (),
    )


def is_lvalue(expr: Expr) -> bool:
    """Whether the expression designates an object."""
    while isinstance(expr, Member):
        expr = expr.base
    return expr.__class__ in _LVALUES


def is_null_constant(expr: Expr) -> bool:
    """Whether it is 0 or (void *)0."""
    if not isinstance(expr, IntConst) or expr.value != 0:
        return False
    return isinstance(expr.type, IntType) or (isinstance(expr.type, PointerType) and expr.type.target == VOID)


class ConversionChecker(Checker):
    """Values, conversions, assignment rules."""

    def rvalue(self, node: Node) -> Expr:
        """Return the value of an expression: arrays and functions as pointers, lvalues loaded."""
        return self.value(self.expression(node))

    def value(self, expr: Expr) -> Expr:
        """Return `expr` as a value."""
        kind = expr.__class__
        type_ = expr.type
        if kind in _LVALUES or kind is Member:
            return self._value_of_place(expr, type_)
        if kind is FunctionRef:
            return Decay(PointerType(type_), expr.span, expr)
        return expr

    def _value_of_place(self, expr: Expr, type_: CType) -> Expr:
        if isinstance(type_, (ArrayType, VariableArrayType)):
            return Decay(PointerType(type_.element), expr.span, expr)
        if isinstance(type_, (FunctionType, VoidType)):
            assert isinstance(expr, Deref), "only pointers lead to functions and void"
            if isinstance(type_, FunctionType):
                return expr.pointer
            return Cast(VOID, expr.span, expr.pointer)
        if isinstance(expr, Member) and not is_lvalue(expr):
            return self.bit_field_value(expr, expr)
        if isinstance(type_, RecordType) and not type_.complete:
            raise fail(expr.span, f"invalid use of undefined type '{describe(type_.unqualified())}'")
        return self.bit_field_value(expr, Load(type_.unqualified(), expr.span, expr))

    def bit_field_value(self, place: Expr, value: Expr) -> Expr:
        """Return `value`, which was read from or stored to `place`, as an int if that is a bit-field that fits one."""
        width = place.field.bit_width if isinstance(place, Member) else None
        return value if width is None else self.convert(value, promote_bits(value.type, width))

    def scalar(self, node: Node) -> Expr:
        """Return the value of a condition."""
        return self.require_scalar(self.rvalue(node))

    def require_scalar(self, expr: Expr) -> Expr:
        """Return `expr` if it can be compared with zero."""
        if is_scalar(expr.type):
            return expr
        if isinstance(expr.type, VoidType):
            raise fail(expr.span, "void value not ignored as it ought to be")
        raise fail(expr.span, f"used '{describe(expr.type)}' type value where scalar is required")

    def promoted(self, expr: Expr) -> Expr:
        """Return an arithmetic value after the integer promotions."""
        type_ = promote(expr.type)
        return expr if type_ is expr.type else self.convert(expr, type_)

    def default_promoted(self, expr: Expr) -> Expr:
        """Return an argument without parameter as it is passed."""
        return self.convert(expr, promote_argument(expr.type))

    def convert(self, expr: Expr, type_: CType) -> Expr:
        """Return the scalar or void value converted to `type_` (unqualified), without any check."""
        source = expr.type
        if source is type_ or source == type_:
            return expr
        if isinstance(expr, IntConst):
            if isinstance(type_, IntType):
                return IntConst(type_, expr.span, type_.wrap(expr.value))
            if isinstance(type_, PointerType):
                return IntConst(type_, expr.span, expr.value & _POINTER_MASK)
            if isinstance(type_, FloatType):
                return FloatConst(type_, expr.span, ieee.from_integer(expr.value, type_.bytes))
        if isinstance(expr, FloatConst):
            if isinstance(type_, FloatType):
                return FloatConst(type_, expr.span, ieee.rounded(expr.value, type_.bytes))
            if isinstance(type_, IntType):
                return IntConst(type_, expr.span, integer_of(expr.value, type_))
        if isinstance(source, PointerType) and isinstance(type_, IntType) and type_.bytes > source.size:
            expr = Cast(INT, expr.span, expr)  # as gcc: a pointer extends with its sign
        elif isinstance(type_, PointerType) and isinstance(source, IntType) and source.bytes > type_.size:
            expr = Cast(UINT, expr.span, expr)
        return Cast(type_, expr.span, expr)

    def assign(self, expr: Expr, target: CType, context: Context, span: Span | None = None) -> Expr:
        """Return the value `expr` converted to `target` as by assignment. `span`: the place of complaints."""
        type_ = target.unqualified()
        source = expr.type
        if source is type_:
            return expr
        where = span or expr.span
        if isinstance(source, VoidType):
            raise fail(where, "void value not ignored as it ought to be")
        if is_arithmetic(type_) and is_arithmetic(source):
            if isinstance(type_, IntType):
                if isinstance(expr, IntConst):
                    self._check_range(expr, type_)
                elif isinstance(expr, FloatConst) and type_.rank:
                    self._check_float_range(expr, type_)
            return self.convert(expr, type_)
        if isinstance(type_, RecordType) or isinstance(source, RecordType):
            if source == type_:
                return expr
            raise self._mismatch(where, type_, source, context)
        if isinstance(type_, PointerType):
            return self._assign_pointer(expr, type_, context, where)
        if isinstance(type_, IntType) and isinstance(source, PointerType):
            if type_.rank:
                what = "integer from pointer"
                self._complain(where, context.conversion, type_, source, "int-conversion", context, what=what)
            return self.convert(expr, type_)
        raise self._mismatch(where, type_, source, context)

    def _mismatch(self, where: Span, type_: CType, source: CType, context: Context) -> Exception:
        return fail(where, context.incompatible.format(t=describe(type_), s=describe(source)), *context.notes)

    def _complain(
        self, where: Span, text: str, type_: CType, source: CType, option: str, context: Context, *, what: str = "",
        q: str = ""
    ) -> None:
        self.warn(where, text.format(t=describe(type_), s=describe(source), what=what, q=q), option, *context.notes)

    def _check_range(self, expr: IntConst, type_: IntType) -> None:
        """Warn about a constant that the target cannot hold, neither as signed nor as unsigned number."""
        value = expr.value
        if type_.rank and not -(1 << (type_.bits - 1)) <= value <= (1 << type_.bits) - 1:
            self.warn(
                expr.span,
                f"conversion from '{describe(expr.type)}' to '{describe(type_)}' changes value from '{value}' to "
                f"'{type_.wrap(value)}'",
                "overflow",
            )

    def check_bit_range(self, value: Expr, type_: CType, width: int) -> None:
        """Warn about a constant that a bit-field of `width` bits cannot hold, neither as signed nor as unsigned."""
        if not isinstance(value, IntConst) or not isinstance(type_, IntType) or type_.rank == 0:
            return
        if not -(1 << (width - 1)) <= value.value < 1 << width:
            kept = value.value & ((1 << width) - 1)
            if type_.signed and kept >> (width - 1):
                kept -= 1 << width
            self.warn(value.span, f"conversion to a bit-field of {width} bit{'s' if width > 1 else ''} changes value "
                      f"from '{value.value}' to '{kept}'", "overflow")

    def _check_float_range(self, expr: FloatConst, type_: IntType) -> None:
        """Warn about a floating constant whose integral part the integer target cannot hold."""
        if not type_.minimum - 1 < expr.value < type_.maximum + 1:
            self.warn(expr.span, f"overflow in conversion from '{describe(expr.type)}' to '{describe(type_)}' changes "
                      f"value from '{expr.value:g}' to '{integer_of(expr.value, type_)}'", "overflow")

    def _assign_pointer(self, expr: Expr, type_: PointerType, context: Context, where: Span) -> Expr:
        source = expr.type
        if is_null_constant(expr):
            return self.convert(expr, type_)
        if isinstance(source, IntType):
            what = "pointer from integer"
            self._complain(where, context.conversion, type_, source, "int-conversion", context, what=what)
            return self.convert(expr, type_)
        if not isinstance(source, PointerType):
            raise self._mismatch(where, type_, source, context)
        self._check_pointers(type_, source, context, where)
        return self.convert(expr, type_)

    def _check_pointers(self, type_: PointerType, source: PointerType, context: Context, where: Span) -> None:
        to, from_ = type_.target, source.target
        if not (isinstance(to, VoidType) or isinstance(from_, VoidType) or compatible_unqualified(to, from_)):
            plain_to, plain_from = unqualified_deep(to), unqualified_deep(from_)
            if (isinstance(plain_to, IntType) and isinstance(plain_from, IntType)
                    and plain_to.bytes == plain_from.bytes and min(plain_to.rank, plain_from.rank) > 0
                    and plain_to.rank == plain_from.rank):
                self._complain(where, context.sign, type_, source, "pointer-sign", context)
                return
            self._complain(where, context.pointers, type_, source, "incompatible-pointer-types", context)
            return
        for word, lost in (("const", _has_const(from_) and not _has_const(to)),
                           ("volatile", is_volatile(from_) and not is_volatile(to))):
            if lost and not isinstance(from_, FunctionType):
                self._complain(where, context.discards, type_, source, "discarded-qualifiers", context, q=word)


def _has_const(type_: CType) -> bool:
    while isinstance(type_, ArrayType):
        type_ = type_.element
    return type_.const
