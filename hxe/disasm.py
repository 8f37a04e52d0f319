"""Code words to assembly text, from the rows of hxe/isa.py.

`disassemble_at` gives the line at one address, `disassemble` a listing of a whole code section. An operand is printed
as the assembler reads it; a branch target is its address followed by its name where a symbol has it, and a system
call is followed by what it asks for. Words that are no instruction are `.word`; the offsets after a TBR are `.branch`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from hxe import abi
from hxe.errors import IsaError
from hxe.image import ImageSymbol
from hxe.isa import Insn, Operand, Shape, decode
from hxe.symbols import SymbolMap

_CALLS: dict[int, type[IntEnum]] = {
    abi.Mod.CORE: abi.CoreFn, abi.Mod.TASK: abi.TaskFn, abi.Mod.CAN: abi.CanFn, abi.Mod.FS: abi.FsFn,
    abi.Mod.MBX: abi.MbxFn, abi.Mod.EXEC: abi.ExecFn, abi.Mod.VAL: abi.ValFn, abi.Mod.CMD: abi.CmdFn,
    abi.Mod.LIBM: abi.LibmFn,
}  # fmt: skip


class Names:
    """The names that a disassembly uses: of code for targets, of data for addresses."""

    def __init__(self, symbols: Iterable[ImageSymbol] = ()) -> None:
        known = list(symbols)
        self.code = SymbolMap(known, abi.HxeSymbolKind.CODE)
        self.data = SymbolMap(known, abi.HxeSymbolKind.DATA)


NO_NAMES = Names()


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One line of a listing: where it is, its words, the instruction's text, and a note for the reader."""

    address: int
    words: tuple[int, ...]
    text: str
    note: str = ""
    label: str = ""  # the symbol that begins here

    @property
    def size(self) -> int:
        """Bytes of code."""
        return 4 * len(self.words)


def call_name(module: int, function: int) -> str:
    """The name of a system call, `MBX SEND`, or "" for one that has none."""
    functions = _CALLS.get(module)
    if functions is None or function not in [int(f) for f in functions]:
        return ""
    return f"{abi.Mod(module).name} {functions(function).name}"


def disassemble_at(code: bytes, address: int, names: Names = NO_NAMES) -> CodeLine:
    """The line at `address`, which must lie in the code; bytes after the end count as missing words."""
    word = int.from_bytes(code[address : address + 4], "big")
    label = names.code.exact(address)
    following = code[address + 4 : address + 8]
    try:
        insn = decode(word, int.from_bytes(following, "big"))
    except IsaError:
        return _word(address, word, label)
    if insn.row.has_literal:
        if len(following) < 4:
            return _word(address, word, label)
        words: tuple[int, ...] = (word, int.from_bytes(following, "big"))
    else:
        words = (word,)
    operands = tuple(_OPERANDS[operand.shape](_Place(insn, operand, address, names)) for operand in insn.row.operands)
    if insn.row.hidden and insn.values[-1]:
        operands = (f"R{insn.values[-1]}{4 * insn.values[0]:+d}",)  # v1's CALL relative to a register
    text = f"{insn.row.name:<7}{', '.join(operands)}".rstrip()
    return CodeLine(address, words, text, _note(insn, words, names), label)


def _word(address: int, word: int, label: str) -> CodeLine:
    return CodeLine(address, (word,), f".word  0x{word:08X}", "no instruction" if word else "", label)


