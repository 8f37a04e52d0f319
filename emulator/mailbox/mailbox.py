"""One mailbox: its queue of messages, its readers and its taps. No owners' quotas, no waits, no events.

A message costs its payload plus HSX_MBX_MSG_OVERHEAD bytes of `capacity` and has a number, from 0 up without gaps, so
the queue holds the numbers `first_seq` to `next_seq - 1`. Two disciplines:

    single    a message goes to whoever takes it first; a full queue refuses
    fan-out   every reader has a cursor and gets every message that comes after it joined; a message leaves when no
              reader is owed it (`owed`). A full queue refuses (BLOCK) or loses its oldest message (DROP)

A fan-out handle that sends is no reader until it receives again (v1), so that a publisher need not read its own
messages. Messages that nobody is owed stay while there is no reader, and until one reads, leaves or their room is
needed: a late joiner may still want them. A tap is no reader: it gets copies in a buffer of its own.

Invariants, after every method (`check` states them):
    next_seq = reclaimed + dropped + discarded + len(queue)
    per reader: next_seq - joined = delivered + lost + pending; per tap: offered = delivered + lost + len(buffer)
"""

from collections import deque
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import islice
from typing import TYPE_CHECKING

from emulator.mailbox.names import Target
from hxe.abi import HSX_MBX_MSG_OVERHEAD, MbxMode

if TYPE_CHECKING:
    from emulator.mailbox.waits import Wait

OVERHEAD = int(HSX_MBX_MSG_OVERHEAD)
RDWR = int(MbxMode.RDWR)
_FANOUT_BITS = int(MbxMode.FANOUT | MbxMode.FANOUT_DROP | MbxMode.FANOUT_BLOCK)
_BLOCK = int(MbxMode.FANOUT_BLOCK)
_JOIN_BITS = int(MbxMode.JOIN_OLDEST | MbxMode.JOIN_LAST)


class Start(IntEnum):
    """Where a new fan-out reader starts."""

    NOW = 0
    OLDEST = int(MbxMode.JOIN_OLDEST)
    LAST = int(MbxMode.JOIN_LAST)

    @staticmethod
    def of(mode: int) -> "Start":
        """Return what `mode` asks for; the oldest wins where it asks for both."""
        if mode & Start.OLDEST:
            return Start.OLDEST
        return Start.LAST if mode & Start.LAST else Start.NOW


@dataclass(frozen=True, slots=True)
class Binding:
    """What an owner's last BIND said for its own handles."""

    rights: int = RDWR
    start: Start = Start.NOW


@dataclass(slots=True, eq=False)
class Message:
    """A queued message. `owed` counts the fan-out readers that have not read it."""

    payload: bytes
    flags: int
    channel: int
    src: int
    seq: int
    owed: int = 0

    @property
    def cost(self) -> int:
        """Return the bytes of capacity it takes."""
        return len(self.payload) + OVERHEAD


@dataclass(slots=True, eq=False)
class Tap:
    """The buffer of a handle that observes; as large as the mailbox, the oldest copy gives way."""

    buffer: deque[Message] = field(default_factory=deque)
    bytes_used: int = 0
    offered: int = 0
    window: int = 0
    """The virtual second that `in_window` counts."""
    in_window: int = 0


@dataclass(slots=True, eq=False)
class Handle:
    """An owner's open end of a mailbox."""

    owner: int
    number: int
    box: "Mailbox"
    can_read: bool
    can_send: bool
    start: Start
    opened: int
    """`next_seq` when it was opened, or when it last ceased to be a tap."""
    reading: bool = False
    """Fan-out only: the queue keeps messages for it."""
    joined: int = 0
    cursor: int = 0
    left: int = 0
    """`next_seq` when it last ceased to be a reader."""
    delivered: int = 0
    lost: int = 0
    gap: bool = False
    """Something was lost since its last message: the next one carries OVERRUN."""
    tap: Tap | None = None


@dataclass(slots=True)
class Totals:
    """Sums over all mailboxes of a system, kept while messages come and go."""

    capacity: int = 0
    bytes_used: int = 0
    queue_depth: int = 0
    tap_count: int = 0
    tap_queue_depth: int = 0
    fanout_descriptors: int = 0


