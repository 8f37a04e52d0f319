"""Initialisers: braces, designators, strings and values to a flat list of stores.

`place` walks the type and the initialiser side by side (C11 6.7.9): `_Cursor` gives the elements of a brace list in
order; a subobject without braces of its own takes as many as it needs; a designator moves the walk. The result is one
InitItem per initialised scalar, string or whole struct, later ones overriding earlier ones.

For automatic objects the items are the result; for static ones their values are evaluated to bytes and addresses.
"""

from dataclasses import dataclass, replace

from toolchain.cc import ieee
from toolchain.cc.front.c_types import ArrayType, CType, Field, IntType, PointerType, RecordType
from toolchain.cc.front.check_call import CallChecker
from toolchain.cc.front.check_convert import INITIALIZING
from toolchain.cc.front.check_expr import find_member
from toolchain.cc.front.constexpr import Address, evaluate
from toolchain.cc.front.conversions import unqualified_deep
from toolchain.cc.front.parse import Node
from toolchain.cc.front.type_text import describe
from toolchain.cc.front.typed import (
    AddressConst,
    Assign,
    CompoundLiteral,
    Expr,
    Initializer,
    InitItem,
    IntConst,
    Load,
    StaticData,
    Storage,
    StringLit,
    Variable,
    VarRef,
)
from toolchain.diagnostics import Span, fail

_MAX_OBJECT = 0x7FFFFFFF


@dataclass(slots=True)
class _Cursor:
    """The elements of one brace list. `checked`: the next element's expression if it has been looked at already."""

    elements: list[Node]
    index: int = 0
    checked: Expr | None = None

    def peek(self) -> Node | None:
        return self.elements[self.index] if self.index < len(self.elements) else None

    def advance(self) -> None:
        self.index += 1
        self.checked = None


@dataclass(slots=True)
class _Slot:
    """A subobject: its type and byte offset in the whole object."""

    type: CType
    offset: int
    field: Field | None = None


class InitializerChecker(CallChecker):
    """Initialisers."""

    def initializer(self, node: Node, type_: CType) -> tuple[CType, Initializer]:
        """Return the completed type and the initialiser of an object of automatic storage duration."""
        type_, items = self._place(node, type_)
        return type_, Initializer(items, zero_fill=_leaves_gaps(items, type_))

    def static_initializer(self, node: Node, type_: CType) -> tuple[CType, StaticData]:
        """Return the completed type and the initial content of an object of static storage duration."""
        type_, items = self._place(node, type_)
        return type_, self._static_data(items, type_)

    def _place(self, node: Node, type_: CType) -> tuple[CType, list[InitItem]]:
        walk = _Walk(self)
        if node.__class__.__name__ == "InitList":
            length = walk.braced(node, _Slot(type_, 0))
        else:
            length = self._place_expression(node, type_, walk)
        if isinstance(type_, ArrayType) and type_.length is None:
            if not length:
                raise fail(node.coord, "zero or negative size array")
            type_ = replace(type_, length=length)
        return type_, walk.items

    def _place_expression(self, node: Node, type_: CType, walk: "_Walk") -> int:
        expr = self.expression(node)
        if isinstance(type_, ArrayType):
            literal = string_for(expr, type_)
            if literal is not None:
                return walk.string(literal, _Slot(type_, 0))
            if isinstance(expr, (VarRef, CompoundLiteral)) and unqualified_deep(expr.type) == unqualified_deep(type_):
                raise fail(node.coord, "array initialized from non-constant array expression")
            raise fail(node.coord, "invalid initializer")
        walk.scalar(expr, _Slot(type_, 0))
        return 1

    # ---- static content

    def _static_data(self, items: list[InitItem], type_: CType) -> StaticData:
        size = type_.size
        data = bytearray(size)
        addresses: dict[int, AddressConst] = {}
        for item in items:
            self._store(item, data, addresses)
        if not any(data) and not addresses:
            return StaticData(b"")
        return StaticData(bytes(data), [addresses[offset] for offset in sorted(addresses)])

    def _store(self, item: InitItem, data: bytearray, addresses: dict[int, AddressConst]) -> None:
        value, type_, offset = item.value, item.type, item.offset
        for each in range(offset - 3, offset + item.size):
            addresses.pop(each, None)
        if isinstance(value, StringLit):
            data[offset:offset + len(value.data)] = value.data
            return
        if isinstance(type_, RecordType):
            self._copy_literal(value, offset, data, addresses)
            return
        constant = evaluate(value, self.string_symbol)
        if constant is None:
            raise fail(value.span, "initializer element is not constant")
        size = item.size
        if not isinstance(constant, Address):
            assert isinstance(constant, float), "a constant is an address or a number"
            data[offset:offset + size] = ieee.to_bits(constant, size).to_bytes(size, "little")
            return
        if constant.symbol:
            if not isinstance(type_, (PointerType, IntType)) or size != 4 or item.bit_width is not None:
                raise fail(value.span, "initializer element is not computable at load time")
            addresses[offset] = AddressConst(offset, constant.symbol, constant.offset)
            data[offset:offset + size] = bytes(size)
            return
        width = 8 * size if item.bit_width is None else item.bit_width
        mask = ((1 << width) - 1) << item.bit_offset
        kept = int.from_bytes(data[offset:offset + size], "little") & ~mask if item.bit_width is not None else 0
        bits = (constant.offset << item.bit_offset) & mask
        data[offset:offset + size] = (kept | bits).to_bytes(size, "little")

    def _copy_literal(self, value: Expr, offset: int, data: bytearray, addresses: dict[int, AddressConst]) -> None:
        """Store a struct value: a compound literal of constants."""
        place = value.lvalue if isinstance(value, Load) else value
        if isinstance(place, CompoundLiteral):
            for item in place.init.items:
                self._store(replace(item, offset=offset + item.offset), data, addresses)
            return
        if isinstance(place, VarRef):
            for variable, content in self.unit.variables:
                if variable is place.variable and variable.name == "__compound":
                    data[offset:offset + len(content.data)] = content.data
                    for word in content.addresses:
                        addresses[offset + word.offset] = replace(word, offset=offset + word.offset)
                    return
        raise fail(value.span, "initializer element is not constant")


