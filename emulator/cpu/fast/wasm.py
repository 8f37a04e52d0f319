"""Writes WebAssembly modules in their binary form: just what this engine emits.

`Body` collects the instructions of one function; it counts its own locals and knows the enclosing blocks by name, so
that a branch names its destination. `Module` puts functions around one imported memory and gives the bytes.
Instructions are named as in the specification's text format.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

Type = Literal["i32", "i64", "f32", "f64"]

_TYPES: Final[Mapping[Type, int]] = {"i32": 0x7F, "i64": 0x7E, "f32": 0x7D, "f64": 0x7C}
_COMPARISONS = "eqz eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u"
_INTEGERS = "clz ctz popcnt add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr"
_FLOATS = "abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign"
_OPCODES: Final[tuple[tuple[int, str, str], ...]] = (  # the first opcode of a row of them, a prefix, the names
    (0x0F, "", "return"), (0x1A, "", "drop select"),
    (0x45, "i32.", _COMPARISONS), (0x50, "i64.", _COMPARISONS),
    (0x5B, "f32.", "eq ne lt gt le ge"), (0x61, "f64.", "eq ne lt gt le ge"),
    (0x67, "i32.", _INTEGERS), (0x79, "i64.", _INTEGERS), (0x8B, "f32.", _FLOATS), (0x99, "f64.", _FLOATS),
    (0xA7, "i32.", "wrap_i64"), (0xAC, "i64.", "extend_i32_s extend_i32_u"),
    (0xB2, "f32.", "convert_i32_s convert_i32_u convert_i64_s convert_i64_u demote_f64"),
    (0xB7, "f64.", "convert_i32_s convert_i32_u convert_i64_s convert_i64_u promote_f32"),
    (0xBC, "", "i32.reinterpret_f32 i64.reinterpret_f64 f32.reinterpret_i32 f64.reinterpret_i64"),
)
_SATURATING = "trunc_sat_f32_s trunc_sat_f32_u trunc_sat_f64_s trunc_sat_f64_u"
_SIMPLE: Final[Mapping[str, bytes]] = {
    prefix + name: bytes([first + n])
    for first, prefix, names in _OPCODES for n, name in enumerate(names.split())
} | {
    prefix + name: bytes([0xFC, first + n])
    for first, prefix in ((0, "i32."), (4, "i64.")) for n, name in enumerate(_SATURATING.split())
}
_MEMORY: Final[Mapping[str, int]] = {
    "i32.load": 0x28, "i64.load": 0x29, "i32.load8_s": 0x2C, "i32.load8_u": 0x2D, "i32.load16_s": 0x2E,
    "i32.load16_u": 0x2F, "i32.store": 0x36, "i64.store": 0x37, "i32.store8": 0x3A, "i32.store16": 0x3B}


def unsigned(value: int) -> bytes:
    """Return the LEB128 form of a number >= 0."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def signed(value: int) -> bytes:
    """Return the signed LEB128 form of a number."""
    out = bytearray()
    while not -0x40 <= value < 0x40:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value & 0x7F)
    return bytes(out)


def _vector(parts: Sequence[bytes]) -> bytes:
    return unsigned(len(parts)) + b"".join(parts)


def _sized(data: bytes) -> bytes:
    return unsigned(len(data)) + data


