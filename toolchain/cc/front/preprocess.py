"""The preprocessor: a C file to the tokens of its translation unit.

Adapter around pcpp. pcpp drives directives, conditional groups and include guards; tokens, macro expansion, conditions
and file inclusion are ours (pp_tokens, pp_expand, pp_condition and here), because carets need the column of every token
and pcpp's own expansion shares hide sets between tokens.

Input: text and name of a file, `PreprocessOptions`. Output: `Preprocessed`: the tokens (line ends included, pragmas
passed through as # pragma ... line end), the files it depends on, warnings. Errors raise DiagnosticError at the first
one: what follows a missing header or a broken conditional would only mislead.
"""

import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pcpp.parser import Action, OutputDirective, PreprocessorHooks
from pcpp.preprocessor import Preprocessor

from toolchain.cc.front import c_types, pp_condition
from toolchain.cc.front.c_types import IntType
from toolchain.cc.front.pp_expand import Macro, expand, number_token, string_token
from toolchain.cc.front.pp_tokens import (
    IDENTIFIER,
    NEWLINE,
    NUMBER,
    STRING,
    Token,
    replace_trigraphs,
    scan,
    scan_lines,
    spelling,
)
from toolchain.diagnostics import Diagnostic, SourceLines, Span, fail, note, warning

_MAX_INCLUDE_DEPTH = 200
_COMMAND_LINE = "<command-line>"
_NEEDS_TOKENS = {
    "define": "no macro name given in #define directive",
    "undef": "no macro name given in #undef directive",
    "ifdef": "no macro name given in #ifdef directive",
    "ifndef": "no macro name given in #ifndef directive",
    "if": "#if with no expression",
    "include": '#include expects "FILENAME" or <FILENAME>',
}


@dataclass(slots=True)
class PreprocessOptions:
    """What the command line says about preprocessing.

    `macros`: ("D", "NAME" or "NAME=VALUE") and ("U", "NAME") in order. `include_files`: -include, read first.
    """

    include_dirs: list[str] = field(default_factory=list)
    quote_dirs: list[str] = field(default_factory=list)
    system_dirs: list[str] = field(default_factory=list)
    macros: list[tuple[str, str]] = field(default_factory=list)
    include_files: list[str] = field(default_factory=list)
    optimize: str = "0"
    trigraphs: bool = False
    freestanding: bool = False


@dataclass(slots=True)
class Preprocessed:
    """The outcome: tokens, dependencies as (file, is from a system folder), macros at the end, warnings, texts read."""

    tokens: list[Token]
    dependencies: list[tuple[str, bool]]
    macros: dict[str, Macro]
    diagnostics: list[Diagnostic]
    sources: SourceLines


def preprocess(text: str, name: str, options: PreprocessOptions, sources: SourceLines | None = None) -> Preprocessed:
    """Return the translation unit of `text`, the content of the file `name`. Raises DiagnosticError."""
    machine = _Preprocessor(options, sources or SourceLines())
    machine.define_predefined(name)
    tokens: list[Token] = []
    for file in options.include_files:
        tokens += machine.include_named(file)
    tokens += machine.run(text, name)
    return Preprocessed(tokens, machine.dependencies, machine.macros, machine.diagnostics, machine.texts)


def tokens_of_preprocessed(text: str, name: str) -> list[Token]:
    """Return the tokens of a text that is preprocessed already (.i), its line markers obeyed."""
    out: list[Token] = []
    shift, source = 0, name
    for line in scan_lines(text, name):
        if line[0].value == "#" and len(line) > 2:
            marker = line[2:] if line[1].value == "line" else line[1:]
            if marker[0].type == NUMBER:
                shift = int(marker[0].value) - line[0].lineno - 1
                source = marker[1].value[1:-1] if marker[1].type == STRING else source
                continue
        for token in line:
            token.lineno += shift
            token.source = source
        out += line
    return out


def render(tokens: Iterable[Token], *, markers: bool = True, file: str = "") -> str:
    """Return the text of preprocessed tokens as -E prints it, with line markers.

    Without markers, lines of `file` keep their numbers as long as included text leaves room.
    """
    out: list[str] = []
    source, line, previous = "", 0, ""
    for token in tokens:
        if token.type == NEWLINE:
            if previous:
                out.append("\n")
                line += 1
                previous = ""
            continue
        if token.source != source or (not previous and not line <= token.lineno <= line + 8):
            if previous:
                out.append("\n")
                line += 1
                previous = ""
            source = token.source
            if markers:
                line = token.lineno
                out.append(f'# {line} "{source}"\n')
        if not previous:
            if (markers or source == file) and token.lineno > line:
                out.append("\n" * (token.lineno - max(line, 1)))
                line = token.lineno
            out.append(" " * (token.column - 1))
        elif token.space or _would_join(previous, token.value):
            out.append(" ")
        out.append(token.value)
        previous = token.value
    if previous:
        out.append("\n")
    return "".join(out)


