"""The scheduling policy, timers and clocks by themselves."""

import random
from dataclasses import dataclass

import pytest

from emulator.executive.clock import RealClock, VirtualClock
from emulator.executive.pacer import TimedPacer
from emulator.executive.scheduler import ReadyQueue, Step, longest_budget, next_step, slice_after
from emulator.executive.timers import Timers


@dataclass
class Running:
    priority: int = 10
    slice_used: int = 0
    quantum: int = 100


def test_equal_tasks_are_taken_in_the_order_in_which_they_became_ready() -> None:
    ready = ReadyQueue()
    for pid in (3, 1, 2):
        ready.add(pid, 10)
    assert [ready.take() for _ in range(3)] == [3, 1, 2]
    assert ready.best is None


def test_a_smaller_priority_number_is_more_urgent() -> None:
    ready = ReadyQueue()
    ready.add(1, 10)
    ready.add(2, 0)
    ready.add(3, 255)
    assert [ready.take() for _ in range(3)] == [2, 1, 3]


def test_a_preempted_task_goes_before_its_equals() -> None:
    ready = ReadyQueue()
    ready.add(1, 10)
    ready.add_front(2, 10)
    ready.add(3, 10)
    ready.remove(1, 10)
    assert [ready.take(), ready.take()] == [2, 3]


@pytest.mark.parametrize(
    ("used", "best", "step"),
    [
        (99, None, Step.KEEP),
        (99, 10, Step.KEEP),
        (99, 11, Step.KEEP),
        (0, 9, Step.PREEMPT),
        (99, 9, Step.PREEMPT),
        (100, None, Step.RENEW),
        (100, 11, Step.RENEW),
        (100, 10, Step.ROTATE),
        (100, 9, Step.ROTATE),
    ],
)
def test_the_running_task_goes_on_unless_somebody_is_due(used: int, best: int | None, step: Step) -> None:
    assert next_step(Running(slice_used=used), best) is step


def test_without_a_running_task_the_first_ready_one_is_picked() -> None:
    assert next_step(None, 3) is Step.PICK
    assert next_step(None, None) is Step.IDLE


def test_a_budget_ends_with_the_slice_only_when_an_equal_is_ready() -> None:
    current = Running(slice_used=30)
    assert longest_budget(current, 10, None, 5000) == 70
    assert longest_budget(current, None, None, 5000) == 5000
    assert longest_budget(current, 11, None, 5000) == 5000


def test_a_budget_ends_with_the_next_deadline_and_is_never_0() -> None:
    assert longest_budget(Running(), None, 42, 5000) == 42
    assert longest_budget(Running(), 10, 150, 5000) == 100
    assert longest_budget(Running(), None, 0, 5000) == 1


def test_a_task_that_ran_alone_stands_where_its_slices_would_have_brought_it() -> None:
    assert slice_after(Running(), 100) == 100
    assert slice_after(Running(), 101) == 1
    assert slice_after(Running(slice_used=30), 370) == 100
    assert slice_after(Running(slice_used=0), 0) == 0


def due(timers: Timers, now: int) -> list[int]:
    pids: list[int] = []
    while (pid := timers.pop_due(now)) is not None:
        pids.append(pid)
    return pids


def test_timers_fire_in_order_of_deadline_and_then_of_setting() -> None:
    timers = Timers()
    for deadline, pid in ((20, 1), (10, 2), (20, 3), (10, 4), (30, 5)):
        timers.set(deadline, pid)
    assert timers.earliest == 10
    assert due(timers, 20) == [2, 4, 1, 3]
    assert due(timers, 29) == []
    assert due(timers, 30) == [5]
    assert timers.earliest is None


def test_a_cancelled_timer_does_not_fire_and_may_be_cancelled_again() -> None:
    timers = Timers()
    first, second = timers.set(10, 1), timers.set(11, 2)
    timers.cancel(first)
    timers.cancel(first)
    assert timers.earliest == 11
    assert due(timers, 100) == [2]
    timers.cancel(second)


def test_timers_that_are_set_and_cancelled_for_ever_take_no_memory() -> None:
    timers = Timers()
    for n in range(100_000):
        timers.cancel(timers.set(1_000_000 + n, 1))
    assert len(timers) == 0
    assert len(timers._heap) < 200


def test_timers_agree_with_a_sorted_list() -> None:
    rng = random.Random(7)
    timers, model, now, number = Timers(), list[tuple[int, int, int]](), 0, 0
    for _ in range(5000):
        match rng.randrange(4):
            case 0 | 1:
                deadline = now + rng.randrange(50)
                assert timers.set(deadline, number % 7) == number
                model.append((deadline, number, number % 7))
                number += 1
            case 2 if model:
                entry = model.pop(rng.randrange(len(model)))
                timers.cancel(entry[1])
            case _:
                now += rng.randrange(20)
                gone = sorted(entry for entry in model if entry[0] <= now)
                model = [entry for entry in model if entry[0] > now]
                assert due(timers, now) == [pid for _, _, pid in gone]
        assert timers.earliest == (min(model)[0] if model else None)


@pytest.mark.parametrize("rate", [1, 7, 999, 1_000_000, 1_000_003, 3_000_000_000])
def test_instructions_until_a_deadline_are_the_fewest_that_reach_it(rate: int) -> None:
    rng = random.Random(rate)
    clock = VirtualClock(rate)
    for _ in range(300):
        deadline = clock.now() + rng.randrange(1, 5000)
        needed = clock.instructions_until(deadline)
        assert needed is not None
        if needed:
            clock.advance(needed - 1)
            assert clock.now() < deadline
            clock.advance(1)
        assert clock.now() >= deadline


def test_a_virtual_clock_accumulates_no_rounding_and_jumps_only_forward() -> None:
    clock = VirtualClock(3)
    for _ in range(3_000):
        clock.advance(1)
    assert clock.now() == 1_000_000_000
    clock.jump(5)
    assert clock.now() == 1_000_000_000
    clock.jump(1_000_000_007)
    assert clock.now() == 1_000_000_007


def test_a_real_clock_moves_only_when_it_is_read_and_never_back() -> None:
    readings = iter([5_000, 5_000_000, 4_000_000, 9_000_999])
    clock = RealClock(lambda: next(readings))
    clock.advance(1000)
    assert clock.now() == 0
    assert clock.instructions_until(10) is None
    clock.tick()
    assert clock.now() == 4995
    clock.tick()
    assert clock.now() == 4995
    clock.jump(12)
    assert clock.now() == 8995


def test_the_pacer_settles_near_its_target() -> None:
    now = 0.0
    pacer = TimedPacer(lambda: now, target=0.005)
    for _ in range(60):
        limit = pacer.begin()
        now += limit / 50_000_000
        pacer.end(limit)
    assert 0.0025 <= pacer.begin() / 50_000_000 <= 0.01
    for _ in range(60):
        limit = pacer.begin()
        now += limit / 300_000
        pacer.end(limit)
    assert 0.0025 <= pacer.begin() / 300_000 <= 0.01
