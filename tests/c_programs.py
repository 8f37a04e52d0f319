"""C programs as tests use them: built in this process from text to image, run on the emulator with their output caught.

The same steps as `hsx-cc` and `hsx-run`, without a process start for each program.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from emulator.executive.executive import Options, System
from emulator.executive.loader import Program
from emulator.host.files import FileSystem
from hxe.image import Image
from tests.unit.executive.guests import Screen, Typed
from toolchain.asm.assemble import AsmOptions, assemble
from toolchain.cc.compile import CompileOptions, compile_c
from toolchain.cc.front.preprocess import PreprocessOptions
from toolchain.cc.front.warnings import WarningOptions
from toolchain.cc.library import NAME, START_FILE, header_folders, library_folder
from toolchain.link.archive import Archive
from toolchain.link.inputs import load_input
from toolchain.link.link import link
from toolchain.link.program import LinkOptions
from toolchain.obj.object import ObjectFile

LEVELS = ("0", "1", "2", "s")
MAX_STEPS = 20_000_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a program did: its exit status, its output, and the instructions it took."""

    status: int
    stdout: bytes
    stderr: bytes
    instructions: int


@cache
def _library() -> tuple[ObjectFile | Archive, ObjectFile | Archive]:
    folder = library_folder(quiet=True)
    return load_input(str(folder / START_FILE)), load_input(str(folder / f"lib{NAME}.a"))


def compile_unit(
    text: str, name: str, level: str = "0", include: Sequence[str] = (), macros: Sequence[tuple[str, str]] = (),
) -> ObjectFile:
    """Return the object file of one C text. Raises DiagnosticError."""
    preprocessor = PreprocessOptions(
        list(include), system_dirs=header_folders(), macros=list(macros), optimize=level)
    options = CompileOptions(preprocessor, WarningOptions(quiet=True), level)
    return assemble_unit(compile_c(text, name, options).assembly, f"{name}.s")


def assemble_unit(text: str, name: str) -> ObjectFile:
    """Return the object file of one assembly text. Raises DiagnosticError."""
    return assemble(text, name, AsmOptions(model="flat"))


def link_units(units: Sequence[ObjectFile], options: LinkOptions | None = None) -> Image:
    """Return the program that `units` and the C library make. Raises DiagnosticError."""
    start, library = _library()
    return link([start, *units, library], options or LinkOptions(app_name="test")).image


def build(sources: Mapping[str, str], level: str = "0", include: Sequence[str] = ()) -> Image:
    """Return the program made of C texts by name. Raises DiagnosticError."""
    return link_units([compile_unit(text, name, level, include) for name, text in sources.items()])


def run(
    image: Image, stdin: bytes = b"", arguments: Sequence[str] = (), folder: Path | None = None,
    max_steps: int = MAX_STEPS,
) -> Outcome:
    """Run a program to its end, or to `max_steps` with status 124; what the executive has to say is in stderr."""
    screen, notices = Screen(), list[str]()
    system = System(Options(
        console_out=screen, console_in=Typed(stdin), files=None if folder is None else FileSystem(folder),
        max_steps=max_steps, notice=notices.append))
    system.load(Program(image, "test.hxe", arguments=[b"test.hxe", *(each.encode() for each in arguments)]))
    report = system.run()
    told = "".join(f"{line}\n" for line in (*notices, *report.details))
    return Outcome(report.status, bytes(screen.out), bytes(screen.err) + told.encode(), report.instructions)
