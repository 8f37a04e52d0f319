"""The event bus: stamps, listeners, bounded subscriptions, JSON lines (runtime.md "Events")."""

import io
import json

from emulator.events import Event, EventBus, JsonLines, Subscription, to_json


def bus() -> EventBus:
    """A bus on which every event comes a millisecond and ten instructions after the one before."""
    ticks = iter(range(1, 1_000_000))

    def stamp() -> tuple[int, float]:
        tick = next(ticks)
        return tick * 10, tick / 1000

    return EventBus(stamp)


def publish(on: EventBus, count: int, kind: str = "warning", pid: int = 1) -> None:
    for number in range(count):
        on.publish(kind, pid, {"number": number})


def seqs(subscription: Subscription) -> list[int]:
    return [event.seq for event in subscription.drain()]


def test_an_event_is_stamped_and_numbered_from_1() -> None:
    following = bus()
    subscription = following.subscribe()
    following.publish("stdout", 3, {"text": "hi"})
    following.publish("stdout", 4, {"text": "ho"})
    assert subscription.drain() == [
        Event(1, 10, 0.001, "stdout", 3, {"text": "hi"}),
        Event(2, 20, 0.002, "stdout", 4, {"text": "ho"}),
    ]


def test_while_nobody_follows_nothing_is_numbered() -> None:
    following = bus()
    active = [following.active]
    publish(following, 5)
    subscription = following.subscribe()
    active.append(following.active)
    publish(following, 1)
    assert active == [False, True]
    assert seqs(subscription) == [1]


def test_a_listener_gets_every_event_at_once() -> None:
    following, heard = bus(), list[Event]()
    following.listen(heard.append)
    publish(following, 10_000)
    assert [event.seq for event in heard] == list(range(1, 10_001))


def test_a_drained_subscription_is_empty() -> None:
    following = bus()
    subscription = following.subscribe()
    publish(following, 3)
    assert len(subscription) == 3
    assert seqs(subscription) == [1, 2, 3]
    assert seqs(subscription) == []


def test_a_slow_reader_loses_the_oldest_and_is_told_how_many() -> None:
    following = bus()
    subscription = following.subscribe(limit=3)
    publish(following, 5)
    drained = subscription.drain()
    assert drained[0] == Event(2, 20, 0.002, "warning", 0, {"reason": "event_dropped", "dropped": 2})
    assert [event.seq for event in drained[1:]] == [3, 4, 5]
    assert subscription.lost == 2


def test_a_reader_is_told_only_of_what_it_lost_since_it_was_told() -> None:
    following = bus()
    subscription = following.subscribe(limit=2)
    publish(following, 3)
    subscription.drain()
    publish(following, 5)
    assert subscription.drain()[0].data == {"reason": "event_dropped", "dropped": 3}
    publish(following, 1)
    assert seqs(subscription) == [9]
    assert subscription.lost == 4


def test_the_loss_of_one_reader_is_not_that_of_another() -> None:
    following = bus()
    slow, roomy = following.subscribe(limit=1), following.subscribe(limit=10)
    publish(following, 4)
    assert (slow.lost, roomy.lost) == (3, 0)
    assert seqs(roomy) == [1, 2, 3, 4]


def test_a_subscription_is_of_the_types_and_tasks_it_names() -> None:
    following = bus()
    outputs = following.subscribe(types=("stdout", "stderr"))
    second = following.subscribe(pids=(2,))
    both = following.subscribe(types=("stderr",), pids=(2,))
    for kind in ("stdout", "stderr", "warning"):
        for pid in (1, 2):
            publish(following, 1, kind, pid)
    assert (seqs(outputs), seqs(second), seqs(both)) == ([1, 2, 3, 4], [2, 4, 6], [4])


def test_what_a_subscription_does_not_want_pushes_nothing_out() -> None:
    following = bus()
    subscription = following.subscribe(limit=1, types=("stdout",))
    publish(following, 1, "stdout")
    publish(following, 5, "warning")
    assert (seqs(subscription), subscription.lost) == ([1], 0)


def test_an_ended_subscription_gets_no_more_and_keeps_what_it_has() -> None:
    following = bus()
    ended, other = following.subscribe(), following.subscribe()
    publish(following, 1)
    following.unsubscribe(ended)
    active = [following.active]
    publish(following, 1)
    assert (seqs(ended), seqs(other)) == ([1], [1, 2])
    following.unsubscribe(other)
    assert [*active, following.active] == [True, False]


def test_a_listener_keeps_the_bus_active() -> None:
    following = bus()
    following.listen(lambda _: None)
    following.unsubscribe(following.subscribe())
    assert following.active


def test_an_event_is_one_line_of_json_in_a_fixed_order() -> None:
    event = Event(7, 1234, 0.001234, "mailbox_send", 2, {"handle": 1, "flags": 0, "message_seq": None})
    assert to_json(event) == (
        '{"seq":7,"vt":1234,"ts":0.001234,"type":"mailbox_send","pid":2,'
        '"data":{"handle":1,"flags":0,"message_seq":null}}'
    )


def test_json_has_no_newlines_and_is_ascii() -> None:
    line = to_json(Event(1, 0, 0.0, "stdout", 1, {"text": 'line\n"é"\x00'}))
    assert line.isascii()
    assert "\n" not in line
    assert json.loads(line)["data"] == {"text": 'line\n"é"\x00'}


def test_json_lines_are_written_to_a_stream() -> None:
    following, stream = bus(), io.StringIO()
    following.listen(JsonLines(stream).write)
    publish(following, 2)
    lines = stream.getvalue().splitlines()
    assert [json.loads(line)["seq"] for line in lines] == [1, 2]
    assert stream.getvalue().endswith("\n")


def test_the_same_events_give_the_same_bytes() -> None:
    texts = []
    for _ in range(2):
        following, stream = bus(), io.StringIO()
        following.listen(JsonLines(stream).write)
        publish(following, 100)
        texts.append(stream.getvalue())
    assert texts[0] == texts[1]
