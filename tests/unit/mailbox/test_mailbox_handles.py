"""Handles, rights, lifetime and quotas (hsx1-facts 5.6, runtime.md "rights", "lifetime", "quotas")."""

import pytest

from emulator.mailbox.manager import MailboxManager
from emulator.mailbox.profile import Profile
from emulator.mailbox.registry import MAX_HANDLE
from emulator.mailbox.results import Closed, Opened, Refused, Tapped
from hxe.abi import MbxMode, MbxStatus
from tests.unit.mailbox.boxes import bound, drained, must, opened, received, sent, status, system, targets

READ, WRITE, RDWR = int(MbxMode.RDONLY), int(MbxMode.WRONLY), int(MbxMode.RDWR)


def rights(manager: MailboxManager, owner: int, handle: int) -> str:
    """What the handle may do, tried out."""
    may_read = status(manager.recv(owner, handle, 10)) != MbxStatus.INVALID_HANDLE
    may_send = not isinstance(manager.send(owner, handle, b""), Refused)
    return "r" * may_read + "w" * may_send


@pytest.mark.parametrize(("flags", "expected"), [(0, "rw"), (READ, "r"), (WRITE, "w"), (RDWR, "rw"), (0xF0, "rw")])
def test_open_gives_the_rights_that_it_asks_for(flags: int, expected: str) -> None:
    manager = system()
    assert rights(manager, 1, opened(manager, 1, flags=flags)) == expected


@pytest.mark.parametrize(
    ("mode", "flags", "expected"),
    [(READ, 0, "r"), (WRITE, 0, "w"), (RDWR, 0, "rw"), (0, 0, "rw"), (READ, RDWR, "r"), (RDWR, WRITE, "w")],
)
def test_bind_limits_the_handles_of_the_binder(mode: int, flags: int, expected: str) -> None:
    manager = system()
    bound(manager, 1, mode=mode)
    assert rights(manager, 1, opened(manager, 1, flags=flags)) == expected


@pytest.mark.parametrize(("mode", "flags"), [(READ, WRITE), (WRITE, READ)])
def test_a_handle_that_could_do_nothing_is_not_opened(mode: int, flags: int) -> None:
    manager = system()
    bound(manager, 1, mode=mode)
    assert status(manager.open(1, b"app:box", flags)) == MbxStatus.INVALID_HANDLE


def test_the_rights_of_one_binder_are_not_those_of_another() -> None:
    manager = system()
    bound(manager, 1, mode=READ)
    assert rights(manager, 2, opened(manager, 2)) == "rw"


def test_the_latest_bind_counts_for_handles_opened_later() -> None:
    manager = system()
    bound(manager, 1, mode=READ)
    early = opened(manager, 1)
    bound(manager, 1, mode=WRITE)
    bound(manager, 1, mode=0)
    assert rights(manager, 1, early) == "r"
    assert rights(manager, 1, opened(manager, 1)) == "w"


def test_a_handle_without_the_right_to_receive_can_only_be_peeked() -> None:
    manager = system()
    out = opened(manager, 1, flags=WRITE)
    sent(manager, 1, out, b"x")
    for refused in (
        manager.recv(1, out, 10),
        manager.peek_wait(1, out),
        manager.take(1, out, 0, 10),
        manager.wait_any(1, [out]),
        manager.tap(1, out, enable=True),
    ):
        assert status(refused) == MbxStatus.INVALID_HANDLE
    assert manager.peek(1, out)[0] == 1


def test_an_unknown_handle_is_invalid_for_every_call() -> None:
    manager = system()
    opened(manager, 1)
    for refused in (
        manager.send(1, 2, b"x"),
        manager.send(2, 1, b"x"),
        manager.notify(1, 0),
        manager.recv(1, 2, 10),
        manager.peek(1, 2),
        manager.peek_wait(1, 2),
        manager.take(1, 2, 0, 10),
        manager.wait_any(1, [1, 2]),
        manager.tap(1, 2, enable=True),
        manager.close(1, 2),
    ):
        assert status(refused) == MbxStatus.INVALID_HANDLE


