"""The tail stepper: an interpreter in WebAssembly, generated from the meanings of the instructions.

`stepper(flat=...)` gives the function `step(budget) -> left | stop << 32`. It executes instructions of the machine in
the state block until the budget is spent (left = 0), a system call is complete or a branch reaches translated code
(stop, see stops.py), or the next instruction is unusual: then it stops before it (left > 0, stop = 0), and the
reference interpreter says what it does. Operands are taken from the instruction word when it is executed.

Code words lie in linear memory in its own byte order. Registers stay in the state block, all other state is in locals.
"""

from collections.abc import Mapping

from emulator.cpu import ir
from emulator.cpu.fast.emit import Emitter
from emulator.cpu.fast.state import CONSTANTS, FLAGS, OFFSETS, REGISTERS
from emulator.cpu.fast.stops import AT_ENTRY, SYSTEM_CALL
from emulator.cpu.fast.wasm import Body
from emulator.cpu.lower import lower
from hxe.isa import FIELDS, LITERAL_SLOT, ROWS, Extension, Row, Shape, Slot

_LEFT = 0  # the parameter
_NEXT, _LEAVE, _UNUSUAL = "next", "leave", "unusual"


def stepper(*, flat: bool) -> Body:
    """Return the function."""
    return _Stepper(flat=flat).function()


