"""The ground every part of the checker stands on: scopes, diagnostics, the function and the unit.

The checker is one object made of layers, each in its own module and each using only those below it:

    Checker (here) <- ConversionChecker (check_convert) <- OperatorChecker (check_operators)
      <- ExpressionChecker (check_expr) <- CallChecker (check_call) <- InitializerChecker (initializers)
      <- DeclarationChecker (check_decl) <- StatementChecker (check_stmt) <- UnitChecker (check)

What a layer needs from above it (C is recursive: a cast holds a type, a type holds an array length) is declared here
and filled in there. An error is raised as DiagnosticError by `fail` or as Suppressed if the user has been told
already; it is caught per statement and per declaration, so one run reports the mistakes of all of them.
"""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field

from toolchain.cc.front.c_types import CHAR, ArrayType, CType, IntType
from toolchain.cc.front.conversions import with_qualifiers
from toolchain.cc.front.parse import Node
from toolchain.cc.front.scope import Entity, Scope
from toolchain.cc.front.typed import (
    Expr,
    Function,
    Initializer,
    IntConst,
    StaticData,
    Stmt,
    Storage,
    StringLit,
    Unit,
    Variable,
)
from toolchain.diagnostics import Diagnostic, DiagnosticError, Severity, Span, error, fail, warning


class Suppressed(Exception):  # noqa: N818  # not an error of its own: the user has been told
    """Stop checking this statement; what is wrong has been reported before."""


@dataclass(slots=True, eq=False)
class SwitchState:
    """The switch statement being checked: type of its value, labels so far."""

    type: IntType
    cases: list[object] = field(default_factory=list)
    values: dict[int, Span] = field(default_factory=dict)
    ranges: list[tuple[int, int, Span]] = field(default_factory=list)  # of more than one value: low, high
    default: Span | None = None


@dataclass(slots=True, eq=False)
class FunctionState:
    """What the checker keeps while it checks a function body."""

    function: Function
    labels: dict[str, Span] = field(default_factory=dict)
    gotos: list[tuple[str, Span]] = field(default_factory=list)  # and labels whose address is taken
    undeclared: set[str] = field(default_factory=set)
    name_variable: Variable | None = None
    loops: int = 0
    switches: list[SwitchState] = field(default_factory=list)
    breakable: int = 0
    locals: list[Variable] = field(default_factory=list)


