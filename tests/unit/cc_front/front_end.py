"""Short ways to run the front end in tests."""

from toolchain.cc.front.check import check_types
from toolchain.cc.front.parse import parse
from toolchain.cc.front.preprocess import PreprocessOptions, preprocess
from toolchain.cc.front.typed import Expr, Return, StaticData, Unit, Variable
from toolchain.diagnostics import Severity


def checked(text: str) -> Unit:
    """Return the typed unit of a source without errors."""
    source = preprocess(text, "t.c", PreprocessOptions())
    unit, diagnostics = check_types(parse(source.tokens, "t.c"), "t.c")
    assert not [each.message for each in diagnostics if each.severity is Severity.ERROR]
    return unit


def static(unit: Unit, name: str) -> tuple[Variable, StaticData]:
    """Return a static object of the unit and its content."""
    return next((variable, content) for variable, content in unit.variables if variable.name == name)


def returned(text: str, function: str = "f") -> Expr:
    """Return the expression of the return statement that ends a function."""
    unit = checked(text)
    body = next(each.body for each in unit.functions if each.name == function)
    assert body is not None
    last = body.body[-1]
    assert isinstance(last, Return)
    assert last.value is not None
    return last.value
