"""Inlining: a call of a small function of this module, or of one that is called only here, becomes its body.

    function twice(%0 i32) i32 local {
    b1:
      %2 = shl i32 %0, 1                 function main() i32 {
      ret %2                             b0:
    }                              =>      %5 = shl i32 21, 1
    function main() i32 {                  jump b4
    b0:                                  b4:
      %3 = call i32 @twice(21)             ret %5
      ret %3                             }
    }

Functions are visited callees first, and `tidy` simplifies each one that has grown before its callers look at it. Not
inlined: recursion, variadic functions, `noinline`, weak definitions, alloca, callers of setjmp. Local functions that
nobody refers to any more are dropped. The cost of a function is its number of instructions.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from toolchain.cc.ir.cfg import analyse, find_loops
from toolchain.cc.ir.ops import NONE, Addr, Block, Const, Function, Ins, Module, Undef, Value
from toolchain.cc.passes.rewrite import replace_source, replace_uses

_RETURNS_TWICE = frozenset({"setjmp", "_setjmp", "sigsetjmp"})
_FREE = frozenset({"slot", "phi", "jump", "ret", "copy"})


@dataclass(frozen=True, slots=True)
class InlineLimits:
    """How large a callee may be: in general, per constant argument in addition, in a loop in addition, when declared
    `inline`, and when this is the only call of a local function; `caller` bounds the growth of a function.
    """

    small: int
    constant: int
    loop: int
    inline: int
    single: int
    caller: int = 3000


def inline_calls(module: Module, limits: InlineLimits, tidy: Callable[[Function], None]) -> None:
    """Inline what the limits allow, then drop unused local functions."""
    inliner = _Inliner(module, limits)
    for function in inliner.order:
        if inliner.inline_into(function):
            tidy(function)
        inliner.sizes[function.name] = _size(function)
    _drop_unused(module)


def returns_twice(function: Function) -> bool:
    """Whether the function calls setjmp: then its variables must stay in memory as written."""
    return any(ins.op == "call" and type(ins.args[0]) is Addr and ins.args[0].symbol in _RETURNS_TWICE
               for block in function.blocks for ins in block.ins)


def _size(function: Function) -> int:
    return sum(1 for block in function.blocks for ins in block.ins if ins.op not in _FREE)


def _symbols(function: Function) -> Iterator[tuple[str, bool]]:
    """Yield the symbols that a function mentions and whether it calls them there."""
    for block in function.blocks:
        for ins in block.ins:
            for at, arg in enumerate(ins.args):
                if type(arg) is Addr:
                    yield arg.symbol, at == 0 and ins.op == "call"


class _Inliner:
    def __init__(self, module: Module, limits: InlineLimits) -> None:
        self.limits = limits
        self.functions = {f.name: f for f in module.functions}
        self.mentions = {f.name: list(_symbols(f)) for f in module.functions}
        self.order = self._callees_first(module)
        self.rank = {f.name: n for n, f in enumerate(self.order)}
        self.sizes: dict[str, int] = {}
        self.single = self._called_once(module)
        self.refused = {f.name for f in module.functions if self._never(f)}

    def _callees_first(self, module: Module) -> list[Function]:
        order: list[Function] = []
        seen: set[str] = set()
        for root in module.functions:
            if root.name in seen:
                continue
            seen.add(root.name)
            stack = [(root, iter(self.mentions[root.name]))]
            while stack:
                function, rest = stack[-1]
                for name, called in rest:
                    if called and name in self.functions and name not in seen:
                        seen.add(name)
                        stack.append((self.functions[name], iter(self.mentions[name])))
                        break
                else:
                    order.append(function)
                    stack.pop()
        return order

    def _called_once(self, module: Module) -> set[str]:
        """Local functions with one mention in all, a call."""
        calls: dict[str, int] = {}
        for mentions in self.mentions.values():
            for name, called in mentions:
                calls[name] = calls.get(name, 0) + (1 if called else 2)
        for data in module.data:
            for _, name, _ in data.addresses:
                calls[name] = calls.get(name, 0) + 2
        return {name for name, count in calls.items()
                if count == 1 and name in self.functions
                and not self.functions[name].is_global and not self.functions[name].keep}

    def _never(self, function: Function) -> bool:
        if function.noinline or function.variadic or function.weak or function.section:
            return True
        if any(name == function.name and called for name, called in self.mentions[function.name]):
            return True
        return returns_twice(function) or any(
            ins.op in ("dynamic_slot", "stack_save") for block in function.blocks for ins in block.ins)

    def inline_into(self, caller: Function) -> bool:
        """Inline the calls in one function; say whether there were any."""
        rank = self.rank[caller.name]
        wanted = [(name, called) for name, called in self.mentions[caller.name]
                  if called and name in self.functions and self.rank[name] < rank and name not in self.refused]
        if not wanted or returns_twice(caller):
            return False
        loops = find_loops(analyse(caller))
        size = _size(caller)
        changed = False
        work = [(block, loops.depth(block)) for block in caller.blocks]
        work.reverse()
        while work:
            block, depth = work.pop()
            for at, ins in enumerate(block.ins):
                if ins.op != "call" or type(ins.args[0]) is not Addr:
                    continue
                callee = self.functions.get(ins.args[0].symbol)
                if callee is None or not self._allows(caller, callee, ins, depth, size):
                    continue
                size += self.sizes[callee.name]
                rest = inline_call(caller, block, at, callee)
                work.append((rest, depth))
                changed = True
                break
        return changed

    def _allows(self, caller: Function, callee: Function, call: Ins, depth: int, size: int) -> bool:
        name = callee.name
        if name in self.refused or self.rank[name] >= self.rank[caller.name]:
            return False
        if call.fixed != len(call.args) - 1 or len(call.args) - 1 != len(callee.params) or call.type != callee.result:
            return False  # called through another type
        if any(a.type != p.type for a, p in zip(call.args[1:], callee.params, strict=True)):
            return False
        cost = self.sizes[name]
        if name in self.single:
            return cost <= self.limits.single and size + cost <= 2 * self.limits.caller
        limit = self.limits.inline if callee.inline else self.limits.small
        limit += self.limits.constant * sum(1 for arg in call.args[1:] if type(arg) is Const)
        limit += len(call.args)  # what passing the arguments would cost
        if depth:
            limit += self.limits.loop
        return cost <= limit and size + cost <= self.limits.caller


def inline_call(caller: Function, block: Block, at: int, callee: Function) -> Block:
    """Replace the call at `block.ins[at]` by a copy of `callee`; return the block with what followed the call."""
    call = block.ins[at]
    rest = Block(caller.fresh(), block.ins[at + 1:])
    del block.ins[at:]
    for successor in dict.fromkeys(rest.ins[-1].blocks):
        replace_source(successor, block, rest)
    values: dict[Value, Value] = dict(zip(callee.params, call.args[1:], strict=True))
    blocks = {each: Block(caller.fresh()) for each in callee.blocks}
    returns: list[tuple[Value | None, Block]] = []
    slots: list[Ins] = []
    for each, copy in blocks.items():
        for ins in each.ins:
            if ins.op == "ret":
                returns.append((ins.args[0] if ins.args else None, copy))
                copy.ins.append(Ins("jump", NONE, [], caller.fresh(), [rest], span=ins.span))
                continue
            new = Ins(ins.op, ins.type, ins.args, caller.fresh(), [blocks[b] for b in ins.blocks], list(ins.cases),
                      ins.width, ins.signed, ins.volatile, ins.offset, ins.size, ins.align, ins.fixed, ins.name,
                      ins.span)
            values[ins] = new
            (slots if ins.op == "slot" else copy.ins).append(new)
    for copy in blocks.values():
        for ins in copy.ins:
            ins.args = [values.get(arg, arg) for arg in ins.args]
    caller.blocks[0].ins[:0] = slots
    block.ins.append(Ins("jump", NONE, [], caller.fresh(), [blocks[callee.blocks[0]]], span=call.span))
    place = caller.blocks.index(block) + 1
    caller.blocks[place:place] = [*blocks.values(), rest]
    if call.type:
        _deliver_result(caller, call, rest, [(values.get(v, v) if v is not None else Undef(call.type), b)
                                             for v, b in returns])
    return rest


def _deliver_result(caller: Function, call: Ins, rest: Block, returns: list[tuple[Value, Block]]) -> None:
    if not returns:
        result: Value = Undef(call.type)  # `rest` is unreachable
    elif len(returns) == 1:
        result = returns[0][0]
    else:
        phi = Ins("phi", call.type, [value for value, _ in returns], caller.fresh(), [b for _, b in returns],
                  span=call.span)
        rest.ins.insert(0, phi)
        result = phi
    replace_uses(caller, {call: result})


def _drop_unused(module: Module) -> None:
    """Remove local functions that neither code nor data of other functions mention."""
    functions = {f.name: f for f in module.functions}
    work = [f for f in module.functions if f.is_global or f.keep]
    live = {f.name for f in work}
    for data in module.data:
        for _, name, _ in data.addresses:
            if name in functions and name not in live:
                live.add(name)
                work.append(functions[name])
    for _, fields in module.metadata:
        for value in fields.values():
            if isinstance(value, str) and value in functions and value not in live:
                live.add(value)
                work.append(functions[value])
    while work:
        for name, _ in _symbols(work.pop()):
            if name in functions and name not in live:
                live.add(name)
                work.append(functions[name])
    module.functions = [f for f in module.functions if f.name in live]
