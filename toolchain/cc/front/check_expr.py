"""Primary expressions, subscripts, members, casts, sizeof, _Alignof, _Generic, compound literals, offsetof."""

from collections.abc import Callable

from toolchain.cc.front import literals
from toolchain.cc.front.builtins import PREFIX, SIGNATURES, SPECIAL
from toolchain.cc.front.c_types import (
    INT,
    SIZE_T,
    VOID,
    ArrayType,
    CType,
    Field,
    FloatType,
    FunctionType,
    IntType,
    PointerType,
    Record,
    RecordType,
    VariableArrayType,
    VoidType,
)
from toolchain.cc.front.check_convert import is_lvalue
from toolchain.cc.front.check_operators import OperatorChecker
from toolchain.cc.front.constexpr import integer_value
from toolchain.cc.front.conversions import compatible, is_arithmetic, is_scalar, qualify
from toolchain.cc.front.parse import Node
from toolchain.cc.front.scope import BuiltinFunction, EnumConstant, TypedefName
from toolchain.cc.front.type_text import describe
from toolchain.cc.front.typed import (
    Builtin,
    Cast,
    CompoundLiteral,
    Decay,
    Deref,
    Expr,
    FloatConst,
    Function,
    FunctionRef,
    IntConst,
    Load,
    Member,
    StatementExpr,
    Storage,
    StringLit,
    Variable,
    VarRef,
)
from toolchain.diagnostics import DiagnosticError, Span, fail


