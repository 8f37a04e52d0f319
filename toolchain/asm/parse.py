"""Operand text to operand values: the adapter around Lark, and the only module here that meets its untyped trees.

`parse_operands` splits the text after a mnemonic at its commas and parses each operand with grammar.lark. Operands are
kept by their text, because a program says the same few things many times; a single name or number needs no grammar.
Mistakes carry their place in the text given.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, cast

from lark import Lark, Token, Transformer
from lark.exceptions import LarkError, UnexpectedInput, UnexpectedToken, VisitError

from toolchain.asm.syntax import (
    REGISTERS,
    Binary,
    Expression,
    Here,
    Keyed,
    Memory,
    Mistake,
    Name,
    Number,
    Operand,
    Part,
    Plain,
    RegisterList,
    Text,
    Unary,
    extent,
)

_SIMPLE_NAME = re.compile(r"[A-Za-z_.$][\w.$]*", re.ASCII)
_DECIMAL = re.compile(r"-?[0-9]+", re.ASCII)
_PIECES = re.compile(r"""[^,{}"']+|\{[^}]*\}|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.[0-9a-fA-F]*)'|.""")
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)", re.DOTALL)
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b"}


def parse_operands(text: str) -> list[tuple[int, Operand]]:
    """Return the operands in `text`, each with the column (from 0) where its own text begins; raises Mistake."""
    if not text:
        return []
    found: list[tuple[int, Operand]] = []
    column = 0
    for piece in split_operands(text):
        bare = piece.strip()
        start = column + len(piece) - len(piece.lstrip())
        if not bare:
            raise Mistake("expected an operand, found nothing", min(start, len(text) - 1), 1)
        try:
            found.append((start, parse_operand(bare)))
        except Mistake as mistake:
            raise Mistake(mistake.message, mistake.at + start, mistake.length) from None
        column += len(piece) + 1
    return found


def split_operands(text: str) -> Sequence[str]:
    """Return the texts between the commas that stand outside strings, character constants and braces."""
    if '"' not in text and "'" not in text and "{" not in text:
        return text.split(",")
    pieces = [""]
    for part in _PIECES.findall(text):
        if part == ",":
            pieces.append("")
        else:
            pieces[-1] += part
    return pieces


def parse_expression(text: str) -> Expression:
    """Return the expression that `text` holds; raises Mistake."""
    operand = parse_operand(text.strip())
    if isinstance(operand, Plain) and not operand.hashed:
        return operand.value
    raise Mistake(f"expected an expression, found '{text.strip()}'", 0, len(text.strip()))


@lru_cache(maxsize=1 << 16)
def parse_operand(text: str) -> Operand:
    """Return the operand that `text` (without blanks around it) holds; raises Mistake."""
    if _SIMPLE_NAME.fullmatch(text) and text != ".":
        return Plain(Name(text), False, 0, len(text))
    hashed = text.startswith("#")
    if _DECIMAL.fullmatch(text, 1 if hashed else 0):
        number = Number(int(text[1:] if hashed else text), int(hashed), len(text) - hashed)
        return Plain(number, hashed, 0, len(text))
    try:
        operand: object = _lark().parse(text)
    except VisitError as error:
        if isinstance(error.orig_exc, Mistake):
            raise error.orig_exc from None
        raise
    except UnexpectedInput as error:
        raise _syntax_mistake(text, error) from None
    except (LarkError, RecursionError):
        raise Mistake("this operand is nested too deeply", 0, len(text)) from None
    if isinstance(operand, Memory | RegisterList):
        return replace(operand, at=0, length=len(text))
    return cast("Operand", operand)  # what the transformer makes of the start rule


def unescape(literal: str) -> bytes:
    """Return the bytes of a string or character literal given with its quotes; raises Mistake for wide characters."""
    text = _ESCAPE.sub(_escaped, literal[1:-1])
    try:
        return text.encode("latin-1", "surrogateescape")
    except UnicodeEncodeError as error:
        wide = text[error.start]
        raise Mistake(f"'{wide}' is no single byte: write the bytes of its encoding as \\x escapes", 0, len(literal)) \
            from None


def _escaped(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] == "x" and len(code) > 1:
        return chr(int(code[1:], 16))
    if code[0] in "01234567":
        return chr(int(code, 8) & 0xFF)
    return _CONTROLS.get(code, code)


def _syntax_mistake(text: str, error: UnexpectedInput) -> Mistake:
    place: int = error.pos_in_stream if error.pos_in_stream is not None else len(text)
    at_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    if at_end or not 0 <= place < len(text):
        return Mistake(f"'{text}' ends too early", max(0, len(text) - 1), 1)
    if text[place] in "\"'":
        return Mistake("this quote is never closed or holds a bad escape", place, 1)
    rest = re.match(r"[\w.$]+|.", text[place:], re.ASCII | re.DOTALL)
    found = rest[0] if rest else text[place]
    return Mistake(f"unexpected '{found}' in operand", place, len(found))


@cache
def _lark() -> Lark:
    grammar = files("toolchain.asm").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", start="operand", transformer=_Build(), maybe_placeholders=False)