def disassemble(code: bytes, names: Names = NO_NAMES, start: int = 0, end: int | None = None) -> Iterator[CodeLine]:
    """The lines of the code from byte `start` to `end` (default: all); both are multiples of 4."""
    stop = len(code) if end is None else min(end, len(code))
    at = start
    while at < stop:
        line = disassemble_at(code, at, names)
        yield line
        table = _table_words(line)
        at += line.size
        for number in range(min(table, (stop - at) // 4)):
            yield _branch(code, line.address, at + 4 * number, names)
        at += 4 * min(table, max(stop - at, 0) // 4)


def _table_words(line: CodeLine) -> int:
    """How many offset words follow this line's instruction."""
    try:
        insn = decode(line.words[0])
    except IsaError:
        return 0
    return insn["u16"] + 1 if insn.row.table else 0


def _branch(code: bytes, base: int, address: int, names: Names) -> CodeLine:
    """One offset of the table after the TBR at `base`."""
    word = int.from_bytes(code[address : address + 4], "big")
    offset = word - (word >> 31 << 32)
    return CodeLine(
        address, (word,), f".branch {_target(base + 4 * offset, names)}", label=names.code.exact(address)
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """An operand of an instruction at an address."""

    insn: Insn
    operand: Operand
    address: int
    names: Names

    def value(self, number: int = 0) -> int:
        """The value of the operand's slot with that number."""
        return self.insn[self.operand.slots[number].name]


def _target(address: int, names: Names) -> str:
    name = names.code.name(address)
    number = f"0x{address:X}" if address >= 0 else f"-0x{-address:X}"
    return f"{number} <{name}>" if name else number


def _literal(value: int) -> str:
    return str(value) if value < 0x10000 else f"0x{value:X}"


def _offset(value: int) -> str:
    return f"{value:+d}" if value else ""


def _memory(p: _Place) -> str:
    return f"[R{p.value(0)}{_offset(p.value(1))}]"


def _indexed(p: _Place) -> str:
    base, index, shift, offset = (p.value(n) for n in range(4))
    scaled = f"(R{index} << {shift})" if shift else f"R{index}"
    sign = "+" if offset > 0 else "-"
    return f"[R{base} + {scaled} {sign} {abs(offset)}]" if offset else f"[R{base} + {scaled}]"


def _registers(p: _Place) -> str:
    """A register mask as ranges: {R0-R3, R8}; no register has no such form."""
    mask, parts, first = p.value(), [], 0
    if not mask:
        return "#0"
    while mask >> first:
        if not mask >> first & 1:
            first += 1
            continue
        last = first
        while mask >> last + 1 & 1:
            last += 1
        parts.append(f"R{first}" if first == last else f"R{first}-R{last}")
        first = last + 1
    return "{" + ", ".join(parts) + "}"


_OPERANDS: dict[Shape, Callable[[_Place], str]] = {
    Shape.REGISTER: lambda p: f"R{p.value()}",
    Shape.PAIR: lambda p: f"R{p.value()}",
    Shape.IMMEDIATE: lambda p: f"#{p.value()}",
    Shape.MEMORY: _memory,
    Shape.INDEXED: _indexed,
    Shape.ABSOLUTE: lambda p: f"[#0x{p.value():X}]",
    Shape.STACK: lambda p: f"[SP{_offset(p.value())}]",
    Shape.TARGET: lambda p: _target(p.address + 4 * p.value(), p.names),
    Shape.CODE_ADDRESS: lambda p: _target(p.value(), p.names),
    Shape.REGISTERS: _registers,
    Shape.CALL_NUMBER: lambda p: f"MOD={p.value(0)}, FN={p.value(1)}",
    Shape.LITERAL: lambda p: f"#{_literal(p.value())}",
}
assert _OPERANDS.keys() == set(Shape), "every operand shape can be printed"


def _note(insn: Insn, words: tuple[int, ...], names: Names) -> str:
    """What a reader wants to know beside the operands: the name of a system call, the object at an address."""
    for operand in insn.row.operands:
        if operand.shape is Shape.CALL_NUMBER:
            return call_name(*insn.values)
        if operand.shape is Shape.ABSOLUTE:
            return names.data.name(insn["u20"])
    if insn.row.has_literal:
        return names.data.exact(words[1])
    return names.data.exact(insn["s20"]) if insn.row.name == "LDIW" and insn["s20"] > 0 else ""


def format_line(line: CodeLine) -> str:
    """A listing line: address, words, text and note."""
    words = " ".join(f"{word:08X}" for word in line.words)
    note = f"  ; {line.note}" if line.note else ""
    return f"{line.address:6X}:  {words:<17}  {line.text:<{32 if note else 0}}{note}"


def listing(lines: Iterable[CodeLine]) -> Iterator[str]:
    """The text of a listing, with a blank line and the name before each symbol's first line."""
    for number, line in enumerate(lines):
        if line.label:
            yield from ([""] if number else [])
            yield f"{line.address:08X} <{line.label}>:"
        yield format_line(line)
