"""Promotion of stack variables to SSA values: loads and stores of scalar slots become values and phis.

    b0:                              b0:
      %1 = slot 4 align 4 x            br %0, b1, b2
      store.32 [%1], 1               b1:
      br %0, b1, b2                    jump b2
    b1:                              b2:
      store.32 [%1], 2         =>      %9 = phi i32 [b0: 1, b1: 2]
      jump b2                          ret %9
    b2:
      %2 = load i32 [%1]
      ret %2

A slot is promoted if its address is used by plain loads and stores only, all of them at offset 0 and of one width.
Values of narrow variables are kept extended the way the loads want them. Phis are placed on the iterated dominance
frontier of the stores, where the variable is live (pruned SSA). Requires: no unreachable blocks.
"""

from dataclasses import dataclass, field

from toolchain.cc.ir.cfg import Cfg, analyse, dominance_frontier
from toolchain.cc.ir.ops import I32, Block, Function, Ins, Undef, Value
from toolchain.cc.passes.known_bits import is_extended
from toolchain.cc.passes.rewrite import Replacements, resolve


@dataclass(slots=True, eq=False)
class _Variable:
    """A slot that is being promoted. `extend` brings stored values into the form that all loads expect, if any."""

    slot: Ins
    type: str = ""
    width: int = 0
    signs: set[bool] = field(default_factory=set)
    stores: list[Block] = field(default_factory=list)  # blocks with a store
    exposed: list[Block] = field(default_factory=list)  # blocks with a load before any store

    @property
    def extend(self) -> str:
        if self.width >= 4 or len(self.signs) != 1:
            return ""
        return _extension(self.width, signed=True in self.signs)


def _extension(width: int, *, signed: bool) -> str:
    return f"{'s' if signed else 'z'}ext{width * 8}"


def promote_locals(function: Function) -> None:
    """Make SSA values of the scalar slots whose address goes nowhere."""
    variables = _candidates(function)
    if not variables:
        return
    cfg = analyse(function)
    _find_accesses(cfg, variables)
    phis = _place_phis(function, cfg, list(variables.values()))
    _rename(function, cfg, variables, phis)


def _candidates(function: Function) -> dict[Value, _Variable]:
    variables: dict[Value, _Variable] = {
        ins: _Variable(ins) for ins in function.blocks[0].ins if ins.op == "slot" and ins.size <= 8}
    if not variables:
        return variables
    for block in function.blocks:
        for ins in block.ins:
            for at, arg in enumerate(ins.args):
                if arg in variables and not _is_plain_access(ins, at, variables[arg]):
                    del variables[arg]
    return variables


def _is_plain_access(ins: Ins, at: int, variable: _Variable) -> bool:
    """Whether operand `at` of `ins` reads or writes the whole variable; notes width, type and signedness."""
    if at or ins.offset or ins.volatile:
        return False
    if ins.op == "load":
        type_ = ins.type
        if ins.width < 4:
            variable.signs.add(ins.signed)
    elif ins.op == "store":
        type_ = ins.args[1].type
    else:
        return False
    if not variable.type:
        variable.type, variable.width = type_, ins.width
    return variable.width == ins.width


def _find_accesses(cfg: Cfg, variables: dict[Value, _Variable]) -> None:
    for block in cfg.order:
        stored: set[_Variable] = set()
        loaded: set[_Variable] = set()
        for ins in block.ins:
            if ins.op == "load":
                variable = variables.get(ins.args[0])
                if variable is not None and variable not in stored and variable not in loaded:
                    loaded.add(variable)
                    variable.exposed.append(block)
            elif ins.op == "store":
                variable = variables.get(ins.args[0])
                if variable is not None and variable not in stored:
                    stored.add(variable)
                    variable.stores.append(block)


def _place_phis(function: Function, cfg: Cfg, variables: list[_Variable]) -> dict[Block, list[tuple[_Variable, Ins]]]:
    phis: dict[Block, list[tuple[_Variable, Ins]]] = {}
    frontier: dict[Block, list[Block]] | None = None
    for variable in variables:
        if not variable.exposed or not variable.stores:
            continue
        if len(variable.stores) == 1 and all(cfg.dominates(variable.stores[0], b) and b is not variable.stores[0]
                                             for b in variable.exposed):
            continue
        if frontier is None:
            frontier = dominance_frontier(cfg)
        live = _live_in(cfg, variable)
        work = list(variable.stores)
        joined: set[Block] = set()
        while work:
            for join in frontier[work.pop()]:
                if join not in joined and join in live:
                    joined.add(join)
                    work.append(join)
                    phi = Ins("phi", variable.type, [], function.fresh(), span=variable.slot.span)
                    phis.setdefault(join, []).append((variable, phi))
    return phis


