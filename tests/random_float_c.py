"""Random C programs about floating point, for comparison with another compiler: `random_program(seed)`.

Values of all arithmetic types go through expressions, conversions, calls, conditions, structs, unions and arrays; bit
patterns are printed, every NaN as one. Nothing is undefined or left to the implementation: conversions to integers are
guarded, divisions by zero are for floats only, the sign of a NaN is never looked at. Signed overflow needs -fwrapv.
"""

import random

_PRELUDE = """#include <stdio.h>
static volatile double zero = 0;
typedef long long s64;
typedef unsigned long long u64;
struct pair { float f; double d; char c; float g; };
union bits32 { float f; unsigned u; };
union bits64 { double d; u64 u; };
static void show_f(float x) { union bits32 b; b.f = x; printf("%08x\\n", x != x ? 0x7fc00000 : b.u); }
static void show_d(double x) { union bits64 b; b.d = x; printf("%016llx\\n", x != x ? 0x7ff8000000000000 : b.u); }
static int to_int(double x) { return x > -2147483649.0 && x < 2147483648.0 ? (int)x : 7; }
static unsigned to_uint(double x) { return x > -1.0 && x < 4294967296.0 ? (unsigned)x : 8; }
static s64 to_s64(double x) { return x >= -0x1p63 && x < 0x1p63 ? (s64)x : 9; }
static u64 to_u64(double x) { return x > -1.0 && x < 0x1p64 ? (u64)x : 10; }
"""
_INTEGERS = {"int": "to_int", "unsigned": "to_uint", "s64": "to_s64", "u64": "to_u64"}
_FLOATS = ("float", "double")
_TYPES = (*_FLOATS, *_FLOATS, *_INTEGERS)
# zeros are variables in expressions: gcc makes -x of 0.0 - x where x comes from an integer, which is wrong for 0
_LITERALS = ("1.0", "0.5", "-1.5", "3.0f", "0.1", "0.1f", "1e10", "-1e-10f", "16777217.0", "1e38f",
             "1e-40f", "1e308", "5e-324", "0x1.8p-3", "0x1.fffffep127f", "2147483648.0", "9007199254740993.0", "1e300",
             "(1.0 / 3)", "123456789.125", ".7e-3", "1.")
_ZEROS = ("zero", "(-zero)")
_INTEGER_LITERALS = ("1", "-1", "3", "-7", "16777217", "2147483647", "4294967295u", "9007199254740993ll",
                     "0x7fffffffffffffffll", "0xfffffffffffffbffull", "255")


