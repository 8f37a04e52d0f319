"""A small model of the mailboxes, written from their rules, to compare the real manager against.

It is slow and plain on purpose: a reader has the set of message numbers it is owed, a queue is a list, waits are one
list in order of arrival, and nothing is counted ahead. Results are tuples: ("sent", descriptor, length, wakes),
("refused", status) and so on, with the wakes as (owner, handle, outcome).
"""

from dataclasses import dataclass, field

from hxe.abi import MbxFlag, MbxMode, MbxStatus

FANOUT = MbxMode.FANOUT | MbxMode.FANOUT_DROP | MbxMode.FANOUT_BLOCK
JOIN = MbxMode.JOIN_OLDEST | MbxMode.JOIN_LAST

Result = tuple[object, ...]
Wakes = list[tuple[int, int, Result]]


@dataclass
class Letter:
    seq: int
    data: bytes
    flags: int
    channel: int
    src: int

    @property
    def cost(self) -> int:
        return len(self.data) + 8


@dataclass
class Limits:
    descriptors: int
    handles: int
    queue_bytes: int
    tap_rate: int
    capacity: int = 64


@dataclass
class Box:
    id: int
    key: tuple[str, bytes, int | None]
    capacity: int
    mode: int = 0
    style: str = "single"
    letters: list[Letter] = field(default_factory=list)
    next: int = 0
    reclaimed: int = 0
    dropped: int = 0
    discarded: int = 0
    flawed: bool = False
    over: bool = False
    ends: list["End"] = field(default_factory=list)
    bound: dict[int, tuple[int, int]] = field(default_factory=dict)
    declared: set[int] = field(default_factory=set)

    @property
    def used(self) -> int:
        return sum(letter.cost for letter in self.letters)

    @property
    def members(self) -> list["End"]:
        return [end for end in self.ends if end.member]

    @property
    def taps(self) -> list["End"]:
        return sorted((end for end in self.ends if end.copies is not None), key=lambda end: end.tapped_at)

    def purge(self) -> None:
        """Messages that no reader is owed go, once there are readers."""
        members = self.members
        while members and self.letters and not any(self.letters[0].seq in end.owed for end in members):
            self.letters.pop(0)
            self.reclaimed += 1

    def lose_oldest(self) -> Letter:
        letter = self.letters.pop(0)
        for end in self.members:
            if letter.seq in end.owed:
                end.owed.remove(letter.seq)
                end.place = letter.seq + 1
                end.lost += 1
                end.flawed = True
        return letter


@dataclass
class End:
    owner: int
    number: int
    box: Box
    reads: bool
    writes: bool
    start: int
    since: int
    member: bool = False
    place: int = 0
    owed: set[int] = field(default_factory=set)
    due: int = 0
    delivered: int = 0
    lost: int = 0
    flawed: bool = False
    copies: list[Letter] | None = None
    tapped_at: int = 0
    offered: int = 0
    second: int = 0
    in_second: int = 0

    def available(self) -> list[Letter]:
        if self.copies is not None:
            return self.copies
        if self.box.style == "single" or not self.reads:
            return self.box.letters
        return [letter for letter in self.box.letters if letter.seq >= self.place]

    def join(self) -> None:
        box = self.box
        begin = self.since
        if self.start & MbxMode.JOIN_OLDEST:
            begin = 0
        elif self.start & MbxMode.JOIN_LAST and box.letters:
            begin = min(begin, box.letters[-1].seq)
        self.owed = {letter.seq for letter in box.letters if letter.seq >= begin}
        self.place = min(self.owed, default=box.next)
        self.due, self.delivered, self.lost, self.flawed = len(self.owed), 0, 0, False
        self.member = True

    def leave(self) -> None:
        self.member = False
        self.box.purge()

    def rejoin(self) -> None:
        queued = {letter.seq for letter in self.box.letters}
        gone = self.owed - queued
        self.lost += len(gone)
        self.flawed = self.flawed or bool(gone)
        owed = {seq for seq in queued if seq >= self.place}
        self.due += len(owed - self.owed)
        self.owed = owed
        self.place = min(owed, default=self.box.next)
        self.member = True


