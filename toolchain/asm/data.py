"""Directives that place bytes: values, strings, fill and alignment, files. One function each, one table.

Values may name anything, in any order: what is not known yet is patched when the whole unit has been read.
"""

from collections.abc import Callable, Mapping
from functools import partial

from hxe.isa import encode
from hxe.process import read_file
from toolchain.asm.blocks import find_file
from toolchain.asm.expressions import Unknown, evaluate
from toolchain.asm.operands import Argument, arguments, file_name, number, numbers, shifted, whole
from toolchain.asm.parse import parse_operands, split_operands
from toolchain.asm.source import Statement
from toolchain.asm.syntax import Mistake, Number, Plain, Text, extent
from toolchain.asm.unit import Fixup, Unit
from toolchain.diagnostics import Span
from toolchain.obj.lines import leb128
from toolchain.obj.object import Kind

_DATA = (Kind.DATA, Kind.RODATA, Kind.OTHER)
_FILLABLE = (*_DATA, Kind.BSS, Kind.TEXT)
_RELOCATION_OF_SIZE = {1: "BYTE8", 2: "HALF16", 4: "WORD32"}
_NEUTRAL = encode("MOV", 0, 0)[0].to_bytes(4, "big")  # pads code; changes nothing when executed
_MAX_ALIGN = 1 << 16
_MAX_FILL = 8  # bytes of one value of .fill


def _values(unit: Unit, statement: Statement, size: int) -> None:
    """`.byte .half .word .quad`: little-endian values; in code `.word` is an instruction word."""
    if unit.section.kind is Kind.TEXT and size == 4:
        for argument in arguments(statement, 1):
            word = number(unit, argument, "a constant (code cannot hold addresses)")
            unit.emit((word & 0xFFFFFFFF).to_bytes(4, "big"))
        return
    section = unit.need(*_DATA, what=statement.name)
    operands = parse_operands(statement.operands)
    if not operands:
        raise Mistake(f"{statement.name} needs a value")
    for column, operand in operands:
        if isinstance(operand, Text) and size == 1:
            section.data += operand.data
        elif not isinstance(operand, Plain):
            raise Mistake("expected a value", column, operand.length)
        elif isinstance(operand.value, Number):
            _append(unit, operand.value.value, size, statement.span(column, operand.length))
        else:
            with shifted(column):
                _append_expression(unit, (column, operand.value), size, statement)


def _append(unit: Unit, value: int, size: int, span: Span) -> None:
    if not -(1 << 8 * size - 1) <= value < 1 << 8 * size:
        unit.warn(span, f"{value} is cut to {8 * size} bits", "truncated")
    unit.section.data += (value & (1 << 8 * size) - 1).to_bytes(size, "little")


def _append_expression(unit: Unit, argument: Argument, size: int, statement: Statement) -> None:
    column, node = argument
    start, length = extent(node)
    span = statement.span(column + start, length)
    node = unit.bound(node)
    try:
        value = evaluate(node, unit)
        if value.constant:
            _append(unit, value.number, size, span)
            return
    except Unknown:
        pass
    if size not in _RELOCATION_OF_SIZE:
        raise Mistake(f"{statement.name} takes only constants known here", node.at, node.length)
    section = unit.section
    unit.fixups.append(Fixup(section, len(section.data), _RELOCATION_OF_SIZE[size], node, span, len(section.data)))
    section.data += bytes(size)


def _strings(unit: Unit, statement: Statement, end: bytes) -> None:
    """`.ascii .asciz .string`: strings, one byte a character."""
    section = unit.need(*_DATA, what=statement.name)
    operands = parse_operands(statement.operands)
    if not operands:
        raise Mistake(f"{statement.name} needs a string in double quotes")
    for column, operand in operands:
        if not isinstance(operand, Text):
            raise Mistake("expected a string in double quotes", column, operand.length)
        section.data += operand.data + end


def _leb128(unit: Unit, statement: Statement, *, signed: bool) -> None:
    """`.uleb128 .sleb128`: DWARF's numbers of variable length."""
    section = unit.need(*_DATA, what=statement.name)
    for argument in arguments(statement, 1):
        value = number(unit, argument)
        if value < 0 and not signed:
            raise Mistake(f"{value} is negative: .sleb128 can hold it", argument[0])
        section.data += leb128(value, signed=signed)


def _zeros(unit: Unit, statement: Statement) -> None:
    """`.zero N`, `.space N[, fill]`."""
    unit.need(*_FILLABLE, what=statement.name)
    count, fill = (*numbers(unit, statement, 1, 2), 0)[:2]
    _fill_bytes(unit, statement, count, fill, 1)


