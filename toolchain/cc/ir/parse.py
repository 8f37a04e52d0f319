"""Reading the text form of the IR (text.py): `parse_ir` makes a module of it.

Numbers of values and blocks are kept; values and blocks may be named before they are defined. Raises DiagnosticError
with the line of the first mistake in the text; whether the IR keeps its own rules is for verify.py to say.
"""

import re
from collections.abc import Callable, Iterator

from toolchain.cc import ieee
from toolchain.cc.ir.ops import (
    F32,
    F64,
    I32,
    I64,
    OPS,
    Addr,
    Block,
    Const,
    Data,
    Function,
    Ins,
    Module,
    Param,
    Undef,
    Value,
)
from toolchain.cc.ir.text import FLAGS
from toolchain.diagnostics import DiagnosticError, Span, fail

_TYPES = (I32, I64, F32, F64)
_TOKEN = re.compile(r"""
    (?P<value>%\d+) | (?P<address>@[\w.$]+(?:[+-]\d+)?)
  | (?P<number>-?(?:0x[0-9a-fA-F]+ | \d[\d.]*(?:e[+-]?\d+)? | (?:inf|nan)\b)(?::\w+)?)
  | (?P<word>[A-Za-z_$.][\w.$]*(?::i64|:f32|:f64)?) | (?P<string>"[^"]*") | (?P<mark>[\[\](){},;:=+-])
""", re.VERBOSE)
_COMMENT = re.compile(r"(^|  )\s*;.*")


