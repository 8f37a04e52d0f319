"""Constant expressions: against Python's arithmetic, and parsed operands kept apart from their place."""

import random

import pytest

from toolchain.asm.assemble import assemble
from toolchain.diagnostics import DiagnosticError

_SAFE = ("+", "-", "*", "&", "|", "^")


def _c_divide(a: int, b: int) -> int:
    return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)


def _random(rng: random.Random, depth: int) -> tuple[str, int]:
    """An expression fully parenthesised or not, and its value by Python."""
    if depth == 0 or rng.random() < 0.2:
        value = rng.choice([0, 1, 2, 3, 7, 255, 256, rng.randrange(1 << 16)])
        return rng.choice([f"{value}", f"0x{value:X}", f"0b{value:b}"]), value
    kind = rng.randrange(8)
    text, value = _random(rng, depth - 1)
    if kind == 0:
        sign = rng.choice("-~!")
        return f"{sign}({text})", {"-": -value, "~": ~value, "!": int(not value)}[sign]
    other_text, other = _random(rng, depth - 1)
    if kind == 1 and other:
        operator = rng.choice("/%")
        quotient = _c_divide(value, other)
        return f"({text}) {operator} ({other_text})", quotient if operator == "/" else value - other * quotient
    if kind == 2:
        amount = rng.randrange(8)
        return f"(({text}) << {amount})", value << amount
    if kind == 3:
        amount = rng.randrange(8)
        return f"(({text}) >> {amount})", value >> amount
    if kind == 4:
        operator = rng.choice(["==", "!=", "<", ">", "<=", ">="])
        return f"(({text}) {operator} ({other_text}))", int(eval(f"{value} {operator} {other}"))
    operator = rng.choice(_SAFE)
    return f"({text}) {operator} ({other_text})", int(eval(f"({value}) {operator} ({other})"))


def test_random_expressions_have_the_value_python_gives() -> None:
    rng = random.Random(2)
    chosen = [each for each in (_random(rng, 4) for _ in range(400)) if abs(each[1]) < 1 << 60]
    lines = "".join(f".quad {text}\n" for text, _ in chosen)
    section = assemble(".data\n" + lines, "t.s").section(".data")
    assert section is not None
    values = [int.from_bytes(section.data[at : at + 8], "little", signed=True) for at in range(0, section.size, 8)]
    assert values == [value for _, value in chosen]


@pytest.mark.parametrize(("text", "value"), [
    ("2 + 3 * 4", 14), ("2 * 3 + 4", 10), ("1 << 2 + 1", 8), ("6 & 3 == 3", 0),
    ("1 | 6 ^ 2 & 3", 5),
    ("10 - 4 - 3", 3), ("100 / 10 / 5", 2), ("7 % 4 * 2", 6), ("-7 / 2", -3), ("-7 % 2", -1), ("~0 & 0xFF", 255),
    ("- - 5", 5), ("!0 + !5", 1), ("1 < 2 == 1", 1), ("0 || 2 && 0", 0), ("'a' + 1", 98), ("(1 + 2) * 3", 9),
    ("lo16(0x12345678) + 0", 0x5678), ("1 << 40 >> 38", 4), ("+5", 5), ("0o17", 15), ("017", 17),
])
def test_precedence_is_that_of_c(text: str, value: int) -> None:
    section = assemble(f".data\n.quad {text}\n", "t.s").section(".data")
    assert section is not None
    assert int.from_bytes(section.data, "little", signed=True) == value


def test_inside_brackets_a_shift_binds_tighter_than_a_sum() -> None:
    code = assemble("LDX R1, [R2 + R3 << 2 + 1 << 3]\nLD R1, [R2 + 1 << 3]\n", "t.s").section(".text")
    assert code is not None
    assert code.data.hex() == "b512380802120008"


@pytest.mark.parametrize(("text", "message"), [
    ("1 +", "'1 +' ends too early"), ("(1", "'(1' ends too early"), ("1 2", "unexpected '2' in operand"),
    ("1 << 64", "shift by 64: expected 0..63"), ("1 << 63 << 63", "this value needs more than 64 bits"),
    ("5 % 0", "division by zero"), ("0x", "unexpected 'x' in operand"), ("1.5", "unexpected '.5' in operand"),
    ("'ab'", "this quote is never closed or holds a bad escape"), ("''", "this quote is never closed"),
    ("R1", "register R1 cannot stand here: expected a constant or a symbol"), ("[1]", "expected a value"),
    ("1,", "expected an operand, found nothing"), (", 1", "expected an operand, found nothing"),
    ("09z", "unexpected"), ("1__", None),
])
def test_broken_expressions_are_errors(text: str, message: str | None) -> None:
    if message is None:
        assemble(f".data\n.word {text}\n", "t.s")
        return
    with pytest.raises(DiagnosticError) as caught:
        assemble(f".data\n.word {text}\n", "t.s")
    assert message in caught.value.diagnostics[0].message


@pytest.mark.parametrize("text", ["(" * 5000 + "1" + ")" * 5000, "1" + "+1" * 5000, "-" * 5000 + "x", "!" * 3000 + "0"])
def test_deep_nesting_is_an_error_or_works_but_never_breaks(text: str) -> None:
    told: list[str] = []
    try:
        assemble(f".data\nx: .word {text}\n", "t.s")
    except DiagnosticError as error:
        told = [diagnostic.message for diagnostic in error.diagnostics]
    assert all("nested too deeply" in message or "needs a constant" in message for message in told)
