"""What the IR builder writes with: the current block, fresh instructions, variables' slots, string literals.

`Emitter` knows instructions and C types, but no expression or statement. After a terminator there is no open block;
what is emitted then goes nowhere, so that the builder needs no case for unreachable code, until `start` opens a block.
"""

from dataclasses import dataclass, field

from toolchain.cc import ieee
from toolchain.cc.front import typed
from toolchain.cc.front.c_types import CType, FloatType, IntType, PointerType, RecordType, VoidType
from toolchain.cc.ir import bit_fields
from toolchain.cc.ir.ops import F32, F64, I32, I64, NONE, OPS, Addr, Block, Const, Data, Function, Ins, Module, Value
from toolchain.diagnostics import Span


def ir_type(type_: CType) -> str:
    """Return the IR type that a scalar C type has in registers, "" for void."""
    if isinstance(type_, IntType):
        return I64 if type_.bytes == 8 else I32
    if isinstance(type_, FloatType):
        return F32 if type_.bytes == 4 else F64
    if isinstance(type_, VoidType):
        return NONE
    assert isinstance(type_, PointerType), "only scalars have an IR type"
    return I32


def integer(value: int, type_: str = I32) -> Const:
    """Return the integer constant `value`, wrapped to `type_`."""
    return Const(type_, value & (0xFFFFFFFFFFFFFFFF if type_ == I64 else 0xFFFFFFFF))


def floating(value: float, type_: str) -> Const:
    """Return the floating constant `value` of `type_`."""
    return Const(type_, ieee.to_bits(value, 4 if type_ == F32 else 8))


def extension(type_: CType) -> tuple[int, bool]:
    """Return (width, signed) from which values of this type are extended to i32, (0, False) for full words."""
    if isinstance(type_, IntType) and type_.bytes < 4:
        return type_.bytes, type_.signed
    return 0, False


@dataclass(slots=True)
class Place:
    """An lvalue: an object of `type` at `base` + `offset`, of whose bits a bit-field takes some."""

    base: Value
    offset: int
    type: CType
    bit_offset: int = 0
    bit_width: int | None = None
    unit: int = 0  # of a bit-field: bytes at `offset` that accesses read and write

    @property
    def volatile(self) -> bool:
        """Whether accesses must be kept as written."""
        return self.type.volatile


@dataclass(slots=True)
class Unit:
    """What the functions of one module share while they are built."""

    module: Module
    strings: dict[tuple[bytes, int], str] = field(default_factory=dict)

    def string(self, data: bytes, align: int) -> str:
        """Return the symbol of a read-only object with this content; equal ones are one object."""
        name = self.strings.get((data, align))
        if name is None:
            name = f"str..{len(self.strings)}"
            self.strings[data, align] = name
            content = data if any(data) else b""
            self.module.data.append(Data(name, max(len(data), 1), align, content, readonly=True, is_global=False))
        return name


