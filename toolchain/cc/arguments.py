"""The command line of hsx-cc: argument strings to `Arguments`.

gcc's grammar of options does not fit a general option parser (-O2, -Wall, -lfoo, -Wl,a,b, -o file, -ofile), so this is
a table: one row per spelling with how it takes its argument and what it does. An unknown option is an error. Options
that gcc users pass and that change nothing here are listed too (`_ACCEPTED_F`, warnings.ACCEPTED).
"""

import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hxe.errors import HsxError
from toolchain.cc.front.warnings import WarningOptions


class UsageError(HsxError):
    """A command line that makes no sense."""


@dataclass(slots=True)
class Input:
    """A file on the command line. `language`: "" (by suffix), c, cpp-output, assembler, assembler-with-cpp."""

    path: str
    language: str = ""
    library: bool = False  # -lNAME: `path` is the name


@dataclass(slots=True)
class Arguments:
    """What the command line asks for."""

    inputs: list[Input] = field(default_factory=list)
    output: str = ""
    stop: str = ""  # "E", "S", "c", or "" to link
    level: str = "0"
    debug: bool = False
    verbose: bool = False
    save_temps: bool = False
    language: str = ""
    include_dirs: list[str] = field(default_factory=list)
    quote_dirs: list[str] = field(default_factory=list)
    system_dirs: list[str] = field(default_factory=list)
    after_dirs: list[str] = field(default_factory=list)
    macros: list[tuple[str, str]] = field(default_factory=list)
    include_files: list[str] = field(default_factory=list)
    standard_headers: bool = True
    standard_library: bool = True
    start_files: bool = True
    trigraphs: bool = False
    freestanding: bool = False
    line_markers: bool = True
    dump_macros: bool = False
    library_dirs: list[str] = field(default_factory=list)
    linker_options: list[str] = field(default_factory=list)
    warnings: WarningOptions = field(default_factory=WarningOptions)
    dependencies: str = ""  # "M", "MM", "MD", "MMD"
    dependency_file: str = ""
    dependency_targets: list[str] = field(default_factory=list)
    phony_dependencies: bool = False
    large_data: bool = False
    dumps: list[str] = field(default_factory=list)
    action: str = ""  # "help", "version", "build-library", "machine": instead of compiling


@dataclass(frozen=True, slots=True)
class _Row:
    """`form`: "flag", "joined" (-Wx), "separate" (-MF x), "either" (-Ix, -I x)."""

    form: str
    act: Callable[[Arguments, str], None]
    help: str = ""
    meta: str = ""


def _set(name: str, value: object) -> Callable[[Arguments, str], None]:
    return lambda a, _: setattr(a, name, value)


def _append(name: str) -> Callable[[Arguments, str], None]:
    return lambda a, text: getattr(a, name).append(text)


def _store(name: str) -> Callable[[Arguments, str], None]:
    return lambda a, text: setattr(a, name, text)


def _ignore(_arguments: Arguments, _text: str) -> None:
    """Accept an option that changes nothing."""


_LEVELS = {"": "1", "0": "0", "1": "1", "2": "2", "3": "2", "s": "s", "z": "s", "g": "1", "fast": "2"}


def _level(a: Arguments, text: str) -> None:
    if text not in _LEVELS:
        raise UsageError(f"unknown optimisation level '-O{text}'; there are -O0 -O1 -O2 -Os")
    a.level = _LEVELS[text]


def _debug(a: Arguments, text: str) -> None:
    if text not in {"", "0", "1", "2", "3", "gdb"} and not text.startswith("dwarf"):
        raise UsageError(f"unrecognized command-line option '-g{text}'")
    a.debug = text != "0"


_STANDARDS = frozenset({"89", "90", "99", "9x", "11", "1x", "17", "18"})


def _standard(a: Arguments, text: str) -> None:
    family, number = ("gnu", text[3:]) if text.startswith("gnu") else ("c", text[1:])
    if text.startswith("iso9899:"):
        family, number = "c", "11"
    elif number not in _STANDARDS or not text.startswith(family):
        raise UsageError(f"unrecognized argument in option '-std={text}'; the compiler speaks c11")
    a.trigraphs = family == "c"


def _warning(a: Arguments, text: str) -> None:
    if text.startswith(("l,", "a,", "p,")):
        kind, rest = text[0], text[2:].split(",")
        if kind != "l":
            raise UsageError(f"unrecognized command-line option '-W{text}'")
        a.linker_options += rest
    elif not a.warnings.apply(text or "extra"):
        raise UsageError(f"unrecognized command-line option '-W{text}'")