class ExpressionChecker(OperatorChecker):
    """Expressions but calls."""

    def expression(self, node: Node) -> Expr:
        """Return the checked expression; it may be an lvalue or a function designator."""
        return _EXPRESSIONS[node.__class__.__name__](self, node)

    # ---- names and literals

    def identifier(self, node: Node) -> Expr:
        """Check a name."""
        name, span = node.name, node.coord
        entity = self.scope.find(name)
        if isinstance(entity, Variable):
            entity.used = True
            place = VarRef(entity.type, span, entity)
            return place if entity.array is None else Deref(entity.array, span, Load(entity.type, span, place))
        if isinstance(entity, Function):
            entity.used = True
            return FunctionRef(entity.type, span, entity)
        if isinstance(entity, EnumConstant):
            return IntConst(entity.type, span, entity.value)
        if isinstance(entity, TypedefName):
            raise fail(span, f"expected expression before '{name}'")
        if name in {"__func__", "__FUNCTION__", "__PRETTY_FUNCTION__"}:
            variable = self.function_name(span)
            return VarRef(variable.type, span, variable)
        raise self.undeclared(name, span)

    def builtin_named(self, node: Node) -> BuiltinFunction | None:
        """Return the builtin function a callee names, if it is one and nothing hides it."""
        if node.__class__.__name__ != "ID" or not node.name.startswith(PREFIX):
            return None
        name = node.name[len(PREFIX):]
        return BuiltinFunction(name) if name in SIGNATURES or name in SPECIAL else None

    def constant(self, node: Node) -> Expr:
        """Check a literal."""
        kind, text, span = node.type, node.value, node.coord
        warnings: list[str] = []
        try:
            if kind == "int":
                value, type_ = literals.integer(text, warnings)
            elif kind == "char":
                value, type_ = literals.character(text, warnings)
            elif kind == "string":
                return self._string(text, span)
            else:
                return self._floating(text, span)
        except literals.LiteralError as problem:
            raise fail(span, str(problem)) from None
        for text in warnings:
            self.warn(span, text, "multichar" if text.startswith("multi") else "")
        return IntConst(type_, span, value)

    def _floating(self, text: str, span: Span) -> FloatConst:
        warnings: list[str] = []
        value, type_ = literals.floating(text, warnings)
        for warning in warnings:
            self.warn(span, warning, "overflow")
        return FloatConst(type_, span, value)

    def _string(self, parts: list[str], span: Span) -> StringLit:
        warnings: list[str] = []
        data, element = literals.string(parts, warnings)
        for text in warnings:
            self.warn(span, text, "")
        return StringLit(ArrayType(element, len(data) // element.size), span, data)

    # ---- access

    def subscript(self, node: Node) -> Expr:
        """Check `a[i]` (or `i[a]`)."""
        left, right = self.rvalue(node.name), self.rvalue(node.subscript)
        span: Span = node.coord
        if isinstance(left.type, IntType) and isinstance(right.type, PointerType):
            left, right = right, left
        if not isinstance(left.type, PointerType):
            raise fail(span, "subscripted value is neither array nor pointer nor vector")
        if not isinstance(right.type, IntType):
            raise fail(node.subscript.coord, "array subscript is not an integer")
        target = left.type.target
        if isinstance(target, FunctionType):
            raise fail(span, "subscripted value is pointer to function")
        if isinstance(target, VoidType):
            return self.dereference(self.pointer_add(left, right, span), span)
        return Deref(target, span, self.pointer_add(left, right, span))

    def member(self, node: Node) -> Expr:
        """Check `s.m` or `p->m`."""
        span: Span = node.field.coord
        if node.type == "->":
            pointer = self.rvalue(node.name)
            type_ = pointer.type
            if not isinstance(type_, PointerType) or not isinstance(type_.target, RecordType):
                raise fail(span, f"invalid type argument of '->' (have '{describe(type_)}')")
            base: Expr = self.dereference(pointer, node.coord)
        else:
            base = self.expression(node.name)
            if isinstance(base.type, PointerType) and isinstance(base.type.target, RecordType):
                raise fail(span, f"'{describe(base.type)}' is a pointer; did you mean to use '->'?")
        return self.select(base, node.field.name, span)

    def select(self, base: Expr, name: str, span: Span) -> Expr:
        """Return the member `name` of a struct or union, through unnamed members too."""
        type_ = base.type
        if not isinstance(type_, RecordType):
            raise fail(
                span, f"request for member '{name}' in something not a structure or union (have '{describe(type_)}')")
        if not type_.complete:
            raise fail(span, f"invalid use of undefined type '{describe(type_.unqualified())}'")
        path = find_member(type_.record, name)
        if path is None:
            raise self.no_member(type_, name, span)
        lvalue = is_lvalue(base)
        for each in path:
            type_ = qualify(each.type, base.type)
            if not lvalue and not isinstance(type_, ArrayType):
                type_ = type_.unqualified()
            base = Member(type_, span, base, each)
        return base

    def no_member(self, type_: RecordType, name: str, span: Span) -> DiagnosticError:
        """Return the exception for a member that does not exist."""
        hint = self.suggestion(name, list(member_names(type_.record)))
        return fail(span, f"'{describe(type_.unqualified())}' has no member named '{name}'{hint}")

    # ---- types in expressions

    def cast(self, node: Node) -> Expr:
        """Check `(type) value`."""
        type_ = self.type_name(node.to_type).unqualified()
        if self.pending:
            return self.after_sizes(lambda: self._converted(node, type_), node.coord)
        return self._converted(node, type_)

    def after_sizes(self, build: Callable[[], Expr], span: Span) -> Expr:
        """Return what `build` gives, computed after the sizes of the arrays that a type name has just declared."""
        body, self.pending = self.pending, []
        value = build()
        return StatementExpr(value.type, span, body, value)

    def _converted(self, node: Node, type_: CType) -> Expr:
        operand = self.rvalue(node.expr)
        span: Span = node.coord
        if isinstance(type_, VoidType):
            return Cast(VOID, span, operand)
        source = operand.type
        if not is_scalar(type_):
            if source == type_:
                return operand
            raise fail(span, "conversion to non-scalar type requested" if isinstance(type_, RecordType)
                       else f"cast specifies {'array' if isinstance(type_, ArrayType) else 'function'} type")
        if isinstance(source, VoidType):
            raise fail(operand.span, "void value not ignored as it ought to be")
        if not is_scalar(source):
            raise fail(operand.span, f"aggregate value used where {_kind(type_)} was expected")
        if isinstance(type_, PointerType) and isinstance(source, FloatType):
            raise fail(operand.span, "cannot convert to a pointer type")
        if isinstance(source, PointerType) and isinstance(type_, FloatType):
            raise fail(operand.span, "pointer value used where a floating-point was expected")
        self._warn_cast(type_, operand, span)
        converted = self.convert(operand, type_)
        if isinstance(converted, IntConst) and converted is operand:
            return IntConst(type_, span, converted.value)
        return converted if converted is not operand else Cast(type_, span, operand)

    def _warn_cast(self, type_: CType, operand: Expr, span: Span) -> None:
        source = operand.type
        if isinstance(type_, PointerType) and isinstance(source, IntType) and source.bytes != type_.size:
            if not isinstance(operand, IntConst):
                self.warn(span, "cast to pointer from integer of different size", "int-to-pointer-cast")
        elif isinstance(type_, IntType) and type_.rank and isinstance(source, PointerType) and type_.bytes != 4:
            self.warn(span, "cast from pointer to integer of different size", "pointer-to-int-cast")

    def unary_or_size(self, node: Node) -> Expr:
        """Check a UnaryOp; sizeof and _Alignof do not evaluate their operand."""
        if node.op == "sizeof":
            return self._size_of(node)
        if node.op.lower().strip("_").startswith("alignof"):
            return self._align_of(node)
        return self.unary(node)

    def _align_of(self, node: Node) -> Expr:
        operand = None
        if node.expr.__class__.__name__ == "Typename":
            type_ = self.type_name(node.expr)
        else:
            operand = self.unevaluated_operand(node.expr)
            type_ = operand.type
        if not type_.complete or isinstance(type_, FunctionType):
            raise fail(node.coord, f"invalid application of '_Alignof' to incomplete type '{describe(type_)}'")
        declared = operand.variable.align if isinstance(operand, VarRef) else 0
        return IntConst(SIZE_T, node.coord, declared or type_.align)

    def _size_of(self, node: Node) -> Expr:
        span: Span = node.coord
        if node.expr.__class__.__name__ == "Typename":
            type_ = self.type_name(node.expr)
        else:
            operand = self.unevaluated_operand(node.expr)
            if isinstance(operand, Member) and operand.field.bit_width is not None:
                raise fail(span, "'sizeof' applied to a bit-field")
            type_ = operand.type
        if isinstance(type_, (FunctionType, VoidType)):
            kind = "function" if isinstance(type_, FunctionType) else "void"
            self.warn(span, f"invalid application of 'sizeof' to a {kind} type", "pointer-arith")
            return IntConst(SIZE_T, span, 1)
        if isinstance(type_, VariableArrayType):
            size = self.size_value(type_, span)
            return self.after_sizes(lambda: size, span) if self.pending else size
        if not type_.complete:
            raise fail(span, f"invalid application of 'sizeof' to incomplete type '{describe(type_)}'")
        if type_.size > SIZE_T.maximum:
            raise fail(span, "size of the type is too large")
        return IntConst(SIZE_T, span, type_.size)

    def unevaluated_operand(self, node: Node) -> Expr:
        """Return an expression of which only the type counts."""
        self.unevaluated += 1
        try:
            return self.expression(node)
        finally:
            self.unevaluated -= 1

    def generic(self, node: Node) -> Expr:
        """Check a _Generic selection; only the chosen expression counts."""
        self.unevaluated += 1
        try:
            control = self.rvalue(node.expr).type.unqualified()
        finally:
            self.unevaluated -= 1
        chosen = default = None
        seen: list[CType] = []
        for association in node.associations:
            if association.type is None:
                if default is not None:
                    raise fail(association.coord, "duplicate 'default' case in '_Generic'")
                default = association.expr
                continue
            type_ = self.type_name(association.type)
            if not type_.complete:
                raise fail(association.coord, "'_Generic' association has incomplete or function type")
            if any(compatible(type_, other) for other in seen):
                raise fail(association.coord, "'_Generic' specifies two compatible types")
            seen.append(type_)
            if compatible(type_, control):
                chosen = association.expr
        if chosen is None:
            chosen = default
        if chosen is None:
            raise fail(
                node.coord, f"'_Generic' selector of type '{describe(control)}' is not compatible with any association")
        return self.expression(chosen)

    def compound_literal(self, node: Node) -> Expr:
        """Check `(type){...}`: an object of the block, or a static one at file scope."""
        span: Span = node.coord
        type_ = self.type_name(node.type)
        if isinstance(type_, FunctionType) or (not type_.complete and not isinstance(type_, ArrayType)):
            raise fail(span, "compound literal has incomplete or function type")
        if self.function is None:
            type_, content = self.static_initializer(node.init, type_)
            variable = self.static_object("__compound", type_, content, span)
            return VarRef(type_, span, variable)
        type_, init = self.initializer(node.init, type_)
        variable = Variable("", type_, Storage.AUTO, span, used=True)
        return CompoundLiteral(type_, span, variable, init)

    def statement_expression(self, node: Node) -> Expr:
        """Check a statement expression; see check_stmt."""
        raise NotImplementedError

    def call(self, node: Node) -> Expr:
        """Check a call; see check_call."""
        raise NotImplementedError

    # ---- constant expressions

    def integer_constant(self, node: Node, what: str) -> int:
        """Return the value of an expression that must be an integer constant. `what` names it in the message."""
        return self.integer_constant_expr(node, what).value

    def integer_constant_expr(self, node: Node, what: str) -> IntConst:
        """As integer_constant, with its type."""
        expr = self.rvalue(node)
        value = integer_value(expr) if isinstance(expr.type, IntType) else None
        if value is None:
            raise fail(expr.span if not isinstance(expr, Cast) else node.coord, f"{what} is not an integer constant")
        return IntConst(expr.type, expr.span, value)

    # ---- builtins with operands of their own

    def offset_of(self, node: Node) -> Expr:
        """Check __builtin_offsetof(type, member-designator)."""
        type_ = self.type_name(node.args.exprs[0])
        if not isinstance(type_, RecordType):
            raise fail(node.coord, f"offsetof needs a structure or union, not '{describe(type_)}'")
        place: Expr = Deref(type_, node.coord, IntConst(PointerType(type_), node.coord, 0))
        place = self._designated(place, node.args.exprs[1])
        self.take_address(place)
        value = integer_value(Decay(PointerType(place.type), node.coord, place))
        if value is None:
            raise fail(node.coord, "offsetof with an index that is not constant")
        return IntConst(SIZE_T, node.coord, value)

    def _designated(self, base: Expr, node: Node) -> Expr:
        kind = node.__class__.__name__
        if kind == "ID":
            return self.select(base, node.name, node.coord)
        inner = self._designated(base, node.name)
        if kind == "StructRef":
            return self.select(inner, node.field.name, node.field.coord)
        index = self.rvalue(node.subscript)
        if not isinstance(inner.type, ArrayType) or not isinstance(index.type, IntType):
            raise fail(node.coord, "subscripted value is neither array nor pointer nor vector")
        pointer = Decay(PointerType(inner.type.element), node.coord, inner)
        return Deref(inner.type.element, node.coord, self.pointer_add(pointer, index, node.coord))

    def variable_argument(self, node: Node) -> Expr:
        """Check __builtin_va_arg(list, type)."""
        arguments = self.expression(node.args.exprs[0])
        type_ = self.type_name(node.args.exprs[1]).unqualified()
        self.require_va_list(arguments)
        if not type_.complete or isinstance(type_, ArrayType):
            raise fail(node.coord, f"second argument to 'va_arg' is of incomplete or array type '{describe(type_)}'")
        if isinstance(type_, IntType) and type_.rank < INT.rank:
            self.warn(node.coord, f"'{describe(type_)}' is promoted to 'int' when passed through '...'", "")
        return Builtin(type_, node.coord, "va_arg", [arguments])

    def require_va_list(self, expr: Expr) -> None:
        """Refuse an operand that is no va_list object."""
        if not is_lvalue(expr) or not isinstance(expr.type, PointerType) or expr.type.target != _CHAR:
            raise fail(expr.span, "first argument is not of type 'va_list'")


_CHAR = IntType("char", 1, signed=True, rank=1)


def _kind(type_: CType) -> str:
    return "an integer" if is_arithmetic(type_) else "a pointer"


def find_member(record: Record, name: str) -> list[Field] | None:
    """Return the fields that lead to the member `name`, outermost first, or None."""
    for each in record.fields:
        if each.name == name:
            return [each]
    for each in record.fields:
        if not each.name and isinstance(each.type, RecordType):
            inner = find_member(each.type.record, name)
            if inner is not None:
                return [each, *inner]
    return None


def member_names(record: Record) -> list[str]:
    """Return the names of all members, those of unnamed members included."""
    names: list[str] = []
    for each in record.fields:
        if each.name:
            names.append(each.name)
        elif isinstance(each.type, RecordType):
            names += member_names(each.type.record)
    return names


def _call(checker: ExpressionChecker, node: Node) -> Expr:
    return checker.call(node)


def _statement_expression(checker: ExpressionChecker, node: Node) -> Expr:
    return checker.statement_expression(node)


_EXPRESSIONS = {
    "ID": ExpressionChecker.identifier,
    "Constant": ExpressionChecker.constant,
    "UnaryOp": ExpressionChecker.unary_or_size,
    "BinaryOp": ExpressionChecker.binary,
    "Assignment": ExpressionChecker.assignment,
    "TernaryOp": ExpressionChecker.conditional,
    "ExprList": ExpressionChecker.comma,
    "Cast": ExpressionChecker.cast,
    "ArrayRef": ExpressionChecker.subscript,
    "StructRef": ExpressionChecker.member,
    "FuncCall": _call,
    "CompoundLiteral": ExpressionChecker.compound_literal,
    "GenericSelection": ExpressionChecker.generic,
    "Block": _statement_expression,
}
