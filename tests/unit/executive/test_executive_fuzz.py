"""Random programs that make random system calls: whatever a guest asks, the executive answers, and keeps its books."""

import os
import random
from pathlib import Path

from emulator.event_types import BY_NAME
from emulator.events import to_json
from emulator.executive.pacer import FixedPacer
from emulator.executive.task import TaskState
from emulator.host.files import FileSystem
from emulator.mailbox.profile import profile_named
from tests.unit.executive.guests import Code, Rig, rig

RUNS = int(os.environ.get("HSX_FUZZ_COUNT", "300"))
SEED = int(os.environ.get("HSX_FUZZ_SEED", "1"))

NAMES = ["app:q", "app:f", "svc:x", "pid:", "pid:1", "pid:2", "svc:stdio.in@1", "svc:stdio.out@2", "", "x" * 33]
PATHS = ["a", "b/c", "..", "/etc/passwd", "dir", "a/../../b", "."]
BUFFER = 64

CALLS: dict[tuple[int, int], tuple[str, ...]] = {  # the kinds of R1, R2 ...; see `argument`
    (5, 0): ("name", "number"), (5, 1): ("name", "length", "mode"),
    (5, 2): ("handle", "buffer", "length", "number", "number"),
    (5, 3): ("handle", "buffer", "length", "timeout", "info"), (5, 4): ("handle",), (5, 5): ("handle", "number"),
    (5, 6): ("handle",), (5, 7): ("handle",),
    (5, 8): ("handle", "buffer", "length", "number", "number", "timeout"), (5, 9): ("handle", "timeout"),
    (5, 10): ("handle", "number", "buffer", "length", "info"), (5, 11): ("handles", "number", "timeout"), (5, 12): (),
    (4, 0): ("path", "number"), (4, 1): ("file", "buffer", "length"), (4, 2): ("file", "buffer", "length"),
    (4, 3): ("file",), (4, 4): ("file", "number", "number"), (4, 5): ("path", "buffer"),
    (4, 10): ("path", "buffer", "length"), (4, 11): ("path",), (4, 12): ("path", "path"), (4, 13): ("path",),
    (6, 0): (), (6, 1): (), (6, 2): (), (6, 3): (), (0, 0): (), (1, 1): ("buffer", "length"), (7, 0): (), (15, 255): (),
}  # fmt: skip
WILD = [0, 4, 0xFFF, 0x3FFF, 0x4000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0xFFFFFFFF]


class Writer:
    """Makes one random program."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.code = code = Code(v1=rng.random() < 0.3)
        self.kinds = {
            "name": [code.text(name) for name in NAMES],
            "path": [code.text(path) for path in PATHS],
            "buffer": [code.space(BUFFER) for _ in range(3)],
            "info": [0, 0, code.space(20)],
            "handles": [code.put(bytes([n, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0] + [9] * 60)) for n in (1, 4, 5)],
            "handle": [1, 1, 2, 3, 4, 4, 4, 5, 5, 6, 7],
            "file": [0, 1, 2, 3, 3, 4, 5],
            "length": [0, 1, 5, 20, 56, 57, BUFFER],
            "timeout": [0, 1, 3, 10, 0xFFFE, 0xFFFF, 0xFFFFFFFF],
            "mode": [0, 1, 2, 3, 8, 0xB, 0x13, 0x23, 0x43, 0x8B],
            "number": [0, 0, 1, 1, 2, 3, 4, 8, 16],
        }

    def program(self) -> Code:
        rng, code = self.rng, self.code
        code.open(rng.choice(("app:q", "app:f")), 8)
        for _ in range(rng.randrange(1, 25)):
            (module, function), kinds = rng.choice(list(CALLS.items()))
            code.load(0, rng.choice((0, 1, 2, 20)))
            for register, kind in enumerate(kinds, start=1):
                code.load(register, rng.choice(WILD if rng.random() < 0.005 else self.kinds[kind]))
            code.op("SVC", module, function)
        return code.exit(rng.randrange(256))


def play(seed: int, folder: Path, cut: int = 1000) -> Rig:
    """Run a random system, meddle with its tasks, run on. Engine calls are cut at `cut`, which must not matter."""
    rng = random.Random(seed)
    made = rig(
        bytes(rng.randrange(256) for _ in range(rng.randrange(200))),
        FixedPacer(cut),
        files=FileSystem(folder),
        max_steps=5000,
        profile=profile_named("desktop", {"descriptors": rng.choice((20, 30, 256)), "tap_rate": rng.choice((0, 3))}),
    )
    for number in range(rng.randrange(1, 5)):
        urgency, quantum = rng.choice((5, 10, 10)), rng.choice((1, 7, 4096))
        made.add(Writer(rng).program(), f"t{number}", priority=urgency, quantum=quantum)
    made.screen.slow = rng.random() < 0.2
    made.system.run()
    made.system.kernel.output_drained()
    for task in made.system.kernel.tasks:
        if rng.random() < 0.2:
            made.system.kernel.pause(task) if not task.ended else None
        if rng.random() < 0.2:
            made.system.kernel.kill(task)
        made.system.kernel.mailboxes.check()
        made.system.kernel.resume(task)
    made.system._max_steps = 10_000
    made.system.run()
    return made


def check_books(made: Rig) -> None:
    kernel = made.system.kernel
    kernel.mailboxes.check()
    for task in kernel.tasks:
        waiting = kernel.mailboxes.waiting(task.pid)
        if task.ended:
            assert task.wait is None
            assert task.pid not in kernel.open_files
        assert (waiting is not None) == (task.wait is not None and task.wait.on_mailbox), task
        if task.state is TaskState.READY:
            assert task.wait is None
    timed = [task for task in kernel.tasks if task.wait is not None and task.wait.deadline is not None]
    assert len(kernel.timers) == len(timed)
    owners = {box["owner_pid"] for box in kernel.mailboxes.snapshot()["descriptors"] if box["owner_pid"]}
    assert owners <= set(range(50))
    for event in made.events:
        assert set(event.data) <= {field.name for field in BY_NAME[event.type].fields}, event


def test_random_system_calls_never_break_the_executive(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"untouched")
    folder = tmp_path / "folder"
    folder.mkdir()
    ends: set[TaskState] = set()
    for seed in range(SEED, SEED + RUNS):
        made = play(seed, folder)
        check_books(made)
        ends |= {task.state for task in made.system.kernel.tasks}
    assert {TaskState.TERMINATED, TaskState.FAULTED, TaskState.WAITING_MBX, TaskState.KILLED} <= ends
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "outside"]
    assert outside.read_bytes() == b"untouched"


def test_random_systems_tell_the_same_story_twice(tmp_path: Path) -> None:
    for seed in range(SEED, SEED + RUNS // 10):
        stories: list[list[str]] = []
        for turn in range(2):
            folder = tmp_path / f"{seed}.{turn}"
            folder.mkdir()
            stories.append([to_json(event) for event in play(seed, folder, (1000, 3)[turn]).events])
        assert stories[0] == stories[1]
