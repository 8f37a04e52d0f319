"""A model of the compiler's IR for tests: random functions and a direct evaluator of their meaning.

`random_function(seed)` makes a function of structured control flow (diamonds, counted loops, switches) over values of
all four types with many of them alive at once; `evaluate` runs it in plain Python from the meaning stated in ir/ops.py.
"""

import random

from tests import float_model
from toolchain.cc.ir.ops import F32, F64, I32, I64, Block, Const, Function, Ins, Param, Value

M32, M64 = (1 << 32) - 1, (1 << 64) - 1
BINARY = ("add", "sub", "mul", "and", "or", "xor", "shl", "lshr", "ashr")
COMPARES = ("eq", "ne", "slt", "sle", "sgt", "sge", "ult", "ule", "ugt", "uge")
NARROW = ("sext8", "sext16", "zext8", "zext16")


TYPES = (I32, I32, I32, I64, F32, F64)
WIDE = (I64, F64)
_WORDS = {F32: I32, F64: I64}


class _Maker:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        count = self.random.randint(0, 8)
        params = [Param(self.random.choice(TYPES), n) for n in range(count)]
        self.function = Function("f", params, self.random.choice((I32, I64, F32, F64)), next_number=count)
        self.blocks = self.random.randint(1, 40)  # no more control flow after so many
        self.block = self.new_block()
        self.values: list[Value] = list(params)
        self.slots: list[Ins] = []
        for _ in range(self.random.randint(0, 3)):
            self.slots.append(self.add("slot", I32, size=8, align=4))
        for slot in self.slots:
            self.add("store", "", [slot, Const(I64, 0)], width=8)

    def new_block(self) -> Block:
        block = Block(self.function.fresh())
        self.function.blocks.append(block)
        return block

    def add(self, op: str, type_: str, args: "list[Value] | None" = None, **fields: object) -> Ins:
        ins = Ins(op, type_, args or [], self.function.fresh())
        for name, value in fields.items():
            setattr(ins, name, value)
        self.block.ins.append(ins)
        return ins

    def pick(self, type_: str) -> Value:
        found = [v for v in self.values if v.type == type_]
        if not found or self.random.random() < 0.2:
            return Const(type_, self.constant(type_))
        return self.random.choice(found[-24:])

    def constant(self, type_: str) -> int:
        if type_ in (F32, F64):
            return float_model.random_pattern(type_, self.random)
        kind = self.random.randrange(4)
        value = (self.random.randint(-9, 20), self.random.randint(-40000, 70000), self.random.getrandbits(32),
                 1 << self.random.randrange(64))[kind]
        return value & (M64 if type_ == I64 else M32)

    def operation(self) -> None:
        if self.random.random() < 0.3:
            self.values.append(self.floating(self.random.choice((F32, F64))))
            return
        type_ = self.random.choice((I32, I32, I32, I64))
        kind = self.random.randrange(12)
        ins: Ins
        if kind < 5:
            op = self.random.choice(BINARY)
            right = self.pick(I32 if op in ("shl", "lshr", "ashr") else type_)
            ins = self.add(op, type_, [self.pick(type_), right])
        elif kind == 5:
            ins = self.add(self.random.choice(COMPARES), I32, [self.pick(type_), self.pick(type_)])
        elif kind == 6:
            ins = self.add(self.random.choice(NARROW), I32, [self.pick(I32)])
        elif kind == 7:
            op = self.random.choice(("sext64", "zext64", "trunc32"))
            ins = self.add(op, I32 if op == "trunc32" else I64, [self.pick(I64 if op == "trunc32" else I32)])
        elif kind == 8:
            type_ = self.random.choice(TYPES)
            ins = self.add("select", type_, [self.pick(I32), self.pick(type_), self.pick(type_)])
        elif kind == 9:
            op = self.random.choice(("sdiv", "udiv", "srem", "urem"))
            odd = self.add("or", type_, [self.pick(type_), Const(type_, 1)])
            ins = self.add(op, type_, [self.pick(type_), odd])
        elif kind == 10 and self.slots:
            slot, width = self.random.choice(self.slots), self.random.choice((1, 2, 4, 8))
            offset = self.random.randint(0, 8 - width)
            memory = self.random.choice({8: WIDE, 4: (I32, F32)}.get(width, (I32,)))
            if self.random.random() < 0.5:
                self.add("store", "", [slot, self.pick(memory)], width=width, offset=offset)
                return
            ins = self.add("load", memory, [slot], width=width, offset=offset,
                           signed=width < 4 and self.random.random() < 0.5)
        else:
            ins = self.add(self.random.choice(("clz", "ctz", "popcount", "bswap")), type_, [self.pick(type_)])
        self.values.append(ins)

    def floating(self, type_: str) -> Ins:
        """An operation on or to floats."""
        kind = self.random.randrange(8)
        if kind < 3:
            return self.add(self.random.choice(float_model.BINARY), type_, [self.pick(type_), self.pick(type_)])
        if kind == 3:
            return self.add(self.random.choice(float_model.UNARY), type_, [self.pick(type_)])
        if kind == 4:
            return self.add(self.random.choice(float_model.COMPARES), I32, [self.pick(type_), self.pick(type_)])
        integer = self.random.choice((I32, I64))
        if kind == 5:
            return self.add(self.random.choice(float_model.TO_FLOAT), type_, [self.pick(integer)])
        if kind == 6:
            return self.add(self.random.choice(float_model.TO_INTEGER), integer, [self.pick(type_)])
        if self.random.random() < 0.5:
            return self.add("float_to_float", F64 if type_ == F32 else F32, [self.pick(type_)])
        return self.add("bitcast", *self.random.choice(((type_, [self.pick(_WORDS[type_])]),
                                                        (_WORDS[type_], [self.pick(type_)]))))

    def body(self, depth: int) -> None:
        for _ in range(self.random.randint(1, 3)):
            for _ in range(self.random.randint(0, 8)):
                self.operation()
            if depth < 3 and len(self.function.blocks) < self.blocks:
                self.random.choice((self.diamond, self.loop, self.switch))(depth + 1)

    def diamond(self, depth: int) -> None:
        condition = self.pick(I32)
        yes, no = self.new_block(), self.new_block()
        self.end("br", [condition], [yes, no])
        self.join([yes, no], depth)

    def switch(self, depth: int) -> None:
        count = self.random.randint(1, 7)
        arms = [self.new_block() for _ in range(count + 1)]
        step = self.random.choice((1, 1, 3, 1000, 0x1234567))
        start = self.random.choice((0, -2, 5, 100000))
        value = self.add("urem", I32, [self.pick(I32), Const(I32, count * step + 2)]) if step < 1000 else self.pick(I32)
        cases = [(start + n * step) & M32 for n in range(count)]
        self.end("switch", [value], arms).cases = cases
        self.join(arms, depth)

    def join(self, arms: list[Block], depth: int) -> None:
        before = list(self.values)
        ends: list[tuple[Block, list[Value]]] = []
        for arm in arms:
            self.block, self.values = arm, list(before)
            self.body(depth)
            ends.append((self.block, self.values))
        after = self.new_block()
        for block, _ in ends:
            self.block = block
            self.end("jump", [], [after])
        self.block, self.values = after, before
        for _ in range(self.random.randint(0, 3)):
            type_ = self.random.choice((I32, I64, F32, F64))
            args: list[Value] = []
            for _, values in ends:
                self.values = values
                args.append(self.pick(type_))
            phi = self.add("phi", type_, args, blocks=[block for block, _ in ends])
            before.append(phi)
        self.values = before

    def loop(self, depth: int) -> None:
        entry, header, body, after = self.block, self.new_block(), self.new_block(), self.new_block()
        types = [I32, *(self.random.choice((I32, I64, F32, F64)) for _ in range(self.random.randrange(4)))]
        starts = [self.pick(t) for t in types]
        self.end("jump", [], [header])
        self.block = header
        counter = self.add("phi", I32, [Const(I32, 0)], blocks=[entry])
        phis = [self.add("phi", s.type, [s], blocks=[entry]) for s in starts]
        self.values += phis
        test = self.add("ult", I32, [counter, Const(I32, self.random.randint(1, 5))])
        self.end("br", [test], [body, after])
        before = list(self.values)
        self.block = body
        self.body(depth)
        following = self.add("add", I32, [counter, Const(I32, 1)])
        for phi in phis:
            phi.args.append(self.pick(phi.type))
            phi.blocks.append(self.block)
        counter.args.append(following)
        counter.blocks.append(self.block)
        self.end("jump", [], [header])
        self.block, self.values = after, before

    def end(self, op: str, args: list[Value], blocks: list[Block]) -> Ins:
        return self.add(op, "", args, blocks=blocks)


