"""Macro expansion: token lists with macros to token lists without.

The algorithm is the one the C committee's Dave Prosser described: every token carries the set of macros it came from
(`hidden`), in which it is not expanded again. Tokens of a macro's body stand at the place of the macro's use, tokens of
its arguments keep their own place, so that a caret points into what the user wrote.

Input and output: lists of `Token`; NEWLINE tokens outside of macro arguments pass through. Mistakes raise
DiagnosticError.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from toolchain.cc.front.pp_tokens import IDENTIFIER, NEWLINE, NUMBER, STRING, Token, scan, spelling
from toolchain.diagnostics import Diagnostic, Span, fail, note

_EMPTY = "placemarker"  # type of the token that stands for an argument without tokens beside ##


@dataclass(slots=True, eq=False)
class Macro:
    """A macro. `parameters` is None for one without parentheses; the last parameter of a variadic one takes the rest.

    `builtin` computes the replacement of __LINE__ and friends from the token they stand at.
    """

    name: str
    body: list[Token]
    place: Span
    parameters: list[str] | None = None
    variadic: bool = False
    builtin: Callable[[Token], Token] | None = None
    used_parameters: frozenset[str] = field(default=frozenset())

    def same_as(self, other: "Macro") -> bool:
        """Whether a redefinition of this macro as `other` changes nothing."""
        return (
            self.parameters == other.parameters
            and self.variadic == other.variadic
            and [(t.value, t.space and i > 0) for i, t in enumerate(self.body)]
            == [(t.value, t.space and i > 0) for i, t in enumerate(other.body)]
        )


def expand(tokens: list[Token], macros: dict[str, Macro]) -> list[Token]:
    """Return `tokens` with all macros expanded. The tokens themselves may be reused in the result."""
    out: list[Token] = []
    pending = tokens[::-1]
    while pending:
        token = pending.pop()
        if token.type != IDENTIFIER:
            out.append(token)
            continue
        name = token.value
        macro = macros.get(name)
        if macro is None or name in token.hidden:
            out.append(token)
        elif macro.builtin is not None:
            out.append(macro.builtin(token))
        elif macro.parameters is None:
            _push(pending, _substitute(macro, {}, token, token.hidden | {name}, macros), token.space)
        elif _opens_arguments(pending):
            arguments, commas, close = _collect_arguments(pending, token)
            bound = _bind(macro, arguments, commas, token)
            body = _substitute(macro, bound, token, (token.hidden & close.hidden) | {name}, macros)
            _push(pending, body, token.space)
        else:
            out.append(token)
    return out


def _push(pending: list[Token], body: list[Token], space: bool) -> None:
    """Put a replacement in front of `pending`; white space before the macro's use stays, even before nothing."""
    pending += reversed(body)
    if body:
        body[0].space = space
    elif space and pending:
        pending[-1].space = True


def _opens_arguments(pending: list[Token]) -> bool:
    """Whether the next token that is no line end is an opening parenthesis; drops the line ends before it."""
    index = len(pending) - 1
    while index >= 0 and pending[index].type == NEWLINE:
        index -= 1
    if index < 0 or pending[index].value != "(":
        return False
    del pending[index + 1:]
    return True


def _collect_arguments(pending: list[Token], name: Token) -> tuple[list[list[Token]], list[Token], Token]:
    """Take the arguments, parentheses included, off `pending`; return them, the commas between, the parenthesis."""
    pending.pop()
    arguments: list[list[Token]] = [[]]
    commas: list[Token] = []
    depth = 0
    space = False
    while pending:
        token = pending.pop()
        value = token.value
        if token.type == NEWLINE:
            space = True
            continue
        if space:
            token.space = True
            space = False
        if value == ")":
            if not depth:
                return arguments, commas, token
            depth -= 1
        elif value == "(":
            depth += 1
        elif value == "," and not depth:
            arguments.append([])
            commas.append(token)
            continue
        arguments[-1].append(token)
    raise fail(name.span, f'unterminated argument list invoking macro "{name.value}"')


def _bind(macro: Macro, arguments: list[list[Token]], commas: list[Token], use: Token) -> dict[str, list[Token]]:
    """Return parameter name to argument tokens; the last one of a variadic macro gets the rest with its commas."""
    parameters = macro.parameters
    assert parameters is not None, "only macros with parentheses take arguments"
    if not parameters and arguments == [[]]:
        return {}
    wanted = len(parameters)
    if macro.variadic and len(arguments) >= wanted:
        rest = arguments[wanted - 1]
        for comma, extra in zip(commas[wanted - 1:], arguments[wanted:], strict=True):
            rest += [comma, *extra]
        arguments = [*arguments[:wanted - 1], rest]
    elif macro.variadic and len(arguments) == wanted - 1:
        arguments = [*arguments, []]
    if len(arguments) == wanted:
        return dict(zip(parameters, arguments, strict=True))
    here: Diagnostic = note(macro.place, f'macro "{macro.name}" defined here')
    if len(arguments) > wanted:
        raise fail(use.span, f'macro "{macro.name}" passed {len(arguments)} arguments, but takes just {wanted}', here)
    raise fail(
        use.span,
        f'macro "{macro.name}" requires {"at least " if macro.variadic else ""}{wanted - macro.variadic} arguments, '
        f"but only {len(arguments)} given",
        here,
    )


