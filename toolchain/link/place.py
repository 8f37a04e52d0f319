"""Addresses: where each living section lies, and how large code, data, heap and stack are.

    flat   code   0: one illegal word, then sections by unit     data   base: rodata | data | bss | heap | stack
    v1     code   units in order                                 data   0x4000: units in order, then bss

Sections of the flat model keep their alignment; units of the v1 model are joined byte to byte, as they always were.
"""

from collections.abc import Iterable

from hxe import abi
from toolchain.diagnostics import DiagnosticError, Span, error, note
from toolchain.link.program import LINKER_DATA, Definition, Program, SectionKey
from toolchain.link.resolve import LAYOUT_SYMBOLS
from toolchain.obj.object import Kind, Symbol

_PAGE = 0x1000  # flat memory sizes are rounded up to this
_SEGMENT_ALIGN = 16  # of data after constants, bss after data, heap after bss
_LARGEST = 8  # contributors named when memory overflows
_SMALL = 0x8000  # data sections up to this size lie in front, where short addresses reach them


def place(program: Program) -> None:
    """Give every living section its address and the program its sizes; raises DiagnosticError when they overflow."""
    if program.flat:
        _place_flat(program)
    else:
        _place_v1(program)
    _define_layout_symbols(program)


def _place_flat(program: Program) -> None:
    options = program.options
    program.code_size = _lay(program, _of_kind(program, Kind.TEXT), int(abi.HSX_FLAT_MIN_ENTRY))
    program.data_base = base = abi.HSX_FLAT_DATA_BASE if options.data_base is None else options.data_base
    end = _lay(program, _small_first(program, Kind.RODATA), base)
    writable = _small_first(program, Kind.DATA)
    if writable:
        end = _rounded(end, _SEGMENT_ALIGN)
    program.ro_size = end - base
    end = _lay(program, writable, end)
    zeros = _small_first(program, Kind.BSS)
    program.bss_base = _rounded(end, _SEGMENT_ALIGN) if zeros else end
    program.data_size = program.bss_base - base
    end = _lay(program, zeros, program.bss_base)
    program.bss_size = end - program.bss_base
    program.stack_size = abi.HSX_FLAT_STACK_SIZE if options.stack_size is None else options.stack_size
    need = _rounded(end, _SEGMENT_ALIGN)
    program.mem_size = options.mem_size or _rounded(need + program.stack_size, _PAGE) + abi.HSX_FLAT_HEAP_SIZE
    _check(program, "code", program.code_size, abi.HSX_FLAT_MAX_CODE, (Kind.TEXT,))
    _check(program, "data memory", need + program.stack_size, program.mem_size, (Kind.RODATA, Kind.DATA, Kind.BSS),
           f"data starts at 0x{base:X}, the stack takes {program.stack_size} bytes")


def _place_v1(program: Program) -> None:
    program.code_size = _join(program, _of_kind(program, Kind.TEXT), 0)
    program.data_base = abi.HSX_V1_DATA_BASE
    data = (key for key in program.live if program.sections[key].kind in {Kind.RODATA, Kind.DATA})
    program.bss_base = _join(program, data, program.data_base)
    program.data_size = program.bss_base - program.data_base
    program.bss_size = _join(program, _of_kind(program, Kind.BSS), program.bss_base) - program.bss_base
    program.mem_size, program.stack_size = abi.HSX_V1_MEM_SIZE, abi.HSX_V1_STACK_SIZE
    _check(program, "code", program.code_size, abi.HSX_V1_MAX_CODE, (Kind.TEXT,))
    _check(program, "data memory", program.bss_base + program.bss_size, program.mem_size,
           (Kind.RODATA, Kind.DATA, Kind.BSS), f"data starts at 0x{program.data_base:X}")


def _of_kind(program: Program, kind: Kind) -> Iterable[SectionKey]:
    return [key for key in program.live if program.sections[key].kind is kind]


def _small_first(program: Program, kind: Kind) -> list[SectionKey]:
    """The sections of a kind with the large ones behind the others, otherwise in their order."""
    return sorted(_of_kind(program, kind), key=lambda key: program.sections[key].size > _SMALL)


def _lay(program: Program, keys: Iterable[SectionKey], position: int) -> int:
    """Place sections one after the other at their alignment; returns the end."""
    for key in keys:
        section = program.sections[key]
        position = _rounded(position, max(section.align, 4 if section.kind is Kind.TEXT else 1))
        program.addresses[key] = position
        position += section.size
    return position


def _join(program: Program, keys: Iterable[SectionKey], position: int) -> int:
    """Place sections byte to byte; returns the end."""
    for key in keys:
        program.addresses[key] = position
        position += program.sections[key].size
    return position


def _rounded(value: int, step: int) -> int:
    return -(-value // step) * step


def _check(program: Program, what: str, need: int, limit: int, kinds: tuple[Kind, ...], remark: str = "") -> None:
    if need <= limit:
        return
    sizes = sorted(((program.sections[key].size, key) for key in program.live if program.sections[key].kind in kinds),
                   key=lambda each: (-each[0], each[1]))
    table = [note(Span(program.units[unit].name), f"{size:8} bytes in section {name}")
             for size, (unit, name) in sizes[:_LARGEST]]
    told = f" ({remark})" if remark else ""
    raise DiagnosticError([error(Span("hsx-ld"), f"{what} overflows: {need} bytes needed, {limit} available, "
                                                 f"{need - limit} too many{told}; the largest contributors:", *table)])


def _define_layout_symbols(program: Program) -> None:
    end = program.bss_base + program.bss_size
    stack_limit = program.mem_size - program.stack_size
    values = (
        program.data_base + program.ro_size, program.bss_base, program.bss_base, end, _rounded(end, _SEGMENT_ALIGN),
        stack_limit, stack_limit, program.mem_size,
    )
    for name, value in zip(LAYOUT_SYMBOLS, values, strict=True):
        old = program.globals[name]
        if old.unit < 0 and old.symbol.section == LINKER_DATA:
            symbol = old.symbol
            program.globals[name] = Definition(old.unit, Symbol(name, symbol.section, value, binding=symbol.binding))
