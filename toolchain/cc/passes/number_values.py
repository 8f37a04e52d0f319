"""Global value numbering: an expression that has been computed on every way here is not computed again.

    b0:                                b0:
      %2 = add i32 %0, %1                %2 = add i32 %0, %1
      %3 = load i32 [%0 + 4]             %3 = load i32 [%0 + 4]
      br %3, b1, b2                      br %3, b1, b2
    b1:                          =>    b1:
      %4 = add i32 %1, %0                ret %2
      ret %4                           b2:
    b2:                                  ret 0
      %5 = load i32 [%0 + 4]
      ret %5

The dominator tree is walked with tables that each block inherits from its immediate dominator: expressions, values
known from the branches taken, and the content of memory as far as loads and stores have told it. What may have been
written on the ways between the dominator and the block is dropped from the last one. Every instruction is simplified
(simplifier.py) on the way. Requires: SSA, no unreachable blocks.
"""

from collections.abc import Mapping

from toolchain.cc.ir.cfg import Cfg, analyse
from toolchain.cc.ir.ops import F32, F64, I32, OPS, Block, Const, Data, Function, Ins, Param, Undef, Value
from toolchain.cc.passes.fold_constants import RULES
from toolchain.cc.passes.join_loads import join_loads
from toolchain.cc.passes.known_bits import is_extended
from toolchain.cc.passes.memory import Content, Location, Memory, content_key
from toolchain.cc.passes.rewrite import Replacements, replace_uses, resolve, value_key
from toolchain.cc.passes.simplifier import Simplifier

_NUMBERED = frozenset(row.name for row in OPS.values() if row.pure and row.name not in ("slot", "copy"))
_COMMUTATIVE = frozenset(row.name for row in OPS.values() if row.commutative)
_REGION = 64  # blocks between a block and its dominator that are looked at for writes
_REMEMBERED = 48  # memory contents known at a time

_Key = tuple[object, ...]


def number_values(function: Function, data: Mapping[str, Data], private: frozenset[str] = frozenset()) -> None:
    """Replace what is already known by what knows it."""
    _Numbering(function, data, private).run()


