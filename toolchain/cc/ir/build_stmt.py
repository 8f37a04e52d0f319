"""From typed statements to basic blocks."""

from toolchain.cc.front import typed as t
from toolchain.cc.front.c_types import VoidType
from toolchain.cc.ir import build_aggregate as aggregate
from toolchain.cc.ir.build_expr import ExpressionBuilder
from toolchain.cc.ir.build_scopes import StackScopes
from toolchain.cc.ir.emitter import Unit, integer, is_record
from toolchain.cc.ir.ops import I32, I64, Block, Const, Function, Undef, Value
from toolchain.cc.target.abi import struct_result_type

_EXPAND = 32  # case ranges of up to so many values become single cases
_OWN_TABLE = 32  # up to so many labels every computed goto has a jump table of its own


class StatementBuilder(ExpressionBuilder):
    """Builds the statements of one function."""

    def __init__(self, unit: Unit, function: Function, source: t.Function) -> None:
        super().__init__(unit, function)
        self.source = source
        self.result_address: Value | None = None  # where a struct result goes that does not fit registers
        self.labels: dict[str, Block] = {}
        self.scopes = StackScopes()
        self.chosen_label: Value | None = None  # where the one table of all computed gotos looks
        self.choice = self.entry
        self.cases: dict[t.CaseLabel, Block] = {}
        self.breaks: list[Block] = []
        self.continues: list[Block] = []

    def statement(self, stmt: t.Stmt) -> None:
        """Build one statement."""
        self.span = stmt.span
        match stmt:
            case t.ExprStmt():
                self.effect(stmt.expr)
            case t.Block():
                self._block(stmt)
            case t.If():
                self._if(stmt)
            case t.Declare():
                self._declare(stmt)
            case t.Return():
                self._return(stmt)
            case t.For():
                self._for(stmt)
            case t.While():
                self._while(stmt)
            case t.DoWhile():
                self._do_while(stmt)
            case t.Break():
                self.jump(self.scopes.leave(self, self.breaks[-1]))
            case t.Continue():
                self.jump(self.scopes.leave(self, self.continues[-1]))
            case t.Switch():
                self._switch(stmt)
            case t.CaseLabel():
                self.start(self.cases[stmt])
                self.statement(stmt.body)
            case t.Goto():
                self.scopes.leave_for_label(self, self.source, stmt.label)
                self.jump(self._label(stmt.label))
            case t.ComputedGoto():
                self._computed_goto(self.value(stmt.target))
            case t.Labelled():
                self.start(self._label(stmt.label))
                self.statement(stmt.body)
            case t.Empty():
                pass
            case _:
                raise AssertionError(f"{type(stmt).__name__} is no statement")

    def statements(self, body: list[t.Stmt]) -> None:
        """Build statements one after the other."""
        for each in body:
            self.statement(each)

    def finish(self) -> None:
        """End the function where control reaches its closing brace."""
        if not self.open:
            return
        if not self.function.result:
            self.terminate("ret", [], [])
        elif self.function.name == "main":
            self.terminate("ret", [integer(0)], [])
        else:  # C gives such a call no value
            self.terminate("ret", [Undef(self.function.result)], [])

    def _label(self, name: str) -> Block:
        block = self.labels.get(name)
        if block is None:
            block = self.labels[name] = self.new_block()
        return block

    def _declare(self, stmt: t.Declare) -> None:
        if stmt.variable.symbol:
            return
        if stmt.variable.array is not None:
            self.scopes.declare(self)
        address = self.address_of_variable(stmt.variable)
        if stmt.init is not None:
            aggregate.initialise(self, address, stmt.variable.type, stmt.init)

    def _return(self, stmt: t.Return) -> None:
        value = stmt.value
        if value is None or isinstance(value.type, VoidType):
            if value is not None:
                self.effect(value)
            result = self.function.result
            self.terminate("ret", [Undef(result)] if result else [], [])
        elif is_record(value.type):
            self._return_struct(value)
        else:
            self.terminate("ret", [self.value(value)], [])

    def _return_struct(self, value: t.Expr) -> None:
        size = value.type.size
        source = aggregate.address(self, value)
        if self.result_address is not None:
            self.memcpy(self.result_address, source, size, value.type.align)
            self.terminate("ret", [], [])
        elif struct_result_type(size) == I64:
            self.terminate("ret", [aggregate.load_pair(self, source, size, value.type.align)], [])
        else:
            self.terminate("ret", [aggregate.load_word(self, source, size)], [])

    def _block(self, stmt: t.Block) -> None:
        if stmt.frees:
            self.scopes.enter(stmt)
        self.statements(stmt.body)
        if stmt.frees:
            self.scopes.exit(self)

    def _computed_goto(self, target: Value) -> None:
        """Choose among the labels whose address is taken; with many of them all such gotos share one table."""
        labels = self.source.label_values
        if len(labels) <= _OWN_TABLE:
            self._choose_label(target)
            return
        if self.chosen_label is None:
            self.chosen_label, self.choice = self.slot(4, 4), self.new_block()
        self.store(self.chosen_label, 0, target, 4)
        self.jump(self.choice)
        if self.choice not in self.function.blocks:
            self.start(self.choice)
            self._choose_label(self.load(I32, self.chosen_label, 0, 4))

    def _choose_label(self, target: Value) -> None:
        labels = self.source.label_values
        nowhere = self.new_block()
        ins = self.terminate("switch", [target], [nowhere, *map(self._label, labels)])
        ins.cases = list(labels.values())
        self.start(nowhere)
        self.terminate("unreachable", [], [])

    def _if(self, stmt: t.If) -> None:
        then, join = self.new_block(), self.new_block()
        other = self.new_block() if stmt.other is not None else join
        self.condition(stmt.condition, then, other)
        self.start(then)
        self.statement(stmt.then)
        if stmt.other is not None:
            if self.open:
                self.jump(join)
            self.start(other)
            self.statement(stmt.other)
        self.start(join)

    def _loop_body(self, body: t.Stmt, end: Block, again: Block) -> None:
        self.breaks.append(end)
        self.continues.append(again)
        self.scopes.note(end, again)
        self.statement(body)
        self.breaks.pop()
        self.continues.pop()

    def _while(self, stmt: t.While) -> None:
        head, body, end = self.new_block(), self.new_block(), self.new_block()
        self.start(head)
        self.condition(stmt.condition, body, end)
        self.start(body)
        self._loop_body(stmt.body, end, head)
        if self.open:
            self.jump(head)
        self.start(end)

    def _do_while(self, stmt: t.DoWhile) -> None:
        body, test, end = self.new_block(), self.new_block(), self.new_block()
        self.start(body)
        self._loop_body(stmt.body, end, test)
        self.start(test)
        self.span = stmt.condition.span
        self.condition(stmt.condition, body, end)
        self.start(end)

    def _for(self, stmt: t.For) -> None:
        for each in stmt.init:
            self.statement(each)
        head, body, step, end = self.new_block(), self.new_block(), self.new_block(), self.new_block()
        self.start(head)
        self.span = stmt.span
        if stmt.condition is not None:
            self.condition(stmt.condition, body, end)
        self.start(body)
        self._loop_body(stmt.body, end, step)
        self.start(step)
        if stmt.step is not None:
            self.span = stmt.step.span
            self.effect(stmt.step)
        self.jump(head)
        self.start(end)

    # ---- switch

    def _switch(self, stmt: t.Switch) -> None:
        value = self.value(stmt.value)
        end = self.new_block()
        default = end
        single: list[tuple[int, Block]] = []
        ranges: list[tuple[int, int, Block]] = []
        for case in stmt.cases:
            block = self.cases[case] = self.new_block()
            if case.low is None or case.high is None:
                default = block
            elif case.high - case.low < _EXPAND:
                single += [(number, block) for number in range(case.low, case.high + 1)]
            else:
                ranges.append((case.low, case.high, block))
        for low, high, block in ranges:
            self._test_range(value, low, high, block)
        if isinstance(value, Const):
            self._switch_constant(value, single, default)
        elif value.type == I64:
            self._test_each(value, single, default)
        else:
            ins = self.terminate("switch", [value], [default, *(block for _, block in single)])
            ins.cases = [number & 0xFFFFFFFF for number, _ in single]
        self.breaks.append(end)
        self.scopes.note(end)
        self.statement(stmt.body)
        self.breaks.pop()
        self.start(end)

    def _test_range(self, value: Value, low: int, high: int, block: Block) -> None:
        other = self.new_block()
        distance = self.binary("sub", value, integer(low, value.type))
        self.branch(self.binary("ule", distance, integer(high - low, value.type)), block, other)
        self.start(other)

    def _switch_constant(self, value: Const, single: list[tuple[int, Block]], default: Block) -> None:
        for number, block in single:
            if integer(number, value.type) == value:
                self.jump(block)
                return
        self.jump(default)

    def _test_each(self, value: Value, single: list[tuple[int, Block]], default: Block) -> None:
        """A 64-bit switch: one comparison per case."""
        for number, block in single:
            other = self.new_block()
            self.branch(self.binary("eq", value, integer(number, I64)), block, other)
            self.start(other)
        self.jump(default)