def _would_join(left: str, right: str) -> bool:
    """Whether two tokens written side by side could be read as something else."""
    a, b = left[-1], right[0]
    if a.isalnum() or a == "_":
        return b.isalnum() or b in "_.\"'"
    return (a == b and a in "+-<>&|=#.") or (b in "=>:%" and a in "+-*/%&|^<>=!:") or (a == "/" and b == "*")


def render_macros(macros: dict[str, Macro]) -> str:
    """Return the macros as #define lines, as -dM prints them."""
    lines = []
    for macro in macros.values():
        if macro.builtin is None:
            names = list(macro.parameters or [])
            if macro.variadic:
                names[-1] = "..." if names[-1] == "__VA_ARGS__" else names[-1] + "..."
            head = macro.name if macro.parameters is None else f"{macro.name}({','.join(names)})"
            lines.append(f"#define {head} {spelling(macro.body)}".rstrip())
    return "".join(line + "\n" for line in lines)


def _predefined(options: PreprocessOptions) -> Iterator[tuple[str, str]]:
    """Yield name and replacement of the macros every translation unit starts with."""
    yield from (("__STDC__", "1"), ("__STDC_VERSION__", "201112L"), ("__HSX__", "1"))
    yield "__STDC_HOSTED__", "0" if options.freestanding else "1"
    yield from ((f"__STDC_NO_{name}__", "1") for name in ("ATOMICS", "COMPLEX", "THREADS", "VLA"))
    yield from (("__STDC_UTF_16__", "1"), ("__STDC_UTF_32__", "1"), ("__CHAR_BIT__", "8"), ("__ILP32__", "1"))
    limits: dict[str, IntType] = {
        "SCHAR": c_types.SCHAR, "SHRT": c_types.SHORT, "INT": c_types.INT, "LONG": c_types.LONG,
        "LONG_LONG": c_types.LLONG, "WCHAR": c_types.WCHAR_T, "SIZE": c_types.SIZE_T, "PTRDIFF": c_types.PTRDIFF_T,
        "INTPTR": c_types.INT, "UINTPTR": c_types.UINT, "INTMAX": c_types.LLONG, "UINTMAX": c_types.ULLONG,
    }
    suffixes = {"long": "L", "unsigned int": "U", "long long": "LL", "unsigned long long": "ULL"}
    for name, kind in limits.items():
        yield f"__{name}_MAX__", f"{kind.maximum}{suffixes.get(kind.name, '')}"
    named: dict[str, IntType] = {
        "SIZE": c_types.SIZE_T, "PTRDIFF": c_types.PTRDIFF_T, "WCHAR": c_types.WCHAR_T, "WINT": c_types.UINT,
        "INTPTR": c_types.INT, "UINTPTR": c_types.UINT, "INTMAX": c_types.LLONG, "UINTMAX": c_types.ULLONG,
        "CHAR16": c_types.USHORT, "CHAR32": c_types.UINT,
        "INT8": c_types.SCHAR, "INT16": c_types.SHORT, "INT32": c_types.INT, "INT64": c_types.LLONG,
        "UINT8": c_types.UCHAR, "UINT16": c_types.USHORT, "UINT32": c_types.UINT, "UINT64": c_types.ULLONG,
    }
    for name, kind in named.items():
        yield f"__{name}_TYPE__", kind.name
    sizes = {"SHORT": 2, "INT": 4, "LONG": 4, "LONG_LONG": 8, "POINTER": 4, "SIZE_T": 4, "PTRDIFF_T": 4, "WCHAR_T": 4,
             "FLOAT": 4, "DOUBLE": 8, "LONG_DOUBLE": 8}
    for name, size in sizes.items():
        yield f"__SIZEOF_{name}__", str(size)
    yield from _floating_point()
    yield from (("__ORDER_LITTLE_ENDIAN__", "1234"), ("__ORDER_BIG_ENDIAN__", "4321"),
                ("__BYTE_ORDER__", "__ORDER_LITTLE_ENDIAN__"))
    if options.optimize != "0":
        yield "__OPTIMIZE__", "1"
    if options.optimize == "s":
        yield "__OPTIMIZE_SIZE__", "1"
    stamp = os.environ.get("SOURCE_DATE_EPOCH", "")
    if stamp.isdigit():
        moment = time.gmtime(int(stamp))
        yield "__DATE__", f'"{time.strftime("%b", moment)} {moment.tm_mday:2} {moment.tm_year}"'
        yield "__TIME__", f'"{time.strftime("%H:%M:%S", moment)}"'
    else:
        yield from (("__DATE__", '"??? ?? ????"'), ("__TIME__", '"??:??:??"'))


