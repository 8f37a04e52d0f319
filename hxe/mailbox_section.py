"""The mailbox section of an image: UTF-8 JSON, and the binary table of old images.

What is written: `{"mailboxes":[{...}],"version":1}` with sorted keys and compact separators. Read as well: a bare
array, the key "entries" for "mailboxes", and 16-byte binary records. A mailbox has its name under "target" (or
"name"), its size in bytes under "capacity" (or "queue_depth"), its mode under "mode_mask" (or "mode") as a number or
as words joined by a bar or comma; all other keys are kept as they are.
"""

import json
import math
import re
from collections.abc import Iterable

from hxe import abi
from hxe.errors import HxeError
from hxe.faults import Report
from hxe.image import Json, MailboxSpec
from hxe.metadata import Section, records
from hxe.structures import MAILBOX

MODE_WORDS = {
    "RDONLY": abi.MbxMode.RDONLY, "READONLY": abi.MbxMode.RDONLY, "RO": abi.MbxMode.RDONLY,
    "WRONLY": abi.MbxMode.WRONLY, "WRITEONLY": abi.MbxMode.WRONLY, "WO": abi.MbxMode.WRONLY,
    "RDWR": abi.MbxMode.RDWR, "RW": abi.MbxMode.RDWR, "TAP": abi.MbxMode.TAP, "FANOUT": abi.MbxMode.FANOUT,
    "FANOUT_DROP": abi.MbxMode.FANOUT_DROP, "FANOUT_BLOCK": abi.MbxMode.FANOUT_BLOCK,
    "JOIN_OLDEST": abi.MbxMode.JOIN_OLDEST, "JOIN_LAST": abi.MbxMode.JOIN_LAST,
}  # fmt: skip
_NAME_KEYS = ("target", "name")
_CAPACITY_KEYS = ("capacity", "queue_depth")
_MODE_KEYS = ("mode_mask", "mode")
_JSON_VERSION = 1
_MAX_CAPACITY = 0xFFFFFFFF
_MAX_MODE = 0xFFFF
_MAX_DEPTH = 16
_MAX_NUMBER = 1 << 64  # what a number of no known meaning may be, so that every consumer can hold it


def parse_mode(text: str) -> int:
    """The mode bits of words joined by a bar or comma; raises HxeError naming a word that is none."""
    mode = 0
    for word in re.split(r"[|,]", text):
        bits = MODE_WORDS.get(word.strip().upper())
        if bits is None:
            raise HxeError(f"unknown mailbox mode '{word.strip()}': expected {', '.join(MODE_WORDS)}")
        mode |= bits
    return mode


def mailbox_from_json(entry: Json) -> MailboxSpec:
    """The mailbox that one JSON object declares; raises HxeError naming the key that is wrong."""
    if not isinstance(entry, dict):
        raise HxeError(f"mailbox metadata JSON invalid: found {shown(entry)}, expected an object")
    rest = dict(entry)
    target = _take(rest, _NAME_KEYS)
    if not isinstance(target, str) or not target:
        raise HxeError('mailbox metadata missing name: expected a text under "target"')
    if len(_encoded(target)) > abi.HSX_MBX_MAX_NAME_BYTES:
        raise HxeError(
            f"mailbox name '{target}' has {len(_encoded(target))} bytes: expected at most {abi.HSX_MBX_MAX_NAME_BYTES}"
        )
    capacity = _take(rest, _CAPACITY_KEYS)
    mode = _take(rest, _MODE_KEYS)
    return MailboxSpec(
        target,
        0 if capacity is None else _number(capacity, _MAX_CAPACITY, f"capacity of mailbox '{target}'"),
        _mode(mode, target),
        rest,
    )


def _take(rest: dict[str, Json], keys: tuple[str, ...]) -> Json:
    """Removes and returns the first of `keys` that is present; the others stay."""
    for key in keys:
        if rest.get(key) is not None:
            return rest.pop(key)
    return None


def _mode(mode: Json, target: str) -> int:
    if mode is None or mode == "":
        return abi.MbxMode.RDWR
    return parse_mode(mode) if isinstance(mode, str) else _number(mode, _MAX_MODE, f"mode of mailbox '{target}'")


