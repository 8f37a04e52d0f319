"""The IR verifier: every rule of ops.py that a pass could break, checked.

`faults(module)` returns messages that name function, block and instruction; `verify(module)` raises IrError with all
of them. Tests run it after every pass. Requires nothing: it accepts any graph of Module, Function, Block and Ins.
"""

from collections.abc import Iterable, Mapping

from hxe.errors import HsxError
from toolchain.cc.ir.cfg import Cfg, analyse
from toolchain.cc.ir.ops import F32, F64, I32, I64, NONE, OPS, Addr, Block, Const, Function, Ins, Module, Param
from toolchain.cc.ir.text import print_ins

_TYPES = (I32, I64, F32, F64)
_WIDTHS = {I32: (1, 2, 4), I64: (8,), F32: (4,), F64: (8,)}
_I32_ONLY = ("rotr", "mulh", "umulh", "smin", "smax", "umin", "umax", "sext8", "sext16", "zext8", "zext16")
_SHIFTS = ("shl", "lshr", "ashr", "rotr")
_INTEGER_UNARY = ("clz", "ctz", "popcount", "bswap")
_INTEGERS, _FLOATS = (I32, I64), (F32, F64)
_SIZES = {I32: 4, F32: 4, I64: 8, F64: 8}
_FLOAT_OPERANDS = ("fadd", "fsub", "fmul", "fdiv", "fneg", "fabs", "fsqrt", "fmin", "fmax", "fcopysign", "feq", "fne",
                   "flt", "fle")
_CONVERSIONS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {  # operation -> types of operand and result
    "int_to_float": (_INTEGERS, _FLOATS), "uint_to_float": (_INTEGERS, _FLOATS),
    "float_to_int": (_FLOATS, _INTEGERS), "float_to_uint": (_FLOATS, _INTEGERS), "float_to_float": (_FLOATS, _FLOATS),
}
_OPERANDS: Mapping[str, tuple[str, ...]] = {  # operation -> types of the operands, "?" any, "=" that of the first
    "sext64": (I32,), "zext64": (I32,), "trunc32": (I64,), "select": (I32, "?", "?"), "copy": ("?",),
    "fneg": ("?",), "fabs": ("?",), "fsqrt": ("?",), "load": (I32,), "store": (I32, "?"), "slot": (),
    "memcpy": (I32, I32), "memzero": (I32,), "dynamic_slot": (I32,), "stack_save": (), "stack_restore": (I32,),
    "va_area": (), "jump": (), "br": (I32,),
    "switch": ("?",), "unreachable": (), "trap": (),
    **dict.fromkeys(("sext8", "sext16", "zext8", "zext16"), (I32,)),
    **dict.fromkeys((*_INTEGER_UNARY, "int_to_float", "uint_to_float", "float_to_int", "float_to_uint",
                     "float_to_float", "bitcast"), ("?",)),
    **dict.fromkeys(_SHIFTS, ("?", I32)),
}
_BINARY = ("?", "=")
_TARGETS = {"jump": 1, "br": 2, "ret": 0, "unreachable": 0, "trap": 0}


class IrError(HsxError):
    """The IR breaks its own rules: a fault of the compiler."""


def verify(module: Module, when: str = "") -> None:
    """Raise IrError when the module breaks a rule; `when` says after what, for the message."""
    found = list(faults(module))
    if found:
        raise IrError("\n".join([f"broken IR{' ' + when if when else ''}:", *found]))


def faults(module: Module) -> Iterable[str]:
    """Yield one message for each broken rule."""
    names: set[str] = set()
    for name in (*(f.name for f in module.functions), *(d.name for d in module.data)):
        if name in names:
            yield f"@{name} is defined twice"
        names.add(name)
    for function in module.functions:
        yield from _Verifier(function).run()


