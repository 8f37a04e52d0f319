"""The mailbox manager: every operation that an owner (a task, or the host, owner 0) can ask of its mailboxes.

It knows owner ids and bytes; no clock, no task, no register. An operation returns a value of `results`: it was done,
it would block, or it is refused with a status. Guest mistakes are refusals, never exceptions.

**Waiting.** `send`, `recv`, `peek_wait` and `wait_any` take `wait`: when they cannot finish now, the owner's one wait
is registered and `WouldBlock` returned. Whatever operation makes it possible later also completes it, at once and in
order, and returns it in its `wake`; who called only tells the waiting task. So no wake is lost and none is early:
while a receiving wait stands, nothing is there for it to receive. A timeout is a `cancel_wait`.
A PEEK or ANY wait is told of a message and does not keep it from others.

**Order.** Receivers by class (the owner of the mailbox, other readers, taps), then by arrival. Senders by arrival: a
send finds no room while another waits for it.

**Rights.** What BIND gave the owner, narrowed by what OPEN asks for; fixed when the handle is opened.

**Zero length.** An empty message is a hint: it is queued where there is room, else it goes to who is waiting and
counts nowhere. With HSX_MBX_FLAG_EOF it ends the input: once the queue is empty every receive gets it, until another
message is sent.

`now` is the virtual time in microseconds for the rate limit of taps; whoever owns a clock sets it before calling.
`sink` gets every event; None costs nothing.
"""

from collections.abc import Sequence

from emulator.mailbox import notices
from emulator.mailbox.exchange import Exchange, Wakes, too_large
from emulator.mailbox.mailbox import OVERHEAD, RDWR, Binding, Handle, Mailbox, Start
from emulator.mailbox.names import BadName, Target, parse_target
from emulator.mailbox.profile import Profile, QuotaReport
from emulator.mailbox.registry import Registry
from emulator.mailbox.results import (
    Bound,
    Closed,
    Opened,
    Peeked,
    Ready,
    Received,
    Refused,
    Sent,
    Tapped,
    WouldBlock,
)
from emulator.mailbox.snapshot import Snapshot, Stats, describe_system, sum_up
from emulator.mailbox.waits import Wait, WaitKind
from hxe.abi import HSX_MBX_WAIT_ANY_MAX, MbxMode, MbxStatus

_BLOCK = int(MbxMode.FANOUT_BLOCK)
_RDONLY = int(MbxMode.RDONLY)
_WRONLY = int(MbxMode.WRONLY)
_U32 = 0xFFFF_FFFF

_NO_HANDLE = Refused(MbxStatus.INVALID_HANDLE, "there is no such handle")
_NO_RIGHT_TO_READ = Refused(MbxStatus.INVALID_HANDLE, "the handle may not receive")
_NO_RIGHT_TO_SEND = Refused(MbxStatus.INVALID_HANDLE, "the handle may not send")
_CLOSED = Refused(MbxStatus.INVALID_HANDLE, "the handle was closed")
_BAD_COUNT = Refused(MbxStatus.INTERNAL_ERROR, f"expected 1 to {HSX_MBX_WAIT_ANY_MAX} handles to wait for")


