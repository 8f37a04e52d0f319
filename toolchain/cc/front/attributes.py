"""What the attributes of a declaration ask for.

`Effects` is all that attributes can do here. Those that promise or request something without a meaning on this machine
are known and silently taken; any other gives a warning, so that nothing is lost unnoticed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

# promises to an optimiser, checks that other compilers make, and storage that a task does not have
_WITHOUT_EFFECT = frozenset({
    "access", "alloc_align", "alloc_size", "artificial", "assume_aligned", "cold", "const", "deprecated",
    "designated_init", "externally_visible", "fallthrough", "flatten", "format", "format_arg", "gnu_inline", "hot",
    "leaf", "malloc",
    "may_alias", "no_icf", "no_instrument_function", "no_reorder", "no_sanitize", "no_sanitize_address",
    "no_sanitize_thread", "no_sanitize_undefined", "no_stack_protector", "nonnull", "nonstring", "nothrow", "optimize",
    "pure", "returns_nonnull", "returns_twice", "sentinel", "stack_protect", "tls_model", "unavailable", "visibility",
    "warn_unused_result", "warning", "zero_call_used_regs",
})
_FLAGS = frozenset({"always_inline", "noinline", "noreturn", "packed", "unused", "used", "weak"})
_SAME = {"noclone": "noinline", "noipa": "noinline", "retain": "used"}
BIGGEST = 16  # alignment that `aligned` without a number means, as gcc on i386


@dataclass(slots=True)
class Effects:
    """What a declaration's attributes ask for. `aligned`: bytes, 0 for nothing."""

    flags: frozenset[str] = frozenset()
    aligned: int = 0
    section: str = ""

    def __contains__(self, flag: str) -> bool:
        """Whether one of the attributes without arguments is there."""
        return flag in self.flags


def flag_named(name: str) -> str | None:
    """Return the flag that an attribute sets, "" if it is taken without effect, None if nobody knows it."""
    name = _SAME.get(name, name)
    if name in _FLAGS:
        return name
    return "" if name in _WITHOUT_EFFECT else None


class Packing:
    """The state of `#pragma pack`. `limit`: the largest alignment of members, 0 for none."""

    def __init__(self) -> None:
        """Start without a limit."""
        self.limit = 0
        self._saved: list[int] = []

    def apply(self, text: str) -> bool:
        """Take up what follows the word `pack`; return False if it is not understood."""
        found = re.fullmatch(r"\(\s*(?:(push|pop)\s*,?)?\s*(\d*)\s*\)", text.strip())
        number = int(found[2]) if found and found[2] else 0
        if found is None or number not in {0, 1, 2, 4, 8, 16}:
            return False
        action: dict[str | None, Callable[[], None]] = {"push": lambda: self._saved.append(self.limit),
                                                        "pop": self._restore}
        action.get(found[1], lambda: None)()
        if found[2] or found[1] is None:
            self.limit = number
        return True

    def _restore(self) -> None:
        self.limit = self._saved.pop() if self._saved else 0
