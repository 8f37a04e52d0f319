"""The named operations of emulator/cpu/intrinsics.py as WebAssembly, bit for bit.

Words, doubles and halves are integers between instructions, so every float operation takes patterns and gives one.
A result that is NaN becomes the canonical NaN. Conversions to integers saturate as WebAssembly's `trunc_sat` does.
Half precision has no machine operations: three functions of the module convert it (`HALF_FUNCTIONS`, in this order
the first functions of every module).
"""

from collections.abc import Callable, Mapping
from typing import Final

from emulator.cpu.fast.wasm import Body, Module
from emulator.cpu.float16 import NAN16, NAN64
from emulator.cpu.ieee import NAN32

Push = Callable[[], None]
HALF_FUNCTIONS: Final = ("f64_from_f16", "f16_from_f64", "f16_v1_from_f64")

# name -> how arguments are taken (i: as they are), the instructions, what they give (i, or a float made canonical)
_FLOAT: Final[Mapping[str, tuple[str, str, str]]] = {
    **{f"{t}_{name}": (t, f"{t}.{name}", t) for t in ("f32", "f64")
       for name in ("add", "sub", "mul", "div", "sqrt", "neg", "abs", "min", "max", "copysign")},
    **{f"{t}_{name}": (t, f"{t}.{name}", "i") for t in ("f32", "f64") for name in ("eq", "lt", "le")},
    **{f"{t}_from_{sign}{bits}": ("i", f"{t}.convert_i{bits}_{sign}", t)
       for t in ("f32", "f64") for sign in "su" for bits in (32, 64)},
    **{f"{sign}{bits}_from_{t}": (t, f"i{bits}.trunc_sat_{t}_{sign}", "i")
       for t in ("f32", "f64") for sign in "su" for bits in (32, 64)},
    "f32_from_f64": ("f64", "f32.demote_f64", "f32"), "f64_from_f32": ("f32", "f64.promote_f32", "f64"),
    "f64_from_f16": ("i", "f64_from_f16", "f64"), "f32_from_f16": ("i", "f64_from_f16 f32.demote_f64", "f32"),
    "f16_from_f64": ("f64", "f16_from_f64", "i"), "f16_v1_from_f64": ("f64", "f16_v1_from_f64", "i"),
    "f16_from_f32": ("f32", "f64.promote_f32 f16_from_f64", "i"),
}
_TO_FLOAT: Final = {"f32": "f32.reinterpret_i32", "f64": "f64.reinterpret_i64"}
_TO_BITS: Final = {"f32": "i32.reinterpret_f32", "f64": "i64.reinterpret_f64"}
_NAN: Final = {"f32": (NAN32, 32), "f64": (NAN64, 64)}
_DIRECT: Final = {"clz32": "i32.clz", "ctz32": "i32.ctz", "popcount32": "i32.popcnt",
                  "s32_rem": "i32.rem_s", "s64_rem": "i64.rem_s"}