_ACCEPTED_F = frozenset({
    "function-sections", "data-sections", "no-common", "no-builtin", "no-strict-aliasing", "strict-aliasing", "wrapv",
    "no-strict-overflow", "no-exceptions", "no-pic", "pic", "PIC", "no-pie", "pie", "PIE", "no-PIC", "no-PIE",
    "omit-frame-pointer", "no-omit-frame-pointer", "no-stack-protector", "no-asynchronous-unwind-tables",
    "no-unwind-tables", "signed-char", "no-unsigned-char", "no-ident", "no-plt", "no-math-errno", "no-trapping-math",
    "no-delete-null-pointer-checks", "no-inline-small-functions", "no-tree-vectorize", "visibility=hidden",
    "visibility=default", "no-lto", "no-semantic-interposition", "strict-volatile-bitfields", "hosted",
    "no-diagnostics-color", "diagnostics-color=never", "diagnostics-color=auto", "diagnostics-color",
    "diagnostics-color=always", "no-diagnostics-show-caret", "no-ffast-math", "no-fast-math",
    "no-tree-loop-distribute-patterns",
})


def _feature(a: Arguments, text: str) -> None:
    if text == "freestanding":
        a.freestanding = True
    elif text not in _ACCEPTED_F and not text.startswith("no-builtin-"):
        raise UsageError(f"unrecognized command-line option '-f{text}'")


def _dump(a: Arguments, text: str) -> None:
    if not text.startswith("after:") or text == "after:":
        raise UsageError(f"--dump={text}: expected --dump=after:PASS")
    a.dumps.append(text.removeprefix("after:"))


def _language(a: Arguments, text: str) -> None:
    if text not in {"c", "cpp-output", "assembler", "assembler-with-cpp", "none"}:
        raise UsageError(f"language {text}: there are c, cpp-output, assembler, assembler-with-cpp and none")
    a.language = "" if text == "none" else text


def _library(a: Arguments, text: str) -> None:
    a.inputs.append(Input(text, library=True))


def _macro_dump(a: Arguments, text: str) -> None:
    if text != "M":
        raise UsageError(f"unrecognized command-line option '-d{text}'")
    a.dump_macros = True


def _nothing_linked(a: Arguments, _text: str) -> None:
    a.standard_library = a.start_files = False


def _strip(a: Arguments, _text: str) -> None:
    a.linker_options.append("-s")


def _undefined(a: Arguments, text: str) -> None:
    a.linker_options += ["-u", text]


def _entry(a: Arguments, text: str) -> None:
    a.linker_options += ["-e", text]


OPTIONS: dict[str, _Row] = {
    "-c": _Row("flag", _set("stop", "c"), "compile and assemble, do not link"),
    "-S": _Row("flag", _set("stop", "S"), "compile to assembly"),
    "-E": _Row("flag", _set("stop", "E"), "preprocess only"),
    "-o": _Row("either", _store("output"), "write the result to FILE (default: a.hxe, FILE.o, FILE.s)", "FILE"),
    "-O": _Row("joined", _level, "optimise: 0 (default), 1, 2, s (size)", "LEVEL"),
    "-g": _Row("joined", _debug, "record source lines; link also writes an ELF file for debuggers"),
    "-I": _Row("either", _append("include_dirs"), "look for headers in DIR", "DIR"),
    "-iquote": _Row("separate", _append("quote_dirs"), 'look for "headers" in DIR', "DIR"),
    "-isystem": _Row("separate", _append("system_dirs"), "look for headers in DIR, without their warnings", "DIR"),
    "-idirafter": _Row("separate", _append("after_dirs"), "look for headers in DIR last", "DIR"),
    "-D": _Row("either", lambda a, text: a.macros.append(("D", text)), "define a macro", "NAME[=VALUE]"),
    "-U": _Row("either", lambda a, text: a.macros.append(("U", text)), "undefine a macro", "NAME"),
    "-include": _Row("separate", _append("include_files"), "read FILE before the source", "FILE"),
    "-L": _Row("either", _append("library_dirs"), "look for libraries in DIR", "DIR"),
    "-l": _Row("either", _library, "link libNAME.a", "NAME"),
    "-x": _Row("either", _language, "language of the files that follow: c, assembler, ..., none", "LANGUAGE"),
    "-W": _Row("joined", _warning, "warnings: all, extra, error, NAME, no-NAME; -Wl,OPTION for the linker", "NAME"),
    "-w": _Row("flag", lambda a, _: setattr(a.warnings, "quiet", True), "no warnings"),
    "-std=": _Row("joined", _standard, "c11 (default), c99, c17, gnu11 ...: all are C11", "STANDARD"),
    "-nostdlib": _Row("flag", _nothing_linked, "link neither start code nor library"),
    "-nostartfiles": _Row("flag", _set("start_files", value=False), "link no start code"),
    "-nodefaultlibs": _Row("flag", _set("standard_library", value=False), "link no library"),
    "-nostdinc": _Row("flag", _set("standard_headers", value=False), "do not look in the standard header folders"),
    "-M": _Row("flag", _set("dependencies", "M"), "print a make rule with the headers instead of compiling"),
    "-MM": _Row("flag", _set("dependencies", "MM"), "as -M, without system headers"),
    "-MD": _Row("flag", _set("dependencies", "MD"), "write the make rule to FILE.d while compiling"),
    "-MMD": _Row("flag", _set("dependencies", "MMD"), "as -MD, without system headers"),
    "-MF": _Row("either", _store("dependency_file"), "where -M and -MD write", "FILE"),
    "-MT": _Row("either", _append("dependency_targets"), "target of the make rule", "TARGET"),
    "-MQ": _Row("either", lambda a, text: a.dependency_targets.append(text.replace("$", "$$")), "", "TARGET"),
    "-MP": _Row("flag", _set("phony_dependencies", value=True), "add a rule for every header"),
    "-P": _Row("flag", _set("line_markers", value=False), "no line markers in the output of -E"),
    "-d": _Row("joined", _macro_dump, "with -E: -dM prints the macros"),
    "-v": _Row("flag", _set("verbose", value=True), "say what is done"),
    "-mlarge-data": _Row("flag", _set("large_data", value=True), "data may lie beyond the first 512 KiB"),
    "-save-temps": _Row("flag", _set("save_temps", value=True), "keep .i, .s and .o files"),
    "-s": _Row("flag", _strip, "leave names out of the image"),
    "-u": _Row("either", _undefined, "take SYMBOL in and keep it", "SYMBOL"),
    "-e": _Row("either", _entry, "start at SYMBOL", "SYMBOL"),
    "-Xlinker": _Row("separate", _append("linker_options"), "", "OPTION"),
    "-f": _Row("joined", _feature),
    "-trigraphs": _Row("flag", _set("trigraphs", value=True), "replace trigraphs"),
    "-ansi": _Row("flag", _set("trigraphs", value=True)),
    "-pedantic": _Row("flag", lambda a, _: _warning(a, "pedantic")),
    "-pedantic-errors": _Row("flag", lambda a, _: _warning(a, "error=pedantic")),
    "-pipe": _Row("flag", _ignore),
    "-static": _Row("flag", _ignore),
    "-dumpmachine": _Row("flag", _set("action", "machine")),
    "--dump=": _Row("joined", _dump, "print the IR after a pass (build, or one of passes/pipeline.py)", "after:PASS"),
    "--build-library": _Row("flag", _set("action", "build-library"), "build the C library now and print where it is"),
    "--version": _Row("flag", _set("action", "version"), "print the version"),
    "--help": _Row("flag", _set("action", "help"), "print this list"),
    "-h": _Row("flag", _set("action", "help")),
}
_JOINED = sorted((name for name, row in OPTIONS.items() if row.form in {"joined", "either"}), key=len, reverse=True)