class MailboxManager:
    """All mailboxes of one system."""

    __slots__ = ("_exchange", "_handles", "_registry", "profile")

    def __init__(self, profile: Profile | None = None, sink: notices.Sink | None = None) -> None:
        self.profile = profile or Profile()
        self._registry = Registry(self.profile)
        self._handles = self._registry.handles
        self._exchange = Exchange(self.profile.tap_rate, sink)

    @property
    def sink(self) -> notices.Sink | None:
        """Who gets the events."""
        return self._exchange.sink

    @sink.setter
    def sink(self, sink: notices.Sink | None) -> None:
        self._exchange.sink = sink

    @property
    def now(self) -> int:
        """Virtual microseconds."""
        return self._exchange.now

    @now.setter
    def now(self, now: int) -> None:
        self._exchange.now = now

    # Mailboxes and handles

    def open(self, owner: int, name: bytes, flags: int = 0) -> Opened | Refused:
        """Open a handle on the mailbox `name`, which is made when it is missing (default capacity, single queue).

        `flags` -- RDONLY, WRONLY, or RDWR; 0 means all that the owner's BIND gave.
        """
        target = parse_target(name, owner)
        if isinstance(target, BadName):
            return Refused(MbxStatus.INTERNAL_ERROR, target.reason)
        report = self._registry.handle_quota(owner)
        if report is not None:
            return self._exhausted(owner, target, report)
        box = self._registry.find(target)
        binding = Binding() if box is None else box.bindings.get(owner, Binding())
        rights = (flags & RDWR or RDWR) & binding.rights
        if not rights:
            given = "receiving" if binding.rights == _RDONLY else "sending"
            return Refused(MbxStatus.INVALID_HANDLE, f"{target} was bound for {given} only")
        if box is None:
            made = self._create(owner, target, self.profile.default_capacity)
            if isinstance(made, Refused):
                return made
            box = made
            if self.sink is not None:
                notices.created(self.sink, owner, box)
        can = bool(rights & _RDONLY), bool(rights & _WRONLY)
        handle = self._registry.add_handle(owner, box, can, binding.start)
        return Opened(handle.number, box.id, self._exchange.settle(box))

    def bind(self, owner: int, name: bytes, capacity: int = 0, mode: int = 0) -> Bound | Refused:
        """Make the mailbox `name`, or change it; `owner` keeps it from going until `close_owner`.

        `capacity` -- bytes, 0 for the default or to keep. Shrinking loses the oldest messages, counted as discarded;
        a FANOUT_BLOCK mailbox refuses to shrink below its contents (WOULDBLOCK).
        `mode` -- HSX_MBX_MODE bits, 0 to keep. RDONLY and WRONLY limit the handles that `owner` opens from now on,
        JOIN_OLDEST and JOIN_LAST say where they start in a fan-out.
        """
        return self._bind(owner, name, capacity, mode)

    def declare(self, owner: int, name: bytes, capacity: int = 0, mode: int = 0) -> Bound | Refused:
        """Bind a mailbox that the image of `owner` declares: it stays until `undeclare`, too."""
        done = self._bind(owner, name, capacity, mode)
        if isinstance(done, Bound):
            self._registry.declare(self._registry.boxes[done.descriptor], owner)
        return done

    def tap(self, owner: int, handle: int, enable: bool) -> Tapped | Refused:
        """Make a handle a tap, which gets copies of what is sent from now on, or a plain one again."""
        end = self._readable(owner, handle)
        if isinstance(end, Refused):
            return end
        box = end.box
        if enable and end.tap is None:
            report = self._registry.reserve(box.capacity)
            if report is not None:
                return self._exhausted(owner, box.target, report)
            box.add_tap(end)
        elif not enable and end.tap is not None:
            box.remove_tap(end)
            self._registry.reserve(-box.capacity)
            if box.fanout:
                box.join(end)
        return Tapped(box.id, self._exchange.settle(box))

    def close(self, owner: int, handle: int) -> Closed | Refused:
        """Close a handle; a wait on it ends with INVALID_HANDLE."""
        end = self._handles.get(owner, {}).get(handle)
        if end is None:
            return _NO_HANDLE
        return Closed(end.box.id, self._close(end))

    def close_owner(self, owner: int) -> Wakes:
        """End everything `owner` holds but what its image declared: its wait, its handles, its bindings."""
        wakes = self.cancel_wait(owner)
        for end in list(self._handles.get(owner, {}).values()):
            wakes += self._close(end)
        for box in self._registry.forget_owner(owner):
            self._collect(box)
        return wakes

    def undeclare(self, owner: int) -> None:
        """Let go what the image of `owner` declared; for when the image is unloaded."""
        for box in self._registry.forget_declarations(owner):
            self._collect(box)

    # Messages

    def send(
        self, owner: int, handle: int, payload: bytes, flags: int = 0, channel: int = 0, wait: bool = False
    ) -> Sent | WouldBlock | Refused:
        """Send a message; an empty one is a hint (see the module)."""
        try:
            end = self._handles[owner][handle]
        except KeyError:
            return _NO_HANDLE
        if not end.can_send:
            return _NO_RIGHT_TO_SEND
        box, exchange = end.box, self._exchange
        cost = len(payload) + OVERHEAD
        if cost > box.capacity and payload:
            return too_large(box, cost)
        wake: Wakes = ()
        if end.reading and not exchange.waits_on(end):
            box.leave(end)
            wake = exchange.settle(box)
        if not payload:
            return exchange.hint(end, flags, channel, wake)
        if box.senders or not exchange.make_room(box, cost, owner):
            if exchange.sink is not None:
                policy = "fanout_block" if box.fanout else "single"
                notices.backpressure(exchange.sink, owner, box, policy, cost)
            if wait:
                exchange.wait(owner, WaitKind.SEND, (end,), payload=payload, flags=flags, channel=channel)
            return WouldBlock(MbxStatus.WOULDBLOCK, box.id, wake)
        exchange.put(end, payload, flags, channel)
        if box.receivers:
            wake += exchange.settle(box)
        return Sent(box.id, len(payload), wake)

    def notify(self, owner: int, handle: int) -> Sent | Refused:
        """Send a hint: an empty message without flags."""
        done = self.send(owner, handle, b"")
        assert not isinstance(done, WouldBlock), "a hint always succeeds"
        return done

    def recv(self, owner: int, handle: int, max_length: int, wait: bool = False) -> Received | WouldBlock | Refused:
        """Take the next message. A longer one is cut to `max_length` bytes and its rest is gone (v1)."""
        try:
            end = self._handles[owner][handle]
        except KeyError:
            return _NO_HANDLE
        if not end.can_read:
            return _NO_RIGHT_TO_READ
        exchange = self._exchange
        wake = exchange.join(end) if end.box.fanout else ()
        received = exchange.read(end, max_length)
        if received is None:
            if wait:
                exchange.wait(owner, WaitKind.RECEIVE, (end,), max_length=max_length)
            return WouldBlock(MbxStatus.NO_DATA, end.box.id, wake)
        return exchange.finish_read(end, received, wake)

    def take(self, owner: int, handle: int, seq: int, max_length: int) -> Received | WouldBlock | Refused:
        """Take the next message if its number is `seq` (32 bits are compared); NO_DATA when it has gone."""
        end = self._readable(owner, handle)
        if isinstance(end, Refused):
            return end
        wake = self._exchange.join(end)
        found = self._exchange.look(end)
        if found is None or (found.seq ^ seq) & _U32:
            return WouldBlock(MbxStatus.NO_DATA, end.box.id, wake)
        received = self._exchange.read(end, max_length)
        assert received is not None, "what is ready can be received"
        return self._exchange.finish_read(end, received, wake)

    def peek(self, owner: int, handle: int) -> Peeked | Refused:
        """Tell what the handle would find, without becoming a reader."""
        end = self._handles.get(owner, {}).get(handle)
        if end is None:
            return _NO_HANDLE
        box = end.box
        message = box.next(end)
        used = box.bytes_used if end.tap is None else end.tap.bytes_used
        length = 0 if message is None else len(message.payload)
        return Peeked(box.pending(end), used, length, box.capacity, box.first_seq, box.next_seq, box.mode, box.id)

    def peek_wait(self, owner: int, handle: int, wait: bool = False) -> Ready | WouldBlock | Refused:
        """Tell of the next message without taking it."""
        return self._watch(owner, (handle,), WaitKind.PEEK, wait)

    def wait_any(self, owner: int, handles: Sequence[int], wait: bool = False) -> Ready | WouldBlock | Refused:
        """Tell of the first of 1 to HSX_MBX_WAIT_ANY_MAX handles that has a message."""
        if not 1 <= len(handles) <= HSX_MBX_WAIT_ANY_MAX:
            return _BAD_COUNT
        return self._watch(owner, handles, WaitKind.ANY, wait)

    # Waits

    def cancel_wait(self, owner: int) -> Wakes:
        """Forget the wait of `owner`, if any; senders behind it may now have room."""
        wait = self._exchange.waits.get(owner)
        if wait is None:
            return ()
        self._exchange.retire(wait)
        return self._exchange.settle(wait.handles[0].box) if wait.kind is WaitKind.SEND else ()

    def waiting(self, owner: int) -> Wait | None:
        """Return what `owner` waits for."""
        return self._exchange.waits.get(owner)

    def waits(self) -> list[Wait]:
        """Return all waits in order of arrival."""
        return list(self._exchange.waits.values())

    # Looking on

    def name_of(self, descriptor: int) -> str:
        """Return the full name of a mailbox, "" for one that does not exist."""
        box = self._registry.boxes.get(descriptor)
        return "" if box is None else str(box.target)

    def snapshot(self, payloads: bool = False) -> Snapshot:
        """Describe every mailbox and the sums; payloads (in hex) only where asked for."""
        return describe_system(self._registry, self._exchange.waits, payloads)

    def stats(self) -> Stats:
        """Return the sums over the system. Takes time for owners, not for messages or mailboxes."""
        return sum_up(self._registry, len(self._exchange.waits))

    def check(self) -> None:
        """Assert the conservation laws and that nobody waits for what is there; for tests."""
        for box in self._registry.boxes.values():
            box.check()
            self._exchange.check(box)
        self._registry.check()

    # Inside

    def _readable(self, owner: int, handle: int) -> Handle | Refused:
        end = self._handles.get(owner, {}).get(handle)
        if end is None:
            return _NO_HANDLE
        return end if end.can_read else _NO_RIGHT_TO_READ

    def _create(self, owner: int, target: Target, capacity: int) -> Mailbox | Refused:
        made = self._registry.create(target, owner, capacity)
        return self._exhausted(owner, target, made) if isinstance(made, QuotaReport) else made

    def _exhausted(self, owner: int, target: Target, report: QuotaReport) -> Refused:
        if self.sink is not None:
            notices.exhausted(self.sink, owner, target, report)
        return Refused(MbxStatus.NO_DESCRIPTOR, f"{target}: {report}", report)

    def _bind(self, owner: int, name: bytes, capacity: int, mode: int) -> Bound | Refused:
        target = parse_target(name, owner)
        if isinstance(target, BadName):
            return Refused(MbxStatus.INTERNAL_ERROR, target.reason)
        box = self._registry.find(target)
        if box is None:
            made = self._create(owner, target, capacity or self.profile.default_capacity)
            if isinstance(made, Refused):
                return made
            box, notice = made, notices.created
        else:
            refused = self._resize(owner, box, capacity or box.capacity, mode)
            if refused is not None:
                return refused
            notice = notices.bound
        if mode:
            box.set_mode(mode)
        if mode or owner not in box.bindings:
            self._registry.bind(box, owner, Binding(mode & RDWR or RDWR, Start.of(mode)))
        if self.sink is not None:
            notice(self.sink, owner, box)
        return Bound(box.id, self._exchange.settle(box))

    def _resize(self, owner: int, box: Mailbox, capacity: int, mode: int) -> Refused | None:
        """Give `box` another capacity; the mode that it is about to get counts, too."""
        if capacity < box.capacity:
            box.reclaim()
            never_loses = mode & _BLOCK or (box.fanout and not box.drops)
            if never_loses and box.bytes_used > capacity:
                reason = f"{box.target} holds {box.bytes_used} bytes and cannot shrink to {capacity}"
                return Refused(MbxStatus.WOULDBLOCK, reason)
        report = self._registry.resize(box, capacity)
        if report is not None:
            return self._exhausted(owner, box.target, report)
        while box.bytes_used > capacity:
            message = box.push_out()
            box.discarded += 1
            box.gap = not box.fanout
            if self.sink is not None:
                notices.overrun(self.sink, owner, box, message, "rebind")
        for tap in box.taps:
            for message in box.trim_tap(tap):
                if self.sink is not None:
                    notices.overrun(self.sink, owner, box, message, "tap_full", tap)
        return None

    def _close(self, end: Handle) -> Wakes:
        wakes: Wakes = ()
        if self._exchange.waits_on(end):
            wakes = (self._exchange.complete(self._exchange.waits[end.owner], end, _CLOSED),)
        self._registry.remove_handle(end)
        wakes += self._exchange.settle(end.box)
        self._collect(end.box)
        return wakes

    def _collect(self, box: Mailbox) -> None:
        if self._registry.collect(box) and self.sink is not None:
            notices.removed(self.sink, box)

    def _watch(self, owner: int, handles: Sequence[int], kind: WaitKind, wait: bool) -> Ready | WouldBlock | Refused:
        ends: list[Handle] = []
        for handle in handles:
            end = self._readable(owner, handle)
            if isinstance(end, Refused):
                return end
            ends.append(end)
        wake: Wakes = ()
        for end in ends:
            wake += self._exchange.join(end)
        for which, end in enumerate(ends):
            ready = self._exchange.look(end, which)
            if ready is not None:
                return ready._replace(wake=wake)
        if wait:
            self._exchange.wait(owner, kind, tuple(ends))
        return WouldBlock(MbxStatus.NO_DATA, ends[0].box.id, wake)