class _Numbering:
    def __init__(self, function: Function, data: Mapping[str, Data], private: frozenset[str]) -> None:
        self.function = function
        self.cfg: Cfg = analyse(function)
        self.memory = Memory(function, data, private)
        self.simplifier = Simplifier(function, data, RULES)
        self.replaced: Replacements = self.simplifier.replaced
        self.expressions: dict[_Key, Value] = {}
        self.known: dict[Value, Const] = {}  # from branches taken
        self.content: Content = {}
        self.exits: dict[Block, Content] = {}
        self.writers: dict[Block, list[Ins]] = {block: [i for i in block.ins if _may_write(i)]
                                                for block in self.cfg.order}
        self.undo: list[tuple[dict[_Key, Value] | dict[Value, Const], object, object]] = []

    def run(self) -> None:
        stack: list[tuple[Block, int]] = [(self.cfg.entry, -1)]
        while stack:
            block, mark = stack.pop()
            if mark >= 0:
                self._unwind(mark)
                continue
            stack.append((block, len(self.undo)))
            self._enter(block)
            self._walk(block)
            self.exits[block] = self.content
            stack.extend((child, -1) for child in reversed(self.cfg.children[block]))
        join_loads(self.function, self.cfg, self.memory, self.exits, self.replaced)
        replace_uses(self.function, self.replaced)

    # ---- scopes

    def _note(self, table: dict[_Key, Value] | dict[Value, Const], key: object, value: object) -> None:
        entries: dict[object, object] = table  # type: ignore[assignment]  # one undo log for both tables
        self.undo.append((table, key, entries.get(key)))
        entries[key] = value

    def _unwind(self, mark: int) -> None:
        while len(self.undo) > mark:
            table, key, old = self.undo.pop()
            entries: dict[object, object] = table  # type: ignore[assignment]  # as above
            if old is None:
                del entries[key]
            else:
                entries[key] = old

    def _enter(self, block: Block) -> None:
        if block is self.cfg.entry:
            return
        above = self.cfg.idom[block]
        preds = self.cfg.preds[block]
        self.content = dict(self.exits[above])
        if len(preds) == 1:
            self._learn(block, above)
        elif self.content:
            self._forget_between(block, above)

    def _learn(self, block: Block, above: Block) -> None:
        """Note what the branch into `block` has told."""
        end = above.ins[-1]
        if end.op == "br" and end.blocks[0] is not end.blocks[1]:
            taken = end.blocks[0] is block
            condition = end.args[0]
            if type(condition) not in (Ins, Param):
                return
            if taken:
                self._note(self.expressions, ("true", condition), condition)
            if not isinstance(condition, Ins):
                if not taken:
                    self._note(self.known, condition, Const(I32, 0))
                return
            row = OPS[condition.op]
            if row.compare:
                self._note(self.known, condition, Const(I32, int(taken)))
                if row.negated:
                    self._note(self.expressions, self._key(row.negated, I32, condition.args),
                               Const(I32, int(not taken)))
                left, right = condition.args
                if type(right) is Const and condition.op == ("eq" if taken else "ne") and type(left) in (Ins, Param):
                    self._note(self.known, left, right)
            elif not taken:
                self._note(self.known, condition, Const(I32, 0))
        elif end.op == "switch" and type(end.args[0]) in (Ins, Param) and end.blocks.count(block) == 1:
            at = end.blocks.index(block)
            if at:
                self._note(self.known, end.args[0], Const(I32, end.cases[at - 1]))

    def _forget_between(self, block: Block, above: Block) -> None:
        """Drop from memory's known content what may be written on the ways from `above` to `block`."""
        seen = {above}
        work = [p for p in self.cfg.preds[block] if p is not above]
        while work:
            each = work.pop()
            if each in seen:
                continue
            seen.add(each)
            if len(seen) > _REGION:
                self.content = {}
                return
            for ins in self.writers[each]:
                self._forget(ins)
            if not self.content:
                return
            work.extend(self.cfg.preds[each])

    # ---- instructions

    def _walk(self, block: Block) -> None:
        simplifier, replaced, known = self.simplifier, self.replaced, self.known
        out: list[Ins] = []
        simplifier.out = out
        for ins in block.ins:
            op = ins.op
            if op == "phi":
                self._phi(ins, block)
                continue
            args = ins.args
            for at, arg in enumerate(args):
                if type(arg) is Ins and arg in replaced:
                    args[at] = arg = resolve(arg, replaced)
                if known and type(arg) is not Const and arg in known:
                    args[at] = known[arg]
            if op in ("br", "select") and ("true", args[0]) in self.expressions:
                args[0] = Const(I32, 1)
            before = len(out)
            simplifier.at = ins
            value = simplifier.simplify(ins)
            if len(out) > before:
                self._number_helpers(before)
            if value is None:
                value = self._number(ins)
            if value is not None:
                replaced[ins] = value
        block.ins = out
        for successor in dict.fromkeys(out[-1].blocks):
            for phi in successor.ins:
                if phi.op != "phi":
                    break
                at = phi.blocks.index(block)
                arg = resolve(phi.args[at], replaced)
                phi.args[at] = known.get(arg, arg)

    def _number_helpers(self, start: int) -> None:
        """Number the instructions that simplification has put in front; the later ones may use earlier ones."""
        out = self.simplifier.out
        helpers = out[start:]
        del out[start:]
        for ins in helpers:
            for at, arg in enumerate(ins.args):
                if arg in self.replaced:
                    ins.args[at] = resolve(arg, self.replaced)
            value = self._number(ins)
            if value is not None:
                self.replaced[ins] = value

    def _phi(self, ins: Ins, block: Block) -> None:
        for at, arg in enumerate(ins.args):
            if arg in self.replaced:
                ins.args[at] = resolve(arg, self.replaced)
        value = self.simplifier.simplify(ins)
        if value is None:
            pairs = sorted((b.number, value_key(a)) for a, b in zip(ins.args, ins.blocks, strict=True))
            key = ("phi", ins.type, block, *pairs)
            value = self.expressions.get(key)
            if value is None:
                self._note(self.expressions, key, ins)
                self.simplifier.out.append(ins)
                return
        self.replaced[ins] = value

    @staticmethod
    def _key(op: str, type_: str, args: list[Value]) -> _Key:
        if len(args) == 2:
            left, right = value_key(args[0]), value_key(args[1])
            if op in _COMMUTATIVE and right < left:
                left, right = right, left
            return (op, type_, left, right)
        return (op, type_, *map(value_key, args))

    def _number(self, ins: Ins) -> Value | None:
        """Return the value that equals `ins`, or None after noting it and placing it."""
        op = ins.op
        value: Value | None = None
        if op in _NUMBERED:
            args = [self._helper(arg) for arg in ins.args]
            key = self._key(op, ins.type, args)
            value = self.expressions.get(key)
            if value is None:
                self._note(self.expressions, key, ins)
        elif op == "load":
            value = self._load(ins)
            if ins.op != "load":  # it has become an operation on what memory is known to hold
                return value or self.simplifier.simplify(ins) or self._number(ins)
        elif _may_write(ins):
            self._forget(ins)
            if op == "store" and not ins.volatile:
                self._remember(ins, ins.args[1])
        if value is None:
            if ins.args and self.replaced:
                ins.args = [self._helper(arg) for arg in ins.args]
            self.simplifier.out.append(ins)
        return value

    def _helper(self, arg: Value) -> Value:
        """An operand that simplification made may have been numbered in the meantime."""
        return resolve(arg, self.replaced) if type(arg) is Ins else arg

    # ---- memory

    def _load(self, ins: Ins) -> Value | None:
        if ins.volatile:
            return None
        location = self.memory.location(ins)
        entry = self.content.get(content_key(location))
        if entry is not None:
            value = resolve(entry[1], self.replaced)
            if value.type == ins.type:
                if ins.width >= 4 or is_extended(value, ins.width, signed=ins.signed):
                    return value
                ins.op, ins.args, ins.offset = f"{'s' if ins.signed else 'z'}ext{ins.width * 8}", [value], 0
                ins.width, ins.signed = 0, False
            elif {value.type, ins.type} <= {I32, F32} or {value.type, ins.type} <= {"i64", F64}:
                ins.op, ins.args, ins.offset, ins.width = "bitcast", [value], 0, 0
            return None
        self._remember(ins, ins, location)
        return None

    def _remember(self, ins: Ins, value: Value, location: Location | None = None) -> None:
        if type(value) is Undef:
            return
        location = location or self.memory.location(ins)
        if len(self.content) >= _REMEMBERED:
            del self.content[next(iter(self.content))]
        self.content[content_key(location)] = (location, value)

    def _forget(self, ins: Ins) -> None:
        """Drop what `ins` may overwrite."""
        content = self.content
        if not content:
            return
        written = self.memory.written(ins)
        memory = self.memory
        if written is None:
            lost = [key for key, (location, _) in content.items() if not memory.survives_calls(location.root)]
        else:
            lost = [key for key, (location, _) in content.items()
                    if any(memory.may_overlap(location, each) for each in written)]
        for key in lost:
            del content[key]


def _may_write(ins: Ins) -> bool:
    return ins.op in ("store", "call", "memcpy", "memzero")
