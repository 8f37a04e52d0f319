"""Damaged C sources: an object, or errors that have a place in the source; never another exception, never for long.

Real sources (the examples, the runtime, the conformance programs) with tokens dropped, doubled, swapped, replaced and
mixed go through the whole compiler and the assembler. HSX_FUZZ_COUNT and HSX_FUZZ_SEED make a longer campaign.
"""

import os
import random
import re
import signal
from pathlib import Path
from types import FrameType

from toolchain.asm.assemble import AsmOptions, assemble
from toolchain.cc.compile import CompileOptions, compile_c
from toolchain.cc.front.preprocess import PreprocessOptions
from toolchain.cc.library import header_folders
from toolchain.diagnostics import DiagnosticError, SourceLines, render
from toolchain.obj.write import write_object

ROOT = Path(__file__).parents[2]
COUNT = int(os.environ.get("HSX_FUZZ_COUNT", "400"))
SEED = int(os.environ.get("HSX_FUZZ_SEED", "1"))
SECONDS = 20  # of processor time for one compilation
LARGEST = 6000  # bytes of a source, so that many can be tried
EXPENSIVE = frozenset({"constant_folding.c"})  # its macros become 50,000 instructions

_TOKENS = re.compile(r'"(?:\\.|[^"\n])*"|\'(?:\\.|[^\'\n])*\'|[A-Za-z_]\w*|\d\w*|\s+|[^\w\s]')
_EXTRA = [
    *"*&(){}[];,=?:.~!#/%+", "int", "long long", "unsigned", "struct", "return", "-1", "0x7fffffffffffffff", "sizeof",
    "goto", "case", "default:", "switch", "while", "do", "if", "else", "for", "break", "continue", "->", "...",
    "typedef", "enum", "union", "_Bool", "void", "char", "const", "static", "extern", "inline", "_Generic",
    '_Static_assert(0,"")', "_Alignas(8)", "_Alignof", "##", "\n#if 1\n", "\n#endif\n", "\n#define X(a) a##a #a\n",
    "X(", "\n#include <stdio.h>\n", '\n#pragma hsx_mailbox(target="app:x")\n', "'a'", '"s"', "/*", "*/", "//", "\\\n",
    "<<", ">>", "++", "--", "va_arg(ap, int)", "double", "1.5", "0ull", "(struct s){0}", "[2147483647]", "[0]",
    "[-1]", ":3", "asm", "__attribute__((packed))", "volatile", "restrict", "register", "_Noreturn", "_Thread_local",
    "_Atomic", "_Complex", "__func__", 'L"x"', 'u8""', "0", "1", "\x00", "\udcff", "\xe9",
]  # fmt: skip


def sources() -> list[Path]:
    """The sources to damage, in a fixed order."""
    folders = (ROOT / "examples", ROOT / "runtime", ROOT / "tests" / "conformance" / "c")
    found = [path for folder in folders for path in sorted(folder.rglob("*.c"))]
    return [path for path in found if path.stat().st_size < LARGEST and path.name not in EXPENSIVE]


def mutated(rng: random.Random, text: str, other: str) -> str:
    """The text with one to six changes; `other` gives foreign pieces."""
    tokens, foreign = _TOKENS.findall(text), _TOKENS.findall(other)
    for _ in range(rng.choice([1, 1, 1, 2, 3, 6])):
        at = rng.randrange(len(tokens))
        match rng.randrange(8):
            case 0:
                tokens.insert(at, tokens[at])
            case 1:
                tokens.insert(at, rng.choice(_EXTRA))
            case 2:
                tokens[at] = rng.choice(_EXTRA)
            case 3:
                there = rng.randrange(len(tokens))
                tokens[at], tokens[there] = tokens[there], tokens[at]
            case 4:
                start = rng.randrange(len(foreign))
                tokens[at:at] = foreign[start : start + rng.randrange(1, 15)]
            case 5:
                del tokens[at : min(at + rng.randrange(1, 20), len(tokens) - 1)]
            case _:
                word = tokens[at]
                place = rng.randrange(len(word))
                tokens[at] = word[:place] + chr(ord(word[place]) ^ 1 << rng.randrange(7)) + word[place + 1 :]
    return "".join(tokens)


class TooSlowError(BaseException):
    """A compilation that does not end; no handler of the compiler may catch it."""


def _too_slow(_number: int, _frame: FrameType | None) -> None:
    raise TooSlowError


def compiled(text: str, path: Path, level: str) -> bool:
    """Whether the source compiles and assembles; its errors have places in it, and can be shown."""
    known = SourceLines()
    known.add(path.name, text)
    preprocessor = PreprocessOptions([str(path.parent)], [], list(header_folders()), [], [], level)
    try:
        result = compile_c(text, path.name, CompileOptions(preprocessor, level=level, places=True), known)
    except DiagnosticError as error:
        shown = render(error.diagnostics, known)
    else:
        write_object(assemble(result.assembly, "made.s", AsmOptions(model="flat")))
        return True
    assert shown
    return False


def test_damaged_sources_never_break_the_compiler() -> None:
    rng = random.Random(SEED)
    files = sources()
    before = signal.signal(signal.SIGVTALRM, _too_slow)
    good = 0
    try:
        for number in range(COUNT):
            path = rng.choice(files)
            text = mutated(rng, path.read_text(), rng.choice(files).read_text())
            level = rng.choice("0012s")
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
            try:
                good += compiled(text, path, level)
            except BaseException as problem:
                problem.add_note(f"seed {SEED}, number {number}: {path} at -O{level}:\n{text}")
                raise
            finally:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    finally:
        signal.signal(signal.SIGVTALRM, before)
    assert COUNT // 50 < good < COUNT - COUNT // 50  # the changes reach both ends


def test_a_pragma_may_stand_before_a_controlled_statement() -> None:
    text = "int main(void) {\n    int n = 3;\n    while (n)\n#pragma once_upon_a_time\n        n--;\n    return n;\n}\n"
    assert compiled(text, ROOT / "a.c", "0")
