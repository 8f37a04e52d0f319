"""Module 6: the executive's own calls about time and the caller."""

from emulator.executive.call import Call, Outcome, Yield
from emulator.executive.waits import SleepWait


def sleep(call: Call) -> Outcome:
    """6.0: R0 milliseconds; R0 = 0. 0 does nothing."""
    milliseconds = call.arg(0)
    if milliseconds == 0:
        return (0,)
    return SleepWait(timeout=milliseconds, at_once=(0,))


def getpid(call: Call) -> Outcome:
    """6.1: R0 = the caller's pid."""
    return (call.task.pid,)


def yield_slice(_: Call) -> Outcome:
    """6.2: ready tasks of the same priority run before the caller goes on; R0 = 0."""
    return Yield((0,))


def time(call: Call) -> Outcome:
    """6.3: R0, R1 = low and high word of the system clock in microseconds since the start."""
    now = call.kernel.clock.now()
    return (now & 0xFFFFFFFF, now >> 32 & 0xFFFFFFFF)