class _Stepper(Emitter):
    """The function while it is made; `row` is the instruction whose arm is being emitted."""

    def __init__(self, *, flat: bool) -> None:
        body = Body(("i32",), ("i64",))
        names = ("pc", "sp", *FLAGS, "depth", "stack_limit", *CONSTANTS)
        self.state = {name: body.local("i32") for name in names} | {"extra": body.local("i64")}
        self.word, self.after, self.stopped = body.local("i32"), body.local("i32"), body.local("i32")
        super().__init__(body, flat=flat, base=self.state["base"])
        self.row: Row = ROWS[0]
        self.slots: Mapping[str, Slot] = {}

    def function(self) -> Body:
        """Emit everything."""
        body, state = self.body, self.state
        for name, local in state.items():
            body.const(0)
            body.access("i64.load" if name == "extra" else "i32.load", OFFSETS[name])
            body.set(local)
        body.block(_LEAVE)
        body.loop(_NEXT)
        body.block(_UNUSUAL)
        self._fetch()
        self._dispatch()
        body.end()
        body.end()
        body.end()
        for name in ("pc", "sp", *FLAGS, "depth", "extra"):
            body.const(0)
            body.get(state[name])
            body.access("i64.store" if name == "extra" else "i32.store", OFFSETS[name])
        body.get(_LEFT)
        body.op("i64.extend_i32_u")
        body.get(self.stopped)
        body.op("i64.extend_i32_u")
        body.const(32, 64)
        body.op("i64.shl", "i64.or")
        return body

    def _fetch(self) -> None:
        """Read the word at PC, unless the budget is spent or there is none."""
        body, state = self.body, self.state
        body.get(_LEFT)
        body.op("i32.eqz")
        body.branch_if(_UNUSUAL)
        self._need_code(4)
        body.get(state["pc"])
        body.const(3)
        body.op("i32.and")
        body.branch_if(_UNUSUAL)
        body.get(state["pc"])
        body.const(4)
        body.op("i32.add")
        body.set(self.after)
        self._push_code("code", 0)
        body.set(self.word)

    def _need_code(self, size: int) -> None:
        """Be unusual if fewer than `size` bytes of code are left from PC, which is known to be below the end if > 4."""
        body, state = self.body, self.state
        body.get(state["pc"])
        body.get(state["code_size"])
        body.const(size)
        body.op("i32.sub", "i32.gt_s" if size > 4 else "i32.gt_u")
        body.branch_if(_UNUSUAL)

    def _push_code(self, copy: str, offset: int) -> None:
        body = self.body
        body.get(self.state[copy])
        body.get(self.state["pc"])
        body.op("i32.add")
        body.access("i32.load", offset)

    def _dispatch(self) -> None:
        """Emit the arms: one for each opcode, those of an opcode with functions again by function."""
        opcodes: dict[int, list[Row]] = {}
        for row in ROWS:
            opcodes.setdefault(row.opcode, []).append(row)
        self._arms({opcode: rows for opcode, rows in opcodes.items() if not _is_breakpoint(rows[0])}, 24)

    def _arms(self, arms: Mapping[int, list[Row]], shift: int) -> None:
        """Emit a table over eight bits of the word and the code of each entry."""
        body = self.body
        labels = {code: f"{shift}:{code}" for code in arms}
        for label in reversed(labels.values()):
            body.block(label)
        body.get(self.word)
        body.const(shift)
        body.op("i32.shr_u")
        body.const(0xFF)
        body.op("i32.and")
        body.branch_table([labels.get(code, _UNUSUAL) for code in range(256)], _UNUSUAL)
        for rows in arms.values():
            body.end()
            if rows[0].fn is not None and shift:
                self._arms({row.fn: [row] for row in rows if row.fn is not None}, 0)
            else:
                self._arm(rows[0])

    def _arm(self, row: Row) -> None:
        """Emit one instruction."""
        body = self.body
        self.row = row
        self.slots = {slot.name: slot for slot in row.slots}
        self._check_word()
        if row.has_literal:
            self._need_code(8)
            body.get(self.after)
            body.const(4)
            body.op("i32.add")
            body.set(self.after)
        self.statements(lower(row.name, flat=self.flat))
        body.get(self.after)
        body.set(self.state["pc"])
        body.get(_LEFT)
        body.const(1)
        body.op("i32.sub")
        body.set(_LEFT)
        if row.name == "SVC":
            body.branch(_LEAVE)
        elif row.ends_block:
            self._leave_at_entry()
        body.branch(_NEXT)

    def _leave_at_entry(self) -> None:
        """Stop where translated code goes on."""
        body, state = self.body, self.state
        body.get(state["entries"])
        body.op("i32.eqz")
        body.branch_if(_NEXT)
        body.get(self.after)
        body.const(2)
        body.op("i32.rotr")
        body.get(state["code_size"])
        body.const(2)
        body.op("i32.shr_u", "i32.ge_u")
        body.branch_if(_NEXT)
        body.get(state["entries"])
        body.get(self.after)
        body.op("i32.add")
        body.access("i32.load")
        body.op("i32.eqz")
        body.branch_if(_NEXT)
        body.const(AT_ENTRY)
        body.set(self.stopped)
        body.branch(_LEAVE)

    def _check_word(self) -> None:
        """Be unusual if the word is illegal: bits that must be 0, fields that do not fit, a missing extension."""
        body, row = self.body, self.row
        zero = row.mask & (0xFFFF00 if row.fn is not None else 0xFFFFFF)
        for slot in row.slots:
            zero |= 1 << FIELDS[slot.field][0] if slot.pair else 0
        if zero:
            body.get(self.word)
            body.const(zero)
            body.op("i32.and")
            body.branch_if(_UNUSUAL)
        extensions = int(row.extensions) & ~(int(Extension.INT) if self.flat else 0)
        if extensions:
            body.get(self.state["missing"])
            body.const(extensions)
            body.op("i32.and")
            body.branch_if(_UNUSUAL)
        if row.slots and row.slots[-1].name == "len":
            self.push_slot("pos", 32)
            self.push_slot("len", 32)
            body.op("i32.add")
            body.const(32)
            body.op("i32.gt_u")
            body.branch_if(_UNUSUAL)
        if row.table:
            self._need_table()

    def _need_table(self) -> None:
        body, state = self.body, self.state
        body.get(state["pc"])
        self.push_slot(self.row.slots[1].name, 32)
        body.const(2)
        body.op("i32.shl", "i32.add")
        body.get(state["code_size"])
        body.const(8)
        body.op("i32.sub", "i32.gt_s")
        body.branch_if(_UNUSUAL)

    def unusual(self) -> None:
        self.body.branch_if(_UNUSUAL)

    # Places

    def push_low(self, *, store: bool) -> None:
        self.body.get(self.state["write_low" if store else "read_low"])

    def push_span(self, *, store: bool) -> None:
        self.body.get(self.state["write_span" if store else "read_span"])

    def push_slot(self, slot: str, width: ir.Width) -> None:
        body = self.body
        if slot == LITERAL_SLOT.name:
            self._push_code("literals", 4)
        elif slot == "target":
            self._push_target()
        else:
            self._push_field(self.slots[slot])
        if width == 64:
            body.op("i64.extend_i32_s" if slot in self.slots and self.slots[slot].low < 0 else "i64.extend_i32_u")

    def _push_field(self, slot: Slot) -> None:
        body = self.body
        shift, bits = FIELDS[slot.field]
        body.get(self.word)
        if slot.low < 0:
            body.const(32 - shift - bits)
            body.op("i32.shl")
            body.const(32 - bits)
            body.op("i32.shr_s")
        else:
            body.const(shift)
            body.op("i32.shr_u")
            body.const((1 << bits) - 1)
            body.op("i32.and")
        if slot.bias:
            body.const(slot.bias)
            body.op("i32.add")

    def _push_target(self) -> None:
        """The address that a branch distance or an absolute code address means."""
        body = self.body
        shapes = {Shape.TARGET, Shape.CODE_ADDRESS}
        operand = next(operand for operand in self.row.operands if operand.shape in shapes)
        self._push_field(operand.slots[0])
        if operand.shape is Shape.TARGET:
            body.const(2)
            body.op("i32.shl")
            body.get(self.state["pc"])
            body.op("i32.add")

    def _push_place(self, slot: str | int) -> None:
        """Push the address of a register in the state block."""
        body = self.body
        if isinstance(slot, int):
            body.const(4 * slot)
            return
        shift, _ = FIELDS[self.slots[slot].field]
        body.get(self.word)
        body.const(shift - 2)
        body.op("i32.shr_u")
        body.const(0x3C)
        body.op("i32.and")

    def push_register(self, slot: str | int) -> None:
        self._push_place(slot)
        self.body.access("i32.load", REGISTERS)

    def set_register(self, slot: str | int, value: ir.Expression) -> None:
        self._push_place(slot)
        self.push(value)
        self.body.access("i32.store", REGISTERS)

    def push_pair(self, slot: str) -> None:
        self._push_place(slot)
        self.body.access("i64.load", REGISTERS)

    def set_pair(self, slot: str, value: ir.Expression) -> None:
        self._push_place(slot)
        self.push(value)
        self.body.access("i64.store", REGISTERS)

    def push_flag(self, name: str) -> None:
        self.body.get(self.state[name])

    def set_flag(self, name: str, value: ir.Expression) -> None:
        self.push(value)
        self.body.set(self.state[name])

    def push_state(self, name: ir.State) -> None:
        self.body.get(self.after if name == "pc" else self.state[name])

    def set_state(self, name: ir.State, value: ir.Expression) -> None:
        self.push(value)
        self.body.set(self.state[name])

    def push_table_entry(self, index: ir.Expression) -> None:
        body = self.body
        self.push(index)
        body.const(2)
        body.op("i32.shl")
        body.get(self.state["literals"])
        body.get(self.state["pc"])
        body.op("i32.add", "i32.add")
        body.access("i32.load", 4)
        body.const(2)
        body.op("i32.shl")
        body.get(self.state["pc"])
        body.op("i32.add")

    def push_block_size(self, slot: str) -> None:
        self.push_slot(slot, 32)
        self.body.op("i32.popcnt")
        self.body.const(2)
        self.body.op("i32.shl")

    def load_registers(self, slot: str, address: int) -> None:
        self._each_register(slot, address, loads=True)

    def store_registers(self, slot: str, address: int) -> None:
        self._each_register(slot, address, loads=False)

    def _each_register(self, slot: str, address: int, *, loads: bool) -> None:
        """Copy a word for each bit of a mask, lowest first."""
        body = self.body
        mask, place = self.temporaries.take("i32"), self.temporaries.take("i32")
        self.push_slot(slot, 32)
        body.set(mask)
        body.get(address)
        body.set(place)
        body.block("copied")
        body.loop("copy")
        body.get(mask)
        body.op("i32.eqz")
        body.branch_if("copied")
        if not loads:
            body.get(place)
        body.get(mask)
        body.op("i32.ctz")
        body.const(2)
        body.op("i32.shl")
        if loads:
            body.get(place)
            body.access("i32.load")
            body.access("i32.store", REGISTERS)
        else:
            body.access("i32.load", REGISTERS)
            body.access("i32.store")
        for local, name, other in ((place, "i32.add", 4), (mask, "i32.and", None)):
            body.get(local)
            if other is None:
                body.get(local)
                body.const(1)
                body.op("i32.sub")
            else:
                body.const(other)
            body.op(name)
            body.set(local)
        body.branch("copy")
        body.end()
        body.end()

    def jump(self, statement: ir.Jump) -> None:
        body = self.body
        self.push(statement.target)
        if statement.condition is not None:
            body.get(self.after)
            self.push(statement.condition)
            body.op("select")
        body.set(self.after)

    def stop(self, statement: ir.Stop) -> None:
        body = self.body
        module, function = statement.slots
        body.const(SYSTEM_CALL)
        self.push_slot(module, 32)
        body.const(8)
        body.op("i32.shl", "i32.or")
        self.push_slot(function, 32)
        body.op("i32.or")
        body.set(self.stopped)


def _is_breakpoint(row: Row) -> bool:
    """Whether the reference interpreter serves the instruction: a breakpoint is rare, and needs words for its stop."""
    statements = lower(row.name, flat=True).statements
    return any(isinstance(statement, ir.Stop) and statement.kind == "breakpoint" for statement in statements)
