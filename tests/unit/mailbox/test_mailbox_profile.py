"""Profiles and quota reports (hsx1-facts 5.6, runtime.md "quotas")."""

import pytest

from emulator.mailbox.errors import MailboxError
from emulator.mailbox.profile import PROFILES, Profile, parse_overrides, profile_named, quota_report


def test_desktop_has_the_numbers_of_v1() -> None:
    desktop = profile_named("desktop")
    assert (desktop.descriptors, desktop.handles_per_task) == (256, 64)
    assert (desktop.default_capacity, desktop.tap_rate) == (64, 0)
    assert desktop == Profile()


def test_embedded_has_the_numbers_of_v1() -> None:
    embedded = profile_named("embedded")
    assert (embedded.descriptors, embedded.handles_per_task) == (16, 8)
    assert (embedded.default_capacity, embedded.tap_rate) == (64, 20)


def test_queue_memory_is_16_mib_on_a_desktop_and_4_kib_embedded() -> None:
    assert (profile_named("desktop").queue_bytes, profile_named("embedded").queue_bytes) == (16777216, 4096)


def test_every_field_can_be_overridden() -> None:
    fields = {"descriptors": 1, "handles_per_task": 2, "queue_bytes": 3, "tap_rate": 4, "default_capacity": 5}
    for name in PROFILES:
        assert profile_named(name, fields) == Profile(1, 2, 3, 4, 5)


def test_an_unknown_profile_is_named() -> None:
    with pytest.raises(MailboxError, match=r"^unknown mailbox profile 'x' \(expected desktop or embedded\)$"):
        profile_named("x")


def test_an_unknown_quota_is_named() -> None:
    with pytest.raises(MailboxError, match=r"^unknown mailbox quota 'handle' \(expected one of descriptors, handles_"):
        profile_named("desktop", {"handle": 3})


@pytest.mark.parametrize("value", [0, -1, 0x1_0000_0000])
def test_a_limit_out_of_range_is_refused(value: int) -> None:
    with pytest.raises(MailboxError, match=f"mailbox quota descriptors is {value} .expected 1 to 4294967295"):
        profile_named("desktop", {"descriptors": value})


def test_limits_at_the_ends_of_the_range_are_taken() -> None:
    ends = profile_named("desktop", {"tap_rate": 0, "descriptors": 1, "queue_bytes": 0xFFFF_FFFF})
    assert (ends.tap_rate, ends.descriptors, ends.queue_bytes) == (0, 1, 0xFFFF_FFFF)


def test_overrides_are_read_from_text() -> None:
    assert parse_overrides("descriptors=24, tap_rate = 0x10,") == {"descriptors": 24, "tap_rate": 16}
    assert parse_overrides("") == {}


@pytest.mark.parametrize(
    ("text", "found"), [("descriptors=x", "found 'x'"), ("descriptors", "found no '='"), ("descriptors=", "found ''")]
)
def test_an_override_without_a_number_is_refused(text: str, found: str) -> None:
    with pytest.raises(MailboxError, match=f"mailbox quota '{text}': {found}, expected quota=number"):
        parse_overrides(text)


def test_a_report_names_quota_use_limit_and_holders_the_largest_first() -> None:
    report = quota_report("descriptors", 5, 1, [(2, 1), (0, 1), (1, 1), (2, 1), (1, 1)])
    assert report == ("descriptors", 5, 5, 1, ((1, 2), (2, 2), (0, 1)))
    assert str(report) == (
        "mailbox quota descriptors is exhausted: 1 more wanted, 5 of 5 in use by pid 1 (2), pid 2 (2), host (1)"
    )


def test_a_report_shows_eight_holders_and_counts_the_rest() -> None:
    report = quota_report("descriptors", 10, 1, [(pid, 1) for pid in range(1, 11)])
    assert str(report).endswith("pid 7 (1), pid 8 (1), 2 more")


def test_a_report_without_holders_says_so() -> None:
    assert str(quota_report("queue_bytes", 10, 64, [])).endswith("64 more wanted, 0 of 10 in use by nobody")
