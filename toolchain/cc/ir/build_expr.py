"""From typed expressions to IR: values, places (lvalues), conditions, assignments, calls.

Scalars are IR values; integers narrower than a word are kept extended to their type's range at all times. A struct
value is the address of an object that holds it (build_aggregate.py). The tree has passed the checker: every conversion
is written out in it, so nothing here looks for a common type.
"""

from collections.abc import Callable

from toolchain.cc.front import typed as t
from toolchain.cc.front.c_types import ArrayType, CType, FloatType, IntType, PointerType, VoidType
from toolchain.cc.ir import build_aggregate as aggregate
from toolchain.cc.ir.build_builtin import BUILTINS
from toolchain.cc.ir.emitter import Emitter, Place, extension, floating, integer, ir_type, is_record
from toolchain.cc.ir.ops import I32, I64, Addr, Block, Const, Undef, Value
from toolchain.cc.target.abi import struct_argument_in_register, struct_result_type

_LVALUES = (t.VarRef, t.Deref, t.Member, t.CompoundLiteral, t.StringLit)
_INTEGER_OPS = {"+": "add", "-": "sub", "*": "mul", "&": "and", "|": "or", "^": "xor", "<<": "shl"}
_SIGNED_OPS = {"/": "sdiv", "%": "srem", ">>": "ashr"}
_UNSIGNED_OPS = {"/": "udiv", "%": "urem", ">>": "lshr"}
_FLOAT_OPS = {"+": "fadd", "-": "fsub", "*": "fmul", "/": "fdiv"}
_SIGNED_COMPARE = {"==": "eq", "!=": "ne", "<": "slt", "<=": "sle", ">": "sgt", ">=": "sge"}
_UNSIGNED_COMPARE = {"==": "eq", "!=": "ne", "<": "ult", "<=": "ule", ">": "ugt", ">=": "uge"}
_FLOAT_COMPARE = {"==": ("feq", False), "!=": ("fne", False), "<": ("flt", False), "<=": ("fle", False),
                  ">": ("flt", True), ">=": ("fle", True)}  # operation, operands exchanged


