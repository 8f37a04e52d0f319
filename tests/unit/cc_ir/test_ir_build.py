"""C built to IR computes what C says, at every level: results worked out by hand from the C standard."""

import pytest

from tests.ir_interpreter import Interpreter
from tests.ir_of_c import ir_of_c
from toolchain.cc.front import typed as t
from toolchain.cc.front.c_types import INT, LLONG, CType, Field, FunctionType, IntType, PointerType, Record, RecordType
from toolchain.cc.ir.build import build_module
from toolchain.cc.ir.ops import Module
from toolchain.cc.ir.verify import verify
from toolchain.cc.passes.pipeline import LEVELS, optimize
from toolchain.diagnostics import Span

M = 0xFFFFFFFF
HERE = Span("test.c", 1, 1)

PROGRAMS = {  # C with a function f of ints, arguments, result
    "narrowing wraps": ("int f(int a) { unsigned char c = a; signed char d = a; return c * 1000 + d; }", (200,), 199944),
    "plain char is signed": ("int f(int a) { char c = a; return c < 0; }", (255,), 1),
    "post increment of a char wraps": ("int f(int a) { signed char c = a; int r = c++; return r * 1000 + c; }",
                                       (127,), 126872),
    "pre decrement of an unsigned short wraps": ("int f(int a) { unsigned short c = a; return --c; }", (0,), 65535),
    "bool is zero or one": ("int f(int a) { _Bool b = a; b += 5; return b + !b * 10; }", (256,), 1),
    "bool decremented toggles": ("int f(int a) { _Bool b = a; b--; return b; }", (0,), 1),
    "usual conversions to unsigned": ("int f(int a) { return a < 1u; }", (M,), 0),
    "short operands are promoted": ("int f(int a) { short s = a; return (unsigned short)s >> 4; }", (M,), 4095),
    "signed division truncates": ("int f(int a) { return a / 3 * 100 + a % 3; }", ((-7) & M,), (-201) & M),
    "signed shift keeps the sign": ("int f(int a) { return a >> 1; }", ((-5) & M,), (-3) & M),
    "long long arithmetic": ("int f(int a) { long long x = a; x = x * x; return (int)(x >> 32); }", (100000,), 2),
    "long long compound with an int": ("int f(int a) { int r = a; r *= 10000000000LL; return r; }", (3,),
                                       30000000000 & M),
    "unsigned long long division": ("int f(int a) { unsigned long long x = -1; return x / a >> 56; }", (16,), 15),
    "long long as a condition": ("int f(int a) { long long x = (long long)a << 32; return x ? 1 : 2; }", (1,), 1),
    "logical operators give 0 and 1": ("int f(int a) { return (a && 7) * 10 + (a || 0) + !a * 100; }", (5,), 11),
    "comma": ("int f(int a) { int b = (a++, a * 2); return a + b; }", (4,), 15),
    "conditional chain": ("int f(int a) { return a < 0 ? -1 : a > 0 ? 1 : 0; }", ((-9) & M,), M),
    "nested loops with break and continue": (
        "int f(int n) { int s = 0; for (int i = 0; i < n; i++) { for (int j = 0;; j++) { if (j > i) break;"
        " if (j & 1) continue; s += i * j; } } return s; }", (5,), 2 * 2 + 3 * 2 + 4 * (2 + 4)),
    "do while runs once": ("int f(int n) { int c = 0; do c++; while (c < n); return c; }", (0,), 1),
    "goto backwards": ("int f(int n) { int s = 0; again: s += n; if (--n) goto again; return s; }", (4,), 10),
    "switch with fall through": (
        "int f(int x) { int r = 0; switch (x) { case 0: r++; case 1: r += 10; break; case -5: return 77;"
        " default: r = 5; } return r; }", (0,), 11),
    "switch on a negative": ("int f(int x) { switch (x) { case -5: return 77; } return 1; }", ((-5) & M,), 77),
    "a loop inside a switch (Duff)": (
        "int f(int n) { int c = 0, k = (n + 3) / 4; switch (n % 4) { case 0: do { c++; case 3: c++; case 2: c++;"
        " case 1: c++; } while (--k > 0); } return c; }", (7,), 7),
    "arrays and pointers": (
        "int f(int n) { int a[5] = { 1, 2, 3 }, *p = a + 4; *p-- = n; p[-1] += 5; return a[2] * 100 + a[4] + (p - a); }",
        (9,), 812),
    "two dimensions": ("int f(int n) { int a[3][4]; for (int i = 0; i < 12; i++) a[i / 4][i % 4] = i; return a[2][n]; }",
                       (1,), 9),
    "struct copies are copies": (
        'struct s { int a; char b[6]; }; int f(int n) { struct s x = { n, "hey" }, y = x; y.b[1] = 1; x = y; y.a = 0;'
        " return x.a * 10 + x.b[1]; }", (4,), 41),
    "structs by value and as results": (
        "struct p { int x, y; }; struct q { struct p a, b; };"
        "static struct q mk(struct p v) { struct q r = { v, { v.y, v.x } }; v.x = 99; return r; }"
        "int f(int n) { struct p v = { n, n + 1 }; struct q r = mk(v); return r.b.x * 1000 + r.b.y * 10 + (v.x == n); }",
        (4,), 5041),
    "small structs in a word": (
        "struct s { char a, b, c; }; static struct s g(struct s v) { v.c = v.a + v.b; return v; }"
        "int f(int n) { struct s v = { n, 2, 0 }; return g(v).c + g(g(v)).a; }", (5,), 12),
    "struct results of seven bytes": (
        "struct s { char a[7]; }; static struct s g(int n) { struct s v = { { n, 1, 2, 3, 4, 5, n } }; return v; }"
        "int f(int n) { return g(n).a[6] + g(n).a[3]; }", (8,), 11),
    "unions share their bytes": (
        "int f(int n) { union { int i; unsigned char c[4]; } u; u.i = n; u.c[1] = 0xFF; return u.i; }", (0x10203,), 0x1FF03),
    "compound literals": ("struct s { int a, b; }; static int g(struct s *p) { return p->a - p->b; }"
                          "int f(int n) { return g(&(struct s){ .b = 3, .a = n }); }", (10,), 7),
    "assignments give the stored value": ("int f(int n) { unsigned char c; int r = c = n; return r; }", (300,), 44),
    "struct assignment chains": ("struct s { int a; }; int f(int n) { struct s x, y, z = { n }; x = y = z; return x.a; }",
                                 (6,), 6),
    "conditional structs": ("struct s { int a[3]; }; int f(int n) { struct s x = { { 1 } }, y = { { 2 } };"
                            " return (n ? x : y).a[0]; }", (0,), 2),
    "function pointers": ("static int inc(int a) { return a + 1; } static int dec(int a) { return a - 1; }"
                          "int f(int n) { int (*t[2])(int) = { inc, dec }; return t[n](10); }", (1,), 9),
    "recursion": ("int f(int n) { return n < 2 ? n : f(n - 1) + f(n - 2); }", (10,), 55),
    "static locals keep their value": ("static int next(void) { static int n = 5; return n++; }"
                                       "int f(int n) { next(); return next() + n; }", (1,), 7),
    "globals through pointers": ("int g[3] = { 1, 2, 3 }; int *p = &g[1]; int f(int n) { p[1] = n; return g[2]; }",
                                 (8,), 8),
    "constant strings": ('int f(int n) { const char *s = "hello"; return s[n] + sizeof "abc"; }', (1,), 105),
    "clz, ctz, popcount, bswap": (
        "int f(int n) { return __builtin_clz(n) * 1000 + __builtin_ctz(n) * 100 + __builtin_popcount(n)"
        " + (__builtin_bswap32(n) == 0x00010000); }", (0x100,), 23801 + 1),
    "ffs and parity": ("int f(int n) { return __builtin_ffs(n) * 10 + __builtin_parity(n) + __builtin_ffs(0); }",
                       (0x18,), 40),
    "offsets wrap below an object": ("int g[4] = { 7, 8, 9, 10 }; int f(int n) { return (&g[2])[-n]; }", (1,), 8),
}


