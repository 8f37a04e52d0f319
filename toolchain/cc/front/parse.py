"""The parser: preprocessed tokens to a syntax tree.

Adapter around pycparser; only this module and its parts parse_*.py know its classes: the checker sees nodes as `Node`,
by class name, with a `Span` in `coord`. The tokens of the preprocessor go in directly, without a detour over text, so
every node has its true place. Productions are replaced where pycparser loses something: operators carry their own
place, the end of a block is kept, string literals stay apart until their escapes are decoded, `switch` bodies keep
their shape.

Input: tokens. Output: the pycparser tree of the unit. Syntax errors raise DiagnosticError at the end of the file, all
of them together (parse_recovery.py).
"""

from collections.abc import Callable
from typing import Any, NoReturn

from pycparser import c_ast
from pycparser.c_lexer import _fixed_tokens, _keyword_map
from pycparser.c_parser import _BINARY_PRECEDENCE

from toolchain.cc.front import literals
from toolchain.cc.front.parse_gnu import take_attributes
from toolchain.cc.front.parse_recovery import RecoveringProductions
from toolchain.cc.front.pp_tokens import CHARACTER, IDENTIFIER, NEWLINE, NUMBER, PUNCTUATOR, STRING, Token
from toolchain.diagnostics import Diagnostic, DiagnosticError, Span, error, fail

Node = Any  # a node of pycparser's tree
_NAMES = frozenset({"ID", "TYPEID"})
_LOOKAHEAD = 6  # end marks behind the tokens, so that looking ahead needs no test

_SPELLINGS = {
    "SEMI": "';'", "LPAREN": "'('", "RPAREN": "')'", "LBRACKET": "'['", "RBRACKET": "']'", "LBRACE": "'{'",
    "RBRACE": "'}'", "COLON": "':'", "COMMA": "','", "EQUALS": "'='", "WHILE": "'while'", "ID": "identifier",
    "TYPEID": "identifier",
}
_AFTER_PREVIOUS = frozenset({"SEMI", "RPAREN", "RBRACKET"})  # what is missing belongs behind the token before
_PUNCTUATORS = {token.literal: token.tok_type for token in _fixed_tokens}
_KEYWORDS = {name: kind for name, kind in _keyword_map.items() if name not in {"offsetof", "__int128"}} | {
    "__builtin_offsetof": "OFFSETOF",
    **{f"__{name}__": name.upper() for name in ("const", "inline", "restrict", "signed", "volatile")},
    **{f"__{name}": name.upper() for name in ("const", "inline", "restrict", "signed", "volatile")},
    **dict.fromkeys(("typeof", "__typeof__", "__typeof"), "TYPEOF"), "__auto_type": "INT",
    "__alignof__": "_ALIGNOF", "__alignof": "_ALIGNOF",
}
# keywords of features that are not supported: one clear error instead of a puzzling one
_REFUSED = {
    "asm": "inline assembly", "__asm__": "inline assembly", "__asm": "inline assembly",
    "__int128": "__int128", "__label__": "local labels",
}
# pycparser's complaint -> ours; {} is the offending token
_MESSAGES = {
    "Invalid expression": "expected expression before {}",
    "Invalid declaration": "expected identifier or '(' before {}",
    "Invalid specifier list": "expected type name before {}",
    "Missing type in declaration": "expected type name before {}",
    "Invalid declarator": "expected identifier or '(' before {}",
    "Invalid abstract declarator": "expected ')' before {}",
    "Invalid struct/union declaration": "expected identifier or '{{' before {}",
    "Invalid struct reference": "expected member name before {}",
    "Invalid constant": "expected constant before {}",
    "Invalid string literal": "expected string literal before {}",
    "Invalid designator": "expected designator before {}",
    "Expected identifier": "expected identifier before {}",
    "Invalid multiple types specified": "two or more data types in declaration specifiers",
    "Invalid typedef": "function definition declared 'typedef'",
    "Invalid storage class for a parameter": "invalid storage class for a parameter",
}


