"""Task states: the legal steps, and pause, resume and kill in every one of them."""

import pytest

from emulator.executive.report import Reason
from emulator.executive.task import ENDED, LEGAL, Task, TaskState
from tests.unit.executive.guests import Code, Rig, rig

SPIN = Code().spin()


def in_state(state: TaskState) -> tuple[Rig, Task]:
    """A system that stopped with its first task in a state; a second one keeps it busy."""
    programs = {
        TaskState.READY: SPIN,
        TaskState.RUNNING: SPIN,
        TaskState.WAITING_MBX: Code().open("app:q", 8).recv(8).exit(5),
        TaskState.SLEEPING: Code().sleep(1000).exit(5),
        TaskState.PAUSED: Code().op("BRK", 3).exit(5),
        TaskState.TERMINATED: Code().exit(1),
        TaskState.RETURNED: Code(v1=True).op("RET"),
        TaskState.FAULTED: Code().load(1, 0).op("LD", 0, 1, 0),
    }
    made = rig(max_steps=49 if state is TaskState.RUNNING else 60)
    task = made.add(programs[state], "subject", quantum=10)
    made.add(Code().spin(), "busy", quantum=10)
    made.system.run()
    assert task.state is state
    return made, task


def now(task: Task) -> TaskState:
    """The state, which a type checker would otherwise remember from the assertion before."""
    return task.state


LIVING = [
    TaskState.READY,
    TaskState.RUNNING,
    TaskState.WAITING_MBX,
    TaskState.SLEEPING,
    TaskState.PAUSED,
]


def test_an_ended_state_is_final() -> None:
    assert all(not LEGAL[state] for state in ENDED)
    assert all(LEGAL[state] for state in TaskState if state not in ENDED)


def test_an_illegal_step_is_our_own_bug() -> None:
    _, task = in_state(TaskState.TERMINATED)
    with pytest.raises(AssertionError, match="cannot go from terminated to running"):
        task.dispatch()


@pytest.mark.parametrize("state", LIVING)
def test_kill_works_in_every_living_state_and_leaves_nothing(state: TaskState) -> None:
    made, task = in_state(state)
    made.system.kernel.kill(task)
    assert now(task) is TaskState.KILLED
    assert task.exit_status is None
    kernel = made.system.kernel
    assert kernel.mailboxes.waiting(task.pid) is None
    assert len(kernel.timers) == 0
    kernel.kill(task)
    made.system._max_steps = 200
    made.system.run()
    assert now(task) is TaskState.KILLED
    kernel.mailboxes.check()


@pytest.mark.parametrize("state", [state for state in TaskState if state in ENDED - {TaskState.KILLED}])
def test_kill_of_an_ended_task_changes_nothing(state: TaskState) -> None:
    made, task = in_state(state)
    made.system.kernel.kill(task)
    assert now(task) is state


@pytest.mark.parametrize("state", LIVING)
def test_a_paused_task_does_not_run_until_it_is_resumed(state: TaskState) -> None:
    made, task = in_state(state)
    kernel = made.system.kernel
    kernel.pause(task)
    count = task.machine.count
    made.system._max_steps = 300
    made.system.run()
    assert now(task) is TaskState.PAUSED
    assert task.machine.count == count
    kernel.resume(task)
    assert now(task) is (state if state in {TaskState.WAITING_MBX, TaskState.SLEEPING} else TaskState.READY)
    made.system._max_steps = 600
    made.system.run()
    assert (task.machine.count > count) == (state not in {TaskState.WAITING_MBX, TaskState.SLEEPING})


def test_a_message_that_comes_while_a_task_is_paused_is_not_lost() -> None:
    made = rig(max_steps=12)
    reader = made.add(Code().open("app:q", 8).recv(8).exit_with(1), "reader")
    made.add(Code().open("app:q", 8).send(8, b"abc").spin(), "writer")
    made.system.run()
    assert now(reader) is TaskState.WAITING_MBX
    made.system.kernel.pause(reader)
    made.system._max_steps = 100
    made.system.run()
    assert now(reader) is TaskState.PAUSED
    assert reader.wait is None
    assert reader.machine.regs[1] == 3
    made.system.kernel.resume(reader)
    made.system._max_steps = 10_000
    made.system.run()
    assert reader.exit_status == 3


def test_a_deadline_that_comes_while_a_task_is_paused_ends_its_wait() -> None:
    made, task = in_state(TaskState.SLEEPING)
    made.system.kernel.pause(task)
    made.system._max_steps = 1_100_000
    made.system.run()
    assert now(task) is TaskState.PAUSED
    assert task.wait is None
    made.system.kernel.resume(task)
    made.system._max_steps = 1_110_000
    made.system.run()
    assert task.exit_status == 5


def test_resume_of_a_task_that_is_not_paused_is_no_mistake() -> None:
    made, task = in_state(TaskState.SLEEPING)
    made.system.kernel.resume(task)
    assert now(task) is TaskState.SLEEPING


def test_a_breakpoint_instruction_pauses_the_task_after_it() -> None:
    made, task = in_state(TaskState.PAUSED)
    (event,) = made.of_type("debug_break")
    assert event.data == {"pc": 4, "code": 3}
    assert task.machine.pc == 8


def test_a_system_whose_only_task_is_paused_is_stalled_and_says_so() -> None:
    made = rig()
    made.add(Code().op("BRK", 0).exit(0))
    report = made.system.run()
    assert report.reason is Reason.STALLED
    assert report.details == ("task 1 (app) is paused at pc 0x00000008",)


def test_each_task_state_event_joins_the_one_before_it() -> None:
    made = rig()
    made.add(Code().open("app:q", 8).recv(8, timeout=2).sleep(1).exit(0), "a")
    made.add(Code(v1=True).sleep(3).op("RET"), "b")
    made.system.run()
    seen: dict[int, str] = {}
    for event in made.of_type("task_state"):
        assert event.data["prev_state"] in {seen.get(event.pid, "loading"), "running"}
        seen[event.pid] = str(event.data["new_state"])
    assert seen == {1: "terminated", 2: "returned"}
