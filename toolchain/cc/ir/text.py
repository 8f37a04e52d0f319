"""The text form of the IR: `print_ir` writes it, parse.py reads it back; what is read prints as the same text.

    data @table size 12 align 4 readonly local
      bytes 0100000000000000ffffffff
      word 4 @other + 8
    function f(%0 i32.s8 n, %1 i64) i32 local noinline {
    b0:
      %2 = slot 8 align 4 buffer
      %3 = load.u8 i32 [%2 + 4]
      store.16 [@table+4 + 8], %3
      %4 = call i32 @printf(%2; %1, 5:i64)
      switch %3, b1 [0: b2, 7: b3]

`.s8 .u8 .s16 .u16` behind a load is the width in memory, behind a call or a parameter the width from which the other
side has extended the value. Constants are i32 unless a suffix says otherwise (`-1`, `5:i64`, `0.5:f64`, `undef:i64`).
`@name+4` without blanks is the address constant, ` + 4` in brackets the offset field of a load or store. In a call,
`;` ends the named arguments. Else a `;` after two blanks starts a comment; `print_ir(..., spans=True)` writes places
in such comments.
"""

from collections.abc import Callable

from toolchain.cc import ieee
from toolchain.cc.ir.ops import F32, F64, I32, I64, Addr, Const, Data, Function, Ins, Module, Param, Value

FLAGS = ("weak", "variadic", "noinline", "inline", "noreturn")  # of functions, in printing order


def print_ir(module: Module, *, spans: bool = False) -> str:
    """Return the text of a module."""
    out: list[str] = []
    for data in module.data:
        _print_data(data, out)
    for directive, fields in module.metadata:
        out.append(f"; {directive} {fields}")
    for function in module.functions:
        out.append(print_function(function, spans=spans).rstrip("\n"))
    return "".join(line + "\n" for line in out)


def print_function(function: Function, *, spans: bool = False) -> str:
    """Return the text of one function."""
    params = ", ".join(f"%{p.number} {p.type}{_extension(p)}{' ' + p.name if p.name else ''}" for p in function.params)
    words = [function.result] if function.result else []
    words += [] if function.is_global else ["local"]
    words += [flag for flag in FLAGS if getattr(function, flag)]
    words += [f'section "{function.section}"'] if function.section else []
    out = [" ".join([f"function {function.name}({params})", *words, "{"])]
    for block in function.blocks:
        out.append(f"b{block.number}:")
        for ins in block.ins:
            place = f"  ; {ins.span}" if spans and ins.span else ""
            out.append(f"  {print_ins(ins)}{place}")
    out.append("}")
    return "".join(line + "\n" for line in out)


def print_value(value: Value) -> str:
    """Return the text of an operand."""
    if isinstance(value, Ins | Param):
        return f"%{value.number}"
    if isinstance(value, Const):
        if value.type in (F32, F64):
            return f"{_float_text(value)}:{value.type}"
        bits = 64 if value.type == I64 else 32
        number = value.value - (1 << bits) if value.value >> (bits - 1) else value.value
        return f"{number}" if value.type == I32 else f"{number}:{value.type}"
    if isinstance(value, Addr):
        return f"@{value.symbol}{value.offset:+d}" if value.offset else f"@{value.symbol}"
    return "undef" if value.type == I32 else f"undef:{value.type}"


def _float_text(value: Const) -> str:
    """The shortest number that rounds to it; the pattern in hexadecimal for a NaN that is not the canonical one."""
    size = 4 if value.type == F32 else 8
    number = ieee.from_bits(value.value, size)
    if ieee.to_bits(number, size) != value.value:
        return f"{value.value:#x}"
    digits = range(1, 10) if size == 4 else range(17, 18)
    shorter = (float(f"{number:.{count}g}") for count in digits)
    return repr(next(each for each in shorter if ieee.to_bits(each, size) == value.value))


def print_ins(ins: Ins) -> str:
    """Return the text of one instruction."""
    body = _PRINTERS.get(ins.op, _print_plain)(ins)
    return f"%{ins.number} = {body}" if ins.type else body


def _extension(value: Ins | Param) -> str:
    return f".{'s' if value.signed else 'u'}{value.width * 8}" if value.width in (1, 2) else ""


def _print_plain(ins: Ins) -> str:
    head = f"{ins.op} {ins.type}" if ins.type else ins.op
    operands = ", ".join([*map(print_value, ins.args), *(f"b{block.number}" for block in ins.blocks)])
    return f"{head} {operands}" if operands else head


def _memory(ins: Ins) -> str:
    offset = f" {'-' if ins.offset < 0 else '+'} {abs(ins.offset)}" if ins.offset else ""
    return f"[{print_value(ins.args[0])}{offset}]"


def _print_load(ins: Ins) -> str:
    return f"load{_extension(ins)}{'.volatile' if ins.volatile else ''} {ins.type} {_memory(ins)}"


def _print_store(ins: Ins) -> str:
    return f"store.{ins.width * 8}{'.volatile' if ins.volatile else ''} {_memory(ins)}, {print_value(ins.args[1])}"


def _print_slot(ins: Ins) -> str:
    return f"slot {ins.size} align {ins.align}{' ' + ins.name if ins.name else ''}"


def _print_block_operation(ins: Ins) -> str:
    return f"{ins.op} {', '.join(map(print_value, ins.args))}, {ins.size} align {ins.align}"


def _print_dynamic_slot(ins: Ins) -> str:
    return f"dynamic_slot {print_value(ins.args[0])} align {ins.align}"


def _print_call(ins: Ins) -> str:
    words = [print_value(arg) for arg in ins.args[1:]]
    arguments = ", ".join(words[:ins.fixed])
    if ins.fixed < len(words):
        arguments += "; " + ", ".join(words[ins.fixed:])
    return f"call{_extension(ins)} {ins.type + ' ' if ins.type else ''}{print_value(ins.args[0])}({arguments})"


def _print_phi(ins: Ins) -> str:
    pairs = ", ".join(f"b{b.number}: {print_value(a)}" for a, b in zip(ins.args, ins.blocks, strict=True))
    return f"phi {ins.type} [{pairs}]"


def _print_switch(ins: Ins) -> str:
    pairs = ", ".join(f"{case}: b{b.number}" for case, b in zip(ins.cases, ins.blocks[1:], strict=True))
    return f"switch {print_value(ins.args[0])}, b{ins.blocks[0].number} [{pairs}]"


_PRINTERS: dict[str, Callable[[Ins], str]] = {
    "load": _print_load, "store": _print_store, "slot": _print_slot, "memcpy": _print_block_operation,
    "memzero": _print_block_operation, "dynamic_slot": _print_dynamic_slot, "call": _print_call, "phi": _print_phi,
    "switch": _print_switch,
}


def _print_data(data: Data, out: list[str]) -> None:
    words = [f"data @{data.name} size {data.size} align {data.align}"]
    words += [word for word, on in (("readonly", data.readonly), ("local", not data.is_global), ("weak", data.weak))
              if on]
    words += [f'section "{data.section}"'] if data.section else []
    out.append(" ".join(words))
    if data.content:
        out.append(f"  bytes {data.content.hex()}")
    for offset, symbol, addend in data.addresses:
        out.append(f"  word {offset} @{symbol}" + (f" {'-' if addend < 0 else '+'} {abs(addend)}" if addend else ""))
