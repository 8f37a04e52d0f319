"""Random IR modules in the form the builder makes: every variable a slot, structured control flow, bounded loops."""

import random
from collections.abc import Callable

from tests import float_model
from toolchain.cc.ir.cfg import remove_unreachable
from toolchain.cc.ir.emitter import Emitter, Unit
from toolchain.cc.ir.ops import F32, F64, I32, I64, Addr, Const, Data, Function, Ins, Module, Param, Value

_BINARY = ("add", "sub", "mul", "and", "or", "xor", "shl", "lshr", "ashr", "add", "sub", "add")
_WORD_ONLY = ("mulh", "umulh", "smin", "smax", "umin", "umax", "rotr")
_COMPARE = ("eq", "ne", "slt", "sle", "sgt", "sge", "ult", "ule", "ugt", "uge")
_NARROW = ("sext8", "sext16", "zext8", "zext16", "clz", "ctz", "popcount", "bswap")
_CONSTANTS = (0, 1, 2, 3, 4, 7, 8, 16, 31, 32, 255, 256, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def random_module(seed: int) -> Module:
    """Return a module with functions helper and f."""
    rng = random.Random(seed)
    module = Module("random")
    module.data = [
        Data("g", 4, 4, bytes([5, 0, 0, 0])), Data("tab", 16, 4, bytes(range(16)), is_global=rng.random() < 0.5),
        Data("ro", 16, 4, bytes(range(100, 116)), readonly=True, is_global=False),
        Data("local", 8, 4, b"", is_global=False),
    ]
    for name, size in (("helper", 4), ("f", 12)):
        _Generator(rng, module, name).generate(size)
    return module


class _Generator:
    def __init__(self, rng: random.Random, module: Module, name: str) -> None:
        self.rng = rng
        self.module = module
        params = [Param(I32, 0, "a"), Param(I32, 1, "b", *rng.choice([(0, False), (1, True), (2, False)])),
                  Param(I64, 2, "c")]
        self.function = Function(name, list(params), I32, next_number=3, is_global=name == "f")
        self.e = Emitter(Unit(module), self.function)
        self.e.ins, self.e.open = self.e.entry.ins, True
        self.words = [self.e.slot(4, 4, f"w{n}") for n in range(4)]
        self.wides = [self.e.slot(8, 4, f"l{n}") for n in range(2)]
        self.bytes = [self.e.slot(1, 1, "ch"), self.e.slot(2, 2, "sh")]
        self.structs = [self.e.slot(12, 4, f"s{n}") for n in range(2)]
        self.array = self.e.slot(16, 4, "arr")
        self.floats = {F32: [self.e.slot(4, 4, f"f{n}") for n in range(2)],
                       F64: [self.e.slot(8, 4, f"d{n}") for n in range(2)]}
        self.loops = 0
        for slot in self.words:
            self.e.store(slot, 0, params[0] if rng.random() < 0.5 else self.constant(I32), 4)
        for slot in self.wides:
            self.e.store(slot, 0, params[2], 8)
        for slot in self.bytes:
            self.e.store(slot, 0, params[1], slot.size)
        for slot in [*self.structs, self.array]:
            self.e.memzero(slot, slot.size, 4)
        for type_, slots in self.floats.items():
            for slot in slots:
                self.e.store(slot, 0, Const(type_, float_model.random_pattern(type_, rng)), slot.size)

    def generate(self, statements: int) -> None:
        self.e.start(self.e.new_block())
        self.body(statements, 3)
        if self.e.open:
            total: Value = self.e.load(I32, self.words[0], 0, 4)
            for slot in (*self.words[1:], *self.structs, self.array):
                total = self.e.binary("add", total, self.e.load(I32, slot, 0, 4))
            for type_, slots in self.floats.items():
                word = {F32: I32, F64: I64}[type_]
                for slot in slots:
                    bits: Value = self.e.emit("bitcast", word, self.e.load(type_, slot, 0, slot.size))
                    if word == I64:
                        bits = self.e.emit("trunc32", I32, self.e.binary("mul", bits, Const(I64, 0x1000000010001)))
                    total = self.e.binary("add", total, bits)
            self.e.terminate("ret", [total], [])
        self.module.functions.append(self.function)
        self.e.finish_entry()
        remove_unreachable(self.function)

    def body(self, statements: int, depth: int) -> None:
        for _ in range(self.rng.randint(1, statements)):
            if not self.e.open:
                return
            kinds: list[Callable[[int], None]] = [self.assign, self.assign, self.assign, self.memory, self.effect]
            if depth:
                kinds += [self.if_, self.if_, self.loop, self.switch]
            self.rng.choice(kinds)(depth)

    # ---- values

    def constant(self, type_: str) -> Const:
        value = self.rng.choice(_CONSTANTS) if self.rng.random() < 0.8 else self.rng.getrandbits(32)
        if type_ == I64 and self.rng.random() < 0.3:
            value = value << 32 | self.rng.getrandbits(8)
        return Const(type_, value)

    def word(self, depth: int) -> Value:
        r = self.rng.random()
        if depth == 0 or r < 0.25:
            return self.leaf()
        if r > 0.9 and self.rng.random() < 0.4:
            return self.word_of_floats(depth)
        if r < 0.6:
            op = self.rng.choice((*_BINARY, *_WORD_ONLY))
            return self.e.binary(op, self.word(depth - 1), self.word(depth - 1))
        if r < 0.7:
            if self.rng.random() < 0.3:
                return self.e.binary(self.rng.choice(_COMPARE), self.wide(depth - 1), self.wide(depth - 1))
            return self.e.binary(self.rng.choice(_COMPARE), self.word(depth - 1), self.word(depth - 1))
        if r < 0.8:
            return self.e.emit(self.rng.choice(_NARROW), I32, self.word(depth - 1))
        if r < 0.86:
            divisor: Value = self.e.binary("or", self.word(depth - 1), Const(I32, self.rng.choice((1, 8))))
            if self.rng.random() < 0.5:
                divisor = Const(I32, self.rng.choice((1, 2, 3, 8, 0xFFFFFFFF)))
            return self.e.binary(self.rng.choice(("sdiv", "udiv", "srem", "urem")), self.word(depth - 1), divisor)
        if r < 0.92:
            return self.e.emit("trunc32", I32, self.wide(depth - 1))
        return self.e.emit("select", I32, self.word(depth - 1), self.word(depth - 1), self.word(depth - 1))

    def wide(self, depth: int) -> Value:
        r = self.rng.random()
        if depth == 0 or r < 0.3:
            return self.constant(I64) if r < 0.1 else self.e.load(I64, self.rng.choice(self.wides), 0, 8)
        if r < 0.6:
            op = self.rng.choice(_BINARY)
            right = self.word(depth - 1) if op in ("shl", "lshr", "ashr") else self.wide(depth - 1)
            return self.e.binary(op, self.wide(depth - 1), right)
        return self.e.emit(self.rng.choice(("sext64", "zext64")), I64, self.word(depth - 1))

    def word_of_floats(self, depth: int) -> Value:
        type_ = self.rng.choice((F32, F64))
        left = self.floating(type_, depth - 1)
        if self.rng.random() < 0.5:
            return self.e.emit(self.rng.choice(float_model.TO_INTEGER), I32, left)
        return self.e.binary(self.rng.choice(float_model.COMPARES), left, self.floating(type_, depth - 1))

    def floating(self, type_: str, depth: int) -> Value:
        r = self.rng.random()
        slots = self.floats[type_]
        if r < 0.15:
            return Const(type_, float_model.random_pattern(type_, self.rng))
        if depth <= 0 or r < 0.4:
            if type_ == F32 and r < 0.3:
                return self.e.load(type_, self.rng.choice([*self.words, *self.structs]), 0, 4)
            return self.e.load(type_, self.rng.choice(slots), 0, slots[0].size)
        if r < 0.7:
            op = self.rng.choice(float_model.BINARY)
            return self.e.binary(op, self.floating(type_, depth - 1), self.floating(type_, depth - 1))
        if r < 0.8:
            return self.e.emit(self.rng.choice(float_model.UNARY), type_, self.floating(type_, depth - 1))
        if r < 0.87:
            return self.e.emit("float_to_float", type_, self.floating(F64 if type_ == F32 else F32, depth - 1))
        if r < 0.92:
            arms = self.floating(type_, depth - 1), self.floating(type_, depth - 1)
            return self.e.emit("select", type_, self.word(depth - 1), *arms)
        number = self.word(depth - 1) if r < 0.97 else self.wide(depth - 1)
        return self.e.emit(self.rng.choice(float_model.TO_FLOAT), type_, number)

    def leaf(self) -> Value:
        r = self.rng.random()
        e = self.e
        if r < 0.3:
            return self.constant(I32)
        if r < 0.6:
            return e.load(I32, self.rng.choice(self.words), 0, 4)
        if r < 0.7:
            slot = self.rng.choice(self.bytes)
            return e.load(I32, slot, 0, slot.size, signed=self.rng.random() < 0.5)
        if r < 0.8:
            return e.load(I32, self.rng.choice(self.structs), self.rng.choice((0, 4, 8)), 4)
        if r < 0.87:
            return e.load(I32, self.element(self.array), 0, 4)
        if r < 0.93:
            return e.load(I32, Addr("ro"), self.rng.choice((0, 4, 9)), self.rng.choice((1, 2)), signed=True)
        if r < 0.96:
            base: Value = self.rng.choice([self.array, self.structs[0]]) if r < 0.95 else Addr("local")
            offset, width = self.rng.choice((0, 4, 6)), self.rng.choice((1, 2))
            return e.load(I32, base, offset, width, signed=self.rng.random() < 0.5)
        name = self.rng.choice(("g", "tab", "local"))
        return e.load(I32, Addr(name), 0, 4)

    def element(self, base: Value) -> Ins:
        index = self.e.binary("and", self.word(1), Const(I32, 3))
        return self.e.binary("add", base, self.e.binary("mul", index, Const(I32, 4)))

    # ---- statements

    def assign(self, _: int) -> None:
        r = self.rng.random()
        if self.rng.random() < 0.25:
            type_ = self.rng.choice((F32, F64))
            slot = self.rng.choice([*self.floats[type_], *(self.structs if type_ == F32 else self.wides)])
            self.e.store(slot, 0, self.floating(type_, 3), 4 if type_ == F32 else 8)
            return
        if r < 0.6:
            self.e.store(self.rng.choice(self.words), 0, self.word(3), 4)
        elif r < 0.75:
            self.e.store(self.rng.choice(self.wides), 0, self.wide(2), 8)
        elif r < 0.9:
            slot = self.rng.choice(self.bytes)
            self.e.store(slot, 0, self.word(2), slot.size)
        else:
            self.e.store(self.rng.choice(self.structs), self.rng.choice((0, 4, 8)), self.word(2), 4)

    def memory(self, _: int) -> None:
        r = self.rng.random()
        if r < 0.3:
            base: Value = self.array if r < 0.15 else Addr("tab")
            self.e.store(self.element(base), 0, self.word(2), 4)
        elif r < 0.5:
            to, source = self.rng.sample(self.structs, 2)
            self.e.memcpy(to, source, 12, 4)
        elif r < 0.6:
            self.e.memcpy(self.array, self.structs[0], 12, 4)
        elif r < 0.7:
            self.e.memcpy(self.structs[1], Addr("tab"), 12, 4)
        elif r < 0.8:
            target: Value = self.rng.choice([self.array, self.structs[0]]) if r < 0.75 else Addr("local")
            self.e.store(target, self.rng.choice((0, 4, 6)), self.word(1), self.rng.choice((1, 2)))
        else:
            self.e.store(Addr("g"), 0, self.word(2), 4, volatile=self.rng.random() < 0.3)

    def effect(self, _: int) -> None:
        r = self.rng.random()
        args: list[Value]
        if r < 0.5 and self.function.name == "f":
            args = [self.word(1), self.e.emit("zext8", I32, self.word(1)), self.wide(1)]
            param = self.module.functions[0].params[1]
            if param.width == 1 and param.signed:
                args[1] = self.e.emit("sext8", I32, args[1])
            result = self.e.call(I32, Addr("helper"), args, 3, (0, False))
            self.e.store(self.words[1], 0, result, 4)
        else:
            args = [self.word(2)]
            if r > 0.8:
                args.append(self.rng.choice([self.words[3], self.structs[0], self.array]))
            result = self.e.call(I32, Addr("ext"), args, 1, self.rng.choice([(0, False), (1, True)]))
            self.e.store(self.words[2], 0, result, 4)

    def condition(self) -> Value:
        if self.rng.random() < 0.3:  # a && b, as a value
            right, yes, no, join = (self.e.new_block() for _ in range(4))
            self.e.branch(self.word(1), right, no)
            self.e.start(right)
            self.e.branch(self.word(1), yes, no)
            self.e.start(yes)
            self.e.jump(join)
            self.e.start(no)
            self.e.jump(join)
            self.e.start(join)
            return self.e.phi(I32, [(Const(I32, 1), yes), (Const(I32, 0), no)])
        return self.word(2)

    def if_(self, depth: int) -> None:
        then, other, join = (self.e.new_block() for _ in range(3))
        self.e.branch(self.condition(), then, other)
        for block in (then, other):
            self.e.start(block)
            if block is then or self.rng.random() < 0.6:
                self.body(3, depth - 1)
            if self.e.open and self.rng.random() < 0.05:
                self.e.terminate("ret", [self.word(1)], [])
            if self.e.open:
                self.e.jump(join)
        self.e.start(join)

    def loop(self, depth: int) -> None:
        e = self.e
        counter = e.slot(4, 4, f"i{self.loops}")
        self.loops += 1
        head, body, end = (e.new_block() for _ in range(3))
        e.store(counter, 0, Const(I32, self.rng.randint(0, 4)), 4)
        e.start(head)
        e.branch(e.binary("ne", e.load(I32, counter, 0, 4), Const(I32, 0)), body, end)
        e.start(body)
        e.store(counter, 0, e.binary("sub", e.load(I32, counter, 0, 4), Const(I32, 1)), 4)
        self.body(3, depth - 1)
        if e.open and self.rng.random() < 0.2:
            more = e.new_block()
            e.branch(self.condition(), end, more)
            e.start(more)
        if e.open:
            e.jump(head)
        e.start(end)

    def switch(self, depth: int) -> None:
        e = self.e
        blocks = [e.new_block() for _ in range(4)]
        end = e.new_block()
        value = e.binary("and", self.word(2), Const(I32, 7))
        ins = e.terminate("switch", [value], [self.rng.choice([end, blocks[0]]), *blocks[1:]])
        ins.cases = [0, 5, 6]
        for block in blocks:
            e.start(block)
            self.body(2, depth - 1)
            if e.open and self.rng.random() < 0.7:
                e.jump(end)
        e.start(end)