class Body:
    """The instructions of one function."""

    def __init__(self, parameters: Sequence[Type], results: Sequence[Type]) -> None:
        self.parameters = tuple(parameters)
        self.results = tuple(results)
        self.code = bytearray()
        self.locals: list[Type] = list(parameters)
        self._labels: list[str] = []

    def local(self, kind: Type) -> int:
        """Return the index of a new local variable, which starts as 0."""
        self.locals.append(kind)
        return len(self.locals) - 1

    def op(self, *names: str) -> None:
        """Emit instructions without immediates."""
        for name in names:
            self.code += _SIMPLE[name]

    def get(self, index: int) -> None:
        """Push a local."""
        self.code += b"\x20" + unsigned(index)

    def set(self, index: int) -> None:
        """Pop into a local."""
        self.code += b"\x21" + unsigned(index)

    def tee(self, index: int) -> None:
        """Copy the top into a local."""
        self.code += b"\x22" + unsigned(index)

    def const(self, value: int, width: int = 32) -> None:
        """Push a number, given as its bits or as a signed number."""
        if value >> (width - 1) & 1 and value > 0:
            value -= 1 << width
        self.code += (b"\x41" if width == 32 else b"\x42") + signed(value)

    def const_f64(self, value: float) -> None:
        """Push a double."""
        self.code += b"\x44" + struct.pack("<d", value)

    def float_bits(self, bits: int, width: int) -> None:
        """Push a float, given as its bits."""
        self.code += (b"\x43" if width == 32 else b"\x44") + bits.to_bytes(width // 8, "little")

    def access(self, name: str, offset: int = 0) -> None:
        """Emit a load or store at the address on the stack plus `offset`."""
        self.code += bytes([_MEMORY[name], 0]) + unsigned(offset)

    def block(self, label: str) -> None:
        """Open a block; a branch to it goes behind its end."""
        self._labels.append(label)
        self.code += b"\x02\x40"

    def loop(self, label: str) -> None:
        """Open a loop; a branch to it goes to its start."""
        self._labels.append(label)
        self.code += b"\x03\x40"

    def begin_if(self, label: str = "") -> None:
        """Open what happens if the top is not 0."""
        self._labels.append(label)
        self.code += b"\x04\x40"

    def otherwise(self) -> None:
        """Open the other half of an if."""
        self.code += b"\x05"

    def end(self) -> None:
        """Close the innermost block."""
        self._labels.pop()
        self.code += b"\x0B"

    def depth(self, label: str) -> int:
        """Return how many blocks lie between here and the innermost block of that name."""
        return self._labels[::-1].index(label)

    def branch(self, label: str) -> None:
        """Go to a label."""
        self.code += b"\x0C" + unsigned(self.depth(label))

    def branch_if(self, label: str) -> None:
        """Go to a label if the top is not 0."""
        self.code += b"\x0D" + unsigned(self.depth(label))

    def branch_table(self, labels: Sequence[str], default: str) -> None:
        """Go to the label that the top chooses."""
        distance = {label: unsigned(n) for n, label in reversed(list(enumerate(self._labels[::-1])))}
        self.code += b"\x0E" + _vector([distance[label] for label in labels]) + distance[default]

    def call(self, function: int) -> None:
        """Call the function with that index."""
        self.code += b"\x10" + unsigned(function)

    def call_indirect(self, type_index: int) -> None:
        """Call the function of that type whose place in the table is on top of its arguments."""
        self.code += b"\x11" + unsigned(type_index) + b"\x00"

    def encoded(self) -> bytes:
        """Return the function as an entry of the code section."""
        assert not self._labels, "every block is closed"
        extra = self.locals[len(self.parameters):]
        runs: list[tuple[int, Type]] = []
        for kind in extra:
            if runs and runs[-1][1] == kind:
                runs[-1] = (runs[-1][0] + 1, kind)
            else:
                runs.append((1, kind))
        declared = [unsigned(count) + bytes([_TYPES[kind]]) for count, kind in runs]
        return _sized(_vector(declared) + bytes(self.code) + b"\x0B")


@dataclass(slots=True)
class Module:
    """Functions around an imported memory and table of functions; `exports` maps names to function indices."""

    types: list[bytes] = field(default_factory=list)
    functions: list[Body] = field(default_factory=list)
    exports: dict[str, int] = field(default_factory=dict)

    def add(self, body: Body, export: str | None = None) -> int:
        """Add a function; return its index."""
        self.functions.append(body)
        if export is not None:
            self.exports[export] = len(self.functions) - 1
        return len(self.functions) - 1

    def type_index(self, parameters: Sequence[Type], results: Sequence[Type]) -> int:
        """Return the number of a function type."""
        kind = (b"\x60" + _vector([bytes([_TYPES[t]]) for t in parameters])
                + _vector([bytes([_TYPES[t]]) for t in results]))
        if kind not in self.types:
            self.types.append(kind)
        return self.types.index(kind)

    def encoded(self) -> bytes:
        """Return the module."""
        indices = [unsigned(self.type_index(body.parameters, body.results)) for body in self.functions]
        exports = [_sized(name.encode()) + b"\x00" + unsigned(index) for name, index in self.exports.items()]
        memory = _sized(b"env") + _sized(b"memory") + b"\x02\x00\x00"
        table = _sized(b"env") + _sized(b"table") + b"\x01\x70\x00\x00"
        sections = (
            (1, _vector(self.types)), (2, _vector([memory, table])), (3, _vector(indices)), (7, _vector(exports)),
            (10, _vector([body.encoded() for body in self.functions])))
        return b"\0asm\x01\0\0\0" + b"".join(bytes([number]) + _sized(data) for number, data in sections)
