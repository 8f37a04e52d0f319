"""The typed tree: conversions are explicit, constants are folded, names are objects. One fact per test."""

import pytest

from tests.unit.cc_front.front_end import checked, returned, static
from toolchain.cc.front import check, typed
from toolchain.cc.front.c_types import CHAR, INT, LLONG, UINT, ULONG, ArrayType, PointerType
from toolchain.cc.front.type_text import describe
from toolchain.cc.front.typed import (
    Assign,
    Binary,
    Block,
    Builtin,
    Call,
    Cast,
    Compare,
    CompoundAssign,
    Conditional,
    Decay,
    Declare,
    Deref,
    ExprStmt,
    IncDec,
    IntConst,
    Load,
    Member,
    PointerAdd,
    PointerDiff,
    Switch,
    VarRef,
)


def test_an_operand_is_loaded_promoted_and_converted() -> None:
    value = returned("long long f(char c, unsigned u) { return c + u; }")
    assert isinstance(value, Cast)
    assert value.type == LLONG
    total = value.operand
    assert isinstance(total, Binary)
    assert total.type == UINT
    left = total.left
    assert isinstance(left, Cast)
    assert isinstance(left.operand, Load)
    assert isinstance(left.operand.lvalue, VarRef)
    assert (left.type, left.operand.type) == (UINT, CHAR)


@pytest.mark.parametrize(("a", "b", "common"), [
    ("char", "short", "int"), ("int", "unsigned", "unsigned int"), ("unsigned", "long", "unsigned long"),
    ("unsigned long", "long long", "long long"), ("long long", "unsigned long long", "unsigned long long"),
    ("_Bool", "unsigned char", "int"), ("unsigned short", "unsigned char", "int"), ("long", "int", "long"),
])
def test_the_usual_arithmetic_conversions(a: str, b: str, common: str) -> None:
    for left, right in ((a, b), (b, a)):
        unit = checked(f"int f({left} x, {right} y) {{ return sizeof(x * y) + _Generic(x * y, {common}: 1); }}")
        assert unit.functions[0].body is not None


def test_arrays_and_functions_decay() -> None:
    value = returned("int a[3]; int g(int *); int f(void) { return g(a); }")
    assert isinstance(value, Call)
    assert isinstance(value.callee, Decay)
    assert isinstance(value.args[0], Decay)
    assert value.args[0].type == PointerType(INT)


def test_a_subscript_is_a_scaled_pointer_addition() -> None:
    value = returned("int f(short (*p)[4], int i) { return p[i][2]; }")
    assert isinstance(value, Cast)
    assert isinstance(value.operand, Load)
    place = value.operand.lvalue
    assert isinstance(place, Deref)
    inner = place.pointer
    assert isinstance(inner, PointerAdd)
    assert inner.scale == 2
    assert isinstance(inner.pointer, Decay)
    row = inner.pointer.operand
    assert isinstance(row, Deref)
    assert isinstance(row.pointer, PointerAdd)
    assert row.pointer.scale == 8


def test_a_pointer_difference_is_divided_by_the_size() -> None:
    value = returned("int f(int *p, int *q) { return p - q; }")
    assert isinstance(value, PointerDiff)
    assert (value.scale, value.type) == (4, INT)


def test_members_of_unnamed_members_are_reached_through_them() -> None:
    value = returned("struct s { int a; union { int b; struct { short c, d; }; }; }; int f(struct s *p) { return "
        "p->d; }")
    assert isinstance(value, Cast)
    assert isinstance(value.operand, Load)
    path = []
    place = value.operand.lvalue
    while isinstance(place, Member):
        path.append((place.field.name, place.field.offset))
        place = place.base
    assert path == [("d", 2), ("", 0), ("", 4)]


def test_qualifiers_of_the_whole_reach_its_members() -> None:
    value = returned("struct s { int a[2]; }; int f(volatile struct s *p) { return p->a[1]; }")
    assert isinstance(value, Load)
    assert value.lvalue.type.volatile
    assert not value.type.volatile


def test_compound_assignment_says_in_which_type_it_is_computed() -> None:
    unit = checked("void f(char c, unsigned u, int *p) { c += u; c <<= 3LL; p -= 2; }")
    body = unit.functions[0].body
    assert body is not None
    first, second, third = [stmt.expr for stmt in body.body if isinstance(stmt, ExprStmt)]
    assert isinstance(first, CompoundAssign)
    assert isinstance(second, CompoundAssign)
    assert isinstance(third, CompoundAssign)
    assert (first.compute, first.type) == (UINT, CHAR)
    assert (second.compute, second.value.type) == (INT, LLONG)
    assert (third.op, third.scale) == ("-", 4)


def test_increment_of_a_pointer_steps_by_the_size() -> None:
    value = returned("struct s { int a[3]; }; struct s *f(struct s *p) { return p--; }")
    assert isinstance(value, IncDec)
    assert (value.delta, value.post) == (-12, True)


