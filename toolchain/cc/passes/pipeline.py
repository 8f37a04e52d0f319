"""The optimiser's pipeline, in one place: `optimize(module, level)`.

Levels: "0" keeps every variable in memory and does only what the back end needs; "1" simplifies; "2" inlines and works
on loops as well; "s" is "2" with smaller code preferred over faster code. `after(pass_name, module_or_function)` is
called when a pass has run over a function (--dump=after:<pass>, and the verifier in tests).
"""

from collections.abc import Callable, Mapping

from toolchain.cc.ir.ops import Data, Function, Module
from toolchain.cc.passes.convert_branches import convert_branches
from toolchain.cc.passes.eliminate_dead_code import eliminate_dead_code
from toolchain.cc.passes.eliminate_dead_stores import eliminate_dead_stores
from toolchain.cc.passes.fold_constants import fold_constants
from toolchain.cc.passes.hoist_common import hoist_common
from toolchain.cc.passes.hoist_invariants import add_preheaders, hoist_invariants
from toolchain.cc.passes.inline_calls import InlineLimits, inline_calls, returns_twice
from toolchain.cc.passes.lower_operations import lower_operations
from toolchain.cc.passes.memory import find_private_data
from toolchain.cc.passes.number_values import number_values
from toolchain.cc.passes.promote_locals import promote_locals
from toolchain.cc.passes.recognise_calls import recognise_calls
from toolchain.cc.passes.retarget_tests import retarget_tests
from toolchain.cc.passes.rotate_loops import rotate_loops
from toolchain.cc.passes.simplify_branches import simplify_branches
from toolchain.cc.passes.split_aggregates import split_aggregates

After = Callable[[str, Function], None]

LEVELS = ("0", "1", "2", "s")
_COPY_IN_LINE = {"0": 16, "1": 64, "2": 64, "s": 16}  # bytes of block operations that become loads and stores
_INLINE = {"2": InlineLimits(small=16, constant=6, loop=16, inline=60, single=400),
           "s": InlineLimits(small=4, constant=1, loop=0, inline=8, single=400)}


def optimize(module: Module, level: str, after: After | None = None) -> None:
    """Transform the module in place for the given level, ready for the back end."""
    assert level in LEVELS, "the driver knows the levels"
    run = _Run(module, level, after)
    if level != "0":
        functions = [f for f in module.functions if not returns_twice(f)]
        for function in functions:
            run.early(function)
        if level in _INLINE:
            inline_calls(module, _INLINE[level], run.tidy)
        run.private = find_private_data(module)
        for function in module.functions:
            if not returns_twice(function):
                run.late(function)
    for function in module.functions:
        run(lower_operations, function, _COPY_IN_LINE[level])


class _Run:
    """One run over a module: calls passes by their name and reports each to `after`."""

    def __init__(self, module: Module, level: str, after: After | None) -> None:
        self.level = level
        self.after = after
        self.data: Mapping[str, Data] = {each.name: each for each in module.data}
        self.defined = frozenset(each.name for each in module.functions)
        self.private: frozenset[str] = frozenset()

    def __call__(self, transform: Callable[..., None], function: Function, *args: object) -> None:
        transform(function, *args)
        if self.after is not None:
            self.after(transform.__name__, function)

    def early(self, function: Function) -> None:
        """Bring a function into SSA form and tidy it, so that the inliner sees what it costs."""
        if self.level != "s":
            self(rotate_loops, function)
        self.tidy(function)

    def tidy(self, function: Function) -> None:
        """Make values of variables and simplify."""
        self(simplify_branches, function)
        self(recognise_calls, function, self.data, self.defined)
        self(split_aggregates, function)
        self(promote_locals, function)
        self(fold_constants, function, self.data)
        self(simplify_branches, function)
        self(eliminate_dead_code, function)

    def late(self, function: Function) -> None:
        """Optimise a function whose calls are settled."""
        self(number_values, function, self.data, self.private)
        self(simplify_branches, function)
        self(hoist_common, function)
        self(convert_branches, function, self.data)
        self(simplify_branches, function)
        if self.level != "1":
            self(hoist_invariants, function, self.data, self.private)
            self(number_values, function, self.data, self.private)
            self(simplify_branches, function)
        self(eliminate_dead_stores, function, self.data, self.private)
        self(eliminate_dead_code, function)
        if self.level != "1":
            self(add_preheaders, function)
        self(retarget_tests, function)
