"""Translates a cluster of HSX code into one WebAssembly function.

`translate(machine, cluster) -> Translation` gives a module with the function `code(left, entry, own) -> left`: it
begins at an entry and executes at most `left` instructions, then writes back the machine's state and returns what is
left. Whatever it meets that is not in it (another address, a system call, a fault, a budget that might not do), it
returns before the instruction at PC, which has done nothing.

Registers and flags are locals. Control flow is structured along the dominator tree (graph.py); a `br_table` in an outer
loop, the dispatch, reaches the entries. The budget is checked at entries, against the longest way to the next one, and
counted down once per block. Jumps to computed addresses look the entry up in the machine's table of entries, whose
words are the cluster's number << 16 (`own`) | entry.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from emulator.cpu import ir
from emulator.cpu.fast.driver import TRANSLATED
from emulator.cpu.fast.emit import Emitter
from emulator.cpu.fast.flow import Block, Cluster, Instruction
from emulator.cpu.fast.graph import ROOT, Shape, shape
from emulator.cpu.fast.operations import add_half_functions
from emulator.cpu.fast.state import FLAGS, OFFSETS
from emulator.cpu.fast.wasm import Body, Module
from emulator.cpu.machine import Machine

_LEFT, _ENTRY, _OWN = 0, 1, 2
_EXIT, _DISPATCH = "exit", "dispatch"
_WRITTEN = ("sp", *FLAGS, "depth", "pc")
_READ = ("stack_limit", "base", "entries", "literals")


@dataclass(frozen=True, slots=True)
class Translation:
    """A module and the addresses of its entries, by index."""

    module: bytes
    entries: tuple[int, ...]


def translate(machine: Machine, cluster: Cluster) -> Translation:
    """Return the translation of a cluster for machines with this one's code and memory layout."""
    found = shape(cluster)
    module = Module()
    add_half_functions(module)
    module.add(_Translator(machine, cluster, found).function(), "code")
    return Translation(module.encoded(), found.entries)