@dataclass(slots=True, eq=False)
class Mailbox:
    """A descriptor. `receivers` and `senders` are the waits on it, kept by the manager."""

    id: int
    target: Target
    creator: int
    capacity: int
    totals: Totals
    mode: int = 0
    fanout: bool = False
    drops: bool = False
    queue: deque[Message] = field(default_factory=deque)
    bytes_used: int = 0
    next_seq: int = 0
    reclaimed: int = 0
    dropped: int = 0
    discarded: int = 0
    depth_high: int = 0
    ended: bool = False
    """The input is over: an empty queue answers with the end of file."""
    gap: bool = False
    """Single queue: messages were discarded before the one that comes next."""
    handles: dict[Handle, None] = field(default_factory=dict)
    readers: dict[Handle, None] = field(default_factory=dict)
    taps: dict[Handle, None] = field(default_factory=dict)
    bindings: dict[int, Binding] = field(default_factory=dict)
    declared: dict[int, None] = field(default_factory=dict)
    receivers: list["Wait"] = field(default_factory=list)
    senders: deque["Wait"] = field(default_factory=deque)

    @property
    def first_seq(self) -> int:
        """Return the number of the oldest queued message, `next_seq` when there is none."""
        return self.next_seq - len(self.queue)

    @property
    def unused(self) -> bool:
        """Whether nothing keeps the mailbox: no handle, no binding, no image, no message."""
        return not (self.handles or self.bindings or self.declared or self.queue)

    def has_room(self, cost: int) -> bool:
        """Return whether a message of `cost` bytes fits, after what nobody is owed has gone."""
        if self.bytes_used + cost <= self.capacity:
            return True
        self.reclaim()
        return self.bytes_used + cost <= self.capacity

    def append(self, payload: bytes, flags: int, channel: int, src: int) -> Message:
        """Queue a message that fits."""
        message = Message(payload, flags, channel, src, self.next_seq, len(self.readers))
        self.next_seq += 1
        queue = self.queue
        queue.append(message)
        cost = len(payload) + OVERHEAD
        self.bytes_used += cost
        totals = self.totals
        totals.bytes_used += cost
        totals.queue_depth += 1
        self.depth_high = max(self.depth_high, len(queue))
        self.ended = False
        return message

    def take(self, handle: Handle) -> Message | None:
        """Deliver the next message of `handle`; a fan-out handle must be a reader or a tap."""
        if handle.tap is not None:
            return self._take_copy(handle, handle.tap)
        if self.fanout:
            return self._take_turn(handle)
        if not self.queue:
            return None
        if self.gap:
            self.gap, handle.gap = False, True
        handle.delivered += 1
        self.reclaimed += 1
        return self._remove_oldest()

    def next(self, handle: Handle) -> Message | None:
        """Return what `take` would deliver."""
        if handle.tap is not None:
            return handle.tap.buffer[0] if handle.tap.buffer else None
        pending = self.pending(handle)
        return self.queue[-pending] if pending else None

    def pending(self, handle: Handle) -> int:
        """Return how many messages `handle` could take now."""
        if handle.tap is not None:
            return len(handle.tap.buffer)
        if not self.fanout:
            return len(self.queue)
        return min(self.next_seq - handle.cursor, len(self.queue))

    def join(self, handle: Handle) -> None:
        """Make `handle` a new reader: from where it was opened, or earlier where its owner's BIND says so."""
        first = self.first_seq
        wanted = {Start.NOW: self.next_seq, Start.OLDEST: first, Start.LAST: self.next_seq - 1}[handle.start]
        handle.cursor = handle.joined = max(first, min(handle.opened, wanted))
        handle.delivered = handle.lost = 0
        handle.gap = False
        self._enter(handle)

    def rejoin(self, handle: Handle) -> None:
        """Make a handle that has sent a reader again; what it was owed when it left and has gone since is lost."""
        gone = self.first_seq - handle.cursor
        if gone > 0:
            missed = max(0, min(gone, handle.left - handle.cursor))
            handle.lost += missed
            handle.gap = handle.gap or missed > 0
            handle.joined += gone - missed
            handle.cursor += gone
        self._enter(handle)

    def leave(self, handle: Handle) -> None:
        """Keep no messages for `handle` any more."""
        self._exit(handle)
        self.reclaim()

    def reclaim(self) -> None:
        """Let go what every reader has read; without readers everything stays."""
        if not self.readers:
            return
        while self.queue and not self.queue[0].owed:
            self._remove_oldest()
            self.reclaimed += 1

    def push_out(self) -> Message:
        """Take the oldest message from everybody who has not read it; the caller counts why."""
        if self.queue[0].owed:
            first = self.first_seq
            for reader in self.readers:
                if reader.cursor == first:
                    reader.cursor += 1
                    reader.lost += 1
                    reader.gap = True
        return self._remove_oldest()

    def set_mode(self, mode: int) -> None:
        """Apply the mode of a BIND. Nothing queued is lost.

        RDONLY and WRONLY, or a starting point, without a fan-out bit speak of the binder alone: the discipline stays.
        When the single queue becomes a fan-out, each handle that may read joins, from where it was opened; the other
        way round, all queued messages are for whoever takes them first.
        """
        if not mode & _FANOUT_BITS and mode & (RDWR | _JOIN_BITS) != RDWR:
            self.mode = self.mode & _FANOUT_BITS | mode
            return
        self.mode = mode
        self.drops = bool(mode & _FANOUT_BITS) and not mode & _BLOCK
        fanout = bool(mode & _FANOUT_BITS)
        if fanout == self.fanout:
            return
        self.fanout = fanout
        if fanout:
            self.totals.fanout_descriptors += 1
            for handle in self.handles:
                if handle.can_read and handle.tap is None:
                    self.join(handle)
                    handle.gap = self.gap
            self.gap = False
        else:
            self.totals.fanout_descriptors -= 1
            for reader in list(self.readers):
                self._exit(reader)

    def add_tap(self, handle: Handle) -> None:
        """Make `handle` a tap: it gets copies of what comes from now on."""
        if handle.reading:
            self.leave(handle)
        handle.tap = Tap()
        handle.delivered = handle.lost = 0
        handle.gap = False
        self.taps[handle] = None
        self.totals.tap_count += 1

    def remove_tap(self, handle: Handle) -> None:
        """Make `handle` no tap any more; its copies go."""
        assert handle.tap is not None, "only a tap ceases to be one"
        self.totals.tap_queue_depth -= len(handle.tap.buffer)
        self.totals.tap_count -= 1
        del self.taps[handle]
        handle.tap = None
        handle.delivered = handle.lost = 0
        handle.gap = False
        handle.opened = self.next_seq

    def offer(self, handle: Handle, second: int, limit: int) -> bool:
        """Count a message for the tap `handle`; return whether it may have its copy in this virtual second."""
        tap = handle.tap
        assert tap is not None, "only taps get copies"
        tap.offered += 1
        if limit:
            if tap.window != second:
                tap.window, tap.in_window = second, 0
            if tap.in_window >= limit:
                handle.lost += 1
                handle.gap = True
                return False
            tap.in_window += 1
        return True

    def copy_to(self, handle: Handle, message: Message) -> list[Message]:
        """Give the tap `handle` a copy and return the older copies that gave way to it."""
        tap = handle.tap
        assert tap is not None, "only taps get copies"
        tap.buffer.append(message)
        tap.bytes_used += message.cost
        self.totals.tap_queue_depth += 1
        return self.trim_tap(handle)

    def trim_tap(self, handle: Handle) -> list[Message]:
        """Return the oldest copies of the tap `handle`, removed until its buffer is within the capacity."""
        tap = handle.tap
        assert tap is not None, "only taps have copies"
        removed: list[Message] = []
        while tap.bytes_used > self.capacity:
            oldest = tap.buffer.popleft()
            tap.bytes_used -= oldest.cost
            removed.append(oldest)
        self.totals.tap_queue_depth -= len(removed)
        handle.lost += len(removed)
        handle.gap = handle.gap or bool(removed)
        return removed

    def check(self) -> None:
        """Assert the laws of the module's docstring; for tests."""
        queued = len(self.queue)
        assert self.next_seq == self.reclaimed + self.dropped + self.discarded + queued, "messages are conserved"
        assert self.bytes_used == sum(message.cost for message in self.queue), "bytes are conserved"
        assert [message.seq for message in self.queue] == list(range(self.first_seq, self.next_seq)), "no gaps"
        for reader in self.readers:
            pending = self.pending(reader)
            assert reader.reading, "a reader knows that it is one"
            assert self.next_seq - reader.joined == reader.delivered + reader.lost + pending, "each reader's share"
        for message in self.queue:
            owed = sum(reader.cursor <= message.seq for reader in self.readers)
            assert message.owed == owed, "each message knows its readers"
        for handle in self.taps:
            tap = handle.tap
            assert tap is not None, "a tap has a buffer"
            assert tap.offered == handle.delivered + handle.lost + len(tap.buffer), "each tap's share"
            assert tap.bytes_used == sum(message.cost for message in tap.buffer) <= self.capacity, "taps are bounded"

    def _take_copy(self, handle: Handle, tap: Tap) -> Message | None:
        if not tap.buffer:
            return None
        message = tap.buffer.popleft()
        tap.bytes_used -= message.cost
        self.totals.tap_queue_depth -= 1
        handle.delivered += 1
        return message

    def _take_turn(self, handle: Handle) -> Message | None:
        """Deliver the message at the cursor of a fan-out reader."""
        assert handle.reading, "a fan-out handle joins before it takes"
        offset = handle.cursor - self.next_seq + len(self.queue)
        if offset == len(self.queue):
            return None
        message = self.queue[offset]
        message.owed -= 1
        handle.cursor += 1
        handle.delivered += 1
        self.reclaim()
        return message

    def _remove_oldest(self) -> Message:
        message = self.queue.popleft()
        cost = len(message.payload) + OVERHEAD
        self.bytes_used -= cost
        totals = self.totals
        totals.bytes_used -= cost
        totals.queue_depth -= 1
        return message

    def _enter(self, handle: Handle) -> None:
        handle.reading = True
        self.readers[handle] = None
        for message in islice(self.queue, handle.cursor - self.first_seq, None):
            message.owed += 1

    def _exit(self, handle: Handle) -> None:
        for message in islice(self.queue, handle.cursor - self.first_seq, None):
            message.owed -= 1
        del self.readers[handle]
        handle.reading = False
        handle.left = self.next_seq
