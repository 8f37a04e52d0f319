"""Random operations on the mailbox manager and on a plain model of it: same results, same state, after every one.

HSX_FUZZ_COUNT is the number of operations (100,000 by default), HSX_FUZZ_SEED the first seed. A failure names the seed
of its run and the last operations.
"""

import os
from collections import deque
from dataclasses import astuple
from random import Random

import pytest

from emulator.mailbox.manager import MailboxManager
from emulator.mailbox.profile import Profile
from emulator.mailbox.results import (
    Bound,
    Closed,
    Opened,
    Outcome,
    Peeked,
    Ready,
    Received,
    Refused,
    Sent,
    Tapped,
    WouldBlock,
)
from hxe.abi import MbxFlag, MbxMode
from tests.property.mailbox_model import Limits, Model, Result

COUNT = int(os.environ.get("HSX_FUZZ_COUNT", "100000"))
SEED = int(os.environ.get("HSX_FUZZ_SEED", "1"))
RUN = 2500
"""Operations on one system before the next one starts."""

OWNERS = (0, 1, 2, 3, 4, 5, 6)
NAMES = (b"app:a",) * 4 + (b"app:b@2", b"x", b"svc:x", b"svc:x@1", b"pid:", b"pid:2", b"shared:s@9", b"svc:x@")
BAD_NAMES = (b"", b"svc:", b"@3", b"app:@", b"svc:a@q", b"pid:-1", b"n" * 33, b"svc:" + b"n" * 28 + b"@")
MODES = (
    0,
    MbxMode.RDWR,
    MbxMode.RDONLY,
    MbxMode.WRONLY,
    MbxMode.FANOUT,
    MbxMode.FANOUT_DROP | MbxMode.RDWR,
    MbxMode.FANOUT_BLOCK,
    MbxMode.FANOUT_BLOCK | MbxMode.FANOUT_DROP,
    MbxMode.FANOUT_DROP | MbxMode.JOIN_OLDEST,
    MbxMode.FANOUT_BLOCK | MbxMode.JOIN_LAST,
    MbxMode.RDONLY | MbxMode.JOIN_OLDEST,
    MbxMode.JOIN_LAST | MbxMode.JOIN_OLDEST,
    MbxMode.TAP,
)
LIMITS = (
    Limits(descriptors=6, handles=5, queue_bytes=700, tap_rate=3),
    Limits(descriptors=256, handles=64, queue_bytes=1 << 24, tap_rate=0),
    Limits(descriptors=4, handles=12, queue_bytes=100_000, tap_rate=1),
    Limits(descriptors=40, handles=8, queue_bytes=300, tap_rate=0, capacity=24),
)
NAMES_OF = {
    Opened: "opened",
    Bound: "bound",
    Sent: "sent",
    Received: "received",
    Ready: "ready",
    Peeked: "peeked",
    Tapped: "tapped",
    Closed: "closed",
    WouldBlock: "would block",
}
WHILE_WAITING = ("cancel", "cancel", "close", "close_owner", "tap", "undeclare", "bind", "declare")
"""What others may do to an owner that waits."""

WITHOUT_HANDLE = ("open",) * 20 + ("bind", "declare", "recv", "close")

ANYTIME = (
    *("send", "recv") * 16,
    *("send_wait", "recv_wait") * 20,
    *("open", "peek_wait", "wait_any", "take", "tick") * 5,
    *("bind", "tap", "notify", "close") * 3,
    *("declare", "eof", "peek") * 2,
    *("undeclare", "close_owner", "cancel"),
)


def plain(result: object) -> Result:
    """A result of the manager in the model's words."""
    if isinstance(result, Refused):
        quota = () if result.quota is None else (result.quota.name, result.quota.used)
        return "refused", result.status, *quota
    assert isinstance(result, tuple)
    fields = list(result)
    if not isinstance(result, Peeked):
        fields[-1] = [(wake.owner, wake.handle, outcome(wake.outcome)) for wake in fields[-1]]
    return NAMES_OF[type(result)], *fields


