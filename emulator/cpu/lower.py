"""Lowers the meaning of an instruction from its semantic function to the typed IR, and refuses what has no place there.

`lower(name, flat=...)` reads the function's source; it never runs it. This module defines the dialect of
emulator/cpu/semantics:

    x = E                                   a local, assigned once
    m.regs[slot] = E, m.set_pair(slot, E), m.set_registers(slot, block)
    m.z = E (c, n, v), m.sp = E, m.depth = E, m.extra = E
    m.pc = E, if E: m.pc = E                the jump, at most one
    m.store8(E, E) ... m.store64, m.store_block(E, slot)
    if E: m.fault(CODE), if E: m.end_task() the checks
    if m.flat: ..., if not m.flat: ...      by machine model, decided here
    f(m, ...), x = f(m, ...)                a lower-case function of the same modules, inlined
    m.system_call(slot, slot), m.breakpoint(slot)

    E: names, constants, m.regs[slot], m.pair(slot), m.z ..., m.sp, m.pc, m.depth, m.extra, m.mem_size, m.stack_limit,
       + - * // % & | ^ ~ << >>, comparisons, and, or, not, E if E else E, table[E], m.load8(E) ... m.load64, s32(E),
       s64(E), intrinsics; block = m.load_block(E, slot)

Every value's range is followed (ranges.py): what could leave its width must be cut by `& M32` or `& M64` where it is
computed. The order of ir.py (reads and checks, one store, writes) is checked here.
"""

import ast
import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import FunctionType
from typing import Literal, NoReturn, cast

from emulator.cpu import ir, ranges
from emulator.cpu.intrinsics import BITS, HIGHEST, INTRINSICS
from emulator.cpu.ranges import MASKS, Unlowered, Value
from emulator.cpu.semantics import SEMANTICS, Meaning, parameters
from hxe.isa import BY_NAME, Row

_OPERATORS: Mapping[type[ast.operator], ir.Arithmetic] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.BitAnd: "and", ast.BitOr: "or", ast.BitXor: "xor",
    ast.LShift: "shl", ast.RShift: "shr_u", ast.FloorDiv: "div_u", ast.Mod: "rem_u",
}
_COMPARISONS: Mapping[type[ast.cmpop], tuple[str, bool]] = {  # name, operands swapped
    ast.Eq: ("eq", False), ast.NotEq: ("ne", False), ast.Lt: ("lt", False), ast.LtE: ("le", False),
    ast.Gt: ("lt", True), ast.GtE: ("le", True),
}
_STATES: Mapping[ir.State, ir.Width] = {
    "sp": 32, "depth": 32, "extra": 64, "pc": 32, "mem_size": 32, "stack_limit": 32}
_FLAGS = ("z", "c", "n", "v")
_LOADS: Mapping[str, tuple[int, bool]] = {
    "load8": (8, False), "load8s": (8, True), "load16": (16, False), "load16s": (16, True), "load32": (32, False),
    "load64": (64, False)}
_STORES = {"store8": 8, "store16": 16, "store32": 32, "store64": 64}


@cache
def lower(name: str, *, flat: bool) -> ir.Operation:
    """Return what the instruction does in one machine model; raises Unlowered where its meaning leaves the dialect."""
    return lower_meaning(SEMANTICS[name], BY_NAME[name], flat=flat)


def lower_meaning(function: Meaning, row: Row, *, flat: bool) -> ir.Operation:
    """Return what `function` does as the meaning of `row`; raises Unlowered."""
    assert isinstance(function, FunctionType), "a meaning is a plain function"
    slots = {slot.name: slot for slot in row.slots}
    values: dict[str, Value | str] = {}
    for parameter in parameters(row):
        if parameter in slots:
            values[parameter] = Value(ir.SlotValue(parameter), slots[parameter].low, slots[parameter].high)
        elif parameter == "target":
            values[parameter] = Value(ir.SlotValue(parameter), 0, MASKS[32])
    lowering = _Lowering(flat=flat, table=row.table)
    try:
        lowering.block(_source(function).body, Frame(function, values))
    except Unlowered as error:
        raise Unlowered(f"{row.name}: {error}") from None
    return ir.Operation(row.name, flat, tuple(lowering.statements))