class _Writer:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.lines: list[str] = []
        self.variables: list[tuple[str, str]] = []  # that expressions read
        self.targets: list[tuple[str, str]] = []  # that statements write; functions leave the global ones alone
        self.in_main = False  # functions print nothing: calls of one expression come in any order
        self.functions: list[tuple[str, str, list[str]]] = []

    # ---- expressions

    def leaf(self) -> str:
        if self.variables and self.random.random() < 0.7:
            return self.random.choice(self.variables)[0]
        return self.random.choice(_LITERALS + _ZEROS if self.random.random() < 0.7 else _INTEGER_LITERALS)

    def floating(self, depth: int) -> str:
        """An expression of floating type."""
        pick = self.random.random()
        if depth == 0 or pick < 0.1:
            leaf = self.leaf()
            return leaf if self.random.random() < 0.3 and leaf in _LITERALS else f"({self.cast()}){leaf}"
        if pick < 0.5:
            left, right = self.floating(depth - 1), self.any(depth - 1)
            if self.random.random() < 0.3:
                left, right = right, left
            return f"({left} {self.random.choice('+-*/')} {right})"
        if pick < 0.6:
            return f"(- {self.floating(depth - 1)})"
        if pick < 0.7:
            return f"({self.cast()}){self.any(depth - 1)}"
        if pick < 0.8:
            return f"({self.condition(depth - 1)} ? {self.floating(depth - 1)} : {self.any(depth - 1)})"
        if pick < 0.9 and self.functions:
            return f"({self.cast()}){self.call(depth - 1)}"
        return f"({self.cast()}){self.integer(depth - 1)}"

    def cast(self) -> str:
        return self.random.choice(_FLOATS)

    def integer(self, depth: int) -> str:
        pick = self.random.random()
        if depth == 0 or pick < 0.2:
            names = [name for name, type_ in self.variables if type_ in _INTEGERS]
            return self.random.choice(names if names and pick < 0.6 else _INTEGER_LITERALS)
        if pick < 0.5:
            return f"{self.random.choice(list(_INTEGERS.values()))}({self.floating(depth - 1)})"
        if pick < 0.7:
            return f"({self.integer(depth - 1)} {self.random.choice('+-*&|^')} {self.integer(depth - 1)})"
        return f"({self.condition(depth - 1)} ? 1 : 0)"

    def any(self, depth: int) -> str:
        return self.floating(depth) if self.random.random() < 0.75 else self.integer(depth)

    def condition(self, depth: int) -> str:
        pick = self.random.random()
        if depth == 0 or pick < 0.6:
            operator = self.random.choice(["<", "<=", ">", ">=", "==", "!="])
            test = f"({self.any(depth - 1 if depth else 0)} {operator} {self.floating(depth - 1 if depth else 0)})"
            return f"!{test}" if self.random.random() < 0.3 else test
        if pick < 0.75:
            return f"({self.condition(depth - 1)} {self.random.choice(['&&', '||'])} {self.condition(depth - 1)})"
        if pick < 0.85:
            return f"!{self.floating(depth - 1)}"
        return self.floating(depth - 1)

    def call(self, depth: int) -> str:
        _, name, params = self.random.choice(self.functions)
        arguments = (f"{self.value(type_, depth)}" for type_ in params)
        return f"{name}({', '.join(arguments)})"

    def value(self, type_: str, depth: int) -> str:
        """An expression that may be converted to `type_`."""
        return self.integer(depth) if type_ in _INTEGERS else self.any(depth)

    # ---- statements

    def statement(self, depth: int, indent: str) -> None:
        pick = self.random.random()
        name, type_ = self.random.choice(self.targets)
        if pick < 0.5 or depth == 0 or (pick >= 0.9 and not self.in_main):
            operator = self.random.choice(["=", "=", "+=", "-=", "*=", "/="] if type_ in _FLOATS else ["="])
            other = self.random.choice(self.targets)
            chained = f"{other[0]} = " if other[1] in _FLOATS and type_ in _FLOATS and other[0] != name else ""
            self.lines.append(f"{indent}{name} {operator} {chained}{self.value(type_, 3)};")
        elif pick < 0.6:
            self.lines.append(f"{indent}{name}{self.random.choice(['++', '--'])};")
        elif pick < 0.75:
            self.lines.append(f"{indent}if ({self.condition(2)}) {{")
            self.statement(depth - 1, indent + "    ")
            self.lines.append(f"{indent}}} else {{")
            self.statement(depth - 1, indent + "    ")
            self.lines.append(f"{indent}}}")
        elif pick < 0.9:
            counter, rounds = f"i{len(self.lines)}", self.random.randint(1, 4)
            self.lines.append(f"{indent}for (int {counter} = 0; {counter} < {rounds}; {counter}++) {{")
            self.statement(depth - 1, indent + "    ")
            self.lines.append(f"{indent}}}")
        else:
            shown = self.floating(3)
            self.lines.append(f"{indent}show_{self.random.choice('fd')}({shown});")

    def function(self, number: int) -> None:
        result = self.random.choice(_FLOATS)
        params = [self.random.choice(_TYPES) for _ in range(self.random.randint(1, 9))]
        name = f"fn{number}"
        self.lines.append(f"static {result} {name}({', '.join(f'{t} p{n}' for n, t in enumerate(params))}) {{")
        self.targets = [(f"p{n}", t) for n, t in enumerate(params)]
        self.variables = self.targets + _GLOBALS
        for _ in range(self.random.randint(1, 3)):
            self.statement(2, "    ")
        self.lines.append(f"    return {self.floating(3)};\n}}")
        self.functions.append((result, name, params))

    def main(self) -> None:
        self.in_main = True
        self.lines.append("int main(void) {")
        self.variables = self.targets = list(_GLOBALS)
        for number in range(6):
            type_ = self.random.choice(_TYPES)
            start = self.random.choice(_INTEGER_LITERALS if type_ in _INTEGERS else _LITERALS + _INTEGER_LITERALS)
            self.lines.append(f"    {self.random.choice(['', 'volatile '])}{type_} v{number} = {start};")
            self.variables.append((f"v{number}", type_))
        for _ in range(12):
            self.statement(3, "    ")
        for name, type_ in self.variables:
            if type_ in _FLOATS:
                self.lines.append(f"    show_{'f' if type_ == 'float' else 'd'}({name});")
            else:
                self.lines.append(f'    printf("%lld\\n", (s64){name});')
        self.lines.append("    return 0;\n}")


_GLOBALS = [("gf", "float"), ("gd", "double"), ("gs.f", "float"), ("gs.d", "double"), ("gs.g", "float"),
            ("ga[1]", "float"), ("gb[0]", "double"), ("gi", "int")]


def random_program(seed: int) -> str:
    """Return a program that ends and prints what it computed."""
    writer = _Writer(seed)
    chance = writer.random

    def constant() -> str:
        left, right = chance.choice(_LITERALS), chance.choice(_LITERALS + _INTEGER_LITERALS)
        return f"{left} {chance.choice('+-*/')} {right}" if chance.random() < 0.5 and right != "0" else left

    writer.lines.append(f"static float gf = {constant()}; double gd = {constant()}; static int gi = 5;")
    writer.lines.append(f"struct pair gs = {{{constant()}, {constant()}, 'x', {constant()}}};")
    writer.lines.append(f"float ga[3] = {{{constant()}, {constant()}}}; static double gb[2] = {{{constant()}}};")
    for number in range(3):
        writer.function(number)
    writer.main()
    return _PRELUDE + "\n".join(writer.lines) + "\n"
