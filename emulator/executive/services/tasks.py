"""Modules 0 and 1: the step counter, exit, and the debug UART."""

from emulator.executive.call import Call, Exit, Outcome


def steps(call: Call) -> Outcome:
    """0.0: R0 = instructions this task has executed before this call."""
    return ((call.machine.count - 1) & 0xFFFFFFFF,)


def exit_task(call: Call) -> Outcome:
    """1.0: end the task with the status in R0, of which all 32 bits are kept."""
    return Exit(call.word(0))


def uart_write(call: Call) -> Outcome:
    """1.1: R1 data, R2 length: a line in the host's log; R0 = length. Bytes that are no UTF-8 are left out."""
    claim = call.slice(1, 2)
    text = call.read(claim).decode("utf-8", "ignore")
    call.kernel.stdio.log(f"[UART.tx] {text}")
    return (claim.length,)
