"""Runs the instruction vectors of *.test on the reference interpreter: one instruction each, from state to state.

    ADD a=1 b=2 c=3 | r2=0x7FFFFFFF r3=1 psw=ZC -> r1=0x80000000 psw=NV
    row and slots   | state before              -> what changes

`model v1` or `model flat` chooses the machine for the lines below it: 64 KiB of memory (flat: from 0x1000, constants
below 0x1100), code of 0x200 bytes, the instruction at 0x100. State: rN, sp, pc, psw (letters, - none), depth, extra,
limit (of the stack), isa (extensions, + between, - none) and [address]=bytes in hex. What is unnamed is: registers
some garbage, sp 0xFF00, psw -, depth and extra 0, all extensions. After the arrow stand changes and
fault=CODE[@address], syscall=module:function, break=number or exit=status; everything unnamed must be as before, and
the PC after the instruction (a fault or exit: on it). WORD w=... is a raw code word, NONE places no instruction.
"""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from emulator.cpu.interp import run
from emulator.cpu.machine import Machine
from emulator.cpu.stop import BUDGET_SPENT, Breakpoint, Exited, Faulted, Stop, Syscall
from hxe import abi
from hxe.image import Image
from hxe.isa import BY_NAME, encode

CODE_SIZE, HOME, MEMORY = 0x200, 0x100, 0x10000
FLAGS = {"Z": 1, "C": 2, "N": 4, "V": 8}


@dataclass(slots=True)
class State:
    regs: list[int] = field(default_factory=lambda: [0xC0DE0000 + n for n in range(16)])
    pc: int = HOME
    sp: int = 0xFF00
    psw: int = 0
    depth: int = 0
    extra: int = 0
    memory: bytearray = field(default_factory=lambda: bytearray(MEMORY))


@dataclass(slots=True)
class Vector:
    place: str
    flat: bool
    name: str
    slots: dict[str, str]
    before: list[tuple[str, str]]
    after: list[tuple[str, str]]


def pairs(text: str) -> list[tuple[str, str]]:
    return [(key, value) for key, _, value in (token.partition("=") for token in text.split())]


def read_vectors() -> list[Vector]:
    found: list[Vector] = []
    for path in sorted(Path(__file__).parent.glob("*.test")):
        flat = True
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.startswith("model "):
                flat = line.split()[1] == "flat"
            elif line and not line.startswith("#"):
                instruction, _, states = line.partition("|")
                before, arrow, after = states.partition("->")
                assert arrow, f"{path.name}:{number}: no ->"
                name, _, slots = instruction.partition(" ")
                place = f"{path.name}:{number}: {line}"
                found.append(Vector(place, flat, name, dict(pairs(slots)), pairs(before), pairs(after)))
    return found


VECTORS = read_vectors()


def apply(state: State, key: str, value: str) -> bool:
    """Set one thing of the state; False when it is something else."""
    if key.startswith("["):
        start, data = int(key[1:-1], 0), bytes.fromhex(value)
        state.memory[start:start + len(data)] = data
    elif key[0] == "r" and key[1:].isdigit():
        state.regs[int(key[1:])] = int(value, 0)
    elif key == "psw":
        state.psw = sum(FLAGS[letter] for letter in value if letter != "-")
    elif key in {"pc", "sp", "depth", "extra"}:
        setattr(state, key, int(value, 0))
    else:
        return False
    return True


def words_of(vector: Vector) -> tuple[int, ...]:
    if vector.name == "NONE":
        return ()
    if vector.name == "WORD":
        return (int(vector.slots["w"], 0),)
    row = BY_NAME[vector.name]
    words = encode(vector.name, *(int(vector.slots[slot.name], 0) for slot in row.slots))
    table = vector.slots.get("table")
    return words if table is None else (*words, *(int(distance) & 0xFFFFFFFF for distance in table.split(",")))


def machine_for(vector: Vector, before: State, others: dict[str, str]) -> Machine:
    words = b"".join(word.to_bytes(4, "big") for word in words_of(vector))
    code = bytearray(CODE_SIZE)
    end = min(before.pc + len(words), CODE_SIZE)
    code[before.pc:end] = words[:max(0, end - before.pc)]
    declared = others.get("isa", "INT+I64+F32+F64")
    isa = 0 if declared == "-" else sum(abi.Isa[name] for name in declared.split("+"))
    machine = Machine.from_image(Image(
        code=bytes(code), isa=isa | (abi.Isa.FLAT if vector.flat else 0), mem_size=MEMORY, stack_size=0x1000,
        data_base=0x1000, data=bytes(0x200), ro_size=0x100))
    if "limit" in others:
        machine.stack_limit = int(others["limit"], 0)
    machine.regs[:] = before.regs
    machine.pc, machine.sp, machine.psw = before.pc, before.sp, before.psw
    machine.depth, machine.extra = before.depth, before.extra
    machine.memory[:] = bytes(before.memory)
    return machine


