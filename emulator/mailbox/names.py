"""Mailbox names: what a program writes and which mailbox it means.

`parse_target(b"svc:log@3", caller=7)` gives the `Target` that keys a mailbox: namespace, name and owner.

    pid:            the caller's own box            pid:N       the one of task N
    svc:x  or  x    the caller's service x          svc:x@N     service x of task N
    app:x           one for everybody               app:x@N     another one, of task N
    shared:x        one for everybody (an @N says nothing and is left out)

Prefixes are case sensitive; an unknown one is part of a bare service name. The whole name, prefix and suffix included,
has at most HSX_MBX_MAX_NAME_BYTES bytes. A suffix is decimal; `svc:x@` means the caller, `app:x@` everybody.
Two names that mean the same mailbox give equal targets, and `str(target)` is its one full spelling.
"""

from typing import NamedTuple

from hxe.abi import (
    HSX_MBX_MAX_NAME_BYTES,
    HSX_MBX_PREFIX_APP,
    HSX_MBX_PREFIX_PID,
    HSX_MBX_PREFIX_SHARED,
    HSX_MBX_PREFIX_SVC,
    MbxNamespace,
)

MAX_OWNER = 0x7FFF_FFFF
"""The largest task number a name can carry."""

_PREFIXES = (
    (HSX_MBX_PREFIX_PID.encode(), MbxNamespace.PID),
    (HSX_MBX_PREFIX_SVC.encode(), MbxNamespace.SVC),
    (HSX_MBX_PREFIX_APP.encode(), MbxNamespace.APP),
    (HSX_MBX_PREFIX_SHARED.encode(), MbxNamespace.SHARED),
)
_TEXTS = {namespace: prefix.decode() for prefix, namespace in _PREFIXES}


class Target(NamedTuple):
    """The key of a mailbox. `owner` is the task whose box it is, None where it belongs to nobody."""

    namespace: MbxNamespace
    name: bytes
    owner: int | None

    @property
    def text(self) -> str:
        """Return the name without prefix and owner; bytes that are no UTF-8 are shown in hex."""
        return self.name.decode("utf-8", "backslashreplace")

    def __str__(self) -> str:
        if self.namespace is MbxNamespace.PID:
            return self.text
        suffix = "" if self.owner is None else f"@{self.owner}"
        return f"{_TEXTS[self.namespace]}{self.text}{suffix}"


class BadName(NamedTuple):
    """Why a name means no mailbox, in words."""

    reason: str


def parse_target(name: bytes, caller: int) -> Target | BadName:
    """Return the mailbox that `caller` means by `name` (bytes without the closing NUL)."""
    if len(name) > HSX_MBX_MAX_NAME_BYTES:
        return BadName(f"mailbox name is longer than {HSX_MBX_MAX_NAME_BYTES} bytes")
    namespace, rest = MbxNamespace.SVC, name
    for prefix, candidate in _PREFIXES:
        if name.startswith(prefix):
            namespace, rest = candidate, name[len(prefix) :]
            break
    if namespace is MbxNamespace.PID:
        owner = _number(rest) if rest else caller
        if owner is None:
            return BadName(f"{_show(name)}: expected a task number after pid:")
        return Target(namespace, b"pid:%d" % owner, owner)
    bare, at, suffix = rest.rpartition(b"@")
    if not at:
        bare, suffix = rest, b""
    if not bare:
        return BadName(f"{_show(name)}: the mailbox name is empty")
    said = _number(suffix)
    if suffix and said is None:
        return BadName(f"{_show(name)}: expected a task number after @")
    if namespace is MbxNamespace.SHARED:
        return Target(namespace, bare, None)
    if said is None and namespace is MbxNamespace.SVC:
        said = caller
    return Target(namespace, bare, said)


def _number(text: bytes) -> int | None:
    """Return the task number that `text` writes in decimal, None when it writes none."""
    if not text.isdigit() or len(text) > len(str(MAX_OWNER)):
        return None
    number = int(text)
    return number if number <= MAX_OWNER else None


def _show(name: bytes) -> str:
    return f'"{name.decode("utf-8", "backslashreplace")}"'
