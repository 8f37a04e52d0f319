"""Can control reach the end of a statement? Decides the warning about a missing return.

A conservative walk over the typed tree, as compilers do it without data flow: a loop whose condition is a constant
other than 0 ends by break only; a call of a _Noreturn function ends the path; a switch falls out unless it has a
default, no break and a last group that does not complete; a label makes what follows reachable.
"""

from toolchain.cc.front.typed import (
    Block,
    Break,
    Builtin,
    Call,
    CaseLabel,
    Comma,
    ComputedGoto,
    Continue,
    Decay,
    DoWhile,
    Expr,
    ExprStmt,
    For,
    FunctionRef,
    Goto,
    If,
    IntConst,
    Labelled,
    Return,
    Stmt,
    Switch,
    While,
)


def completes(stmt: Stmt) -> bool:
    """Whether control can reach what follows `stmt`."""
    if isinstance(stmt, Block):
        return _sequence_completes(stmt.body)
    if isinstance(stmt, (Return, Goto, ComputedGoto, Break, Continue)):
        return False
    if isinstance(stmt, ExprStmt):
        return not _never_returns(stmt.expr)
    if isinstance(stmt, If):
        if isinstance(stmt.condition, IntConst):
            taken = stmt.then if stmt.condition.value else stmt.other
            return taken is None or completes(taken)
        return stmt.other is None or completes(stmt.then) or completes(stmt.other)
    if isinstance(stmt, (While, For)):
        return not _is_true(stmt.condition) or _breaks(stmt.body)
    if isinstance(stmt, DoWhile):
        return _breaks(stmt.body) or (not _is_true(stmt.condition) and (completes(stmt.body) or _continues(stmt.body)))
    if isinstance(stmt, Switch):
        has_default = any(each.low is None for each in stmt.cases)
        return not has_default or completes(stmt.body) or _breaks(stmt.body)
    if isinstance(stmt, (CaseLabel, Labelled)):
        return completes(stmt.body)
    return True


def _sequence_completes(body: list[Stmt]) -> bool:
    reachable = True
    for each in body:
        if not reachable and not _has_label(each):
            continue
        reachable = completes(each)
    return reachable


def _is_true(condition: Expr | None) -> bool:
    return condition is None or (isinstance(condition, IntConst) and condition.value != 0)


def _never_returns(expr: Expr) -> bool:
    if isinstance(expr, Comma):
        return _never_returns(expr.left) or _never_returns(expr.right)
    if isinstance(expr, Builtin):
        return expr.name in {"unreachable", "trap", "abort", "exit"}
    if isinstance(expr, Call) and isinstance(expr.callee, Decay) and isinstance(expr.callee.operand, FunctionRef):
        return expr.callee.operand.function.noreturn
    return False


def children(stmt: Stmt) -> list[Stmt]:
    """Return the statements directly inside of one."""
    if isinstance(stmt, Block):
        return stmt.body
    if isinstance(stmt, If):
        return [stmt.then] if stmt.other is None else [stmt.then, stmt.other]
    if isinstance(stmt, (While, DoWhile, For, Switch, CaseLabel, Labelled)):
        return [stmt.body]
    return []


def _has_label(stmt: Stmt) -> bool:
    """Whether a label or case inside makes the statement reachable by a jump."""
    return isinstance(stmt, (CaseLabel, Labelled)) or any(map(_has_label, children(stmt)))


def _breaks(stmt: Stmt) -> bool:
    """Whether a break inside leaves the statement this one is the body of."""
    if isinstance(stmt, Break):
        return True
    return not isinstance(stmt, (While, DoWhile, For, Switch)) and any(map(_breaks, children(stmt)))


def _continues(stmt: Stmt) -> bool:
    if isinstance(stmt, Continue):
        return True
    return not isinstance(stmt, (While, DoWhile, For)) and any(map(_continues, children(stmt)))
