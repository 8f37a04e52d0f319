"""The forms of mailbox sections that the published loader takes."""

import json
import struct

import pytest

from hxe.errors import HxeError
from hxe.format import read_image
from hxe.image import Json, MailboxSpec
from hxe.mailbox_section import mailbox_from_json, mailbox_to_json, parse_mode
from tests.unit.hxe.image_builders import with_section


def read(text: object) -> list[MailboxSpec]:
    return read_image(with_section(3, json.dumps(text).encode(), 1)).mailboxes


def test_the_written_form_has_mailboxes_and_a_version() -> None:
    text = {"mailboxes": [{"target": "app:x", "capacity": 96, "mode_mask": 17}], "version": 1}
    assert read(text) == [MailboxSpec("app:x", 96, 17)]


@pytest.mark.parametrize("text", [[{"target": "a"}], {"entries": [{"target": "a"}]}, {"mailboxes": [{"name": "a"}]}])
def test_arrays_and_entries_and_names_are_read(text: object) -> None:
    assert read(text) == [MailboxSpec("a", 0, 3)]


def test_an_empty_list_declares_nothing() -> None:
    assert read({}) == []
    assert read([]) == []


def test_queue_depth_stands_for_a_missing_capacity() -> None:
    assert read([{"target": "a", "queue_depth": 50}]) == [MailboxSpec("a", 50)]
    assert read([{"target": "a", "capacity": 40, "queue_depth": 50}]) == [MailboxSpec("a", 40, 3, {"queue_depth": 50})]


def test_other_keys_are_kept() -> None:
    extra: dict[str, Json] = {"owner_pid": 7, "bindings": [{"pid": 2}], "reserved": None}
    assert read([{"target": "a", **extra}]) == [MailboxSpec("a", 0, 3, extra)]


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("RDONLY", 1), ("readonly", 1), ("RO", 1), ("WRONLY", 2), ("WRITEONLY", 2), ("WO", 2), ("RDWR", 3), ("RW", 3),
        ("FANOUT", 8), ("FANOUT_DROP", 16), ("FANOUT_BLOCK", 32), ("TAP", 4), ("RDWR|FANOUT", 11), ("ro, wo", 3),
    ],
)  # fmt: skip
def test_modes_are_words_joined_by_bars_or_commas(text: str, mode: int) -> None:
    assert parse_mode(text) == mode
    assert read([{"target": "a", "mode": text}]) == [MailboxSpec("a", 0, mode)]


def test_an_unknown_mode_is_named_with_the_known_ones() -> None:
    with pytest.raises(HxeError, match=r"unknown mailbox mode 'FAN': expected RDONLY, .*FANOUT_BLOCK"):
        parse_mode("RDWR|FAN")


def test_the_old_binary_table_is_read() -> None:
    table = struct.pack(">IHHQ", 32, 50, 11, 0) + struct.pack(">IHHQ", 38, 0, 0, 0) + b"app:x\0svc:y\0"
    found = read_image(with_section(3, table, 2)).mailboxes
    assert found == [MailboxSpec("app:x", 50, 11), MailboxSpec("svc:y", 0, 3)]


def test_a_declaration_survives_its_json_form() -> None:
    spec = MailboxSpec("app:x", 0, 17, {"owner_pid": 1, "queue_depth": 5})
    assert mailbox_from_json(mailbox_to_json(spec)) == spec


def test_a_name_has_at_most_32_bytes_not_characters() -> None:
    assert mailbox_from_json({"target": "ä" * 16}).target == "ä" * 16
    with pytest.raises(HxeError, match="has 34 bytes"):
        mailbox_from_json({"target": "ä" * 17})
