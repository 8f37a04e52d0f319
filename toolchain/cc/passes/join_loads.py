"""Loads at a join of ways on which memory's content is already known become phis (the memory half of number_values).

    b0:                                   b0:
      %2 = load i32 [%0]                    %2 = load i32 [%0]
      br %2, b1, b3                         br %2, b1, b3
    b1:                                   b1:
      %3 = phi i32 [b0: %0, b1: %5]   =>    %3 = phi i32 [b0: %0, b1: %5]
      %4 = load i32 [%3]                    %9 = phi i32 [b0: %2, b1: %6]
      %5 = add i32 %3, 4                    %5 = add i32 %3, 4
      %6 = load i32 [%5]                    %6 = load i32 [%5]
      br %6, b1, b3                         br %6, b1, b3

The address is followed through the phis of the block. Where some ways know the content and the others do nothing but
jump here, the load moves to those. Requires: what number_values knows at the end of every block.
"""

from collections.abc import Mapping

from toolchain.cc.ir.cfg import Cfg
from toolchain.cc.ir.ops import Block, Function, Ins, Value
from toolchain.cc.passes.known_bits import is_extended
from toolchain.cc.passes.memory import Content, Location, Memory, content_key
from toolchain.cc.passes.rewrite import Replacements, resolve

_LOOK = 24  # instructions of a block that are looked at


def join_loads(function: Function, cfg: Cfg, memory: Memory, exits: Mapping[Block, Content],
               replaced: Replacements) -> None:
    """Note in `replaced` which loads phis stand for; the phis are put in place."""
    for block in cfg.order:
        if len(cfg.preds[block]) > 1:
            _Join(function, cfg, memory, exits, replaced).visit(block)


class _Join:
    def __init__(self, function: Function, cfg: Cfg, memory: Memory, exits: Mapping[Block, Content],
                 replaced: Replacements) -> None:
        self.function, self.cfg, self.memory, self.exits, self.replaced = function, cfg, memory, exits, replaced
        self.written: list[Location] = []

    def visit(self, block: Block) -> None:
        """Look at the loads before the first call of a block."""
        phis: list[Ins] = []
        own = {ins for ins in block.ins if ins.op != "phi"}
        gone: set[Ins] = set()
        self.written.clear()
        for ins in block.ins[:_LOOK]:
            op = ins.op
            if op == "load" and not ins.volatile and ins not in self.replaced:
                phi = self._join(block, ins, own)
                if phi is not None:
                    phis.append(phi)
                    if ins.op == "load":
                        gone.add(ins)
                        self.replaced[ins] = phi
            elif op in ("store", "memcpy", "memzero"):
                self.written += self.memory.written(ins) or []
            elif op == "call" or (op in ("sdiv", "udiv", "srem", "urem")):
                break  # what follows might not be reached
        if phis:
            block.ins = phis + [ins for ins in block.ins if ins not in gone]

    def _join(self, block: Block, ins: Ins, own: set[Ins]) -> Ins | None:
        """Return a phi of what each way knows of the loaded bytes."""
        base = ins.args[0]
        if base in own:
            return None
        location = self.memory.location(ins)
        if location.base in own or any(self.memory.may_overlap(location, each) for each in self.written):
            return None
        preds = self.cfg.preds[block]
        arrivals = [self._arrival(block, base, p) for p in preds]
        values = [self._known(p, ins, address) for p, address in zip(preds, arrivals, strict=True)]
        missing = [p for p, value in zip(preds, values, strict=True) if value is None]
        if len(missing) == len(preds) or any(p.ins[-1].op != "jump" for p in missing):
            return None
        if missing and self.written:
            return None
        for at, (source, address) in enumerate(zip(preds, arrivals, strict=True)):
            if values[at] is None:
                values[at] = self._load_in(source, ins, address)
        operands = [value for value in values if value is not None]
        phi = Ins("phi", ins.type, operands, self.function.fresh(), list(preds), span=ins.span)
        if ins.width < 4 and not all(is_extended(value, ins.width, signed=ins.signed) for value in operands):
            ins.op, ins.args, ins.offset = f"{'s' if ins.signed else 'z'}ext{ins.width * 8}", [phi], 0
            ins.width, ins.signed = 0, False
        return phi

    @staticmethod
    def _arrival(block: Block, base: Value, source: Block) -> Value:
        """Return what the address is when control comes from `source`."""
        if isinstance(base, Ins) and base.op == "phi" and base in block.ins:
            return base.args[base.blocks.index(source)]
        return base

    def _known(self, source: Block, ins: Ins, address: Value) -> Value | None:
        location = self.memory.at(resolve(address, self.replaced), ins.offset, ins.width)
        entry = self.exits[source].get(content_key(location))
        if entry is None:
            return None
        value = resolve(entry[1], self.replaced)
        return value if value.type == ins.type else None

    def _load_in(self, source: Block, ins: Ins, address: Value) -> Ins:
        load = Ins("load", ins.type, [resolve(address, self.replaced)], self.function.fresh(), width=ins.width,
                   signed=ins.signed, offset=ins.offset, span=ins.span)
        source.ins.insert(-1, load)
        return load
