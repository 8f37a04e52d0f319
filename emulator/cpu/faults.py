"""How an instruction ends a run from inside: the exceptions between semantics, machine and interpreter.

They never leave this room, except MemoryFault, which `Machine.read` and `Machine.write` raise to system calls, and
MachineError, which a user sees. Fault codes are the plain integers of hxe.abi.Err.
"""

from typing import Final

from emulator.cpu.stop import Stop
from hxe import abi
from hxe.errors import HsxError

STACK_UNDERFLOW: Final = int(abi.Err.STACK_UNDERFLOW)
STACK_OVERFLOW: Final = int(abi.Err.STACK_OVERFLOW)
MEM_FAULT: Final = int(abi.Err.MEM_FAULT)
DIV_ZERO: Final = int(abi.Err.DIV_ZERO)
ILLEGAL: Final = int(abi.Err.ILLEGAL)
PC_RANGE: Final = int(abi.Err.PC_RANGE)
PC_ALIGN: Final = int(abi.Err.PC_ALIGN)
READ_ONLY: Final = int(abi.Err.READ_ONLY)


class MachineError(HsxError):
    """An image or arguments that no machine within the limits can hold."""


class Fault(Exception):  # noqa: N818 - a fault of the guest, not an error of ours
    """The instruction cannot be executed and has changed nothing."""

    def __init__(self, code: int, address: int | None = None) -> None:
        super().__init__(code, address)
        self.code = code
        self.address = address


class MemoryFault(Fault):
    """A data access outside memory or a store to constants; `address` is where the access begins."""


class TopLevelReturn(Exception):  # noqa: N818 - the normal end of a v1 task
    """A RET of the v1 model with no call outstanding; it has changed nothing."""


class Halt(Exception):  # noqa: N818 - a request, not an error
    """The instruction is complete and the run ends with `stop`."""

    def __init__(self, stop: Stop) -> None:
        super().__init__(stop)
        self.stop = stop
