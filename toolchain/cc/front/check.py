"""The type checker: a syntax tree to a typed unit.

`check_types` is the phase: it declares what the file declares, checks every function body and initialiser, and returns
the unit with all diagnostics found; the unit is only of use if none of them is an error. The layers below hold the
rules of expressions, initialisers, types and statements (see checker.py); here are declarations: linkage,
redeclaration, tentative definitions, functions, local variables, metadata pragmas.

Choices where C leaves one: `inline` without `extern` makes an internal function (docs/c.md); an enum is unsigned int
unless a constant is negative; falling off the end of main returns 0.
"""

from dataclasses import replace

from toolchain.cc.front import flow, metadata
from toolchain.cc.front.c_types import (
    INT,
    ArrayType,
    CType,
    FunctionType,
    IntType,
    PointerType,
    VariableArrayType,
    VoidType,
)
from toolchain.cc.front.check_decl import Parameter
from toolchain.cc.front.check_stmt import StatementChecker
from toolchain.cc.front.checker import FunctionState, Suppressed
from toolchain.cc.front.conversions import compatible, composite, promote_argument
from toolchain.cc.front.parse import Node
from toolchain.cc.front.scope import Entity, EnumConstant, TypedefName
from toolchain.cc.front.type_text import describe
from toolchain.cc.front.typed import (
    Block,
    Builtin,
    Cast,
    Declare,
    Expr,
    Function,
    Initializer,
    InitItem,
    IntConst,
    Load,
    Return,
    StaticData,
    Stmt,
    Storage,
    Unit,
    Variable,
    VarRef,
)
from toolchain.diagnostics import Diagnostic, DiagnosticError, Span, fail, note


def check_types(tree: Node, name: str) -> tuple[Unit, list[Diagnostic]]:
    """Return the typed unit of the syntax tree and the errors and warnings found, in source order."""
    checker = UnitChecker(name)
    checker.check_unit(tree)
    return checker.unit, checker.diagnostics


