"""Statements: control flow, labels, switch, return, declarations in blocks.

A statement or declaration with an error is reported and left out; checking goes on with the next one.
"""

from toolchain.cc.front.c_types import INT, VOID, IntType, PointerType, VoidType
from toolchain.cc.front.check_convert import RETURNING
from toolchain.cc.front.check_decl import DeclarationChecker
from toolchain.cc.front.checker import FunctionState, Suppressed, SwitchState
from toolchain.cc.front.conversions import promote
from toolchain.cc.front.parse import Node
from toolchain.cc.front.type_text import describe
from toolchain.cc.front.typed import (
    Assign,
    Block,
    Break,
    CaseLabel,
    ComputedGoto,
    Continue,
    Declare,
    DoWhile,
    Empty,
    Expr,
    ExprStmt,
    For,
    Goto,
    If,
    IntConst,
    Labelled,
    Load,
    Return,
    StatementExpr,
    Stmt,
    Storage,
    Switch,
    Variable,
    VarRef,
    While,
)
from toolchain.diagnostics import DiagnosticError, Span, fail, note


class StatementChecker(DeclarationChecker):
    """Statements."""

    def local_declaration(self, node: Node) -> list[Stmt]:
        """Check a declaration inside a function; see check."""
        raise NotImplementedError

    def pragma(self, node: Node) -> None:
        """Take up a pragma; see check."""
        raise NotImplementedError

    @property
    def state(self) -> FunctionState:
        """The function being checked."""
        assert self.function is not None, "statements stand in functions"
        return self.function

    def statement(self, node: Node) -> Stmt:
        """Return the checked statement. Errors inside it are recorded, not raised."""
        try:
            handler = _STATEMENTS.get(node.__class__.__name__)
            if handler is None:
                return self._expression_statement(node)
            return handler(self, node)
        except (DiagnosticError, Suppressed) as problem:
            self.caught(problem)
            return Empty(node.coord)

    def _expression_statement(self, node: Node) -> Stmt:
        expr = self.rvalue(node)
        self.check_used(expr)
        return ExprStmt(_start(node), expr)

    def statement_expression(self, node: Node) -> Expr:
        """Check `({ ... })`; its value is that of the last statement if that is an expression."""
        if self.function is None:
            raise fail(node.coord, "braced-group within expression allowed only inside a function")
        mark = len(self.diagnostics)
        self.push_scope()
        items = node.block_items or []
        last = items[-1] if items and items[-1].__class__.__name__ not in _NO_EXPRESSIONS else None
        body = self._items(items if last is None else items[:-1])
        if self.failed_since(mark):
            self.pop_scope()
            raise Suppressed
        value = self.rvalue(last) if last is not None else None
        self.pop_scope()
        if _declares_variable_array(body):
            return self._freeing(body, value, node.coord)
        return StatementExpr(VOID if value is None else value.type, node.coord, body, value)

    @staticmethod
    def _freeing(body: list[Stmt], value: Expr | None, span: Span) -> Expr:
        """Return a statement expression that declares variable-length arrays: its value is kept beyond them."""
        if value is None or isinstance(value.type, VoidType):
            last: list[Stmt] = [] if value is None else [ExprStmt(span, value)]
            return StatementExpr(VOID, span, [Block(span, [*body, *last], span, frees=True)], None)
        type_ = value.type
        place = VarRef(type_, span, Variable("", type_, Storage.AUTO, span, used=True))
        keep = ExprStmt(span, Assign(type_, span, place, value))
        return StatementExpr(type_, span, [Block(span, [*body, keep], span, frees=True)], Load(type_, span, place))

    def condition(self, node: Node) -> Expr:
        """Return a controlling expression; after an error 1, so that the statements it controls are checked too."""
        try:
            return self.scalar(node)
        except (DiagnosticError, Suppressed) as problem:
            self.caught(problem)
            return IntConst(INT, node.coord, 1)

    def block(self, node: Node, *, new_scope: bool = True) -> Block:
        """Check a compound statement."""
        if new_scope:
            self.push_scope()
        body = self._items(node.block_items or [])
        if new_scope:
            self.pop_scope()
        return Block(node.coord, body, getattr(node, "end", node.coord), _declares_variable_array(body))

    def _items(self, items: list[Node]) -> list[Stmt]:
        body: list[Stmt] = []
        for item in items:
            kind = item.__class__.__name__
            if kind in {"Decl", "Typedef"}:
                body += self._declaration(item)
            else:
                body.append(self.statement(item))
        return body

    def _declaration(self, node: Node) -> list[Stmt]:
        try:
            return self.local_declaration(node)
        except (DiagnosticError, Suppressed) as problem:
            self.caught(problem)
            return []

    # ---- branches and loops

    def if_statement(self, node: Node) -> Stmt:
        """Check an if."""
        condition = self.condition(node.cond)
        then = self._scoped(node.iftrue)
        other = self._scoped(node.iffalse) if node.iffalse is not None else None
        return If(node.coord, condition, then, other)

    def _scoped(self, node: Node) -> Stmt:
        """Check a substatement, which is a scope of its own even without braces."""
        if node.__class__.__name__ == "Block":
            return self.statement(node)
        self.push_scope()
        result = self.statement(node)
        self.pop_scope()
        return result

    def _loop_body(self, node: Node) -> Stmt:
        state = self.state
        state.loops += 1
        state.breakable += 1
        body = self._scoped(node)
        state.loops -= 1
        state.breakable -= 1
        return body

    def while_statement(self, node: Node) -> Stmt:
        """Check a while loop."""
        condition = self.condition(node.cond)
        return While(node.coord, condition, self._loop_body(node.stmt))

    def do_statement(self, node: Node) -> Stmt:
        """Check a do loop."""
        body = self._loop_body(node.stmt)
        return DoWhile(node.coord, body, self.condition(node.cond))

    def for_statement(self, node: Node) -> Stmt:
        """Check a for loop; its declarations are a scope around it."""
        self.push_scope()
        init: list[Stmt] = []
        if node.init.__class__.__name__ == "DeclList":
            for each in node.init.decls:
                if each.__class__.__name__ in {"Decl", "Typedef"}:
                    init += self._declaration(each)
        elif node.init is not None:
            init.append(self.statement(node.init))
        condition = self.condition(node.cond) if node.cond is not None else None
        step = None
        if node.next is not None:
            stepping = self.statement(node.next)
            step = stepping.expr if isinstance(stepping, ExprStmt) else None
        body = self._loop_body(node.stmt)
        self.pop_scope()
        loop = For(node.coord, init, condition, step, body)
        return Block(node.coord, [loop], node.coord, frees=True) if _declares_variable_array(init) else loop

    def switch_statement(self, node: Node) -> Stmt:
        """Check a switch; its labels register with it while the body is checked."""
        value = self.rvalue(node.cond)
        if not isinstance(value.type, IntType):
            raise fail(node.cond.coord, "switch quantity not an integer")
        value = self.promoted(value)
        type_ = promote(value.type)
        assert isinstance(type_, IntType), "integers promote to integers"
        state, entry = self.state, SwitchState(type_)
        state.switches.append(entry)
        state.breakable += 1
        body = self._scoped(node.stmt)
        state.breakable -= 1
        state.switches.pop()
        return Switch(node.coord, value, body, [each for each in entry.cases if isinstance(each, CaseLabel)])

    def case_statement(self, node: Node) -> Stmt:
        """Check a case label with its statement."""
        state, span = self.state, node.coord
        if not state.switches:
            raise fail(span, "case label not within a switch statement")
        entry = state.switches[-1]
        label = CaseLabel(span, None, None, Empty(span))
        try:
            ends = (node.expr.low, node.expr.high) if node.expr.__class__.__name__ == "Range" else (node.expr,)
            values = [self._case_value(each, entry, span) for each in ends]
            if values[0] > values[-1]:
                self.warn(span, "empty range specified", "")
            else:
                self._enter_case(entry, values[0], values[-1], span)
                label.low, label.high = values[0], values[-1]
                entry.cases.append(label)
        except (DiagnosticError, Suppressed) as problem:
            self.caught(problem)
        label.body = self._label_body(node.stmts, span)
        return label

    def _case_value(self, node: Node, entry: SwitchState, span: Span) -> int:
        constant = self.integer_constant_expr(node, "case label")
        value = entry.type.wrap(constant.value)
        if value != constant.value and constant.type.size > entry.type.bytes:
            self.warn(span, f"case label value exceeds the range of type '{describe(entry.type)}'", "overflow")
        return value

    @staticmethod
    def _enter_case(entry: SwitchState, low: int, high: int, span: Span) -> None:
        """Note the values low..high; none of them may have a label."""
        found = entry.values.get(low)
        if low != high:
            found = next((place for value, place in entry.values.items() if low <= value <= high), None)
        for first, last, place in entry.ranges:
            if first <= high and low <= last:
                found = place
        if found is not None:
            raise fail(span, "duplicate case value", note(found, "previously used here"))
        if low == high:
            entry.values[low] = span
        else:
            entry.ranges.append((low, high, span))

    def default_statement(self, node: Node) -> Stmt:
        """Check a default label with its statement."""
        state, span = self.state, node.coord
        if not state.switches:
            raise fail(span, "'default' label not within a switch statement")
        entry = state.switches[-1]
        if entry.default is not None:
            first = note(entry.default, "this is the first default label")
            raise fail(span, "multiple default labels in one switch", first)
        entry.default = span
        label = CaseLabel(span, None, None, Empty(span))
        entry.cases.append(label)
        label.body = self._label_body(node.stmts, span)
        return label

    def _label_body(self, nodes: list[Node], span: Span) -> Stmt:
        if len(nodes) == 1:
            return self.statement(nodes[0])
        return Block(span, [self.statement(each) for each in nodes], span)

    # ---- jumps

    def labelled_statement(self, node: Node) -> Stmt:
        """Check a label with its statement."""
        labels = self.state.labels
        if node.name in labels:
            self.error(node.coord, f"duplicate label '{node.name}'",
                       note(labels[node.name], f"previous definition of '{node.name}' was here"))
        labels.setdefault(node.name, node.coord)
        return Labelled(node.coord, node.name, self.statement(node.stmt))

    def goto_statement(self, node: Node) -> Stmt:
        """Note a goto; check_labels looks for its label."""
        if not isinstance(node.name, str):
            target = self.rvalue(node.name)
            if not isinstance(target.type, PointerType):
                raise fail(node.coord, f"computed goto must be a pointer type, not '{describe(target.type)}'")
            return ComputedGoto(node.coord, target)
        self.state.gotos.append((node.name, node.coord))
        return Goto(node.coord, node.name)

    def break_statement(self, node: Node) -> Stmt:
        """Check a break."""
        if not self.state.breakable:
            raise fail(node.coord, "break statement not within loop or switch")
        return Break(node.coord)

    def continue_statement(self, node: Node) -> Stmt:
        """Check a continue."""
        if not self.state.loops:
            raise fail(node.coord, "continue statement not within a loop")
        return Continue(node.coord)

    def return_statement(self, node: Node) -> Stmt:
        """Check a return against the result type of the function."""
        function = self.state.function
        result = function.type.result.unqualified()
        if node.expr is None:
            if not isinstance(result, VoidType):
                self.warn(node.coord, "'return' with no value, in function returning non-void", "return-mismatch",
                          note(function.span, "declared here"))
            return Return(node.coord, None)
        value = self.rvalue(node.expr)
        if isinstance(result, VoidType):
            if not isinstance(value.type, VoidType):
                self.warn(node.expr.coord, "'return' with a value, in function returning void", "return-mismatch",
                          note(function.span, "declared here"))
            return Block(node.coord, [ExprStmt(_start(node.expr), value), Return(node.coord, None)], node.coord)
        if function.noreturn:
            self.warn(node.coord, "function declared 'noreturn' has a 'return' statement", "")
        return Return(node.coord, self.assign(value, result, RETURNING))

    def empty_statement(self, node: Node) -> Stmt:
        """Take `;`."""
        return Empty(node.coord)

    def pragma_statement(self, node: Node) -> Stmt:
        """Take up a pragma between statements."""
        self.pragma(node)
        return Empty(node.coord)

    def assertion(self, node: Node) -> Stmt:
        """Check a _Static_assert between statements."""
        self.static_assert(node)
        return Empty(node.coord)

    def misplaced_declaration(self, node: Node) -> Stmt:
        """Refuse a declaration as the body of an if or a loop."""
        raise fail(self.place(node), "expected expression before a declaration")

    def check_labels(self) -> None:
        """Report gotos without a label and labels without a goto, at the end of a function."""
        state = self.state
        used = {name for name, _ in state.gotos}
        reported: set[str] = set()
        for name, span in state.gotos:
            if name not in state.labels and name not in reported:
                reported.add(name)
                self.error(span, f"label '{name}' used but not defined")
        for name, span in state.labels.items():
            if name not in used:
                self.warn(span, f"label '{name}' defined but not used", "unused-label")