def test_a_bad_name_is_an_internal_error_with_a_reason() -> None:
    manager = system()
    for refused in (manager.open(1, b""), manager.bind(1, b"svc:"), manager.declare(1, b"n" * 33)):
        assert must(refused, Refused).status == MbxStatus.INTERNAL_ERROR
        assert must(refused, Refused).reason
    assert targets(manager) == []


def test_handles_count_from_1_for_each_owner_and_are_not_reused() -> None:
    manager = system()
    assert [opened(manager, 1) for _ in range(3)] == [1, 2, 3]
    assert opened(manager, 2) == 1
    manager.close(1, 3)
    assert opened(manager, 1) == 4


def test_a_tasks_handles_stay_within_16_bits() -> None:
    manager = system()
    kept = opened(manager, 1)
    for _ in range(MAX_HANDLE - 1):
        manager.close(1, opened(manager, 1))
    assert (kept, opened(manager, 1), opened(manager, 1)) == (1, 2, 3)


def test_descriptors_count_from_1() -> None:
    manager = system()
    assert [bound(manager, 1, name) for name in (b"app:a", b"app:b", b"app:a")] == [1, 2, 1]
    assert must(manager.open(2, b"app:b"), Opened).descriptor == 2


def test_a_mailbox_goes_with_its_last_handle_when_it_is_empty() -> None:
    manager = system()
    one, two = opened(manager, 1), opened(manager, 2)
    manager.close(1, one)
    assert targets(manager) == ["app:box"]
    manager.close(2, two)
    assert targets(manager) == []


def test_a_message_outlives_its_sender() -> None:
    manager = system()
    sent(manager, 1, opened(manager, 1), b"testament")
    manager.close_owner(1)
    heir = opened(manager, 2)
    assert drained(manager, 2, heir) == [b"testament"]
    manager.close(2, heir)
    assert targets(manager) == []


def test_a_binding_keeps_a_mailbox_until_the_binder_ends() -> None:
    manager = system()
    bound(manager, 1)
    bound(manager, 2)
    manager.close_owner(1)
    assert targets(manager) == ["app:box"]
    manager.close_owner(2)
    assert targets(manager) == []


def test_a_declaration_keeps_a_mailbox_until_the_image_is_unloaded() -> None:
    manager = system()
    manager.declare(1, b"app:box", 128)
    manager.close_owner(1)
    assert targets(manager) == ["app:box"]
    manager.undeclare(1)
    assert targets(manager) == []


def test_a_declared_mailbox_with_a_message_stays_after_unloading() -> None:
    manager = system()
    manager.declare(1, b"app:box")
    sent(manager, 1, opened(manager, 1), b"x")
    manager.close_owner(1)
    manager.undeclare(1)
    assert targets(manager) == ["app:box"]


def test_the_end_of_an_owner_closes_its_handles_wherever_it_stands() -> None:
    manager = system()
    handles = [opened(manager, 1, name) for name in (b"app:a", b"app:b", b"svc:c")]
    manager.tap(1, handles[1], enable=True)
    manager.wait_any(1, handles, wait=True)
    assert manager.close_owner(1) == ()
    assert targets(manager) == []
    assert manager.waiting(1) is None
    assert opened(manager, 1) == 1
    manager.check()


def test_the_end_of_an_owner_tells_those_who_can_go_on() -> None:
    manager = system()
    bound(manager, 1, capacity=9, mode=MbxMode.FANOUT_BLOCK)
    out, quick, slow = opened(manager, 1, flags=WRITE), opened(manager, 2, flags=READ), opened(manager, 3, flags=READ)
    sent(manager, 1, out, b"a")
    received(manager, 2, quick)
    assert slow
    manager.send(1, out, b"b", wait=True)
    assert [wake.owner for wake in manager.close_owner(3)] == [1]


def test_the_end_of_an_owner_that_has_nothing_is_nothing() -> None:
    manager = system()
    assert manager.close_owner(9) == ()
    manager.undeclare(9)