class Emitter:
    """Appends instructions to the function that is being built."""

    def __init__(self, unit: Unit, function: Function) -> None:
        self.unit = unit
        self.function = function
        self.entry = Block(function.fresh())
        self.current = self.entry
        self.ins: list[Ins] = []  # where instructions go: those of `current`, or nowhere
        self.open = False
        self.span: Span | None = function.span
        self.slots: list[Ins] = []
        self.variables: dict[typed.Variable, Value] = {}  # address of each automatic variable seen so far
        function.blocks.append(self.entry)

    # ---- blocks

    def new_block(self) -> Block:
        """Return a block that is not placed yet."""
        return Block(self.function.fresh())

    def start(self, block: Block) -> None:
        """Place `block` here and continue in it; the open block falls into it."""
        if self.open:
            self.jump(block)
        self.function.blocks.append(block)
        self.current, self.ins, self.open = block, block.ins, True

    def terminate(self, op: str, args: list[Value], blocks: list[Block]) -> Ins:
        """End the open block."""
        ins = Ins(op, NONE, args, self.function.fresh(), blocks, span=self.span)
        self.ins.append(ins)
        self.ins, self.open = [], False
        return ins

    def jump(self, target: Block) -> None:
        """End the open block with a jump."""
        self.terminate("jump", [], [target])

    def branch(self, condition: Value, then: Block, other: Block) -> None:
        """End the open block with a two-way branch, or a jump if the condition is a constant."""
        if isinstance(condition, Const):
            self.jump(then if condition.value else other)
        else:
            self.terminate("br", [condition], [then, other])

    def phi(self, type_: str, arms: list[tuple[Value, Block]]) -> Value:
        """Return the value of `type_` that comes from one of the blocks that end in a jump to the current one."""
        if not arms:
            return Const(type_, 0)  # unreachable
        args: list[Value] = [value for value, _ in arms]
        ins = Ins("phi", type_, args, self.function.fresh(), [block for _, block in arms], span=self.span)
        self.ins.append(ins)
        return ins

    # ---- instructions

    def emit(self, op: str, type_: str, *args: Value) -> Ins:
        """Append an instruction without fields."""
        ins = Ins(op, type_, list(args), self.function.fresh(), span=self.span)
        self.ins.append(ins)
        return ins

    def binary(self, op: str, left: Value, right: Value) -> Ins:
        """Append an operation whose result has the operands' type, or i32 for a comparison."""
        return self.emit(op, OPS[op].result if OPS[op].result != "same" else left.type, left, right)

    def add_offset(self, base: Value, offset: int) -> Value:
        """Return the address `base` + `offset`."""
        if offset == 0:
            return base
        if isinstance(base, Addr):
            return Addr(base.symbol, base.offset + offset)
        return self.emit("add", I32, base, integer(offset))

    def load(self, type_: str, base: Value, offset: int, width: int, *, signed: bool = False,
             volatile: bool = False) -> Ins:
        """Append a load of `width` bytes."""
        ins = Ins("load", type_, [base], self.function.fresh(), width=width, signed=signed, volatile=volatile,
                  offset=offset, span=self.span)
        self.ins.append(ins)
        return ins

    def store(self, base: Value, offset: int, value: Value, width: int, *, volatile: bool = False) -> None:
        """Append a store of `width` bytes."""
        self.ins.append(Ins("store", NONE, [base, value], self.function.fresh(), width=width, volatile=volatile,
                            offset=offset, span=self.span))

    def memcpy(self, to: Value, source: Value, size: int, align: int) -> None:
        """Append a copy of `size` bytes."""
        if size:
            self.ins.append(Ins("memcpy", NONE, [to, source], self.function.fresh(), size=size, align=align,
                                span=self.span))

    def memzero(self, to: Value, size: int, align: int) -> None:
        """Append the clearing of `size` bytes."""
        if size:
            self.ins.append(Ins("memzero", NONE, [to], self.function.fresh(), size=size, align=align, span=self.span))

    def call(self, type_: str, callee: Value, args: list[Value], fixed: int, extended: tuple[int, bool]) -> Ins:
        """Append a call; `extended` is what `extension` says of the result's C type."""
        width, signed = extended
        ins = Ins("call", type_, [callee, *args], self.function.fresh(), width=width, signed=signed, fixed=fixed,
                  span=self.span)
        self.ins.append(ins)
        return ins

    # ---- objects

    def slot(self, size: int, align: int, name: str = "") -> Ins:
        """Return the address of a new object on the stack."""
        ins = Ins("slot", I32, [], self.function.fresh(), size=max(size, 1), align=max(align, 1), name=name,
                  span=self.span)
        self.slots.append(ins)
        return ins

    def finish_entry(self) -> None:
        """Put the slots at the start of the entry block; the function is complete then."""
        self.entry.ins[:0] = self.slots

    def address_of_variable(self, variable: typed.Variable) -> Value:
        """Return the address of a variable; automatic ones get their slot when they are first seen."""
        if variable.symbol:
            return Addr(variable.symbol)
        address = self.variables.get(variable)
        if address is None:
            type_ = variable.type
            address = self.slot(type_.size, variable.align or type_.align, variable.name)
            self.variables[variable] = address
        return address

    def load_place(self, place: Place) -> Value:
        """Return the scalar in `place`."""
        type_ = place.type
        if place.bit_width is not None:
            return bit_fields.load(self, place, place.bit_width)
        width, signed = extension(type_)
        return self.load(ir_type(type_), place.base, place.offset, width or type_.size, signed=signed,
                         volatile=type_.volatile)

    def store_place(self, place: Place, value: Value) -> Value:
        """Store a scalar of the place's type and return what an assignment gives: the value as it can be read back."""
        if place.bit_width is not None:
            return bit_fields.store(self, place, value, place.bit_width)
        self.store(place.base, place.offset, value, place.type.size, volatile=place.type.volatile)
        return value

    def conversion(self, value: Value, source: CType, target: CType) -> Value:
        """Return `value` of scalar type `source` converted to scalar type `target`."""
        if isinstance(target, IntType) and target.rank == 0:
            return self.truth(value, source)
        if isinstance(source, FloatType) or isinstance(target, FloatType):
            return self._float_conversion(value, source, target)
        if isinstance(value, Const):
            return integer(_constant(value.value, source, target), ir_type(target))
        source_size, target_size = source.size, target.size
        if target_size == 8:
            if source_size == 8:
                return value
            unsigned = isinstance(source, IntType) and not source.signed
            return self.emit("zext64" if unsigned else "sext64", I64, value)
        if source_size == 8:
            value = self.emit("trunc32", I32, value)
        return value if target_size == 4 else self._narrow(value, source, target)

    def _narrow(self, value: Value, source: CType, target: CType) -> Value:
        """Return an i32 of type `source` brought into the range of a narrow integer type."""
        assert isinstance(target, IntType), "only integers are narrow"
        if isinstance(source, IntType) and source.minimum >= target.minimum and source.maximum <= target.maximum:
            return value
        return self.emit(f"{'s' if target.signed else 'z'}ext{target.bytes * 8}", I32, value)

    def _float_conversion(self, value: Value, source: CType, target: CType) -> Value:
        result = ir_type(target)
        if isinstance(source, FloatType) and isinstance(target, FloatType):
            return value if source.bytes == target.bytes else self.emit("float_to_float", result, value)
        if isinstance(target, FloatType):
            unsigned = isinstance(source, IntType) and not source.signed and source.bytes >= 4
            return self.emit("uint_to_float" if unsigned else "int_to_float", result, value)
        unsigned = isinstance(target, IntType) and not target.signed and target.bytes >= 4
        number = self.emit("float_to_uint" if unsigned else "float_to_int", result, value)
        return self._narrow(number, VoidType(), target) if target.size < 4 else number

    def truth(self, value: Value, source: CType) -> Value:
        """Return 0 or 1: whether a scalar is not zero."""
        if isinstance(source, FloatType):
            return self.emit("fne", I32, value, Const(value.type, 0))
        if isinstance(source, IntType) and source.rank == 0:
            return value
        return self.emit("ne", I32, value, Const(value.type, 0))


def _constant(value: int, source: CType, target: CType) -> int:
    """Convert the constant `value`, stored unsigned, between integer or pointer types."""
    bits = 64 if source.size == 8 else 32
    if not (isinstance(source, IntType) and not source.signed) and value >> (bits - 1):
        value -= 1 << bits
    return target.wrap(value) if isinstance(target, IntType) else value


def is_record(type_: CType) -> bool:
    """Whether values of this type are structs or unions."""
    return isinstance(type_, RecordType)
