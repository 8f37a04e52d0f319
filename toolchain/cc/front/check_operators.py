"""Operators: unary, binary, assignment, conditional, comma. Operand checks, conversions, folding of constants."""

from toolchain.cc.front.c_types import (
    INT,
    PTRDIFF_T,
    UINT,
    VOID,
    VOID_POINTER,
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
from toolchain.cc.front.check_convert import ASSIGNING, ConversionChecker, is_lvalue, is_null_constant
from toolchain.cc.front.constexpr import COMPARISONS, fold_binary, fold_float
from toolchain.cc.front.conversions import (
    common_type,
    compatible_unqualified,
    composite,
    is_arithmetic,
    is_const,
    is_integer,
    is_scalar,
    is_void_pointer,
    promote,
    promote_bits,
    with_qualifiers,
)
from toolchain.cc.front.parse import Node
from toolchain.cc.front.type_text import describe
from toolchain.cc.front.typed import (
    AddressOf,
    Assign,
    Binary,
    Cast,
    Comma,
    Compare,
    CompoundAssign,
    CompoundLiteral,
    Conditional,
    Deref,
    Expr,
    FloatConst,
    FunctionRef,
    IncDec,
    IntConst,
    Load,
    Logical,
    Member,
    Not,
    PointerAdd,
    PointerDiff,
    Storage,
    StringLit,
    Unary,
    Variable,
    VarRef,
)
from toolchain.diagnostics import DiagnosticError, Span, fail

_INTEGER_ONLY = frozenset({"%", "&", "|", "^"})
_CALLED = {"++": "increment", "--": "decrement"}


class OperatorChecker(ConversionChecker):
    """Operators."""

    # ---- unary

    def unary(self, node: Node) -> Expr:
        """Check any UnaryOp but sizeof and _Alignof."""
        op, span = node.op, node.coord
        if op == "&&":
            return IntConst(VOID_POINTER, span, self.label_value(node.expr.name, span))
        if op == "&":
            return self.address_of(self.expression(node.expr), span)
        if op in {"++", "--", "p++", "p--"}:
            return self._step(self.expression(node.expr), op[-2:], span, post=op[0] == "p")
        operand = self.rvalue(node.expr)
        if op == "*":
            return self.dereference(operand, span)
        if op == "!":
            operand = self.require_scalar(operand)
            if isinstance(operand, IntConst):
                return IntConst(INT, span, int(not operand.value))
            if isinstance(operand, FloatConst):
                return IntConst(INT, span, int(operand.value == 0))
            return Not(INT, span, operand)
        wanted = is_integer(operand.type) if op == "~" else is_arithmetic(operand.type)
        if not wanted:
            names = {"-": "unary minus", "+": "unary plus", "~": "bit-complement"}
            raise fail(span, f"wrong type argument to {names[op]}")
        operand = self.promoted(operand)
        if op == "+":
            return operand
        type_ = operand.type
        if isinstance(operand, IntConst) and isinstance(type_, IntType):
            exact = -operand.value if op == "-" else ~operand.value
            return self._folded(exact, type_, span)
        if isinstance(operand, FloatConst):
            return FloatConst(type_, span, -operand.value)
        return Unary(type_, span, op, operand)

    def address_of(self, operand: Expr, span: Span) -> Expr:
        """Return `&operand`."""
        if isinstance(operand, Deref):
            wanted = PointerType(operand.type)
            return operand.pointer if operand.pointer.type == wanted else self.convert(operand.pointer, wanted)
        if not isinstance(operand, FunctionRef):
            if not is_lvalue(operand):
                raise fail(span, "lvalue required as unary '&' operand")
            self.take_address(operand)
        return AddressOf(PointerType(operand.type), span, operand)

    def take_address(self, lvalue: Expr) -> None:
        """Remember that the variable behind `lvalue` can be reached by pointer."""
        while isinstance(lvalue, Member):
            if lvalue.field.bit_width is not None:
                raise fail(lvalue.span, f"cannot take address of bit-field '{lvalue.field.name}'")
            lvalue = lvalue.base
        if isinstance(lvalue, (VarRef, CompoundLiteral)):
            lvalue.variable.address_taken = True

    def dereference(self, pointer: Expr, span: Span) -> Expr:
        """Return the lvalue `*pointer`."""
        type_ = pointer.type
        if not isinstance(type_, PointerType):
            raise fail(span, f"invalid type argument of unary '*' (have '{describe(type_)}')")
        if isinstance(type_.target, VoidType):
            self.warn(span, "dereferencing 'void *' pointer", "")
        if isinstance(pointer, AddressOf):
            return pointer.operand
        return Deref(type_.target, span, pointer)

    def _step(self, target: Expr, op: str, span: Span, *, post: bool) -> Expr:
        self.modifiable(target, span, _CALLED[op] + " of", f"{_CALLED[op]} operand")
        type_ = target.type.unqualified()
        if not is_scalar(type_):
            raise fail(span, f"wrong type argument to {_CALLED[op]}")
        if isinstance(type_, PointerType) and isinstance(type_.target, VariableArrayType):
            return self._step_row(target, type_, op[0], span, post=post)
        delta = self.step_of(type_, span) if isinstance(type_, PointerType) else 1
        return self.bit_field_value(target, IncDec(type_, span, target, delta if op == "++" else -delta, post))

    def _step_row(self, target: Expr, type_: PointerType, op: str, span: Span, *, post: bool) -> Expr:
        """Return ++ or -- of a pointer to a variable-length array."""
        size = self.size_value(type_.target, span)
        stepped = CompoundAssign(type_, span, target, op, size, type_, 1)
        return PointerAdd(type_, span, stepped, size, 1, subtract=op == "+") if post else stepped

    @staticmethod
    def size_value(type_: CType, span: Span) -> Expr:
        """Return the size of a type as a value."""
        if not isinstance(type_, VariableArrayType):
            return IntConst(UINT, span, type_.size)
        assert isinstance(type_.size_in, Variable), "the size is in a variable"
        return Load(UINT, span, VarRef(UINT, span, type_.size_in))

    def step_of(self, type_: PointerType, span: Span) -> int:
        """Return the bytes a pointer moves by per unit."""
        target = type_.target
        if isinstance(target, (VoidType, FunctionType)):
            kind = "'void *'" if isinstance(target, VoidType) else "a pointer to a function"
            self.warn(span, f"pointer of type {kind} used in arithmetic", "pointer-arith")
            return 1
        if not target.complete:
            raise fail(span, f"arithmetic on a pointer to an incomplete type '{describe(target)}'")
        return target.size

    def modifiable(self, target: Expr, span: Span, verb: str, role: str) -> None:
        """Refuse a target that cannot be stored to. `verb`: 'assignment of', `role`: 'left operand of assignment'."""
        if not is_lvalue(target):
            raise fail(span, f"lvalue required as {role}")
        type_ = target.type
        if isinstance(type_, (ArrayType, VariableArrayType)):
            word = verb.removesuffix(" of")
            raise fail(span, f"{word} {'to' if word == 'assignment' else 'of'} expression with array type")
        if isinstance(type_, FunctionType):
            raise fail(span, f"lvalue required as {role}")
        if isinstance(type_, VoidType) or not type_.complete:
            raise fail(span, f"{verb.split(maxsplit=1)[0]} to expression of incomplete type '{describe(type_)}'")
        if is_const(type_):
            raise self._read_only(target, span, verb)

    def _read_only(self, target: Expr, span: Span, verb: str) -> DiagnosticError:
        if isinstance(target, VarRef):
            kind = "parameter" if target.variable.storage.value == "parameter" else "variable"
            return fail(span, f"{verb} read-only {kind} '{target.variable.name}'")
        if isinstance(target, Member):
            return fail(span, f"{verb} read-only member '{target.field.name}'")
        return fail(span, f"{verb} read-only location")

    # ---- binary

    def binary(self, node: Node) -> Expr:
        """Check a BinaryOp."""
        op = node.op
        if op in {"&&", "||"}:
            return self._logical(op, self.scalar(node.left), self.scalar(node.right), node.coord)
        return self.operate(op, self.rvalue(node.left), self.rvalue(node.right), node.coord)

    def operate(self, op: str, left: Expr, right: Expr, span: Span) -> Expr:
        """Return `left op right` for values."""
        if op in COMPARISONS:
            return self._compare(op, left, right, span)
        a, b = left.type, right.type
        if isinstance(a, IntType) and isinstance(b, IntType):
            if op in {"<<", ">>"}:
                return self._shift(op, left, right, span)
            type_ = common_type(a, b)
            return self._arithmetic(op, self.convert(left, type_), self.convert(right, type_), type_, span)
        if op in {"+", "-"} and (isinstance(a, PointerType) or isinstance(b, PointerType)):
            return self._pointer_arithmetic(op, left, right, span)
        if op in _INTEGER_ONLY or op in {"<<", ">>"} or not (is_arithmetic(a) and is_arithmetic(b)):
            raise self._invalid(op, a, b, span)
        type_ = common_type(a, b)
        left, right = self.convert(left, type_), self.convert(right, type_)
        if isinstance(left, FloatConst) and isinstance(right, FloatConst) and isinstance(type_, FloatType):
            return FloatConst(type_, span, fold_float(op, type_, left.value, right.value))
        return Binary(type_, span, op, left, right)

    @staticmethod
    def _invalid(op: str, left: CType, right: CType, span: Span) -> DiagnosticError:
        return fail(span, f"invalid operands to binary {op} (have '{describe(left)}' and '{describe(right)}')")

    def _arithmetic(self, op: str, left: Expr, right: Expr, type_: CType, span: Span) -> Expr:
        if isinstance(right, IntConst):
            if op in {"/", "%"} and right.value == 0:
                if not self.unevaluated:
                    self.warn(span, "division by zero", "div-by-zero")
            elif isinstance(left, IntConst) and isinstance(type_, IntType):
                exact = fold_binary(op, type_, left.value, right.value)
                assert exact is not None, "the divisor is not zero"
                return self._folded(exact, type_, span)
        return Binary(type_, span, op, left, right)

    def _folded(self, exact: int, type_: IntType, span: Span) -> IntConst:
        value = type_.wrap(exact)
        if value != exact and type_.signed:
            self.warn(
                span, f"integer overflow in expression of type '{describe(type_)}' results in '{value}'", "overflow")
        return IntConst(type_, span, value)

    def _shift(self, op: str, left: Expr, right: Expr, span: Span) -> Expr:
        left, right = self.promoted(left), self.promoted(right)
        type_ = left.type
        assert isinstance(type_, IntType), "shifted values are integers"
        if isinstance(right, IntConst):
            name = "left" if op == "<<" else "right"
            if right.value < 0:
                self.warn(span, f"{name} shift count is negative", "shift-count-negative")
            elif right.value >= type_.bits:
                self.warn(span, f"{name} shift count >= width of type", "shift-count-overflow")
            elif isinstance(left, IntConst):
                exact = fold_binary(op, type_, left.value, right.value)
                assert exact is not None, "shifts have a result"
                return IntConst(type_, span, type_.wrap(exact))
        return Binary(type_, span, op, left, right)

    def _pointer_arithmetic(self, op: str, left: Expr, right: Expr, span: Span) -> Expr:
        a, b = left.type, right.type
        if isinstance(a, PointerType) and isinstance(b, PointerType):
            if op == "+":
                raise self._invalid(op, a, b, span)
            return self._difference(left, right, a, b, span)
        if isinstance(b, PointerType):
            if op == "-":
                raise self._invalid(op, a, b, span)
            left, right, a, b = right, left, b, a
        if not isinstance(a, PointerType) or not isinstance(b, IntType):
            raise self._invalid(op, left.type, right.type, span)
        return self.pointer_add(left, right, span, subtract=op == "-")

    def pointer_add(self, pointer: Expr, index: Expr, span: Span, *, subtract: bool = False) -> Expr:
        """Return pointer + index (or - index) in units of what the pointer points to."""
        type_ = pointer.type
        assert isinstance(type_, PointerType), "the caller has looked"
        if isinstance(type_.target, VariableArrayType):
            return PointerAdd(type_, span, pointer, self._rows(index, type_.target, span), 1, subtract)
        scale = self.step_of(type_, span)
        return PointerAdd(type_, span, pointer, self.index_value(index), scale, subtract)

    def _rows(self, index: Expr, row: VariableArrayType, span: Span) -> Expr:
        """Return the bytes that `index` variable-length arrays take."""
        return Binary(UINT, span, "*", self.convert(self.index_value(index), UINT), self.size_value(row, span))

    def index_value(self, index: Expr) -> Expr:
        """Return an integer value as int or unsigned int."""
        type_ = promote(index.type)
        assert isinstance(type_, IntType), "the caller has looked"
        return self.convert(index, INT if type_.signed else UINT)

    def _difference(self, left: Expr, right: Expr, a: PointerType, b: PointerType, span: Span) -> Expr:
        if not compatible_unqualified(a.target, b.target):
            raise self._invalid("-", a, b, span)
        if isinstance(a.target, VariableArrayType):
            bytes_between = PointerDiff(PTRDIFF_T, span, left, right, 1)
            return Binary(INT, span, "/", bytes_between, self.convert(self.size_value(a.target, span), INT))
        scale = self.step_of(a, span)
        if scale == 0:
            raise fail(span, "arithmetic on pointer to an empty aggregate")
        return PointerDiff(PTRDIFF_T, span, left, right, scale)

    def _compare(self, op: str, left: Expr, right: Expr, span: Span) -> Expr:
        a, b = left.type, right.type
        if is_arithmetic(a) and is_arithmetic(b):
            type_ = common_type(a, b)
            left, right = self.convert(left, type_), self.convert(right, type_)
            if isinstance(left, IntConst) and isinstance(right, IntConst):
                return IntConst(INT, span, int(COMPARISONS[op](left.value, right.value)))
            if isinstance(left, FloatConst) and isinstance(right, FloatConst):
                return IntConst(INT, span, int(COMPARISONS[op](left.value, right.value)))
            return Compare(INT, span, op, left, right)
        if not (is_scalar(a) and is_scalar(b)) or isinstance(a, FloatType) or isinstance(b, FloatType):
            raise self._invalid(op, a, b, span)
        common = self._common_pointer(left, right, span)
        return Compare(INT, span, op, self.convert(left, common), self.convert(right, common))

    def _common_pointer(self, left: Expr, right: Expr, span: Span) -> CType:
        """Return the type in which two operands, at least one of them a pointer, are compared."""
        a, b = left.type, right.type
        if isinstance(a, PointerType) and isinstance(b, PointerType):
            if is_void_pointer(a) or is_void_pointer(b):
                return VOID_POINTER
            if not compatible_unqualified(a.target, b.target) and not is_null_constant(left):
                self.warn(span, "comparison of distinct pointer types lacks a cast", "compare-distinct-pointer-types")
            return a
        pointer, other = (a, right) if isinstance(a, PointerType) else (b, left)
        if not is_null_constant(other):
            self.warn(span, "comparison between pointer and integer", "int-conversion")
        return pointer

    def _logical(self, op: str, left: Expr, right: Expr, span: Span) -> Expr:
        if isinstance(left, IntConst) and isinstance(right, IntConst):
            both = bool(left.value) and bool(right.value) if op == "&&" else bool(left.value) or bool(right.value)
            return IntConst(INT, span, int(both))
        return Logical(INT, span, op, left, right)

    # ---- assignment

    def assignment(self, node: Node) -> Expr:
        """Check an Assignment."""
        span, op = node.coord, node.op
        target = self.expression(node.lvalue)
        self.modifiable(target, span, "assignment of", "left operand of assignment")
        value = self.rvalue(node.rvalue)
        type_ = target.type.unqualified()
        if op == "=":
            stored = Assign(type_, span, target, self.assign(value, type_, ASSIGNING, span))
            self.check_bits(target, stored.value)
            return self.bit_field_value(target, stored)
        return self.bit_field_value(target, self._compound(target, op[:-1], value, type_, span))

    def check_bits(self, target: Expr, value: Expr) -> None:
        """Warn about a constant that a bit-field cannot hold."""
        if isinstance(target, Member) and target.field.bit_width is not None:
            self.check_bit_range(value, target.field.type, target.field.bit_width)

    def _compound(self, target: Expr, op: str, value: Expr, type_: CType, span: Span) -> Expr:
        source = value.type
        if isinstance(type_, PointerType):
            if op not in {"+", "-"} or not isinstance(source, IntType):
                raise self._invalid(op, type_, source, span)
            if isinstance(type_.target, VariableArrayType):
                return CompoundAssign(type_, span, target, op, self._rows(value, type_.target, span), type_, 1)
            scale = self.step_of(type_, span)
            return CompoundAssign(type_, span, target, op, self.index_value(value), type_, scale)
        integers = isinstance(type_, IntType) and isinstance(source, IntType)
        wants_integers = op in _INTEGER_ONLY or op in {"<<", ">>"}
        if not integers and (wants_integers or not is_arithmetic(type_) or not is_arithmetic(source)):
            raise self._invalid(op, type_, source, span)
        if op in {"<<", ">>"}:
            return CompoundAssign(type_, span, target, op, self.promoted(value), promote(self._arithmetic_type(target)))
        compute = common_type(self._arithmetic_type(target), source)
        value = self.convert(value, compute)
        if op in {"/", "%"} and isinstance(value, IntConst) and value.value == 0:
            self.warn(span, "division by zero", "div-by-zero")
        return CompoundAssign(type_, span, target, op, value, compute)

    @staticmethod
    def _arithmetic_type(target: Expr) -> CType:
        """Return the type with which the value of `target` enters arithmetic."""
        type_ = target.type.unqualified()
        width = target.field.bit_width if isinstance(target, Member) else None
        return type_ if width is None else promote_bits(type_, width)

    # ---- conditional and comma

    def conditional(self, node: Node) -> Expr:
        """Check a TernaryOp."""
        span = node.coord
        condition = self.scalar(node.cond)
        if node.iftrue is None:
            return self._short_conditional(condition, self.rvalue(node.iffalse), span)
        return self._choose(condition, self.rvalue(node.iftrue), self.rvalue(node.iffalse), span)

    def _short_conditional(self, condition: Expr, other: Expr, span: Span) -> Expr:
        """Return `condition ?: other`: the condition is evaluated once."""
        if isinstance(condition, IntConst) or self.function is None:
            return self._choose(condition, condition, other, span)
        type_ = condition.type
        place = VarRef(type_, span, Variable("", type_, Storage.AUTO, span, used=True))
        choice = self._choose(Load(type_, span, place), Load(type_, span, place), other, span)
        return Comma(choice.type, span, Assign(type_, span, place, condition), choice)

    def _choose(self, condition: Expr, then: Expr, other: Expr, span: Span) -> Expr:
        type_ = self._conditional_type(then, other, span)
        if not isinstance(type_, RecordType):
            then, other = self.convert(then, type_), self.convert(other, type_)
        if isinstance(condition, IntConst) and isinstance(then, IntConst) and isinstance(other, IntConst):
            chosen = then if condition.value else other
            return IntConst(type_, span, chosen.value)
        return Conditional(type_, span, condition, then, other)

    def _conditional_type(self, then: Expr, other: Expr, span: Span) -> CType:
        a, b = then.type, other.type
        if is_arithmetic(a) and is_arithmetic(b):
            return common_type(a, b)
        if isinstance(a, VoidType) or isinstance(b, VoidType):
            return VOID
        if isinstance(a, PointerType) or isinstance(b, PointerType):
            type_ = self._conditional_pointer(then, other, span)
            if type_ is not None:
                return type_
        elif a == b:
            return a
        raise fail(
            span, f"type mismatch in conditional expression (have '{describe(a)}' and '{describe(b)}')")

    def _conditional_pointer(self, then: Expr, other: Expr, span: Span) -> CType | None:
        a, b = then.type, other.type
        if is_null_constant(then) and isinstance(b, PointerType):
            return b
        if is_null_constant(other) and isinstance(a, PointerType):
            return a
        if isinstance(a, PointerType) and isinstance(b, PointerType):
            quals = a.target.const or b.target.const, a.target.volatile or b.target.volatile
            if is_void_pointer(a) or is_void_pointer(b):
                target: CType = VOID
            elif compatible_unqualified(a.target, b.target):
                target = composite(a.target.unqualified(), b.target.unqualified())
            else:
                self.warn(span, f"pointer type mismatch in conditional expression (have '{describe(a)}' and "
                          f"'{describe(b)}')", "incompatible-pointer-types")
                target = VOID
            return PointerType(with_qualifiers(target, const=quals[0], volatile=quals[1]))
        if is_integer(a) or is_integer(b):
            self.warn(span, "pointer/integer type mismatch in conditional expression", "int-conversion")
            return a if isinstance(a, PointerType) else b
        return None

    def comma(self, node: Node) -> Expr:
        """Check an ExprList: operands separated by commas."""
        result = self.rvalue(node.exprs[0])
        for operand in node.exprs[1:]:
            self.check_used(result)
            right = self.rvalue(operand)
            result = Comma(right.type, right.span, result, right)
        return result

    def check_used(self, expr: Expr) -> None:
        """Warn about a value that is computed and dropped."""
        while isinstance(expr, Comma):
            expr = expr.right
        if isinstance(expr, (Binary, Compare, Unary, Not, PointerAdd, PointerDiff, IntConst, FloatConst, StringLit)):
            self.warn(expr.span, "value computed is not used", "unused-value")
        elif isinstance(expr, Cast) and not isinstance(expr.type, VoidType):
            self.check_used(expr.operand)
