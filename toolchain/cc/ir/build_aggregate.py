"""Structs, unions and arrays: addresses of struct values, copies, initialisers, words that travel in registers.

A struct value is the address of an object that nobody changes before the value is used: the lvalue itself or a
temporary slot. Copies are `memcpy` instructions, which passes turn into loads and stores.
"""

from typing import TYPE_CHECKING

from toolchain.cc.front import typed as t
from toolchain.cc.front.c_types import ArrayType, CType
from toolchain.cc.ir.build_builtin import BUILTINS
from toolchain.cc.ir.emitter import Place, integer, is_record
from toolchain.cc.ir.ops import I32, I64, Addr, Value

if TYPE_CHECKING:
    from toolchain.cc.ir.build_expr import ExpressionBuilder

_MANY_CONSTANTS = 8  # from so many constant items on, an initialiser is a copy of a read-only image


def address(b: "ExpressionBuilder", expr: t.Expr) -> Value:
    """Return the address of an object that holds the struct value of `expr`."""
    match expr:
        case t.Load():
            place = b.place(expr.lvalue)
            return b.add_offset(place.base, place.offset)
        case t.Call():
            return b.build_call(expr)
        case t.Assign():
            target = b.place(expr.target)
            place = Place(b.add_offset(target.base, target.offset), 0, target.type)
            copy_into(b, place, expr.value)
            return place.base
        case t.Comma():
            b.effect(expr.left)
            return address(b, expr.right)
        case t.Conditional():
            temporary = Place(b.slot(expr.type.size, expr.type.align), 0, expr.type)
            copy_into(b, temporary, expr)
            return temporary.base
        case t.StatementExpr() if expr.value is not None:
            b.statements(expr.body)
            return address(b, expr.value)
        case t.Builtin():
            return BUILTINS[expr.name](b, expr)
        case _:
            place = b.place(expr)
            return b.add_offset(place.base, place.offset)


def copy_into(b: "ExpressionBuilder", place: Place, expr: t.Expr) -> None:
    """Copy the struct value of `expr` to `place`."""
    if isinstance(expr, t.Conditional):
        then, other, join = b.new_block(), b.new_block(), b.new_block()
        b.condition(expr.condition, then, other)
        for block, arm in ((then, expr.then), (other, expr.other)):
            b.start(block)
            copy_into(b, place, arm)
            b.jump(join)
        b.start(join)
        return
    source = address(b, expr)
    target = b.add_offset(place.base, place.offset)
    b.memcpy(target, source, expr.type.size, min(place.type.align, expr.type.align))


def load_word(b: "ExpressionBuilder", source: Value, size: int) -> Value:
    """Return the up to 4 bytes of a small struct as an i32; reads no byte beyond it."""
    if size == 0:
        return integer(0)
    if size != 3:
        return b.load(I32, source, 0, size)
    low = b.load(I32, source, 0, 2)
    high = b.binary("shl", b.load(I32, source, 2, 1), integer(16))
    return b.binary("or", low, high)


def store_word(b: "ExpressionBuilder", target: Value, value: Value, size: int) -> None:
    """Store the `size` low bytes of an i32 as a small struct."""
    if size == 3:
        b.store(target, 0, value, 2)
        b.store(target, 2, b.binary("lshr", value, integer(16)), 1)
    elif size:
        b.store(target, 0, value, size)


def load_pair(b: "ExpressionBuilder", source: Value, size: int, align: int) -> Value:
    """Return a struct of 5 to 8 bytes as an i64; reads no byte beyond it."""
    if size < 8:
        whole = b.slot(8, 4)
        b.memcpy(whole, source, size, align)
        source = whole
    return b.load(I64, source, 0, 8)


def compound_literal(b: "ExpressionBuilder", expr: t.CompoundLiteral) -> Place:
    """Initialise the literal's object and return its place."""
    base = b.address_of_variable(expr.variable)
    if not expr.variable.symbol:
        initialise(b, base, expr.variable.type, expr.init)
    return Place(base, 0, expr.type)


def initialise(b: "ExpressionBuilder", base: Value, type_: CType, init: t.Initializer) -> None:
    """Give the object of `type_` at `base` its initial value."""
    items = init.items
    image = _constant_image(type_, init)
    if image is not None:
        name = b.unit.string(image, max(type_.align, 1))
        b.memcpy(base, Addr(name), len(image), type_.align)
        items = [item for item in items if not _is_constant(item)]
    elif init.zero_fill:
        b.memzero(base, type_.size, type_.align)
    for item in items:
        place = Place(base, item.offset, item.type, item.bit_offset, item.bit_width, item.unit)
        if isinstance(item.value, t.StringLit):
            _copy_string(b, place, item.value)
        elif is_record(item.type):
            copy_into(b, place, item.value)
        else:
            b.store_place(place, b.value(item.value))


def _copy_string(b: "ExpressionBuilder", place: Place, literal: t.StringLit) -> None:
    """Copy a string literal to an array, which may be shorter or longer than it."""
    assert isinstance(place.type, ArrayType), "a string literal initialises an array"
    size = place.type.size
    content = literal.data[:size].ljust(size, b"\0")
    target = b.add_offset(place.base, place.offset)
    align = place.type.element.align
    text = len(content.rstrip(b"\0"))
    if text + 16 < size:  # the copied part ends on a word
        head = -(-text // 4) * 4
        b.memcpy(target, Addr(b.unit.string(content[:head], align)), head, align)
        b.memzero(b.add_offset(target, head), size - head, align)
    else:
        b.memcpy(target, Addr(b.unit.string(content, align)), size, align)


def _is_constant(item: t.InitItem) -> bool:
    return isinstance(item.value, t.IntConst) and item.bit_width is None


def _constant_image(type_: CType, init: t.Initializer) -> bytes | None:
    """Return the constant part of an initialiser as bytes if copying it beats storing item by item."""
    constants = [item for item in init.items if _is_constant(item)]
    if len(constants) < _MANY_CONSTANTS or not any(_integer(item) for item in constants):
        return None
    if len({item.offset for item in init.items}) != len(init.items) or 2 * len(constants) < len(init.items):
        return None
    image = bytearray(type_.size)
    for item in constants:
        size = item.type.size
        image[item.offset:item.offset + size] = (_integer(item) & ((1 << 8 * size) - 1)).to_bytes(size, "little")
    return bytes(image)


def _integer(item: t.InitItem) -> int:
    assert isinstance(item.value, t.IntConst), "an integer constant"
    return item.value.value


