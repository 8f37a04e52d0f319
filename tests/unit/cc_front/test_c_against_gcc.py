"""Sizes, offsets, constant expressions, literals and initialisers: our static data against what gcc -m32 computes."""

import random
import subprocess
from pathlib import Path

import pytest

from tests.oracles import need
from tests.unit.cc_front.front_end import checked, static

_PRINT = """
#include <stdio.h>
static void show(const void *at, int size) {
    const unsigned char *p = at;
    for (int i = 0; i < size; i++) printf("%02x", p[i]);
    printf("\\n");
}
"""


def gcc_bytes(declarations: str, names: list[str], folder: Path) -> list[str]:
    """Return the bytes of objects in a program made by gcc, as hexadecimal digits."""
    source = folder / "t.c"
    calls = "".join(f"show(&{name}, sizeof {name});\n" for name in names)
    source.write_text(f"{declarations}\n{_PRINT}\nint main(void) {{\n{calls}return 0;\n}}\n")
    gcc = need("gcc -m32")
    subprocess.run([gcc, "-m32", "-std=c11", "-w", str(source), "-o", str(folder / "t")], check=True)
    run = subprocess.run([str(folder / "t")], check=True, capture_output=True, text=True)
    return run.stdout.split()


def our_bytes(declarations: str, names: list[str]) -> list[str]:
    unit = checked(declarations)
    out = []
    for name in names:
        variable, content = static(unit, name)
        assert not content.addresses
        out.append((content.data or bytes(variable.type.size)).hex())
    return out


def compare(declarations: str, names: list[str], folder: Path) -> None:
    expected = gcc_bytes(declarations, names, folder)
    assert dict(zip(names, our_bytes(declarations, names), strict=True)) == dict(zip(names, expected, strict=True))


EXPRESSIONS = [
    "sizeof(int)", "sizeof(long long[3])", "sizeof 'a'", 'sizeof "abc"', 'sizeof L"abc"', 'sizeof u"ab"',
    "-1 < 0u", "-1L < 0u", "(short)-1 < 0u", "-1LL < 0u", "2147483647 + 1u", "0x80000000", "0x80000000 > 0",
    "-2147483648",
    "2147483648 / -1", "0xFFFFFFFFFF", "4294967295", "4294967296", "0777", "1u - 2", "1LL << 40", "-7 / 2", "-7 % 2",
    "7 / -2", "7 % -2", "-1 >> 1", "-1u >> 1", "~0", "~0u", "!5", "!!5", "5 && 0", "1 || 0", "1 ? 2 : 3u",
    "0 ? -1 : 0u", "(char)300", "(unsigned char)-1", "(signed char)200", "(_Bool)256", "(_Bool)0", "'\\377'", "'ab'",
    "'\\x41'", "'\\0'", "L'\\xff'", "u'\\xffff'", "'\\\\'", "(int)(char)0x80 == -128", "3 == 3L", "1 << 31 >> 31",
    "(unsigned short)65535 + 1", "(unsigned char)255 << 1", "sizeof(1 ? 1 : 1LL)", "sizeof(1u + 1LL)",
    "sizeof((char)1 + (char)1)",
    "sizeof(struct { char a; long long b; short c; })", "(long)(int *)8", "(int)&((struct { int a, b; } *)0)->b",
    "1 ? 0 : 1 / 1", "0 && 1 / 1", "(1 ? 3 : 4) + (0 ? 5 : 6)", "-0x7fffffff - 1", "0xffffffffu + 1", "1ull - 2",
    "18446744073709551615ull / 3", "-9223372036854775807LL - 1", "(int)3000000000u", "(short)70000",
    "9223372036854775807 % 10",
    "sizeof(int (*)[4])", "sizeof(int[2][3][4])", "_Alignof(short)", "_Alignof(int *)", "(unsigned)-1 > 5 ? 7 : 8",
    "3 > 2 > 1",
    "1 + 2 * 3 - 4 % 3 << 1 & 0xff | 16 ^ 3", "sizeof(enum { A1 })", "'\\u00e9' != 0",
]


