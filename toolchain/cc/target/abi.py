"""The C calling convention of the flat machine (docs/c.md): where arguments, results and structs travel.

R1..R6 carry argument words in order, a 64-bit value takes the next even/odd pair and skipped registers are not filled
later; once an argument is on the stack all later ones are; variadic ones always are. The result is in R0 or R0:R1.
R0..R7 belong to the callee, R8..R15 to the caller.
"""

from collections.abc import Sequence
from dataclasses import dataclass

CALLER_SAVED = range(8)
CALLEE_SAVED = range(8, 16)
RESULT = 0
FIRST_ARGUMENT, LAST_ARGUMENT = 1, 6
WIDE = ("i64", "f64")


@dataclass(frozen=True, slots=True)
class Place:
    """Where one argument is: in `register` (the even one of a pair), or `stack` bytes above the first stack word."""

    register: int | None
    stack: int = 0


def place_arguments(types: Sequence[str], fixed: int) -> tuple[list[Place], int]:
    """Return the place of each argument and the bytes of stack arguments; the first `fixed` ones are named."""
    places: list[Place] = []
    register, stack = FIRST_ARGUMENT, 0
    for index, type_ in enumerate(types):
        wide = type_ in WIDE
        if wide and register % 2:
            register += 1
        if index < fixed and not stack and register + wide <= LAST_ARGUMENT:
            places.append(Place(register))
            register += 1 + wide
        else:
            places.append(Place(None, stack))
            stack += 8 if wide else 4
            register = LAST_ARGUMENT + 1
    return places, stack


def struct_argument_in_register(size: int) -> bool:
    """Whether a struct argument of `size` bytes travels as one word; larger ones as the address of a copy."""
    return size <= 4


def struct_result_type(size: int) -> str:
    """Return "i32" or "i64" for a struct result in R0 or R0:R1, "" for one behind a hidden first pointer."""
    return "i32" if size <= 4 else "i64" if size <= 8 else ""
