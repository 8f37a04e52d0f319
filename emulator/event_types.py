"""The types of events, one row each, with the fields of their data: the one source of their schema and of their docs.

`event_schema()` gives the JSON Schema of an event; `python -m emulator.event_types` writes the tables of its page.
Every event that the system publishes fits its row: fields in the row's order, none left out unless the row says that it
may be, none added.
"""

from dataclasses import dataclass
from pathlib import Path

_KINDS: dict[str, dict[str, object]] = {
    "integer": {"type": "integer"},
    "integer or null": {"type": ["integer", "null"]},
    "number or null": {"type": ["number", "null"]},
    "text": {"type": "string"},
    "text or null": {"type": ["string", "null"]},
    "integers": {"type": "array", "items": {"type": "integer"}},
    "pairs": {
        "type": "array",
        "items": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
    },
}
"""The kinds of values, in words and in JSON Schema."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an event's data."""

    name: str
    kind: str
    doc: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class EventType:
    """A row: when such an event happens, to which task, and its data."""

    name: str
    doc: str
    fields: tuple[Field, ...]


_DESCRIPTOR = Field("descriptor", "integer", "number of the mailbox")
_HANDLE = Field("handle", "integer", "the task's handle")
_LENGTH = Field("length", "integer", "bytes of the message as it was sent")
_FLAGS = Field("flags", "integer", "HSX_MBX_FLAG bits")
_CHANNEL = Field("channel", "integer", "chosen by the sender")
_SRC_PID = Field("src_pid", "integer", "who sent it, 0 the host")
_STATUS = Field("status", "integer", "HSX_MBX_STATUS that the call gives")
_MESSAGE_SEQ = Field(
    "message_seq", "integer or null", "the message's number in its mailbox: a send and its receives share it"
)
_TRAFFIC = (_DESCRIPTOR, _HANDLE, _LENGTH, _FLAGS, _CHANNEL, _SRC_PID, _MESSAGE_SEQ)
_CAPACITY = Field("capacity", "integer", "bytes")
_SHAPE = (
    _DESCRIPTOR,
    Field("namespace", "integer", "HSX_MBX_NAMESPACE number"),
    Field("name", "text", "full name, as svc:log@3"),
    Field("owner", "integer or null", "the task whose mailbox it is, null for nobody's"),
    _CAPACITY,
    Field("mode", "integer", "HSX_MBX_MODE bits"),
)
_TAP = (
    Field("tap_pid", "integer", "the tap's task", optional=True),
    Field("tap_handle", "integer", "the tap's handle", optional=True),
)