def test_constant_expressions_have_gccs_values(tmp_path: Path) -> None:
    names = [f"v{number}" for number in range(len(EXPRESSIONS))]
    declarations = "\n".join(f"long long {name} = {text};" for name, text in zip(names, EXPRESSIONS, strict=True))
    compare(declarations, names, tmp_path)


def _random_expression(rng: random.Random, depth: int) -> str:
    if depth == 0 or rng.random() < 0.15:
        suffix = rng.choice(["", "", "u", "L", "UL", "LL", "ULL"])
        value = rng.choice([0, 1, 2, 3, 7, 127, 128, 255, 32767, 65535, 2147483647, 2147483648, 4294967295,
            rng.getrandbits(33)])
        text = f"{value}{suffix}" if rng.random() < 0.7 else f"0x{value:x}{suffix}"
        return text if rng.random() < 0.6 else f"({rng.choice(_TYPES)}){text}"
    left, right = _random_expression(rng, depth - 1), _random_expression(rng, depth - 1)
    op = rng.choice(["+", "-", "*", "&", "|", "^", "<", "<=", "==", "!=", ">", ">=", "&&", "||", "?", "cast", "-u",
        "~", "!", "<<"])
    if op == "?":
        return f"({_random_expression(rng, depth - 1)} ? {left} : {right})"
    if op == "cast":
        return f"(({rng.choice(_TYPES)}){left})"
    if op in {"-u", "~", "!"}:
        return f"({op[0]} {left})"
    if op == "<<":
        return f"({left} {rng.choice(['<<', '>>'])} {rng.randrange(8)})"
    return f"({left} {op} {right})"


_TYPES = ["char", "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned", "long", "unsigned long",
          "long long", "unsigned long long", "_Bool"]


def test_random_constant_expressions_have_gccs_values_and_types(tmp_path: Path) -> None:
    rng = random.Random(20)
    texts = [_random_expression(rng, 4) for _ in range(300)]
    names = [f"v{number}" for number in range(2 * len(texts))]
    lines = []
    for number, text in enumerate(texts):
        # -fwrapv semantics: gcc folds signed overflow by wrapping too; the types show in the extension to 64 bits
        lines += [f"long long v{2 * number} = {text};", f"int v{2 * number + 1} = sizeof({text});"]
    compare("\n".join(lines), names, tmp_path)


LAYOUTS = """
struct s1 { char a; int b; char c; short d; };
struct s2 { char a; long long b; char c; };
union u1 { char a[5]; int b; short c; };
struct s3 { struct s1 x; union u1 y; char z; };
struct s4 { char n; struct { short p; char q; }; union { int r; char s[3]; }; char t[]; };
struct s5 { _Alignas(8) char a; char b; _Alignas(16) short c; };
struct s6 { int *p; char c; void (*f)(void); enum { E } e; _Bool b; };
struct s7 { char a[3][5]; short b[2]; };
"""


def test_struct_layouts_are_gccs(tmp_path: Path) -> None:
    tags = ["struct s1", "struct s2", "union u1", "struct s3", "struct s4", "struct s5", "struct s6", "struct s7"]
    members = {"s1": "abcd", "s2": "abc", "s3": "xyz", "s4": "npqrst", "s5": "abc", "s6": "pcfeb", "s7": "ab"}
    texts = [f"sizeof({tag})" for tag in tags] + [f"_Alignof({tag})" for tag in tags]
    texts += [f"__builtin_offsetof(struct {tag}, {name})" for tag, names in members.items() for name in names]
    texts += ["__builtin_offsetof(struct s3, x.d)", "__builtin_offsetof(struct s7, a[2][1])"]
    names = [f"v{number}" for number in range(len(texts))]
    declarations = LAYOUTS + "\n".join(f"int {name} = {text};" for name, text in zip(names, texts, strict=True))
    compare(declarations, names, tmp_path)


