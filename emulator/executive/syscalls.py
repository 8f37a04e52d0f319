"""The table of system calls, and the one place that writes their results.

`HANDLERS` has a row per (module, function); `FALLBACKS` a handler for the other functions of a module. Any other call
answers ENOSYS, and the task goes on. Modules 2, 3, 7, 8 and 9-14 are free for services that come later.
"""

from collections.abc import Callable

from emulator.cpu.faults import MemoryFault
from emulator.executive.call import Call, Exit, Outcome, Yield
from emulator.executive.kernel import Kernel
from emulator.executive.services import files, mailbox, tasks, timing
from emulator.executive.task import Task, TaskState
from emulator.executive.waits import Wait
from hxe.abi import CoreFn, Err, ExecFn, FsFn, MbxFn, Mod, TaskFn

Handler = Callable[[Call], Outcome]

HANDLERS: dict[tuple[int, int], Handler] = {
    (Mod.CORE, CoreFn.STEPS): tasks.steps,
    (Mod.TASK, TaskFn.EXIT): tasks.exit_task,
    (Mod.TASK, TaskFn.UART_WRITE): tasks.uart_write,
    (Mod.FS, FsFn.OPEN): files.open_file,
    (Mod.FS, FsFn.READ): files.read,
    (Mod.FS, FsFn.WRITE): files.write,
    (Mod.FS, FsFn.CLOSE): files.close,
    (Mod.FS, FsFn.SEEK): files.seek,
    (Mod.FS, FsFn.STAT): files.stat,
    (Mod.FS, FsFn.LISTDIR): files.listdir,
    (Mod.FS, FsFn.DELETE): files.delete,
    (Mod.FS, FsFn.RENAME): files.rename,
    (Mod.FS, FsFn.MKDIR): files.mkdir,
    (Mod.MBX, MbxFn.OPEN): mailbox.open_mailbox,
    (Mod.MBX, MbxFn.BIND): mailbox.bind,
    (Mod.MBX, MbxFn.SEND): mailbox.send,
    (Mod.MBX, MbxFn.RECV): mailbox.recv,
    (Mod.MBX, MbxFn.PEEK): mailbox.peek,
    (Mod.MBX, MbxFn.TAP): mailbox.tap,
    (Mod.MBX, MbxFn.CLOSE): mailbox.close,
    (Mod.MBX, MbxFn.NOTIFY): mailbox.notify,
    (Mod.MBX, MbxFn.SEND_WAIT): mailbox.send_wait,
    (Mod.MBX, MbxFn.PEEK_WAIT): mailbox.peek_wait,
    (Mod.MBX, MbxFn.TAKE): mailbox.take,
    (Mod.MBX, MbxFn.WAIT_ANY): mailbox.wait_any,
    (Mod.EXEC, ExecFn.SLEEP): timing.sleep,
    (Mod.EXEC, ExecFn.GETPID): timing.getpid,
    (Mod.EXEC, ExecFn.YIELD): timing.yield_slice,
    (Mod.EXEC, ExecFn.TIME): timing.time,
}

FALLBACKS: dict[int, Handler] = {
    Mod.FS: files.unknown,
    Mod.MBX: mailbox.unknown,
}


def _no_such_call(_: Call) -> Outcome:
    return (int(Err.ENOSYS),)


_TABLE: dict[int, Handler] = {int(module) << 8 | int(function): row for (module, function), row in HANDLERS.items()}


def serve(kernel: Kernel, task: Task, module: int, function: int) -> None:
    """Serve the call at which the running `task` stopped; afterwards it runs on, waits, or has ended."""
    task.counters.syscalls += 1
    if kernel.limits_rates:
        kernel.tell_time()
    handler = _TABLE.get(module << 8 | function) or FALLBACKS.get(module, _no_such_call)
    try:
        outcome = handler(Call(kernel, task))
    except MemoryFault as error:
        kernel.fault_call(task, error)
        return
    regs = task.machine.regs
    if isinstance(outcome, tuple):
        regs[: len(outcome)] = outcome
    elif isinstance(outcome, Wait):
        regs[: len(outcome.at_once)] = outcome.at_once
        kernel.block(task, outcome)
    elif isinstance(outcome, Yield):
        regs[: len(outcome.results)] = outcome.results
        task.slice_used = task.quantum
    else:
        assert isinstance(outcome, Exit), "a handler returns an Outcome"
        kernel.finish(task, TaskState.TERMINATED, outcome.status)
