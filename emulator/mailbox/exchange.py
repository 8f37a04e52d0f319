"""The moving of messages: into a queue, out of it, and to those who wait. Handles are given, rights were checked.

Every change that may let a waiting owner go on is followed by `settle`, which completes all waits that can be, so that
between two operations no receiving wait stands on a message it could have, and no sending wait on room it could use.
"""

from emulator.mailbox import notices
from emulator.mailbox.mailbox import OVERHEAD, Handle, Mailbox
from emulator.mailbox.registry import HOST
from emulator.mailbox.results import Outcome, Ready, Received, Refused, Sent, Wake
from emulator.mailbox.waits import Wait, WaitKind, in_wake_order
from hxe.abi import MbxFlag, MbxStatus

_EOF = int(MbxFlag.EOF)
_OVERRUN = int(MbxFlag.OVERRUN)
_SECOND = 1_000_000

Wakes = tuple[Wake, ...]


class Exchange:
    """Queues, waits and events of one system. `tap_rate` is in copies per virtual second, 0 for no limit."""

    __slots__ = ("_tickets", "now", "sink", "tap_rate", "waits")

    def __init__(self, tap_rate: int, sink: notices.Sink | None) -> None:
        self.tap_rate = tap_rate
        self.sink = sink
        self.now = 0
        self.waits: dict[int, Wait] = {}
        self._tickets = 0

    def put(self, end: Handle, payload: bytes, flags: int, channel: int) -> None:
        """Queue a message that fits and copy it to the taps."""
        box = end.box
        message = box.append(payload, flags, channel, end.owner)
        if self.sink is not None:
            notices.sent(self.sink, end, message)
        limit = self.tap_rate
        for handle in box.taps:
            if not box.offer(handle, self.now // _SECOND, limit):
                if self.sink is not None:
                    notices.tap_limited(self.sink, end.owner, handle, message.cost, limit)
                continue
            for gone in box.copy_to(handle, message):
                if self.sink is not None:
                    notices.overrun(self.sink, end.owner, box, gone, "tap_full", handle)

    def make_room(self, box: Mailbox, cost: int, pid: int) -> bool:
        """Return whether a message of `cost` bytes fits; a FANOUT_DROP mailbox loses its oldest ones for it."""
        if box.has_room(cost):
            return True
        if not box.drops:
            return False
        if self.sink is not None:
            notices.backpressure(self.sink, pid, box, "fanout_drop", cost)
        while box.bytes_used + cost > box.capacity:
            message = box.push_out()
            box.dropped += 1
            if self.sink is not None:
                notices.overrun(self.sink, pid, box, message, "fanout_drop")
        return True

    def hint(self, end: Handle, flags: int, channel: int, wake: Wakes) -> Sent:
        """Send an empty message: the end of input, a queued hint, or one for who is waiting."""
        box = end.box
        if not flags & _EOF and not box.senders and box.has_room(OVERHEAD):
            self.put(end, b"", flags, channel)
            return Sent(box.id, 0, wake + self.settle(box))
        if self.sink is not None:
            notices.hinted(self.sink, end, flags, channel)
        if flags & _EOF:
            box.ended = True
            return Sent(box.id, 0, wake + self.settle(box))
        hint = Received(b"", 0, flags, channel, end.owner, None, box.id)
        for wait in in_wake_order(box):
            handle = wait.handles[0]
            if wait.kind is WaitKind.RECEIVE and handle.tap is None:
                wake += (self.complete(wait, handle, hint),)
                if not box.fanout:
                    break
        return Sent(box.id, 0, wake)

    def join(self, end: Handle) -> Wakes:
        """Make a fan-out handle that asks for messages a reader again."""
        if end.reading or end.tap is not None or not end.box.fanout:
            return ()
        end.box.rejoin(end)
        return self.settle(end.box)

    def read(self, end: Handle, max_length: int) -> Received | None:
        """Deliver the next message, or the end of input, or None."""
        box = end.box
        message = box.take(end)
        if message is None:
            return Received(b"", 0, _EOF, 0, HOST, None, box.id) if box.ended else None
        flags = message.flags
        if end.gap:
            end.gap = False
            flags |= _OVERRUN
        payload = message.payload
        length = len(payload)
        if length > max_length:
            payload = payload[:max_length]
        return Received(payload, length, flags, message.channel, message.src, message.seq, box.id)

    def finish_read(self, end: Handle, received: Received, wake: Wakes) -> Received:
        """Tell of a message that was asked for, and let in who waits for its room."""
        if self.sink is not None:
            notices.received(
                self.sink, end, received.length, received.flags, received.channel, received.src, received.seq
            )
        if end.box.senders:
            wake += self.settle(end.box)
        return received._replace(wake=wake) if wake else received

    def look(self, end: Handle, which: int = 0) -> Ready | None:
        """Tell of the next message of `end`, or of the end of input."""
        box = end.box
        message = box.next(end)
        if message is not None:
            return Ready(which, len(message.payload), message.seq, box.id)
        return Ready(which, 0, box.next_seq, box.id) if box.ended else None

    def wait(
        self,
        owner: int,
        kind: WaitKind,
        ends: tuple[Handle, ...],
        max_length: int = 0,
        payload: bytes = b"",
        flags: int = 0,
        channel: int = 0,
    ) -> None:
        """Register what `owner` waits for from now on."""
        assert owner not in self.waits, "an owner waits for one thing at a time"
        self._tickets += 1
        wait = Wait(owner, kind, ends, self._tickets, max_length, payload, flags, channel)
        self.waits[owner] = wait
        wait.enter()

    def waits_on(self, end: Handle) -> bool:
        """Return whether the owner of `end` waits for something there."""
        wait = self.waits.get(end.owner)
        return wait is not None and end in wait.handles

    def retire(self, wait: Wait) -> None:
        """Forget a wait."""
        del self.waits[wait.owner]
        wait.leave()

    def complete(self, wait: Wait, end: Handle, outcome: Outcome) -> Wake:
        """End `wait` with `outcome`, which `end` gave."""
        self.retire(wait)
        if self.sink is not None:
            if isinstance(outcome, Received):
                notices.woken(self.sink, end, MbxStatus.OK, *outcome[1:6])
            elif isinstance(outcome, Refused):
                notices.woken(self.sink, end, outcome.status)
            else:
                notices.woken(self.sink, end, MbxStatus.OK, outcome.length)
        return Wake(wait.owner, end.number, outcome)

    def settle(self, box: Mailbox) -> Wakes:
        """Complete every wait on `box` that can be, in wake order."""
        wakes: list[Wake] = []
        while box.receivers or box.senders:
            for wait in in_wake_order(box):
                done = self._attempt(wait)
                if done is not None:
                    wakes.append(self.complete(wait, *done))
            if not box.senders or not self._admit(box, wakes):
                break
        return tuple(wakes)

    def check(self, box: Mailbox) -> None:
        """Assert that nobody waits for what is there; for tests."""
        for wait in box.receivers:
            looks = [self.look(end) for end in wait.handles]
            assert looks == [None] * len(looks), "no receiver waits for what it could have"
        if box.senders:
            cost = len(box.senders[0].payload) + OVERHEAD
            assert box.bytes_used + cost > box.capacity, "no sender waits for room that is there"
            assert not box.drops, "no sender waits where the oldest message gives way"

    def _attempt(self, wait: Wait) -> tuple[Handle, Outcome] | None:
        """Return what a receiving wait gets now and from which handle."""
        if wait.kind is WaitKind.RECEIVE:
            end = wait.handles[0]
            received = self.read(end, wait.max_length)
            return None if received is None else (end, received)
        for which, end in enumerate(wait.handles):
            ready = self.look(end, which)
            if ready is not None:
                return end, ready
        return None

    def _admit(self, box: Mailbox, wakes: list[Wake]) -> bool:
        """Let in the first waiting sender if there is room; return whether its wait is over."""
        wait = box.senders[0]
        end = wait.handles[0]
        cost = len(wait.payload) + OVERHEAD
        outcome: Outcome
        if cost > box.capacity:
            outcome = too_large(box, cost)
        elif self.make_room(box, cost, wait.owner):
            self.put(end, wait.payload, wait.flags, wait.channel)
            outcome = Sent(box.id, len(wait.payload))
        else:
            return False
        wakes.append(self.complete(wait, end, outcome))
        return True


def too_large(box: Mailbox, cost: int) -> Refused:
    """Return the refusal of a message that `box` could not even hold when empty."""
    reason = f"the message needs {cost} bytes and {box.target} has {box.capacity} in all"
    return Refused(MbxStatus.MSG_TOO_LARGE, reason)