class Block(c_ast.Compound):  # type: ignore[misc]  # pycparser has no type information
    """A compound statement that knows where it ends."""

    __slots__ = ("end",)

    def __init__(self, block_items: list[Node] | None, coord: Span, end: Span) -> None:
        """Keep items, start and end."""
        super().__init__(block_items, coord)
        self.end = end


def parse(tokens: list[Token], name: str) -> Node:
    """Return the tree of the translation unit `tokens`. Raises DiagnosticError with its syntax errors."""
    parser = _Parser()
    try:
        return parser.parse_tokens(tokens, name)
    except RecursionError:
        at = parser.current() or (tokens[-1] if tokens else None)
        raise fail(at.span if at else Span(name), "nested too deeply") from None


def _prepare(tokens: list[Token]) -> list[Token | None]:
    """Give every token the type that pycparser's grammar calls it by; end the list with the end mark None."""
    out: list[Token | None] = []
    append = out.append
    errors: list[Diagnostic] = []
    pragma: list[Token] | None = None
    for token in tokens:
        kind = token.type
        if kind == NEWLINE:
            if pragma is not None:
                _append_pragma(pragma, out)
                pragma = None
            continue
        if pragma is not None:
            pragma.append(token)
            continue
        value = token.value
        if kind == IDENTIFIER:
            token.type = _KEYWORDS.get(value, "ID")
            if value == "__extension__":
                continue
            if value in _REFUSED:
                raise fail(token.span, f"not supported: {_REFUSED[value]}")
        elif kind == PUNCTUATOR:
            if value == "#":
                pragma = []
                continue
            token.type = _PUNCTUATORS.get(value, "PPHASH")
        elif kind == NUMBER:
            token.type = "FLOAT_CONST" if literals.is_float(value) else "INT_CONST_DEC"
        elif kind == STRING:
            token.type = "STRING_LITERAL"
        elif kind == CHARACTER:
            token.type = "CHAR_CONST"
        else:
            errors.append(error(token.span, _stray(value)))
            continue
        append(token)
    if errors:
        raise DiagnosticError(errors)
    out += [None] * _LOOKAHEAD
    return out


def _stray(value: str) -> str:
    if value in "'\"":
        return f"missing terminating {value} character"
    if value.isprintable():
        return f"stray '{value}' in program"
    code = ord(value)
    shown = f"\\{code & 0xFF:o}" if code < 0x80 or 0xDC80 <= code <= 0xDCFF else f"<U+{code:04X}>"  # a byte, a letter
    return f"stray '{shown}' in program"


def _append_pragma(line: list[Token], out: list[Token | None]) -> None:
    """Append `pragma` and the rest of its line as one token each."""
    if not line or line[0].value != "pragma":
        return
    head = line[0]
    text = "".join(" " * token.space + token.value for token in line[1:]).strip()
    out.append(Token("PPPRAGMA", "pragma", head.source, head.lineno, head.column))
    if text:
        first = line[1]
        out.append(Token("PPPRAGMASTR", text, first.source, first.lineno, first.column))


class _Lexer:
    """What pycparser asks of a lexer when the tokens are there already."""

    def __init__(self, **_pycparser_gives: Any) -> None:
        """Take the arguments that pycparser gives; only `filename` is ever asked for."""
        self.filename = ""

    def token(self) -> None:
        """Return no token: the stream below has them all."""


class _Stream:
    """pycparser's token stream over a list that ends with None."""

    __slots__ = ("index", "tokens")

    def __init__(self, tokens: list[Token | None]) -> None:
        self.tokens = tokens
        self.index = 0

    def peek(self, k: int = 1) -> Token | None:
        return self.tokens[self.index + k - 1]

    def next(self) -> Token | None:
        token = self.tokens[self.index]
        if token is not None:
            self.index += 1
        return token

    def mark(self) -> int:
        return self.index

    def reset(self, mark: int) -> None:
        self.index = mark