def test_null_pointer_constants_take_the_other_operands_type() -> None:
    value = returned("int f(char *p) { return p == 0; }")
    assert isinstance(value, Compare)
    assert isinstance(value.right, IntConst)
    assert value.right.type == PointerType(CHAR)
    value = returned("char *f(int c, char *p) { return c ? p : (void *)0; }")
    assert isinstance(value, Conditional)
    assert value.type == PointerType(CHAR)


def test_a_conditional_between_void_pointer_and_pointer_is_a_void_pointer() -> None:
    checked('void *v; int *p; _Static_assert(_Generic(1 ? v : p, void *: 1, default: 0), "");'
            '_Static_assert(_Generic(1 ? (const char *)0 : (char *)0, const char *: 1, default: 0), "");')


def test_arguments_are_converted_and_extra_ones_promoted() -> None:
    value = returned("int g(long long, ...); int f(char c, short s) { return g(c, s, c); }")
    assert isinstance(value, Call)
    assert [each.type for each in value.args] == [LLONG, INT, INT]


def test_assignment_converts_to_the_target_and_has_its_type() -> None:
    value = returned("char f(char *p, int i) { return *p = i; }")
    assert isinstance(value, Assign)
    assert (value.type, value.value.type) == (CHAR, CHAR)


def test_functions_without_prototype_take_promoted_arguments() -> None:
    unit = checked("int k(a, c) int a; char c; { return a + c; } int f(char x) { return k(1, x); }")
    function = unit.functions[0]
    assert function.type.params is None
    assert [each.type for each in function.params] == [INT, INT]
    assert function.body is not None
    first = function.body.body[0]
    assert isinstance(first, Declare)
    assert (first.variable.name, first.variable.type) == ("c", CHAR)


def test_main_returns_zero_at_its_end() -> None:
    value = returned("int main(void) { }", "main")
    assert isinstance(value, IntConst)
    assert value.value == 0


def test_cases_are_collected_from_nested_statements() -> None:
    unit = checked("void f(int n) { switch (n & 3) { case 0: do { n--; case 3: n--; default: case -1: ; } while (n); "
        "} }")
    body = unit.functions[0].body
    assert body is not None
    switch = body.body[0]
    assert isinstance(switch, Switch)
    assert [each.low for each in switch.cases] == [0, 3, None, -1]


def test_case_values_have_the_switched_type() -> None:
    unit = checked("void f(unsigned n) { switch (n) { case -1: ; } }")
    body = unit.functions[0].body
    assert body is not None
    assert isinstance(body.body[0], Switch)
    assert body.body[0].cases[0].low == 4294967295


def test_statics_of_blocks_get_symbols_of_their_own() -> None:
    unit = checked("int f(void) { static int n = 1; { static int n = 2; return n; } } int g(void) { static int n; "
        "return n; }")
    assert [(variable.symbol, content.data[:1]) for variable, content in unit.variables] == [
        ("n.0", b"\x01"), ("n.1", b"\x02"), ("n.2", b"")]


def test_tentative_definitions_become_one_object() -> None:
    unit = checked("int a; int a; int a = 3; static int c; int d[];")
    assert [(variable.symbol, variable.storage.value) for variable, _ in unit.variables] == [
        ("a", "global"), ("c", "static"), ("d", "global")]
    assert static(unit, "d")[0].type == ArrayType(INT, 1)


def test_a_block_extern_means_the_object_of_the_file() -> None:
    unit = checked("static int x = 4; void f(void) { int x = 1; { extern int x; x = 2; } x = 3; }")
    body = unit.functions[0].body
    assert body is not None
    inner, outer = body.body[1], body.body[2]
    assert isinstance(inner, Block)
    targets = [each.expr.target for each in (inner.body[0], outer) if isinstance(each, ExprStmt)
               and isinstance(each.expr, Assign)]
    assert [each.variable.symbol for each in targets if isinstance(each, VarRef)] == ["x", ""]


def test_static_addresses_are_symbols_with_addends() -> None:
    unit = checked("int a[3][4]; struct { int x, y[3]; } s; int *p = &a[1][2], *q = &s.y[1] + 1; int f(void);"
                   'int (*g)(void) = f, (*h)(void) = &f; char *t = "text" + 1; void *v = &p; int n = (int)&a[1];')
    addresses = {variable.name: [(each.symbol, each.addend) for each in content.addresses] for variable,
        content in unit.variables}
    assert addresses["p"] == [("a", 24)]
    assert addresses["q"] == [("s", 12)]
    assert addresses["g"] == addresses["h"] == [("f", 0)]
    assert addresses["t"] == [("__literal.0", 1)]
    assert addresses["v"] == [("p", 0)]
    assert addresses["n"] == [("a", 16)]


def test_equal_string_literals_in_static_data_share_one_object() -> None:
    unit = checked('char *a = "x", *b = "x"; const char *c[] = { "x", "y" };')
    assert [variable.name for variable, _ in unit.variables].count("__literal") == 2


def test_func_is_one_array_per_function() -> None:
    unit = checked("const char *f(void) { return __func__ == __func__ ? __func__ : 0; }")
    assert [content.data for _, content in unit.variables] == [b"f\0"]


