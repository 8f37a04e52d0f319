"""Which source line a code address of a task comes from, where debug information is at hand.

`hsx-ld -g` writes a linked ELF beside the image (hxe/lines.py says when it counts); without it the image's own symbols
give at least the function. Read only when something went wrong, so that a run that succeeds never pays for it.
"""

from emulator.executive.task import Task


def source_line(task: Task, pc: int) -> str | None:
    """`file:line (function)` of the instruction at `pc`, as much of it as is known, or None."""
    if task.image is None:
        return None
    from hxe.lines import source_map

    place = source_map(task.program, task.image).at(pc)
    return None if place is None else str(place)