def _number(value: Json, maximum: int, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= maximum:
        raise HxeError(f"{what} is {shown(value)}: expected a whole number 0..{maximum}")
    return value


def shown(value: Json) -> str:
    """A value as messages quote it: its JSON, cut short where it is long."""
    text = json.dumps(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _encoded(target: str) -> bytes:
    try:
        return target.encode("utf-8")
    except UnicodeEncodeError:
        raise HxeError(f"mailbox name {target!a} has no UTF-8 form") from None


def decode_mailboxes(section: Section, report: Report) -> list[MailboxSpec]:
    """The mailboxes of a section in any of its forms."""
    data = section.data
    if len(data) > abi.HSX_HXE_MAX_MAILBOX_JSON:
        report(
            section.offset,
            f"mailbox metadata too large: {len(data)} bytes, expected at most {abi.HSX_HXE_MAX_MAILBOX_JSON}",
        )
        return []
    if not section.count and not data.strip(b" \t\r\n\0"):
        return []
    if data.lstrip(b" \t\r\n")[:1] in {b"{", b"["}:
        return _decode_json(section, report)
    return _decode_binary(section, report)


def _decode_json(section: Section, report: Report) -> list[MailboxSpec]:
    try:
        entries = _entries(section.data)
    except HxeError as error:
        report(section.offset, str(error))
        return []
    found: list[MailboxSpec] = []
    for number, entry in enumerate(entries):
        try:
            found.append(mailbox_from_json(entry))
        except HxeError as error:
            report(section.offset, f"{error} (mailbox {number})")
    return found


def _entries(data: bytes) -> list[Json]:
    """The list of mailboxes in a JSON text; raises HxeError."""
    try:
        tree: Json = json.loads(
            data.decode("utf-8").rstrip("\0"), parse_constant=_refuse_constant, parse_int=_int, parse_float=_float
        )
    except RecursionError:
        raise HxeError("mailbox metadata JSON invalid: nested too deeply") from None
    except UnicodeDecodeError as error:
        raise HxeError(f"mailbox metadata JSON invalid: byte {error.start} is no UTF-8") from None
    except json.JSONDecodeError as error:
        raise HxeError(f"mailbox metadata JSON invalid: {error.msg} at character {error.pos}") from None
    if _depth(tree) > _MAX_DEPTH:
        raise HxeError(f"mailbox metadata JSON invalid: nested more than {_MAX_DEPTH} deep")
    if isinstance(tree, list):
        return tree
    assert isinstance(tree, dict), "the text begins with a brace or a bracket"
    version = tree.get("version", _JSON_VERSION)
    if isinstance(version, bool) or version != _JSON_VERSION:
        raise HxeError(
            f"mailbox metadata JSON version not supported: found {shown(version)}, expected {_JSON_VERSION}"
        )
    entries = tree.get("mailboxes", tree.get("entries", []))
    if not isinstance(entries, list):
        raise HxeError(f"mailbox metadata JSON invalid: found {shown(entries)}, expected an array of mailboxes")
    return entries


def _depth(tree: Json) -> int:
    """How deeply arrays and objects are nested."""
    depth, level = 0, [tree]
    while level:
        depth += 1
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node if isinstance(node, list) else ())
        ]
    return depth


def _refuse_constant(text: str) -> Json:
    raise HxeError(f"mailbox metadata JSON invalid: {text} is no number")


def _int(text: str) -> int:
    if len(text) > len(str(-_MAX_NUMBER)) or abs(int(text)) > _MAX_NUMBER:
        raise HxeError(f"mailbox metadata JSON invalid: a number of {len(text)} digits is too large")
    return int(text)


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise HxeError(f"mailbox metadata JSON invalid: {text[:40]} is too large")
    return value


def _decode_binary(section: Section, report: Report) -> list[MailboxSpec]:
    if not section.count:
        report(section.offset, "mailbox metadata JSON invalid: expected an object, an array, or a counted table")
        return []
    found: list[MailboxSpec] = []
    for at, row in records(section, MAILBOX, "mailbox", report):
        name = _binary_name(section, row["name_off"], at, report)
        if name is None:
            continue
        mode = row["mode"] or abi.MbxMode.RDWR
        try:
            found.append(mailbox_from_json({"target": name, "capacity": row["queue_depth"], "mode_mask": mode}))
        except HxeError as error:
            report(at, str(error))
    return found


def _binary_name(section: Section, offset: int, at: int, report: Report) -> str | None:
    """The name at `offset`; no more than the longest legal name is looked at."""
    if offset >= len(section.data):
        report(at, f"metadata string offset {offset} out of range (size={len(section.data)})")
        return None
    raw, nul, _ = section.data[offset : offset + abi.HSX_MBX_MAX_NAME_BYTES + 1].partition(b"\0")
    if not nul:
        report(
            section.offset + offset,
            f"metadata string is not null-terminated within the {abi.HSX_MBX_MAX_NAME_BYTES} bytes of a mailbox name",
        )
        return None
    try:
        return raw.decode("utf-8") if offset else ""
    except UnicodeDecodeError as error:
        report(section.offset + offset + error.start, f"mailbox name is not UTF-8: found byte 0x{raw[error.start]:02X}")
        return None


def mailbox_to_json(spec: MailboxSpec) -> dict[str, Json]:
    """The JSON object that declares `spec`."""
    return {**spec.extra, "target": spec.target, "mode_mask": int(spec.mode), "capacity": spec.capacity}


def encode_mailboxes(specs: Iterable[MailboxSpec]) -> bytes:
    """The content of a mailbox section; raises HxeError for a declaration that could not be read back."""
    entries: list[Json] = [mailbox_to_json(spec) for spec in specs]
    for entry in entries:
        mailbox_from_json(entry)
    tree: Json = {"mailboxes": entries, "version": _JSON_VERSION}
    return json.dumps(tree, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("utf-8")