class _Verifier:
    """Checks one function."""

    def __init__(self, function: Function) -> None:
        self.function = function
        self.place: dict[Ins, tuple[Block, int]] = {}
        self.messages: list[str] = []

    def run(self) -> list[str]:
        function = self.function
        if not function.blocks:
            return [f"{function.name}: no blocks"]
        if self._check_shape():
            cfg = analyse(function)
            if cfg.preds[cfg.entry]:
                self._say(cfg.entry, None, "the entry block has a predecessor")
            for block in function.blocks:
                for ins in block.ins:
                    self._check_ins(block, ins)
                    self._check_uses(cfg, block, ins)
                    if ins.op == "phi" and block in cfg.idom:
                        self._check_phi(cfg, block, ins)
        return self.messages

    def _say(self, block: Block, ins: Ins | None, message: str) -> None:
        where = f"{self.function.name}: b{block.number}"
        self.messages.append(f"{where}: {_text(ins)}: {message}" if ins else f"{where}: {message}")

    def _check_shape(self) -> bool:
        """Check what the graph needs to be walked: terminators, known blocks, unique numbers; say whether it holds."""
        known = set(self.function.blocks)
        numbers: set[int] = {p.number for p in self.function.params}
        labels: set[int] = set()
        for block in self.function.blocks:
            if block.number in labels:
                self._say(block, None, "another block has this number")
            labels.add(block.number)
            if not block.ins or not _is_terminator(block.ins[-1]):
                self._say(block, None, "does not end with a terminator")
                continue
            for at, ins in enumerate(block.ins):
                if ins.op not in OPS:
                    self._say(block, None, f"'{ins.op}' is not an operation")
                elif _is_terminator(ins) and at != len(block.ins) - 1:
                    self._say(block, ins, "a terminator in the middle of a block")
                if ins in self.place:
                    self._say(block, ins, "stands in two places")
                if ins.number in numbers:
                    self._say(block, ins, "another value has this number")
                if ins.number >= self.function.next_number:
                    self._say(block, ins, "its number could be given out again")
                numbers.add(ins.number)
                self.place[ins] = (block, at)
                for target in ins.blocks:
                    if target not in known:
                        self._say(block, ins, f"b{target.number} is not a block of this function")
        return not self.messages

    def _check_ins(self, block: Block, ins: Ins) -> None:
        row = OPS[ins.op]
        want = {"same": ins.args[0].type if ins.args else "", "any": ins.type}.get(row.result, row.result)
        if ins.type != want:
            self._say(block, ins, f"has type '{ins.type}', expected '{want}'")
        if ins.type == NONE and row.result == "any" and ins.op != "call":
            self._say(block, ins, "has no type")
        if ins.type not in (*_TYPES, NONE):
            self._say(block, ins, f"'{ins.type}' is not a type")
        self._check_operands(block, ins)
        self._check_fields(block, ins)
        count = _TARGETS.get(ins.op)
        if count is not None and len(ins.blocks) != count:
            self._say(block, ins, f"has {len(ins.blocks)} targets, expected {count}")
        if not row.terminator and ins.op != "phi" and ins.blocks:
            self._say(block, ins, "has targets")
        if ins.op == "switch" and len(ins.blocks) != len(ins.cases) + 1:
            self._say(block, ins, f"{len(ins.cases)} cases for {len(ins.blocks)} targets")
        if ins.op == "switch" and len(set(ins.cases)) != len(ins.cases):
            self._say(block, ins, "two cases have one value")

    def _check_operands(self, block: Block, ins: Ins) -> None:
        for arg in ins.args:
            if isinstance(arg, Const):
                self._check_const(block, ins, arg)
            elif arg.type not in _TYPES:
                self._say(block, ins, f"operand of type '{arg.type}'")
        if ins.op == "ret":
            got = tuple(arg.type for arg in ins.args)
            if got != ((self.function.result,) if self.function.result else ()):
                self._say(block, ins, f"the function's result is '{self.function.result}'")
        elif ins.op == "call":
            if not ins.args or ins.args[0].type != I32:
                self._say(block, ins, "calls no address")
            elif not 0 <= ins.fixed < len(ins.args):
                self._say(block, ins, f"{ins.fixed} named arguments of {len(ins.args) - 1}")
        elif ins.op != "phi":
            self._check_operand_types(block, ins)

    def _check_operand_types(self, block: Block, ins: Ins) -> None:
        wanted = _OPERANDS.get(ins.op, _BINARY)
        if len(ins.args) != len(wanted):
            self._say(block, ins, f"has {len(ins.args)} operands, expected {len(wanted)}")
            return
        for at, (arg, want) in enumerate(zip(ins.args, wanted, strict=True)):
            expected = ins.args[0].type if want == "=" else want
            if expected not in ("?", arg.type):
                self._say(block, ins, f"operand {at + 1} has type '{arg.type}', expected '{expected}'")
        if ins.op in _I32_ONLY and ins.args[0].type != I32:
            self._say(block, ins, "works on i32 only")
        if ins.op in _INTEGER_UNARY and ins.args[0].type not in (I32, I64):
            self._say(block, ins, "works on integers only")
        if ins.op in _FLOAT_OPERANDS and ins.args[0].type not in _FLOATS:
            self._say(block, ins, "works on floats only")
        if ins.op == "bitcast" and _SIZES.get(ins.args[0].type) != _SIZES.get(ins.type):
            self._say(block, ins, "operand and result differ in size")
        conversion = _CONVERSIONS.get(ins.op)
        if conversion and (ins.args[0].type not in conversion[0] or ins.type not in conversion[1]):
            self._say(block, ins, f"does not convert '{ins.args[0].type}' to '{ins.type}'")
        if ins.op == "select" and not ins.args[1].type == ins.args[2].type == ins.type:
            self._say(block, ins, "arms and result differ in type")

    def _check_const(self, block: Block, ins: Ins, value: Const) -> None:
        bits = 32 if value.type in (I32, F32) else 64
        if not isinstance(value.value, int) or not 0 <= value.value < 1 << bits:
            self._say(block, ins, f"constant {value.value!r} is no unsigned {bits}-bit number")

    def _check_fields(self, block: Block, ins: Ins) -> None:
        if ins.op in ("load", "store"):
            type_ = ins.type if ins.op == "load" else ins.args[-1].type
            if ins.width not in _WIDTHS.get(type_, ()):
                self._say(block, ins, f"width {ins.width} does not go with {type_}")
            if ins.signed and (ins.op == "store" or ins.width >= 4):
                self._say(block, ins, "only loads of 1 or 2 bytes are signed")
        elif ins.op == "call":
            if ins.width not in (0, 1, 2) or (ins.width and ins.type != I32):
                self._say(block, ins, f"a result of type '{ins.type}' cannot be extended from {ins.width} bytes")
        elif ins.op in ("slot", "memcpy", "memzero", "dynamic_slot"):
            if ins.align not in (1, 2, 4, 8, 16, 32, 64, 128, 256):
                self._say(block, ins, f"alignment {ins.align} is no power of two up to 256")
            if ins.size < 0 or (ins.op == "slot" and ins.size == 0):
                self._say(block, ins, f"size {ins.size}")
            if ins.op == "slot" and block is not self.function.blocks[0]:
                self._say(block, ins, "slots stand in the entry block")
        elif ins.op == "va_area" and not self.function.variadic:
            self._say(block, ins, "the function is not variadic")

    def _check_uses(self, cfg: Cfg, block: Block, ins: Ins) -> None:
        """Definitions dominate uses; in unreachable blocks anything that exists goes."""
        for at, arg in enumerate(ins.args):
            if isinstance(arg, Param):
                if arg not in self.function.params:
                    self._say(block, ins, f"%{arg.number} is a parameter of another function")
            elif isinstance(arg, Ins):
                if arg not in self.place:
                    self._say(block, ins, f"%{arg.number} is used but stands in no block")
                elif ins.op == "phi":
                    if at < len(ins.blocks) and ins.blocks[at] in cfg.idom:
                        self._check_dominance(cfg, ins.blocks[at], len(ins.blocks[at].ins), arg, ins)
                elif block in cfg.idom:
                    self._check_dominance(cfg, block, self.place[ins][1], arg, ins)
            elif not isinstance(arg, Const | Addr) and arg.type not in _TYPES:
                self._say(block, ins, "operand is no value")

    def _check_dominance(self, cfg: Cfg, block: Block, at: int, arg: Ins, ins: Ins) -> None:
        home, position = self.place[arg]
        if home is block:
            good = position < at
        else:
            good = home in cfg.idom and cfg.dominates(home, block)
        if not good:
            self._say(block, ins, f"%{arg.number} is used where its definition in b{home.number} does not reach")
        if not arg.type:
            self._say(block, ins, "uses an instruction that has no result")

    def _check_phi(self, cfg: Cfg, block: Block, ins: Ins) -> None:
        position = self.place[ins][1]
        if position and block.ins[position - 1].op != "phi":
            self._say(block, ins, "phis stand first in a block")
        if len(ins.args) != len(ins.blocks):
            self._say(block, ins, f"{len(ins.args)} values for {len(ins.blocks)} blocks")
            return
        sources = sorted(b.number for b in ins.blocks)
        if sources != sorted(b.number for b in cfg.preds[block]):
            names = ", ".join(f"b{b.number}" for b in cfg.preds[block])
            self._say(block, ins, f"the block's predecessors are {names or 'none'}")
        for arg in ins.args:
            if arg.type != ins.type:
                self._say(block, ins, f"operand of type '{arg.type}', expected '{ins.type}'")


def _is_terminator(ins: Ins) -> bool:
    row = OPS.get(ins.op)
    return row is not None and row.terminator


def _text(ins: Ins) -> str:
    """The instruction as text, or what can be said about one too broken to print."""
    try:
        return print_ins(ins)
    except (ValueError, IndexError, TypeError):
        return f"%{ins.number} = {ins.op}"
