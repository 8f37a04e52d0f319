"""The compiler: C source text to assembly text. `compile_c` is the pipeline, one call per phase.

    preprocess -> parse -> check types -> build IR -> optimise -> generate assembly

Each phase raises DiagnosticError or returns its diagnostics; nothing goes on after an error. Warnings pass the filter
of the -W options; they are part of the result, or of the exception beside the errors, in the order of the phases.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from toolchain.cc.depth import room_for_depth
from toolchain.cc.front.check import check_types
from toolchain.cc.front.parse import parse
from toolchain.cc.front.preprocess import Preprocessed, PreprocessOptions, preprocess, tokens_of_preprocessed
from toolchain.cc.front.warnings import WarningOptions
from toolchain.cc.ir.build import build_module
from toolchain.cc.ir.ops import Function
from toolchain.cc.passes.pipeline import optimize
from toolchain.cc.target.generate import generate
from toolchain.diagnostics import Diagnostic, DiagnosticError, Severity, SourceLines

Dump = Callable[[str, Function], None]


def _no_dump(_name: str, _function: Function) -> None:
    """Nobody wants to see the IR."""


@dataclass(slots=True)
class CompileOptions:
    """How to compile. `level`: "0", "1", "2" or "s". `dump` is called after every pass (see passes/pipeline.py).

    `debug`: the assembly tells the source line of every instruction; `places`: at least of every definition and
    reference, so that the linker's messages can name them. `large_data`: data addresses take 32 bits.
    """

    preprocessor: PreprocessOptions = field(default_factory=PreprocessOptions)
    warnings: WarningOptions = field(default_factory=WarningOptions)
    level: str = "0"
    debug: bool = False
    places: bool = False
    large_data: bool = False
    dump: Dump = _no_dump


@dataclass(slots=True)
class Compiled:
    """The assembly text, the warnings worth showing, and the texts they point into."""

    assembly: str
    diagnostics: list[Diagnostic]
    sources: SourceLines
    dependencies: list[tuple[str, bool]]


def compile_c(
    text: str, name: str, options: CompileOptions | None = None, sources: SourceLines | None = None
) -> Compiled:
    """Return the assembly of the C source `text`, the content of the file `name`. Raises DiagnosticError."""
    options = options or CompileOptions()
    with room_for_depth(name):
        unit = preprocess(text, name, options.preprocessor, sources)
        return _compile(unit, name, options)


def compile_preprocessed(
    text: str, name: str, options: CompileOptions | None = None, sources: SourceLines | None = None
) -> Compiled:
    """As compile_c for a source that is preprocessed already (.i)."""
    sources = sources or SourceLines()
    sources.add(name, text)
    with room_for_depth(name):
        unit = Preprocessed(tokens_of_preprocessed(text, name), [], {}, [], sources)
        return _compile(unit, name, options or CompileOptions())


def _compile(source: Preprocessed, name: str, options: CompileOptions) -> Compiled:
    """Compile a preprocessed unit: the pipeline."""
    system = {file for file, is_system in source.dependencies if is_system}
    shown = options.warnings.select(source.diagnostics, system.__contains__)
    _stop_at_errors(shown)
    tree = parse(source.tokens, name)
    unit, found = check_types(tree, name)
    shown += options.warnings.select(found, system.__contains__)
    _stop_at_errors(shown)
    module = build_module(unit)
    for function in module.functions:
        options.dump("build", function)
    optimize(module, options.level, options.dump)
    assembly = generate(module, debug=options.debug, places=options.places, far=options.large_data)
    return Compiled(assembly, shown, source.sources, source.dependencies)


def _stop_at_errors(diagnostics: list[Diagnostic]) -> None:
    if any(each.severity is Severity.ERROR for each in diagnostics):
        raise DiagnosticError(diagnostics)