EVENT_TYPES = (
    EventType(
        "task_state",
        "A task is in another state.",
        (
            Field("prev_state", "text", "state before"),
            Field("new_state", "text", "state now"),
            Field("reason", "text", "why, as loaded, mailbox_wait, timeout, killed"),
        ),
    ),
    EventType(
        "scheduler",
        "Another task runs.",
        (
            Field("state", "text", "switch"),
            Field("prev_pid", "integer or null", "who ran"),
            Field("next_pid", "integer or null", "who runs"),
            Field("reason", "text", "why the other one stopped"),
        ),
    ),
    EventType(
        "debug_break",
        "A task met a breakpoint instruction.",
        (
            Field("pc", "integer", "byte address of the instruction"),
            Field("code", "integer", "number in the instruction"),
        ),
    ),
    EventType("stdout", "A task wrote to its standard output.", (Field("text", "text", "what it wrote, as UTF-8"),)),
    EventType("stderr", "A task wrote to its standard error.", (Field("text", "text", "what it wrote, as UTF-8"),)),
    EventType(
        "task_fault",
        "A task did what it must not, and ended.",
        (
            Field("code", "integer", "HSX_ERR number"),
            Field("pc", "integer", "byte address of the instruction"),
            Field("address", "integer or null", "data address it touched"),
            Field("source", "text or null", "file:line, where debug information is there"),
        ),
    ),
    EventType(
        "warning",
        "Something is odd and the system goes on.",
        (
            Field("reason", "text", "what; event_dropped tells a slow subscriber that it missed events"),
            Field("dropped", "integer", "how many events were lost, for event_dropped", optional=True),
        ),
    ),
    EventType("mailbox_created", "A mailbox came to be; the task made it.", _SHAPE),
    EventType("mailbox_bound", "An existing mailbox was bound (again) by the task.", _SHAPE),
    EventType(
        "mailbox_removed",
        "Nothing kept a mailbox any more; the task had made it.",
        (_DESCRIPTOR, Field("name", "text", "full name")),
    ),
    EventType(
        "mailbox_send",
        "A message was queued. message_seq is null for a hint that had no room and for the end of input.",
        _TRAFFIC,
    ),
    EventType("mailbox_recv", "A message was delivered to a task that did not have to wait.", _TRAFFIC),
    EventType(
        "mailbox_wait",
        "A task waits for a message or for room.",
        (
            _DESCRIPTOR,
            _HANDLE,
            Field("timeout", "integer or null", "ms, null for ever"),
            Field("deadline", "number or null", "virtual second of its end, null for never"),
        ),
    ),
    EventType(
        "mailbox_wake",
        "A wait is over; a message that a receiver got has no mailbox_recv.",
        (_DESCRIPTOR, _HANDLE, _STATUS, _LENGTH, _FLAGS, _CHANNEL, _SRC_PID, _MESSAGE_SEQ),
    ),
    EventType(
        "mailbox_timeout",
        "A wait ended at its deadline.",
        (_DESCRIPTOR, _HANDLE, _STATUS, _LENGTH, _FLAGS, _CHANNEL, _SRC_PID),
    ),
    EventType(
        "mailbox_overrun",
        "A message was lost to those who had not read it. The task is the one whose send or BIND needed the room.",
        (
            _DESCRIPTOR,
            Field("dropped_seq", "integer", "the message's number"),
            Field("dropped_length", "integer", "its bytes"),
            Field("dropped_flags", "integer", "its flags"),
            _CHANNEL,
            Field("reason", "text", "fanout_drop, rebind (shrunk), or tap_full (only a tap lost it)"),
            Field("queue_depth", "integer", "messages left"),
            *_TAP,
        ),
    ),
    EventType(
        "mailbox_backpressure",
        "A message found no room, or a tap had its share of this second.",
        (
            _DESCRIPTOR,
            Field("policy", "text", "single, fanout_block, fanout_drop or tap_rate_limit"),
            _CAPACITY,
            Field("bytes_used", "integer", "of the capacity"),
            Field("requested", "integer", "bytes that the message needs"),
            *_TAP,
            Field("limit", "integer", "copies per second, for tap_rate_limit", optional=True),
        ),
    ),
    EventType(
        "mailbox_exhausted",
        "A quota kept the task from having a mailbox, a handle or a tap.",
        (
            Field("reason", "text", "descriptor_pool_full, handle_limit or queue_bytes_full"),
            Field("quota", "text", "its name in the profile"),
            Field("used", "integer", "in use"),
            Field("limit", "integer", "allowed"),
            Field("requested", "integer", "wanted beyond that"),
            Field("holders", "pairs", "[pid, how much], the largest first, pid 0 the host"),
            Field("namespace", "integer", "HSX_MBX_NAMESPACE number"),
            Field("name", "text", "full name of the mailbox"),
            Field("owner", "integer or null", "the task whose mailbox it is"),
            Field("max_descriptors", "integer", "limit, for descriptor_pool_full (v1)", optional=True),
            Field("handle_limit", "integer", "limit, for handle_limit (v1)", optional=True),
            Field("handles", "integer", "used, for handle_limit (v1)", optional=True),
        ),
    ),
    EventType(
        "mailbox_error",
        "A mailbox call was refused.",
        (
            Field("fn", "integer", "HSX_MBX_FN number"),
            Field("error", "text", "why"),
            _STATUS,
        ),
    ),
)

BY_NAME = {row.name: row for row in EVENT_TYPES}
assert len(BY_NAME) == len(EVENT_TYPES), "an event type has one row"

_ENVELOPE: dict[str, object] = {
    "seq": {"type": "integer", "minimum": 1},
    "vt": {"type": "integer", "minimum": 0},
    "ts": {"type": "number", "minimum": 0},
    "pid": {"type": "integer", "minimum": 0},
}


def event_schema() -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of one event."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "HSX event",
        "type": "object",
        "properties": {**_ENVELOPE, "type": {"enum": [row.name for row in EVENT_TYPES]}, "data": {"type": "object"}},
        "required": ["seq", "vt", "ts", "type", "pid", "data"],
        "additionalProperties": False,
        "oneOf": [
            {
                "description": row.doc,
                "properties": {
                    "type": {"const": row.name},
                    "data": {
                        "properties": {field.name: _property(field) for field in row.fields},
                        "required": [field.name for field in row.fields if not field.optional],
                        "additionalProperties": False,
                    },
                },
            }
            for row in EVENT_TYPES
        ],
    }


def _property(field: Field) -> dict[str, object]:
    return {**_KINDS[field.kind], "description": field.doc}


def event_tables() -> str:
    """Return the reference part of docs/events.md: one table per type."""
    parts: list[str] = []
    for row in EVENT_TYPES:
        parts += [f"### {row.name}", "", row.doc, "", "| field | value | meaning |", "|---|---|---|"]
        for field in row.fields:
            kind = f"{field.kind}, may be missing" if field.optional else field.kind
            parts.append(f"| {field.name} | {kind} | {field.doc} |")
        parts.append("")
    return "\n".join(parts)


MARK = "<!-- written by python -m emulator.event_types; do not edit below -->\n"


def with_tables(page: str) -> str:
    """Return `page` with the text below `MARK` replaced by the tables."""
    return page[: page.index(MARK)] + MARK + "\n" + event_tables()


if __name__ == "__main__":
    docs = Path(__file__).parent.parent / "docs" / "events.md"
    docs.write_text(with_tables(docs.read_text()))
