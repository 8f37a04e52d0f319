"""The meaning of the IR's floating-point operations from exact fractions, and operands worth trying them on."""

import random
from collections.abc import Callable

from tests.property import exact_floats as exact
from tests.property.exact_floats import DOUBLE, SINGLE, Format

FORMATS: dict[str, Format] = {"f32": SINGLE, "f64": DOUBLE}
BINARY = ("fadd", "fsub", "fmul", "fdiv", "fmin", "fmax", "fcopysign")
UNARY = ("fneg", "fabs", "fsqrt")
COMPARES = ("feq", "fne", "flt", "fle")
TO_FLOAT = ("int_to_float", "uint_to_float")
TO_INTEGER = ("float_to_int", "float_to_uint")


def random_pattern(type_: str, rng: random.Random) -> int:
    """A number of ordinary size, an edge of the format, or any pattern."""
    form = FORMATS[type_]
    bits = form.exponent_bits + form.fraction_bits + 1
    kind = rng.randrange(6)
    if kind == 0:
        return rng.getrandbits(bits)
    if kind < 3:
        return exact.from_integer(form, rng.randint(-20, 20))
    if kind == 3:
        exponent = form.bias + rng.randint(-3, 40)
        return rng.getrandbits(1) * form.sign | exponent << form.fraction_bits | rng.getrandbits(form.fraction_bits)
    edge = rng.choice((0, 1 << form.fraction_bits, form.infinity, form.nan, form.bias << form.fraction_bits))
    return (max(0, edge + rng.randint(-2, 2)) | rng.getrandbits(1) * form.sign) & ((1 << bits) - 1)


def apply(op: str, type_: str, source: str, args: list[int]) -> int:
    """Return the result of a floating-point operation of `type_` on operands of type `source`, as patterns."""
    if source not in FORMATS:
        bits = 64 if source == "i64" else 32
        number = args[0] - (args[0] >> (bits - 1) << bits) if op == "int_to_float" else args[0]
        return exact.from_integer(FORMATS[type_], number)
    form = FORMATS[source]
    if op in _ROUNDED:
        return _ROUNDED[op](form, args[0], args[-1])
    if op in COMPARES:
        return int(_compare(form, op, args[0], args[1]))
    if op in TO_INTEGER:
        bits = 64 if type_ == "i64" else 32
        low, high = (0, (1 << bits) - 1) if op == "float_to_uint" else (-1 << (bits - 1), (1 << (bits - 1)) - 1)
        return exact.to_integer(form, args[0], low, high) & ((1 << bits) - 1)
    assert op == "float_to_float", "the last one"
    return exact.convert(form, FORMATS[type_], args[0])


def _with_sign(form: Format, x: int, sign: int) -> int:
    return form.nan if exact.decode(form, x) is None else x & (form.sign - 1) | sign & form.sign


def _least(form: Format, x: int, y: int, *, greatest: bool = False) -> int:
    left, right = exact.decode(form, x), exact.decode(form, y)
    if left is None or right is None:
        return form.nan
    ordered = (left.order, not left.negative) <= (right.order, not right.negative)
    return y if ordered == greatest else x


_ROUNDED: dict[str, Callable[[Format, int, int], int]] = {
    "fadd": exact.add, "fsub": lambda form, x, y: exact.add(form, x, y, subtract=True), "fmul": exact.multiply,
    "fdiv": exact.divide, "fsqrt": lambda form, x, _: exact.root(form, x), "fmin": _least,
    "fmax": lambda form, x, y: _least(form, x, y, greatest=True), "fcopysign": _with_sign,
    "fneg": lambda form, x, _: _with_sign(form, x, ~x), "fabs": lambda form, x, _: _with_sign(form, x, 0),
}


def _compare(form: Format, op: str, x: int, y: int) -> bool:
    left, right = exact.decode(form, x), exact.decode(form, y)
    if left is None or right is None:
        return op == "fne"
    return {"feq": left.order == right.order, "fne": left.order != right.order, "flt": left.order < right.order,
            "fle": left.order <= right.order}[op]