def _floating_point() -> Iterator[tuple[str, str]]:
    """Yield what float.h and programs ask about float, double and long double, which is double."""
    single = {"MANT_DIG": "24", "DIG": "6", "DECIMAL_DIG": "9", "MIN_EXP": "(-125)", "MIN_10_EXP": "(-37)",
              "MAX_EXP": "128", "MAX_10_EXP": "38", "MAX": "3.40282346638528859811704183484516925e+38",
              "MIN": "1.17549435082228750796873653722224568e-38", "EPSILON": "1.19209289550781250000000000000000000e-7",
              "DENORM_MIN": "1.40129846432481707092372958328991613e-45"}
    double = {"MANT_DIG": "53", "DIG": "15", "DECIMAL_DIG": "17", "MIN_EXP": "(-1021)", "MIN_10_EXP": "(-307)",
              "MAX_EXP": "1024", "MAX_10_EXP": "308", "MAX": "1.79769313486231570814527423731704357e+308",
              "MIN": "2.22507385850720138309023271733240406e-308",
              "EPSILON": "2.22044604925031308084726333618164062e-16",
              "DENORM_MIN": "4.94065645841246544176568792868221372e-324"}
    for prefix, suffix, rows in (("FLT", "F", single), ("DBL", "", double), ("LDBL", "L", double)):
        for name, value in rows.items():
            yield f"__{prefix}_{name}__", value + (suffix if "e" in value else "")
        yield from ((f"__{prefix}_HAS_{what}__", "1") for what in ("DENORM", "INFINITY", "QUIET_NAN"))
    yield from (("__FLT_RADIX__", "2"), ("__FLT_EVAL_METHOD__", "0"), ("__DECIMAL_DIG__", "17"),
                ("__FINITE_MATH_ONLY__", "0"))