def parse_arguments(words: list[str]) -> Arguments:
    """Return what the command line asks for. Raises UsageError."""
    arguments = Arguments()
    words = _expand_files(words)
    index = 0
    while index < len(words):
        word = words[index]
        index += 1
        if word == "-" or not word.startswith("-"):
            arguments.inputs.append(Input(word, arguments.language))
            continue
        name, text = _split(word)
        row = OPTIONS[name]
        if row.form == "separate" or (row.form == "either" and not text):
            if index == len(words):
                raise UsageError(f"missing argument to '{name}'")
            text = words[index]
            index += 1
        row.act(arguments, text)
    return arguments


def _split(word: str) -> tuple[str, str]:
    """Return the option's spelling in the table and the text joined to it."""
    if word in OPTIONS:
        return word, ""
    for name in _JOINED:
        if word.startswith(name):
            return name, word[len(name):]
    raise UsageError(f"unrecognized command-line option '{word}'")


def _expand_files(words: list[str], depth: int = 0) -> list[str]:
    """Replace @FILE by the words in the file."""
    if depth > 20:
        raise UsageError("@FILE: files include each other")
    out: list[str] = []
    for word in words:
        if not word.startswith("@"):
            out.append(word)
            continue
        try:
            text = Path(word[1:]).read_text("utf-8", "surrogateescape")
            out += _expand_files(shlex.split(text), depth + 1)
        except OSError as problem:
            raise UsageError(f"{word}: {problem.strerror}") from None
        except ValueError as problem:
            raise UsageError(f"{word}: {problem}") from None
    return out


def usage() -> str:
    """Return the text of --help."""
    lines = [
        "Usage: hsx-cc [OPTION]... FILE...",
        "",
        "Compile, assemble and link C (.c .i), assembly (.s .S), objects (.o .hxo) and archives (.a) to an HXE image.",
        "",
    ]
    for name, row in OPTIONS.items():
        if row.help:
            separator = "" if row.form == "joined" or not row.meta else " "
            lines.append(f"  {name + separator + row.meta:<24} {row.help}")
    lines += ["", "  @FILE                    read options from FILE",
              "", "Options of gcc that change nothing here are accepted; docs/c.md lists them."]
    return "\n".join(lines) + "\n"
