"""Every executed instruction as a line of text: `hsx-run --trace`.

A `Tracer` is an engine that watches the reference interpreter's observed loop; the ordinary loop knows nothing of it.
One line has the task's instruction count, its pid, the PC, the instruction and what it changed; what a system call
returned follows as a line of its own when the task goes on:

         3   1  00000010  SVC    MOD=5, FN=2      ; MBX SEND
             1            -> R0=00000000 R1=00000005
"""

from collections.abc import Callable
from typing import TextIO

from emulator.cpu.interp import run_observed
from emulator.cpu.machine import Machine
from emulator.cpu.stop import Exited, Faulted, Stop
from emulator.executive.task import Task
from hxe.abi import Err
from hxe.disasm import NO_NAMES, Names, disassemble_at

State = tuple[int, ...]

_REGISTERS = (*(f"R{n}" for n in range(16)), "SP", "PSW")
_FLAGS = "ZCNV"


class Tracer:
    """Writes to `out`. `running` gives the task whose machine the engine is running."""

    def __init__(self, out: TextIO, running: Callable[[], Task | None]) -> None:
        self._out = out
        self._running = running
        self._names: dict[int, Names] = {}
        self._known: dict[int, State] = {}
        self._pid = 0
        self._text = ""

    def run(self, machine: Machine, budget: int) -> Stop:
        """The engine: as the reference interpreter, each instruction written down."""
        task = self._running()
        self._pid = task.pid if task is not None else 0
        if self._pid not in self._names:
            self._names[self._pid] = Names(task.image.symbols) if task is not None and task.image else NO_NAMES
        return run_observed(machine, budget, self)

    def before(self, machine: Machine) -> None:
        """Note what is about to be executed."""
        state = _state(machine)
        known = self._known.get(self._pid)
        if known is not None and (changes := _changes(known, state)):
            self._out.write(f"{'':8} {self._pid:3}  {'':8}  -> {changes}\n")
        self._known[self._pid] = state
        self._text = "(outside the code)"
        if machine.pc + 4 <= len(machine.code):
            line = disassemble_at(machine.code, machine.pc, self._names[self._pid])
            self._text = f"{line.text:28} ; {line.note}" if line.note else line.text
        self._text = f"{machine.count:8} {self._pid:3}  {machine.pc:08X}  {self._text}"

    def after(self, machine: Machine, stop: Stop) -> None:
        """Write the line, with the registers that changed."""
        state = _state(machine)
        changes = _changes(self._known[self._pid], state)
        self._known[self._pid] = state
        if isinstance(stop, Faulted):
            changes = f"fault {Err(stop.code).name}" + ("" if stop.address is None else f" at {stop.address:08X}")
        elif isinstance(stop, Exited):
            changes = f"returns {stop.status}"
        self._out.write(f"{self._text:60} {changes}".rstrip() + "\n")


def _state(machine: Machine) -> State:
    return (*machine.regs, machine.sp, machine.psw)


def _changes(old: State, new: State) -> str:
    pairs = zip(_REGISTERS, old, new, strict=True)
    return " ".join(f"{name}={_shown(name, after)}" for name, before, after in pairs if before != after)


def _shown(name: str, value: int) -> str:
    if name != "PSW":
        return f"{value:08x}"
    return "".join(letter for bit, letter in enumerate(_FLAGS) if value >> bit & 1) or "-"