class _Build(Transformer[Token, Any]):
    """Makes syntax nodes of what the grammar finds; each method has the name of an alternative."""

    def number(self, children: list[Token]) -> Number:
        token = children[0]
        text = token.replace("_", "")
        base = 10 if text.isdigit() else 0
        return Number(int(text, base), _at(token), len(token))

    def character(self, children: list[Token]) -> Number:
        token = children[0]
        code = unescape(str(token))
        if len(code) != 1:
            raise Mistake(f"{token} is not one character", _at(token), len(token))
        return Number(code[0], _at(token), len(token))

    def name(self, children: list[Token]) -> Name:
        return Name(str(children[0]), _at(children[0]))

    def here(self, children: list[Token]) -> Here:
        return Here(_at(children[0]))

    def unary(self, children: list[Any]) -> Expression:
        sign, operand = children
        if isinstance(operand, Number) and sign == "-":
            return Number(-operand.value, _at(sign), operand.at + operand.length - _at(sign))
        return Unary(str(sign), operand, _at(sign))

    def binary(self, children: list[Any]) -> Binary:
        left, token, right = children
        return Binary(str(token), left, right, _at(token), len(token))

    def part(self, children: list[Any]) -> Part:
        token, operand = children
        return Part(str(token).lower(), operand, _at(token), len(token))

    def quoted(self, children: list[Any]) -> Expression:
        """`#name` in an address is the symbol of that name, even if a register has it too."""
        value: Expression = children[0]
        return Unary("+", value, value.at) if isinstance(value, Name) else value

    def plain(self, children: list[Any]) -> Plain:
        return Plain(children[0], False, *extent(children[0]))

    def hashed(self, children: list[Any]) -> Plain:
        return Plain(children[0], True, *extent(children[0]))

    def keyed(self, children: list[Any]) -> Keyed:
        token, value = children
        return Keyed(str(token).upper(), value, _at(token), len(token))

    def text(self, children: list[Token]) -> Text:
        token = children[0]
        return Text(unescape(str(token)), _at(token), len(token))

    def register_range(self, children: list[Token]) -> tuple[int, int]:
        numbers = [_register(token) for token in children]
        if numbers[-1] < numbers[0]:
            raise Mistake(f"this range runs backwards: expected {children[-1]}-{children[0]}", _at(children[0]))
        return numbers[0], numbers[-1]

    def register_list(self, children: list[tuple[int, int]]) -> RegisterList:
        mask = 0
        for low, high in children:
            mask |= (2 << high) - (1 << low)
        return RegisterList(mask, 0, 1)

    def memory(self, children: list[Any]) -> Memory:
        return _memory(children[0])


def _at(token: Token) -> int:
    return token.start_pos or 0


def _register(token: Token) -> int:
    if token not in REGISTERS:
        raise Mistake(f"'{token}' is no register: expected R0..R15", _at(token), len(token))
    return REGISTERS[token]


def _memory(total: Expression) -> Memory:
    """Sort the terms of an address into base, index and offset."""
    base: int | str | None = None
    index: int | None = None
    shift = 0
    offset: Expression | None = None
    for negative, term in _terms(total):
        scaled = isinstance(term, Binary) and term.operator == "<<" and _as_register(term.left) is not None
        register = _as_register(term.left if scaled and isinstance(term, Binary) else term)
        if register is None:
            offset = _joined(offset, term, negative=negative)
        elif negative:
            raise Mistake("a register cannot be subtracted from an address", term.at, term.length)
        elif base is None and not scaled:
            base = register
        elif index is None and not isinstance(register, str):
            index, shift = register, _shift_amount(term)
        else:
            raise Mistake("an address has one base and at most one index register", term.at, term.length)
    return Memory(base, index, shift, offset, *extent(total))


def _terms(total: Expression) -> list[tuple[bool, Expression]]:
    """The terms of a sum in order, each with whether it is subtracted."""
    terms: list[tuple[bool, Expression]] = []
    while isinstance(total, Binary) and total.operator in "+-":
        if _as_register(total.left) is None and not _mentions_register(total):
            break
        terms.append((total.operator == "-", total.right))
        total = total.left
    terms.append((False, total))
    return terms[::-1]


def _mentions_register(node: Expression) -> bool:
    pending = [node]
    while pending:
        each = pending.pop()
        if _as_register(each) is not None:
            return True
        if isinstance(each, Binary):
            pending += (each.left, each.right)
    return False


def _as_register(node: Expression) -> int | str | None:
    """The register a node names, if it does: its number, or "SP"."""
    if not isinstance(node, Name):
        return None
    return "SP" if node.text.upper() == "SP" else REGISTERS.get(node.text)


def _shift_amount(term: Expression) -> int:
    if not isinstance(term, Binary):
        return 0
    if isinstance(term.right, Number) and 0 <= term.right.value <= 3:
        return term.right.value
    raise Mistake("an index register is shifted by 0, 1, 2 or 3", term.right.at, term.right.length)


def _joined(offset: Expression | None, term: Expression, *, negative: bool) -> Expression:
    if offset is None:
        return Unary("-", term, term.at, term.length) if negative else term
    return Binary("-" if negative else "+", offset, term, term.at, term.length)
