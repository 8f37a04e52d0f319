"""Objects and archives to a program image: `link`.

    load -> resolve names -> collect what is alive -> place -> relocate -> merge declarations -> image (and ELF, map)

Each phase is a module and fills its part of a Program. The same inputs and options give the same bytes.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from hxe import abi
from hxe.format import write_image
from hxe.image import Image, ImageSymbol
from toolchain.diagnostics import DiagnosticError, Span, error
from toolchain.link.archive import Archive
from toolchain.link.declarations import merge_declarations
from toolchain.link.elf_out import linked_elf
from toolchain.link.mapfile import render_map
from toolchain.link.place import place
from toolchain.link.program import LinkOptions, Program
from toolchain.link.relocate import relocate
from toolchain.link.resolve import check_undefined, collect_live, resolve
from toolchain.obj.object import Kind, ObjectFile

_BUILD_ID_SIZE = 20  # bytes, as other tools expect of a build id


@dataclass(frozen=True, slots=True)
class LinkResult:
    """A linked program: its image, the ELF file if asked for, and the map as text."""

    image: Image
    elf: bytes | None
    map: str


def link(inputs: Sequence[ObjectFile | Archive], options: LinkOptions | None = None) -> LinkResult:
    """Return the program that the inputs make.

    Raises DiagnosticError with the errors of the first phase that has any.
    """
    options = options or LinkOptions()
    program = resolve(inputs, options)
    collect_live(program)
    check_undefined(program)
    place(program)
    if not program.code_size:
        raise DiagnosticError([error(Span("hsx-ld"), "the program has no code: expected at least one instruction")])
    code, data = relocate(program)
    declared = merge_declarations(program)
    image = _image(program, code, data)
    image.values, image.commands, image.mailboxes = declared.values, declared.commands, declared.mailboxes
    if program.flat or options.debug:
        image.build_id = hashlib.sha256(write_image(image)).digest()[:_BUILD_ID_SIZE]
        if not options.strip:
            image.symbols = _symbols(program)
    elf = linked_elf(program, code, data, image.build_id) if options.debug else None
    return LinkResult(image, elf, render_map(program))


def _image(program: Program, code: bytes, data: bytes) -> Image:
    options = program.options
    return Image(
        flags=0 if options.single_instance else abi.HxeFlag.MULTI_INSTANCE,
        entry=program.address(program.entry) if program.entry is not None else 0,
        code=code, data=data, bss_size=program.bss_size, req_caps=options.req_caps & 0xFFFF,
        app_name=app_name(options.app_name), isa=program.isa, data_base=program.data_base, mem_size=program.mem_size,
        stack_size=program.stack_size, ro_size=program.ro_size,
    )


def app_name(text: str) -> str:
    """Return a name as the image header can hold it: ASCII, at most 31 characters."""
    plain = "".join(ch for ch in text.strip() if ch.isascii() and ch.isprintable())
    return plain[: abi.HSX_HXE_APP_NAME_MAX]


def _symbols(program: Program) -> list[ImageSymbol]:
    """The names of living code and data, by address."""
    found: dict[tuple[int, int, str], ImageSymbol] = {}
    for definition, key in program.live_symbols():
        if program.sections[key].kind is Kind.METADATA:
            continue
        symbol, address = definition.symbol, program.address(definition)
        kind = abi.HxeSymbolKind.CODE if program.is_code(definition) else abi.HxeSymbolKind.DATA
        found[kind, address, symbol.name] = ImageSymbol(symbol.name, address, symbol.size, kind)
    return [found[key] for key in sorted(found)]
