"""The fast engine does what the reference interpreter does: equal state and Stop at every stop, whatever the code.

HSX_LOCKSTEP_PROGRAMS sets how many programs of each kind run, HSX_FUZZ_SEED varies them.
"""

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("wasmtime")

from emulator.cpu.fast.engine import FastEngine
from emulator.cpu.interp import run as reference
from emulator.cpu.machine import Machine
from emulator.cpu.stop import Breakpoint, BudgetSpent, Exited, Faulted, Stop, Syscall
from emulator.cpu.words import M32
from hxe import abi
from hxe.format import load_image
from hxe.image import Image
from hxe.isa import FIELDS, ROWS, Row, encode

PROGRAMS = int(os.environ.get("HSX_LOCKSTEP_PROGRAMS", "150"))
MILLIONS = int(os.environ.get("HSX_LOCKSTEP_MILLIONS", "8"))
SEED = os.environ.get("HSX_FUZZ_SEED", "1")
ALL = abi.Isa.INT | abi.Isa.I64 | abi.Isa.F32 | abi.Isa.F64
MODELS = pytest.mark.parametrize("flat", [False, True], ids=["v1", "flat"])
WORDS = 256
NEVER = 1 << 30  # instructions before translation: the stepper executes all

FLOATS = (
    0, 0x80000000, 1, 0x3F800000, 0xBF800000, 0x7F800000, 0xFF800000, 0x7FC00000, 0xFFC00001, 0x7F800001, 0x00800000,
    0x007FFFFF, 0x4F000000, 0xCF000001, 0x5F000000, 0x7F7FFFFF, 0x3FF00000, 0x7FF00000, 0xFFF80000, 0x7FF00001,
    0x41E00000, 0xC1E00000, 0x43E00000, 0x3C00, 0xBC00, 0x7C00, 0xFC00, 0x7E00, 0x7C01, 0x03FF, 0x0400, 0x8001,
    0x3F0FFFFF,
    0x3F0FF800, 0x38800000, 0x387FE000, 0x387FC000, 0x477FF000, 0x477FEFFF, 0x33000000, 0x33000001)


def word(rng: random.Random) -> int:
    """An instruction with random operands: mostly legal, mostly near branches."""
    if rng.random() < 0.02:
        return rng.getrandbits(32)
    row = rng.choice(ROWS)
    bits = row.match | rng.getrandbits(32) & ~row.mask
    for slot in row.slots:
        if slot.pair and rng.random() < 0.97:
            bits &= ~(1 << FIELDS[slot.field][0])
    if row.name in {"JMP", "JZ", "JNZ"} and rng.random() < 0.9:
        return row.match | 4 * rng.randrange(WORDS)
    if row.ends_block and row.opcode >= 0xDB and rng.random() < 0.9:
        width = FIELDS[row.operands[-1].slots[0].field][1] if row.operands else 0
        if width >= 16 and not row.table:
            bits = bits & ~((1 << width) - 1) | rng.randint(-20, 20) & ((1 << width) - 1)
    if row.table and rng.random() < 0.9:
        bits &= ~0xFFFC
    return bits & M32


def value(rng: random.Random) -> int:
    """A register's content: a number, an address of data or code, a float."""
    return rng.choice((rng.getrandbits(32), rng.randrange(0x1000, 0x10000), rng.randrange(0, 4 * WORDS, 4),
                       rng.choice(FLOATS), rng.getrandbits(5), (1 << 32) - rng.randint(1, 9)))


def image(rng: random.Random, code: bytes, *, flat: bool) -> Image:
    isa = ALL if rng.random() < 0.9 else abi.Isa(rng.getrandbits(4))
    return Image(code=code, entry=4 * rng.randrange(1, WORDS), isa=isa | (abi.Isa.FLAT if flat else 0),
                 data=rng.randbytes(0x4000), data_base=0x1000, ro_size=rng.choice((0, 64, 0x3000)),
                 mem_size=rng.choice((0x10000, 0x8004)), stack_size=0x1000)


