"""The driver of hsx-cc: what to do with each input, and the link at the end.

`run(arguments)` returns the exit status. Every input is taken as far as the command line asks; a mistake in one is
shown and does not keep the others from being diagnosed, but nothing is linked then. Heavy rooms are imported where
needed: -E needs no assembler, a link of objects no compiler.
"""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hxe.errors import HsxError
from hxe.process import is_one_of, read_file, tell, write_file
from toolchain.cc.arguments import Arguments, Input, UsageError, usage
from toolchain.console import read_standard_input, show
from toolchain.diagnostics import Diagnostic, DiagnosticError, SourceLines

if TYPE_CHECKING:
    from toolchain.cc.compile import Compiled, CompileOptions
    from toolchain.cc.front.preprocess import Preprocessed, PreprocessOptions
    from toolchain.cc.ir.ops import Function
    from toolchain.link.archive import Archive
    from toolchain.link.program import LinkOptions
    from toolchain.obj.object import ObjectFile

_SUFFIXES = {".c": "c", ".i": "cpp-output", ".s": "assembler", ".asm": "assembler", ".mvasm": "assembler",
             ".S": "assembler-with-cpp", ".sx": "assembler-with-cpp"}
_STANDARD_LIBRARIES = frozenset({"c", "m", "gcc", "hsx_stdio"})  # all of them are libhsx_stdio
_DEFAULT_IMAGE = "a.hxe"


def run(arguments: Arguments) -> int:
    """Do what the command line asks; return the exit status. Raises UsageError."""
    if arguments.action:
        return _act(arguments)
    if not arguments.inputs:
        if arguments.verbose:
            return _act_version()
        raise UsageError("no input files")
    return _Driver(arguments).run()


def _act(arguments: Arguments) -> int:
    if arguments.action == "help":
        print(usage(), end="")
    elif arguments.action == "machine":
        print("hsx")
    elif arguments.action == "version":
        return _act_version()
    else:
        from toolchain.cc.library import library_folder
        try:
            print(library_folder())
        except DiagnosticError as problem:
            show(problem.diagnostics, SourceLines())
            return 1
        except HsxError as problem:
            tell(f"hsx-cc: error: {problem}")
            return 1
    return 0


def _act_version() -> int:
    from hxe.version import package_version
    print(f"hsx-cc {package_version()}")
    return 0