class _Walk:
    """One walk over an initialiser. `end`: the byte behind all items so far; what starts there overrides nothing."""

    def __init__(self, checker: InitializerChecker) -> None:
        self.checker = checker
        self.items: list[InitItem] = []
        self.end = 0

    # ---- leaves

    def scalar(self, expr: Expr, slot: _Slot) -> None:
        """Store a value in a scalar or in a whole struct."""
        value = self.checker.value(expr)
        type_ = slot.type.unqualified()
        self._add(slot, type_, self.checker.assign(value, type_, INITIALIZING))

    def string(self, literal: StringLit, slot: _Slot) -> int:
        """Store a string literal in an array of characters; return the length of an array that has none."""
        array = slot.type
        assert isinstance(array, ArrayType), "strings initialise arrays"
        assert isinstance(literal.type, ArrayType), "a string literal is an array"
        width = array.element.size
        count = len(literal.data) // width
        length = count if array.length is None else array.length
        if count - 1 > length:
            self.checker.warn(
                literal.span, f"initializer-string for array of '{describe(array.element)}' is too long", "")
        if array.length is not None:
            self._clear(slot.offset, array.size)
        taken = min(count, length)
        data = literal.data[:taken * width]
        if taken:
            type_ = ArrayType(array.element.unqualified(), taken)
            self._add(slot, type_, StringLit(type_, literal.span, data))
        return count

    def _add(self, slot: _Slot, type_: CType, value: Expr) -> None:
        field = slot.field
        item = InitItem(slot.offset, type_, value)
        if field is not None and field.bit_width is not None:
            item = InitItem(slot.offset, type_, value, field.bit_offset, field.bit_width, field.unit)
            self.checker.check_bit_range(value, type_, field.bit_width)
        else:
            self._clear(slot.offset, type_.size)
        self.end = max(self.end, slot.offset + item.size)
        self.items.append(item)

    def _clear(self, start: int, size: int) -> None:
        """Forget what was stored in these bytes: the whole of them is initialised again."""
        if start < self.end:
            self.items = [each for each in self.items
                          if not start <= each.offset <= each.offset + each.size <= start + size]

    # ---- aggregates

    def braced(self, node: Node, slot: _Slot) -> int:
        """Walk `{...}` for the object `slot`; return the number of array elements it gives."""
        type_ = slot.type
        elements = node.exprs
        span: Span = node.coord
        if not isinstance(type_, (ArrayType, RecordType)):
            self._braced_scalar(elements, slot, span)
            return 1
        if not type_.complete and not (isinstance(type_, ArrayType) and type_.element.complete):
            raise fail(span, f"initializer for incomplete type '{describe(type_)}'")
        if isinstance(type_, ArrayType) and len(elements) == 1 and elements[0].__class__.__name__ == "Constant":
            literal = string_for(self.checker.expression(elements[0]), type_)
            if literal is not None:
                return self.string(literal, slot)
        if type_.complete:
            self._clear(slot.offset, type_.size)
        return self._members(slot, _Cursor(elements), outermost=True)

    def _excess(self, slot: _Slot, cursor: _Cursor) -> None:
        """Leave out an element that has no member to go to; a designator behind it may go on."""
        node = cursor.peek()
        kind = slot.type.record.kind if isinstance(slot.type, RecordType) else "array"
        self.checker.warn(_place_of(node), f"excess elements in {kind} initializer", "")
        cursor.advance()

    def _braced_scalar(self, elements: list[Node], slot: _Slot, span: Span) -> None:
        if not elements:
            raise fail(span, "empty scalar initializer")
        first = elements[0]
        kind = first.__class__.__name__
        if kind == "NamedInitializer":
            raise fail(_place_of(first), "designator in initializer for scalar type")
        if kind == "InitList":
            self.checker.warn(first.coord, "braces around scalar initializer", "")
            self._braced_scalar(first.exprs, slot, first.coord)
        else:
            self.scalar(self.checker.expression(first), slot)
        if len(elements) > 1:
            self.checker.warn(_place_of(elements[1]), "excess elements in scalar initializer", "")

    def _members(self, slot: _Slot, cursor: _Cursor, *, outermost: bool, designators: tuple[Node, ...] = ()) -> int:
        """Walk the members of `slot`; return how many array elements were reached.

        `designators`: those that the element at the cursor still has for this object. Only the object that owns the
        brace list obeys the designators of later elements; an inner one ends there.
        """
        position = reached = 0
        count = _member_count(slot.type)
        while True:
            node = cursor.peek()
            if node is None:
                break
            if not designators and node.__class__.__name__ == "NamedInitializer":
                if not outermost:
                    break
                designators = tuple(node.name)
            if designators:
                position = self._designated(slot, cursor, designators)
                designators = ()
            elif position < count:
                self._element(_member(slot, position), cursor)
            elif outermost:
                self._excess(slot, cursor)
                continue
            else:
                break
            position += 1
            reached = max(reached, position)
            if isinstance(slot.type, RecordType) and slot.type.record.kind == "union":
                position = count
        return reached

    def _designated(self, slot: _Slot, cursor: _Cursor, designators: tuple[Node, ...]) -> int:
        """Initialise what the designators name; return the position of the member, the last one of a range."""
        index = getattr(designators[0], "expr", None)
        if index.__class__.__name__ == "Range":
            return self._designated_range(slot, cursor, designators)
        position, inner, rest = self._designate(slot, designators)
        if rest:
            self._enter(inner, cursor, rest)
        else:
            self._element(inner, cursor)
        return position

    def _designated_range(self, slot: _Slot, cursor: _Cursor, designators: tuple[Node, ...]) -> int:
        """Initialise the elements `[low ... high]`: the first one as ever, the others with the same values."""
        first, rest = designators[0], designators[1:]
        low, high = (_with_index(first, end) for end in (first.expr.low, first.expr.high))
        last, _, _ = self._designate(slot, (high,))
        before, self.items = self.items, []
        position = self._designated(slot, cursor, (low, *rest))
        if last < position:
            raise fail(first.coord, "empty index range in initializer")
        made, self.items = self.items, before
        step = _member(slot, 1).offset - slot.offset
        for number in range(last - position + 1):
            for item in made:
                if item.bit_width is None:
                    self._clear(item.offset + number * step, item.size)
                self.end = max(self.end, item.offset + number * step + item.size)
                value = self._once(item) if number == 0 and last > position else item.value
                self.items.append(replace(item, offset=item.offset + number * step, value=value))
        return last

    def _once(self, item: InitItem) -> Expr:
        """Return the value of an item, kept in a variable that the item itself reads from now on: one evaluation."""
        value, type_ = item.value, item.type
        if isinstance(value, (IntConst, StringLit)) or isinstance(type_, RecordType) or self.checker.function is None:
            return value
        place = VarRef(type_, value.span, Variable("", type_, Storage.AUTO, value.span, used=True))
        item.value = Load(type_, value.span, place)
        return Assign(type_, value.span, place, value)

    def _enter(self, slot: _Slot, cursor: _Cursor, designators: tuple[Node, ...]) -> None:
        if not isinstance(slot.type, (ArrayType, RecordType)):
            raise fail(_place_of(designators[0]), "designator for an object that is neither array nor structure")
        self._members(slot, cursor, outermost=False, designators=designators)

    def _designate(self, slot: _Slot, designators: tuple[Node, ...]) -> tuple[int, _Slot, tuple[Node, ...]]:
        """Return position and place of the member the first designator names, and the designators left for it."""
        first = designators[0]
        type_ = slot.type
        if first.__class__.__name__ == "ArrayDesignator":
            if not isinstance(type_, ArrayType):
                raise fail(first.coord, "array index in non-array initializer")
            index = self.checker.integer_constant(first.expr, "array index in initializer")
            if index < 0 or (type_.length is not None and index >= type_.length) or index > _MAX_OBJECT:
                raise fail(first.coord, "array index in initializer exceeds array bounds")
            return index, _member(slot, index), designators[1:]
        if not isinstance(type_, RecordType):
            raise fail(first.coord, "field name not in record or union initializer")
        path = find_member(type_.record, first.name)
        if path is None:
            raise self.checker.no_member(type_, first.name, first.coord)
        position = _initialisable(type_).index(path[0])
        rest = designators[1:] if len(path) == 1 else designators
        return position, _Slot(path[0].type, slot.offset + path[0].offset, path[0]), rest

    def _element(self, slot: _Slot, cursor: _Cursor) -> None:
        """Initialise the subobject `slot` from the cursor: a brace list, a value, or as many elements as it needs."""
        node = cursor.peek()
        assert node is not None, "the caller has looked"
        if node.__class__.__name__ == "NamedInitializer":
            node = node.expr
        type_ = slot.type
        if isinstance(type_, ArrayType) and type_.length is None:
            raise fail(_place_of(node), "not supported: initialization of a flexible array member")
        if node.__class__.__name__ == "InitList":
            cursor.advance()
            self.braced(node, slot)
            return
        expr = cursor.checked if cursor.checked is not None else self.checker.expression(node)
        if isinstance(type_, ArrayType):
            literal = string_for(expr, type_)
            if literal is not None:
                cursor.advance()
                self.string(literal, slot)
                return
        elif not isinstance(type_, RecordType) or expr.type.unqualified() == type_.unqualified():
            cursor.advance()
            self.scalar(expr, slot)
            return
        if not _member_count(type_):
            cursor.advance()
            return
        cursor.checked = expr
        if cursor.elements[cursor.index].__class__.__name__ == "NamedInitializer":
            cursor.elements = [*cursor.elements]
            cursor.elements[cursor.index] = node
        self._members(slot, cursor, outermost=False)


