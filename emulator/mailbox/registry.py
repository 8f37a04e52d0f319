"""Which mailboxes and handles exist, and whether one more may.

A mailbox is found by its target or its number. It lives as long as somebody has a handle on it or a binding, an image
declared it, or messages are queued (a message outlives its sender). Numbers of mailboxes and of a task's handles count
up from 1; a task's handles stay within 16 bits, after which free numbers are used again.

Every method that makes something checks the quotas first and returns a `QuotaReport` instead when one is exhausted;
then nothing has changed. The host, owner 0, has no handle quota.
"""

from dataclasses import dataclass, field

from emulator.mailbox.mailbox import Binding, Handle, Mailbox, Start, Totals
from emulator.mailbox.names import Target
from emulator.mailbox.profile import Profile, QuotaReport, quota_report

HOST = 0
MAX_HANDLE = 0xFFFF
"""The largest handle of a task: v1 programs keep them in 16 bits."""


@dataclass(slots=True)
class Registry:
    """All mailboxes and handles of one system."""

    profile: Profile
    totals: Totals = field(default_factory=Totals)
    handles: dict[int, dict[int, Handle]] = field(default_factory=dict)
    """By owner, then by number."""
    boxes: dict[int, Mailbox] = field(default_factory=dict)
    reserved: int = 0
    """Bytes of all capacities, those of taps included."""
    _by_target: dict[Target, Mailbox] = field(default_factory=dict)
    _bound: dict[int, dict[Mailbox, None]] = field(default_factory=dict)
    _declared: dict[int, dict[Mailbox, None]] = field(default_factory=dict)
    _last_number: dict[int, int] = field(default_factory=dict)
    _last_id: int = 0

    def find(self, target: Target) -> Mailbox | None:
        """Return the mailbox `target`, None where there is none."""
        return self._by_target.get(target)

    def create(self, target: Target, creator: int, capacity: int) -> Mailbox | QuotaReport:
        """Make the mailbox `target`, which does not exist."""
        limit = self.profile.descriptors
        if len(self.boxes) >= limit:
            return quota_report("descriptors", limit, 1, ((box.creator, 1) for box in self.boxes.values()))
        report = self.reserve(capacity)
        if report is not None:
            return report
        self.totals.capacity += capacity
        self._last_id += 1
        box = Mailbox(self._last_id, target, creator, capacity, self.totals)
        self.boxes[box.id] = self._by_target[target] = box
        return box

    def resize(self, box: Mailbox, capacity: int) -> QuotaReport | None:
        """Give `box` and its taps another capacity; what no longer fits is for the caller to remove."""
        report = self.reserve((capacity - box.capacity) * (1 + len(box.taps)))
        if report is None:
            self.totals.capacity += capacity - box.capacity
            box.capacity = capacity
        return report

    def reserve(self, extra: int) -> QuotaReport | None:
        """Take `extra` bytes of queue memory; a negative amount gives them back."""
        limit = self.profile.queue_bytes
        if extra > 0 and self.reserved + extra > limit:
            boxes = [(box.creator, box.capacity) for box in self.boxes.values()]
            taps = [(tap.owner, box.capacity) for box in self.boxes.values() for tap in box.taps]
            return quota_report("queue_bytes", limit, extra, boxes + taps)
        self.reserved += extra
        return None

    def handle_quota(self, owner: int) -> QuotaReport | None:
        """Return the report when `owner` may open no further handle."""
        if owner == HOST:
            return None
        limit = min(self.profile.handles_per_task, MAX_HANDLE)
        used = len(self.handles.get(owner, ()))
        return quota_report("handles_per_task", limit, 1, [(owner, used)]) if used >= limit else None

    def add_handle(self, owner: int, box: Mailbox, rights: tuple[bool, bool], start: Start) -> Handle:
        """Open a handle with `rights` (read, send); the quota has been asked."""
        number = self._next_number(owner)
        handle = Handle(owner, number, box, *rights, start, box.next_seq)
        self.handles.setdefault(owner, {})[number] = handle
        box.handles[handle] = None
        if box.fanout and handle.can_read:
            box.join(handle)
        return handle

    def remove_handle(self, handle: Handle) -> None:
        """Close a handle; the mailbox stays until `collect`."""
        box = handle.box
        if handle.tap is not None:
            box.remove_tap(handle)
            self.reserve(-box.capacity)
        del self.handles[handle.owner][handle.number]
        del box.handles[handle]
        if handle.reading:
            box.leave(handle)

    def bind(self, box: Mailbox, owner: int, binding: Binding) -> None:
        """Remember what `owner` bound `box` as."""
        box.bindings[owner] = binding
        self._bound.setdefault(owner, {})[box] = None

    def declare(self, box: Mailbox, owner: int) -> None:
        """Keep `box` for the image of `owner`."""
        box.declared[owner] = None
        self._declared.setdefault(owner, {})[box] = None

    def forget_owner(self, owner: int) -> list[Mailbox]:
        """Drop the bindings and the handle numbers of `owner`, who has no handles; return the mailboxes it bound."""
        boxes = list(self._bound.pop(owner, ()))
        for box in boxes:
            del box.bindings[owner]
        self.handles.pop(owner, None)
        self._last_number.pop(owner, None)
        return boxes

    def forget_declarations(self, owner: int) -> list[Mailbox]:
        """Drop what the image of `owner` declared and return those mailboxes."""
        boxes = list(self._declared.pop(owner, ()))
        for box in boxes:
            del box.declared[owner]
        return boxes

    def collect(self, box: Mailbox) -> bool:
        """Remove `box` if nothing keeps it; return whether it went."""
        if not box.unused or box.id not in self.boxes:
            return False
        del self.boxes[box.id], self._by_target[box.target]
        self.reserve(-box.capacity)
        self.totals.capacity -= box.capacity
        if box.fanout:
            self.totals.fanout_descriptors -= 1
        return True

    def check(self) -> None:
        """Assert that the sums and the tables agree with what exists; for tests."""
        boxes = self.boxes.values()
        totals = self.totals
        assert self.reserved == sum(box.capacity * (1 + len(box.taps)) for box in boxes), "queue memory is conserved"
        assert totals.capacity == sum(box.capacity for box in boxes), "capacities are summed"
        assert totals.bytes_used == sum(box.bytes_used for box in boxes), "bytes are summed"
        assert totals.queue_depth == sum(len(box.queue) for box in boxes), "messages are summed"
        assert totals.tap_count == sum(len(box.taps) for box in boxes), "taps are summed"
        assert totals.tap_queue_depth == sum(box.pending(tap) for box in boxes for tap in box.taps), "copies are summed"
        assert totals.fanout_descriptors == sum(box.fanout for box in boxes), "fan-outs are summed"
        assert not any(box.unused for box in boxes), "what nobody holds has gone"
        open_ends = {handle for mine in self.handles.values() for handle in mine.values()}
        assert open_ends == {handle for box in boxes for handle in box.handles}, "a handle has one mailbox"

    def _next_number(self, owner: int) -> int:
        number = self._last_number.get(owner, 0) + 1
        if owner != HOST:
            mine = self.handles.get(owner, {})
            while number > MAX_HANDLE or number in mine:
                number = 1 if number > MAX_HANDLE else number + 1
        self._last_number[owner] = number
        return number
