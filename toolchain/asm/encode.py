"""Instructions: operands checked against the row's operand shapes, and made into words and fields still open.

`encode_instruction` gives, for one text, the words with all constants in place and the expressions that need a
symbol's value. The result depends on the text alone, so callers keep it; without open fields it is just bytes. What
each operand shape takes is one function in the table at the end.
"""

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hxe.errors import IsaError
from hxe.isa import BY_NAME, LITERAL_SLOT, SLOTS, Row, Shape, Slot, encode
from hxe.isa import Operand as Template
from toolchain.asm.expressions import Scope, Unknown, Value, evaluate, names_in
from toolchain.asm.parse import parse_operand, parse_operands
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
    Unary,
    extent,
)

# The relocation of each slot that can hold an address; the part (lo16 ...) goes in front of its name.
RELOCATION_OF_SLOT = {
    "s12": "SIGNED12", "s16": "SIGNED16", "u16": "UNSIGNED16", "s20": "SIGNED20", "u20": "UNSIGNED20",
    "w32": "LITERAL32",
}
RELOCATION_OF_TARGET = {"s12": "PC12", "s16": "PC16", "s24": "PC24", "u12": "JUMP12"}
OPPOSITE = {
    "BEQ": "BNE", "BNE": "BEQ", "BLT": "BGE", "BGE": "BLT", "BLTU": "BGEU", "BGEU": "BLTU",
    "BEQI": "BNEI", "BNEI": "BEQI", "BLTI": "BGEI", "BGEI": "BLTI", "BLTUI": "BGEUI", "BGEUI": "BLTUI",
}
_LARGER = {"LDI": "LDIW or LDI32", "LDIW": "LDI32"}


@dataclass(frozen=True, slots=True)
class OpenField:
    """A slot whose value is an expression with names; `relocation` is its row's name, empty if it must be constant.

    The operand begins at `column` of the operands' text, the expression itself at `start`.
    """

    slot: Slot
    expression: Expression
    relocation: str
    column: int
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Encoded:
    """The words of an instruction, the fields that are still open, and what the rest of the assembler asks of it."""

    row: Row
    code: bytes
    open_fields: tuple[OpenField, ...]
    table_size: int = 0
    truncated: str = ""


class _Constants:
    """The scope of expressions that have no names."""

    def lookup(self, name: Name) -> Value:
        raise Unknown("not a constant", name.at, name.length)

    def here(self) -> Value:
        raise Unknown("not a constant")


_CONSTANTS: Scope = _Constants()
_Filled = list[tuple[Slot, int | OpenField]]


def encode_instruction(name: str, text: str) -> Encoded | None:
    """Return the encoding of `name` with the operands in `text`, or None if there is no such mnemonic.

    Raises Mistake, placed in `text`.
    """
    row = BY_NAME.get(name.upper())
    if row is None:
        return None
    try:
        return _encode(row, parse_operands(text), text)
    except Mistake as mistake:
        if row.hsx2:
            raise
        try:
            return _encode(row, _split_at_blanks(text), text)
        except Mistake:
            raise mistake from None


def similar_mnemonic(name: str, others: Sequence[str] = ()) -> str | None:
    """Return the mnemonic or directive that `name` is probably meant to be."""
    known = [*BY_NAME, *(other.upper() for other in others)]
    found = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.7)
    return found[0] if found else None


def _split_at_blanks(text: str) -> list[tuple[int, Operand]]:
    """HSX-1 sources may separate operands by blanks alone: `ADD R1 R2 R3`. Raises Mistake."""
    found: list[tuple[int, Operand]] = []
    column = 0
    for piece in text.replace("\t", " ").replace(",", " ").split(" "):
        if piece:
            found.append((column, parse_operand(piece)))
        column += len(piece) + 1
    return found


def _encode(row: Row, operands: list[tuple[int, Operand]], text: str) -> Encoded:
    truncated = ""
    filled: _Filled = []
    if row.operands and row.operands[0].shape is Shape.CALL_NUMBER:
        filled, truncated = _call_number(row, operands, text)
    else:
        operands = _with_defaults(row, operands)
        if len(operands) != len(row.operands):
            raise Mistake(f"{row.name} takes {_form(row)}, found {len(operands)} operand{'s' * (len(operands) != 1)}",
                          0, max(1, len(text)))
        for template, (column, operand) in zip(row.operands, operands, strict=True):
            try:
                filled += _FORMS[template.shape](row, template, operand, column)
            except Mistake as mistake:
                raise Mistake(mistake.message, mistake.at + column, mistake.length) from None
    filled += [(slot, 0) for slot in row.hidden]
    return _build(row, filled, text, truncated)


def _with_defaults(row: Row, operands: list[tuple[int, Operand]]) -> list[tuple[int, Operand]]:
    if row.name == "BRK" and not operands:
        return [(0, Plain(Number(0), True, 0, 1))]
    return operands


