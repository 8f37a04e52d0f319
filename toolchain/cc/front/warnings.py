"""Which warnings the user wants: -W options to a filter over diagnostics.

The checker reports everything it notices; every warning carries the name of its option ("" for those that cannot be
switched off but with -w). `WarningOptions.select` drops what is off and turns warnings into errors.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from toolchain.diagnostics import Diagnostic, Severity

DEFAULT = frozenset({
    "attributes", "cpp", "div-by-zero", "discarded-qualifiers", "incompatible-pointer-types", "int-conversion",
    "int-to-pointer-cast",
    "overflow", "pointer-to-int-cast", "shift-count-negative", "shift-count-overflow", "multichar", "return-mismatch",
    "compare-distinct-pointer-types", "varargs",
})
GROUPS = {
    "all": frozenset({"main", "pointer-sign", "return-type", "unknown-pragmas", "unused-function", "unused-label",
                      "unused-value", "unused-variable"}),
    "extra": frozenset({"unused-parameter"}),
    "unused": frozenset({"unused-function", "unused-label", "unused-value", "unused-variable"}),
    "pedantic": frozenset({"pedantic", "pointer-arith"}),
}
NAMES = DEFAULT.union(*GROUPS.values())
# warnings of gcc that other programs' makefiles ask for; accepted, nothing behind them here
ACCEPTED = frozenset({
    "aggregate-return", "alloca", "bad-function-cast", "cast-align", "cast-function-type", "cast-qual",
    "char-subscripts", "clobbered", "comment", "conversion", "dangling-else", "declaration-after-statement",
    "deprecated-declarations", "double-promotion", "duplicated-branches", "duplicated-cond", "empty-body",
    "enum-compare",
    "fallthrough", "float-conversion", "float-equal", "format", "format-nonliteral", "format-overflow",
    "format-security", "format-truncation", "frame-larger-than", "implicit", "implicit-fallthrough",
    "implicit-function-declaration", "implicit-int", "inline", "logical-op", "long-long", "maybe-uninitialized",
    "misleading-indentation", "missing-braces", "missing-declarations", "missing-field-initializers",
    "missing-include-dirs", "missing-prototypes", "nested-externs", "nonnull", "null-dereference",
    "old-style-declaration", "old-style-definition", "overlength-strings", "override-init", "packed", "padded",
    "parentheses", "redundant-decls", "restrict", "sequence-point", "shadow", "sign-compare", "sign-conversion",
    "stack-protector", "strict-aliasing", "strict-overflow", "strict-prototypes", "stringop-overflow",
    "stringop-truncation", "suggest-attribute", "switch", "switch-default", "switch-enum", "system-headers",
    "type-limits", "undef", "uninitialized", "unreachable-code", "unused-but-set-parameter", "unused-but-set-variable",
    "unused-const-variable", "unused-local-typedefs", "unused-macros", "unused-result", "variadic-macros", "vla",
    "write-strings",
})


@dataclass(slots=True)
class WarningOptions:
    """The state after all -W options. `quiet`: -w. `all_errors`: -Werror."""

    enabled: set[str] = field(default_factory=lambda: set(DEFAULT))
    errors: set[str] = field(default_factory=set)
    not_errors: set[str] = field(default_factory=set)
    all_errors: bool = False
    quiet: bool = False

    def apply(self, option: str) -> bool:
        """Take up what follows -W; return False if no such warning is known."""
        if option in {"error", "no-error"}:
            self.all_errors = option == "error"
            return True
        negative = option.startswith("no-")
        name = option.removeprefix("no-")
        as_error = name.startswith("error=")
        name = name.removeprefix("error=")
        if "=" in name:
            name = name.partition("=")[0]
        members = GROUPS.get(name, frozenset({name}) if name in NAMES else None)
        if members is None:
            return name in ACCEPTED
        if as_error:
            (self.not_errors if negative else self.errors).update(members)
            (self.errors if negative else self.not_errors).difference_update(members)
        if negative and not as_error:
            self.enabled -= members
        elif not negative:
            self.enabled |= members
        return True

    def select(self, diagnostics: Iterable[Diagnostic], is_system: Callable[[str], bool]) -> list[Diagnostic]:
        """Return the diagnostics to show; warnings in system headers are not."""
        out: list[Diagnostic] = []
        for each in diagnostics:
            if each.severity is not Severity.WARNING:
                out.append(each)
            elif not self.quiet and (not each.option or each.option in self.enabled) and not is_system(each.span.file):
                out.append(self._promoted(each))
        return out

    def _promoted(self, each: Diagnostic) -> Diagnostic:
        if each.option in self.errors or (self.all_errors and each.option not in self.not_errors):
            name = f"error={each.option}" if each.option else "error"
            return replace(each, severity=Severity.ERROR, option=name)
        return each
