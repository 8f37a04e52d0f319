"""The fast engine: `run` of emulator/cpu/interp.py, with the same results, by WebAssembly.

A machine runs on the reference interpreter until it has executed WARM instructions: a short program needs nothing of
this. Then its memory moves into the linear memory that all machines share, its code words are copied there, and it
runs there for good. Whatever is unusual about an instruction (a fault, a breakpoint, an illegal word) is found before
it has done anything; the reference interpreter executes it, so there is one meaning of faults and stops.

Machines may be run from several threads; one runs at a time. Where wasmtime cannot be loaded or the linear memory is
full, a machine stays on the reference interpreter, and `notice` says so once.
"""

import threading
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from emulator.cpu.fast import state
from emulator.cpu.fast.stops import COLD, SYSTEM_CALL
from emulator.cpu.interp import run as reference
from emulator.cpu.machine import Machine
from emulator.cpu.stop import BUDGET_SPENT, BudgetSpent, Stop, Syscall

if TYPE_CHECKING:
    from emulator.cpu.fast.residence import Program, Residence

WARM: Final = 20_000
ALLOWANCE: Final = 400_000
_LARGEST_STEP: Final = 0x7FFFFFFF
_AFTER_NOTHING: Final = 50  # instructions of the reference where two unusual ones follow each other
_LARGEST_ALLOWANCE: Final = 16_000_000


class Host:
    """The one linear memory of the process and the functions on it."""

    def __init__(self) -> None:
        from emulator.cpu.fast.arena import Arena
        from emulator.cpu.fast.native import Native

        self.native = Native()
        self.arena = Arena(self.native)
        self.block = self.native.view(0, state.SIZE)
        self.programs: weakref.WeakValueDictionary[object, Program] = weakref.WeakValueDictionary()
        self._runs: dict[bool, Callable[[int], int]] = {}

    def function(self, *, flat: bool) -> Callable[[int], int]:
        """Return what runs machines of a model."""
        if flat not in self._runs:
            from emulator.cpu.fast import cache

            def build() -> bytes:
                from emulator.cpu.fast.driver import build as build_driver

                return build_driver(flat=flat)

            made = cache.compiled(self.native, f"stepper-{'flat' if flat else 'v1'}", build)
            self._runs[flat] = self.native.load(made, "run")
        return self._runs[flat]

    def settle(self, machine: Machine, allowance: int) -> "Residence":
        """Move a machine in; raises NativeError when there is no room."""
        from emulator.cpu.fast.residence import Program, Residence, layout

        key = layout(machine)
        program = self.programs.get(key)
        if program is None:
            self.programs[key] = program = Program(self.native, self.arena, machine, allowance)
        return Residence(self.native, self.arena, machine, program)

    def mark(self, machine: Machine, residence: "Residence") -> None:
        """Make the machine stop before its breakpoints, and nowhere else."""
        from emulator.cpu.fast.residence import CodeCopy

        stops = frozenset(machine.breakpoints)
        program = residence.program
        copy = CodeCopy(self.native, self.arena, machine.code, sorted(stops)) if stops else program.copy
        residence.fetch_from(machine, copy, stops)

    def translate(self, machine: Machine, program: "Program") -> None:
        """Translate what the machine is executing, unless it was tried before."""
        program.allowance = min(2 * program.allowance, _LARGEST_ALLOWANCE)
        program.cold = program.allowance
        if machine.pc in program.translated:
            return
        from emulator.cpu.fast.hot import cluster_at
        from emulator.cpu.fast.native import NativeError
        from emulator.cpu.fast.translate import translate

        cluster = cluster_at(machine, machine.pc)
        program.translated.update(insn.pc for block in cluster.blocks.values() for insn in block.body)
        if not cluster.entries:
            return
        made = translate(machine, cluster)
        try:
            number = self.native.install(self.native.compile(made.module), "code")
        except NativeError:  # the table is full: the stepper goes on
            return
        for index, pc in enumerate(made.entries):
            program.entries[pc >> 2] = number << 16 | index


class FastEngine:
    """Runs machines.

    `warm` is how many instructions one executes before it moves; `allowance`, at least 1, how many the stepper
    executes before the first translation, and twice as many before each further one.
    """

    def __init__(self, notice: Callable[[str], None] = lambda _: None, *, warm: int = WARM,
                 allowance: int = ALLOWANCE) -> None:
        self._notice = notice
        self._warm = warm
        self._allowance = allowance
        self._works = True

    def run(self, machine: Machine, budget: int) -> Stop:
        """Execute at most `budget` instructions and say why the run ended."""
        if machine.residence is None:
            short = min(budget, self._warm - machine.count)
            if not self._works or not state.suits(machine):
                return reference(machine, budget)
            if short > 0:
                stop = reference(machine, short)
                if not isinstance(stop, BudgetSpent) or short == budget:
                    return stop
                budget -= short
            if not self._settle(machine):
                return reference(machine, budget)
        return _run_resident(machine, budget)

    def _settle(self, machine: Machine) -> bool:
        try:
            with _lock:
                machine.residence = _the_host().settle(machine, self._allowance)
        except ImportError:
            self._fail("wasmtime is not installed")
        except _native_error() as error:
            self._fail(str(error))
        return self._works

    def _fail(self, why: str) -> None:
        self._works = False
        self._notice(f"running on the slow reference engine: {why}")


_lock = threading.Lock()
_hosts: list[Host] = []


def _the_host() -> Host:
    if not _hosts:
        _hosts.append(Host())
    return _hosts[0]


def _native_error() -> type[Exception]:
    from emulator.cpu.fast.native import NativeError

    return NativeError


def _run_resident(machine: Machine, budget: int) -> Stop:
    """`run` for a machine that lives in the linear memory."""
    host, residence = _hosts[0], machine.residence
    assert residence is not None, "the machine has moved in"
    if machine.breakpoints != residence.stops:
        try:
            with _lock:
                host.mark(machine, residence)
        except _native_error():  # no room for another copy of the code
            return reference(machine, budget)
    with _lock:
        function = host.function(flat=machine.flat)
    block, constants, program = host.block, residence.constants, residence.program
    while budget > 0:
        asked = min(budget, _LARGEST_STEP)
        with _lock:
            state.put(block, machine, constants, program.cold)
            result = function(asked)
            program.cold = state.take(block, machine)
        executed = asked - (result & 0xFFFFFFFF)
        machine.count += executed
        budget -= executed
        why = result >> 32
        if executed == asked and not why & SYSTEM_CALL:
            continue
        if why == COLD:
            with _lock:
                host.translate(machine, program)
            continue
        if why:
            return Syscall(why >> 8 & 0xFF, why & 0xFF)
        asked = 1 if executed else min(budget, _AFTER_NOTHING)
        stop = reference(machine, asked)
        if not isinstance(stop, BudgetSpent):
            return stop
        budget -= asked
    return BUDGET_SPENT