@dataclass(slots=True)
class _Driver:
    """One run. `objects` are what goes into the link, in order; names of files are told to the linker as they are."""

    arguments: Arguments
    objects: "list[ObjectFile | Archive]" = field(default_factory=list)
    failed: bool = False
    dumped: set[str] = field(default_factory=set)
    sources: SourceLines = field(default_factory=SourceLines)

    def run(self) -> int:
        arguments = self.arguments
        files = [each for each in arguments.inputs if not each.library and self._language(each)]
        if arguments.output and len(files) > 1 and (arguments.stop or arguments.dependencies in {"M", "MM"}):
            raise UsageError("cannot specify '-o' with '-c', '-S' or '-E' with multiple files")
        if is_one_of(arguments.output, (each.path for each in arguments.inputs if not each.library)):
            raise UsageError(f"{arguments.output}: the output would overwrite this input")
        for each in arguments.inputs:
            self._guarded(each)
        if not arguments.stop and arguments.dependencies not in {"M", "MM"} and not self.failed:
            try:
                self._link()
            except (HsxError, OSError) as problem:
                self._report(problem)
        self._check_dumps()
        return int(self.failed)

    # ---- errors

    def _guarded(self, entry: Input) -> None:
        try:
            self._input(entry)
        except (HsxError, OSError) as problem:
            self._report(problem)

    def _report(self, problem: HsxError | OSError) -> None:
        self.failed = True
        if isinstance(problem, UsageError):
            raise problem
        if isinstance(problem, DiagnosticError):
            show(problem.diagnostics, self.sources)
        elif isinstance(problem, OSError):
            if problem.filename is None:
                raise problem  # standard output, which the process boundary tells about
            tell(f"hsx-cc: error: {problem.filename}: {problem.strerror or problem}")
        else:
            tell(f"hsx-cc: error: {problem}")

    def _show(self, diagnostics: list[Diagnostic]) -> None:
        show(diagnostics, self.sources)

    def _say(self, text: str) -> None:
        if self.arguments.verbose:
            tell(text)

    # ---- inputs

    def _language(self, entry: Input) -> str:
        return entry.language or _SUFFIXES.get(Path(entry.path).suffix, "")

    def _input(self, entry: Input) -> None:
        if entry.library:
            self._library(entry.path)
            return
        language = self._language(entry)
        if entry.path == "-" and not language:
            if self.arguments.stop != "E":
                raise UsageError("-E or -x required when input is from standard input")
            language = "c"
        if not language:
            self._object(entry.path)
            return
        text = self._read(entry.path)
        if language.startswith("assembler"):
            self._assembly(text, entry.path, preprocess=language.endswith("cpp"))
        else:
            self._c(text, entry.path, preprocessed=language == "cpp-output")

    def _read(self, path: str) -> str:
        if path == "-":
            return read_standard_input()
        return read_file(path).decode("utf-8", "surrogateescape").removeprefix("\ufeff")

    def _object(self, path: str) -> None:
        """Take a file for the linker."""
        if self.arguments.stop or self.arguments.dependencies in {"M", "MM"}:
            if not Path(path).exists():
                raise HsxError(f"{path}: No such file or directory")
            tell(f"hsx-cc: warning: {path}: linker input file unused because linking not done")
            return
        if not Path(path).exists():
            raise HsxError(f"{path}: No such file or directory")
        from toolchain.link.inputs import load_input
        self.objects.append(load_input(path))

    def _library(self, name: str) -> None:
        if self.arguments.stop or (name in _STANDARD_LIBRARIES and self.arguments.standard_library):
            return
        from toolchain.link.inputs import find_library, load_input
        folders = [*self.arguments.library_dirs]
        if name in _STANDARD_LIBRARIES:
            from toolchain.cc.library import NAME, library_folder
            name, folders = NAME, [*folders, str(library_folder())]
        self.objects.append(load_input(find_library(name, folders)))

    # ---- C

    def _preprocess_options(self) -> "PreprocessOptions":
        from toolchain.cc.front.preprocess import PreprocessOptions
        from toolchain.cc.library import header_folders
        arguments = self.arguments
        return PreprocessOptions(
            arguments.include_dirs, arguments.quote_dirs,
            [*arguments.system_dirs, *(header_folders() if arguments.standard_headers else []), *arguments.after_dirs],
            arguments.macros, arguments.include_files, arguments.level, arguments.trigraphs, arguments.freestanding)

    def _compile_options(self) -> "CompileOptions":
        from toolchain.cc.compile import CompileOptions
        arguments = self.arguments
        places = arguments.stop != "S" and not arguments.save_temps
        return CompileOptions(self._preprocess_options(), arguments.warnings, arguments.level, arguments.debug, places,
                              arguments.large_data, self._dump)

    def _c(self, text: str, path: str, *, preprocessed: bool) -> None:
        arguments = self.arguments
        name = "<stdin>" if path == "-" else path
        self.sources.add(name, text)
        self._say(f"compile {name}")
        if arguments.stop == "E" or arguments.dependencies in {"M", "MM"}:
            self._preprocess_only(text, name)
            return
        from toolchain.cc.compile import compile_c, compile_preprocessed
        if arguments.save_temps and not preprocessed:
            from toolchain.cc.front.preprocess import preprocess, render
            unit = preprocess(text, name, self._preprocess_options(), self.sources)
            self._write_text(self._output_beside(path, ".i"), render(unit.tokens))
        compiler = compile_preprocessed if preprocessed else compile_c
        compiled = compiler(text, name, self._compile_options(), self.sources)
        self._show(compiled.diagnostics)
        if arguments.dependencies:
            self._write_dependencies(compiled.dependencies, name)
        self._assembly_of(compiled, path)

    def _assembly_of(self, compiled: "Compiled", path: str) -> None:
        arguments = self.arguments
        if arguments.stop == "S":
            self._write_text(arguments.output or self._output_beside(path, ".s"), compiled.assembly)
            return
        if arguments.save_temps:
            self._write_text(self._output_beside(path, ".s"), compiled.assembly)
        name = self._output_beside(path, ".s")
        self.sources.add(name, compiled.assembly)
        self._assemble(compiled.assembly, path, name, line_table=arguments.debug)

    def _preprocess_only(self, text: str, name: str) -> None:
        from toolchain.cc.front.preprocess import preprocess, render, render_macros
        unit = preprocess(text, name, self._preprocess_options(), self.sources)
        self._show(self._selected(unit))
        arguments = self.arguments
        if arguments.dependencies in {"M", "MM"}:
            self._write_dependencies(unit.dependencies, name)
        else:
            if arguments.dependencies:
                self._write_dependencies(unit.dependencies, name)
            content = render_macros(unit.macros) if arguments.dump_macros else render(
                unit.tokens, markers=arguments.line_markers)
            self._write_text(arguments.output or "-", content)

    def _selected(self, unit: "Preprocessed") -> list[Diagnostic]:
        system = {file for file, is_system in unit.dependencies if is_system}
        return self.arguments.warnings.select(unit.diagnostics, system.__contains__)

    def _dump(self, name: str, function: "Function") -> None:
        if name in self.arguments.dumps:
            from toolchain.cc.ir.text import print_function
            self.dumped.add(name)
            print(f"; after {name}\n{print_function(function)}")

    def _check_dumps(self) -> None:
        if self.failed:
            return
        for name in self.arguments.dumps:
            if name not in self.dumped:
                tell(f"hsx-cc: warning: --dump=after:{name}: no such pass ran")

    # ---- assembly

    def _assembly(self, text: str, path: str, *, preprocess: bool) -> None:
        arguments = self.arguments
        name = "<stdin>" if path == "-" else path
        self.sources.add(name, text)
        if preprocess:
            from toolchain.cc.front import preprocess as preprocessor
            options = self._preprocess_options()
            options.macros = [("D", "__ASSEMBLER__"), *options.macros]
            unit = preprocessor.preprocess(text, name, options, self.sources)
            self._show(self._selected(unit))
            text = preprocessor.render(unit.tokens, markers=False, file=name)
            if arguments.dependencies:
                self._write_dependencies(unit.dependencies, name)
        if arguments.stop == "E" or arguments.dependencies in {"M", "MM"}:
            if preprocess and not arguments.dependencies:
                self._write_text(arguments.output or "-", text)
            return
        if arguments.stop == "S":
            if preprocess:
                self._write_text(arguments.output or self._output_beside(path, ".s"), text)
            return
        self._assemble(text, path, name, line_per_instruction=arguments.debug)

    def _assemble(self, text: str, path: str, name: str, *, line_per_instruction: bool = False,
                  line_table: bool = True) -> None:
        """Assemble the text of `name`, made from the input `path`."""
        from toolchain.asm.assemble import AsmOptions, assemble
        arguments = self.arguments
        self._say(f"assemble {name}")
        folders = (str(Path(path).parent), *arguments.include_dirs)
        options = AsmOptions(
            folders, model="flat", debug=line_per_instruction, report=lambda each: show([each], self.sources),
            line_table=line_table)
        unit = assemble(text, name, options)
        unit.name = self._output_beside(path, ".o")
        if arguments.stop == "c" or arguments.save_temps:
            from toolchain.obj.write import write_object
            target = arguments.output if arguments.stop == "c" else ""
            write_file(target or self._output_beside(path, ".o"), write_object(unit))
        if not arguments.stop:
            self.objects.append(unit)

    # ---- results

    @staticmethod
    def _output_beside(path: str, suffix: str) -> str:
        """Return the name of a result in the current folder."""
        return Path("stdin" if path == "-" else path).with_suffix(suffix).name

    @staticmethod
    def _write_text(path: str, text: str) -> None:
        if path == "-":
            sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
        else:
            write_file(path, text.encode("utf-8", "surrogateescape"))

    def _write_dependencies(self, dependencies: list[tuple[str, bool]], name: str) -> None:
        arguments = self.arguments
        without_system = arguments.dependencies in {"MM", "MMD"}
        headers = [file for file, is_system in dependencies if not (is_system and without_system)]
        targets = arguments.dependency_targets or [
            arguments.output if arguments.stop == "c" and arguments.output else self._output_beside(name, ".o")]
        lines = [f"{' '.join(targets)}: " + " \\\n ".join(_escaped(each) for each in [name, *headers])]
        if arguments.phony_dependencies:
            lines += [f"{_escaped(each)}:" for each in headers]
        path = arguments.dependency_file
        if not path and arguments.dependencies in {"M", "MM"}:
            path = arguments.output or "-"
        elif not path:
            base = arguments.output if arguments.output and arguments.stop != "E" else name
            path = str(Path(base).with_suffix(".d")) if arguments.output else self._output_beside(name, ".d")
        self._write_text(path, "\n".join(lines) + "\n")

    # ---- link

    def _link(self) -> None:
        from hxe.elf import elf_beside
        from hxe.format import write_image
        from toolchain.link.inputs import load_input
        from toolchain.link.link import link
        arguments = self.arguments
        objects = list(self.objects)
        if arguments.start_files or arguments.standard_library:
            from toolchain.cc.library import NAME, START_FILE, library_folder
            folder = library_folder()
            if arguments.start_files:
                objects.insert(0, load_input(str(folder / START_FILE)))
            if arguments.standard_library:
                objects.append(load_input(str(folder / f"lib{NAME}.a")))
        output = Path(arguments.output or _DEFAULT_IMAGE)
        options, map_file = self._link_options(output)
        self._say(f"link {output}")
        result = link(objects, options)
        write_file(output, write_image(result.image))
        if result.elf is not None:
            write_file(elf_beside(output), result.elf)
        if map_file:
            self._write_text(map_file, result.map)

    def _link_options(self, output: Path) -> "tuple[LinkOptions, str]":
        from toolchain.cc.link_options import parse_link_options
        return parse_link_options(self.arguments.linker_options, output.stem, debug=self.arguments.debug)


def _escaped(path: str) -> str:
    return path.replace("$", "$$").replace(" ", "\\ ").replace("#", "\\#")
