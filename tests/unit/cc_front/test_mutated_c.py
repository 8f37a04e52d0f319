"""Damaged C sources: tokens dropped, doubled, exchanged. Only diagnostics may come out, never another exception."""

import os
import random
from pathlib import Path

from toolchain import paths
from toolchain.cc.front.check import check_types
from toolchain.cc.front.parse import parse
from toolchain.cc.front.pp_tokens import scan_lines, spelling
from toolchain.cc.front.preprocess import PreprocessOptions, preprocess
from toolchain.cc.library import header_folders
from toolchain.diagnostics import DiagnosticError

COUNT = int(os.environ.get("HSX_FUZZ_COUNT", "150"))
SEED = int(os.environ.get("HSX_FUZZ_SEED", "1"))
STRAY = ["(", ")", "{", "}", "[", "]", ";", ",", "*", "&", "=", "int", "struct", "0", '"s"', "x", "return", "#", "...",
         "typedef", "case", ".", "->", "void", "const", "sizeof", "?", ":", "'c'", "enum", "unsigned", "1.5", "goto",
         "inline", "static", "++", "union", "else", "while", "==", "default", "if", "char", "+", "-", "extern"]


def sources() -> list[Path]:
    programs = sorted((Path(__file__).parents[2] / "conformance" / "c").glob("lang_*.c"))
    return programs + sorted((paths.RUNTIME / "libhsx_stdio").rglob("*.c"))


def mutated(text: str, rng: random.Random) -> str:
    words: list[str] = []
    for line in scan_lines(text, "t.c"):
        words += [spelling(line)] if line[0].value == "#" else [token.value for token in line]
    places = [index for index, word in enumerate(words) if "\n" not in word]
    for _ in range(rng.randrange(1, 4)):
        index = rng.choice(places)
        match rng.randrange(4):
            case 0:
                words[index] = ""
            case 1:
                words[index] += " " + rng.choice(STRAY)
            case 2:
                words[index] = rng.choice(STRAY)
            case _:
                other = rng.choice(places)
                words[index], words[other] = words[other], words[index]
    return " ".join(words)


def test_damaged_sources_give_diagnostics_only() -> None:
    rng = random.Random(SEED)
    files = sources()
    refused = 0
    for _ in range(COUNT):
        path = rng.choice(files)
        text = mutated(path.read_text(), rng)
        options = PreprocessOptions(quote_dirs=[str(path.parent)], system_dirs=header_folders())
        try:
            check_types(parse(preprocess(text, "t.c", options).tokens, "t.c"), "t.c")
        except DiagnosticError:
            refused += 1
    assert COUNT // 4 < refused < COUNT