class Pair:
    """The same machine twice, on both engines."""

    def __init__(self, made: Image, *, warm: int = 0, allowance: int = NEVER) -> None:
        self.plain = Machine.from_image(made)
        self.fast = Machine.from_image(made)
        self.engine = FastEngine(warm=warm, allowance=allowance)

    def change(self, action: Callable[[Machine], None]) -> None:
        action(self.plain)
        action(self.fast)

    def is_translated(self) -> bool:
        """Whether any of the code was translated."""
        residence = self.fast.residence
        return residence is not None and any(residence.program.entries)

    def run(self, budget: int) -> Stop:
        """Run both; everything about them is equal afterwards."""
        before = self.plain.pc, self.plain.count
        stop = reference(self.plain, budget)
        other = self.engine.run(self.fast, budget)
        assert other == stop, f"stops differ after {before}, budget {budget}"
        assert describe(self.fast) == describe(self.plain), f"states differ after {before}, budget {budget}"
        assert self.fast.memory == self.plain.memory, f"memories differ after {before}, budget {budget}"
        return stop


def describe(m: Machine) -> dict[str, object]:
    return {"regs": list(m.regs), "pc": m.pc, "sp": m.sp, "psw": m.psw, "depth": m.depth, "count": m.count,
            "extra": m.extra, "stopped_at": m.stopped_at}


def scatter(rng: random.Random) -> Callable[[Machine], None]:
    """New registers, flags, SP and PC."""
    regs = [value(rng) for _ in range(16)]
    psw, pc, depth = rng.getrandbits(4), 4 * rng.randrange(WORDS), rng.randrange(3)
    sp = rng.choice((0x8000, 0xFFF0, 0x7FF8, 0x1004, rng.getrandbits(32), rng.randrange(0x7000, 0x8004, 4)))

    def action(m: Machine) -> None:
        m.regs[:] = regs
        m.psw, m.pc, m.sp, m.depth = psw, pc, sp, depth if not m.flat else 0

    return action


