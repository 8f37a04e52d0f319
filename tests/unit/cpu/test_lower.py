"""Every meaning lowers to the typed IR, and the IR does what the meaning does."""

import random
import re
from collections.abc import Callable

import pytest

from emulator.cpu import ir
from emulator.cpu.faults import Fault, Halt, TopLevelReturn
from emulator.cpu.lower import lower, lower_meaning
from emulator.cpu.machine import FlatMachine, Machine, V1Machine
from emulator.cpu.ranges import Unlowered
from emulator.cpu.semantics import SEMANTICS, parameters
from emulator.cpu.words import M32, M64
from hxe.isa import BY_NAME, ROWS, Row, Slot
from tests.meaning_evaluator import Evaluator, Operands

BOUNDARIES = (0, 1, 2, 3, 31, 32, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x1000, 0x10FF, 0x1100, 0xFFF8,
              0xFFFC, 0xFFFD, 0xFFFE, 0x7FFFFFFF, 0x80000000, 0x80000001, 0xFFFFFFFC, 0xFFFFFFFE, 0xFFFFFFFF,
              0x7F800000, 0x7FC00000, 0x3F800000, 0xFF800000, 0x00800000, 0x7FF00000, 0x3C00, 0x7C00, 0x7E00)
STATES_PER_ROW = 40


def word(rng: random.Random) -> int:
    kind = rng.randrange(4)
    if kind == 0:
        return rng.getrandbits(32)
    if kind == 1:
        return rng.randrange(0x1000, 0x10000)
    return rng.choice(BOUNDARIES)


def operand(slot: Slot, rng: random.Random) -> int:
    value = rng.choice((slot.low, slot.high, 0, 1, rng.randint(slot.low, slot.high), rng.randint(slot.low, slot.high)))
    value = max(slot.low, min(slot.high, value))
    return value & ~1 if slot.pair else value


def operands(row: Row, rng: random.Random) -> Operands:
    found: dict[str, int | list[int]] = {}
    slots = {slot.name: slot for slot in row.slots}
    for name in parameters(row):
        found[name] = operand(slots[name], rng) if name in slots else rng.getrandbits(32)
    if "len" in found:
        pos = rng.randrange(32)
        found["pos"], found["len"] = pos, rng.randint(1, 32 - pos)
    if "table" in found:
        found["u16"] = rng.randrange(5)
        found["table"] = [rng.getrandbits(32) for _ in range(5)]
    return found


def machine(rng: random.Random, *, flat: bool) -> Machine:
    kind = FlatMachine if flat else V1Machine
    made = kind(b"", isa=0, mem_size=0x10000, data_base=0x1000 if flat else 0, ro_size=0x100 if flat else 0)
    made.regs[:] = [word(rng) for _ in range(16)]
    made.sp = rng.choice((0xFF00, 0xF008, 0xF000, 0xFFFC, 0x10000, 0xFFFD, 0x1000, word(rng)))
    made.pc = 4 * rng.randrange(1, 0x4000)
    made.psw = rng.randrange(16)
    made.depth = rng.choice((0, 1, 7))
    made.extra = rng.choice((0, 0xFFFFFFFF))
    made.stack_limit = rng.choice((0, 0xF000, 0xEFFC))
    made.memory[0x1000:0x1400] = rng.randbytes(0x400)
    made.memory[0xFE00:0x10000] = rng.randbytes(0x200)
    return made


def snapshot(m: Machine) -> tuple[object, ...]:
    return (*m.regs, m.pc, m.sp, m.psw, m.depth, m.extra, m.stack_limit, bytes(m.memory))


def outcome(action: Callable[[], None]) -> tuple[object, ...]:
    try:
        action()
    except (Fault, Halt, TopLevelReturn) as ending:
        return (type(ending).__name__, *ending.args)
    return ()


