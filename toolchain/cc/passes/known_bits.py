"""What is known of an i32 without running the program: how many low bits carry its value.

`unsigned_bits(v)` is n if 0 <= v < 2^n; `signed_bits(v)` is n if -2^(n-1) <= v < 2^(n-1). 32 says nothing. Both look
through a few operations only, so they cost little and may be asked everywhere.
"""

from toolchain.cc.ir.ops import I32, OPS, Const, Ins, Param, Undef, Value

_DEPTH = 4


def is_extended(value: Value, width: int, *, signed: bool) -> bool:
    """Whether extending `value` from `width` bytes would not change it."""
    if signed:
        return signed_bits(value) <= width * 8
    return unsigned_bits(value) <= width * 8


def unsigned_bits(value: Value, depth: int = _DEPTH) -> int:
    """Return the smallest n known with 0 <= value < 2^n."""
    if isinstance(value, Const):
        return value.value.bit_length()
    if isinstance(value, Param):
        return value.width * 8 if value.width and not value.signed else 32
    if not isinstance(value, Ins) or value.type != I32:
        return 32
    op, args = value.op, value.args
    if op in ("load", "call"):
        return value.width * 8 if value.width and not value.signed else 32
    if OPS[op].compare:
        return 1
    if op == "zext8":
        return min(8, unsigned_bits(args[0], depth - 1)) if depth else 8
    if op == "zext16":
        return min(16, unsigned_bits(args[0], depth - 1)) if depth else 16
    if op in ("clz", "ctz", "popcount"):
        return 6
    if not depth:
        return 32
    return _unsigned_deep(op, args, depth - 1)


def _unsigned_deep(op: str, args: list[Value], depth: int) -> int:
    if op == "and":
        return min(unsigned_bits(args[0], depth), unsigned_bits(args[1], depth))
    if op in ("or", "xor", "umax"):
        return max(unsigned_bits(args[0], depth), unsigned_bits(args[1], depth))
    if op == "umin":
        return min(unsigned_bits(args[0], depth), unsigned_bits(args[1], depth))
    if op == "select":
        return max(unsigned_bits(args[1], depth), unsigned_bits(args[2], depth))
    if op == "phi":
        return max((unsigned_bits(arg, 0) for arg in args), default=32)
    if op in ("udiv", "copy"):
        return unsigned_bits(args[0], depth)
    if op == "urem":
        return min(unsigned_bits(args[0], depth), unsigned_bits(args[1], depth))
    if op == "add":
        bits = max(unsigned_bits(args[0], depth), unsigned_bits(args[1], depth))
        return min(bits + 1, 32)
    if op == "mul":
        return min(unsigned_bits(args[0], depth) + unsigned_bits(args[1], depth), 32)
    if op in ("lshr", "shl") and isinstance(args[1], Const):
        amount = int(args[1].value) & 31
        bits = unsigned_bits(args[0], depth)
        return max(bits - amount, 0) if op == "lshr" else min(bits + amount, 32)
    if op in ("ashr", "smin", "smax", "srem", "sdiv"):
        bits = max(unsigned_bits(arg, depth) for arg in args)
        return bits if bits < 32 else 32
    return 32


def signed_bits(value: Value, depth: int = _DEPTH) -> int:
    """Return the smallest n known with -2^(n-1) <= value < 2^(n-1)."""
    if isinstance(value, Const):
        number = value.value - (1 << 32) if value.value >> 31 else value.value
        return (number if number >= 0 else ~number).bit_length() + 1
    if isinstance(value, Undef):
        return 1
    known = min(unsigned_bits(value, depth) + 1, 32)
    if isinstance(value, Param):
        return value.width * 8 if value.width and value.signed else known
    if not isinstance(value, Ins) or value.type != I32:
        return 32
    op, args = value.op, value.args
    if op in ("load", "call"):
        return value.width * 8 if value.width and value.signed else known
    if op == "sext8":
        return min(8, known)
    if op == "sext16":
        return min(16, known, signed_bits(args[0], depth - 1) if depth else 32)
    if not depth or known < 32:
        return known
    return _signed_deep(op, args, depth - 1)


def _signed_deep(op: str, args: list[Value], depth: int) -> int:
    if op in ("and", "or", "xor", "smin", "smax"):
        return max(signed_bits(args[0], depth), signed_bits(args[1], depth))
    if op == "select":
        return max(signed_bits(args[1], depth), signed_bits(args[2], depth))
    if op == "phi":
        return max((signed_bits(arg, 0) for arg in args), default=32)
    if op in ("add", "sub"):
        return min(max(signed_bits(args[0], depth), signed_bits(args[1], depth)) + 1, 32)
    if op == "mul":
        return min(signed_bits(args[0], depth) + signed_bits(args[1], depth), 32)
    if op in ("copy", "srem"):
        return signed_bits(args[0], depth)
    if op == "ashr" and isinstance(args[1], Const):
        return max(signed_bits(args[0], depth) - (int(args[1].value) & 31), 1)
    return 32
