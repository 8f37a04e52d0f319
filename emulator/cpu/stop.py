"""Why an engine returned: the values of `run(machine, budget) -> Stop`.

Every Stop leaves the machine between two instructions, so that a later `run` goes on from there:

    BudgetSpent  exactly `budget` instructions were executed
    Syscall      PC is after the SVC, which is counted; whoever serves the call writes its results to the registers
    Breakpoint   after a BRK, which is counted (code = its number); or before an instruction in `machine.breakpoints`
                 (code None), which the next `run` executes
    Faulted      PC is on the instruction, which did nothing and is not counted, but R0 holds the code; an illegal
                 instruction of the v1 model is skipped and counted first
    Exited       PC is on the RET with no call outstanding, which is not counted
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BudgetSpent:
    """All instructions of the budget were executed."""


@dataclass(frozen=True, slots=True)
class Syscall:
    """An SVC: `module` 0..15, `function` 0..255."""

    module: int
    function: int


@dataclass(frozen=True, slots=True)
class Faulted:
    """An instruction that cannot be executed: `code` is one of hxe.abi.Err, `pc` its address.

    `address` is the data or code address that was not accessible, None where there is none.
    """

    code: int
    pc: int
    address: int | None = None


@dataclass(frozen=True, slots=True)
class Breakpoint:
    """A BRK with number `code` at `pc` was executed, or (code None) a breakpoint set at `pc` was reached."""

    pc: int
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Exited:
    """The task returned from its outermost function (v1 model) with `status`, 0..2^32-1."""

    status: int


Stop = BudgetSpent | Syscall | Faulted | Breakpoint | Exited

BUDGET_SPENT = BudgetSpent()