class Checker:
    """State and services shared by all layers."""

    def __init__(self, name: str) -> None:
        self.unit = Unit(name)
        self.diagnostics: list[Diagnostic] = []
        self.scope = Scope()
        self.file_scope = self.scope
        self.function: FunctionState | None = None
        self.linked: dict[str, Variable | Function] = {}  # names with linkage, whatever scope declares them
        self.pending: list[Stmt] = []  # compute sizes of variable-length arrays; stand in front of what is checked next
        self.unevaluated = 0  # inside sizeof, _Alignof, the control of _Generic
        self._symbols: dict[str, int] = {}
        self._literals: dict[tuple[bytes, CType], str] = {}
        self._undeclared: set[str] = set()

    # ---- filled in by the layers above

    def expression(self, node: Node) -> Expr:
        """Return the checked expression; it may be an lvalue or a function designator."""
        raise NotImplementedError

    def type_name(self, node: Node) -> CType:
        """Return the type a type name (in a cast, sizeof ...) stands for."""
        raise NotImplementedError

    def initializer(self, node: Node, type_: CType) -> tuple[CType, Initializer]:
        """Return the completed type and the initialiser of an object of automatic storage duration."""
        raise NotImplementedError

    def static_initializer(self, node: Node, type_: CType) -> tuple[CType, StaticData]:
        """Return the completed type and the initial content of an object of static storage duration."""
        raise NotImplementedError

    # ---- diagnostics

    def warn(self, span: Span, message: str, option: str, *notes: Diagnostic) -> None:
        """Record a warning that -W<option> switches ("" for one that is always on)."""
        if not self.unevaluated or option != "overflow":
            self.diagnostics.append(warning(span, message, option, *notes))

    def error(self, span: Span, message: str, *notes: Diagnostic) -> None:
        """Record an error after which checking can go on."""
        self.diagnostics.append(error(span, message, *notes))

    def caught(self, problem: DiagnosticError | Suppressed) -> None:
        """Record what a statement or declaration failed with."""
        if isinstance(problem, DiagnosticError):
            self.diagnostics += problem.diagnostics

    def unsupported(self, span: Span, feature: str) -> DiagnosticError:
        """Return the exception for a feature of C that the compiler does not have."""
        return fail(span, f"not supported: {feature}")

    def failed_since(self, mark: int) -> bool:
        """Whether an error has been recorded since there were `mark` diagnostics."""
        return any(each.severity is Severity.ERROR for each in self.diagnostics[mark:])

    # ---- names

    def push_scope(self) -> None:
        """Open a scope."""
        self.scope = Scope(self.scope)

    def pop_scope(self) -> None:
        """Close the innermost scope."""
        assert self.scope.parent is not None, "the file scope stays open"
        self.scope = self.scope.parent

    def undeclared(self, name: str, span: Span) -> DiagnosticError | Suppressed:
        """Return the exception for a name without declaration; each name is reported once per function."""
        seen = self.function.undeclared if self.function else self._undeclared
        if name in seen:
            return Suppressed()
        seen.add(name)
        where = "(first use in this function)" if self.function else "here (not in a function)"
        return fail(span, f"'{name}' undeclared {where}{self.suggestion(name, list(self.scope.visible()))}")

    @staticmethod
    def suggestion(name: str, candidates: Sequence[str]) -> str:
        """Return "; did you mean 'x'?" if one of the candidates is close to `name`, or nothing."""
        close = difflib.get_close_matches(name, candidates, 1, 0.75)
        return f"; did you mean '{close[0]}'?" if close else ""

    def declare(self, name: str, entity: Entity) -> None:
        """Make `name` known in the current scope."""
        self.scope.names[name] = entity

    def fresh_symbol(self, name: str) -> str:
        """Return a symbol for an object without linkage: the name and a number, unique in the unit."""
        number = self._symbols.get(name, 0)
        self._symbols[name] = number + 1
        return f"{name}.{number}"

    def label_value(self, name: str, span: Span) -> int:
        """Return what `&&name` is: a number that a computed goto of the same function turns into a jump."""
        if self.function is None:
            raise fail(span, f"label '{name}' referenced outside of any function")
        self.function.gotos.append((name, span))
        values = self.function.function.label_values
        return values.setdefault(name, len(values) + 1)

    # ---- objects without a name

    def string_symbol(self, literal: StringLit) -> str:
        """Return the symbol of the static object that holds a string literal; equal ones share it."""
        assert isinstance(literal.type, ArrayType), "a string literal is an array"
        key = literal.data, literal.type.element
        if key not in self._literals:
            type_ = with_qualifiers(literal.type, const=True)
            variable = self.static_object("__literal", type_, StaticData(literal.data), literal.span)
            self._literals[key] = variable.symbol
        return self._literals[key]

    def static_object(self, name: str, type_: CType, content: StaticData, span: Span) -> Variable:
        """Add an object of static storage duration and without linkage to the unit."""
        variable = Variable(name, type_, Storage.STATIC, span, self.fresh_symbol(name), used=True)
        self.unit.variables.append((variable, content))
        return variable

    def function_name(self, span: Span) -> Variable:
        """Return the variable __func__ of the current function."""
        state = self.function
        if state is None:
            raise fail(span, "'__func__' is not defined outside of function scope")
        if state.name_variable is None:
            data = state.function.name.encode() + b"\0"
            type_ = ArrayType(with_qualifiers(CHAR, const=True), len(data))
            state.name_variable = self.static_object("__func__", type_, StaticData(data), span)
        return state.name_variable


def integer(value: int, type_: CType, span: Span) -> IntConst:
    """Return a constant; `value` is in range."""
    return IntConst(type_, span, value)