def test_inline_functions_without_extern_are_internal() -> None:
    unit = checked("inline int a(void) { return 1; } extern inline int b(void) { return 1; } int c(void);"
                   "inline int c(void) { return 1; }")
    assert [(each.name, each.static) for each in unit.functions] == [("a", True), ("b", False), ("c", False)]


def test_variable_arguments_are_builtins_on_the_list_itself() -> None:
    unit = checked("int f(int n, ...) { __builtin_va_list l; __builtin_va_start(l, n); int v = __builtin_va_arg(l, "
        "int);"
                   " __builtin_va_end(l); return v; }")
    body = unit.functions[0].body
    assert body is not None
    names = [stmt.expr.name for stmt in body.body if isinstance(stmt, ExprStmt) and isinstance(stmt.expr, Builtin)]
    assert names == ["va_start", "va_end"]
    declared = body.body[2]
    assert isinstance(declared, Declare)
    assert declared.init is not None
    taken = declared.init.items[0].value
    assert isinstance(taken, Builtin)
    assert (taken.name, taken.type) == ("va_arg", INT)


def test_sizeof_does_not_evaluate_and_is_a_size() -> None:
    value = returned("unsigned f(void) { int i = 0; return sizeof(i++); }")
    assert isinstance(value, IntConst)
    assert (value.value, value.type) == (4, UINT)


def test_taking_an_address_is_remembered() -> None:
    unit = checked("void g(int *); void f(void) { int a, b[2], c; g(&a); g(&b[1]); c = 1; (void)c; }")
    function = unit.functions[1]
    assert function.body is not None
    taken = {stmt.variable.name: stmt.variable.address_taken for stmt in function.body.body if isinstance(stmt,
        Declare)}
    assert (taken["a"], taken["c"]) == (True, False)


@pytest.mark.parametrize(("text", "declaration"), [
    ("int", "int v"), ("char *", "char *v"), ("const char *", "char const *v"), ("char *const", "char *const v"),
    ("int[3]", "int v[3]"), ("int[2][3]", "int v[2][3]"), ("int *[3]", "int *v[3]"), ("int (*)[3]", "int (*v)[3]"),
    ("int (*)(int, char *)", "int (*v)(int, char *)"), ("int (*)(void)", "int (*v)(void)"), ("int (*)()", "int (*v)()"),
    ("int (*)(int, ...)", "int (*v)(int a, ...)"), ("struct s *", "struct s { int a; } *v"),
    ("unsigned long long", "long unsigned int long v"), ("volatile int *const *", "volatile int *const *v"),
    ("int (*(*)(int))[2]", "int (*(*v)(int))[2]"), ("struct <anonymous>", "struct { int a; } v"),
])
def test_types_are_shown_as_gcc_shows_them(text: str, declaration: str) -> None:
    assert describe(static(checked(declaration + ";"), "v")[0].type) == text


def test_no_layer_of_the_checker_hides_a_method_of_another_by_accident() -> None:
    declared_below = {"expression", "type_name", "initializer", "static_initializer", "call", "local_declaration",
        "pragma", "statement_expression",
                      "take_address", "__init__", "__doc__", "__module__", "__annotations__"}
    seen: dict[str, str] = {}
    for layer in check.UnitChecker.__mro__[:-1]:
        for name in vars(layer):
            assert name not in seen or name in declared_below, f"{name} is in {seen.get(name)} and {layer.__name__}"
            seen[name] = layer.__name__


def test_volatile_and_const_stay_on_lvalues_only() -> None:
    value = returned("const volatile unsigned long x = 1; unsigned long f(void) { return x; }")
    assert isinstance(value, Load)
    assert (value.type, value.lvalue.type.const, value.lvalue.type.volatile) == (ULONG, True, True)


def test_metadata_pragmas_become_records() -> None:
    unit = checked('#pragma hsx_mailbox(target="app:x", capacity=96, mode="RDWR")\n'
                   'enum { RO = 1, PIN = 8 };\n'
                   '#pragma hsx_value(speed, group=0x10, id=2, unit="m/s", init=-1.5, flags=RO|PIN)\n'
                   '#pragma hsx_command("reset", group=1, id=3, handler=on_reset, flags=ASYNC)\n'
                   "static void on_reset(void) { }\n")
    assert unit.metadata == [
        ("mailbox", {"target": "app:x", "capacity": 96, "mode": "RDWR"}),
        ("value", {"name": "speed", "group": 16, "id": 2, "unit": "m/s", "init": -1.5, "flags": 9}),
        ("cmd", {"name": "reset", "group": 1, "id": 3, "handler": "on_reset", "flags": "ASYNC"}),
    ]


def test_every_expression_class_of_the_tree_has_a_type_and_a_place() -> None:
    fields = {name: set(vars(typed)[name].__dataclass_fields__) for name in dir(typed)
              if isinstance(vars(typed)[name], type) and issubclass(vars(typed)[name], typed.Expr)}
    assert all({"type", "span"} <= each for each in fields.values())