def _build(row: Row, filled: _Filled, text: str, truncated: str) -> Encoded:
    open_fields = tuple(value for _, value in filled if isinstance(value, OpenField))
    values = [max(0, slot.low) if isinstance(value, OpenField) else value
              for slot, value in filled if slot in row.slots]
    if row.has_literal and not -(1 << 31) <= values[-1] <= 0xFFFFFFFF:
        truncated = f"{values[-1]} is cut to 32 bits"
    try:
        words = encode(row.name, *values)
    except IsaError as problem:
        raise Mistake(str(problem), 0, max(1, len(text))) from None
    code = b"".join(word.to_bytes(4, "big") for word in words)
    return Encoded(row, code, open_fields, values[1] + 1 if row.table else 0, truncated)


def insert_constant(code: bytes, row: Row, slot: Slot, number: int) -> bytes:
    """Return the instruction with a constant put into one of its slots; raises Mistake if it does not fit."""
    if slot is LITERAL_SLOT:
        return code[:4] + (number & 0xFFFFFFFF).to_bytes(4, "big")
    word = int.from_bytes(code[:4], "big") | _inserted(row, slot, number, 0, 1)
    return word.to_bytes(4, "big") + code[4:]


def _inserted(row: Row, slot: Slot, number: int, at: int, length: int) -> int:
    try:
        return slot.insert(number)
    except IsaError as problem:
        hint = f"; {_LARGER[row.name]} can hold it" if row.name in _LARGER else ""
        raise Mistake(f"{problem}{hint}", at, length) from None


def _value(row: Row, slot: Slot, expression: Expression, relocation: str, column: int) -> int | OpenField:
    """Fill a slot: with a checked number if the expression has no names, else with an open field."""
    at, length = expression.at, expression.length
    if not isinstance(expression, Number):
        if names_in(expression) or _has_here(expression):
            start, length = extent(expression)
            return OpenField(slot, expression, relocation, column, column + start, length)
        expression = Number(evaluate(expression, _CONSTANTS).number, at, length)
    if slot is not LITERAL_SLOT:
        _inserted(row, slot, expression.value, at, length)
    return expression.value


def _has_here(node: Expression) -> bool:
    match node:
        case Here():
            return True
        case Unary(_, operand) | Part(_, operand):
            return _has_here(operand)
        case Binary(_, left, right):
            return _has_here(left) or _has_here(right)
        case _:
            return False


def _register(row: Row, template: Template, operand: Operand, _column: int) -> _Filled:
    slot = template.slots[0]
    if not isinstance(operand, Plain) or not isinstance(operand.value, Name) or operand.value.text not in REGISTERS:
        found = operand.value.text if isinstance(operand, Plain) and isinstance(operand.value, Name) else None
        hint = "; SP has its own instructions (GETSP, ADJSP, LDS ...)" if found and found.upper() == "SP" else ""
        shown = f" '{found}'" if found else ""
        raise Mistake(f"bad register{shown}: expected R0..R15{hint}", operand.at, operand.length)
    number = REGISTERS[operand.value.text]
    _inserted(row, slot, number, operand.at, operand.length)
    return [(slot, number)]


def _immediate(row: Row, template: Template, operand: Operand, column: int) -> _Filled:
    slot = template.slots[0]
    expression = _plain(row, operand, f"a number ({slot.low}..{slot.high})")
    return [(slot, _value(row, slot, expression, RELOCATION_OF_SLOT.get(slot.name, ""), column))]


def _target(row: Row, template: Template, operand: Operand, column: int) -> _Filled:
    slot = template.slots[0]
    return [(slot, _value(row, slot, _plain(row, operand, "a label"), RELOCATION_OF_TARGET[slot.name], column))]


def _memory(row: Row, template: Template, operand: Operand, column: int) -> _Filled:
    if not isinstance(operand, Memory) or not isinstance(operand.base, int):
        hint = "; the stack forms are LDS, STS ..." if isinstance(operand, Memory) and operand.base == "SP" else ""
        raise Mistake(f"{row.name} expects [Rs+offset]{hint}", operand.at, operand.length)
    if operand.index is not None:
        raise Mistake(f"{row.name} has no index register: the indexed forms end in X", operand.at, operand.length)
    base, offset = template.slots
    return [(base, operand.base), (offset, _value(row, offset, operand.offset or Number(0), "SIGNED12", column))]


def _indexed(row: Row, template: Template, operand: Operand, column: int) -> _Filled:
    if not isinstance(operand, Memory) or not isinstance(operand.base, int) or operand.index is None:
        raise Mistake(f"{row.name} expects [Rb + (Rc << shift) + offset]", operand.at, operand.length)
    base, index, shift, offset = template.slots
    value = _value(row, offset, operand.offset or Number(0), "", column)
    return [(base, operand.base), (index, operand.index), (shift, operand.shift), (offset, value)]