def random_function(seed: int) -> Function:
    """Return a random function `f` of 0 to 8 parameters that always ends."""
    maker = _Maker(seed)
    maker.body(0)
    type_ = maker.function.result
    word = _WORDS.get(type_, type_)
    result = maker.pick(word)
    for value in maker.values[-12:]:  # keep many values alive to the end
        if value.type == type_ != word:
            value = maker.add("bitcast", word, [value])
        if value.type == word:
            result = maker.add("xor", word, [result, value])
    if type_ != word:
        result = maker.add("bitcast", type_, [result])
    maker.end("ret", [result], [])
    return maker.function


def signed(value: int, width: int) -> int:
    """Return the `width`-bit `value` as a signed number."""
    return value - (value >> (width - 1) << width)


def evaluate(function: Function, arguments: list[int]) -> int:
    """Return what `function` returns for `arguments` (unsigned)."""
    known: dict[Value, int] = dict(zip(function.params, arguments, strict=True))
    memory: dict[Ins, bytearray] = {}
    block, came_from = function.blocks[0], function.blocks[0]
    while True:
        phis = [(i, _value(known, i.args[i.blocks.index(came_from)])) for i in block.ins if i.op == "phi"]
        known.update(phis)
        for ins in block.ins:
            if ins.op == "phi":
                continue
            args = [0 if isinstance(a, Ins) and a.op == "slot" else _value(known, a) for a in ins.args]
            match ins.op:
                case "slot":
                    memory[ins] = bytearray(ins.size)
                case "load":
                    slot = ins.args[0]
                    assert isinstance(slot, Ins)
                    raw = int.from_bytes(memory[slot][ins.offset:ins.offset + ins.width], "little")
                    known[ins] = signed(raw, 8 * ins.width) & M32 if ins.signed else raw
                case "store":
                    slot = ins.args[0]
                    assert isinstance(slot, Ins)
                    value = args[1] & ((1 << 8 * ins.width) - 1)
                    memory[slot][ins.offset:ins.offset + ins.width] = value.to_bytes(ins.width, "little")
                case "jump":
                    target = ins.blocks[0]
                case "br":
                    target = ins.blocks[0] if args[0] else ins.blocks[1]
                case "switch":
                    target = ins.blocks[ins.cases.index(args[0]) + 1] if args[0] in ins.cases else ins.blocks[0]
                case "ret":
                    return args[0]
                case _:
                    known[ins] = apply(ins.op, ins.type, ins.args[0].type, args)
        came_from, block = block, target


