"""From an image to a task, all or nothing.

`load` makes the machine, then the mailboxes: the three standard ones (handles 1, 2 and 3 of the task), the task's own
`pid:N`, and those the image declares; all exist before the first instruction. When one cannot be made, what was made
is undone and LoadError names the mailbox and the quota that is exhausted. Nothing is left behind but a gap in the pids.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from emulator.cpu.faults import MachineError
from emulator.cpu.machine import Machine
from emulator.executive.kernel import Kernel
from emulator.executive.stdio import STDIO_NAMES
from emulator.executive.task import DEFAULT_PRIORITY, DEFAULT_QUANTUM, Task
from emulator.mailbox.names import Target, parse_target
from emulator.mailbox.results import Bound, Opened, Refused
from hxe.abi import HSX_HXE_APP_NAME_MAX, HSX_MAX_MEMORY_DEFAULT, HSX_MBX_PREFIX_PID, MbxMode
from hxe.errors import HsxError
from hxe.image import Image, MailboxSpec


class LoadError(HsxError):
    """An image that is valid but cannot become a task of this system now."""


@dataclass(frozen=True, slots=True)
class Program:
    """What to load: an image, where it came from (for messages and debug information), and how to run it.

    `arguments` are argv, without NULs. `max_memory` — bytes of data memory an image may ask for.
    """

    image: Image
    path: str
    arguments: Sequence[bytes] = ()
    service: bool = False
    priority: int = DEFAULT_PRIORITY
    quantum: int = DEFAULT_QUANTUM
    max_memory: int = HSX_MAX_MEMORY_DEFAULT


def load(kernel: Kernel, program: Program) -> Task:
    """Make a ready task of `program`. Raises LoadError and then has changed nothing."""
    image = program.image
    base = image.app_name or PurePath(program.path).stem
    name = _instance_name(kernel, base, image)
    try:
        machine = Machine.from_image(image, program.arguments, program.max_memory)
    except MachineError as error:
        raise LoadError(f"{program.path}: {error}") from None
    pid = kernel.tasks.reserve_pid()
    task = Task(
        pid,
        name or f"task_{pid}",
        program.path,
        machine,
        priority=program.priority,
        quantum=program.quantum,
        service=program.service,
        base_name=base or f"task_{pid}",
        image=image,
    )
    refused = _make_mailboxes(kernel, task)
    if refused is not None:
        kernel.complete(kernel.mailboxes.close_owner(pid))
        kernel.mailboxes.undeclare(pid)
        kernel.stdio.detach(pid)
        raise LoadError(f"{program.path}: {refused}")
    kernel.start(task)
    return task


def _instance_name(kernel: Kernel, base: str, image: Image) -> str:
    """The first living instance has the bare name, then _#0, _#1 ...; raises LoadError if only one may live."""
    taken = {task.name for task in kernel.tasks.living()}
    if not base or base not in taken:
        return base
    if not image.allows_instances:
        running = next(task.pid for task in kernel.tasks.living() if task.name == base)
        raise LoadError(f"app_exists:{base} (the image allows one instance, and task {running} is it)")
    number = 0
    while (name := base[: HSX_HXE_APP_NAME_MAX - len(f"_#{number}")] + f"_#{number}") in taken:
        number += 1
    return name


def _make_mailboxes(kernel: Kernel, task: Task) -> str | None:
    """Everything the task finds at its first instruction; None, or which mailbox was refused and why."""
    pid, mailboxes = task.pid, kernel.mailboxes
    for name in (*STDIO_NAMES, HSX_MBX_PREFIX_PID.encode()):
        bound = mailboxes.declare(pid, name, 0, MbxMode.RDWR)
        if isinstance(bound, Refused):
            return _in_words(name.decode(), bound)
    for name in STDIO_NAMES:
        opened = mailboxes.open(pid, name)
        if not isinstance(opened, Opened):
            return _in_words(name.decode(), opened)
    refused = kernel.stdio.attach(pid)
    if refused is not None:
        return f"cannot open the standard streams: {refused}"
    for spec in task.image.mailboxes if task.image else ():
        declared = _declare(kernel, pid, spec)
        if isinstance(declared, Refused):
            return _in_words(spec.target, declared)
        kernel.complete(declared.wake)
    return None


def _declare(kernel: Kernel, pid: int, spec: MailboxSpec) -> Bound | Refused:
    """Make a declared mailbox for the loading task. An entry's owner_pid says whose box an ownerless name means."""
    owner = spec.extra.get("owner_pid")
    target = spec.target.encode()
    if isinstance(owner, int) and owner > 0:
        meant = parse_target(target, owner)
        target = str(meant).encode() if isinstance(meant, Target) else target
    return kernel.mailboxes.declare(pid, target, spec.capacity, spec.mode)


def _in_words(name: str, refused: Refused) -> str:
    return f"cannot make mailbox {name}: {refused.quota or refused.reason}"