class _Parser(RecoveringProductions):
    """pycparser's grammar with our tokens, places and messages."""

    def __init__(self) -> None:
        super().__init__(lexer=_Lexer)
        self._tokens = _Stream([None] * _LOOKAHEAD)
        self._typedef_names: set[str] = set()  # every name that was a typedef in some scope

    def parse_tokens(self, tokens: list[Token], name: str) -> Node:
        """Return the tree of a unit."""
        self.clex.filename = name
        prepared, found = take_attributes(_prepare(tokens))
        self._tokens = _Stream(prepared)
        self.set_attributes(found)
        self._add_typedef_name("__builtin_va_list", None)
        tree = self._parse_translation_unit_or_empty()
        if self.current() is not None:
            self._parse_error("before", None)
        if self.errors:
            raise DiagnosticError(self.errors)
        return tree

    def parse_apart(self, tokens: list[Token], production: Callable[[], Node]) -> Node:
        """Apply a production to tokens that stand outside of the stream; it has to take them all."""
        before, self._tokens = self._tokens, _Stream([*tokens, *[None] * _LOOKAHEAD])
        places, self.places = self.places, []
        try:
            node = production()
            rest = self.current()
            if rest is not None:
                raise fail(rest.span, f"expected ',' or ')' before {_name(rest)}")
        finally:
            self._tokens, self.places = before, places
        return node

    def current(self) -> Token | None:
        """Return the token that is next, or None at the end."""
        token: Token | None = self._tokens.tokens[self._tokens.index]
        return token

    # ---- the token stream: pycparser's, with one look at the token instead of four calls

    def _peek(self, k: int = 1) -> Token | None:
        stream = self._tokens
        token: Token | None = stream.tokens[stream.index + k - 1]
        if token is not None and (token.type in _NAMES):
            is_type = token.value in self._typedef_names and self._is_type_in_scope(token.value)
            token.type = "TYPEID" if is_type else "ID"
        return token

    def _peek_type(self, k: int = 1) -> str | None:
        stream = self._tokens
        token = stream.tokens[stream.index + k - 1]
        if token is None:
            return None
        kind: str = token.type
        if kind in _NAMES:
            kind = "TYPEID" if token.value in self._typedef_names and self._is_type_in_scope(token.value) else "ID"
            token.type = kind
        return kind

    def _accept(self, token_type: str) -> Token | None:
        token = self._peek()
        if token is not None and token.type == token_type:
            self._tokens.index += 1
            return token
        return None

    def _add_typedef_name(self, name: str, coord: Any) -> None:
        self._typedef_names.add(name)
        super()._add_typedef_name(name, coord)

    # ---- errors

    def _previous(self) -> Token | None:
        index = self._tokens.index - 1
        return self._tokens.tokens[index] if index >= 0 else None

    def _behind(self, token: Token) -> Span:
        return Span(token.source, token.lineno, token.column + len(token.value))

    def _parse_error(self, msg: str, coord: Any) -> NoReturn:
        """Raise the diagnostic for one of pycparser's complaints."""
        token, previous = self.current(), self._previous()
        if msg.startswith("before"):  # pycparser took the token it stumbles over
            token = previous
        if msg in {"Invalid struct reference", "Expected identifier", "Invalid string literal", "Invalid constant"}:
            token = previous
        if msg.startswith(("Typedef ", "Non-typedef ")):
            name = msg.split("'")[1]
            raise fail(_span(coord), f"'{name}' redeclared as different kind of symbol")
        if msg == "Invalid function definition" and previous is not None and token is not None:
            if previous.type == "ID" and token.type in {"ID", "TIMES"}:
                raise fail(previous.span, f"unknown type name '{previous.value}'")
            raise fail(token.span, f"expected ';' before {_name(token)}")
        if msg == "At end of input" or token is None:
            end = self._last()
            where = self._behind(end) if end else Span(self.clex.filename)
            raise fail(where, "expected declaration or statement at end of input")
        text = _MESSAGES.get(msg, "syntax error before {}").format(_name(token))
        raise fail(token.span, text)

    def _last(self) -> Token | None:
        tokens = self._tokens.tokens
        return tokens[-_LOOKAHEAD - 1] if len(tokens) > _LOOKAHEAD else None

    def _expect(self, token_type: str) -> Token:
        token: Token | None = self._peek()
        if token is not None and token.type == token_type:
            self._tokens.index += 1
            return token
        previous = self._previous()
        if token is None:
            self._parse_error("At end of input", None)
        if previous is not None and previous.type == "ID" and token.type == "ID" and token_type in {"SEMI", "RPAREN"}:
            raise fail(previous.span, f"unknown type name '{previous.value}'")
        wanted = _SPELLINGS.get(token_type, token_type)
        span = self._behind(previous) if previous is not None and token_type in _AFTER_PREVIOUS else token.span
        raise fail(span, f"expected {wanted} before {_name(token)}")

    # ---- places

    def _tok_coord(self, tok: Token) -> Span:
        return Span(tok.source, tok.lineno, tok.column, len(tok.value))

    # ---- productions that keep more than pycparser's

    def _parse_compound_statement(self, *, new_scope: bool = True) -> Node:
        start = self._expect("LBRACE")
        if new_scope:
            self._push_scope()
        items = self._parse_block_item_list() if self._peek_type() != "RBRACE" else None
        end = self._expect("RBRACE")
        if new_scope:
            self._pop_scope()
        return Block(items, self._tok_coord(start), self._tok_coord(end))

    def _parse_selection_statement(self) -> Node:
        if self._peek_type() != "SWITCH":
            return super()._parse_selection_statement()
        token = self._advance()
        self._expect("LPAREN")
        value = self._parse_expression()
        self._expect("RPAREN")
        return c_ast.Switch(value, self._parse_pragmacomp_or_statement(), self._tok_coord(token))

    def _parse_labeled_statement(self) -> Node:
        return self._parse_case() if self._peek_type() == "CASE" else super()._parse_labeled_statement()

    def _parse_binary_expression(self, min_prec: int = 0, lhs: Node = None) -> Node:
        if lhs is None:
            lhs = self._parse_cast_expression()
        stream = self._tokens
        while True:
            token = stream.tokens[stream.index]
            if token is None:
                return lhs
            level = _BINARY_PRECEDENCE.get(token.type, -1)
            if level < min_prec:
                return lhs
            stream.index += 1
            rhs = self._parse_cast_expression()
            while True:
                following = stream.tokens[stream.index]
                next_level = _BINARY_PRECEDENCE.get(following.type, -1) if following is not None else -1
                if next_level <= level:
                    break
                rhs = self._parse_binary_expression(next_level, rhs)
            lhs = c_ast.BinaryOp(token.value, lhs, rhs, self._tok_coord(token))

    def _parse_assignment_expression(self) -> Node:
        left = self._parse_conditional_expression()
        token = self.current()
        if token is None or token.value not in _ASSIGNMENTS or token.type == "STRING_LITERAL":
            return left
        self._tokens.index += 1
        return c_ast.Assignment(token.value, left, self._parse_assignment_expression(), self._tok_coord(token))

    def _parse_conditional_expression(self) -> Node:
        condition = self._parse_binary_expression()
        token = self.current()
        if token is None or token.type != "CONDOP":
            return condition
        self._tokens.index += 1
        then = self._parse_expression() if self._peek_type() != "COLON" else None
        self._expect("COLON")
        return c_ast.TernaryOp(condition, then, self._parse_conditional_expression(), self._tok_coord(token))

    def _parse_unary_expression(self) -> Node:
        token = self.current()
        kind = token.type if token is not None else ""
        if token is not None and kind in _PREFIX_OPERATORS:
            self._tokens.index += 1
            if kind == "LAND":
                return c_ast.UnaryOp("&&", self._parse_identifier_or_typeid(), self._tok_coord(token))
            operand = (self._parse_unary_expression() if kind in {"PLUSPLUS", "MINUSMINUS"}
                       else self._parse_cast_expression())
            return c_ast.UnaryOp(token.value, operand, self._tok_coord(token))
        return super()._parse_unary_expression()

    def _parse_constant(self) -> Node:
        token = self._advance()
        return c_ast.Constant(_CONSTANTS[token.type], token.value, self._tok_coord(token))

    def _parse_unified_string_literal(self) -> Node:
        token = self._expect("STRING_LITERAL")
        parts = [token.value]
        while self._peek_type() == "STRING_LITERAL":
            parts.append(self._advance().value)
        return c_ast.Constant("string", parts, self._tok_coord(token))

    def _parse_postfix_expression(self) -> Node:
        """As pycparser's, with the place of calls, members and subscripts at what a caret should point to."""
        start = self.current()
        node = super()._parse_postfix_expression()
        if start is not None and start.type == "LPAREN" and node.coord is None:
            node.coord = start.span
        return node

    def _parse_jump_statement(self) -> Node:
        """As pycparser's, with the label of a goto as the place."""
        token = self.current()
        if token is not None and token.type == "GOTO":
            following = self._peek(2)
            if following is not None and following.type == "TIMES":
                self._tokens.index += 2
                target = self._parse_expression()
                self._expect("SEMI")
                return c_ast.Goto(target, self._tok_coord(token))
            self._tokens.index += 1
            label = self._tokens.next()
            if label is None or label.type not in {"ID", "TYPEID"}:
                raise fail((label or token).span, "expected label name after 'goto'")
            self._expect("SEMI")
            return c_ast.Goto(label.value, self._tok_coord(label))
        return super()._parse_jump_statement()

    def _parse_statement(self) -> Node:
        token = self.current()
        if token is not None and token.type in {"ID", "TYPEID"} and self._peek_type(2) == "COLON":
            self._tokens.index += 2
            if self._peek_type() == "RBRACE":
                return c_ast.Label(token.value, c_ast.EmptyStatement(token.span), token.span)
            if self._starts_declaration():
                at = self.current()
                message = "a label can only be part of a statement and a declaration is not a statement"
                raise fail((at or token).span, message)
            return c_ast.Label(token.value, self._parse_pragmacomp_or_statement(), token.span)
        if token is not None and token.type == "ELSE":
            raise fail(token.span, "'else' without a previous 'if'")
        return super()._parse_statement()

    def _parse_block_item(self) -> Node:
        token = self.current()
        if token is not None and token.type in {"ID", "TYPEID"} and self._peek_type(2) == "COLON":
            return self._parse_statement()
        return super()._parse_block_item()


_ASSIGNMENTS = frozenset({"=", "^=", "*=", "/=", "%=", "+=", "-=", "<<=", ">>=", "&=", "|="})
_PREFIX_OPERATORS = frozenset({"PLUSPLUS", "MINUSMINUS", "AND", "TIMES", "PLUS", "MINUS", "NOT", "LNOT", "LAND"})
_CONSTANTS = {"INT_CONST_DEC": "int", "FLOAT_CONST": "float", "CHAR_CONST": "char"}


def _span(coord: Any) -> Span:
    return coord if isinstance(coord, Span) else Span(str(coord))


def _name(token: Token) -> str:
    kinds = {"INT_CONST_DEC": "numeric constant", "FLOAT_CONST": "numeric constant", "CHAR_CONST": "character constant",
             "STRING_LITERAL": "string constant", "PPPRAGMA": "#pragma"}
    return kinds.get(token.type, f"'{token.value}'")