@cache
def _definitions(module: str) -> Mapping[str, ast.FunctionDef]:
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def _source(function: FunctionType) -> ast.FunctionDef:
    return _definitions(function.__module__)[function.__name__]


def _refuse(node: ast.AST) -> NoReturn:
    raise Unlowered(f"`{ast.unparse(node)}` has no place in the dialect")


@dataclass(frozen=True, slots=True)
class Frame:
    """A function being lowered and its locals: values, or the IR name of a block of registers."""

    function: FunctionType
    locals: dict[str, Value | str]


class _Lowering:
    """The statements of one instruction while they are made."""

    def __init__(self, *, flat: bool, table: bool) -> None:
        self.flat = flat
        self.table = table
        self.statements: list[ir.Statement] = []
        self.names = 0
        self.written: set[str] = set()  # places written so far: regs, a flag, a state, memory

    # Statements

    def block(self, body: list[ast.stmt], frame: Frame) -> Value | None:
        """Lower a body; return the value of the `return` that ends an inlined function."""
        for node in body:
            match node:
                case ast.Expr(value=ast.Constant(value=str())):
                    pass
                case ast.Assign(targets=[ast.Name(id=name)]):
                    frame.locals[name] = self.assigned(name, node.value, frame)
                case ast.Assign(targets=[target]):
                    self.write(target, node.value, frame)
                case ast.If(orelse=[]):
                    self.conditional(node, frame)
                case ast.Expr(value=ast.Call() as call):
                    self.call(call, frame)
                case ast.Return(value=ast.expr() as value) if node is body[-1]:
                    return self.value(value, frame)
                case _:
                    _refuse(node)
        return None

    def assigned(self, name: str, node: ast.expr, frame: Frame) -> Value | str:
        """Lower the right side of `name = ...`."""
        if name in frame.locals:
            raise Unlowered(f"{name} is assigned twice")
        if isinstance(node, ast.Call) and _method(node) == "load_block":
            block = self.fresh("block")
            self.read("memory")
            address, mask = node.args
            self.emit(ir.LoadBlock(block, self.slot(mask, frame), self.word(address, frame)))
            return block
        inlined = self.inlined(node, frame) if isinstance(node, ast.Call) else None
        return self.let(inlined or self.value(node, frame), name)

    def write(self, target: ast.expr, node: ast.expr, frame: Frame) -> None:
        """Lower `m.something = ...`."""
        match target:
            case ast.Subscript(value=ast.Attribute(value=ast.Name(id="m"), attr="regs"), slice=index):
                value = self.word(node, frame)
                self.written.add("regs")
                self.emit(ir.SetRegister(self.register(index, frame), value))
            case ast.Attribute(value=ast.Name(id="m"), attr="pc"):
                self.jump(self.word(node, frame), None)
            case ast.Attribute(value=ast.Name(id="m"), attr="sp" | "depth" | "extra" as state):
                value = self.sized(node, _STATES[cast("ir.State", state)], frame)
                self.written.add(state)
                self.emit(ir.SetState(cast("ir.State", state), value))
            case ast.Attribute(value=ast.Name(id="m"), attr=flag) if flag in _FLAGS:
                condition = self.condition(node, frame)
                self.written.add(flag)
                self.emit(ir.SetFlag(flag, condition))
            case _:
                _refuse(target)

    def conditional(self, node: ast.If, frame: Frame) -> None:
        """Lower `if`: a choice by model, a check, or a conditional jump."""
        match node.test:
            case ast.Attribute(value=ast.Name(id="m"), attr="flat"):
                self.by_model(node.body, frame, chosen=self.flat)
            case ast.UnaryOp(op=ast.Not(), operand=ast.Attribute(value=ast.Name(id="m"), attr="flat")):
                self.by_model(node.body, frame, chosen=not self.flat)
            case _:
                self.guarded(node, self.condition(node.test, frame), frame)

    def guarded(self, node: ast.If, condition: ir.Expression, frame: Frame) -> None:
        """Lower a check or a conditional jump."""
        match node.body:
            case [ast.Expr(value=ast.Call(args=[code]) as call)] if _method(call) == "fault":
                self.read("memory")
                self.emit(ir.Check(condition, self.value(code, frame).low))
            case [ast.Expr(value=ast.Call(args=[]) as call)] if _method(call) == "end_task":
                self.read("memory")
                self.emit(ir.Check(condition, None))
            case [ast.Assign(targets=[ast.Attribute(value=ast.Name(id="m"), attr="pc")], value=target)]:
                self.jump(self.word(target, frame), condition)
            case _:
                _refuse(node)

    def by_model(self, body: list[ast.stmt], frame: Frame, *, chosen: bool) -> None:
        if chosen:
            self.block(body, Frame(frame.function, dict(frame.locals)))

    def call(self, node: ast.Call, frame: Frame) -> None:
        """Lower a call that is a statement."""
        match _method(node), node.args:
            case None, _:
                self.inlined(node, frame)
            case "set_pair", [slot, value]:
                pair = self.sized(value, 64, frame)
                self.written.add("regs")
                self.emit(ir.SetPair(self.slot(slot, frame), pair))
            case "set_registers", [mask, ast.Name(id=name)]:
                block = frame.locals[name]
                assert isinstance(block, str), "only a block of registers is written back"
                self.written.add("regs")
                self.emit(ir.SetBlock(self.slot(mask, frame), block))
            case "store_block", [address, mask]:
                self.store(ir.StoreBlock(self.slot(mask, frame), self.word(address, frame)))
            case ("store8" | "store16" | "store32" | "store64") as name, [address, value]:
                bits = _STORES[name]
                data = self.sized(value, 64 if bits == 64 else 32, frame)
                self.store(ir.Store(bits, self.word(address, frame), data))
            case ("system_call" | "breakpoint") as kind, slots:
                self.emit(ir.Stop(kind, tuple(self.slot(slot, frame) for slot in slots)))
            case _:
                _refuse(node)

    def inlined(self, node: ast.Call, frame: Frame) -> Value | None:
        """Lower a call of a lower-case function of the semantics in place; None if it is none, or returns nothing."""
        if not isinstance(node.func, ast.Name) or node.func.id in INTRINSICS or node.func.id in {"s32", "s64"}:
            return None
        called = frame.function.__globals__.get(node.func.id)
        if not isinstance(called, FunctionType):
            _refuse(node)
        source = _source(called)
        inner: dict[str, Value | str] = {}
        for parameter, argument in zip(source.args.args[1:], node.args[1:], strict=True):
            value = self.value(argument, frame)
            inner[parameter.arg] = self.let(value, parameter.arg)
        return self.block(source.body, Frame(called, inner))

    # Order

    def emit(self, statement: ir.Statement) -> None:
        if self.statements and isinstance(self.statements[-1], ir.Stop):
            raise Unlowered("a stop ends the meaning")
        self.statements.append(statement)

    def jump(self, target: ir.Expression, condition: ir.Expression | None) -> None:
        """Write the PC, once."""
        self.read("pc")
        self.written.add("pc")
        self.emit(ir.Jump(target, condition))

    def read(self, place: str) -> None:
        """Note a read; after a write to the place, or of memory and checks after any write, it comes too late."""
        if place in self.written or (place == "memory" and self.written):
            raise Unlowered(f"{place} is read or checked after a write")

    def store(self, statement: ir.Store | ir.StoreBlock) -> None:
        self.read("memory")
        self.written.add("memory")
        self.emit(statement)

    def fresh(self, name: str) -> str:
        self.names += 1
        return f"{name}{self.names}"

    def let(self, value: Value, name: str) -> Value:
        """Give a value a name, unless it is one already."""
        if isinstance(value.expression, ir.Const | ir.SlotValue | ir.Local):
            return value
        local = ir.Local(self.fresh(name), value.width)
        self.emit(ir.Let(local.name, value.expression))
        return Value(local, value.low, value.high)

    # Expressions

    def word(self, node: ast.expr, frame: Frame) -> ir.Expression:
        """Lower what must be 0..2^32-1."""
        return self.sized(node, 32, frame)

    def sized(self, node: ast.expr, width: ir.Width, frame: Frame) -> ir.Expression:
        """Lower what must be 0..2^width-1."""
        value = self.value(node, frame)
        if value.low < 0 or value.high > MASKS[width]:
            raise Unlowered(f"`{ast.unparse(node)}` is {value.low}..{value.high}, not a word of {width} bits")
        return ranges.resized(value, width)

    def condition(self, node: ast.expr, frame: Frame) -> ir.Expression:
        """Lower what must be true or false."""
        value = self.value(node, frame)
        if not value.is_condition:
            raise Unlowered(f"`{ast.unparse(node)}` is not a condition")
        return value.expression

    def slot(self, node: ast.expr, frame: Frame) -> str:
        """Return the name of the slot that is meant."""
        match node:
            case ast.Name(id=name):
                value = frame.locals.get(name)
                if isinstance(value, Value) and isinstance(value.expression, ir.SlotValue):
                    return value.expression.slot
        _refuse(node)

    def register(self, node: ast.expr, frame: Frame) -> str | int:
        """Return the slot that names a register, or its number."""
        return node.value if isinstance(node, ast.Constant) and isinstance(node.value, int) else self.slot(node, frame)

    def value(self, node: ast.expr, frame: Frame) -> Value:
        """Lower an expression to its exact value."""
        def lowered(inner: ast.expr) -> Value:
            return self.value(inner, frame)
        match node:
            case ast.Constant(value=int() as number):
                return ranges.constant(number)
            case ast.Name(id=name):
                return _named(name, frame)
            case ast.Attribute(value=ast.Name(id="m"), attr=name):
                return self.place(name, node)
            case ast.Subscript(value=ast.Attribute(value=ast.Name(id="m"), attr="regs"), slice=index):
                self.read("regs")
                return Value(ir.Register(self.register(index, frame)), 0, MASKS[32])
            case ast.Subscript(value=ast.Name(id="table"), slice=index) if self.table:
                return Value(ir.TableEntry(self.word(index, frame)), 0, MASKS[32])
            case ast.BinOp(op=ast.BitAnd(), left=left, right=right):
                return self.conjunction(left, right, frame)
            case ast.BinOp(op=symbol, left=left, right=right) if type(symbol) in _OPERATORS:
                return ranges.arithmetic(_OPERATORS[type(symbol)], lowered(left), lowered(right))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return ranges.ring("sub", ranges.constant(0), lowered(operand))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return ranges.negation(lowered(operand))
            case ast.Compare(left=left, ops=[relation], comparators=[right]) if type(relation) in _COMPARISONS:
                name, swapped = _COMPARISONS[type(relation)]
                pair = (lowered(left), lowered(right))
                return ranges.compare(name, *(pair[::-1] if swapped else pair))
            case ast.BoolOp(op=joint, values=parts):
                return ranges.junction("and" if isinstance(joint, ast.And) else "or", [lowered(p) for p in parts])
            case ast.IfExp(test=test, body=yes, orelse=no):
                return self.choice(test, yes, no, lowered)
            case ast.Call():
                return self.function(node, frame)
            case _:
                _refuse(node)

    def place(self, name: str, node: ast.expr) -> Value:
        """Lower a flag or a word of state."""
        self.read(name)
        if name in _FLAGS:
            return Value(ir.Flag(name), 0, 1)
        for state, width in _STATES.items():
            if state == name:
                return Value(ir.StateValue(state, width), 0, MASKS[width])
        _refuse(node)

    def choice(self, test: ast.expr, yes: ast.expr, no: ast.expr, lowered: Callable[[ast.expr], Value]) -> Value:
        """Lower `yes if test else no`, whose branches are evaluated both."""
        before = len(self.statements)
        chosen = ranges.select(lowered(test), lowered(yes), lowered(no))
        if len(self.statements) != before:
            raise Unlowered("a load inside a choice would always happen")
        return chosen

    def conjunction(self, left: ast.expr, right: ast.expr, frame: Frame) -> Value:
        """Lower `left & right`, where a mask makes the other side modular."""
        for kept, other in ((right, left), (left, right)):
            mask = None if _is_complement(kept) else self.value(kept, frame)
            if mask is not None and mask.low >= 0:
                width: ir.Width = 32 if mask.high <= MASKS[32] else 64
                return ranges.masked(self.modular(other, width, frame), mask)
        raise Unlowered(f"`{ast.unparse(left)} & {ast.unparse(right)}` may be negative")

    def modular(self, node: ast.expr, width: ir.Width, frame: Frame) -> Value:
        """Lower an expression of which only the low `width` bits will be kept."""
        def low_bits(inner: ast.expr) -> ir.Expression:
            return ranges.resized(self.modular(inner, width, frame), width)
        match node:
            case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.BitOr() | ast.BitXor() as symbol):
                name, left, right = _OPERATORS[type(symbol)], low_bits(node.left), low_bits(node.right)
            case ast.BinOp(op=ast.LShift(), right=amount) if self.shifts_within(amount, width, frame):
                name, left, right = "shl", low_bits(node.left), self.word(amount, frame)
            case ast.UnaryOp(op=ast.Invert(), operand=operand):
                name, left, right = "xor", low_bits(operand), ir.Const(MASKS[width], width)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                name, left, right = "sub", ir.Const(0, width), low_bits(operand)
            case _:
                return self.value(node, frame)
        return Value(ir.Binary(name, left, right, width), 0, MASKS[width])

    def shifts_within(self, amount: ast.expr, width: ir.Width, frame: Frame) -> bool:
        """Whether a shift by the amount stays below `width`."""
        value = self.value(amount, frame)
        return 0 <= value.low <= value.high < width

    def function(self, node: ast.Call, frame: Frame) -> Value:
        """Lower a call that has a value."""
        method = _method(node)
        match method, node.func, node.args:
            case "pair", _, [slot]:
                self.read("regs")
                return Value(ir.PairValue(self.slot(slot, frame)), 0, MASKS[64])
            case str(), _, [address] if method in _LOADS:
                return self.load(method, self.word(address, frame))
            case None, ast.Name(id="s32"), [operand]:
                return self.signed(self.word(operand, frame), 32)
            case None, ast.Name(id="s64"), [operand]:
                return self.signed(self.sized(operand, 64, frame), 64)
            case None, ast.Name(id=name), arguments if name in INTRINSICS:
                return self.intrinsic(name, arguments, frame)
            case _:
                _refuse(node)

    def load(self, method: str, address: ir.Expression) -> Value:
        """Lower a load; it becomes a statement, so that accesses keep their order."""
        self.read("memory")
        bits, signed = _LOADS[method]
        local = ir.Local(self.fresh("loaded"), 64 if bits == 64 else 32)
        self.emit(ir.Load(local.name, bits, signed, address))
        return Value(local, 0, MASKS[local.width] if signed else (1 << bits) - 1)

    def signed(self, word: ir.Expression, width: Literal[32, 64]) -> Value:
        """Take a word as a signed number."""
        return Value(word, -(1 << (width - 1)), (1 << (width - 1)) - 1)

    def intrinsic(self, name: str, arguments: list[ast.expr], frame: Frame) -> Value:
        """Lower a named operation, checking the types of its arguments."""
        found = INTRINSICS[name]
        values: list[ir.Expression] = []
        for kind, argument in zip(found.takes, arguments, strict=True):
            value = self.value(argument, frame)
            if value.low < 0 or value.high > HIGHEST[kind]:
                raise Unlowered(f"`{ast.unparse(argument)}` is {value.low}..{value.high}, not {kind}")
            values.append(ranges.resized(value, 64 if BITS[kind] == 64 else 32))
        width: ir.Width = 64 if BITS[found.gives] == 64 else 32
        return Value(ir.Intrinsic(name, tuple(values), width), 0, found.highest)


def _method(node: ast.Call) -> str | None:
    """Return the name of a method called on the machine, None for other calls."""
    match node.func:
        case ast.Attribute(value=ast.Name(id="m"), attr=name):
            return name
        case _:
            return None


def _named(name: str, frame: Frame) -> Value:
    """Return the value of a local, a slot or a constant of the module."""
    found = frame.locals.get(name)
    if found is None:
        number = frame.function.__globals__.get(name)
        if not isinstance(number, int):
            raise Unlowered(f"{name} is no value")
        return ranges.constant(number)
    if isinstance(found, str):
        raise Unlowered(f"{name} is a block of registers")
    return found


def _is_complement(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert)