@MODELS
@pytest.mark.parametrize("translated", [False, True], ids=["stepper", "translated"])
def test_random_code_in_random_slices_with_faults_and_breakpoints(translated: bool, flat: bool) -> None:
    seen: set[type[Stop]] = set()
    with_entries = 0
    for program in range(PROGRAMS // 4 if translated else PROGRAMS):
        rng = random.Random(f"{SEED} {flat} {program} {translated}")  # equal code would share its translations
        made = image(rng, b"".join(word(rng).to_bytes(4, "big") for _ in range(WORDS)), flat=flat)
        pair = Pair(made, allowance=1 if translated else NEVER)
        for _ in range(60):
            stop = pair.run(rng.choice((1, 2, 3, 5, 40, 1000)))
            seen.add(type(stop))
            if isinstance(stop, Faulted | Exited) or rng.random() < 0.2:
                pair.change(scatter(rng))
            if rng.random() < 0.05:
                stops = {rng.choice((1, 4, 4, 4)) * rng.randrange(WORDS) for _ in range(rng.randrange(20))}
                pair.change(lambda m, stops=stops: setattr(m, "breakpoints", set(stops)))  # type: ignore[misc]
        with_entries += pair.is_translated()
    assert seen == {BudgetSpent, Syscall, Faulted, Breakpoint, *(() if flat else (Exited,))}
    assert with_entries > PROGRAMS // 5 if translated else with_entries == 0


TAME = [row for row in ROWS if not row.ends_block and "mem" not in row.effect
        and row.name not in {"ADJSP", "SETSP", "LDI32", "DIV"} and "faults" not in row.effect]
BRANCHES = [row for row in ROWS if row.name in {"BR", "BZ", "BNZ", "JMP", "JZ", "JNZ", "CALLW"} or ("if " in row.effect
            and row.ends_block and row.opcode >= 0xDB)]
TOUCHING = [row for row in ROWS if row.name in {"LDA", "STA", "LDHSA", "STBA", "LDS", "STS", "STSD", "LDSD", "RET"}]


def tame_code(rng: random.Random) -> bytes:
    """Code that seldom faults: arithmetic, a few accesses in bounds, and a tangle of branches and calls."""
    code = b""
    for at in range(WORDS):
        row = rng.choice(BRANCHES if rng.random() < 0.3 else TOUCHING if rng.random() < 0.1 else TAME)
        chosen = operands(rng, row)
        if row.ends_block and row.operands:
            near = rng.randrange(max(0, at - 25), min(WORDS, at + 25))
            chosen[row.slots.index(row.operands[-1].slots[0])] = 4 * near if row.opcode < 0x80 else near - at
        code += encode(row.name, *chosen)[0].to_bytes(4, "big")
    return code


@MODELS
def test_tangled_code_translated(flat: bool) -> None:
    executed = with_entries = 0
    for program in range(PROGRAMS // 4):
        rng = random.Random(f"{SEED} {flat} {program} tangled")
        made = Image(code=tame_code(rng), entry=4 * rng.randrange(WORDS), data=rng.randbytes(0x4000), ro_size=64,
                     isa=ALL | (abi.Isa.FLAT if flat else 0), data_base=0x1000, mem_size=0x10000, stack_size=0x4000)
        pair = Pair(made, allowance=1)
        pair.change(lambda m: setattr(m, "sp", 0xF000))
        for _ in range(25):
            if not isinstance(pair.run(rng.choice((1, 10, 100, 500, 3000))), BudgetSpent):
                pair.change(scatter(rng))
        executed += pair.plain.count
        with_entries += pair.is_translated()
    assert with_entries > PROGRAMS // 5
    assert executed > 10_000 * PROGRAMS // 4, "the code is not tame"


def operands(rng: random.Random, row: Row) -> list[int]:
    """Legal operand values, extremes more often."""
    chosen = []
    for slot in row.slots:
        number = rng.choice((slot.low, slot.high, rng.randint(slot.low, slot.high), rng.randint(slot.low, slot.high)))
        chosen.append(number & ~1 if slot.pair else number)
    if row.slots and row.slots[-1].name == "len":
        chosen[-1] = rng.randint(1, 32 - chosen[-2])
    for n, slot in enumerate(row.slots):
        if slot.name == "u20" and rng.random() < 0.5:
            chosen[n] = rng.randrange(0x1040, 0xFFF0)
    if row.table:
        chosen[1] = rng.randrange(8)
    return chosen


@MODELS
@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_every_instruction_alone(row: Row, flat: bool) -> None:
    rng = random.Random(f"{SEED} {row.name} {flat}")
    for _ in range(3):
        code = bytearray(rng.randbytes(4 * WORDS))
        starts = range(0, 4 * WORDS - 64, 48)
        for start in starts:
            for number, part in enumerate(encode(row.name, *operands(rng, row))):
                code[start + 4 * number:start + 4 * number + 4] = part.to_bytes(4, "big")
        pair = Pair(image(rng, bytes(code), flat=flat))
        for start in starts:
            pair.change(scatter(rng))
            pair.change(lambda m, start=start: setattr(m, "pc", start))  # type: ignore[misc]
            pair.run(1)


@MODELS
def test_the_move_from_the_reference_in_the_middle_of_a_slice_changes_nothing(flat: bool) -> None:
    rng = random.Random(f"{SEED} {flat} move")
    loop = [encode("ADDI", 1, 1, 3), encode("MULI", 2, 1, -7), encode("STS", 8, 2), encode("ADD", 3, 2, 1),
            encode("BR", -4)]
    code = b"".join(part.to_bytes(4, "big") for words in loop for part in words)
    made = Image(code=code, entry=0, isa=ALL | (abi.Isa.FLAT if flat else 0), data=b"", data_base=0x1000,
                 mem_size=0x8000, stack_size=0x1000)
    pair = Pair(made, warm=777)
    pair.change(lambda m: setattr(m, "sp", 0x7F00))
    for _ in range(50):
        assert pair.run(rng.randrange(100)) == BudgetSpent()
    assert pair.fast.residence is not None


def slots_of_code(rng: random.Random, row: Row) -> tuple[bytes, list[int]]:
    """Slots of `MOV R0, R0; the instruction; SVC; BR to the next slot`; and the addresses of the BRs.

    What follows an SVC is an entry of translated code.
    """
    code = bytearray()
    resumes: list[int] = []
    for _ in range(14):
        insn = encode(row.name, *operands(rng, row))
        table = [rng.randrange(-8, 8) & M32 for _ in range(insn[0] % 8 + 1)] if row.table else []
        words = [*encode("MOV", 0, 0), *insn, *table, *encode("SVC", 0, 1)]
        resumes.append(len(code) + 4 * len(words))
        words += encode("BR", 16 - len(words))
        code += b"".join(part.to_bytes(4, "big") for part in words).ljust(64, b"\xff")
    return bytes(code) + bytes(16), resumes[:-1]


@MODELS
@pytest.mark.parametrize("row", [row for row in ROWS if row.name not in {"SVC", "BRK"}], ids=lambda row: row.name)
def test_every_instruction_translated(row: Row, flat: bool) -> None:
    rng = random.Random(f"{SEED} {row.name} {flat} translated")
    executed = 0
    code, resumes = slots_of_code(rng, row)
    made = Image(code=code, entry=0, isa=ALL | (abi.Isa.FLAT if flat else 0), data=rng.randbytes(0x4000),
                 data_base=0x1000, ro_size=64, mem_size=0x10000, stack_size=0x1000)
    pair = Pair(made, allowance=1)
    pair.run(2)
    program = pair.fast.residence.program if pair.fast.residence else None
    assert program is not None
    for _ in range(4):
        for resume in resumes:
            start = (resume & -64) + 64
            known = next((pc for pc in (resume, start) if program.entries[pc >> 2]), None)
            pc = resume if known is None else known
            pair.change(scatter(rng))
            pair.change(lambda m, pc=pc: setattr(m, "pc", pc))  # type: ignore[misc]
            program.cold = 1 if known is None else 1000
            if pair.run(3 if pc == resume else 2) == BudgetSpent():
                executed += program.cold == 1000
    assert executed, "the translation of no instance was executed"


PROGRAM = """
unsigned seed = 1, table[300];
struct node { struct node *next; unsigned key; } nodes[64];
static unsigned next(void) { seed = seed * 1664525u + 1013904223u; return seed >> 7; }
static int order(unsigned a, unsigned b) { return a < b ? -1 : a > b; }
static void sort(int low, int high) {
    while (low < high) {
        unsigned pivot = table[(low + high) / 2];
        int i = low, j = high;
        while (i <= j) {
            while (order(table[i], pivot) < 0) i++;
            while (order(table[j], pivot) > 0) j--;
            if (i <= j) { unsigned t = table[i]; table[i++] = table[j]; table[j--] = t; }
        }
        sort(low, j);
        low = i;
    }
}
static unsigned step(unsigned kind, unsigned x, unsigned y) {
    switch (kind) {
    case 0: return x + y;
    case 1: return x - y;
    case 2: return x * y;
    case 3: return y ? x / y : 1;
    case 4: return y ? (unsigned)((int)x % (int)(y | 1)) : 2;
    case 5: return x << (y & 31);
    case 6: return (unsigned)((int)x >> (y & 31));
    case 7: return x ^ y;
    default: return (unsigned char)x + (signed char)y + (short)x;
    }
}
unsigned (*volatile chosen)(unsigned, unsigned, unsigned) = step;
int main(void) {
    unsigned sum = 0;
    for (int round = 0; round < 1000000; round++) {
        for (int i = 0; i < 300; i++) table[i] = next();
        sort(0, 299);
        struct node *list = 0;
        for (int i = 0; i < 64; i++) { nodes[i].key = next(); nodes[i].next = list; list = &nodes[i]; }
        for (; list; list = list->next) sum = chosen(next() % 10, sum + list->key, next());
        sum += table[round % 300];
    }
    return (int)sum;
}
"""


def test_a_compiled_program_in_slices_of_every_size(tmp_path: Path) -> None:
    source = tmp_path / "program.c"
    source.write_text(PROGRAM)
    output = tmp_path / "program.hxe"
    subprocess.run([sys.executable, "-m", "toolchain.cc.cli", "-O1", str(source), "-o", str(output)], check=True)
    rng = random.Random(f"{SEED} program")
    pair = Pair(load_image(str(output)), warm=1000, allowance=5000)
    left = MILLIONS * 1_000_000
    while left > 0:
        budget = rng.choice((1, 7, 100, 10_000, rng.randrange(200_000)))
        assert pair.run(budget) == BudgetSpent()
        left -= budget
    residence = pair.fast.residence
    assert residence is not None
    assert sum(entry != 0 for entry in residence.program.entries) > 10, "nothing was translated"