class UnitChecker(StatementChecker):
    """Declarations and the unit."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._defined: set[str] = set()  # functions and objects with linkage that have a definition
        self._tentative: dict[str, Variable] = {}
        self._external_inline: set[str] = set()  # functions declared without inline, or with extern
        self._registers: set[Variable] = set()

    def check_unit(self, tree: Node) -> None:
        """Check the whole file."""
        for node in tree.ext:
            try:
                self._external(node)
            except (DiagnosticError, Suppressed) as problem:
                self.caught(problem)
                self.scope = self.file_scope
                self.function = None
                self.unevaluated = 0
        self._finish_tentative()
        self._finish_functions()

    def _external(self, node: Node) -> None:
        kind = node.__class__.__name__
        if kind == "Decl":
            self._file_declaration(node)
        elif kind == "FuncDef":
            self._function_definition(node)
        elif kind == "Typedef":
            self._typedef(node)
        elif kind == "Pragma":
            self.pragma(node)
        elif kind == "StaticAssert":
            self.static_assert(node)
        else:
            raise fail(node.coord, "expected declaration")

    # ---- typedefs

    def _typedef(self, node: Node) -> None:
        type_ = self.declared_type(node.type)
        aligned = self.effects(node.attributes).aligned
        if aligned:
            type_ = replace(type_, aligned=aligned)
        name, span = node.name, self.place(node.type)
        old = self.scope.names.get(name)
        if isinstance(old, TypedefName):
            if not compatible(old.type, type_):
                raise fail(span, f"conflicting types for '{name}'; have '{describe(type_)}'",
                           note(old.span, f"previous declaration of '{name}' with type '{describe(old.type)}'"))
        elif old is not None:
            raise self._other_kind(name, span, old)
        self.declare(name, TypedefName(name, type_, span))

    @staticmethod
    def _other_kind(name: str, span: Span, old: Entity) -> DiagnosticError:
        return fail(span, f"'{name}' redeclared as different kind of symbol",
                    note(old.span, f"previous declaration of '{name}' is here"))

    # ---- file scope

    def _file_declaration(self, node: Node) -> None:
        if node.name is None:
            self._unnamed(node)
            return
        type_ = self.declared_type(node.type)
        if isinstance(type_, FunctionType):
            if node.init is not None:
                raise fail(self.place(node.type), f"function '{node.name}' is initialized like a variable")
            self._declare_function(node, type_)
            return
        self._file_variable(node, type_)

    def _unnamed(self, node: Node) -> None:
        kind = node.type.__class__.__name__
        if kind in {"Struct", "Union", "Enum"}:
            self.declare_tag(node.type)
            if kind != "Enum" and not node.type.name:
                self.warn(node.coord, "unnamed struct/union that defines no instances", "")
        else:
            self.declared_type(node.type)
            self.warn(self.place(node.type), "useless type name in empty declaration", "")

    def _storage(self, node: Node, *allowed: str) -> str:
        """Return the storage class of a declaration ("" for none); _Thread_local changes nothing for one thread."""
        words = [each for each in node.storage if each != "_Thread_local"]
        if len(words) > 1:
            raise fail(self.place(node.type), "multiple storage classes in declaration specifiers")
        word: str = words[0] if words else ""
        if word and word not in allowed:
            raise fail(self.place(node.type), f"storage class '{word}' is not allowed for '{node.name}' here")
        return word

    def _file_variable(self, node: Node, type_: CType) -> None:
        name, span = node.name, self.place(node.type)
        storage = self._storage(node, "extern", "static")
        if node.funcspec:
            raise fail(span, f"variable '{name}' declared '{node.funcspec[0]}'")
        if isinstance(type_, VoidType) and storage != "extern":
            raise fail(span, f"variable or field '{name}' declared void")
        variable = self._linked_variable(name, type_, span, storage)
        variable.align = max(variable.align, self.alignment(node, type_) if node.align else 0)
        self._apply_attributes(variable, node)
        if node.init is not None:
            if name in self._defined:
                raise self._redefinition(name, span, variable)
            if storage == "extern":
                self.warn(span, f"'{name}' initialized and declared 'extern'", "")
            self._defined.add(name)
            self._tentative.pop(name, None)
            variable.span = span
            if variable.storage is Storage.EXTERN:
                variable.storage = Storage.GLOBAL
            variable.type, content = self.static_initializer(node.init, variable.type)
            self.unit.variables.append((variable, content))
        elif storage != "extern" and name not in self._defined:
            self._tentative.setdefault(name, variable)
            if variable.storage is Storage.EXTERN:
                variable.storage = Storage.GLOBAL

    def _apply_attributes(self, variable: Variable, node: Node) -> None:
        effects = self.effects(node.attributes)
        variable.align = max(variable.align, effects.aligned)
        variable.section = effects.section or variable.section
        variable.weak = variable.weak or "weak" in effects
        variable.keep = variable.keep or "used" in effects
        variable.used = variable.used or "unused" in effects or variable.keep

    def _redefinition(self, name: str, span: Span, old: Variable | Function) -> DiagnosticError:
        what = f"previous definition of '{name}' with type '{describe(old.type)}'"
        return fail(span, f"redefinition of '{name}'", note(old.span, what))

    def _linked_variable(self, name: str, type_: CType, span: Span, storage: str) -> Variable:
        """Return the variable with linkage that a declaration names, new or known."""
        here = self.scope.names.get(name)
        if here is not None and not isinstance(here, Variable):
            raise self._other_kind(name, span, here)
        old = self.linked.get(name)
        if isinstance(old, Function):
            raise self._other_kind(name, span, old)
        if old is None:
            kinds = {"static": Storage.STATIC, "extern": Storage.EXTERN}
            old = Variable(name, type_, kinds.get(storage, Storage.GLOBAL), span, name)
            self.linked[name] = old
        else:
            self._check_redeclaration(old, type_, span)
            if (storage == "static") != (old.storage is Storage.STATIC) and storage != "extern":
                kinds_text = ("static", "non-static") if storage == "static" else ("non-static", "static")
                raise fail(span, f"{kinds_text[0]} declaration of '{name}' follows {kinds_text[1]} declaration",
                           note(old.span, f"previous declaration of '{name}' is here"))
            old.type = composite(old.type, type_)
        self.scope.names[name] = old
        return old

    def _check_redeclaration(self, old: Variable | Function, type_: CType, span: Span) -> None:
        if not compatible(old.type, type_):
            raise fail(span, f"conflicting types for '{old.name}'; have '{describe(type_)}'",
                       note(old.span, f"previous declaration of '{old.name}' with type '{describe(old.type)}'"))

    def _finish_tentative(self) -> None:
        """Define what was declared without an initialiser and never defined: zeros."""
        for name, variable in self._tentative.items():
            type_ = variable.type
            if isinstance(type_, ArrayType) and type_.length is None:
                self.warn(variable.span, f"array '{name}' assumed to have one element", "")
                variable.type = ArrayType(type_.element, 1)
            elif not type_.complete:
                self.error(variable.span, f"storage size of '{name}' isn't known")
                continue
            self.unit.variables.append((variable, StaticData(b"")))

    # ---- functions

    def _declare_function(self, node: Node, type_: FunctionType) -> Function:
        """Declare a function at file or block scope; return it, new or known."""
        name, span = node.name, self.place(node.type)
        storage = self._storage(node, "extern", "static")
        if storage == "static" and self.function is not None:
            raise fail(span, f"invalid storage class for function '{name}'")
        here = self.scope.names.get(name)
        if here is not None and not isinstance(here, Function):
            raise self._other_kind(name, span, here)
        old = self.linked.get(name)
        if isinstance(old, Variable):
            raise self._other_kind(name, span, old)
        function = old
        if function is None:
            implicit = self.file_scope.names.get(name)
            if isinstance(implicit, Function):
                raise Suppressed
            function = Function(name, type_, span, name, static=storage == "static")
            self.linked[name] = function
            self.unit.functions.append(function)
        else:
            self._check_redeclaration(function, type_, span)
            if storage == "static" and not function.static:
                raise fail(span, f"static declaration of '{name}' follows non-static declaration",
                           note(function.span, f"previous declaration of '{name}' is here"))
            merged = composite(function.type, type_)
            assert isinstance(merged, FunctionType), "functions compose to functions"
            function.type = merged
        self.scope.names[name] = function
        self._function_specifiers(function, node, storage)
        if not function.params and node.type.__class__.__name__ == "FuncDecl":
            self._set_parameters(function, self.parameters_of.get(id(node.type), []))
        return function

    def _function_specifiers(self, function: Function, node: Node, storage: str) -> None:
        words = [each.strip("_") for each in node.funcspec]
        function.inline = function.inline or "inline" in words
        function.noreturn = function.noreturn or "Noreturn" in words
        effects = self.effects(node.attributes)
        function.noreturn = function.noreturn or "noreturn" in effects
        function.inline = function.inline or "always_inline" in effects
        function.used = function.used or "unused" in effects or "used" in effects
        function.attributes.update({name: "" for name in ("noinline", "weak", "used") if name in effects})
        if effects.section:
            function.attributes["section"] = effects.section
        if "inline" not in words or storage == "extern":
            self._external_inline.add(function.name)

    @staticmethod
    def _set_parameters(function: Function, parameters: list[Parameter]) -> None:
        function.params = [each.variable or Variable(each.name, each.type, Storage.PARAMETER, each.span)
                           for each in parameters]
        for variable, parameter in zip(function.params, parameters, strict=True):
            variable.used = variable.used or parameter.unused

    def _function_definition(self, node: Node) -> None:
        declarator = node.decl.type
        span = self.place(declarator)
        if declarator.__class__.__name__ != "FuncDecl":
            raise fail(span, "expected a function declarator before the function body")
        type_ = self.declared_type(declarator)
        assert isinstance(type_, FunctionType), "a FuncDecl is a function type"
        function = self._declare_function(node.decl, type_)
        if function.body is not None:
            raise self._redefinition(function.name, span, function)
        result = type_.result
        if not result.complete and not isinstance(result, VoidType):
            raise fail(span, f"return type is an incomplete type '{describe(result)}'")
        function.span = span
        if function.name == "main" and result.unqualified() != INT:
            self.warn(span, "return type of 'main' is not 'int'", "main")
        self._body(function, self.parameters_of.get(id(declarator), []), node)

    def _body(self, function: Function, parameters: list[Parameter], node: Node) -> None:
        mark = len(self.diagnostics)
        state = self.function = FunctionState(function)
        self.push_scope()
        try:
            first = self._old_style(function, parameters, node) if function.type.params is None else []
            if function.type.params is not None:
                self._new_style(function, parameters)
                first = self.sizes_of.get(id(node.decl.type), [])
            body = self.block(node.body, new_scope=False)
            body.body[:0] = first
            self.check_labels()
        finally:
            self.pop_scope()
            self.function = None
        function.body = body
        if not self.failed_since(mark):
            self._end(function, body)
            self._report_unused(state)

    def _new_style(self, function: Function, parameters: list[Parameter]) -> None:
        self._set_parameters(function, parameters)
        for variable, parameter in zip(function.params, parameters, strict=True):
            if not variable.name:
                raise fail(variable.span, "parameter name omitted")
            if not variable.type.complete:
                raise fail(variable.span, f"parameter '{variable.name}' has incomplete type")
            if parameter.register:
                self._registers.add(variable)
            self.scope.names[variable.name] = variable

    def _old_style(self, function: Function, parameters: list[Parameter], node: Node) -> list[Stmt]:
        """Declare the parameters of a definition without prototype.

        They arrive promoted; one that is narrower is a local variable that takes the converted value.
        """
        for each in node.param_decls or []:
            self._old_style_declaration(each, parameters)
        function.params = []
        first: list[Stmt] = []
        for each in parameters:
            passed = promote_argument(each.type)
            variable = Variable(each.name, passed, Storage.PARAMETER, each.span)
            function.params.append(variable)
            if passed != each.type.unqualified():
                local = Variable(each.name, each.type, Storage.AUTO, each.span)
                declared = each.type.unqualified()
                value = Cast(declared, each.span, Load(passed, each.span, VarRef(passed, each.span, variable)))
                first.append(Declare(each.span, local, Initializer([InitItem(0, declared, value)])))
                variable = local
            self.scope.names[each.name] = variable
        return first

    def _old_style_declaration(self, node: Node, parameters: list[Parameter]) -> None:
        if node.__class__.__name__ != "Decl":
            return
        found = next((each for each in parameters if each.name == node.name), None)
        if found is None:
            raise fail(self.place(node.type), f"declaration for parameter '{node.name}' but no such parameter")
        found.type = self._adjusted(self.declared_type(node.type), node.type)

    def _end(self, function: Function, body: Block) -> None:
        """Make main return 0 at its end; warn where another function lacks a return."""
        if isinstance(function.type.result, VoidType) or not flow.completes(body):
            if function.noreturn and flow.completes(body):
                self.warn(body.end, "'noreturn' function does return", "")
            return
        if function.name == "main" and isinstance(function.type.result, IntType):
            body.body.append(Return(body.end, IntConst(INT, body.end, 0)))
        elif not function.noreturn:
            self.warn(body.end, "control reaches end of non-void function", "return-type")

    def _report_unused(self, state: FunctionState) -> None:
        for variable in state.locals:
            if not variable.used:
                self.warn(variable.span, f"unused variable '{variable.name}'", "unused-variable")
        for variable in state.function.params:
            found = variable.used or state.function.type.params is None
            if not found:
                self.warn(variable.span, f"unused parameter '{variable.name}'", "unused-parameter")

    def _finish_functions(self) -> None:
        for _, content in self.unit.metadata:
            handler = self.linked.get(str(content.get("handler", "")))
            if handler is not None:
                handler.used = True
        for function in self.unit.functions:
            if function.body is None:
                if function.static and function.used:
                    self.warn(function.span, f"'{function.name}' used but never defined", "")
                continue
            if function.inline and function.name not in self._external_inline:
                function.static = True
            if function.static and not function.used and not function.inline:
                self.warn(function.span, f"'{function.name}' defined but not used", "unused-function")

    # ---- block scope

    def local_declaration(self, node: Node) -> list[Stmt]:
        """Check a declaration inside a function; return what it does at run time."""
        if node.__class__.__name__ == "Typedef":
            self._typedef(node)
            return self._take_pending()
        if node.name is None:
            self._unnamed(node)
            return self._take_pending()
        type_ = self.declared_type(node.type)
        sizes = self._take_pending()
        if isinstance(type_, FunctionType):
            self._declare_function(node, type_)
            return []
        storage = self._storage(node, "extern", "static", "auto", "register")
        name, span = node.name, self.place(node.type)
        if storage in {"extern", "static"} and isinstance(type_, VariableArrayType):
            raise fail(span, f"storage size of '{name}' isn't constant")
        if storage == "extern":
            self._local_extern(node, type_)
            return sizes
        old = self.scope.names.get(name)
        if old is not None:
            raise self._redeclared(name, span, old)
        if isinstance(type_, VoidType):
            raise fail(span, f"variable or field '{name}' declared void")
        if storage == "static":
            self._local_static(node, type_)
            return sizes
        if isinstance(type_, VariableArrayType):
            return [*sizes, self._variable_length(node, type_, span)]
        return [*sizes, *self._automatic(node, type_, span, storage)]

    def _take_pending(self) -> list[Stmt]:
        statements, self.pending = self.pending, []
        return statements

    def _variable_length(self, node: Node, type_: VariableArrayType, span: Span) -> Stmt:
        """Declare a variable-length array: a pointer to memory taken from the stack."""
        if node.init is not None:
            raise fail(span, "variable-sized object may not be initialized")
        pointer = PointerType(type_.element)
        variable = Variable(node.name, pointer, Storage.AUTO, span, array=type_)
        self._apply_attributes(variable, node)
        self.declare(node.name, variable)
        self.state.locals.append(variable)
        memory = Builtin(pointer, span, "alloca", [self.size_value(type_, span)])
        return Declare(span, variable, Initializer([InitItem(0, pointer, memory)]))

    @staticmethod
    def _redeclared(name: str, span: Span, old: Entity) -> DiagnosticError:
        if isinstance(old, Variable):
            return fail(span, f"redeclaration of '{name}'",
                        note(old.span, f"previous declaration of '{name}' with type '{describe(old.type)}'"))
        return UnitChecker._other_kind(name, span, old)

    def _local_extern(self, node: Node, type_: CType) -> None:
        span = self.place(node.type)
        if node.init is not None:
            raise fail(span, f"'{node.name}' has both 'extern' and initializer")
        here = self.scope.names.get(node.name)
        if isinstance(here, Variable) and here is not self.linked.get(node.name):
            raise self._redeclared(node.name, span, here)
        self._linked_variable(node.name, type_, span, "extern")

    def _local_static(self, node: Node, type_: CType) -> None:
        name, span = node.name, self.place(node.type)
        variable = Variable(name, type_, Storage.STATIC, span, self.fresh_symbol(name))
        variable.align = self.alignment(node, type_) if node.align else 0
        self._apply_attributes(variable, node)
        self.declare(name, variable)
        self.state.locals.append(variable)
        content = StaticData(b"")
        if node.init is not None:
            variable.type, content = self.static_initializer(node.init, type_)
        self._require_size(variable, span)
        self.unit.variables.append((variable, content))

    def _automatic(self, node: Node, type_: CType, span: Span, storage: str) -> list[Stmt]:
        variable = Variable(node.name, type_, Storage.AUTO, span)
        variable.align = self.alignment(node, type_) if node.align else 0
        self._apply_attributes(variable, node)
        self.declare(node.name, variable)
        self.state.locals.append(variable)
        if storage == "register":
            self._registers.add(variable)
        init = None
        if node.init is not None:
            if not type_.complete and not isinstance(type_, ArrayType):
                raise fail(span, f"variable '{node.name}' has initializer but incomplete type")
            variable.type, init = self.initializer(node.init, type_)
        self._require_size(variable, span)
        return [Declare(span, variable, init)]

    @staticmethod
    def _require_size(variable: Variable, span: Span) -> None:
        if not variable.type.complete:
            missing = "array size missing in" if isinstance(variable.type, ArrayType) else "storage size of"
            end = "" if isinstance(variable.type, ArrayType) else " isn't known"
            raise fail(span, f"{missing} '{variable.name}'{end}")

    def take_address(self, lvalue: Expr) -> None:
        """Refuse the address of a register variable; see check_operators."""
        if isinstance(lvalue, VarRef) and lvalue.variable in self._registers:
            raise fail(lvalue.span, f"address of register variable '{lvalue.variable.name}' requested")
        super().take_address(lvalue)

    # ---- pragmas

    def pragma(self, node: Node) -> None:
        """Take up a metadata pragma; warn about one nobody knows."""
        text = node.string if isinstance(node.string, str) else self._pragma_operator(node.string)
        words = text.replace("(", " ").split()
        if not words:
            return
        if words[0] == "pack":
            if not self.packing.apply(text.strip().removeprefix("pack")):
                self.warn(node.coord, "malformed '#pragma pack', ignored", "unknown-pragmas")
            return
        record = metadata.parse_pragma(text, node.coord, self._constant_named)
        if record is not None:
            self.unit.metadata.append(record)
        elif words[0] not in {"STDC", "GCC", "once"}:
            self.warn(node.coord, f"ignoring '#pragma {words[0]}'", "unknown-pragmas")

    def _pragma_operator(self, literal: Node) -> str:
        """Return the text of _Pragma("...")."""
        expr = self.constant(literal)
        data: bytes = getattr(expr, "data", b"\0")
        return data[:-1].decode("utf-8", "replace")

    def _constant_named(self, name: str) -> int | None:
        entity = self.file_scope.find(name)
        return entity.value if isinstance(entity, EnumConstant) else None


