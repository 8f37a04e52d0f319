"""GNU C as productions: attributes, typeof, and operands that are types.

Part of the adapter around pycparser (parse.py has the rest). Attributes may stand nearly everywhere, so no production
looks for them: `take_attributes` lifts them out of the token list and notes the index of the token behind each. A
declaration then asks which of them stand in its specifiers (they belong to every declarator), in its own declarator,
or behind `struct` and the closing brace of one; what stands inside of a nested member list or parameter list belongs
there. Nodes carry the result in `attributes`, a list of Attribute.

Attributes of statements, labels, enumerators and of types in casts mean nothing here and are dropped.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pycparser import c_ast
from pycparser.c_parser import CParser

from toolchain.cc.front.pp_tokens import Token
from toolchain.diagnostics import Span, fail

Node = Any  # a node of pycparser's tree
WORDS = frozenset({"__attribute__", "__attribute"})
_OPENING, _CLOSING = frozenset({"LPAREN", "LBRACKET", "LBRACE"}), frozenset({"RPAREN", "RBRACKET", "RBRACE"})
_TYPE_OPERANDS = frozenset({"__builtin_types_compatible_p"})


@dataclass(slots=True)
class Attribute:
    """One attribute: its name without underscores around it, its arguments, first as tokens, then as nodes."""

    name: str
    span: Span
    tokens: list[list[Token]]
    args: list[Node] = field(default_factory=list)
    parsed: bool = False


class Range:
    """`low ... high` of a case label or a designator."""

    def __init__(self, low: Node, high: Node, coord: Span) -> None:
        """Keep both ends."""
        self.low, self.high, self.coord = low, high, coord


def take_attributes(tokens: list[Token | None]) -> tuple[list[Token | None], dict[int, list[Attribute]]]:
    """Return the tokens without their attributes, and these by the index of the token they stand in front of."""
    out: list[Token | None] = []
    found: dict[int, list[Attribute]] = {}
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token is None or token.type != "ID" or token.value not in WORDS:
            out.append(token)
            index += 1
            continue
        group, index = _group(tokens, index + 1, token)
        inner, end = _group(group, 0, token)
        if end != len(group):
            raise fail(token.span, "expected '))' at the end of the attributes")
        found.setdefault(len(out), []).extend(_attribute(each) for each in _split(inner) if each)
    return out, found


def _group(tokens: "list[Token | None] | list[Token]", index: int, start: Token) -> tuple[list[Token], int]:
    """Return what stands in the parentheses that open at `index`, and the index behind them."""
    first = tokens[index] if index < len(tokens) else None
    if first is None or first.type != "LPAREN":
        raise fail((first or start).span, f"expected '((' after '{start.value}'")
    depth = 0
    for at in range(index, len(tokens)):
        token = tokens[at]
        if token is None:
            break
        depth += (token.type in _OPENING) - (token.type in _CLOSING)
        if depth == 0:
            return [each for each in tokens[index + 1:at] if each is not None], at + 1
    raise fail(start.span, f"'{start.value}' without the closing '))'")


def _split(tokens: list[Token]) -> list[list[Token]]:
    """Cut at the commas outside of parentheses."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.type in _OPENING) - (token.type in _CLOSING)
        if token.type == "COMMA" and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _attribute(tokens: list[Token]) -> Attribute:
    name = tokens[0].value
    if len(name) > 4 and name.startswith("__") and name.endswith("__"):
        name = name[2:-2]
    args = _split(tokens[2:-1]) if len(tokens) > 3 else []
    return Attribute(name, tokens[0].span, args)