def _substitute(
    macro: Macro, arguments: dict[str, list[Token]], use: Token, hidden: frozenset[str], macros: dict[str, Macro]
) -> list[Token]:
    """Return the macro's body with arguments put in, # and ## carried out and `hidden` added to every token."""
    body = macro.body
    if not arguments and not any(token.value == "##" for token in body):
        return [token.moved_to(use, hidden) for token in body]
    out: list[Token] = []
    expanded: dict[str, list[Token]] = {}
    index, last = 0, len(body) - 1
    while index <= last:
        token = body[index]
        value = token.value
        if value == "#" and macro.parameters is not None and index < last and body[index + 1].value in arguments:
            out.append(_stringify(arguments[body[index + 1].value], token, use))
            index += 2
            continue
        if value == "##" and out and index < last:
            index += 1
            _paste_next(macro, arguments, index, out, use)
            index += 1
            continue
        argument = arguments.get(value) if token.type == IDENTIFIER else None
        if argument is None:
            out.append(token.moved_to(use, hidden))
        elif index < last and body[index + 1].value == "##":
            out += _copies(argument, token, hidden) or [Token(_EMPTY, "", use.source, use.lineno, use.column)]
        else:
            if value not in expanded:
                expanded[value] = expand(_copies(argument, None, frozenset()), macros)
            out += _copies(expanded[value], token, hidden)
        index += 1
    return [token for token in out if token.type != _EMPTY]


def _copies(tokens: list[Token], first: Token | None, hidden: frozenset[str]) -> list[Token]:
    """Return copies of argument tokens; the first one is spaced as the parameter was."""
    result = [
        Token(t.type, t.value, t.source, t.lineno, t.column, t.space, t.hidden | hidden if t.hidden else hidden)
        for t in tokens if t.type != NEWLINE
    ]
    if result and first is not None:
        result[0].space = first.space
    return result


def _paste_next(macro: Macro, arguments: dict[str, list[Token]], index: int, out: list[Token], use: Token) -> None:
    """Join the last token of `out` with what body token `index` stands for."""
    token = macro.body[index]
    argument = arguments.get(token.value) if token.type == IDENTIFIER else None
    if argument is None:
        right = [token.moved_to(use, frozenset())]
    elif (
        macro.variadic and macro.parameters is not None and token.value == macro.parameters[-1] and out[-1].value == ","
        and macro.body[index - 2].value == ","
    ):
        # GNU: `, ## __VA_ARGS__` drops the comma if there are no arguments and joins nothing otherwise
        if argument:
            out += _copies(argument, token, frozenset())
        else:
            out.pop()
        return
    else:
        right = _copies(argument, token, frozenset())
    if not right:
        return
    left = out.pop()
    if left.type == _EMPTY:
        right[0].space = left.space
        out += right
        return
    text = left.value + right[0].value
    joined = scan(text, use.source)
    if len(joined) != 1 or joined[0].value != text:
        raise fail(
            use.span,
            f'pasting "{left.value}" and "{right[0].value}" does not give a valid preprocessing token',
            note(macro.place, f'in the definition of macro "{macro.name}"'),
        )
    out.append(Token(joined[0].type, text, use.source, use.lineno, use.column, left.space, left.hidden))
    out += right[1:]


def _stringify(argument: list[Token], mark: Token, use: Token) -> Token:
    text = spelling([
        Token(t.type, t.value.replace("\\", "\\\\").replace('"', '\\"'), "", 0, 0, t.space)
        if t.value.endswith(("'", '"')) else t
        for t in argument if t.type != NEWLINE
    ])
    return Token(STRING, f'"{text}"', use.source, use.lineno, use.column, mark.space)


def number_token(value: int, at: Token) -> Token:
    """Return a number token that stands where `at` stands."""
    return Token(NUMBER, str(value), at.source, at.lineno, at.column, at.space)


def string_token(value: str, at: Token) -> Token:
    """Return a string literal token for `value` that stands where `at` stands."""
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    return Token(STRING, f'"{quoted}"', at.source, at.lineno, at.column, at.space)
