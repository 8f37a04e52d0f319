"""Calls: of functions, through pointers, of the compiler's builtins."""

from toolchain.cc.front.builtins import FLOAT_CONSTANTS, FLOAT_TESTS, FLOAT_TYPES, OVERFLOW, SIGNATURES
from toolchain.cc.front.c_types import BOOL, INT, VOID, FloatType, FunctionType, IntType, PointerType, VoidType
from toolchain.cc.front.check_convert import passing
from toolchain.cc.front.check_expr import ExpressionChecker
from toolchain.cc.front.constexpr import integer_value
from toolchain.cc.front.conversions import common_type, compatible, compatible_unqualified, is_arithmetic
from toolchain.cc.front.parse import Node
from toolchain.cc.front.type_text import describe
from toolchain.cc.front.typed import Builtin, Call, Decay, Expr, FloatConst, Function, FunctionRef, IntConst, VarRef
from toolchain.diagnostics import Diagnostic, Span, fail, note


class CallChecker(ExpressionChecker):
    """Calls."""

    def call(self, node: Node) -> Expr:
        """Check a FuncCall."""
        callee, span = node.name, node.coord
        if callee.__class__.__name__ == "ID":
            if callee.name == "__builtin_offsetof":
                return self.offset_of(node)
            if callee.name == "__builtin_va_arg":
                return self.variable_argument(node)
            builtin = self.builtin_named(callee)
            if builtin is not None:
                return self._builtin(builtin.name, node)
            if self.scope.find(callee.name) is None:
                self._implicit(callee.name, span)
        function = self.rvalue(callee)
        type_ = function.type
        if not isinstance(type_, PointerType) or not isinstance(type_.target, FunctionType):
            raise fail(span, f"called object {self._called(function)}is not a function or function pointer")
        signature = type_.target
        result = signature.result.unqualified()
        if not result.complete and not isinstance(result, VoidType):
            raise fail(span, f"invalid use of undefined type '{describe(result)}'")
        named = function.operand if isinstance(function, Decay) else None
        declared = named.function if isinstance(named, FunctionRef) else None
        args = self._arguments(node, signature, declared)
        return Call(result, span, function, args, signature)

    @staticmethod
    def _called(function: Expr) -> str:
        place = getattr(function, "lvalue", None) or getattr(function, "operand", None)
        return f"'{place.variable.name}' " if isinstance(place, VarRef) else ""

    def _implicit(self, name: str, span: Span) -> None:
        """Report a call of an undeclared function, once; declare it so that checking goes on."""
        candidates = [each for each in self.scope.visible() if isinstance(self.scope.find(each), Function)]
        self.error(span, f"implicit declaration of function '{name}'{self.suggestion(name, candidates)}")
        self.file_scope.names[name] = Function(name, FunctionType(INT, None), span, name, used=True)

    def _arguments(self, node: Node, signature: FunctionType, declared: Function | None) -> list[Expr]:
        nodes = node.args.exprs if node.args is not None else []
        name = declared.name if declared is not None else ""
        values = [self.rvalue(each) for each in nodes]
        params = signature.params
        if params is None:
            return [self._extra_argument(each) for each in values]
        self._check_count(node, len(values), signature, declared, name)
        out: list[Expr] = []
        for index, value in enumerate(values):
            if index >= len(params):
                out.append(self._extra_argument(value))
            elif value.type is params[index]:
                out.append(value)
            else:
                target = params[index].unqualified()
                if value.type is target:
                    out.append(value)
                    continue
                place = declared.params[index].span if declared is not None and index < len(declared.params) else None
                context = passing(index + 1, name, place, target, value.type)
                out.append(self.assign(value, target, context))
        return out

    def _check_count(
        self, node: Node, count: int, signature: FunctionType, declared: Function | None, name: str
    ) -> None:
        assert signature.params is not None, "the function has a prototype"
        wanted = len(signature.params)
        if count == wanted or (count > wanted and signature.variadic):
            return
        notes: tuple[Diagnostic, ...] = ()
        if declared is not None and declared.span.line:
            notes = (note(declared.span, "declared here"),)
        amount = "few" if count < wanted else "many"
        least = "at least " if signature.variadic else ""
        what = f"function '{name}'" if name else "function call"
        raise fail(node.coord, f"too {amount} arguments to {what}; expected {least}{wanted}, have {count}", *notes)

    def _extra_argument(self, value: Expr) -> Expr:
        """Return an argument that no parameter is declared for."""
        if is_arithmetic(value.type):
            return self.default_promoted(value)
        if isinstance(value.type, VoidType):
            raise fail(value.span, "invalid use of void expression")
        return value

    # ---- builtins

    def _builtin(self, name: str, node: Node) -> Expr:
        span: Span = node.coord
        nodes = node.args.exprs if node.args is not None else []
        if name == "types_compatible_p":
            left, right = (self.type_name(each) for each in nodes)
            return IntConst(INT, span, int(compatible(left.unqualified(), right.unqualified())))
        if name == "choose_expr":
            return self._choose_expr(node, nodes)
        if name in FLOAT_TESTS:
            return self._float_test(name, [self.rvalue(each) for each in nodes], span)
        stem = name if name in FLOAT_CONSTANTS else name[:-1]
        if stem in FLOAT_CONSTANTS:
            for each in nodes:
                self.rvalue(each)
            type_ = FLOAT_TYPES[name[len(stem):]]
            return FloatConst(type_, span, FLOAT_CONSTANTS[stem])
        if name == "constant_p":
            return self._constant_p(node, nodes)
        if name in OVERFLOW:
            return self._overflow(node, nodes, *OVERFLOW[name])
        if name.startswith("va_"):
            return self._va(name, node, nodes)
        signature = SIGNATURES[name]
        args = self._arguments(node, signature, Function(f"__builtin_{name}", signature, Span("<built-in>"), name))
        if name == "expect" and isinstance(args[0], IntConst):
            return args[0]
        return Builtin(signature.result, span, name, args)

    def _choose_expr(self, node: Node, nodes: list[Node]) -> Expr:
        """Check __builtin_choose_expr: only the chosen operand has to make sense."""
        if len(nodes) != 3:
            raise fail(node.coord, "__builtin_choose_expr takes three arguments")
        chosen = self.integer_constant(nodes[0], "first argument of __builtin_choose_expr")
        return self.expression(nodes[1] if chosen else nodes[2])

    def _overflow(self, node: Node, nodes: list[Node], op: str, type_: IntType | None) -> Expr:
        """Check arithmetic with an overflow test; `type_`: of all operands, None for any."""
        if len(nodes) != 3:
            raise fail(node.coord, f"__builtin_{op}_overflow takes three arguments")
        left, right, pointer = (self.rvalue(each) for each in nodes)
        target = pointer.type.target if isinstance(pointer.type, PointerType) else None
        if not isinstance(target, IntType) or target.rank == 0 or target.const:
            raise fail(pointer.span, "the third argument has to point to an integer")
        operands = []
        for each in (left, right):
            if not isinstance(each.type, IntType):
                raise fail(each.span, "argument is not an integer")
            operands.append(self.convert(each, type_) if type_ is not None else self._for_overflow(each, target))
        if target.bytes < 8 and any(each.type.size == 8 for each in operands):
            raise self.unsupported(node.coord, "64-bit overflow arithmetic with a narrower result")
        return Builtin(BOOL, node.coord, f"{op}_overflow", [*operands, pointer])

    def _for_overflow(self, operand: Expr, target: IntType) -> Expr:
        """Return an operand with its value unchanged, in the type of a 64-bit result."""
        type_ = operand.type
        assert isinstance(type_, IntType), "the caller has looked"
        low, high = type_.minimum, type_.maximum
        if isinstance(operand, IntConst):
            low = high = operand.value
        wanted = target if target.bytes == 8 else INT if isinstance(operand, IntConst) else None
        if wanted is None:
            return operand
        if wanted.minimum <= low and high <= wanted.maximum:
            return self.convert(operand, wanted.unqualified())
        if target.bytes == 8:
            raise self.unsupported(operand.span, f"overflow arithmetic of '{describe(type_)}' and '{describe(target)}'")
        return operand

    def _float_test(self, name: str, args: list[Expr], span: Span) -> Expr:
        """Check isnan and the like: values of any floating type, brought to their common one."""
        wanted = FLOAT_TESTS[name]
        if len(args) != wanted:
            raise fail(span, f"'__builtin_{name}' takes {wanted} argument{'s' if wanted > 1 else ''}")
        for each in args:
            if not isinstance(each.type, FloatType) and (wanted == 1 or not is_arithmetic(each.type)):
                raise fail(each.span, f"non-floating-point argument in call to function '__builtin_{name}'")
        type_ = common_type(args[0].type, args[-1].type)
        if not isinstance(type_, FloatType):
            raise fail(span, f"non-floating-point arguments in call to function '__builtin_{name}'")
        return Builtin(INT, span, name, [self.convert(each, type_) for each in args])

    def _constant_p(self, node: Node, nodes: list[Node]) -> Expr:
        if len(nodes) != 1:
            raise fail(node.coord, "__builtin_constant_p takes one argument")
        self.unevaluated += 1
        try:
            value = self.rvalue(nodes[0])
        finally:
            self.unevaluated -= 1
        constant = isinstance(value, FloatConst) or (
            isinstance(value.type, IntType) and integer_value(value) is not None)
        return IntConst(INT, node.coord, int(constant))

    def _va(self, name: str, node: Node, nodes: list[Node]) -> Expr:
        span: Span = node.coord
        wanted = 1 if name == "va_end" else 2
        if len(nodes) != wanted:
            raise fail(span, f"'{name}' takes {wanted} argument{'s' if wanted > 1 else ''}")
        arguments = self.expression(nodes[0])
        self.require_va_list(arguments)
        if name == "va_start":
            self._check_va_start(node, nodes[1])
            return Builtin(VOID, span, name, [arguments])
        if name == "va_end":
            return Builtin(VOID, span, name, [arguments])
        source = self.rvalue(nodes[1])
        if not compatible_unqualified(source.type, arguments.type):
            raise fail(source.span, "second argument to 'va_copy' is not of type 'va_list'")
        return Builtin(VOID, span, name, [arguments, source])

    def _check_va_start(self, node: Node, last: Node) -> None:
        state = self.function
        if state is None or not state.function.type.variadic:
            raise fail(node.coord, "'va_start' used in function with fixed arguments")
        expr = self.expression(last)
        params = state.function.params
        if params and not (isinstance(expr, VarRef) and expr.variable is params[-1]):
            self.warn(last.coord, "second parameter of 'va_start' not last named argument", "varargs")
