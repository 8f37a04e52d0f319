"""What memory instructions may touch: objects behind addresses, escaping, overlap.

`Memory(function)` finds for every address value the object it points into, if that is known: a slot or a symbol. C's
rule that pointer arithmetic stays inside an object makes sums inherit it. A slot whose address is only used to access
it (or to compute addresses that are) is private: no call and no pointer of unknown origin touches it. The analysis
holds as long as no new uses of addresses appear; passes that only remove or move accesses keep it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from toolchain.cc.ir.ops import I32, Addr, Block, Const, Data, Function, Ins, Module, Value
from toolchain.cc.passes.rewrite import value_key

Root = Ins | str | None  # a slot, a symbol, or unknown

_DERIVING = ("add", "sub", "phi", "select", "copy")
_COMPARING = ("eq", "ne", "ult", "ule", "ugt", "uge", "slt", "sle", "sgt", "sge")


@dataclass(slots=True, eq=False)
class Location:
    """`width` bytes (0: unknown) at `base` + `offset`, inside `root` if that is known."""

    root: Root
    base: Value
    offset: int
    width: int


Content = dict[tuple[object, ...], tuple[Location, Value]]  # what is known to stand in memory, by content_key


def content_key(location: Location) -> tuple[object, ...]:
    """Return a key that equal locations share."""
    return (value_key(location.base), location.offset, location.width)


class Memory:
    """Knows the roots of the address values of one function. `private` are symbols only accessed directly."""

    def __init__(self, function: Function, data: Mapping[str, Data], private: frozenset[str] = frozenset()) -> None:
        self.data = data
        self.private = private
        self.roots: dict[Ins, Root] = {}
        self.escaped: set[Ins] = set()
        deriving = self._collect(function)
        self._propagate(deriving)
        self._find_escapes(function)

    def _collect(self, function: Function) -> list[Ins]:
        deriving: list[Ins] = []
        for block in function.blocks:
            for ins in block.ins:
                if ins.op == "slot":
                    self.roots[ins] = ins
                elif ins.type == I32 and ins.op in _DERIVING:
                    deriving.append(ins)
        return deriving

    def _propagate(self, deriving: list[Ins]) -> None:
        """Optimistic: what is not reached yet does not disagree; repeated until nothing changes."""
        changed = True
        while changed:
            changed = False
            for ins in deriving:
                root, known = self._derive(ins)
                if known and (ins not in self.roots or self.roots[ins] != root):
                    self.roots[ins] = root
                    changed = True

    def _derive(self, ins: Ins) -> tuple[Root, bool]:
        """Return the root that the operands give, and whether they say anything yet."""
        if ins in self.roots and self.roots[ins] is None:
            return None, True
        if ins.op in ("add", "sub"):
            left = self._seen(ins.args[0])
            if ins.op == "sub":
                right = self._seen(ins.args[1])
                return (None, True) if right is not _PENDING and right is not None else _known(left)
            right = self._seen(ins.args[1])
            if left is _PENDING or right is _PENDING:
                other = right if left is _PENDING else left
                return _known(other if other is not None else _PENDING)
            if left is not None and right is not None:
                return None, True
            return _known(left if left is not None else right)
        found: object = _PENDING
        for arg in ins.args[1:] if ins.op == "select" else ins.args:
            root = self._seen(arg)
            if root is _PENDING:
                continue
            if root is None or (found is not _PENDING and found != root):
                return None, True
            found = root
        return _known(found)

    def _seen(self, value: Value) -> object:
        if type(value) is Addr:
            return value.symbol
        if type(value) is Ins:
            if value in self.roots:
                return self.roots[value]
            return _PENDING if value.type == I32 and value.op in _DERIVING else None
        return None

    def root(self, value: Value) -> Root:
        """Return the object that an address points into, or None."""
        if type(value) is Addr:
            return value.symbol
        if type(value) is not Ins:
            return None
        if value not in self.roots and value.op in ("add", "sub") and value.type == I32:  # made after the analysis
            left = self.root(value.args[0])
            self.roots[value] = left if left is not None or value.op == "sub" else self.root(value.args[1])
        return self.roots.get(value)

    def _find_escapes(self, function: Function) -> None:
        """A slot escapes where an address into it is stored, passed, returned, or mixed into an unknown value."""
        roots = self.roots
        escaped = self.escaped
        for block in function.blocks:
            for ins in block.ins:
                for at, arg in enumerate(ins.args):
                    if type(arg) is not Ins:
                        continue
                    root = roots.get(arg)
                    if type(root) is Ins and root not in escaped and not _is_harmless(ins, at, roots.get(ins), root):
                        escaped.add(root)

    def is_private(self, root: Root) -> bool:
        """Whether only addresses with this very root touch the object."""
        return (type(root) is Ins and root not in self.escaped) or root in self.private

    def survives_calls(self, root: Root) -> bool:
        """Whether no callee can change the object."""
        if type(root) is Ins:
            return root not in self.escaped
        return type(root) is str and self.is_readonly(root)

    def is_readonly(self, root: Root) -> bool:
        """Whether the object is a read-only one of this module."""
        if type(root) is not str:
            return False
        data = self.data.get(root)
        return data is not None and data.readonly

    def location(self, ins: Ins) -> Location:
        """Return what a load or store accesses."""
        return self.at(ins.args[0], ins.offset, ins.width)

    def at(self, base: Value, offset: int, width: int) -> Location:
        """Return the location of `width` bytes at `base` + `offset`."""
        root = self.root(base)
        while type(base) is Ins and base.op == "add" and type(base.args[1]) is Const:
            offset += _signed(int(base.args[1].value))
            base = base.args[0]
        if type(base) is Addr and base.offset:
            offset += base.offset
            base = Addr(base.symbol)
        return Location(root, base, offset, width)

    def may_overlap(self, one: Location, other: Location) -> bool:
        """Whether the two locations may share a byte."""
        if one.base is other.base or (type(one.base) is Addr and one.base == other.base):
            if not one.width or not other.width:
                return True
            return one.offset < other.offset + other.width and other.offset < one.offset + one.width
        if one.root is not None and other.root is not None:
            return one.root == other.root
        return not (self.is_private(one.root) or self.is_private(other.root))

    def written(self, ins: Ins) -> list[Location] | None:
        """Return the locations that an instruction may write; None for anything that is not private (calls)."""
        op = ins.op
        if op == "store":
            return [self.at(ins.args[0], ins.offset, ins.width)]
        if op in ("memcpy", "memzero"):
            return [self.at(ins.args[0], 0, ins.size)]
        return None if op == "call" else []


_PENDING = object()


def _known(root: object) -> tuple[Root, bool]:
    if root is _PENDING:
        return None, False
    assert root is None or isinstance(root, Ins | str), "a root is a slot or a symbol"
    return root, True


def _is_harmless(ins: Ins, at: int, result: Root, root: Ins) -> bool:
    """Whether using an address into `root` as operand `at` keeps the object private."""
    op = ins.op
    if op in ("load", "memcpy", "memzero"):
        return True
    if op == "store":
        return at == 0
    if op in ("add", "phi", "select", "copy"):
        return result is root
    if op == "sub":
        return at == 1 or result is root
    return op in _COMPARING


def _signed(value: int) -> int:
    return value - (1 << 32) if value >> 31 else value


def find_private_data(module: Module) -> frozenset[str]:
    """Return the local data objects whose address is used for nothing but accesses, anywhere in the module."""
    private = {data.name for data in module.data if not data.is_global}
    for data in module.data:
        private.difference_update(symbol for _, symbol, _ in data.addresses)
    for function in module.functions:
        for block in function.blocks:
            _drop_escaping(block, private)
    return frozenset(private)


def _drop_escaping(block: Block, private: set[str]) -> None:
    for ins in block.ins:
        for at, arg in enumerate(ins.args):
            if type(arg) is Addr and arg.symbol in private:
                op = ins.op
                if op in ("load", "memcpy", "memzero") or (op == "store" and at == 0) or op in _COMPARING:
                    continue
                private.discard(arg.symbol)