class ExpressionBuilder(Emitter):
    """Builds expressions into the open block."""

    def statements(self, body: list[t.Stmt]) -> None:
        """Build statements; see build_stmt."""
        raise NotImplementedError

    # ---- values

    def value(self, expr: t.Expr) -> Value:
        """Return the value of a scalar expression; void ones give an Undef that nobody looks at."""
        match expr:
            case t.Load():
                return self.load_place(self.place(expr.lvalue))
            case t.IntConst():
                return integer(expr.value, ir_type(expr.type))
            case t.Cast():
                return self._cast(expr)
            case t.Binary():
                return self.arithmetic(expr.op, self.value(expr.left), self.value(expr.right), expr.type)
            case t.Decay() | t.AddressOf():
                return self._address(expr.operand)
            case t.PointerAdd():
                place = self._pointer_place(expr, expr.type)
                return self.add_offset(place.base, place.offset)
            case t.Call():
                return self.build_call(expr)
            case t.Assign():
                return self._assign(expr)
            case t.IncDec():
                return self._inc_dec(expr)
            case t.CompoundAssign():
                return self._compound_assign(expr)
            case t.Compare():
                return self._compare(expr)
            case t.Logical() | t.Conditional():
                return self._choice(expr)
            case _:
                return self._rare_value(expr)

    def _rare_value(self, expr: t.Expr) -> Value:
        match expr:
            case t.Not():
                operand = self.value(expr.operand)
                if isinstance(expr.operand.type, FloatType):
                    return self.emit("feq", I32, operand, Const(operand.type, 0))
                return self.emit("eq", I32, operand, Const(operand.type, 0))
            case t.Unary():
                return self._unary(expr)
            case t.PointerDiff():
                return self._pointer_difference(expr)
            case t.Comma():
                self.effect(expr.left)
                return self.value(expr.right)
            case t.FunctionRef():
                return Addr(expr.function.symbol)
            case t.FloatConst():
                return floating(expr.value, ir_type(expr.type))
            case t.Builtin():
                return BUILTINS[expr.name](self, expr)
            case t.Member():
                return self.load_place(self.place(expr))
            case t.StatementExpr():
                self.statements(expr.body)
                return self.value(expr.value) if expr.value is not None else Undef(I32)
            case _:
                raise AssertionError(f"{type(expr).__name__} is no scalar value")

    def effect(self, expr: t.Expr) -> None:
        """Evaluate an expression whose value, scalar, struct or void, is dropped."""
        if is_record(expr.type):
            aggregate.address(self, expr)
        elif isinstance(expr, t.IncDec):
            self._inc_dec(expr, wanted=False)
        else:
            self.value(expr)

    def _cast(self, expr: t.Cast) -> Value:
        if isinstance(expr.type, VoidType):
            self.effect(expr.operand)
            return Undef(I32)
        return self.conversion(self.value(expr.operand), expr.operand.type, expr.type)

    def arithmetic(self, op: str, left: Value, right: Value, type_: CType) -> Value:
        """Return `left op right` computed in arithmetic type `type_`."""
        if isinstance(type_, FloatType):
            return self.binary(_FLOAT_OPS[op], left, right)
        name = _INTEGER_OPS.get(op)
        if name is None:
            assert isinstance(type_, IntType), "arithmetic on a number"
            name = (_SIGNED_OPS if type_.signed else _UNSIGNED_OPS)[op]
        if op in ("<<", ">>") and right.type == I64:
            right = self.emit("trunc32", I32, right)
        return self.binary(name, left, right)

    def _unary(self, expr: t.Unary) -> Value:
        operand = self.value(expr.operand)
        if isinstance(expr.type, FloatType):
            return self.emit("fneg", operand.type, operand)
        if expr.op == "-":
            return self.binary("sub", Const(operand.type, 0), operand)
        return self.binary("xor", operand, integer(-1, operand.type))

    def _pointer_difference(self, expr: t.PointerDiff) -> Value:
        distance = self.binary("sub", self.value(expr.left), self.value(expr.right))
        scale = expr.scale
        if scale & (scale - 1) == 0:  # the division leaves no remainder
            return self.binary("ashr", distance, integer(scale.bit_length() - 1)) if scale > 1 else distance
        return self.binary("sdiv", distance, integer(scale))

    def _compare(self, expr: t.Compare) -> Value:
        left, right = self.value(expr.left), self.value(expr.right)
        type_ = expr.left.type
        if isinstance(type_, FloatType):
            name, swapped = _FLOAT_COMPARE[expr.op]
            return self.emit(name, I32, right, left) if swapped else self.emit(name, I32, left, right)
        signed = isinstance(type_, IntType) and type_.signed
        return self.emit((_SIGNED_COMPARE if signed else _UNSIGNED_COMPARE)[expr.op], I32, left, right)

    def _choice(self, expr: t.Logical | t.Conditional) -> Value:
        """Build &&, || and ?: as branches that meet in a phi."""
        then, other, join = self.new_block(), self.new_block(), self.new_block()
        type_ = ir_type(expr.type)
        arms: list[tuple[Value, Block]] = []

        def arm(block: Block, build: Callable[[], Value]) -> None:
            self.start(block)
            value = build()
            if self.open:
                arms.append((value, self.current))
                self.jump(join)

        if isinstance(expr, t.Conditional):
            self.condition(expr.condition, then, other)
            arm(then, lambda: self.value(expr.then))
            arm(other, lambda: self.value(expr.other))
        else:
            self.condition(expr, then, other)
            arm(then, lambda: integer(1))
            arm(other, lambda: integer(0))
        self.start(join)
        return self.phi(type_, arms) if type_ else Undef(I32)

    # ---- conditions

    def condition(self, expr: t.Expr, then: Block, other: Block) -> None:
        """Branch to `then` if the scalar is not zero, else to `other`."""
        match expr:
            case t.Logical():
                middle = self.new_block()
                if expr.op == "&&":
                    self.condition(expr.left, middle, other)
                else:
                    self.condition(expr.left, then, middle)
                self.start(middle)
                self.condition(expr.right, then, other)
            case t.Not():
                self.condition(expr.operand, other, then)
            case t.Comma():
                self.effect(expr.left)
                self.condition(expr.right, then, other)
            case _:
                value = self.value(expr)
                if value.type != I32:
                    value = self.truth(value, expr.type)
                self.branch(value, then, other)

    # ---- places

    def place(self, expr: t.Expr) -> Place:
        """Return the place of an lvalue, or of a member of a struct value."""
        match expr:
            case t.VarRef():
                return Place(self.address_of_variable(expr.variable), 0, expr.type)
            case t.Deref():
                return self._pointer_place(expr.pointer, expr.type)
            case t.Member():
                if isinstance(expr.base, _LVALUES):
                    base = self.place(expr.base)
                else:
                    base = Place(aggregate.address(self, expr.base), 0, expr.base.type)
                member = expr.field
                return Place(base.base, base.offset + member.offset, expr.type, member.bit_offset, member.bit_width,
                             member.unit)
            case t.CompoundLiteral():
                return aggregate.compound_literal(self, expr)
            case t.StringLit():
                assert isinstance(expr.type, ArrayType), "a string literal is an array"
                return Place(Addr(self.unit.string(expr.data, expr.type.element.align)), 0, expr.type)
            case _:
                return Place(aggregate.address(self, expr), 0, expr.type)

    def _pointer_place(self, pointer: t.Expr, type_: CType) -> Place:
        """Return where `pointer` points, constant offsets kept apart."""
        match pointer:
            case t.PointerAdd():
                place = self._pointer_place(pointer.pointer, type_)
                sign = -1 if pointer.subtract else 1
                if isinstance(pointer.index, t.IntConst):
                    place.offset = _signed(place.offset + sign * pointer.scale * pointer.index.value)
                    return place
                index = self.value(pointer.index)
                if pointer.scale != 1:
                    index = self.binary("mul", index, integer(pointer.scale))
                place.base = self.binary("sub" if pointer.subtract else "add", place.base, index)
                return place
            case t.Decay() | t.AddressOf() if not isinstance(pointer.operand, t.FunctionRef):
                place = self.place(pointer.operand)
                return Place(place.base, place.offset, type_)
            case t.Cast() if isinstance(pointer.operand.type, PointerType) and isinstance(pointer.type, PointerType):
                return self._pointer_place(pointer.operand, type_)
            case _:
                return Place(self.value(pointer), 0, type_)

    def _address(self, operand: t.Expr) -> Value:
        if isinstance(operand, t.FunctionRef):
            return Addr(operand.function.symbol)
        place = self.place(operand)
        return self.add_offset(place.base, place.offset)

    # ---- assignments

    def _assign(self, expr: t.Assign) -> Value:
        if is_record(expr.type):
            return aggregate.address(self, expr)
        place = self.place(expr.target)
        return self.store_place(place, self.value(expr.value))

    def _compound_assign(self, expr: t.CompoundAssign) -> Value:
        type_ = expr.target.type
        place = self.place(expr.target)
        operand = self.value(expr.value)
        old = self.load_place(place)
        if isinstance(type_, PointerType):
            if expr.scale != 1:
                operand = self.binary("mul", operand, integer(expr.scale))
            return self.store_place(place, self.binary("add" if expr.op == "+" else "sub", old, operand))
        left = self.conversion(old, type_, expr.compute)
        new = self.arithmetic(expr.op, left, operand, expr.compute)
        return self.store_place(place, self.conversion(new, expr.compute, type_))

    def _inc_dec(self, expr: t.IncDec, *, wanted: bool = True) -> Value:
        place = self.place(expr.target)
        type_ = expr.target.type
        old = self.load_place(place)
        if isinstance(type_, FloatType):
            new: Value = self.binary("fadd", old, floating(expr.delta, old.type))
        else:
            new = self.binary("add", old, integer(expr.delta, old.type))
        if isinstance(type_, IntType) and type_.bytes < 4:
            new = self.truth(new, VoidType()) if type_.rank == 0 else self._narrow(new, VoidType(), type_)
        if expr.post or not wanted:
            self.store_place(place, new)
            return old
        return self.store_place(place, new)

    # ---- calls

    def build_call(self, expr: t.Call) -> Value:
        """Call a function; a struct result is returned as the address of an object that holds it."""
        signature = expr.signature
        result = signature.result
        callee = self.value(expr.callee)
        args: list[Value] = []
        temporary: Value | None = None
        if is_record(result):
            type_ = struct_result_type(result.size)
            temporary = self.slot(max(result.size, 8 if type_ == I64 else 4), max(result.align, 4))
            if not type_:
                args.append(temporary)
        else:
            type_ = ir_type(result)
        args += [self.argument(arg) for arg in expr.args]
        named = len(expr.args) if signature.params is None else len(signature.params)
        fixed = min(named, len(expr.args)) + (len(args) - len(expr.args))
        self.span = expr.span
        call = self.call(type_, callee, args, fixed, extension(result))
        if isinstance(expr.callee, t.Decay) and isinstance(expr.callee.operand, t.FunctionRef):
            if expr.callee.operand.function.noreturn:
                self.terminate("unreachable", [], [])
        if temporary is not None:
            if type_:
                self.store(temporary, 0, call, 8 if type_ == I64 else 4)
            return temporary
        return call if type_ else Undef(I32)

    def argument(self, expr: t.Expr) -> Value:
        """Return an argument as it travels: a scalar, a small struct as a word, a larger one as a copy's address."""
        if not is_record(expr.type):
            return self.value(expr)
        size = expr.type.size
        address = aggregate.address(self, expr)
        if struct_argument_in_register(size):
            return aggregate.load_word(self, address, size)
        if isinstance(expr, t.Call):
            return address  # nobody else knows this object
        copy = self.slot(size, max(expr.type.align, 4))
        self.memcpy(copy, address, size, expr.type.align)
        return copy


def _signed(offset: int) -> int:
    """Wrap an address offset to 32 bits, signed."""
    return ((offset + 0x80000000) & 0xFFFFFFFF) - 0x80000000


