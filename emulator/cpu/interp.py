"""The reference interpreter: executes instructions one by one and says why it stopped.

`run` is the contract of every engine: at most `budget` instructions, exact to the instruction, the machine left
between two instructions. It is the plain loop; with breakpoints set, or for someone who wants to see every
instruction, `run_observed` does the same around single steps.
"""

from typing import Protocol

from emulator.cpu.decode import Decoder
from emulator.cpu.faults import Fault, Halt, TopLevelReturn
from emulator.cpu.machine import Machine
from emulator.cpu.stop import BUDGET_SPENT, Breakpoint, BudgetSpent, Exited, Faulted, Stop


def run(machine: Machine, budget: int) -> Stop:
    """Execute at most `budget` instructions and say why the run ended."""
    return run_observed(machine, budget) if machine.breakpoints else _execute(machine, budget)


def _execute(m: Machine, budget: int) -> Stop:
    """`run` without breakpoints."""
    decoded = m.decoded
    if decoded is None:
        m.decoded = decoded = Decoder(m)
    pc, done = m.pc, 0
    try:
        for done in range(budget):  # noqa: B007 - read by the except clauses
            pc = m.pc
            handler, m.pc = decoded[pc]
            handler()
    except Halt as halt:
        m.count += done + 1
        return halt.stop
    except Fault as fault:
        m.pc = pc
        m.count += done
        m.regs[0] = fault.code
        return Faulted(fault.code, pc, fault.address)
    except TopLevelReturn:
        m.pc = pc
        m.count += done
        return Exited(m.regs[0])
    m.count += max(budget, 0)
    return BUDGET_SPENT


class Observer(Protocol):
    """Someone who looks at every instruction; the machine's `count` is right at both calls."""

    def before(self, machine: Machine) -> None:
        """The instruction at `machine.pc` is about to be executed."""

    def after(self, machine: Machine, stop: Stop) -> None:
        """It was executed, or `stop` says why not."""


def run_observed(machine: Machine, budget: int, observer: Observer | None = None) -> Stop:
    """`run`, telling `observer` about each instruction and stopping before those at `machine.breakpoints`."""
    for _ in range(budget):
        here = machine.pc, machine.count
        if machine.pc in machine.breakpoints and machine.stopped_at != here:
            machine.stopped_at = here
            return Breakpoint(machine.pc)
        if observer is not None:
            observer.before(machine)
        stop = _execute(machine, 1)
        if observer is not None:
            observer.after(machine, stop)
        if not isinstance(stop, BudgetSpent):
            return stop
    return BUDGET_SPENT
