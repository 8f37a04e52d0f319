"""Why WebAssembly returned: the high word of its result. 0 is the end of the budget, or an unusual instruction."""

from typing import Final

SYSTEM_CALL: Final = 0x10000  # | module << 8 | function: a system call is complete
AT_ENTRY: Final = 0x20000  # translated code goes on here (from the stepper to the driver only)
COLD: Final = 0x40000  # the stepper has executed as many instructions as it may
