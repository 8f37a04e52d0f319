"""Chooses what to translate: the function that runs, those it calls, and its callers, up to a limit.

A function is what lies between two addresses that the code calls. What calls come from computed addresses is not
known; such code is translated when it is found running.
"""

from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache

from emulator.cpu.fast.flow import Cluster, explore
from emulator.cpu.machine import Machine
from hxe.isa import BY_NAME

LIMIT = 1500  # instructions of a cluster
_CALL = BY_NAME["CALLW"].opcode


def cluster_at(machine: Machine, pc: int) -> Cluster:
    """Return the cluster to translate for a machine that is running at `pc`."""
    starts, callers = _functions(machine.code)
    chosen: list[int] = []
    waiting = [_function_of(starts, pc)]
    for function in waiting:
        if function not in chosen and len(chosen) < _MOST:
            chosen.append(function)
            waiting.extend(_function_of(starts, caller) for caller in callers.get(function, ()))
    return explore(machine, _unique([pc, *chosen]), LIMIT)


_MOST = 40


def _unique(addresses: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(addresses))


def _function_of(starts: list[int], pc: int) -> int:
    """Return the start of the function that `pc` is in."""
    number = bisect_right(starts, pc)
    return starts[number - 1] if number else pc


@lru_cache(maxsize=16)
def _functions(code: bytes) -> tuple[list[int], dict[int, list[int]]]:
    """Return all addresses that are called, in order, and where each is called from."""
    callers: dict[int, list[int]] = {}
    for at in range(0, len(code) - 3, 4):
        if code[at] == _CALL:
            distance = int.from_bytes(code[at + 1:at + 4], "big", signed=True)
            target = at + 4 * distance
            if 0 <= target < len(code):
                callers.setdefault(target, []).append(at)
    return sorted(callers), callers
