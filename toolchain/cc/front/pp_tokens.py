"""Preprocessing tokens: C source text to lists of tokens, one list per logical line.

Input: the text of one file. Output: `Token`s with the place where they stand in that file (line splices and comments
included), so every later phase can put a caret below the right character. Comments and white space are no tokens: a
token says whether white space precedes it. Each line ends with a NEWLINE token; lines joined by a backslash are one.
The class also serves the parser, which gives `type` its own meaning (see parse.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolchain.diagnostics import Span, fail

IDENTIFIER, NUMBER, STRING, CHARACTER = "CPP_ID", "CPP_INTEGER", "CPP_STRING", "CPP_CHAR"
PUNCTUATOR, OTHER, NEWLINE = "CPP_PUNCTUATOR", "CPP_OTHER", "CPP_WS"


@dataclass(slots=True, eq=False)
class Token:
    """One token. `hidden`: macros that must not be expanded in it any more. `space`: white space stands before it."""

    type: str
    value: str
    source: str
    lineno: int
    column: int
    space: bool = False
    hidden: frozenset[str] = frozenset()

    @property
    def filename(self) -> str:
        """The name that the parser library uses for the source file."""
        return self.source

    @property
    def span(self) -> Span:
        """The place of the token."""
        return Span(self.source, self.lineno, self.column, len(self.value))

    def moved_to(self, place: "Token", hidden: frozenset[str]) -> "Token":
        """Return a copy that stands where `place` does: a token of a macro body, at the macro's use."""
        return Token(self.type, self.value, place.source, place.lineno, place.column, self.space, hidden)


_PATTERN = re.compile(
    r"""(?P<space>[ \t\f\v\r]+)
    |(?P<CPP_WS>\n)
    |(?P<CPP_STRING>(?:u8|[uUL])?"(?:[^"\\\n]|\\.)*")
    |(?P<CPP_CHAR>(?:u8|[uUL])?'(?:[^'\\\n]|\\.)+')
    |(?P<CPP_ID>[^\W\d][\w$]*|\$[\w$]*)
    |(?P<CPP_INTEGER>\.?\d(?:[eEpP][+-]|[\w.])*)
    |(?P<comment>/\*.*?\*/|//[^\n]*)
    |(?P<unterminated>/\*)
    |(?P<CPP_PUNCTUATOR>\.\.\.|<<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|\#\#|%:%:|<:|:>|<%|%>|%:
        |[-+*/%&|^~!=<>?:;,.()\[\]{}\#])
    |(?P<CPP_OTHER>.)""",
    re.VERBOSE | re.DOTALL,
)
_DIGRAPHS = {"<:": "[", ":>": "]", "<%": "{", "%>": "}", "%:": "#", "%:%:": "##"}
_TRIGRAPH = re.compile(r"\?\?([=/'()!<>-])")
_TRIGRAPHS = {"=": "#", "/": "\\", "'": "^", "(": "[", ")": "]", "!": "|", "<": "{", ">": "}", "-": "~"}


def replace_trigraphs(text: str) -> str:
    """Return `text` with trigraphs replaced; as with gcc only -trigraphs or a strict -std asks for it."""
    return _TRIGRAPH.sub(lambda match: _TRIGRAPHS[match.group(1)], text)


def scan(text: str, file: str) -> list[Token]:
    """Return the tokens of a text that is no file, without NEWLINE tokens (macro definitions of the command line)."""
    return [token for line in scan_lines(text, file) for token in line if token.type != NEWLINE]


def scan_lines(text: str, file: str) -> Iterator[list[Token]]:
    """Yield the logical lines of `text`. Raises DiagnosticError for a comment that does not end."""
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    text, splices = _join_lines(text) if "\\\n" in text or "\\ " in text else (text, [])
    splices.reverse()
    line, start = 1, 0
    tokens: list[Token] = []
    append = tokens.append
    space = False
    for match in _PATTERN.finditer(text):
        kind = match.lastgroup
        position = match.start()
        while splices and splices[-1] <= position:
            start = splices.pop()
            line += 1
        if kind == "space":
            space = True
            continue
        if kind == "comment":
            space = True
            newlines = text.count("\n", position, match.end())
            if newlines:
                line += newlines
                start = text.rindex("\n", position, match.end()) + 1
            continue
        value = match.group()
        if kind == "CPP_WS":
            append(Token(NEWLINE, "\n", file, line, position - start + 1))
            yield tokens
            tokens = []
            append = tokens.append
            line += 1
            start = match.end()
            space = False
            continue
        if kind == "CPP_PUNCTUATOR" and value in _DIGRAPHS:
            value = _DIGRAPHS[value]
        elif kind == "unterminated":
            raise fail(Span(file, line, position - start + 1, 2), "unterminated comment")
        assert kind is not None, "every alternative of the pattern has a name"
        append(Token(kind, value, file, line, position - start + 1, space))
        space = False
    if tokens:
        append(Token(NEWLINE, "\n", file, line, len(text) - start + 1))
        yield tokens


_SPLICE = re.compile(r"\\[ \t]*\n")


def _join_lines(text: str) -> tuple[str, list[int]]:
    """Return `text` without backslash-newline pairs, and the places in the result where one was."""
    pieces: list[str] = []
    splices: list[int] = []
    end = length = 0
    for match in _SPLICE.finditer(text):
        pieces.append(text[end:match.start()])
        length += match.start() - end
        splices.append(length)
        end = match.end()
    pieces.append(text[end:])
    return "".join(pieces), splices


def spelling(tokens: list[Token]) -> str:
    """Return the text of `tokens`, a blank where white space was."""
    return "".join(" " + token.value if token.space and index else token.value for index, token in enumerate(tokens))