def _declares_variable_array(body: list[Stmt]) -> bool:
    return any(isinstance(each, Declare) and each.variable.array is not None for each in body)


def _start(node: Node) -> Span:
    """Return where an expression begins: the leftmost operand's place, which is the line of the statement."""
    while True:
        kind = node.__class__.__name__
        if kind == "BinaryOp":
            node = node.left
        elif kind == "Assignment":
            node = node.lvalue
        elif kind == "TernaryOp":
            node = node.cond
        elif kind == "UnaryOp" and node.op in {"p++", "p--"}:
            node = node.expr
        else:
            span: Span = node.coord
            return span


_STATEMENTS = {
    "Block": StatementChecker.block,
    "Compound": StatementChecker.block,  # a statement with a pragma before it
    "If": StatementChecker.if_statement,
    "While": StatementChecker.while_statement,
    "DoWhile": StatementChecker.do_statement,
    "For": StatementChecker.for_statement,
    "Switch": StatementChecker.switch_statement,
    "Case": StatementChecker.case_statement,
    "Default": StatementChecker.default_statement,
    "Label": StatementChecker.labelled_statement,
    "Goto": StatementChecker.goto_statement,
    "Break": StatementChecker.break_statement,
    "Continue": StatementChecker.continue_statement,
    "Return": StatementChecker.return_statement,
    "EmptyStatement": StatementChecker.empty_statement,
    "Pragma": StatementChecker.pragma_statement,
    "StaticAssert": StatementChecker.assertion,
    "Decl": StatementChecker.misplaced_declaration,
    "Typedef": StatementChecker.misplaced_declaration,
}
_NO_EXPRESSIONS = frozenset(_STATEMENTS) - {"Block"}