@dataclass
class Wait:
    owner: int
    kind: str
    ends: list[End]
    room: int = 0
    data: bytes = b""
    flags: int = 0
    channel: int = 0


@dataclass
class Model:
    limits: Limits
    now: int = 0
    boxes: list[Box] = field(default_factory=list)
    ends: dict[int, dict[int, End]] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)
    waits: list[Wait] = field(default_factory=list)
    made: int = 0
    tap_ticket: int = 0

    # Names, mailboxes, handles

    def parse(self, name: bytes, caller: int) -> tuple[str, bytes, int | None] | None:
        if len(name) > 32:
            return None
        if name.startswith(b"pid:"):
            number = name[4:].decode("latin-1")
            if number and not (number.isascii() and number.isdigit()):
                return None
            return "pid", b"", int(number) if number else caller
        space = "svc"
        for prefix in ("svc", "app", "shared"):
            if name.startswith(prefix.encode() + b":"):
                space, name = prefix, name[len(prefix) + 1 :]
                break
        owner: int | None = caller if space == "svc" else None
        if b"@" in name:
            name, _, suffix = name.rpartition(b"@")
            if suffix and not suffix.isdigit():
                return None
            owner = int(suffix) if suffix else owner
        if not name:
            return None
        return space, name, None if space == "shared" else owner

    def find(self, key: tuple[str, bytes, int | None]) -> Box | None:
        return next((box for box in self.boxes if box.key == key), None)

    def reserved(self) -> int:
        return sum(box.capacity * (1 + len(box.taps)) for box in self.boxes)

    def make(self, key: tuple[str, bytes, int | None], capacity: int) -> Box | Result:
        if len(self.boxes) >= self.limits.descriptors:
            return self.exhausted("descriptors", len(self.boxes))
        if self.reserved() + capacity > self.limits.queue_bytes:
            return self.exhausted("queue_bytes", self.reserved())
        self.made += 1
        box = Box(self.made, key, capacity)
        self.boxes.append(box)
        return box

    def exhausted(self, quota: str, used: int) -> Result:
        return "refused", MbxStatus.NO_DESCRIPTOR, quota, used

    def open(self, owner: int, name: bytes, flags: int) -> Result:
        key = self.parse(name, owner)
        if key is None:
            return "refused", MbxStatus.INTERNAL_ERROR
        held = len(self.ends.get(owner, {}))
        if owner and held >= self.limits.handles:
            return self.exhausted("handles_per_task", held)
        box = self.find(key)
        given, start = box.bound.get(owner, (3, 0)) if box else (3, 0)
        rights = (flags & 3 or 3) & given
        if not rights:
            return "refused", MbxStatus.INVALID_HANDLE
        if box is None:
            made = self.make(key, self.limits.capacity)
            if not isinstance(made, Box):
                return made
            box = made
        number = self.numbers[owner] = self.numbers.get(owner, 0) + 1
        end = End(owner, number, box, bool(rights & 1), bool(rights & 2), start, box.next)
        self.ends.setdefault(owner, {})[number] = end
        box.ends.append(end)
        if box.style != "single" and end.reads:
            end.join()
        return "opened", number, box.id, self.serve(box)

    def bind(self, owner: int, name: bytes, capacity: int, mode: int, declared: bool) -> Result:
        key = self.parse(name, owner)
        if key is None:
            return "refused", MbxStatus.INTERNAL_ERROR
        box = self.find(key)
        if box is None:
            made = self.make(key, capacity or self.limits.capacity)
            if not isinstance(made, Box):
                return made
            box = made
        else:
            refused = self.resize(box, capacity or box.capacity, mode)
            if refused:
                return refused
        if mode:
            self.set_style(box, mode)
        if mode or owner not in box.bound:
            box.bound[owner] = (mode & 3 or 3, mode & JOIN)
        if declared:
            box.declared.add(owner)
        return "bound", box.id, self.serve(box)

    def resize(self, box: Box, capacity: int, mode: int) -> Result | None:
        if capacity < box.capacity:
            box.purge()
            if (box.style == "block" or mode & MbxMode.FANOUT_BLOCK) and box.used > capacity:
                return "refused", MbxStatus.WOULDBLOCK
        more = (capacity - box.capacity) * (1 + len(box.taps))
        if more > 0 and self.reserved() + more > self.limits.queue_bytes:
            return self.exhausted("queue_bytes", self.reserved())
        box.capacity = capacity
        while box.used > capacity:
            box.lose_oldest()
            box.discarded += 1
            box.flawed = box.style == "single"
        for end in box.taps:
            self.trim(end)
        return None

    def set_style(self, box: Box, mode: int) -> None:
        if mode & FANOUT:
            style = "block" if mode & MbxMode.FANOUT_BLOCK else "drop"
        elif mode & 3 == 3 and not mode & JOIN:
            style = "single"
        else:
            box.mode = box.mode & FANOUT | mode
            return
        before, box.style, box.mode = box.style, style, mode
        if before == "single" != style:
            for end in box.ends:
                if end.reads and end.copies is None:
                    end.join()
                    end.flawed = box.flawed
            box.flawed = False
        if style == "single" != before:
            for end in box.ends:
                end.member = False

    def close(self, owner: int, number: int) -> Result:
        end = self.ends.get(owner, {}).get(number)
        if end is None:
            return "refused", MbxStatus.INVALID_HANDLE
        return "closed", end.box.id, self.drop_end(end)

    def drop_end(self, end: End) -> Wakes:
        wakes: Wakes = []
        for wait in list(self.waits):
            if end in wait.ends:
                self.waits.remove(wait)
                wakes.append((end.owner, end.number, ("refused", MbxStatus.INVALID_HANDLE)))
        end.copies = None
        del self.ends[end.owner][end.number]
        end.box.ends.remove(end)
        if end.member:
            end.leave()
        wakes += self.serve(end.box)
        self.collect()
        return wakes

    def close_owner(self, owner: int) -> Result:
        wakes = self.cancel(owner)
        for end in list(self.ends.get(owner, {}).values()):
            wakes += self.drop_end(end)
        self.ends.pop(owner, None)
        self.numbers.pop(owner, None)
        for box in self.boxes:
            box.bound.pop(owner, None)
        self.collect()
        return "done", wakes

    def undeclare(self, owner: int) -> Result:
        for box in self.boxes:
            box.declared.discard(owner)
        self.collect()
        return "done", []

    def collect(self) -> None:
        self.boxes = [box for box in self.boxes if box.ends or box.bound or box.declared or box.letters]

    def tap(self, owner: int, number: int, enable: bool) -> Result:
        end = self.ends.get(owner, {}).get(number)
        if end is None or not end.reads:
            return "refused", MbxStatus.INVALID_HANDLE
        box = end.box
        if enable and end.copies is None:
            if self.reserved() + box.capacity > self.limits.queue_bytes:
                return self.exhausted("queue_bytes", self.reserved())
            if end.member:
                end.leave()
            self.tap_ticket += 1
            end.copies, end.tapped_at = [], self.tap_ticket
            end.offered = end.delivered = end.lost = end.in_second = end.second = 0
            end.flawed = False
        elif not enable and end.copies is not None:
            end.copies, end.since = None, box.next
            end.delivered = end.lost = 0
            end.flawed = False
            if box.style != "single":
                end.join()
        return "tapped", box.id, self.serve(box)

    # Messages

    def send(self, owner: int, number: int, data: bytes, flags: int, channel: int, wait: bool) -> Result:
        end = self.ends.get(owner, {}).get(number)
        if end is None or not end.writes:
            return "refused", MbxStatus.INVALID_HANDLE
        box = end.box
        if data and len(data) + 8 > box.capacity:
            return "refused", MbxStatus.MSG_TOO_LARGE
        wakes: Wakes = []
        if end.member:
            end.leave()
            wakes += self.serve(box)
        queueing = any(wait.kind == "send" and wait.ends[0].box is box for wait in self.waits)
        if not data:
            return "sent", box.id, 0, wakes + self.hint(end, flags, channel, queueing)
        if queueing or not self.make_room(box, len(data) + 8):
            if wait:
                self.waits.append(Wait(owner, "send", [end], 0, data, flags, channel))
            return "would block", MbxStatus.WOULDBLOCK, box.id, wakes
        self.put(end, data, flags, channel)
        return "sent", box.id, len(data), wakes + self.serve(box)

    def hint(self, end: End, flags: int, channel: int, queueing: bool) -> Wakes:
        box = end.box
        if flags & MbxFlag.EOF:
            box.over = True
            return self.serve(box)
        if not queueing and self.fits(box, 8):
            self.put(end, b"", flags, channel)
            return self.serve(box)
        wakes: Wakes = []
        for wait in self.in_line(box):
            if wait.kind == "recv" and wait.ends[0].copies is None and (box.style != "single" or not wakes):
                self.waits.remove(wait)
                outcome = ("received", b"", 0, flags, channel, end.owner, None, box.id)
                wakes.append((wait.owner, wait.ends[0].number, outcome))
        return wakes

    def fits(self, box: Box, cost: int) -> bool:
        if box.used + cost > box.capacity:
            box.purge()
        return box.used + cost <= box.capacity

    def make_room(self, box: Box, cost: int) -> bool:
        while not self.fits(box, cost):
            if box.style != "drop":
                return False
            box.lose_oldest()
            box.dropped += 1
        return True

    def put(self, end: End, data: bytes, flags: int, channel: int) -> None:
        box = end.box
        letter = Letter(box.next, data, flags, channel, end.owner)
        box.letters.append(letter)
        box.next += 1
        box.over = False
        for member in box.members:
            member.owed.add(letter.seq)
            member.due += 1
        for tap in box.taps:
            assert tap.copies is not None
            tap.offered += 1
            if self.now // 1_000_000 != tap.second:
                tap.second, tap.in_second = self.now // 1_000_000, 0
            if self.limits.tap_rate and tap.in_second >= self.limits.tap_rate:
                tap.lost += 1
                tap.flawed = True
                continue
            tap.in_second += 1
            tap.copies.append(letter)
            self.trim(tap)

    def trim(self, tap: End) -> None:
        assert tap.copies is not None
        while sum(letter.cost for letter in tap.copies) > tap.box.capacity:
            tap.copies.pop(0)
            tap.lost += 1
            tap.flawed = True

    def recv(self, owner: int, number: int, room: int, wait: bool) -> Result:
        end = self.ends.get(owner, {}).get(number)
        if end is None or not end.reads:
            return "refused", MbxStatus.INVALID_HANDLE
        wakes = self.enter(end)
        got = self.read(end, room)
        if got is None:
            if wait:
                self.waits.append(Wait(owner, "recv", [end], room))
            return "would block", MbxStatus.NO_DATA, end.box.id, wakes
        return (*got, wakes + self.serve(end.box))

    def take(self, owner: int, number: int, seq: int, room: int) -> Result:
        end = self.ends.get(owner, {}).get(number)
        if end is None or not end.reads:
            return "refused", MbxStatus.INVALID_HANDLE
        wakes = self.enter(end)
        ready = self.look(end, 0)
        if ready is None or ready[3] != seq:
            return "would block", MbxStatus.NO_DATA, end.box.id, wakes
        got = self.read(end, room)
        assert got is not None
        return (*got, wakes + self.serve(end.box))

    def enter(self, end: End) -> Wakes:
        if end.box.style == "single" or end.member or end.copies is not None:
            return []
        end.rejoin()
        return self.serve(end.box)

    def read(self, end: End, room: int) -> Result | None:
        box, available = end.box, end.available()
        if not available:
            return ("received", b"", 0, int(MbxFlag.EOF), 0, 0, None, box.id) if box.over else None
        letter = available[0]
        if end.copies is not None:
            end.copies.pop(0)
        elif box.style == "single":
            box.letters.pop(0)
            box.reclaimed += 1
            end.flawed = end.flawed or box.flawed
            box.flawed = False
        else:
            end.owed.remove(letter.seq)
            end.place = letter.seq + 1
            box.purge()
        end.delivered += 1
        flags = int(letter.flags | (MbxFlag.OVERRUN if end.flawed else 0))
        end.flawed = False
        data, length = letter.data[:room], len(letter.data)
        return "received", data, length, flags, letter.channel, letter.src, letter.seq, box.id

    def look(self, end: End, which: int) -> Result | None:
        available = end.available()
        if available:
            return "ready", which, len(available[0].data), available[0].seq, end.box.id
        return ("ready", which, 0, end.box.next, end.box.id) if end.box.over else None

    def peek(self, owner: int, number: int) -> Result:
        end = self.ends.get(owner, {}).get(number)
        if end is None:
            return "refused", MbxStatus.INVALID_HANDLE
        box, available = end.box, end.available()
        used = box.used if end.copies is None else sum(letter.cost for letter in end.copies)
        length = len(available[0].data) if available else 0
        head = box.letters[0].seq if box.letters else box.next
        return "peeked", len(available), used, length, box.capacity, head, box.next, box.mode, box.id

    def watch(self, owner: int, numbers: list[int], kind: str, wait: bool) -> Result:
        ends = [self.ends.get(owner, {}).get(number) for number in numbers]
        known = [end for end in ends if end is not None and end.reads]
        if len(known) < len(ends):
            return "refused", MbxStatus.INVALID_HANDLE
        wakes: Wakes = []
        for end in known:
            wakes += self.enter(end)
        for which, end in enumerate(known):
            ready = self.look(end, which)
            if ready is not None:
                return (*ready, wakes)
        if wait:
            self.waits.append(Wait(owner, kind, known))
        return "would block", MbxStatus.NO_DATA, known[0].box.id, wakes

    # Waits

    def cancel(self, owner: int) -> Wakes:
        for wait in self.waits:
            if wait.owner == owner:
                self.waits.remove(wait)
                return self.serve(wait.ends[0].box) if wait.kind == "send" else []
        return []

    def in_line(self, box: Box) -> list[Wait]:
        """The receiving waits on `box`: the owner's, other readers', taps'; each in order of arrival."""

        def rank(wait: Wait) -> int:
            end = next(end for end in wait.ends if end.box is box)
            return 2 if end.copies is not None else int(wait.owner != box.key[2])

        here = [wait for wait in self.waits if wait.kind != "send" and any(end.box is box for end in wait.ends)]
        return sorted(here, key=rank)

    def serve(self, box: Box) -> Wakes:
        wakes: Wakes = []
        while True:
            for wait in self.in_line(box):
                for which, end in enumerate(wait.ends):
                    outcome = self.read(end, wait.room) if wait.kind == "recv" else self.look(end, which)
                    if outcome is not None:
                        self.waits.remove(wait)
                        wakes.append((wait.owner, end.number, outcome))
                        break
            senders = [wait for wait in self.waits if wait.kind == "send" and wait.ends[0].box is box]
            if not senders:
                return wakes
            first = senders[0]
            if len(first.data) + 8 > box.capacity:
                result: Result = ("refused", MbxStatus.MSG_TOO_LARGE)
            elif self.make_room(box, len(first.data) + 8):
                self.put(first.ends[0], first.data, first.flags, first.channel)
                result = ("sent", box.id, len(first.data))
            else:
                return wakes
            self.waits.remove(first)
            wakes.append((first.owner, first.ends[0].number, result))

    def check(self) -> None:
        """The conservation laws, counted anew."""
        for box in self.boxes:
            assert box.next == box.reclaimed + box.dropped + box.discarded + len(box.letters)
            for end in box.members:
                assert end.due == end.delivered + end.lost + len(end.owed)
            for end in box.taps:
                assert end.copies is not None
                assert end.offered == end.delivered + end.lost + len(end.copies)