class _Preprocessor(Preprocessor):  # type: ignore[misc]  # pcpp has no type information
    """pcpp with our tokens. Methods without underscore that are not explained are hooks that pcpp calls."""

    def __init__(self, options: PreprocessOptions, texts: SourceLines) -> None:
        """Set what pcpp's own __init__ would set; that one builds a lexer and an evaluator we do not use."""
        PreprocessorHooks.__init__(self)
        self.options = options
        self.texts = texts
        self.macros: dict[str, Macro] = {}
        self.diagnostics: list[Diagnostic] = []
        self.dependencies: list[tuple[str, bool]] = []
        self.source = ""
        self.include_once: dict[str, str | None] = {}
        self.include_depth = 0
        self.include_times: list[Any] = []
        self.rewrite_paths: list[Any] = []
        self.debugout = None
        self.auto_pragma_once_enabled = True
        self.expand_filemacro = False
        self.t_ID, self.t_INTEGER, self.t_INTEGER_TYPE = IDENTIFIER, NUMBER, str
        self.t_STRING, self.t_NEWLINE, self.t_SPACE = STRING, NEWLINE, NEWLINE
        self.t_WS, self.t_COMMENT = (NEWLINE,), ()
        self._original: dict[str, str] = {}
        self._line_shift, self._line_file = 0, ""
        self._system: dict[str, bool] = {}
        self._counter = 0

    def run(self, text: str, name: str) -> list[Token]:
        """Return the tokens of the file `name` with content `text`."""
        return list(self._file(text, name))

    def _file(self, text: str, name: str) -> Iterator[Token]:
        saved = self.source, self._line_shift, self._line_file
        self._line_shift, self._line_file = 0, name
        self._original[name] = text
        self.texts.add(name, text)
        yield from self.parsegen(text, name, name)
        self.source, self._line_shift, self._line_file = saved

    def group_lines(self, _text: str, name: str) -> Iterator[list[Token]]:
        """Yield the lines of the current file, numbered as #line says."""
        text = self._original[name]
        for line in scan_lines(replace_trigraphs(text) if self.options.trigraphs else text, name):
            if self._line_shift or self._line_file != name:
                for token in line:
                    token.lineno += self._line_shift
                    token.source = self._line_file
            yield line

    # ---- macros

    def define_predefined(self, file: str) -> None:
        """Define the predefined macros and those of the command line."""
        for name, value in _predefined(self.options):
            self.macros[name] = Macro(name, scan(value, _COMMAND_LINE), Span(_COMMAND_LINE))
        builtins = {
            "__LINE__": lambda token: number_token(token.lineno, token),
            "__FILE__": lambda token: string_token(token.source, token),
            "__BASE_FILE__": lambda token: string_token(file, token),
            "__INCLUDE_LEVEL__": lambda token: number_token(self.include_depth - 1, token),
            "__COUNTER__": self._count,
        }
        for name, builtin in builtins.items():
            self.macros[name] = Macro(name, [], Span(_COMMAND_LINE), builtin=builtin)
        for kind, text in self.options.macros:
            name, _, value = text.partition("=")
            if kind == "U":
                self.macros.pop(name, None)
            else:
                self.define(scan(f"{name} {value if '=' in text else 1}", _COMMAND_LINE))

    def _count(self, token: Token) -> Token:
        self._counter += 1
        return number_token(self._counter - 1, token)

    def define(self, tokens: list[Token]) -> None:
        """Carry out #define."""
        name, rest = tokens[0], tokens[1:]
        if name.type != IDENTIFIER:
            raise fail(name.span, "macro names must be identifiers")
        if name.value == "defined":
            raise fail(name.span, '"defined" cannot be used as a macro name')
        macro = Macro(name.value, [], name.span)
        if rest and rest[0].value == "(" and not rest[0].space:
            rest = self._parameters(macro, rest)
        macro.body = rest
        self._check_body(macro)
        old = self.macros.get(name.value)
        if old is not None and old.same_as(macro):
            return
        if old is not None:
            place = [note(old.place, "this is the location of the previous definition")] if old.place.line else []
            self.diagnostics.append(warning(name.span, f'"{name.value}" redefined', "", *place))
        self.macros[name.value] = macro

    def _parameters(self, macro: Macro, tokens: list[Token]) -> list[Token]:
        """Set the macro's parameters from `( ... )` and return the tokens after it."""
        close = next((i for i, token in enumerate(tokens) if token.value == ")"), None)
        if close is None:
            raise fail(tokens[-1].span, "expected ')' before end of line")
        names: list[str] = []
        index = 1
        while index < close:
            token = tokens[index]
            if macro.variadic:
                raise fail(token.span, "expected ')' after \"...\"")
            if token.value == "...":
                macro.variadic = True
                names.append("__VA_ARGS__")
            elif token.type != IDENTIFIER:
                raise fail(token.span, f'expected parameter name, found "{token.value}"')
            elif token.value in names:
                raise fail(token.span, f'duplicate macro parameter "{token.value}"')
            else:
                names.append(token.value)
                if tokens[index + 1].value == "...":
                    macro.variadic = True
                    index += 1
            index += 1
            if index < close:
                if tokens[index].value != "," or index + 1 == close:
                    raise fail(tokens[index].span, "expected ',' or ')' in macro parameter list")
                index += 1
        macro.parameters = names
        return tokens[close + 1:]

    def _check_body(self, macro: Macro) -> None:
        body = macro.body
        if body and "##" in (body[0].value, body[-1].value):
            raise fail(macro.place, "'##' cannot appear at either end of a macro expansion")
        if macro.parameters is None:
            return
        for index, token in enumerate(body):
            if token.value == "#" and (index + 1 == len(body) or body[index + 1].value not in macro.parameters):
                raise fail(token.span, "'#' is not followed by a macro parameter")

    def undef(self, tokens: list[Token]) -> None:
        """Carry out #undef."""
        if tokens[0].type != IDENTIFIER:
            raise fail(tokens[0].span, "macro names must be identifiers")
        self.macros.pop(tokens[0].value, None)

    def expand_macros(self, tokens: list[Token], _expanding_from: Any = ()) -> list[Token]:
        """Expand the macros of a run of lines."""
        return expand(tokens, self.macros)

    def evalexpr(self, tokens: list[Token]) -> tuple[bool, None]:
        """Return the value of a condition; the second result would ask to pass it through."""
        return pp_condition.evaluate(tokens, self.macros, self.lastdirective.span, self.lastdirective.value), None

    # ---- files

    def include_named(self, name: str) -> list[Token]:
        """Return the tokens of a file that -include names."""
        return list(self._include(name, Span(_COMMAND_LINE), ["", *self.options.quote_dirs, *self._dirs()]))

    def _dirs(self) -> list[str]:
        return [*self.options.include_dirs, *self.options.system_dirs]

    def include(self, tokens: list[Token], _line: list[Token]) -> Iterator[Token]:
        """Yield the tokens of an included file."""
        first = tokens[0] if tokens else None
        if first is not None and first.type == STRING and len(tokens) == 1 and first.value[0] == '"':
            name = first.value[1:-1]
            folders = [os.path.dirname(self.source), *self.options.quote_dirs, *self._dirs()]
            span = first.span
        elif first is not None and first.value == "<" and tokens[-1].value == ">":
            name = spelling(tokens[1:-1])
            folders = self._dirs()
            span = Span(first.source, first.lineno, first.column, tokens[-1].column - first.column + 1)
        else:
            raise fail(self.lastdirective.span, '#include expects "FILENAME" or <FILENAME>')
        return self._include(name, span, folders)

    def _include(self, name: str, span: Span, folders: list[str]) -> Iterator[Token]:
        if self.include_depth >= _MAX_INCLUDE_DEPTH:
            raise fail(span, f"#include nested more than {_MAX_INCLUDE_DEPTH} deep")
        for folder in folders:
            path = os.path.join(folder, name)
            if path in self.include_once:
                guard = self.include_once[path]
                if guard is None or guard in self.macros:
                    return
            text = _read(path)
            if text is None:
                continue
            self._system[path] = folder in self.options.system_dirs or self._system.get(self.source, False)
            entry = path, self._system[path]
            if entry not in self.dependencies:
                self.dependencies.append(entry)
            yield from self._file(text, path)
            return
        raise fail(span, f"{name}: No such file or directory")

    # ---- directives

    def on_directive_handle(self, directive: Token, toks: list[Token], _through: bool, _before: list[Token]) -> bool:
        """Remember the directive; refuse those that lack what pcpp takes for granted."""
        self.lastdirective = directive
        name = directive.value
        if not toks:
            if name == "pragma":
                raise OutputDirective(Action.IgnoreAndRemove)
            if name in _NEEDS_TOKENS:
                raise fail(directive.span, _NEEDS_TOKENS[name])
        elif name == "if" and [token.value for token in toks] in (["!"], ["!", "defined"], ["!", "defined", "("]):
            raise fail(toks[-1].span, 'operator "!" lacks a complete operand')
        elif name in {"ifdef", "ifndef"} and toks[0].type != IDENTIFIER:
            raise fail(toks[0].span, "macro names must be identifiers")
        return True

    def on_directive_unknown(
        self, directive: Token, toks: list[Token], _through: bool, _before: list[Token]
    ) -> bool | None:
        """Carry out the directives pcpp does not know; None passes the line through."""
        name = directive.value
        if name == "pragma":
            return None
        if name == "error":
            raise fail(directive.span, f"#error {spelling(toks)}")
        if name == "warning":
            self.diagnostics.append(warning(directive.span, f"#warning {spelling(toks)}", "cpp"))
        elif name == "line" or directive.type == NUMBER:
            self._set_line(directive, expand(toks, self.macros) if name == "line" else [directive, *toks])
        elif name not in {"ident", "sccs"}:
            raise fail(directive.span, f"invalid preprocessing directive #{name}")
        return True

    def _set_line(self, directive: Token, tokens: list[Token]) -> None:
        if not tokens or not tokens[0].value.isdigit():
            raise fail(directive.span, "a line number must follow #line")
        self._line_shift += int(tokens[0].value) - directive.lineno - 1
        if len(tokens) > 1:
            if tokens[1].type != STRING:
                raise fail(tokens[1].span, f'"{tokens[1].value}" is not a file name')
            self._line_file = tokens[1].value[1:-1]

    def on_error(self, file: str, line: int, message: str) -> None:
        """Report a conditional that does not match; pcpp reports nothing else through here."""
        if message.startswith("Misplaced"):
            raise fail(self.lastdirective.span, f"{message.rsplit(maxsplit=1)[-1]} without #if")
        opened = self.texts.line(Span(file, line)) or ""
        column = opened.find("#") + 1
        raise fail(Span(file, line, column, len(opened) - column + 1), "unterminated " + opened[column - 1:].split()[0])


def _read(path: str) -> str | None:
    """Return the text of a source file, or None if there is no such file."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
            return file.read().removeprefix("\ufeff")
    except (OSError, ValueError):
        return None