class GnuProductions(CParser):  # type: ignore[misc]  # pycparser has no type information
    """Productions of GNU C. `found`: the attributes by token index."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.found: dict[int, list[Attribute]] = {}
        self.places: list[int] = []  # the keys of `found`, sorted
        self._nested: dict[int, int] = {}  # lists of members and parameters: index of the first token, and behind

    def set_attributes(self, found: dict[int, list[Attribute]]) -> None:
        """Take over what take_attributes found."""
        self.found, self.places, self._nested = found, sorted(found), {}

    def parse_apart(self, tokens: list[Token], production: Callable[[], Node]) -> Node:
        """Apply a production to tokens that stand outside of the stream."""
        raise NotImplementedError

    # ---- attributes

    def _between(self, first: int, last: int) -> list[Attribute]:
        """Return the attributes in front of the tokens first..last that no nested list owns."""
        if not self.places:
            return []
        places = self.places[bisect_left(self.places, first):bisect_right(self.places, last)]
        if not places:
            return []
        nested = [(start, self._nested[start]) for start in range(first, last) if start in self._nested]
        return [self._with_arguments(each) for place in places
                if not any(start < place < end for start, end in nested) for each in self.found[place]]

    def _with_arguments(self, attribute: Attribute) -> Attribute:
        if not attribute.parsed:
            attribute.parsed = True
            attribute.args = [self.parse_apart(each, self._parse_attribute_argument) for each in attribute.tokens
                              if each]
        return attribute

    def _parse_attribute_argument(self) -> Node:
        return self._parse_type_name() if self._starts_declaration() else self._parse_assignment_expression()

    def _parse_specifiers(self, *, allow_storage_and_function: bool) -> Any:
        first = self._mark()
        spec, saw_type, coord = super()._parse_specifiers(allow_storage_and_function=allow_storage_and_function)
        if spec is not None and self.places:
            spec["attributes"] = self._between(first, self._mark())
        return spec, saw_type, coord

    def _parse_struct_or_union_specifier(self) -> Node:
        return self._specifier_with_list(super()._parse_struct_or_union_specifier, "decls")

    def _parse_enum_specifier(self) -> Node:
        return self._specifier_with_list(super()._parse_enum_specifier, "values")

    def _specifier_with_list(self, production: Callable[[], Node], content: str) -> Node:
        first = self._mark()
        node = production()
        if self.places:
            end = self._mark()
            defines = getattr(node, content) is not None
            behind = end if defines else end - 1
            node.attributes = [each for place in (first + 1, behind) if first < place
                               for each in map(self._with_arguments, self.found.get(place, []))]
            self._nested[first] = end + defines
        return node

    def _parse_function_decl(self, base_decl: Node) -> Node:
        first = self._mark()
        node = super()._parse_function_decl(base_decl)
        self._nested[first] = self._mark()
        return node

    def _parse_declarator_kind(self, kind: str, allow_paren: bool) -> Node:
        first = self._mark()
        node = super()._parse_declarator_kind(kind, allow_paren)
        if self.places:
            previous = self._tokens.tokens[first - 1] if first else None
            follows_comma = previous is not None and previous.type == "COMMA"
            _innermost(node).attributes = self._between(first + (not follows_comma), self._mark())
        return node

    def _parse_struct_declarator(self) -> Any:
        info = super()._parse_struct_declarator()
        if info.get("bitsize") is not None and self._mark() in self.found:
            inner = _innermost(info["decl"])
            inner.attributes = [*(inner.attributes or []), *self._between(self._mark(), self._mark())]
        return info

    def _parse_parameter_declaration(self) -> Node:
        return self._parse_parameter_declaration_body()

    def _build_declarations(self, spec: Any, decls: Any, typedef_namespace: bool = False) -> Any:
        nodes = super()._build_declarations(spec, decls, typedef_namespace)
        for node in nodes:
            own = _innermost(node.type).attributes if isinstance(node.type, _DECLARATORS) else None
            node.attributes = [*spec.get("attributes", []), *(own or [])]
            if spec["type"] and getattr(spec["type"][0], "names", None) == ["__auto_type"]:
                self._infer(node)
        return nodes

    @staticmethod
    def _infer(node: Node) -> None:
        """Give a variable declared with __auto_type the type of its initialiser."""
        if getattr(node, "init", None) is None or not isinstance(node.type, c_ast.TypeDecl):
            raise fail(node.coord, "'__auto_type' needs a plain name and an initializer")
        node.type.type = c_ast.TypeOf("__auto_type", node.init, node.coord)

    # ---- operands that are types

    def _parse_primary_expression(self) -> Node:
        token = self._peek()
        if token is None or token.value not in _TYPE_OPERANDS or self._peek_type(2) != "LPAREN":
            return super()._parse_primary_expression()
        self._advance()
        self._expect("LPAREN")
        first = self._parse_type_name()
        self._expect("COMMA")
        second = self._parse_type_name()
        self._expect("RPAREN")
        coord = self._tok_coord(token)
        return c_ast.FuncCall(c_ast.ID(token.value, coord), c_ast.ExprList([first, second], coord), coord)

    def _parse_unary_expression(self) -> Node:
        """As pycparser's; _Alignof takes an expression too."""
        token = self._peek()
        if token is None or token.type != "_ALIGNOF":
            return super()._parse_unary_expression()
        self._advance()
        result = self._try_parse_paren_type_name()
        operand = result[0] if result is not None else self._parse_unary_expression()
        return c_ast.UnaryOp("_Alignof", operand, self._tok_coord(token))

    # ---- ranges

    def _parse_case(self) -> Node:
        """`case low ... high: statement`, or one value."""
        token = self._advance()
        value = self._parse_constant_expression()
        if self._accept("ELLIPSIS"):
            value = Range(value, self._parse_constant_expression(), self._tok_coord(token))
        self._expect("COLON")
        if self._starts_statement():
            body = self._parse_pragmacomp_or_statement()
        else:
            body = c_ast.EmptyStatement(self._tok_coord(token))
        return c_ast.Case(value, [body], self._tok_coord(token))

    def _parse_designator(self) -> Node:
        token = self._accept("LBRACKET")
        if token is None:
            return super()._parse_designator()
        index = self._parse_constant_expression()
        if self._accept("ELLIPSIS"):
            index = Range(index, self._parse_constant_expression(), self._tok_coord(token))
        self._expect("RBRACKET")
        return c_ast.ArrayDesignator(index, self._tok_coord(token))


_DECLARATORS = (c_ast.TypeDecl, c_ast.PtrDecl, c_ast.ArrayDecl, c_ast.FuncDecl)


def _innermost(node: Node) -> Node:
    while not isinstance(node, c_ast.TypeDecl):
        node = node.type
    return node
