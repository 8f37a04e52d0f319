"""Going on after a syntax error: what is wrong is skipped up to the end of its statement or declaration.

Part of the adapter around pycparser. Errors are caught where statements and declarations follow each other, collected
in `errors` and raised together at the end of the file, at most MAX_ERRORS of them. Where an item ends is found by its
braces and semicolons, from its start; a typedef that could not be read still makes its name a type, so that one
mistake does not make many.
"""

from typing import Any

from toolchain.cc.front.parse_gnu import GnuProductions
from toolchain.cc.front.pp_tokens import Token
from toolchain.diagnostics import Diagnostic, DiagnosticError

Node = Any  # a node of pycparser's tree
MAX_ERRORS = 20
_BEFORE_LISTS = frozenset({"ID", "TYPEID", "STRUCT", "UNION", "ENUM", "EQUALS"})


class RecoveringProductions(GnuProductions):
    """Lists of declarations and statements that survive mistakes in their items."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.errors: list[Diagnostic] = []

    def current(self) -> Token | None:
        """Return the token that is next, or None at the end."""
        raise NotImplementedError

    def _parse_translation_unit(self) -> list[Node]:
        items: list[Node] = []
        while self.current() is not None:
            start, depth = self._mark(), len(self._scope_stack)
            try:
                items.extend(self._parse_external_declaration())
            except DiagnosticError as problem:
                self._recover(problem, start, depth)
        return items

    def _parse_block_item_list(self) -> list[Node]:
        items: list[Node] = []
        while True:
            token = self.current()
            if token is None or token.type == "RBRACE":
                return items
            start, depth = self._mark(), len(self._scope_stack)
            try:
                item = self._parse_block_item()
            except DiagnosticError as problem:
                self._recover(problem, start, depth)
                continue
            items.extend(item if isinstance(item, list) else [item])

    def _recover(self, problem: DiagnosticError, start: int, depth: int) -> None:
        """Note an error in the item that starts at `start` and go to the end of the item."""
        if self.current() is not None or not self.errors:  # at the end of the file only the first one tells anything
            self.errors += problem.diagnostics
        if len(self.errors) >= MAX_ERRORS:
            raise DiagnosticError(self.errors)
        del self._scope_stack[depth:]
        tokens: list[Token | None] = self._tokens.tokens
        end = _end_of_item(tokens, start, self._mark())
        self._tokens.index = end
        first, last = tokens[start], tokens[end - 2] if end >= 2 else None
        if first is not None and first.type == "TYPEDEF" and last is not None and last.type == "ID":
            self._scope_stack[-1].pop(last.value, None)
            self._add_typedef_name(last.value, last.span)


def _end_of_item(tokens: list[Token | None], start: int, failed: int) -> int:
    """Return the index behind the statement or declaration that starts at `start` and fails at `failed`."""
    braces = parentheses = 0
    head = tokens[start]
    counts = head is not None and head.type == "FOR"  # whose semicolons stand in parentheses
    is_block = True  # what the braces of depth 0 hold: statements, or members and initialisers before a semicolon
    index = start
    while (token := tokens[index]) is not None:
        kind = token.type
        index += 1
        if kind == "LBRACE":
            if braces == 0:
                before = tokens[index - 2] if index - 1 > start else None
                is_block = before is None or before.type not in _BEFORE_LISTS
            braces, parentheses = braces + 1, 0
        elif kind == "RBRACE":
            braces, parentheses = braces - 1, 0
            if braces < 0:  # of the block around it
                return max(index - 1, start + (index - 1 == start))
        elif counts and kind in {"LPAREN", "RPAREN"}:
            parentheses += 1 if kind == "LPAREN" else -1
        ends = (kind == "RBRACE" and is_block) or (kind == "SEMI" and parentheses <= 0)
        if ends and braces == 0 and index > failed:
            following = tokens[index]
            if following is None or following.type not in {"ELSE", "SEMI"}:
                return index
            index += 1
            if following.type == "SEMI":
                return index
    return index
