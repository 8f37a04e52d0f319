"""The rows of event types: their JSON Schema, their page, and that what the mailboxes tell fits them."""

import json
from pathlib import Path
from random import Random

import pytest

from emulator.event_types import BY_NAME, EVENT_TYPES, event_schema, with_tables
from emulator.events import Event, EventBus, to_json
from tests.property.test_mailbox_model import LIMITS, Pair
from tests.unit.events.json_schema import faults

PAGE = Path(__file__).parents[3] / "docs" / "events.md"

GOOD = {"seq": 1, "vt": 0, "ts": 0.5, "type": "stdout", "pid": 1, "data": {"text": "x"}}


def test_runtime_md_names_are_all_there() -> None:
    named = (
        "task_state scheduler mailbox_send mailbox_recv mailbox_wait mailbox_wake mailbox_timeout mailbox_overrun "
        "mailbox_backpressure mailbox_exhausted stdout stderr task_fault warning"
    )
    assert set(named.split()) <= BY_NAME.keys()


def test_the_schema_is_json() -> None:
    assert json.loads(json.dumps(event_schema())) == event_schema()


def test_a_good_event_fits_the_schema() -> None:
    assert faults(event_schema(), GOOD) == []


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 0},
        {"seq": "1"},
        {"vt": 1.5},
        {"ts": -1},
        {"pid": None},
        {"type": "unheard_of"},
        {"type": "stderr", "data": {}},
        {"data": {"text": 3}},
        {"data": {"text": "x", "more": 1}},
        {"data": []},
        {"extra": 1},
    ],
)
def test_a_bad_event_does_not_fit_the_schema(change: dict[str, object]) -> None:
    assert faults(event_schema(), {**GOOD, **change})


@pytest.mark.parametrize("key", list(GOOD))
def test_an_event_without_one_of_its_parts_does_not_fit(key: str) -> None:
    assert faults(event_schema(), {name: value for name, value in GOOD.items() if name != key})


def test_every_event_of_random_mailbox_operations_fits_the_schema() -> None:
    schema = event_schema()
    seen: dict[str, int] = {}

    def check(event: Event) -> None:
        seen[event.type] = seen.get(event.type, 0) + 1
        if seen[event.type] <= 40:
            assert faults(schema, json.loads(to_json(event))) == [], event
        fields = [field.name for field in BY_NAME[event.type].fields]
        assert [name for name in fields if name in event.data] == list(event.data), event

    bus = EventBus(lambda: (1, 0.0))
    bus.listen(check)
    for seed, limits in enumerate(LIMITS):
        pair = Pair(limits, Random(seed))
        pair.manager.sink = bus.publish
        for _ in range(1500):
            _, said, expected = pair.step()
            assert said == expected
    by_executive = {"mailbox_wait", "mailbox_timeout", "mailbox_error"}
    assert seen.keys() == {row.name for row in EVENT_TYPES if row.name.startswith("mailbox_")} - by_executive


def test_the_page_has_the_tables_of_the_rows() -> None:
    page = PAGE.read_text()
    assert page == with_tables(page), "run python -m emulator.event_types"
