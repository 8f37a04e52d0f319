"""How a type is written in a message: 'int *', 'char[4]', 'int (*)(int, const char *)', 'struct point'."""

from toolchain.cc.front.c_types import (
    ArrayType,
    CType,
    FloatType,
    FunctionType,
    IntType,
    PointerType,
    RecordType,
    VariableArrayType,
)


def describe(type_: CType) -> str:
    """Return the C spelling of `type_`, as gcc's messages show it."""
    return _declare(type_, "")


def _declare(type_: CType, inner: str) -> str:
    """Return the declaration of something called `inner` (its declarator so far) with this type."""
    if isinstance(type_, PointerType):
        quals = _qualifiers(type_)
        star = f"*{quals}{' ' if quals and inner else ''}{inner}"
        target = type_.target
        binds_tighter = isinstance(target, (ArrayType, VariableArrayType, FunctionType))
        return _declare(target, f"({star})" if binds_tighter else star)
    if isinstance(type_, ArrayType):
        return _declare(type_.element, f"{inner}[{'' if type_.length is None else type_.length}]")
    if isinstance(type_, VariableArrayType):
        return _declare(type_.element, f"{inner}[variable]")
    if isinstance(type_, FunctionType):
        if not inner:
            return f"{describe(type_.result)}({_parameters(type_)})"
        return _declare(type_.result, f"{inner}({_parameters(type_)})")
    quals = _qualifiers(type_)
    name = f"{quals} {_base(type_)}" if quals else _base(type_)
    if not inner or inner.startswith("["):
        return name + inner
    return f"{name} {inner}"


def _parameters(type_: FunctionType) -> str:
    if type_.params is None:
        return ""
    names = [describe(each) for each in type_.params]
    if type_.variadic:
        names.append("...")
    return ", ".join(names) or "void"


def _base(type_: CType) -> str:
    if isinstance(type_, (IntType, FloatType)):
        return type_.name
    if isinstance(type_, RecordType):
        return f"{type_.record.kind} {type_.record.tag or '<anonymous>'}"
    return "void"


def _qualifiers(type_: CType) -> str:
    words = [word for word in ("const", "volatile", "restrict") if getattr(type_, word)]
    if type_.atomic:
        words.append("_Atomic")
    return " ".join(words)