class _Line:
    """The tokens of one line, consumed from the left."""

    def __init__(self, text: str, span: Span) -> None:
        self.span = span
        self.tokens: list[str] = []
        at = 0
        while at < len(text):
            if text[at].isspace():
                at += 1
                continue
            match = _TOKEN.match(text, at)
            if match is None:
                raise fail(span, f"'{text[at]}' cannot start a word of the IR text")
            self.tokens.append(match.group())
            at = match.end()
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def next(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def take(self, token: str) -> bool:
        if self.peek() == token:
            self.at += 1
            return True
        return False

    def expect(self, token: str) -> None:
        if not self.take(token):
            raise self.error(f"expected '{token}' but found '{self.peek() or 'the end of the line'}'")

    def integer(self) -> int:
        token = self.next()
        try:
            return int(token, 0)
        except ValueError:
            raise self.error(f"expected a number but found '{token or 'the end of the line'}'") from None

    def signed_suffix(self) -> int:
        """Read an optional ` + 4` or ` - 4`."""
        if self.take("+"):
            return self.integer()
        if self.take("-"):
            return -self.integer()
        return 0

    def type(self) -> str:
        token = self.next()
        if token not in _TYPES:
            raise self.error(f"expected a type but found '{token or 'the end of the line'}'")
        return token

    def error(self, message: str) -> DiagnosticError:
        return fail(self.span, message)


def parse_ir(text: str, name: str = "ir") -> Module:
    """Return the module that `text` describes; raises DiagnosticError."""
    module = Module(name)
    lines = _lines(text, name)
    data: Data | None = None
    for line in lines:
        word = line.next()
        if word == "data":
            data = _parse_data(line)
            module.data.append(data)
        elif word == "bytes" and data is not None:
            data.content = bytes.fromhex("".join(line.tokens[1:]))
        elif word == "word" and data is not None:
            offset = line.integer()
            symbol = line.next().lstrip("@")
            data.addresses.append((offset, symbol, line.signed_suffix()))
        elif word == "function":
            module.functions.append(_FunctionParser(line).parse(lines))
        else:
            raise line.error(f"expected 'function' or 'data' but found '{word}'")
    return module


def parse_function(text: str) -> Function:
    """Return the only function of `text`."""
    module = parse_ir(text)
    assert len(module.functions) == 1, "parse_function is for the text of one function"
    return module.functions[0]


def _lines(text: str, name: str) -> Iterator[_Line]:
    for number, raw in enumerate(text.splitlines(), 1):
        stripped = _COMMENT.sub("", raw).strip()
        if stripped:
            yield _Line(stripped, Span(name, number))


def _parse_data(line: _Line) -> Data:
    data = Data(line.next().lstrip("@"), 0, 1)
    while word := line.next():
        match word:
            case "size":
                data.size = line.integer()
            case "align":
                data.align = line.integer()
            case "readonly":
                data.readonly = True
            case "local":
                data.is_global = False
            case "weak":
                data.weak = True
            case "section":
                data.section = line.next().strip('"')
            case _:
                raise line.error(f"'{word}' says nothing about a data object")
    return data


class _FunctionParser:
    """Reads one function; values and blocks may be named before they are defined."""

    def __init__(self, header: _Line) -> None:
        self.function = Function(header.next(), [], "")
        self.values: dict[int, Value] = {}
        self.pending: dict[int, tuple[Ins, _Line]] = {}  # instructions referred to before their definition
        self.blocks: dict[int, Block] = {}
        self._parse_header(header)

    def _parse_header(self, line: _Line) -> None:
        function = self.function
        line.expect("(")
        while not line.take(")"):
            number = int(line.next()[1:])
            type_, _, extension = line.next().partition(".")
            if type_ not in _TYPES:
                raise line.error(f"'{type_}' is not a type")
            name = "" if line.peek() in (",", ")") else line.next()
            width = int(extension[1:]) // 8 if extension else 0
            param = Param(type_, number, name, width, extension.startswith("s"))
            function.params.append(param)
            self.values[number] = param
            line.take(",")
        while not line.take("{"):
            word = line.next()
            if word in _TYPES:
                function.result = word
            elif word == "local":
                function.is_global = False
            elif word in FLAGS:
                setattr(function, word, True)
            elif word == "section":
                function.section = line.next().strip('"')
            else:
                raise line.error(f"'{word}' says nothing about a function")

    def parse(self, lines: Iterator[_Line]) -> Function:
        block: Block | None = None
        for line in lines:
            if line.take("}"):
                break
            if len(line.tokens) == 2 and line.tokens[1] == ":":
                block = self.block(line)
                self.function.blocks.append(block)
                continue
            if block is None:
                raise line.error("expected a block label such as 'b0:'")
            block.ins.append(self.instruction(line))
        for number, (_, line) in self.pending.items():
            raise line.error(f"%{number} is not defined in function {self.function.name}")
        for wanted in self.blocks.values():
            if not wanted.ins:
                raise fail(Span("ir"), f"block b{wanted.number} of function {self.function.name} is empty or missing")
        numbers = [*self.values, *self.blocks]
        self.function.next_number = max(numbers, default=-1) + 1
        for filled in self.function.blocks:
            for ins in filled.ins:
                if ins.number < 0:  # those without result print no number
                    ins.number = self.function.fresh()
        return self.function

    def block(self, line: _Line) -> Block:
        token = line.next()
        if not re.fullmatch(r"b\d+", token):
            raise line.error(f"expected a block but found '{token or 'the end of the line'}'")
        number = int(token[1:])
        if number not in self.blocks:
            self.blocks[number] = Block(number)
        return self.blocks[number]

    def define(self, number: int, line: _Line) -> Ins:
        if number in self.pending:
            return self.pending.pop(number)[0]
        if number in self.values:
            raise line.error(f"%{number} is defined twice")
        ins = Ins("", "", [], number)
        self.values[number] = ins
        return ins

    def value(self, line: _Line) -> Value:
        token = line.next()
        if token.startswith("%"):
            number = int(token[1:])
            if number not in self.values:
                ins = Ins("", "", [], number)
                self.values[number] = ins
                self.pending[number] = (ins, line)
            return self.values[number]
        if token.startswith("@"):
            name, sign, offset = re.fullmatch(r"@([\w.$]+?)(?:([+-])(\d+))?", token).groups()  # type: ignore[union-attr]
            return Addr(name, int(f"{sign}{offset}") if sign else 0)
        body, _, suffix = token.partition(":")
        if body == "undef":
            return Undef(suffix or I32)
        try:
            if suffix in (F32, F64):
                size = 4 if suffix == F32 else 8
                return Const(suffix, int(body, 16) if body.startswith("0x") else ieee.to_bits(float(body), size))
            mask = 0xFFFFFFFFFFFFFFFF if suffix == I64 else 0xFFFFFFFF
            return Const(suffix or I32, int(body, 0) & mask)
        except ValueError:
            raise line.error(f"expected an operand but found '{token or 'the end of the line'}'") from None

    def instruction(self, line: _Line) -> Ins:
        if line.peek().startswith("%"):
            ins = self.define(int(line.next()[1:]), line)
            line.expect("=")
        else:
            ins = Ins("", "", [], -1)
        word, *suffixes = line.next().split(".")
        if word not in OPS:
            raise line.error(f"'{word}' is not an operation")
        ins.op = word
        parser = _PARSERS.get(word)
        if parser is None:
            self._parse_plain(ins, line)
        else:
            parser(self, ins, line, suffixes)
        if line.peek():
            raise line.error(f"'{line.peek()}' is too much here")
        return ins

    def _parse_plain(self, ins: Ins, line: _Line) -> None:
        if line.peek() in _TYPES:
            ins.type = line.next()
        while line.peek():
            if re.fullmatch(r"b\d+", line.peek()):
                ins.blocks.append(self.block(line))
            else:
                ins.args.append(self.value(line))
            if not line.take(","):
                break

    def _memory(self, ins: Ins, line: _Line) -> None:
        line.expect("[")
        ins.args.append(self.value(line))
        ins.offset = line.signed_suffix()
        line.expect("]")

    def parse_load(self, ins: Ins, line: _Line, suffixes: list[str]) -> None:
        ins.type = line.type()
        ins.width = 8 if ins.type in (I64, F64) else 4
        for suffix in suffixes:
            if suffix == "volatile":
                ins.volatile = True
            else:
                ins.width, ins.signed = int(suffix[1:]) // 8, suffix[0] == "s"
        self._memory(ins, line)

    def parse_store(self, ins: Ins, line: _Line, suffixes: list[str]) -> None:
        ins.volatile = "volatile" in suffixes
        ins.width = int(suffixes[0]) // 8
        self._memory(ins, line)
        line.expect(",")
        ins.args.append(self.value(line))

    def parse_slot(self, ins: Ins, line: _Line, _: list[str]) -> None:
        ins.type = I32
        ins.size = line.integer()
        line.expect("align")
        ins.align = line.integer()
        ins.name = line.next()

    def parse_block_operation(self, ins: Ins, line: _Line, _: list[str]) -> None:
        for _each in range(2 if ins.op == "memcpy" else 1):
            ins.args.append(self.value(line))
            line.expect(",")
        ins.size = line.integer()
        line.expect("align")
        ins.align = line.integer()

    def parse_dynamic_slot(self, ins: Ins, line: _Line, _: list[str]) -> None:
        ins.type = I32
        ins.args.append(self.value(line))
        line.expect("align")
        ins.align = line.integer()

    def parse_call(self, ins: Ins, line: _Line, suffixes: list[str]) -> None:
        for suffix in suffixes:
            ins.width, ins.signed = int(suffix[1:]) // 8, suffix[0] == "s"
        ins.type = line.next() if line.peek() in _TYPES else ""
        ins.args.append(self.value(line))
        line.expect("(")
        variadic = False
        while not line.take(")"):
            if line.take(";"):
                variadic = True
                continue
            ins.args.append(self.value(line))
            ins.fixed += not variadic
            line.take(",")

    def parse_phi(self, ins: Ins, line: _Line, _: list[str]) -> None:
        ins.type = line.type()
        line.expect("[")
        while not line.take("]"):
            ins.blocks.append(self.block(line))
            line.expect(":")
            ins.args.append(self.value(line))
            line.take(",")

    def parse_switch(self, ins: Ins, line: _Line, _: list[str]) -> None:
        ins.args.append(self.value(line))
        line.expect(",")
        ins.blocks.append(self.block(line))
        line.expect("[")
        while not line.take("]"):
            ins.cases.append(line.integer())
            line.expect(":")
            ins.blocks.append(self.block(line))
            line.take(",")


_Parser = _FunctionParser
_PARSERS: dict[str, Callable[[_FunctionParser, Ins, _Line, list[str]], None]] = {
    "load": _Parser.parse_load, "store": _Parser.parse_store, "slot": _Parser.parse_slot,
    "memcpy": _Parser.parse_block_operation, "memzero": _Parser.parse_block_operation,
    "dynamic_slot": _Parser.parse_dynamic_slot, "call": _Parser.parse_call, "phi": _Parser.parse_phi,
    "switch": _Parser.parse_switch,
}