def _value(known: dict[Value, int], value: Value) -> int:
    if isinstance(value, Const):
        return value.value
    return known[value]


def apply(op: str, type_: str, operand_type: str, args: list[int]) -> int:
    """Return the result of one pure operation on unsigned values and patterns."""
    if op == "select":
        return args[1] if args[0] else args[2]
    if op == "bitcast":
        return args[0]
    if type_ in float_model.FORMATS or operand_type in float_model.FORMATS:
        return args[0] if op == "copy" else float_model.apply(op, type_, operand_type, args)
    width = 64 if operand_type == I64 else 32
    mask = (1 << width) - 1
    a, b = args[0], args[1] if len(args) > 1 else 0
    sa, sb = signed(a, width), signed(b, width)
    match op:
        case "add": result = a + b
        case "sub": result = a - b
        case "mul": result = a * b
        case "and": result = a & b
        case "or": result = a | b
        case "xor": result = a ^ b
        case "shl": result = a << (b % width)
        case "lshr": result = a >> (b % width)
        case "ashr": result = sa >> (b % width)
        case "sdiv": result = abs(sa) // abs(sb) * (1 if (sa < 0) == (sb < 0) else -1)
        case "srem": result = abs(sa) % abs(sb) * (-1 if sa < 0 else 1)
        case "udiv": result = a // b
        case "urem": result = a % b
        case "eq": result = int(a == b)
        case "ne": result = int(a != b)
        case "slt": result = int(sa < sb)
        case "sle": result = int(sa <= sb)
        case "sgt": result = int(sa > sb)
        case "sge": result = int(sa >= sb)
        case "ult": result = int(a < b)
        case "ule": result = int(a <= b)
        case "ugt": result = int(a > b)
        case "uge": result = int(a >= b)
        case "sext8": result = signed(a & 0xFF, 8)
        case "sext16": result = signed(a & 0xFFFF, 16)
        case "zext8": result = a & 0xFF
        case "zext16": result = a & 0xFFFF
        case "sext64": result = sa
        case "zext64" | "trunc32" | "copy": result = a
        case "clz": result = width - a.bit_length()
        case "ctz": result = (a & -a).bit_length() - 1 if a else width
        case "popcount": result = a.bit_count()
        case "bswap": result = int.from_bytes(a.to_bytes(width // 8, "little"), "big")
        case _: raise AssertionError(op)
    return result & (M64 if type_ == I64 else M32 if mask else 0)
