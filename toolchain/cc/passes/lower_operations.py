"""Block operations as instructions: memcpy and memzero become loads and stores, or calls of the library.

    memcpy %1, %2, 12 align 4    =>    %3 = load i64 [%2]
                                       store.64 [%1], %3
                                       %4 = load i32 [%2 + 8]
                                       store.32 [%1 + 8], %4

Misaligned access is legal and an instruction moves up to 8 bytes, so alignment does not matter. Up to `limit` bytes are
moved in line; a call costs about as much as copying 64 bytes. Afterwards no memcpy or memzero is left.
"""

from toolchain.cc.ir.ops import I32, I64, NONE, Addr, Const, Function, Ins, Value

_CHUNKS = ((8, I64), (4, I32), (2, I32), (1, I32))


def lower_operations(function: Function, limit: int) -> None:
    """Expand every block operation of the function."""
    for block in function.blocks:
        if any(ins.op in ("memcpy", "memzero") for ins in block.ins):
            out: list[Ins] = []
            for ins in block.ins:
                if ins.op == "memcpy":
                    _copy(function, ins, limit, out)
                elif ins.op == "memzero":
                    _clear(function, ins, limit, out)
                else:
                    out.append(ins)
            block.ins = out


def chunks(size: int) -> list[tuple[int, int, str]]:
    """Return (offset, width, type) of the accesses that cover `size` bytes once each."""
    found: list[tuple[int, int, str]] = []
    offset = 0
    for width, type_ in _CHUNKS:
        while size - offset >= width:
            found.append((offset, width, type_))
            offset += width
    return found


def _copy(function: Function, ins: Ins, limit: int, out: list[Ins]) -> None:
    to, source = ins.args
    if ins.size > limit:
        out.append(_call(function, ins, "memcpy", to, source))
        return
    for offset, width, type_ in chunks(ins.size):
        load = Ins("load", type_, [source], function.fresh(), width=width, offset=offset, span=ins.span)
        out.append(load)
        out.append(_store(function, ins, to, offset, width, load))


def _clear(function: Function, ins: Ins, limit: int, out: list[Ins]) -> None:
    to = ins.args[0]
    if ins.size > limit:
        out.append(_call(function, ins, "memset", to, Const(I32, 0)))
        return
    out.extend(_store(function, ins, to, offset, width, Const(type_, 0)) for offset, width, type_ in chunks(ins.size))


def _store(function: Function, ins: Ins, to: Value, offset: int, width: int, value: Value) -> Ins:
    return Ins("store", NONE, [to, value], function.fresh(), width=width, offset=offset, span=ins.span)


def _call(function: Function, ins: Ins, name: str, *args: Value) -> Ins:
    return Ins("call", I32, [Addr(name), *args, Const(I32, ins.size)], function.fresh(), fixed=3, span=ins.span)