def _fill(unit: Unit, statement: Statement) -> None:
    """`.fill repeat[, size[, value]]`: values of `size` bytes."""
    unit.need(*_FILLABLE, what=statement.name)
    given = numbers(unit, statement, 1, 3)
    count, size, value = (*given, *(1, 0)[len(given) - 1 :])
    if not 0 < size <= _MAX_FILL:
        raise whole(statement, f".fill of {size}-byte values: expected 1..{_MAX_FILL} bytes")
    _fill_bytes(unit, statement, count, value, size)


def _fill_bytes(unit: Unit, statement: Statement, count: int, value: int, size: int) -> None:
    if count < 0:
        raise whole(statement, f"{statement.name} of {count}: expected 0 or more")
    code = unit.section.kind is Kind.TEXT
    pattern = (value & (1 << 8 * size) - 1).to_bytes(size, "big" if code else "little")
    if code and count * size % 4:
        raise whole(statement, f"code is made of 4-byte words: {count * size} bytes are none")
    unit.grow(count * size, pattern)


def _align(unit: Unit, statement: Statement, *, power: bool) -> None:
    """`.align N[, fill[, most]]` pads to a multiple of N bytes, `.p2align N` of 2**N; code with MOV R0, R0."""
    section = unit.need(*_FILLABLE, what=statement.name)
    given = numbers(unit, statement, 1, 3)
    if power and not 0 <= given[0] <= 16:
        raise whole(statement, f".p2align {given[0]}: expected 0..16")
    step = 1 << given[0] if power else given[0]
    if not 0 < step <= _MAX_ALIGN:
        raise whole(statement, f"{statement.name} {given[0]}: expected 1..{_MAX_ALIGN}")
    if unit.flat and step & step - 1:
        raise whole(statement, f"{step} is no power of two: sections of the flat model cannot keep it")
    pad = -section.size % step
    if len(given) == 3 and pad > given[2]:
        return
    if section.kind is not Kind.TEXT:
        unit.grow(pad, bytes([given[1] & 0xFF]) if len(given) > 1 else b"\0")
    elif step % 4 and 4 % step:
        raise whole(statement, f"code is made of 4-byte words: {step} is no multiple of 4")
    else:
        unit.grow(pad, _NEUTRAL)
    if unit.flat:
        section.align = max(section.align, step)


def _org(unit: Unit, statement: Statement) -> None:
    """`.org N`: pad with zeros up to offset N of the section; nothing if it is there already."""
    section = unit.need(*_FILLABLE, what=statement.name)
    ((column, node),) = arguments(statement, 1, 1)
    with shifted(column):
        value = evaluate(node, unit)
        if not value.constant and value.section != section.name:
            raise Mistake("expected a constant or a place in this section", node.at, node.length)
        if section.kind is Kind.TEXT and value.number % 4:
            raise Mistake(f"{value.number} is no multiple of 4", node.at, node.length)
    unit.grow(max(0, value.number - section.size))


def _incbin(unit: Unit, statement: Statement) -> None:
    """`.incbin "file"[, skip[, count]]`: the bytes of a file."""
    section = unit.need(*_DATA, what=statement.name)
    first, *rest = split_operands(statement.operands)
    name = file_name(first.strip())
    if name is None:
        raise Mistake(".incbin needs a file name in double quotes", 0, max(1, len(first)))
    bounds = [number(unit, (column, operand.value)) if isinstance(operand, Plain) else -1
              for column, operand in parse_operands(",".join(rest))]
    if any(bound < 0 for bound in bounds) or len(bounds) > 2:
        raise whole(statement, ".incbin takes a file name, and at most how many bytes to skip and to take")
    try:
        data = read_file(find_file(unit, statement, name))
    except (OSError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "no valid file name"
        raise Mistake(f"cannot read '{name}': {reason}", 0, len(first)) from None
    skip, count = (*bounds, *(0, len(data))[len(bounds) :])
    chosen = data[skip : skip + count]
    unit.check_room(len(chosen))
    section.data += chosen


DATA_DIRECTIVES: Mapping[str, Callable[[Unit, Statement], None]] = {
    ".byte": partial(_values, size=1), ".2byte": partial(_values, size=2), ".half": partial(_values, size=2),
    ".hword": partial(_values, size=2), ".short": partial(_values, size=2), ".word": partial(_values, size=4),
    ".4byte": partial(_values, size=4), ".long": partial(_values, size=4), ".int": partial(_values, size=4),
    ".quad": partial(_values, size=8), ".8byte": partial(_values, size=8),
    ".ascii": partial(_strings, end=b""), ".asciz": partial(_strings, end=b"\0"),
    ".string": partial(_strings, end=b"\0"),
    ".uleb128": partial(_leb128, signed=False), ".sleb128": partial(_leb128, signed=True),
    ".zero": _zeros, ".space": _zeros, ".skip": _zeros, ".fill": _fill,
    ".align": partial(_align, power=False), ".balign": partial(_align, power=False),
    ".p2align": partial(_align, power=True), ".org": _org, ".incbin": _incbin,
}