class Operations:
    """Emits named operations into one function, with the locals they need."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._kept: dict[str, int] = {}

    def emit(self, name: str, arguments: list[Push]) -> None:
        """Push the result of the operation on what the arguments push."""
        body = self._body
        if name in _FLOAT:
            self._float(_FLOAT[name], arguments)
        elif name in _DIRECT:
            for push in arguments:
                push()
            body.op(_DIRECT[name])
        elif name in {"s32_div", "s64_div"}:
            self._divide(32 if name == "s32_div" else 64, *arguments)
        else:
            assert name == "bytes_reversed32", f"{name} has no form in WebAssembly"
            self._reverse(*arguments)

    def _keep(self, kind: str) -> int:
        if kind not in self._kept:
            self._kept[kind] = self._body.local("f32" if kind == "f32" else "f64" if kind == "f64"
                                                else "i64" if kind.startswith("i64") else "i32")
        return self._kept[kind]

    def _float(self, row: tuple[str, str, str], arguments: list[Push]) -> None:
        takes, instructions, gives = row
        body = self._body
        for push in arguments:
            push()
            if takes != "i":
                body.op(_TO_FLOAT[takes])
        for instruction in instructions.split():
            if instruction in HALF_FUNCTIONS:
                body.call(HALF_FUNCTIONS.index(instruction))
            else:
                body.op(instruction)
        if gives == "i":
            return
        if not instructions.startswith(f"{gives}.convert"):
            kept = self._keep(gives)
            body.tee(kept)
            body.float_bits(*_NAN[gives])
            body.get(kept)
            body.get(kept)
            body.op(f"{gives}.eq", "select")
        body.op(_TO_BITS[gives])

    def _divide(self, width: int, left: Push, right: Push) -> None:
        """Divide by -1 as 0 - x, which WebAssembly would refuse for the least number."""
        body, kind = self._body, f"i{width}"
        quotient, divisor = self._keep(f"{kind} quotient"), self._keep(f"{kind} divisor")
        right()
        body.set(divisor)
        left()
        body.set(quotient)
        body.const(0, width)
        body.get(quotient)
        body.op(f"{kind}.sub")
        body.get(quotient)
        body.get(divisor)
        body.const(1, width)
        body.get(divisor)
        body.const(-1, width)
        body.op(f"{kind}.ne", "select", f"{kind}.div_s")
        body.get(divisor)
        body.const(-1, width)
        body.op(f"{kind}.eq", "select")

    def _reverse(self, value: Push) -> None:
        body, kept = self._body, self._keep("i32 reversed")
        value()
        body.tee(kept)
        body.const(8)
        body.op("i32.rotl")
        body.const(0x00FF00FF)
        body.op("i32.and")
        body.get(kept)
        body.const(8)
        body.op("i32.rotr")
        body.const(0xFF00FF00)
        body.op("i32.and", "i32.or")


def add_half_functions(module: Module) -> None:
    """Put the conversions of half precision at the start of a module."""
    assert not module.functions, "the half functions come first"
    module.add(_widen())
    module.add(_narrow(highest_below_normal=None))
    module.add(_narrow(highest_below_normal=0x3FF))


def _widen() -> Body:
    """Half pattern to double."""
    body = Body(("i32",), ("f64",))
    magnitude = body.local("i32")
    body.get(0)
    body.const(0x7FFF)
    body.op("i32.and")
    body.tee(magnitude)
    body.const(0x7C00)
    body.op("i32.gt_u")
    body.begin_if()
    body.float_bits(NAN64, 64)
    body.op("return")
    body.end()
    body.get(magnitude)
    body.const(0x7C00)
    body.op("i32.eq")
    body.begin_if()
    body.const_f64(float("inf"))
    _signed_return(body)
    body.end()
    body.get(magnitude)
    body.const(0x400)
    body.op("i32.lt_u")
    body.begin_if()
    body.get(magnitude)
    body.op("f64.convert_i32_u")
    body.const_f64(2.0 ** -24)
    body.op("f64.mul")
    _signed_return(body)
    body.end()
    body.get(magnitude)
    body.const((1023 - 15) << 10)
    body.op("i32.add", "i64.extend_i32_u")
    body.const(42, 64)
    body.op("i64.shl", "f64.reinterpret_i64")
    _signed_return(body)
    body.float_bits(NAN64, 64)
    return body


def _signed_return(body: Body) -> None:
    """Return the top with the sign of the half in local 0."""
    body.const(1)
    body.const(-1)
    body.get(0)
    body.const(0x8000)
    body.op("i32.and", "i32.eqz", "select", "f64.convert_i32_s", "f64.copysign", "return")


def _narrow(highest_below_normal: int | None) -> Body:
    """Double to half pattern, to nearest even; below the smallest normal at most `highest_below_normal`."""
    body = Body(("f64",), ("i32",))
    size, bits, sign = body.local("f64"), body.local("i64"), body.local("i32")
    body.get(0)
    body.get(0)
    body.op("f64.ne")
    body.begin_if()
    body.const(NAN16)
    body.op("return")
    body.end()
    body.get(0)
    body.op("i64.reinterpret_f64")
    body.const(48, 64)
    body.op("i64.shr_u", "i32.wrap_i64")
    body.const(0x8000)
    body.op("i32.and")
    body.set(sign)
    body.get(0)
    body.op("f64.abs")
    body.tee(size)
    body.const_f64(65520.0)
    body.op("f64.ge")
    body.begin_if()
    body.get(sign)
    body.const(0x7C00)
    body.op("i32.or", "return")
    body.end()
    body.get(size)
    body.const_f64(2.0 ** -14)
    body.op("f64.lt")
    body.begin_if()
    body.get(size)
    body.const_f64(2.0 ** 24)
    body.op("f64.mul", "f64.nearest")
    if highest_below_normal is not None:
        body.const_f64(float(highest_below_normal))
        body.op("f64.min")
    body.op("i32.trunc_sat_f64_u")
    body.get(sign)
    body.op("i32.or", "return")
    body.end()
    body.get(size)
    body.op("i64.reinterpret_f64")
    body.tee(bits)
    body.get(bits)
    body.const(42, 64)
    body.op("i64.shr_u")
    body.const(1, 64)
    body.op("i64.and", "i64.add")
    body.const((1 << 41) - 1, 64)
    body.op("i64.add")
    body.const(42, 64)
    body.op("i64.shr_u", "i32.wrap_i64")
    body.const((1023 - 15) << 10)
    body.op("i32.sub")
    body.get(sign)
    body.op("i32.or")
    return body