def test_an_exhausted_pool_names_itself_and_its_holders() -> None:
    manager = system(Profile(descriptors=3))
    for owner, name in ((1, b"app:a"), (2, b"app:b"), (2, b"app:c")):
        opened(manager, owner, name)
    for refused in (manager.open(4, b"app:d"), manager.bind(4, b"app:d"), manager.declare(4, b"app:d")):
        refusal = must(refused, Refused)
        assert refusal.status == MbxStatus.NO_DESCRIPTOR
        assert refusal.quota == ("descriptors", 3, 3, 1, ((2, 2), (1, 1)))
        assert refusal.reason == (
            "app:d: mailbox quota descriptors is exhausted: 1 more wanted, 3 of 3 in use by pid 2 (2), pid 1 (1)"
        )


def test_an_exhausted_pool_leaves_existing_mailboxes_working() -> None:
    manager = system(Profile(descriptors=1))
    box = opened(manager, 1, b"app:a")
    assert status(manager.open(1, b"app:b")) == MbxStatus.NO_DESCRIPTOR
    other = opened(manager, 2, b"app:a")
    sent(manager, 1, box, b"x")
    assert drained(manager, 2, other) == [b"x"]


def test_a_mailbox_that_goes_gives_its_place_back() -> None:
    manager = system(Profile(descriptors=1, queue_bytes=64))
    for name in (b"app:a", b"app:b", b"app:c"):
        manager.close(1, opened(manager, 1, name))


def test_a_task_has_so_many_handles_and_the_host_any() -> None:
    manager = system(Profile(handles_per_task=2))
    first, _ = opened(manager, 1), opened(manager, 1)
    refusal = must(manager.open(1, b"app:new"), Refused)
    assert refusal.status == MbxStatus.NO_DESCRIPTOR
    assert refusal.quota == ("handles_per_task", 2, 2, 1, ((1, 2),))
    assert targets(manager) == ["app:box"]
    manager.close(1, first)
    opened(manager, 1)
    for _ in range(5):
        opened(manager, 0)


def test_queue_memory_is_reserved_by_capacity() -> None:
    manager = system(Profile(queue_bytes=200))
    bound(manager, 1, b"app:a", 150)
    refusal = must(manager.bind(2, b"app:b", 51), Refused)
    assert refusal.quota == ("queue_bytes", 150, 200, 51, ((1, 150),))
    bound(manager, 2, b"app:b", 50)
    assert status(manager.bind(1, b"app:a", 151)) == MbxStatus.NO_DESCRIPTOR
    bound(manager, 1, b"app:a", 100)
    bound(manager, 2, b"app:b", 100)


def test_a_tap_reserves_as_much_as_its_mailbox() -> None:
    manager = system(Profile(queue_bytes=160))
    one, two = opened(manager, 1), opened(manager, 2)
    must(manager.tap(1, one, enable=True), Tapped)
    refusal = must(manager.tap(2, two, enable=True), Refused)
    assert refusal.quota == ("queue_bytes", 128, 160, 64, ((1, 128),))
    must(manager.close(1, one), Closed)
    must(manager.tap(2, two, enable=True), Tapped)
    must(manager.tap(2, two, enable=False), Tapped)
    bound(manager, 2, b"app:b", 96)


def test_growing_a_tapped_mailbox_needs_room_for_the_taps_too() -> None:
    manager = system(Profile(queue_bytes=160))
    box = opened(manager, 1)
    manager.tap(1, box, enable=True)
    assert status(manager.bind(1, b"app:box", 81)) == MbxStatus.NO_DESCRIPTOR
    bound(manager, 1, capacity=80)


def test_the_default_capacity_is_that_of_the_profile() -> None:
    manager = system(Profile(default_capacity=20))
    box = opened(manager, 1)
    assert status(manager.send(1, box, bytes(13))) == MbxStatus.MSG_TOO_LARGE
    sent(manager, 1, box, bytes(12))