def string_for(expr: Expr, type_: ArrayType) -> StringLit | None:
    """Return `expr` if it is a string literal that can initialise an array of this type."""
    element = type_.element
    if not isinstance(expr, StringLit) or not isinstance(element, IntType) or not isinstance(expr.type, ArrayType):
        return None
    own = expr.type.element
    assert isinstance(own, IntType), "strings are made of integers"
    if element.bytes == 1 == own.bytes and element.rank:
        return expr
    return expr if element.bytes == own.bytes and element.rank == own.rank and element.signed == own.signed else None


def _with_index(designator: Node, index: Node) -> Node:
    """Return an array designator with another index."""
    return designator.__class__(index, designator.coord)


def _initialisable(type_: RecordType) -> list[Field]:
    """Return the members that initialisers reach: unnamed bit-fields are skipped."""
    return [each for each in type_.record.fields if each.name or isinstance(each.type, RecordType)]


def _member_count(type_: CType) -> int:
    if isinstance(type_, ArrayType):
        return _MAX_OBJECT if type_.length is None else type_.length
    if isinstance(type_, RecordType):
        return len(_initialisable(type_))
    return 1


def _member(slot: _Slot, position: int) -> _Slot:
    type_ = slot.type
    if isinstance(type_, ArrayType):
        return _Slot(type_.element, slot.offset + position * type_.element.size)
    assert isinstance(type_, RecordType), "only aggregates have members"
    member = _initialisable(type_)[position]
    return _Slot(member.type, slot.offset + member.offset, member)


def _leaves_gaps(items: list[InitItem], type_: CType) -> bool:
    """Whether the items leave a byte of the object without a value."""
    covered = 0
    for item in sorted(items, key=lambda each: each.offset):
        if item.offset > covered or item.bit_width is not None:
            return True
        covered = max(covered, item.offset + item.type.size)
    return covered < type_.size


def _place_of(node: Node) -> Span:
    if node.__class__.__name__ == "NamedInitializer":
        node = node.name[0]
    span: Span = node.coord if node.coord is not None else node.exprs[0].coord
    return span