def run(module: Module, arguments: tuple[int, ...]) -> int | None:
    outcome = Interpreter(module).run("f", *arguments)
    assert not outcome.trapped
    return outcome.result


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", PROGRAMS)
def test_c_means_what_the_standard_says(name: str, level: str) -> None:
    text, arguments, expected = PROGRAMS[name]
    module = ir_of_c(text)
    optimize(module, level, lambda when, _: verify(module, f"after {when}"))
    assert run(module, arguments) == expected


def test_a_function_that_calls_setjmp_keeps_its_variables_in_memory() -> None:
    module = ir_of_c("int setjmp(int *); int g(void); int f(int *b) { int n = 1; if (setjmp(b)) return n; n = g(); return n; }")
    optimize(module, "2")
    assert any(ins.op == "slot" and ins.name == "n" for ins in module.functions[0].blocks[0].ins)


def test_every_instruction_of_a_statement_has_its_place() -> None:
    module = ir_of_c("int f(int a)\n{\n    a++;\n    return a * 2;\n}\n")
    lines = {ins.span.line for block in module.functions[0].blocks for ins in block.ins if ins.span}
    assert {3, 4} <= lines


# ---- what the front end does not produce yet: bit-fields and case ranges ------------------------------------------

def function_of(body: list[t.Stmt], params: list[t.Variable], result: CType = INT) -> Module:
    type_ = FunctionType(result, tuple(p.type for p in params))
    function = t.Function("f", type_, HERE, "f", params=params, body=t.Block(HERE, body, HERE))
    module = build_module(t.Unit("test", [function]))
    verify(module)
    return module


