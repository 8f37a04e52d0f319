"""Conditions of #if and #elif: a list of tokens to a number.

Arithmetic is that of intmax_t and uintmax_t (64 bits); identifiers that are no macros count as 0. `defined` is resolved
here before macros are expanded. The operand that && || ?: do not need is parsed, not evaluated, so that it may divide
by zero. Mistakes raise DiagnosticError.
"""

from collections.abc import Callable

from toolchain.cc.front import literals
from toolchain.cc.front.c_types import LLONG, ULLONG
from toolchain.cc.front.pp_expand import Macro, expand, number_token
from toolchain.cc.front.pp_tokens import CHARACTER, IDENTIFIER, NEWLINE, NUMBER, Token
from toolchain.diagnostics import Span, fail

Value = tuple[int, bool]  # number, is unsigned


def _divide(left: int, right: int) -> int:
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


_ARITHMETIC: dict[str, tuple[int, Callable[[int, int], int]]] = {
    "|": (3, lambda a, b: a | b), "^": (4, lambda a, b: a ^ b), "&": (5, lambda a, b: a & b),
    "<<": (8, lambda a, b: a << (b & 63)), ">>": (8, lambda a, b: a >> (b & 63)),
    "+": (9, lambda a, b: a + b), "-": (9, lambda a, b: a - b), "*": (10, lambda a, b: a * b),
    "/": (10, _divide), "%": (10, lambda a, b: a - b * _divide(a, b)),
}
_COMPARISONS: dict[str, tuple[int, Callable[[int, int], bool]]] = {
    "==": (6, lambda a, b: a == b), "!=": (6, lambda a, b: a != b),
    "<": (7, lambda a, b: a < b), ">": (7, lambda a, b: a > b),
    "<=": (7, lambda a, b: a <= b), ">=": (7, lambda a, b: a >= b),
}
_LEVELS = {op: row[0] for op, row in (*_ARITHMETIC.items(), *_COMPARISONS.items())} | {"||": 1, "&&": 2}


def evaluate(tokens: list[Token], macros: dict[str, Macro], place: Span, directive: str = "if") -> bool:
    """Return whether the condition holds. `place` is that of the directive, for a condition without tokens."""
    resolved = _resolve_defined(tokens, macros)
    expanded = [token for token in expand(resolved, macros) if token.type != NEWLINE]
    if not expanded:
        raise fail(place, f"#{directive} with no expression")
    parser = _Condition(expanded)
    value, _ = parser.conditional(live=True)
    if parser.index < len(expanded):
        extra = expanded[parser.index]
        raise fail(extra.span, f'missing binary operator before token "{extra.value}"')
    return value != 0


def _resolve_defined(tokens: list[Token], macros: dict[str, Macro]) -> list[Token]:
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.value != "defined" or token.type != IDENTIFIER:
            out.append(token)
            index += 1
            continue
        following = [each.value for each in tokens[index + 1:index + 4]]
        parenthesised = following[:1] == ["("]
        if len(following) <= parenthesised or tokens[index + 1 + parenthesised].type != IDENTIFIER:
            raise fail(token.span, 'operator "defined" requires an identifier')
        if parenthesised and following[2:] != [")"]:
            raise fail(token.span, 'missing ")" after "defined"')
        out.append(number_token(int(following[parenthesised] in macros), token))
        index += 4 if parenthesised else 2
    return out


class _Condition:
    """A parser that evaluates while it reads. `live` is false for operands whose value is not needed."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.index = 0

    def peek(self) -> str:
        return self.tokens[self.index].value if self.index < len(self.tokens) else ""

    def conditional(self, *, live: bool) -> Value:
        condition = self.binary(1, live=live)
        if self.peek() != "?":
            return condition
        self.index += 1
        then = self.conditional(live=live and condition[0] != 0)
        self.expect(":")
        other = self.conditional(live=live and condition[0] == 0)
        unsigned = then[1] or other[1]
        return _wrap(then[0] if condition[0] else other[0], unsigned=unsigned)

    def binary(self, level: int, *, live: bool) -> Value:
        left = self.unary(live=live)
        while _LEVELS.get(self.peek(), 0) >= level:
            op = self.tokens[self.index]
            self.index += 1
            name = op.value
            if name in {"&&", "||"}:
                right = self.binary(_LEVELS[name] + 1, live=live and (left[0] != 0) == (name == "&&"))
                both = left[0] and right[0] if name == "&&" else left[0] or right[0]
                left = int(bool(both)), False
                continue
            right = self.binary(_LEVELS[name] + 1, live=live)
            left = self.apply(op, left, right, live=live)
        return left

    def apply(self, op: Token, left: Value, right: Value, *, live: bool) -> Value:
        unsigned = left[1] if op.value in {"<<", ">>"} else left[1] or right[1]
        a, b = _wrap(left[0], unsigned=unsigned)[0], right[0]
        if op.value not in {"<<", ">>"}:
            b = _wrap(b, unsigned=unsigned)[0]
        if op.value in _COMPARISONS:
            return int(_COMPARISONS[op.value][1](a, b)), False
        if op.value in {"/", "%"} and b == 0:
            if live:
                raise fail(op.span, "division by zero in #if")
            return 0, unsigned
        return _wrap(_ARITHMETIC[op.value][1](a, b), unsigned=unsigned)

    def unary(self, *, live: bool) -> Value:
        if self.index >= len(self.tokens):
            last = self.tokens[-1]
            raise fail(last.span, f'operator "{last.value}" has no right operand')
        token = self.tokens[self.index]
        self.index += 1
        if token.value == "(":
            value = self.conditional(live=live)
            self.expect(")")
            return value
        if token.value in {"-", "+", "~", "!"} and token.type not in {NUMBER, CHARACTER}:
            number, unsigned = self.unary(live=live)
            if token.value == "!":
                return int(not number), False
            return _wrap({"-": -number, "+": number, "~": ~number}[token.value], unsigned=unsigned)
        return self.primary(token)

    def primary(self, token: Token) -> Value:
        try:
            if token.type == NUMBER:
                if literals.is_float(token.value):
                    raise fail(token.span, "floating constant in preprocessor expression")
                value, kind = literals.integer(token.value, [])
                return value, kind is ULLONG or (not kind.signed and "u" in token.value.lower())
            if token.type == CHARACTER:
                return literals.character(token.value, [])[0], False
        except literals.LiteralError as problem:
            raise fail(token.span, str(problem)) from None
        if token.type == IDENTIFIER:
            return 0, False
        raise fail(token.span, f'token "{token.value}" is not valid in preprocessor expressions')

    def expect(self, value: str) -> None:
        if self.peek() != value:
            at = self.tokens[min(self.index, len(self.tokens) - 1)]
            raise fail(at.span, f"missing '{value}' in expression")
        self.index += 1


def _wrap(value: int, *, unsigned: bool) -> Value:
    return (ULLONG if unsigned else LLONG).wrap(value), unsigned


