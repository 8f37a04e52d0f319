"""Events: what happens in a running system, as a stream that anybody may follow.

An `Event` has a number (from 1), the instruction count and the virtual time at which it happened, a type, the task it
is about (0 for the host or the system) and its data; `event_types.py` lists the types and their fields.
The `EventBus` takes events from the core and never slows it:

    listen(callback)      gets every event at once, in line; for a file on the same machine (`--events`)
    subscribe(limit)      a bounded queue that its reader drains when it likes. When it is full the oldest event is
                          lost and counted, and the next `drain` begins with a warning that tells how many

The same run publishes the same events, byte for byte: no wall time, and JSON with a fixed order of keys.
"""

from collections import deque
from collections.abc import Callable, Iterable
from json import JSONEncoder
from typing import NamedTuple, TextIO

DEFAULT_LIMIT = 4096
"""Events that a subscription keeps for its reader."""

_encode = JSONEncoder(separators=(",", ":"), allow_nan=False).encode


class Event(NamedTuple):
    """Something that happened. `vt` counts executed instructions, `ts` is virtual seconds since the start."""

    seq: int
    vt: int
    ts: float
    type: str
    pid: int
    data: dict[str, object]


def to_json(event: Event) -> str:
    """Return the event as one line of JSON without the newline: ASCII, no spaces."""
    return _encode(event._asdict())


class Subscription:
    """A reader's own queue of events. `lost` counts those that gave way, ever."""

    __slots__ = ("_events", "_last_lost", "_limit", "_pids", "_told", "_types", "lost")

    def __init__(self, limit: int, types: Iterable[str] | None, pids: Iterable[int] | None) -> None:
        assert limit > 0, "a subscription keeps at least one event"
        self._events: deque[Event] = deque()
        self._limit = limit
        self._types = None if types is None else frozenset(types)
        self._pids = None if pids is None else frozenset(pids)
        self._last_lost: Event | None = None
        self._told = 0
        self.lost = 0

    def __len__(self) -> int:
        return len(self._events)

    def offer(self, event: Event) -> None:
        """Keep `event` if it is one of those wanted."""
        if self._types is not None and event.type not in self._types:
            return
        if self._pids is not None and event.pid not in self._pids:
            return
        if len(self._events) >= self._limit:
            self._last_lost = self._events.popleft()
            self.lost += 1
        self._events.append(event)

    def drain(self) -> list[Event]:
        """Return what has come, oldest first; begins with a `warning` where something was lost before it."""
        drained: list[Event] = []
        if self._last_lost is not None:
            seq, vt, ts = self._last_lost[:3]
            data: dict[str, object] = {"reason": "event_dropped", "dropped": self.lost - self._told}
            drained.append(Event(seq, vt, ts, "warning", 0, data))
            self._told, self._last_lost = self.lost, None
        drained.extend(self._events)
        self._events.clear()
        return drained


class EventBus:
    """Where the core publishes. `stamp` gives the instruction count and the virtual seconds of now.

    `active` tells whether anybody follows; while nobody does, events cost nothing and have no numbers.
    """

    __slots__ = ("_listeners", "_seq", "_stamp", "_subscriptions", "active")

    def __init__(self, stamp: Callable[[], tuple[int, float]]) -> None:
        self._stamp = stamp
        self._seq = 0
        self._listeners: list[Callable[[Event], None]] = []
        self._subscriptions: list[Subscription] = []
        self.active = False

    def publish(self, type: str, pid: int, data: dict[str, object]) -> None:  # noqa: A002 - the name of the field
        """Tell everybody; `data` must not change afterwards."""
        if not self.active:
            return
        self._seq += 1
        event = Event(self._seq, *self._stamp(), type, pid, data)
        for callback in self._listeners:
            callback(event)
        for subscription in self._subscriptions:
            subscription.offer(event)

    def listen(self, callback: Callable[[Event], None]) -> None:
        """Call `callback` with each event from now on."""
        self._listeners.append(callback)
        self.active = True

    def subscribe(
        self, limit: int = DEFAULT_LIMIT, types: Iterable[str] | None = None, pids: Iterable[int] | None = None
    ) -> Subscription:
        """Return a queue of at most `limit` events, of all or only some types and tasks, from now on."""
        subscription = Subscription(limit, types, pids)
        self._subscriptions.append(subscription)
        self.active = True
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Send no more to `subscription`; what it has can still be drained."""
        self._subscriptions.remove(subscription)
        self.active = bool(self._listeners or self._subscriptions)


class JsonLines:
    """Writes events to a text stream, one line of JSON each: `bus.listen(JsonLines(stream).write)`."""

    __slots__ = ("_write",)

    def __init__(self, stream: TextIO) -> None:
        self._write = stream.write

    def write(self, event: Event) -> None:
        """Write one event."""
        self._write(to_json(event) + "\n")
