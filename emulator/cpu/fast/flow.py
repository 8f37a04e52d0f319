"""Reads code as a graph: instructions, where each can go next, and basic blocks.

`explore` collects instructions from given addresses along branches, calls and returns, up to a limit; `Cluster` holds
them as blocks. An entry is a block that control can reach in another way than by a known branch within the cluster, or
backward: call targets, return sites, behind system calls, branch tables, loop heads. Where a block leaves the cluster,
it names the address at which execution goes on outside.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from emulator.cpu import ir
from emulator.cpu.decode import fetch, operands
from emulator.cpu.faults import Fault
from emulator.cpu.lower import lower
from emulator.cpu.machine import Machine
from emulator.cpu.semantics import parameters
from emulator.cpu.words import M32


@dataclass(frozen=True, slots=True)
class Flow:
    """Where an instruction goes. Without `jumps` to the next; `target` is None if only known when it is executed."""

    jumps: bool = False
    conditional: bool = False
    target: int | None = None
    links: bool = False
    table: tuple[int, ...] = ()


STRAIGHT = Flow()


@dataclass(frozen=True, slots=True)
class Instruction:
    """One decoded instruction with the values of its operands."""

    pc: int
    after: int
    operation: ir.Operation
    values: Mapping[str, int]
    flow: Flow


@dataclass(slots=True)
class Block:
    """Instructions that are executed one after another. `successors` are addresses, in the cluster or not."""

    start: int
    body: list[Instruction]
    successors: tuple[int, ...]
    dynamic: bool


@dataclass(frozen=True, slots=True)
class Cluster:
    """Blocks by address, in ascending order."""

    blocks: Mapping[int, Block]
    entries: tuple[int, ...]


def read_instruction(machine: Machine, pc: int) -> Instruction | None:
    """Return the instruction at `pc`, or None if it is for the reference interpreter: there is none, or it stops."""
    if pc & 3:
        return None
    try:
        insn = fetch(machine, pc)
    except Fault:
        return None
    operation = lower(insn.row.name, flat=machine.flat)
    if isinstance(operation.statements[-1], ir.Stop):
        return None
    found = zip(parameters(insn.row), operands(machine, insn, pc), strict=True)
    values: dict[str, int] = {}
    table: tuple[int, ...] = ()
    for name, value in found:
        if isinstance(value, tuple):
            table = value
        else:
            values[name] = value
    after = (pc + insn.size) & M32
    flow = _flow(operation, values, after, table) if insn.row.ends_block else STRAIGHT
    return Instruction(pc, after, operation, values, flow)


def _flow(operation: ir.Operation, values: Mapping[str, int], after: int, table: tuple[int, ...]) -> Flow:
    known: dict[str, int | None] = {}
    links = False
    for statement in operation.statements:
        if isinstance(statement, ir.Let):
            known[statement.name] = constant(statement.value, values, after, known)
        elif isinstance(statement, ir.Store):
            links = links or statement.value == ir.StateValue("pc")
        elif isinstance(statement, ir.Jump):
            target = constant(statement.target, values, after, known)
            return Flow(True, statement.condition is not None, target, links, table)
    return STRAIGHT


def constant(expression: ir.Expression, values: Mapping[str, int], after: int,
             known: Mapping[str, int | None]) -> int | None:
    """Return the value of a 32-bit expression that depends on operands and the address only, else None."""
    def fold(inner: ir.Expression) -> int | None:
        return constant(inner, values, after, known)
    match expression:
        case ir.Const(value, _):
            return value
        case ir.SlotValue(slot, 32):
            return values[slot] & M32
        case ir.StateValue("pc"):
            return after
        case ir.Local(name):
            return known.get(name)
        case ir.Select(condition, yes, no):
            chosen = fold(condition)
            return None if chosen is None else fold(yes if chosen else no)
        case ir.Compare("ne", left, right):
            x, y = fold(left), fold(right)
            return None if x is None or y is None else int(x != y)
        case ir.Binary("add" | "and" as operator, left, right, 32):
            x, y = fold(left), fold(right)
            if x is None or y is None:
                return None
            return (x + y) & M32 if operator == "add" else x & y
        case _:
            return None


def explore(machine: Machine, starts: Iterable[int], limit: int) -> Cluster:
    """Collect up to `limit` instructions that can be reached from `starts`, what is near first."""
    code: dict[int, Instruction] = {}
    first = list(starts)
    leaders, entries = set(first), set(first)
    waiting = deque(first)
    while waiting:
        pc = waiting.popleft()
        while pc not in code and len(code) < limit:
            insn = read_instruction(machine, pc)
            if insn is None:
                leaders.add((pc + 4) & M32)  # behind a system call
                entries.add((pc + 4) & M32)
                waiting.append((pc + 4) & M32) if _is_stop(machine, pc) else None
                break
            code[pc] = insn
            pc = insn.after
            flow = insn.flow
            if not flow.jumps:
                continue
            reached = [*flow.table] + ([flow.target] if flow.target is not None else [])
            leaders.update(reached)
            entries.update(flow.table)
            if flow.links:
                leaders.add(pc)
                entries.update((pc, *reached))
                waiting.appendleft(pc)
                waiting.extend(reached)
                break
            entries.update(target for target in reached if target <= insn.pc)
            waiting.extendleft(reached)
            if not flow.conditional:
                break
            leaders.add(pc)
    return _blocks(code, leaders, entries)


def _is_stop(machine: Machine, pc: int) -> bool:
    """Whether the instruction at `pc` is one that goes on behind itself when it has been served."""
    try:
        insn = fetch(machine, pc)
    except Fault:
        return False
    return isinstance(lower(insn.row.name, flat=machine.flat).statements[-1], ir.Stop)


def _blocks(code: Mapping[int, Instruction], leaders: set[int], entries: set[int]) -> Cluster:
    blocks: dict[int, Block] = {}
    for start in sorted(leaders & code.keys()):
        body: list[Instruction] = []
        pc = start
        while pc in code and not (body and (pc in leaders or body[-1].flow.jumps)):
            body.append(code[pc])
            pc = code[pc].after
        flow = body[-1].flow
        if not flow.jumps:
            successors: tuple[int, ...] = (pc,)
        elif flow.target is None:
            successors = ()
        else:
            successors = (flow.target, pc) if flow.conditional else (flow.target,)
        blocks[start] = Block(start, body, successors, dynamic=flow.jumps and flow.target is None)
    return Cluster(blocks, tuple(sorted(entries & blocks.keys())))
