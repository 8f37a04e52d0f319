"""Parallel moves: the sequence does what all moves at once would do, whatever cycles they make."""

import random

import pytest

from toolchain.cc.target.machine import FrameObject, FrameRef, MFunction, MIns
from toolchain.cc.target.moves import Place, Source, Value, Word, sequence_moves

Key = int | tuple[FrameObject, int]


class Stack:
    """Registers and frame words; PUSH and POP shift what an SP-relative offset means, as on the machine."""

    def __init__(self, registers: list[int], words: dict[Key, int]) -> None:
        self.registers = list(registers)
        self.words = dict(words)
        self.pushed: list[int] = []

    def key(self, ref: object) -> Key:
        assert isinstance(ref, FrameRef)
        assert ref.base is not None
        return ref.base, ref.offset - 4 * len(self.pushed)

    def run(self, ins: MIns) -> None:
        registers = self.registers
        match ins.op:
            case "MOV" | "MOVL":
                source = ins.uses[0]
                values = registers[source:source + (2 if ins.op == "MOVL" else 1)]
                assert len(values) == 1 or (source % 2 == 0 and ins.defs[0] % 2 == 0), "pairs are even"
                registers[ins.defs[0]:ins.defs[0] + len(values)] = values
            case "LDIW" | "LDI32":
                assert isinstance(ins.imms[0], int)
                registers[ins.defs[0]] = ins.imms[0] & 0xFFFFFFFF
            case "LDS" | "LDSD":
                base, offset = self.pair(ins)
                for n in range(2 if ins.op == "LDSD" else 1):
                    registers[ins.defs[0] + n] = self.words[base, offset + 4 * n]
            case "STS" | "STSD":
                base, offset = self.pair(ins)
                for n in range(2 if ins.op == "STSD" else 1):
                    self.words[base, offset + 4 * n] = registers[ins.uses[0] + n]
            case "PUSH":
                self.pushed.append(registers[ins.uses[0]])
            case "POP":
                registers[ins.defs[0]] = self.pushed.pop()
            case _:
                pytest.fail(f"unexpected {ins.op}")

    def pair(self, ins: MIns) -> tuple[FrameObject, int]:
        key = self.key(ins.imms[0])
        assert isinstance(key, tuple)
        return key


def check(moves: list[tuple[Place, Source]], objects: list[FrameObject]) -> int:
    """Run the sequence on a machine of distinct values; return its length."""
    registers = [1000 + n for n in range(16)]
    words: dict[Key, int] = {
        (each, offset): 5000 + 100 * n + offset for n, each in enumerate(objects) for offset in (0, 4)}
    start = Stack(registers, words)
    wanted = Stack(registers, words)
    for target, source in moves:
        value = (start.registers[source] if isinstance(source, int) else
                 start.words[source.object, source.offset] if isinstance(source, Word) else source.imm)
        assert isinstance(value, int)
        if isinstance(target, int):
            wanted.registers[target] = value & 0xFFFFFFFF
        else:
            wanted.words[target.object, target.offset] = value & 0xFFFFFFFF
    code = sequence_moves(MFunction("f"), moves)
    for ins in code:
        start.run(ins)
    assert not start.pushed
    assert start.registers == wanted.registers
    assert {key: start.words[key] for key in words} == wanted.words
    return len(code)


def test_a_chain_needs_no_third_place() -> None:
    assert check([(1, 2), (2, 3), (3, 4)], []) == 3


def test_a_cycle_needs_one_more_move_in_and_out() -> None:
    assert check([(1, 2), (2, 1)], []) == 3


def test_a_pair_moves_as_one() -> None:
    assert check([(4, 2), (5, 3)], []) == 1
    home = FrameObject(8)
    assert check([(Word(home), 2), (Word(home, 4), 3)], [home]) == 1


def test_moves_to_their_own_place_vanish() -> None:
    assert check([(1, 1), (2, 2)], []) == 0


def test_memory_to_memory_keeps_all_registers() -> None:
    one, two = FrameObject(8), FrameObject(8)
    check([(Word(one), Word(two)), (Word(two), Word(one)), (Word(two, 4), Value(0x12345678))], [one, two])


@pytest.mark.parametrize("seed", range(200))
def test_any_set_of_moves_happens_as_if_at_once(seed: int) -> None:
    chance = random.Random(seed)
    objects = [FrameObject(8) for _ in range(3)]
    places: list[Place] = [*range(16), *(Word(each, offset) for each in objects for offset in (0, 4))]
    targets = chance.sample(places, chance.randint(1, 14))
    few = chance.sample(places, 6)
    moves: list[tuple[Place, Source]] = [
        (target, Value(chance.getrandbits(32)) if chance.random() < 0.15 else chance.choice([*few, *targets]))
        for target in targets]
    check(moves, objects)
