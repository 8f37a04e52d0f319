"""Calls of library functions whose effect is known become block operations or constants.

    %3 = call i32 @memcpy(%0, %1, 12)      =>    memcpy %0, %1, 12 align 1      (%3 is %0)
    %4 = call i32 @memset(%0, 0, 8)              memzero %0, 8 align 1          (%4 is %0)
    %5 = call i32 @strlen(@text)                                                (%5 is 5, with text "hello")

Only names that the module does not define itself are the library's. Sizes must be constants. Requires: SSA.
"""

from collections.abc import Callable, Mapping

from toolchain.cc.ir.ops import I32, NONE, Addr, Const, Data, Function, Ins, Value
from toolchain.cc.passes.rewrite import Replacements, replace_uses

_SPLAT = 32  # bytes of a memset to another value than 0 that become stores


def recognise_calls(function: Function, data: Mapping[str, Data], defined: frozenset[str]) -> None:
    """Replace known calls in one function; `defined` are the functions of the module."""
    replaced: Replacements = {}
    for block in function.blocks:
        if not any(ins.op == "call" for ins in block.ins):
            continue
        out: list[Ins] = []
        for ins in block.ins:
            result = None
            if ins.op == "call" and type(ins.args[0]) is Addr and ins.args[0].symbol not in defined:
                rule = _KNOWN.get(ins.args[0].symbol)
                if rule is not None and ins.type == I32 and not ins.args[0].offset:
                    result = rule(function, ins, data, out)
            if result is None:
                out.append(ins)
            else:
                replaced[ins] = result
        block.ins = out
    replace_uses(function, replaced)


_Rule = Callable[[Function, Ins, Mapping[str, Data], list[Ins]], Value | None]


def _memcpy(function: Function, ins: Ins, _data: Mapping[str, Data], out: list[Ins]) -> Value | None:
    size = _size(ins)
    if size is None:
        return None
    if size:
        out.append(Ins("memcpy", NONE, ins.args[1:3], function.fresh(), size=size, align=1, span=ins.span))
    return ins.args[1]


def _memset(function: Function, ins: Ins, _data: Mapping[str, Data], out: list[Ins]) -> Value | None:
    size = _size(ins)
    if size is None or type(ins.args[2]) is not Const:
        return None
    to, byte = ins.args[1], int(ins.args[2].value) & 0xFF
    if byte == 0:
        if size:
            out.append(Ins("memzero", NONE, [to], function.fresh(), size=size, align=1, span=ins.span))
        return to
    if size > _SPLAT:
        return None
    offset = 0
    for width in (4, 2, 1):
        while size - offset >= width:
            value = Const(I32, int.from_bytes(bytes([byte] * width), "little"))
            out.append(Ins("store", NONE, [to, value], function.fresh(), width=width, offset=offset, span=ins.span))
            offset += width
    return to


def _strlen(_function: Function, ins: Ins, data: Mapping[str, Data], _out: list[Ins]) -> Value | None:
    if len(ins.args) != 2 or type(ins.args[1]) is not Addr:
        return None
    text = data.get(ins.args[1].symbol)
    start = ins.args[1].offset
    if text is None or not text.readonly or text.weak or text.addresses or not 0 <= start < text.size:
        return None
    end = text.content.ljust(text.size, b"\0").find(b"\0", start)
    return Const(I32, end - start) if end >= 0 else None


def _size(ins: Ins) -> int | None:
    """Return the third argument of a call with three arguments if it is a constant that fits a memory."""
    if len(ins.args) != 4 or type(ins.args[3]) is not Const or ins.args[3].type != I32:
        return None
    size = int(ins.args[3].value)
    return size if size < 1 << 24 else None


_KNOWN: Mapping[str, _Rule] = {"memcpy": _memcpy, "memset": _memset, "strlen": _strlen}
