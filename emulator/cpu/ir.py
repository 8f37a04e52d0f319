"""The typed expression IR of one instruction's meaning: what other engines are generated from.

An `Operation` is the straight-line list of statements that lower.py makes from a semantic function, for one machine
model. Expressions are pure and 32 or 64 bits wide; whether bits are signed is a matter of the operator (lt_s, shr_s,
sext ...). Conditions are 32-bit expressions that are 0 or 1. Statements come in this order:

    reads and checks     Let, Load, LoadBlock, Check   (a Check or a failing access leaves everything as it was)
    at most one store    Store, StoreBlock             (the last statement that can fault)
    writes               SetRegister, SetPair, SetBlock, SetFlag, SetState, Jump
    at most one stop     Stop                          (the instruction is complete)

A slot is an operand of the instruction, known when it is translated. No place is read after it was written.
"""

from dataclasses import dataclass
from typing import Literal

Width = Literal[32, 64]
State = Literal["sp", "depth", "extra", "pc", "mem_size", "stack_limit"]  # `pc` reads as the next instruction's address


@dataclass(frozen=True, slots=True)
class Const:
    """A number, 0..2^width-1."""

    value: int
    width: Width

    def __str__(self) -> str:
        return f"0x{self.value:X}" if self.value > 9 else str(self.value)


@dataclass(frozen=True, slots=True)
class SlotValue:
    """The value of an operand, as a two's complement number."""

    slot: str
    width: Width = 32

    def __str__(self) -> str:
        return f"#{self.slot}"


@dataclass(frozen=True, slots=True)
class Register:
    """The register that a slot names, or the one with this number."""

    slot: str | int
    width: Width = 32

    def __str__(self) -> str:
        return f"R[{self.slot}]"


@dataclass(frozen=True, slots=True)
class PairValue:
    """The register pair that a slot names, low word first."""

    slot: str
    width: Width = 64

    def __str__(self) -> str:
        return f"R[{self.slot}:{self.slot}+1]"


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag of the PSW: z, c, n or v; 0 or 1."""

    name: str
    width: Width = 32

    def __str__(self) -> str:
        return self.name.upper()


@dataclass(frozen=True, slots=True)
class StateValue:
    """A word of machine state that is no register (`extra` has 64 bits), or a constant of the machine."""

    name: State
    width: Width = 32

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Local:
    """The value of an earlier Let or Load."""

    name: str
    width: Width

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Convert:
    """A change of width: wrap (64 to 32), zext or sext (32 to 64)."""

    operator: Literal["wrap", "zext", "sext"]
    operand: "Expression"

    @property
    def width(self) -> Width:
        """The width of the result."""
        return 32 if self.operator == "wrap" else 64

    def __str__(self) -> str:
        return f"{self.operator}({self.operand})"


Arithmetic = Literal["add", "sub", "mul", "and", "or", "xor", "shl", "shr_u", "shr_s", "div_u", "rem_u"]
Comparison = Literal["eq", "ne", "lt_u", "lt_s", "le_u", "le_s"]


@dataclass(frozen=True, slots=True)
class Binary:
    """An operation of two operands of its width, modulo 2^width; a shift amount is 32 bits and below the width."""

    operator: Arithmetic
    left: "Expression"
    right: "Expression"
    width: Width

    def __str__(self) -> str:
        return f"{self.operator}{self.width}({self.left}, {self.right})"


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison of two operands of one width; 0 or 1."""

    operator: Comparison
    left: "Expression"
    right: "Expression"
    width: Width = 32

    def __str__(self) -> str:
        return f"{self.operator}{self.left.width}({self.left}, {self.right})"


@dataclass(frozen=True, slots=True)
class Select:
    """`yes` where the condition is 1, else `no`; both are evaluated."""

    condition: "Expression"
    yes: "Expression"
    no: "Expression"
    width: Width

    def __str__(self) -> str:
        return f"select({self.condition}, {self.yes}, {self.no})"


@dataclass(frozen=True, slots=True)
class Intrinsic:
    """A named operation of emulator/cpu/intrinsics.py."""

    name: str
    arguments: tuple["Expression", ...]
    width: Width

    def __str__(self) -> str:
        return f"{self.name}({', '.join(map(str, self.arguments))})"


