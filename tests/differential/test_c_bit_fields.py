"""Bit-fields against gcc -m32: layout, initialisers, reads and writes, in random structs and unions.

Each program fills objects, changes members in every way C has, and prints sizes, bytes and values. Padding is cleared
first, as its content is nobody's business.
"""

import random
import subprocess
from pathlib import Path

import pytest

from tests.c_programs import build, run
from tests.oracles import need

_HEAD = """
#include <stdio.h>
#include <string.h>
static void show(const void *at, int size) {
    const unsigned char *p = at;
    for (int i = 0; i < size; i++) printf("%02x", p[i]);
    printf(" %d\\n", size);
}
static void number(long long value) { printf("%x %x\\n", (unsigned)(value >> 32), (unsigned)value); }
"""
_BITS = {"_Bool": 1, "signed char": 8, "unsigned char": 8, "short": 16, "unsigned short": 16, "int": 32, "unsigned": 32,
         "long": 32, "long long": 64, "unsigned long long": 64}


def against_gcc(source: str, folder: Path, levels: str = "02") -> None:
    """Run a program made by gcc and by us at some levels; the outputs must be the same."""
    path = folder / "t.c"
    path.write_text(source)
    gcc = need("gcc -m32")
    subprocess.run([gcc, "-m32", "-std=gnu11", "-w", "-fwrapv", "-O1", str(path), "-o", str(folder / "t")], check=True)
    expected = subprocess.run([str(folder / "t")], check=True, capture_output=True).stdout
    for level in levels:
        ours = run(build({"t.c": source}, level))
        assert (ours.status, ours.stderr) == (0, b"")
        assert ours.stdout.decode().splitlines() == expected.decode().splitlines(), f"-O{level}"


def _members(rng: random.Random) -> list[tuple[str, str, int]]:
    """Return (declaration, name, width) of random members; width 0: no bit-field; name "": unnamed."""
    out = []
    for number in range(rng.randrange(1, 9)):
        type_ = rng.choice(list(_BITS))
        bits = _BITS[type_]
        kind = rng.random()
        if kind < 0.2:
            out.append((f"{type_} m{number};", f"m{number}", 0))
        elif kind < 0.3:
            out.append((f"{type_} : {rng.choice([0, 0, rng.randint(1, bits)])};", "", 0))
        else:
            width = rng.choice([1, bits, rng.randint(1, bits), rng.randint(1, bits)])
            volatile = "volatile " if rng.random() < 0.1 else ""
            out.append((f"{volatile}{type_} m{number} : {width};", f"m{number}", width))
    out.append(("unsigned last : 3;", "last", 3))
    return out


def _program(seed: int, attribute: str = "") -> str:
    rng = random.Random(seed)
    types, objects, body = [], [], []
    for number in range(12):
        kind = "struct" if rng.random() < 0.8 else "union"
        members = _members(rng)
        named = [name for _, name, _ in members if name]
        types.append(f"{kind} {attribute} s{number} {{ {' '.join(text for text, _, _ in members)} }};")
        values = ", ".join(str(rng.randrange(-200, 70000)) for _ in (named if kind == "struct" else named[:1]))
        objects.append(f"{kind} s{number} g{number} = {{ {values} }};")
        body.append(f"{{ {kind} s{number} a, b, *p = &a; memset(&a, {rng.choice([0, 1])}, sizeof a);")
        body.append(f"show(&g{number}, sizeof g{number}); b = ({kind} s{number}){{ {values} }};")
        for name in rng.choices(named, k=10):
            value = rng.choice([rng.randrange(-5, 6), rng.getrandbits(33), rng.getrandbits(20)])
            body.append(rng.choice([
                f"a.{name} = {value};", f"p->{name} += {value};", f"number(p->{name}++);", f"number(--a.{name});",
                f"number((long long)(a.{name} = {value}LL));", f"a.{name} ^= b.{name};",
                f"number(a.{name} == {value});", f"p->{name} = p->{rng.choice(named)};",
                f"if (a.{name}) p->{name} <<= 1;"]))
            body.append(f"number((long long)p->{name});")
        body.append("show(&a, sizeof a);")
        body += [f"number((long long)b.{name});" for name in named]
        body.append("}")
    lines = "\n".join(body)
    return f"{_HEAD}\n" + "\n".join(types + objects) + f"\nint main(void) {{\n{lines}\nreturn 0;\n}}\n"


@pytest.mark.parametrize("seed", range(4))
def test_random_bit_fields_behave_as_gccs(seed: int, tmp_path: Path) -> None:
    against_gcc(_program(seed), tmp_path)


def test_bit_fields_are_promoted_and_extended_as_gccs(tmp_path: Path) -> None:
    against_gcc(_HEAD + """
enum colour { RED, GREEN, BLUE };
typedef int word;
static struct s {
    unsigned a : 5; signed b : 5; word c : 3; enum colour e : 2; _Bool f : 1; unsigned w : 32; unsigned long l : 32;
    struct { unsigned in : 7; }; long long x : 20; unsigned long long y : 33; const int k : 4;
} s = { .w = 0xffffffff, .y = 1ULL << 32, .in = 99, .k = -3, .e = BLUE, .f = 7, .b = 31, .l = -1, .x = -7 };
static struct s by_value(struct s v) { v.a += 3; v.b = v.a; return v; }
int main(void) {
    s.a = 31;
    number(s.a - 32 < 0); number((s.a = 33) - 2 < 0); number(s.w - 1 > 0); number((0, s.a) - 32 < 0);
    number((s.a++) - 32 < 0); number((s.a += 1) - 32 < 0); number((1 ? s.a : s.a) - 32 < 0);
    number(s.b); number(s.c = 5); number(s.e); number(s.f); number(s.y); number(s.x); number(s.in); number(s.k);
    number(s.l); number(-s.a); number(~s.a); number(s.a << 28); number(by_value(s).a); number(by_value(s).b);
    number(s.f = 2); number(s.f++); number(s.f--); number(s.f -= 1); number(s.e == BLUE); number(!s.in);
    struct s local = { .a = 1, .b = -1, .c = 1 }, copy = local;
    show(&local, sizeof local); copy.b >>= 1; copy.a *= 40; show(&copy, sizeof copy);
    for (s.a = 0; s.a < 31; s.a++) local.c += s.a;
    number(local.c); number(s.a);
    return 0;
}
""", tmp_path)
