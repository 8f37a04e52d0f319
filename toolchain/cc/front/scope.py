"""Scopes: what names and tags mean at a place.

A `Scope` maps ordinary names (objects, functions, typedefs, enumeration constants) and tags (struct, union, enum) to
their declarations and knows its parent. Labels are the function's and live in its checker.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from toolchain.cc.front.c_types import CType, IntType
from toolchain.cc.front.typed import Function, Variable
from toolchain.diagnostics import Span


@dataclass(slots=True, eq=False)
class TypedefName:
    """A name for a type."""

    name: str
    type: CType
    span: Span


@dataclass(slots=True, eq=False)
class EnumConstant:
    """A name for a number."""

    name: str
    type: IntType
    value: int
    span: Span


@dataclass(slots=True, eq=False)
class BuiltinFunction:
    """A function the compiler itself knows; see builtins.py."""

    name: str
    span: Span = field(default_factory=lambda: Span("<built-in>"))


Entity = Variable | Function | TypedefName | EnumConstant | BuiltinFunction


@dataclass(slots=True, eq=False)
class Tag:
    """A struct, union or enum tag; `defined` once its members are known."""

    kind: str
    type: CType
    span: Span
    defined: bool = False


@dataclass(slots=True, eq=False)
class Scope:
    """One level of declarations."""

    parent: "Scope | None" = None
    names: dict[str, Entity] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)

    def find(self, name: str) -> Entity | None:
        """Return what `name` means here, or None."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.names.get(name)
            if found is not None:
                return found
            scope = scope.parent
        return None

    def find_tag(self, name: str) -> Tag | None:
        """Return what the tag `name` means here, or None."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.tags.get(name)
            if found is not None:
                return found
            scope = scope.parent
        return None

    def visible(self) -> Iterator[str]:
        """Yield all names that can be seen here, inner ones first."""
        scope: Scope | None = self
        while scope is not None:
            yield from scope.names
            scope = scope.parent