def _live_in(cfg: Cfg, variable: _Variable) -> set[Block]:
    """Blocks at whose start the variable's value is still wanted."""
    live = set(variable.exposed)
    stores = set(variable.stores)
    work = list(variable.exposed)
    while work:
        for source in cfg.preds[work.pop()]:
            if source not in live and source not in stores:
                live.add(source)
                work.append(source)
    return live


def _rename(function: Function, cfg: Cfg, variables: dict[Value, _Variable],
            phis: dict[Block, list[tuple[_Variable, Ins]]]) -> None:
    """Walk the dominator tree with the current value of each variable, undoing what a subtree has changed."""
    renamer = _Renamer(function, variables)
    old_phis: list[Ins] = []
    stack: list[tuple[Block, bool]] = [(cfg.entry, False)]
    logs: dict[Block, list[tuple[_Variable, Value | None]]] = {}
    while stack:
        block, leaving = stack.pop()
        if leaving:
            for variable, old in reversed(logs.pop(block)):
                if old is None:
                    del renamer.current[variable]
                else:
                    renamer.current[variable] = old
            continue
        renamer.log = logs[block] = []
        new_phis = phis.get(block, [])
        for variable, phi in new_phis:
            renamer.define(variable, phi)
        renamer.walk(block, old_phis)
        block.ins = [phi for _, phi in new_phis] + block.ins
        for successor in dict.fromkeys(block.ins[-1].blocks):
            for variable, phi in phis.get(successor, ()):
                phi.args.append(renamer.current.get(variable) or Undef(variable.type))
                phi.blocks.append(block)
        stack.append((block, True))
        stack.extend((child, False) for child in reversed(cfg.children[block]))
    for ins in old_phis:  # their operands come from blocks that may be visited later
        ins.args = [resolve(arg, renamer.replaced) for arg in ins.args]


class _Renamer:
    """Rewrites the instructions of one block after the other."""

    def __init__(self, function: Function, variables: dict[Value, _Variable]) -> None:
        self.function = function
        self.variables = variables
        self.current: dict[_Variable, Value] = {}
        self.replaced: Replacements = {}
        self.log: list[tuple[_Variable, Value | None]] = []

    def define(self, variable: _Variable, value: Value) -> None:
        self.log.append((variable, self.current.get(variable)))
        self.current[variable] = value

    def walk(self, block: Block, old_phis: list[Ins]) -> None:
        replaced, variables = self.replaced, self.variables
        out: list[Ins] = []
        for ins in block.ins:
            op = ins.op
            if op == "phi":
                old_phis.append(ins)
                out.append(ins)
                continue
            if op == "slot" and ins in variables:
                continue
            args = ins.args
            if op == "load" and args[0] in variables:
                self._load(ins, variables[args[0]], out)
                continue
            for at, arg in enumerate(args):
                if arg in replaced:
                    args[at] = resolve(arg, replaced)
            if op == "store" and args[0] in variables:
                self._store(ins, variables[args[0]], out)
            else:
                out.append(ins)
        block.ins = out

    def _load(self, ins: Ins, variable: _Variable, out: list[Ins]) -> None:
        value = self.current.get(variable) or Undef(variable.type)
        value = resolve(value, self.replaced)
        if ins.type != variable.type:
            self._become(ins, "bitcast", ins.type, value, out)
        elif variable.width < 4 and not variable.extend and not isinstance(value, Undef):
            self._become(ins, _extension(ins.width, signed=ins.signed), I32, value, out)
        else:
            self.replaced[ins] = value

    def _store(self, ins: Ins, variable: _Variable, out: list[Ins]) -> None:
        value = ins.args[1]
        if value.type != variable.type:
            self._become(ins, "bitcast", variable.type, value, out)
            value = ins
        elif variable.extend and not is_extended(value, variable.width, signed=True in variable.signs):
            self._become(ins, variable.extend, I32, value, out)
            value = ins
        self.define(variable, value)

    @staticmethod
    def _become(ins: Ins, op: str, type_: str, value: Value, out: list[Ins]) -> None:
        """Turn a load or store into an operation on one value."""
        ins.op, ins.type, ins.args = op, type_, [value]
        ins.width, ins.signed = 0, False
        out.append(ins)


