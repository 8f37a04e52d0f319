"""Stores that nobody can read are removed.

    store.32 [%1], 1                store.32 [%1], 2
    store.32 [%1], 2          =>    ...
    ...

Within a block a store goes if a later one overwrites all its bytes before anything may read them. Stores to a private
slot (memory.py) that is never read go altogether; so do those that reach a `ret` unread. Requires: SSA.
"""

from collections.abc import Mapping

from toolchain.cc.ir.ops import Data, Function, Ins
from toolchain.cc.passes.memory import Location, Memory


def eliminate_dead_stores(function: Function, data: Mapping[str, Data], private: frozenset[str] = frozenset()) -> None:
    """Remove dead stores, block by block from the end."""
    if not any(ins.op == "store" for block in function.blocks for ins in block.ins):
        return
    memory = Memory(function, data, private)
    read = _slots_read(function, memory)
    for block in function.blocks:
        dead = _dead_stores(block.ins, memory, read)
        if dead:
            block.ins = [ins for ins in block.ins if ins not in dead]


def _slots_read(function: Function, memory: Memory) -> set[Ins]:
    """Slots whose content may be looked at somewhere."""
    read = set(memory.escaped)
    for block in function.blocks:
        for ins in block.ins:
            if ins.op in ("load", "memcpy"):
                root = memory.root(ins.args[-1] if ins.op == "memcpy" else ins.args[0])
                if isinstance(root, Ins):
                    read.add(root)
    return read


def _dead_stores(instructions: list[Ins], memory: Memory, read: set[Ins]) -> set[Ins]:
    dead: set[Ins] = set()
    overwritten: list[Location] = []  # bytes that are written again before any read
    needed: set[Ins] | None = set() if instructions[-1].op == "ret" else None  # slots read before the function returns
    for ins in reversed(instructions):
        op = ins.op
        if op in ("store", "memzero"):
            location = memory.at(ins.args[0], ins.offset, ins.width or ins.size)
            if not ins.volatile and (_is_lost(location, memory, read, needed)
                                     or any(_covers(later, location) for later in overwritten)):
                dead.add(ins)
            elif op == "store" and not ins.volatile:
                overwritten.append(location)
        elif op == "memcpy" and _is_lost(memory.at(ins.args[0], 0, ins.size), memory, read, needed):
            dead.add(ins)
        elif op in ("load", "memcpy"):
            location = memory.location(ins) if op == "load" else memory.at(ins.args[1], 0, ins.size)
            overwritten = [each for each in overwritten if not memory.may_overlap(each, location)]
            if needed is not None and isinstance(location.root, Ins):
                needed.add(location.root)
        elif op == "call":
            overwritten = [each for each in overwritten if memory.survives_calls(each.root)]
    return dead


def _is_lost(location: Location, memory: Memory, read: set[Ins], needed: set[Ins] | None) -> bool:
    """Whether a private slot is written that is read nowhere, or not before the function returns."""
    root = location.root
    if not isinstance(root, Ins) or root in memory.escaped:
        return False
    return root not in read or (needed is not None and root not in needed)


def _covers(later: Location, earlier: Location) -> bool:
    return (later.base is earlier.base or (not isinstance(later.base, Ins) and later.base == earlier.base)) and (
        later.offset <= earlier.offset and earlier.offset + earlier.width <= later.offset + later.width)