INITIALISERS = r"""
struct point { int x, y; };
struct line { struct point a, b; char name[6]; };
union word { int i; char c[4]; short s[2]; };
struct nest { char t; union { short lo; char raw[2]; }; struct point p[3]; };
int i0[5] = { 1, 2 };
int i1[] = { [3] = 4, 5, [1] = 6 };
int i2[2][3] = { 1, 2, 3, 4 };
int i3[2][3] = { { 1 }, { 4, 5 } };
int i4[3][2] = { [1] = { 7 }, 8, 9, };
int i5[4] = { 1, 2, 3, 4, [1] = 9, 8 };
int i6[2][2][2] = { { { 1, 2 }, 3, 4 }, 5, 6, { 7 } };
char c0[] = "abc", c1[2] = "ab", c2[8] = { "wide" }, c3[3] = { 'a', 'b' }, c4[] = { "x" "y\x7a" "\1" "23" };
char c5[2][4] = { "abc", "d" };
__WCHAR_TYPE__ w0[] = L"h\u00e9"; unsigned short w1[] = u"a\U0001F600"; unsigned w2[3] = U"b";
struct point p0 = { 1, 2 }, p1 = { .y = 3 }, p2 = { .y = 4, .x = 5 };
struct line l0 = { 1, 2, 3, 4, "abc" }, l1 = { { 1 }, { .y = 9 }, { 'q' } }, l2 = { .b.y = 5, "zz" },
    l3 = { .b = { 1, 2 }, .a.y = 3 };
struct line l4[2] = { { 1 }, { .name = "bye" } }, l5[] = { [1].a.x = 3, 4, 5, 6, "t", [0].b.y = 8 };
union word u0 = { 0x01020304 }, u1 = { .c = { 1, 2, 3 } }, u2 = { .s[1] = 5 }, u3 = { .i = 1, .c = { 9 } };
struct nest n0 = { 1, { 2 }, { { 3, 4 }, 5, 6, 7 } }, n1 = { .raw = { 1, 2 }, .p[2] = { .y = 1 } }, n2 = { 'a',
    .p = { [1] = { 2 } } };
struct point *unused = 0;
long long ll0 = -1, ll1[2] = { 1LL << 40 };
_Bool b0 = 5, b1[3] = { 0, 1, 2 };
enum { A = 3, B, C = -1 } e0 = B, e1[] = { A, C };
short sh[] = { 70000, -1, 'a' };
struct { int n; struct { int m; } q; int r; } anon = { 1, { 2 }, 3 }, anon2 = { 1, 2, 3 };
struct point pc = (struct point){ 7, 8 };
"""


def test_initialised_objects_have_gccs_bytes(tmp_path: Path) -> None:
    names = ["i0", "i1", "i2", "i3", "i4", "i5", "i6", "c0", "c1", "c2", "c3", "c4", "c5", "w0", "w1", "w2", "p0",
        "p1", "p2", "l0", "l1", "l2", "l3", "l4", "l5", "u0", "u1", "u2", "u3", "n0", "n1", "n2", "ll0", "ll1", "b0",
        "b1", "e0", "e1", "sh", "anon", "anon2", "pc"]
    compare(INITIALISERS, names, tmp_path)


@pytest.mark.parametrize("seed", range(3))
def test_random_nested_initialisers_have_gccs_bytes(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    types = ["struct in { char a; int b; short c[2]; };",
             "struct out { struct in x; int n; struct in y[2]; char s[4]; };"]
    objects, names = [], []
    for number in range(40):
        names.append(f"o{number}")
        objects.append(f"struct out o{number} = {_random_braces(rng, 'out')};")
    compare("\n".join(types + objects), names, tmp_path)


def _random_braces(rng: random.Random, kind: str) -> str:
    """A brace list with random designators for one of the two structs."""
    parts = []
    for _ in range(rng.randrange(1, 5)):
        value = str(rng.randrange(100))
        if kind == "in":
            parts.append(rng.choice(["", "", ".a = ", ".b = ", ".c[1] = ", ".c[0] = "]) + value)
        else:
            parts.append(rng.choice([value, value, f".n = {value}", f".x.b = {value}", f".y[1].c[0] = {value}",
                '.s = "ab"',
                                     f".x = {_random_braces(rng, 'in')}", f".y[0] = {_random_braces(rng, 'in')}",
                                     f".y = {{ {_random_braces(rng, 'in')}, 3 }}"]))
    return "{ " + ", ".join(parts) + " }"