class _Translator(Emitter):
    """The function while it is made. `done` counts the instructions of the block before the current one."""

    def __init__(self, machine: Machine, cluster: Cluster, found: Shape) -> None:
        body = Body(*TRANSLATED)
        self.registers = [body.local("i32") for _ in range(16)]
        self.state = {name: body.local("i32") for name in (*_WRITTEN, *_READ)}
        self.extra = body.local("i64")
        self.target, self.condition, self.pair = body.local("i32"), body.local("i32"), body.local("i64")
        super().__init__(body, flat=machine.flat, base=self.state["base"])
        self.machine = machine
        self.blocks = cluster.blocks
        self.shape = found
        self.index = {start: n for n, start in enumerate(found.entries)}
        self.insn: Instruction | None = None
        self.done = 0

    def function(self) -> Body:
        """Emit everything."""
        body = self.body
        for name, local in self._places():
            body.const(0)
            body.access("i64.load" if name == "extra" else "i32.load", OFFSETS[name])
            body.set(local)
        for n, local in enumerate(self.registers):
            body.const(0)
            body.access("i32.load", 4 * n)
            body.set(local)
        body.block(_EXIT)
        body.loop(_DISPATCH)
        self._under(ROOT)
        body.end()
        body.end()
        for n, local in enumerate(self.registers):
            body.const(0)
            body.get(local)
            body.access("i32.store", 4 * n)
        for name in _WRITTEN:
            body.const(0)
            body.get(self.state[name])
            body.access("i32.store", OFFSETS[name])
        body.const(0)
        body.get(self.extra)
        body.access("i64.store", OFFSETS["extra"])
        body.get(_LEFT)
        return body

    def _places(self) -> Iterable[tuple[str, int]]:
        return (*self.state.items(), ("extra", self.extra))

    # Control flow

    def _under(self, block: int) -> None:
        """Emit a block and all that it dominates."""
        body, children = self.body, self.shape.children.get(block, [])
        is_head = block in self.shape.heads
        if is_head:
            body.loop(f"head {block}")
        for child in reversed(children):
            body.block(f"block {child}")
        if block == ROOT:
            body.get(_ENTRY)
            body.branch_table([f"block {entry}" for entry in self.shape.entries], _EXIT)
        else:
            self._block(self.blocks[block])
        for child in children:
            body.end()
            self._under(child)
        if is_head:
            body.end()

    def _block(self, block: Block) -> None:
        body = self.body
        if block.start in self.index:
            body.get(_LEFT)
            body.const(self.shape.needs[block.start])
            body.op("i32.lt_u")
            body.begin_if()
            self._leave(block.start)
            body.end()
        for self.done, self.insn in enumerate(block.body):
            self.statements(self.insn.operation)
        self._count(len(block.body))
        if block.dynamic:
            self._go_to_target()
        elif len(block.successors) == 2:
            body.get(self.condition)
            body.begin_if()
            self._go(block.start, block.successors[0])
            body.end()
            self._go(block.start, block.successors[1])
        else:
            self._go(block.start, block.successors[0])

    def _count(self, executed: int) -> None:
        if executed:
            self.body.get(_LEFT)
            self.body.const(executed)
            self.body.op("i32.sub")
            self.body.set(_LEFT)

    def _leave(self, pc: int) -> None:
        """Return, to go on at `pc`."""
        self.body.const(pc)
        self.body.set(self.state["pc"])
        self.body.branch(_EXIT)

    def _go(self, here: int, to: int) -> None:
        """Go to a block, or leave where there is none."""
        body, found = self.body, self.shape
        if to not in self.blocks:
            self._leave(to)
        elif found.position[to] > found.position[here]:
            if to in found.children.get(found.parent[to], []):
                body.branch(f"block {to}")
            else:
                self._under(to)
        elif to in found.heads and found.dominates(to, here):
            body.branch(f"head {to}")
        else:
            body.const(self.index[to])
            body.set(_ENTRY)
            body.branch(_DISPATCH)

    def _go_to_target(self) -> None:
        """Go to the computed address, or leave if it is no entry of this function."""
        body = self.body
        body.get(self.target)
        body.tee(self.state["pc"])
        body.const(2)
        body.op("i32.rotr")
        body.const(len(self.machine.code) >> 2)
        body.op("i32.ge_u")
        body.branch_if(_EXIT)
        body.get(self.target)
        body.get(self.state["entries"])
        body.op("i32.add")
        body.access("i32.load")
        body.get(_OWN)
        body.op("i32.sub")
        body.set(_ENTRY)
        body.branch(_DISPATCH)

    def unusual(self) -> None:
        assert self.insn is not None, "an instruction is being emitted"
        self.body.begin_if()
        self._count(self.done)
        self._leave(self.insn.pc)
        self.body.end()

    def jump(self, statement: ir.Jump) -> None:
        assert self.insn is not None, "an instruction is being emitted"
        if statement.condition is not None:
            self.push(statement.condition)
            self.body.set(self.condition)
        if self.insn.flow.target is None:
            self.push(statement.target)
            self.body.set(self.target)

    def stop(self, statement: ir.Stop) -> None:
        raise AssertionError(f"{statement} is not translated")

    # Places

    def _value(self, slot: str) -> int:
        assert self.insn is not None, "an instruction is being emitted"
        return self.insn.values[slot]

    def _register(self, slot: str | int) -> int:
        return self.registers[slot if isinstance(slot, int) else self._value(slot)]

    def push_low(self, *, store: bool) -> None:
        self.body.const(self.machine.ro_end if store else self.machine.data_base)

    def push_span(self, *, store: bool) -> None:
        self.body.const(self.machine.mem_size - (self.machine.ro_end if store else self.machine.data_base))

    def push_slot(self, slot: str, width: ir.Width) -> None:
        self.body.const(self._value(slot), width)

    def push_register(self, slot: str | int) -> None:
        self.body.get(self._register(slot))

    def set_register(self, slot: str | int, value: ir.Expression) -> None:
        self.push(value)
        self.body.set(self._register(slot))

    def push_pair(self, slot: str) -> None:
        body, even = self.body, self._value(slot)
        body.get(self.registers[even])
        body.op("i64.extend_i32_u")
        body.get(self.registers[even + 1])
        body.op("i64.extend_i32_u")
        body.const(32, 64)
        body.op("i64.shl", "i64.or")

    def set_pair(self, slot: str, value: ir.Expression) -> None:
        body, even = self.body, self._value(slot)
        self.push(value)
        body.tee(self.pair)
        body.op("i32.wrap_i64")
        body.set(self.registers[even])
        body.get(self.pair)
        body.const(32, 64)
        body.op("i64.shr_u", "i32.wrap_i64")
        body.set(self.registers[even + 1])

    def push_flag(self, name: str) -> None:
        self.body.get(self.state[name])

    def set_flag(self, name: str, value: ir.Expression) -> None:
        self.push(value)
        self.body.set(self.state[name])

    def push_state(self, name: ir.State) -> None:
        assert self.insn is not None, "an instruction is being emitted"
        if name == "pc":
            self.body.const(self.insn.after)
        elif name == "mem_size":
            self.body.const(self.machine.mem_size)
        elif name == "extra":
            self.body.get(self.extra)
        else:
            self.body.get(self.state[name])

    def set_state(self, name: ir.State, value: ir.Expression) -> None:
        self.push(value)
        self.body.set(self.extra if name == "extra" else self.state[name])

    def push_table_entry(self, index: ir.Expression) -> None:
        assert self.insn is not None, "an instruction is being emitted"
        body = self.body
        self.push(index)
        body.const(2)
        body.op("i32.shl")
        body.get(self.state["literals"])
        body.op("i32.add")
        body.access("i32.load", self.insn.pc + 4)
        body.const(2)
        body.op("i32.shl")
        body.const(self.insn.pc)
        body.op("i32.add")

    def push_block_size(self, slot: str) -> None:
        self.body.const(4 * self._value(slot).bit_count())

    def _named(self, slot: str) -> list[int]:
        mask = self._value(slot)
        return [self.registers[n] for n in range(16) if mask >> n & 1]

    def load_registers(self, slot: str, address: int) -> None:
        for n, local in enumerate(self._named(slot)):
            self.body.get(address)
            self.body.access("i32.load", 4 * n)
            self.body.set(local)

    def store_registers(self, slot: str, address: int) -> None:
        for n, local in enumerate(self._named(slot)):
            self.body.get(address)
            self.body.get(local)
            self.body.access("i32.store", 4 * n)