def load(variable: t.Variable) -> t.Expr:
    return t.Load(variable.type, HERE, t.VarRef(variable.type, HERE, variable))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("type_", "position", "width", "value", "expected"), [
    (INT, 3, 5, 0x2F, 15), (INT, 3, 5, 0x1F, M), (IntType("unsigned int", 4, signed=False, rank=3), 27, 5, 0x3F, 31),
    (IntType("unsigned char", 1, signed=False, rank=1), 2, 3, 13, 5), (LLONG, 30, 34, 5, 5), (INT, 0, 32, 77, 77),
])
def test_bit_fields_keep_their_bits_and_their_neighbours(
        level: str, type_: IntType, position: int, width: int, value: int, expected: int) -> None:
    member = Field("b", type_, 0, position, width)
    record = Record("struct", "s", [member], type_.size, type_.align, complete=True)
    unit_type = IntType("unit", type_.size, signed=False, rank=type_.rank)
    pointer = t.Variable("p", PointerType(RecordType(record)), t.Storage.AUTO, HERE)
    unit = t.Variable("unit", unit_type, t.Storage.AUTO, HERE, address_taken=True)
    number = t.Variable("n", INT, t.Storage.PARAMETER, HERE)
    place = t.Member(type_, HERE, t.Deref(RecordType(record), HERE, load(pointer)), member)
    ones = t.IntConst(unit_type, HERE, (1 << 8 * type_.size) - 1)
    target = t.VarRef(unit_type, HERE, unit)
    address = t.Cast(pointer.type, HERE, t.AddressOf(PointerType(unit_type), HERE, target))
    mask = ((1 << 8 * type_.size) - 1) ^ (((1 << width) - 1) << position)
    others = t.Compare(INT, HERE, "==", t.Binary(unit_type, HERE, "&", load(unit), t.IntConst(unit_type, HERE, mask)),
                       t.IntConst(unit_type, HERE, mask))
    module = function_of([
        t.ExprStmt(HERE, t.Assign(unit_type, HERE, target, ones)),
        t.ExprStmt(HERE, t.Assign(pointer.type, HERE, t.VarRef(pointer.type, HERE, pointer), address)),
        t.ExprStmt(HERE, t.Assign(type_, HERE, place, t.Cast(type_, HERE, load(number)))),
        t.If(HERE, others, t.Return(HERE, t.Cast(INT, HERE, t.Load(type_, HERE, place))), None),
        t.Return(HERE, t.IntConst(INT, HERE, 12345)),
    ], [number])
    optimize(module, level, lambda when, _: verify(module, f"after {when}"))
    assert run(module, (value,)) == expected


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("value", "expected"), [(99, 3), (100, 1), (5000, 1), (5001, 3), (-3 & M, 2), (-1 & M, 2), (0, 3)])
def test_case_ranges_wide_and_narrow(level: str, value: int, expected: int) -> None:
    number = t.Variable("n", INT, t.Storage.PARAMETER, HERE)
    cases = [t.CaseLabel(HERE, low, high, t.Return(HERE, t.IntConst(INT, HERE, result)))
             for low, high, result in ((100, 5000, 1), (-3, -1, 2), (None, None, 3))]
    module = function_of([t.Switch(HERE, load(number), t.Block(HERE, [*cases], HERE), cases)], [number])
    optimize(module, level, lambda when, _: verify(module, f"after {when}"))
    assert run(module, (value,)) == expected
