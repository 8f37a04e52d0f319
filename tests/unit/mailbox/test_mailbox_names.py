"""Names of mailboxes: which box a caller means (hsx1-facts 5.5, runtime.md "names")."""

import pytest

from emulator.mailbox.names import BadName, Target, parse_target
from hxe.abi import MbxNamespace

SVC, PID, APP, SHARED = MbxNamespace.SVC, MbxNamespace.PID, MbxNamespace.APP, MbxNamespace.SHARED


def target(name: bytes, caller: int = 7) -> Target:
    found = parse_target(name, caller)
    assert isinstance(found, Target), found
    return found


def reason(name: bytes) -> str:
    found = parse_target(name, 7)
    assert isinstance(found, BadName), found
    return found.reason


@pytest.mark.parametrize(
    ("name", "meaning", "spelling"),
    [
        (b"pid:", (PID, b"pid:7", 7), "pid:7"),
        (b"pid:12", (PID, b"pid:12", 12), "pid:12"),
        (b"pid:007", (PID, b"pid:7", 7), "pid:7"),
        (b"svc:log", (SVC, b"log", 7), "svc:log@7"),
        (b"log", (SVC, b"log", 7), "svc:log@7"),
        (b"svc:log@3", (SVC, b"log", 3), "svc:log@3"),
        (b"log@3", (SVC, b"log", 3), "svc:log@3"),
        (b"svc:log@", (SVC, b"log", 7), "svc:log@7"),
        (b"svc:log@0", (SVC, b"log", 0), "svc:log@0"),
        (b"svc:a@b@3", (SVC, b"a@b", 3), "svc:a@b@3"),
        (b"app:t", (APP, b"t", None), "app:t"),
        (b"app:t@", (APP, b"t", None), "app:t"),
        (b"app:t@2", (APP, b"t", 2), "app:t@2"),
        (b"shared:s", (SHARED, b"s", None), "shared:s"),
        (b"shared:s@9", (SHARED, b"s", None), "shared:s"),
        (b"SVC:log", (SVC, b"SVC:log", 7), "svc:SVC:log@7"),
        (b"hal:uart0", (SVC, b"hal:uart0", 7), "svc:hal:uart0@7"),
        (b"svc:pid:3", (SVC, b"pid:3", 7), "svc:pid:3@7"),
    ],
)
def test_a_name_means_one_mailbox_and_has_one_full_spelling(
    name: bytes, meaning: tuple[MbxNamespace, bytes, int | None], spelling: str
) -> None:
    assert target(name) == Target(*meaning)
    assert str(target(name)) == spelling


def test_an_app_mailbox_with_an_owner_is_another_one() -> None:
    assert target(b"app:t") != target(b"app:t@7")


def test_the_same_service_of_two_callers_is_two_mailboxes() -> None:
    assert target(b"svc:log", 1) != target(b"svc:log", 2)


def test_a_name_of_32_bytes_is_whole_and_one_of_33_is_refused() -> None:
    assert target(b"svc:" + b"n" * 28).name == b"n" * 28
    assert reason(b"svc:" + b"n" * 29) == "mailbox name is longer than 32 bytes"


@pytest.mark.parametrize("name", [b"", b"svc:", b"app:", b"shared:", b"@3", b"svc:@3", b"shared:@3"])
def test_an_empty_name_is_refused(name: bytes) -> None:
    assert reason(name).endswith("the mailbox name is empty")


@pytest.mark.parametrize(
    "name", [b"svc:x@me", b"app:x@-1", b"shared:x@ 1", b"x@0x10", b"x@2147483648", b"x@" + b"9" * 20]
)
def test_an_owner_that_is_no_task_number_is_refused(name: bytes) -> None:
    assert reason(name).endswith("expected a task number after @")


@pytest.mark.parametrize("name", [b"pid:me", b"pid:-1", b"pid:99999999999"])
def test_a_pid_name_without_a_number_is_refused(name: bytes) -> None:
    assert reason(name).endswith("expected a task number after pid:")


def test_the_largest_task_number_is_31_bits() -> None:
    assert target(b"x@2147483647").owner == 2147483647


def test_bytes_that_are_no_utf8_name_a_mailbox_and_are_shown_in_hex() -> None:
    assert str(target(b"app:\xff")) == "app:\\xff"
    assert str(target("app:é".encode())) == "app:é"