@pytest.mark.parametrize("flat", [False, True], ids=["v1", "flat"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_lowered_meaning_does_what_the_meaning_does(row: Row, flat: bool) -> None:
    operation = lower(row.name, flat=flat)
    for seed in range(STATES_PER_ROW):
        rng = random.Random(f"{row.name} {flat} {seed}")
        values = operands(row, rng)
        state = rng.getstate()
        direct = machine(rng, flat=flat)
        rng.setstate(state)
        lowered = machine(rng, flat=flat)
        before = snapshot(direct)
        ended = outcome(lambda: SEMANTICS[row.name](direct, *values.values()))  # noqa: B023 - called at once
        found = outcome(lambda: Evaluator(lowered, values).run(operation))  # noqa: B023 - called at once
        assert found == ended, f"seed {seed}: {values}"
        assert snapshot(lowered) == snapshot(direct), f"seed {seed}: {values}"
        if ended and ended[0] != "Halt":
            assert snapshot(direct) == before, f"seed {seed}: {row.name} faulted and left a trace"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_writes_and_reads_the_flags_that_it_names_and_no_others(row: Row) -> None:
    statements = lower(row.name, flat=True).statements
    assert {s.name.upper() for s in statements if isinstance(s, ir.SetFlag)} == set(row.writes)
    assert {name.upper() for name in re.findall(r"(?<!Set)Flag\(name='(\w)'", repr(statements))} == set(row.reads)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_that_jumps_or_stops_ends_a_block(row: Row) -> None:
    for flat in (False, True):
        ends = any(isinstance(s, ir.Jump | ir.Stop) for s in lower(row.name, flat=flat).statements)
        assert ends == row.ends_block


def test_the_text_of_an_operation_is_one_statement_a_line() -> None:
    assert str(lower("ADDQ", flat=True)) == "R[a] = add32(R[b], R[c])"
    assert str(lower("LDBSX", flat=True)).splitlines() == [
        "loaded1 = load8s [add32(add32(R[b], shl32(R[c], #sh)), #s10)]",
        "R[a] = loaded1",
    ]
    assert str(lower("POP", flat=False)).splitlines() == [
        "fault 0xFFFFFF02 if le_u32(mem_size, sp)",
        "loaded1 = load32 [sp]",
        "sp2 = add32(sp, 4)",
        "sp = sp2",
        "R[15] = sp2",
        "R[a] = loaded1",
    ]


# What the dialect refuses: each would be a wrong or untranslatable meaning of ADDQ a, b, c.

def sum_that_leaves_the_word(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = m.regs[b] + m.regs[c]


def negative_result(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = m.regs[b] - (m.regs[c] & 1)


def product_of_three(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = (m.regs[b] * m.regs[c] * m.regs[c]) >> 64


def shift_by_a_register(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = (m.regs[b] << m.regs[c]) & M32


def division_of_python(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = int(m.regs[b] / m.regs[c])


def loop(m: Machine, a: int, b: int, c: int) -> None:
    while m.regs[a]:
        m.regs[a] = m.regs[b] & m.regs[c]


def early_return(m: Machine, a: int, b: int, c: int) -> None:
    if m.regs[b] == 0:
        return
    m.regs[a] = m.regs[c]


def choice_of_writes(m: Machine, a: int, b: int, c: int) -> None:
    if m.regs[b] == 0:
        m.regs[a] = m.regs[c]


def fault_after_a_write(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = m.regs[b]
    if m.regs[c] == 0:
        m.fault(5)


def load_after_a_store(m: Machine, a: int, b: int, c: int) -> None:
    m.store32(m.regs[b], m.regs[c])
    m.regs[a] = m.load32(m.regs[c])


def read_after_a_write(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = m.regs[b]
    m.regs[b] = m.regs[c]


def load_in_a_choice(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = m.load32(m.regs[b]) if m.regs[c] == 0 else 0


def number_as_condition(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = m.regs[b] if m.regs[c] else 0


def hidden_write(m: Machine, a: int, b: int, c: int) -> None:
    m.count = m.regs[b]
    m.regs[a] = m.regs[c]


def unknown_function(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = max(m.regs[b], m.regs[c])


def two_jumps(m: Machine, a: int, b: int, c: int) -> None:
    m.pc = m.regs[a]
    if m.regs[b] == m.regs[c]:
        m.pc = 4


def wide_word(m: Machine, a: int, b: int, c: int) -> None:
    m.regs[a] = (m.regs[b] * m.regs[c]) & M64


@pytest.mark.parametrize("meaning", [
    sum_that_leaves_the_word, negative_result, product_of_three, shift_by_a_register, division_of_python, loop,
    early_return, choice_of_writes, fault_after_a_write, load_after_a_store, read_after_a_write, load_in_a_choice,
    number_as_condition, hidden_write, unknown_function, two_jumps, wide_word,
], ids=lambda meaning: meaning.__name__)
def test_a_meaning_outside_the_dialect_is_refused(meaning: Callable[..., None]) -> None:
    with pytest.raises(Unlowered, match="ADDQ: "):
        lower_meaning(meaning, BY_NAME["ADDQ"], flat=True)