@dataclass(frozen=True, slots=True)
class TableEntry:
    """The branch target at `index` of a TBR's table."""

    index: "Expression"
    width: Width = 32

    def __str__(self) -> str:
        return f"table[{self.index}]"


Expression = (Const | SlotValue | Register | PairValue | Flag | StateValue | Local | Convert | Binary | Compare | Select
              | Intrinsic | TableEntry)


@dataclass(frozen=True, slots=True)
class Let:
    """Name a value."""

    name: str
    value: Expression

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"


@dataclass(frozen=True, slots=True)
class Load:
    """Read `bits` of memory; sign-extended to 32 bits if `signed`, else zero-extended. 64 bits give a 64-bit value."""

    name: str
    bits: int
    signed: bool
    address: Expression

    def __str__(self) -> str:
        return f"{self.name} = load{self.bits}{'s' if self.signed else ''} [{self.address}]"


@dataclass(frozen=True, slots=True)
class LoadBlock:
    """Read one word for each register in the slot's mask, all or none."""

    name: str
    slot: str
    address: Expression

    def __str__(self) -> str:
        return f"{self.name} = load {{{self.slot}}} [{self.address}]"


@dataclass(frozen=True, slots=True)
class Check:
    """If the condition is 1, nothing happens but a fault with `code`, or (None) the return that ends a v1 task."""

    condition: Expression
    code: int | None

    def __str__(self) -> str:
        return f"{f'fault 0x{self.code:X}' if self.code is not None else 'end task'} if {self.condition}"


@dataclass(frozen=True, slots=True)
class Store:
    """Write the low `bits` of a value to memory."""

    bits: int
    address: Expression
    value: Expression

    def __str__(self) -> str:
        return f"store{self.bits} [{self.address}] = {self.value}"


@dataclass(frozen=True, slots=True)
class StoreBlock:
    """Write the registers in the slot's mask upward from the address, lowest first, all or none."""

    slot: str
    address: Expression

    def __str__(self) -> str:
        return f"store {{{self.slot}}} [{self.address}]"


@dataclass(frozen=True, slots=True)
class SetRegister:
    """Write a register."""

    slot: str | int
    value: Expression

    def __str__(self) -> str:
        return f"R[{self.slot}] = {self.value}"


@dataclass(frozen=True, slots=True)
class SetPair:
    """Write a register pair."""

    slot: str
    value: Expression

    def __str__(self) -> str:
        return f"R[{self.slot}:{self.slot}+1] = {self.value}"


@dataclass(frozen=True, slots=True)
class SetBlock:
    """Write the words of a LoadBlock to the registers in the slot's mask."""

    slot: str
    block: str

    def __str__(self) -> str:
        return f"{{{self.slot}}} = {self.block}"


@dataclass(frozen=True, slots=True)
class SetFlag:
    """Write a flag."""

    name: str
    value: Expression

    def __str__(self) -> str:
        return f"{self.name.upper()} = {self.value}"


@dataclass(frozen=True, slots=True)
class SetState:
    """Write SP, the call depth or the count of extra accesses (64 bits)."""

    name: State
    value: Expression

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"


@dataclass(frozen=True, slots=True)
class Jump:
    """Go to `target`, always or if the condition is 1; else to the next instruction."""

    target: Expression
    condition: Expression | None = None

    def __str__(self) -> str:
        return f"jump {self.target}" + (f" if {self.condition}" if self.condition is not None else "")


@dataclass(frozen=True, slots=True)
class Stop:
    """End the run after this instruction, with the values of slots: a `system_call` or a `breakpoint`."""

    kind: str
    slots: tuple[str, ...]

    def __str__(self) -> str:
        return f"stop {self.kind}({', '.join('#' + slot for slot in self.slots)})"


Statement = (Let | Load | LoadBlock | Check | Store | StoreBlock | SetRegister | SetPair | SetBlock | SetFlag
             | SetState | Jump | Stop)


@dataclass(frozen=True, slots=True)
class Operation:
    """What an instruction does, in one machine model."""

    name: str
    flat: bool
    statements: tuple[Statement, ...]

    def __str__(self) -> str:
        return "\n".join(map(str, self.statements))
