"""Relations between types: promotion, the common type of arithmetic, compatibility, composite types, qualifiers.

Pure functions on types (C11 6.2.7, 6.3.1, 6.7.3). Nothing here knows expressions.
"""

from dataclasses import replace

from toolchain.cc.front.c_types import (
    DOUBLE,
    INT,
    LDOUBLE,
    LLONG,
    LONG,
    UINT,
    ULLONG,
    ULONG,
    ArrayType,
    CType,
    FloatType,
    FunctionType,
    IntType,
    PointerType,
    RecordType,
    VariableArrayType,
    VoidType,
)

_UNSIGNED = {INT.rank: UINT, LONG.rank: ULONG, LLONG.rank: ULLONG}


def is_integer(type_: CType) -> bool:
    """Whether it is an integer type (enumerations and _Bool included)."""
    return isinstance(type_, IntType)


def is_arithmetic(type_: CType) -> bool:
    """Whether it is an integer or floating type."""
    return isinstance(type_, (IntType, FloatType))


def is_scalar(type_: CType) -> bool:
    """Whether it is an arithmetic or pointer type."""
    return isinstance(type_, (IntType, PointerType, FloatType))


def promote(type_: CType) -> CType:
    """Return the type after the integer promotions. Every narrower integer type fits an int."""
    if isinstance(type_, IntType) and type_.rank < INT.rank:
        return INT
    return type_


def promote_bits(type_: CType, width: int) -> CType:
    """Return the type after the integer promotions of a bit-field: int if that has all its values."""
    assert isinstance(type_, IntType), "bit-fields are integers"
    if width < INT.bits or (width == INT.bits and type_.signed):
        return INT
    return type_ if width > INT.bits or type_.rank > INT.rank else UINT


def common_type(left: CType, right: CType) -> CType:
    """Return the type in which an operation on two arithmetic operands is computed (unqualified types)."""
    if left is right and left is INT:
        return INT
    if isinstance(left, FloatType) or isinstance(right, FloatType):
        if LDOUBLE in (left, right):
            return LDOUBLE
        if DOUBLE in (left, right):
            return DOUBLE
        return left if isinstance(left, FloatType) else right
    a, b = promote(left), promote(right)
    assert isinstance(a, IntType), "arithmetic types are integer or floating"
    assert isinstance(b, IntType), "arithmetic types are integer or floating"
    if a == b:
        return a
    if a.signed == b.signed:
        return a if a.rank > b.rank else b
    unsigned, signed = (b, a) if a.signed else (a, b)
    if unsigned.rank >= signed.rank:
        return unsigned
    return signed if signed.bytes > unsigned.bytes else _UNSIGNED[signed.rank]


def promote_argument(type_: CType) -> CType:
    """Return the type in which an argument without a parameter travels: float as double, small integers as int."""
    if isinstance(type_, FloatType):
        return type_ if type_ == LDOUBLE else DOUBLE
    return promote(type_)


def qualify(type_: CType, like: CType) -> CType:
    """Return `type_` with the const and volatile of `like` added; arrays pass them to their elements."""
    if not (like.const or like.volatile):
        return type_
    return with_qualifiers(type_, const=like.const, volatile=like.volatile)


def with_qualifiers(type_: CType, *, const: bool = False, volatile: bool = False, restrict: bool = False) -> CType:
    """Return `type_` with qualifiers added; arrays pass them to their elements."""
    if not (const or volatile or restrict):
        return type_
    if isinstance(type_, ArrayType):
        return replace(type_, element=with_qualifiers(type_.element, const=const, volatile=volatile, restrict=restrict))
    return replace(
        type_, const=type_.const or const, volatile=type_.volatile or volatile, restrict=type_.restrict or restrict
    )


def unqualified_deep(type_: CType) -> CType:
    """Return the type without its qualifiers, those of array elements included."""
    if isinstance(type_, ArrayType):
        element = unqualified_deep(type_.element)
        return type_ if element is type_.element else replace(type_, element=element)
    return type_.unqualified()


def is_const(type_: CType) -> bool:
    """Whether objects of this type must not be assigned to: const itself, an element, or a member of it is."""
    if type_.const:
        return True
    if isinstance(type_, ArrayType):
        return is_const(type_.element)
    return isinstance(type_, RecordType) and any(is_const(each.type) for each in type_.record.fields)


def is_volatile(type_: CType) -> bool:
    """Whether accesses to objects of this type must be kept."""
    return type_.volatile or (isinstance(type_, ArrayType) and is_volatile(type_.element))


def compatible(left: CType, right: CType) -> bool:
    """Whether two types are compatible, qualifiers included."""
    if left is right:
        return True
    arrays = (ArrayType, VariableArrayType)
    if isinstance(left, arrays) and isinstance(right, arrays) and left.__class__ is not right.__class__:
        return compatible(left.element, right.element)
    if isinstance(left, VariableArrayType) and isinstance(right, VariableArrayType):
        return compatible(left.element, right.element)
    if left.__class__ is not right.__class__ or left.qualified != right.qualified or not _same_qualifiers(left, right):
        return False
    if isinstance(left, PointerType) and isinstance(right, PointerType):
        return compatible(left.target, right.target)
    if isinstance(left, ArrayType) and isinstance(right, ArrayType):
        lengths_agree = left.length is None or right.length is None or left.length == right.length
        return lengths_agree and compatible(left.element, right.element)
    if isinstance(left, FunctionType) and isinstance(right, FunctionType):
        return _compatible_functions(left, right)
    return left == right


def compatible_unqualified(left: CType, right: CType) -> bool:
    """Whether two types are compatible but for their own qualifiers."""
    return left is right or compatible(unqualified_deep(left), unqualified_deep(right))


def _same_qualifiers(left: CType, right: CType) -> bool:
    return (left.const, left.volatile, left.restrict, left.atomic) == (
        right.const, right.volatile, right.restrict, right.atomic)


def _compatible_functions(left: FunctionType, right: FunctionType) -> bool:
    if not compatible(left.result.unqualified(), right.result.unqualified()):
        return False
    if left.params is None or right.params is None:
        known = right if left.params is None else left
        return known.params is None or (
            not known.variadic and all(promote_argument(each) == each.unqualified() for each in known.params))
    return (
        left.variadic == right.variadic
        and len(left.params) == len(right.params)
        and all(compatible_unqualified(a, b) for a, b in zip(left.params, right.params, strict=True))
    )


def composite(left: CType, right: CType) -> CType:
    """Return the type that knows what either of two compatible types knows."""
    if left is right:
        return left
    if isinstance(left, ArrayType) and isinstance(right, ArrayType):
        length = right.length if left.length is None else left.length
        return replace(left, element=composite(left.element, right.element), length=length)
    if isinstance(left, PointerType) and isinstance(right, PointerType):
        return replace(left, target=composite(left.target, right.target))
    if isinstance(left, FunctionType) and isinstance(right, FunctionType):
        result = composite(left.result, right.result)
        if left.params is None or right.params is None:
            return replace(right if left.params is None else left, result=result)
        params = tuple(composite(a, b) for a, b in zip(left.params, right.params, strict=True))
        return replace(left, result=result, params=params)
    return left


def is_void_pointer(type_: CType) -> bool:
    """Whether it is a pointer to (qualified) void."""
    return isinstance(type_, PointerType) and isinstance(type_.target, VoidType)
