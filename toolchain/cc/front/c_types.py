"""C types of the HSX target: sizes, alignment, layout, conversions.

ILP32: int, long and pointers are 4 bytes, long long and double 8 bytes with 4-byte alignment; plain char is signed.
Types are values: frozen, compared by structure, except struct, union and enum types, which are the objects that their
declaration made. Qualifiers are fields of every type; `unqualified()` drops them.
"""

from dataclasses import dataclass, field, replace
from typing import Self


@dataclass(frozen=True, slots=True)
class CType:
    """Any C type. `const`, `volatile`, `restrict` and `atomic` qualify this level only.

    `aligned`: the alignment an attribute of a typedef asks for, 0 for none; it makes no other type of it.
    """

    const: bool = field(default=False, kw_only=True)
    volatile: bool = field(default=False, kw_only=True)
    restrict: bool = field(default=False, kw_only=True)
    atomic: bool = field(default=False, kw_only=True)
    aligned: int = field(default=0, kw_only=True, compare=False)

    @property
    def qualified(self) -> bool:
        """Whether any qualifier is set."""
        return self.const or self.volatile or self.restrict or self.atomic

    def unqualified(self) -> Self:
        """Return the type without its own qualifiers."""
        if not self.qualified:
            return self
        return replace(self, const=False, volatile=False, restrict=False, atomic=False)

    @property
    def size(self) -> int:
        """Bytes an object of this type takes; asserts that the type is complete."""
        raise AssertionError("type without a size")

    @property
    def align(self) -> int:
        """Alignment in bytes, a power of two."""
        return 1

    @property
    def complete(self) -> bool:
        """Whether the size is known."""
        return True


@dataclass(frozen=True, slots=True)
class VoidType(CType):
    """The type void."""

    @property
    def complete(self) -> bool:
        """Void never has a size."""
        return False


@dataclass(frozen=True, slots=True)
class IntType(CType):
    """An integer type. `name` tells int from long (same size, different types); `rank` orders conversions."""

    name: str
    bytes: int
    signed: bool
    rank: int

    @property
    def size(self) -> int:
        """1, 2, 4 or 8."""
        return self.bytes

    @property
    def align(self) -> int:
        """The size, but at most 4."""
        return self.aligned or min(self.bytes, 4)

    @property
    def minimum(self) -> int:
        """Smallest value."""
        return -(1 << (self.bits - 1)) if self.signed else 0

    @property
    def maximum(self) -> int:
        """Largest value."""
        return (1 << (self.bits - self.signed)) - 1

    @property
    def bits(self) -> int:
        """Value bits including the sign; 1 for _Bool."""
        return 1 if self.rank == 0 else self.bytes * 8

    def wrap(self, value: int) -> int:
        """Return `value` converted to this type (modulo 2^bits; _Bool: value != 0)."""
        if self.rank == 0:
            return int(value != 0)
        value &= (1 << self.bits) - 1
        return value - (1 << self.bits) if self.signed and value >> (self.bits - 1) else value


@dataclass(frozen=True, slots=True)
class FloatType(CType):
    """float (4 bytes) or double and long double (8 bytes)."""

    name: str
    bytes: int

    @property
    def size(self) -> int:
        """4 or 8."""
        return self.bytes

    @property
    def align(self) -> int:
        """4: 64-bit values are word-aligned."""
        return self.aligned or 4


@dataclass(frozen=True, slots=True)
class PointerType(CType):
    """Pointer to `target`."""

    target: CType

    @property
    def size(self) -> int:
        """4."""
        return 4

    @property
    def align(self) -> int:
        """4."""
        return self.aligned or 4


@dataclass(frozen=True, slots=True)
class ArrayType(CType):
    """`length` elements; None: incomplete (`int a[]`)."""

    element: CType
    length: int | None

    @property
    def size(self) -> int:
        """Bytes of all elements."""
        assert self.length is not None, "size of an incomplete array"
        return self.length * self.element.size

    @property
    def align(self) -> int:
        """That of the element."""
        return self.aligned or self.element.align

    @property
    def complete(self) -> bool:
        """Whether the length is known."""
        return self.length is not None and self.element.complete


@dataclass(frozen=True, slots=True)
class VariableArrayType(CType):
    """An array whose length is computed at run time; the variable `size_in` (of typed.py) holds its size in bytes."""

    element: CType
    size_in: object

    @property
    def align(self) -> int:
        """That of the element."""
        return self.element.align


@dataclass(frozen=True, slots=True)
class FunctionType(CType):
    """A function. `params` is None without a prototype (`int f()`)."""

    result: CType
    params: tuple[CType, ...] | None
    variadic: bool = False

    @property
    def complete(self) -> bool:
        """Functions have no size."""
        return False


@dataclass(frozen=True, slots=True)
class Field:
    """A struct or union member at byte `offset`. Bit-fields: `bit_width` bits from bit `bit_offset` of the `unit` bytes
    at `offset` (usually 1, 2, 4 or 8; see layout.py). An anonymous struct or union member has name "".
    """

    name: str
    type: CType
    offset: int
    bit_offset: int = 0
    bit_width: int | None = None
    unit: int = 0

    @property
    def size(self) -> int:
        """Bytes that accesses to the member touch."""
        return self.type.size if self.bit_width is None else self.unit


@dataclass(slots=True, eq=False)
class Record:
    """The definition behind a struct or union type; shared by its qualified versions, filled in when complete."""

    kind: str  # "struct" or "union"
    tag: str  # "" if it has none
    fields: list[Field] = field(default_factory=list)
    size: int = 0
    align: int = 1
    complete: bool = False
    flexible: bool = False  # last member is an array without length


@dataclass(frozen=True, slots=True)
class RecordType(CType):
    """A struct or union type; two are the same type if their `record` is the same object."""

    record: Record

    @property
    def size(self) -> int:
        """Bytes including padding."""
        assert self.record.complete, "size of an incomplete struct"
        return self.record.size

    @property
    def align(self) -> int:
        """The largest member alignment."""
        return self.aligned or self.record.align

    @property
    def complete(self) -> bool:
        """Whether the members are known."""
        return self.record.complete


VOID = VoidType()
BOOL = IntType("_Bool", 1, signed=False, rank=0)
CHAR = IntType("char", 1, signed=True, rank=1)
SCHAR = IntType("signed char", 1, signed=True, rank=1)
UCHAR = IntType("unsigned char", 1, signed=False, rank=1)
SHORT = IntType("short", 2, signed=True, rank=2)
USHORT = IntType("unsigned short", 2, signed=False, rank=2)
INT = IntType("int", 4, signed=True, rank=3)
UINT = IntType("unsigned int", 4, signed=False, rank=3)
LONG = IntType("long", 4, signed=True, rank=4)
ULONG = IntType("unsigned long", 4, signed=False, rank=4)
LLONG = IntType("long long", 8, signed=True, rank=5)
ULLONG = IntType("unsigned long long", 8, signed=False, rank=5)
FLOAT = FloatType("float", 4)
DOUBLE = FloatType("double", 8)
LDOUBLE = FloatType("long double", 8)
CHAR_POINTER = PointerType(CHAR)
VOID_POINTER = PointerType(VOID)
VA_LIST = CHAR_POINTER  # points at the next stack word
SIZE_T = UINT
PTRDIFF_T = INT
WCHAR_T = INT
