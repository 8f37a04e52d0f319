"""Selection rules for loads, stores and calls."""

from toolchain.cc.ir.ops import Addr, Const, Ins, Undef, Value
from toolchain.cc.target import abi
from toolchain.cc.target.address import LOADS, STORES
from toolchain.cc.target.machine import FrameObject, FrameRef, MIns, Sym
from toolchain.cc.target.selector import Selector, constant_of


def load(s: Selector, ins: Ins) -> None:
    """Load with the best addressing mode."""
    modes = LOADS[ins.width, ins.signed and ins.width < 4]
    address = s.address(ins.args[0], ins.offset, modes)
    s.emit(modes[address.mode], [s.reg(ins)], [s.reg(v) for v in address.values], address.imms)


def store(s: Selector, ins: Ins) -> None:
    """Store; extensions of the value that the width drops are not computed for it."""
    modes, value = STORES[ins.width], ins.args[1]
    while ins.width < 4 and isinstance(value, Ins) and _keeps_low_bits(value, ins.width * 8):
        value = value.args[0]
    address = s.address(ins.args[0], ins.offset, modes)
    registers = [s.reg(v) for v in address.values]
    # slots in operand order: base-form words name the value last as `c`, the others as `a`
    s.emit(modes[address.mode], [], [*registers, s.reg(value)], address.imms)


def va_area(s: Selector, ins: Ins) -> None:
    """Address of the first variadic argument: behind the named stack arguments."""
    params = s.function.params
    _, size = abi.place_arguments([p.type for p in params], len(params))
    s.emit("LEASP", [s.reg(ins)], [], [FrameRef(None, size)])


def dynamic_slot(s: Selector, ins: Ins) -> None:
    """Move SP down by the size and align it; the area begins above the outgoing arguments."""
    if s.out.dynamic is None:
        s.out.dynamic = FrameObject(0)
    top, bottom, aligned = (s.out.virtual() for _ in range(3))
    s.emit("GETSP", [top], [])
    s.emit("SUBQ", [bottom], [top, s.reg(ins.args[0])])
    s.emit("BICI", [aligned], [bottom], [3])
    s.emit("SETSP", [], [aligned])
    s.emit("LEASP", [s.reg(ins)], [], [FrameRef(s.out.dynamic)])


def stack_save(s: Selector, ins: Ins) -> None:
    """SP as a value."""
    if s.out.dynamic is None:
        s.out.dynamic = FrameObject(0)
    s.emit("GETSP", [s.reg(ins)], [])


def stack_restore(s: Selector, ins: Ins) -> None:
    """Give back all memory taken since SP had this value."""
    s.emit("SETSP", [], [s.reg(ins.args[0])])


def call(s: Selector, ins: Ins) -> None:
    """Arguments on the stack, then in registers, the call, the result."""
    s.make_constants(s.constants)  # those wanted after the call are made after it
    callee, arguments = ins.args[0], ins.args[1:]
    places, size = abi.place_arguments([a.type for a in arguments], ins.fixed)
    s.out.outgoing.size = max(s.out.outgoing.size, size)
    moves = MIns("ARGS", [], [], span=ins.span)
    used: list[int] = []
    for argument, place in zip(arguments, places, strict=True):
        wide = argument.type in abi.WIDE
        if place.register is None:
            where = FrameRef(s.out.outgoing, place.stack)
            s.emit("STSD" if wide else "STS", [], [s.reg(argument)], [where])
            continue
        used += [place.register, place.register + 1] if wide else [place.register]
        if isinstance(argument, Const | Addr | Undef) or (isinstance(argument, Ins) and argument.op == "slot"):
            _constant_argument(s, moves, argument, place.register, wide)
        else:
            moves.uses.append(s.reg(argument))
            moves.fixed.append(place.register)
    target = [] if isinstance(callee, Addr) else [s.reg(callee)]
    s.sequence.append(moves)
    if isinstance(callee, Addr):
        call = s.emit("CALLW", [], [], [Sym(callee.symbol, callee.offset)])
    else:
        call = s.emit("CALLR", [], target)
    call.is_call, call.fixed = True, used
    if ins in s.registers:
        s.emit("COPY", [s.registers[ins]], [abi.RESULT])


def _constant_argument(s: Selector, moves: MIns, argument: Value, register: int, wide: bool) -> None:
    imm = s.imm(argument)
    if not wide:
        moves.constants.append((register, imm))
    else:
        assert isinstance(imm, int), "64-bit constants are numbers"
        moves.constants += [(register, imm & 0xFFFFFFFF), (register + 1, imm >> 32)]


def _keeps_low_bits(ins: Ins, width: int) -> bool:
    if ins.op in ("sext8", "zext8"):
        return width == 8
    if ins.op in ("sext16", "zext16"):
        return width <= 16
    mask = constant_of(ins.args[1]) if ins.op == "and" else None
    return mask is not None and mask & ((1 << width) - 1) == (1 << width) - 1