def outcome(result: Outcome) -> Result:
    """The outcome of a wait in the model's words."""
    if not isinstance(result, Refused):
        assert not result.wake, "an outcome wakes nobody by itself"
        return plain(result)[:-1]
    return plain(result)


class Pair:
    """The manager and the model, given the same operations."""

    def __init__(self, limits: Limits, random: Random) -> None:
        self.random = random
        self.model = Model(limits)
        descriptors, handles, queue_bytes, tap_rate, capacity = astuple(limits)
        self.manager = MailboxManager(Profile(descriptors, handles, queue_bytes, tap_rate, capacity))

    def handle(self, owner: int) -> int:
        """A handle that `owner` has, or sometimes one that it has not."""
        mine = list(self.model.ends.get(owner, {}))
        return self.random.choice(mine) if mine and self.random.random() < 0.99 else self.random.randrange(1, 70)

    def name(self) -> bytes:
        return self.random.choice(NAMES if self.random.random() < 0.95 else BAD_NAMES)

    def step(self) -> tuple[str, Result, Result]:
        """Do one operation on both and return what it was and what each said."""
        random, manager, model = self.random, self.manager, self.model
        waiting = {wait.owner for wait in model.waits}
        acting = [owner for owner in OWNERS if owner not in waiting or random.random() < 0.03]
        owner = random.choice(acting or OWNERS)
        idle = ANYTIME if model.ends.get(owner) else WITHOUT_HANDLE
        what = random.choice(WHILE_WAITING if owner in waiting else idle)
        wait = what.endswith("_wait") and owner != 0
        handle = self.handle(owner)
        said: object
        if what == "open":
            name, flags = self.name(), random.choice((0, 0, 0, 1, 2, 3))
            call = f"open({owner}, {name!r}, {flags})"
            said, expected = manager.open(owner, name, flags), model.open(owner, name, flags)
        elif what in {"bind", "declare"}:
            name, mode = self.name(), int(random.choice(MODES))
            capacity = random.choice((0, 0, 4, 8, 20, 40, 64, 100, 200))
            call = f"{what}({owner}, {name!r}, {capacity}, {mode:#x})"
            said = (manager.bind if what == "bind" else manager.declare)(owner, name, capacity, mode)
            expected = model.bind(owner, name, capacity, mode, what == "declare")
        elif what in {"send", "send_wait", "eof", "notify"}:
            size = random.choice((0, 1, 4, 4, 9, 12, 12, 20, 33, 56, 57, 120)) if what.startswith("send") else 0
            data = bytes([random.randrange(256)]) * size
            flags = int(MbxFlag.EOF) if what == "eof" else 0 if what == "notify" else random.choice((0, 1, 4))
            channel = 0 if what == "notify" else random.randrange(3)
            call = f"{what}({owner}, {handle}, {size} bytes, {flags}, {channel})"
            if what == "notify":
                said = manager.notify(owner, handle)
            else:
                said = manager.send(owner, handle, data, flags, channel, wait)
            expected = model.send(owner, handle, data, flags, channel, wait)
        elif what in {"recv", "recv_wait"}:
            room = random.choice((0, 3, 64, 200))
            call = f"{what}({owner}, {handle}, {room})"
            said, expected = manager.recv(owner, handle, room, wait), model.recv(owner, handle, room, wait)
        elif what == "take":
            seen = manager.peek_wait(owner, handle)
            assert plain(seen) == model.watch(owner, [handle], "peek", wait=False)
            seq = seen.seq + random.choice((0, 0, 0, 1)) if isinstance(seen, Ready) else random.randrange(5)
            call = f"take({owner}, {handle}, {seq})"
            said, expected = manager.take(owner, handle, seq, 64), model.take(owner, handle, seq, 64)
        elif what == "peek":
            call = f"peek({owner}, {handle})"
            said, expected = manager.peek(owner, handle), model.peek(owner, handle)
        elif what == "peek_wait":
            call = f"peek_wait({owner}, {handle})"
            said = manager.peek_wait(owner, handle, wait)
            expected = model.watch(owner, [handle], "peek", wait)
        elif what == "wait_any":
            wait = owner != 0 and random.random() < 0.7
            handles = [self.handle(owner) for _ in range(random.randrange(1, 5))]
            call = f"wait_any({owner}, {handles}, {wait})"
            said, expected = manager.wait_any(owner, handles, wait), model.watch(owner, handles, "any", wait)
        elif what == "tap":
            enable = random.random() < 0.6
            call = f"tap({owner}, {handle}, {enable})"
            said, expected = manager.tap(owner, handle, enable), model.tap(owner, handle, enable)
        elif what == "close":
            call = f"close({owner}, {handle})"
            said, expected = manager.close(owner, handle), model.close(owner, handle)
        elif what == "tick":
            manager.now = model.now = model.now + random.randrange(700_000)
            return f"now = {model.now}", (), ()
        else:
            call = f"{what}({owner})"
            wakes = {"cancel": manager.cancel_wait, "close_owner": manager.close_owner}.get(what)
            said = Bound(0, wakes(owner) if wakes else ())
            if wakes is None:
                manager.undeclare(owner)
            steps = {"close_owner": model.close_owner, "undeclare": model.undeclare}.get(what)
            expected = steps(owner) if steps else ("done", model.cancel(owner))
            return call, plain(said)[2:], expected[1:]
        return call, plain(said), expected

    def compare_states(self) -> None:
        """Everything that an onlooker can see is the same."""
        snapshot = self.manager.snapshot(payloads=True)
        seen = [
            (
                *(row["descriptor_id"], row["capacity"], row["mode_mask"], row["bytes_used"], row["ended"]),
                *(row["enqueued"], row["reclaimed"], row["dropped"], row["discarded"], row["declared"]),
                [(m["seq"], m["src_pid"], m["flags"], m["channel"], m["data_hex"]) for m in row["messages"]],
                [
                    (h["pid"], h["handle"], h["reader"], h["tap"], h["pending"], h["delivered"], h["lost"])
                    for h in row["handles"]
                ],
                row["waiters"],
                row["send_waiters"],
            )
            for row in snapshot["descriptors"]
        ]
        model = self.model
        expected = [
            (
                *(box.id, box.capacity, box.mode, box.used, box.over),
                *(box.next, box.reclaimed, box.dropped, box.discarded, bool(box.declared)),
                [(m.seq, m.src, m.flags, m.channel, m.data.hex()) for m in box.letters],
                [
                    (e.owner, e.number, e.member, e.copies is not None, len(e.available()), e.delivered, e.lost)
                    for e in box.ends
                ],
                [w.owner for w in model.waits if w.kind != "send" and any(end.box is box for end in w.ends)],
                [w.owner for w in model.waits if w.kind == "send" and w.ends[0].box is box],
            )
            for box in model.boxes
        ]
        assert seen == expected


def runs() -> list[tuple[int, int]]:
    """(seed, operations) of each run."""
    whole, rest = divmod(COUNT, RUN)
    return [(SEED + n, RUN) for n in range(whole)] + ([(SEED + whole, rest)] if rest else [])


def test_random_operations_agree_with_the_model() -> None:
    for seed, operations in runs():
        random = Random(seed)
        pair = Pair(LIMITS[seed % len(LIMITS)], random)
        history: deque[str] = deque(maxlen=30)
        for number in range(operations):
            before = len(pair.model.waits)
            try:
                call, said, expected = pair.step()
                history.append(call)
                assert said == expected
                pair.manager.check()
                pair.model.check()
                if number % 8 == 0 or len(pair.model.waits) != before:
                    pair.compare_states()
            except AssertionError as error:
                steps = "\n".join(history)
                pytest.fail(f"seed {seed}, operation {number}: {error}\nlast operations:\n{steps}")