def expected_stop(others: dict[str, str], before: State) -> Stop:
    if "fault" in others:
        code, _, address = others["fault"].partition("@")
        return Faulted(abi.Err[code], before.pc, int(address, 0) if address else None)
    if "syscall" in others:
        module, _, function = others["syscall"].partition(":")
        return Syscall(int(module), int(function))
    if "break" in others:
        return Breakpoint(before.pc, int(others["break"]))
    if "exit" in others:
        return Exited(int(others["exit"], 0))
    return BUDGET_SPENT


def differences(vector: Vector) -> list[str]:
    """Run a vector; return what is not as it says."""
    before, after = State(), State()
    inputs = {key: value for key, value in vector.before if not apply(before, key, value)}
    assert inputs.keys() <= {"isa", "limit"}, f"{vector.place}: unknown state {sorted(inputs)}"
    for key, value in vector.before:
        apply(after, key, value)
    outputs = dict(vector.after)
    stop = expected_stop(outputs, before)
    done = not isinstance(stop, Faulted | Exited) or (not vector.flat and outputs.get("fault") == "ILLEGAL")
    after.pc = before.pc + 4 * len(words_of(vector)) if done else before.pc
    for key, value in vector.after:
        assert apply(after, key, value) or key in {"fault", "syscall", "break", "exit"}, f"{vector.place}: {key}?"
    machine = machine_for(vector, before, inputs)
    limit = machine.stack_limit
    found = run(machine, 1)
    checks = [
        ("stop", found, stop), ("count", machine.count, int(done)), ("pc", machine.pc, after.pc),
        ("sp", machine.sp, after.sp), ("psw", machine.psw, after.psw), ("depth", machine.depth, after.depth),
        ("extra", machine.extra, after.extra),
        ("stack limit", machine.stack_limit, limit),
        *((f"r{n}", machine.regs[n], after.regs[n]) for n in range(16)),
        ("memory", bytes(machine.memory), bytes(after.memory)),
    ]
    return [f"{vector.place}\n    {what}: {got!r:.60}, expected {wanted!r:.60}"
            for what, got, wanted in checks if got != wanted]


@pytest.mark.parametrize("name", [*BY_NAME, "WORD", "NONE"])
def test_every_vector_of_the_row_gives_the_stated_result(name: str) -> None:
    wrong = [text for vector in VECTORS if vector.name == name for text in differences(vector)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", BY_NAME)
def test_every_row_has_at_least_eight_different_vectors(name: str) -> None:
    texts = {vector.place.partition(": ")[2] for vector in VECTORS if vector.name == name}
    assert len(texts) >= 8


@pytest.mark.parametrize("name", [row.name for row in BY_NAME.values() if row.writes])
def test_every_flag_that_a_row_writes_is_seen_set_and_cleared_if_it_can_be(name: str) -> None:
    seen: set[tuple[str, bool, bool]] = set()
    for vector in VECTORS:
        if vector.name == name and "psw" in dict(vector.after):
            before, after = dict(vector.before).get("psw", "-"), dict(vector.after)["psw"]
            seen.update((flag, flag in before, flag in after) for flag in FLAGS)
    always_clear = {"DIV": "CV", "AND": "CV", "OR": "CV", "XOR": "CV", "NOT": "CV", "LSL": "V", "LSR": "V", "ASR": "V"}
    for flag in BY_NAME[name].writes:
        assert (flag, True, False) in seen, f"{flag} is never cleared"
        assert flag in always_clear.get(name, "") or (flag, False, True) in seen, f"{flag} is never set"


@pytest.mark.parametrize("name", BY_NAME)
def test_no_vector_of_a_row_changes_a_flag_that_the_row_does_not_write(name: str) -> None:
    changed: set[str] = set()
    for vector in VECTORS:
        if vector.name == name:
            before = dict(vector.before).get("psw", "-")
            changed |= set(before) ^ set(dict(vector.after).get("psw", before))
    assert changed - {"-"} <= set(BY_NAME[name].writes)