def _absolute(row: Row, template: Template, operand: Operand, column: int) -> _Filled:
    if not isinstance(operand, Memory) or operand.base is not None or operand.index is not None or not operand.offset:
        raise Mistake(f"{row.name} expects an address: [#number] or [symbol]", operand.at, operand.length)
    return [(template.slots[0], _value(row, template.slots[0], operand.offset, "UNSIGNED20", column))]


def _stack(row: Row, template: Template, operand: Operand, column: int) -> _Filled:
    if not isinstance(operand, Memory) or operand.base != "SP" or operand.index is not None:
        raise Mistake(f"{row.name} expects [SP+offset]", operand.at, operand.length)
    return [(template.slots[0], _value(row, template.slots[0], operand.offset or Number(0), "", column))]


def _registers(row: Row, template: Template, operand: Operand, column: int) -> _Filled:
    if isinstance(operand, RegisterList):
        return [(template.slots[0], operand.mask)]
    if not isinstance(operand, Plain) or not operand.hashed:
        raise Mistake(f"{row.name} expects registers in braces, for example {{R8-R11, R15}}",
                      operand.at, operand.length)
    return [(template.slots[0], _value(row, template.slots[0], operand.value, "", column))]


def _plain(row: Row, operand: Operand, what: str) -> Expression:
    if isinstance(operand, Plain):
        is_register = isinstance(operand.value, Name) and operand.value.text in REGISTERS and not operand.hashed
        if is_register and isinstance(operand.value, Name) and not what.endswith("label"):
            raise Mistake(f"{row.name} takes {_form(row)}: expected {what}, found register {operand.value.text}",
                          operand.at, operand.length)
        return operand.value
    raise Mistake(f"{row.name} takes {_form(row)}: expected {what}", operand.at, operand.length)


def _call_number(row: Row, operands: list[tuple[int, Operand]], text: str) -> tuple[_Filled, str]:
    """`MOD=5, FN=2`, or one number with the module in bits 11..8. Constants are cut to their fields, with a warning."""
    keyed = {operand.key: (column, operand.value) for column, operand in operands if isinstance(operand, Keyed)}
    plain = [(column, operand.value) for column, operand in operands if isinstance(operand, Plain)]
    module, function = row.operands[0].slots
    if len(operands) == 2 and keyed.keys() == {"MOD", "FN"}:
        wanted = [(module, *keyed["MOD"]), (function, *keyed["FN"])]
    elif len(operands) == 1 and plain:
        wanted = [(SLOTS["u12"], *plain[0])]
    elif len(operands) == 2 and len(plain) == 2:
        first, second = (text[column : column + operand.length] for column, operand in operands)
        raise Mistake(f"two numbers are no system call: write SVC MOD={first}, FN={second}", 0, len(text))
    else:
        raise Mistake("expected SVC MOD=module, FN=function or one number", 0, max(1, len(text)))
    filled: _Filled = []
    truncated = ""
    for slot, column, expression in wanted:
        if names_in(expression):
            filled.append((slot, OpenField(slot, expression, "", column, column + expression.at, expression.length)))
            continue
        number = evaluate(expression, _CONSTANTS).number
        if number != number & slot.high:
            truncated = f"{number} is cut to {number & slot.high}"
        filled.append((slot, number & slot.high))
    if len(filled) == 1:
        value = filled[0][1]
        number = value if isinstance(value, int) else 0
        return [*filled[: isinstance(value, OpenField)], (module, number >> 8), (function, number & 0xFF)], truncated
    return filled, truncated


_SHAPE_WORDS = {
    Shape.REGISTER: "Rn", Shape.PAIR: "even Rn", Shape.IMMEDIATE: "#number", Shape.MEMORY: "[Rs+offset]",
    Shape.INDEXED: "[Rb+Rc<<shift+offset]", Shape.ABSOLUTE: "[address]", Shape.STACK: "[SP+offset]",
    Shape.TARGET: "label", Shape.CODE_ADDRESS: "label", Shape.REGISTERS: "{registers}", Shape.LITERAL: "number",
    Shape.CALL_NUMBER: "MOD=, FN=",
}


def _form(row: Row) -> str:
    return ", ".join(_SHAPE_WORDS[operand.shape] for operand in row.operands) or "no operand"


_FORMS: dict[Shape, Callable[[Row, Template, Operand, int], _Filled]] = {
    Shape.REGISTER: _register, Shape.PAIR: _register, Shape.IMMEDIATE: _immediate, Shape.LITERAL: _immediate,
    Shape.MEMORY: _memory, Shape.INDEXED: _indexed, Shape.ABSOLUTE: _absolute, Shape.STACK: _stack,
    Shape.TARGET: _target, Shape.CODE_ADDRESS: _target, Shape.REGISTERS: _registers,
}
assert _FORMS.keys() | {Shape.CALL_NUMBER} == set(Shape), "every operand shape has a form"
