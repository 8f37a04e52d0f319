"""The map: where everything went, what was dropped, and which archive members came in, as text."""

from toolchain.link.program import Program, SectionKey
from toolchain.obj.object import Kind

_TITLES = {Kind.TEXT: "code", Kind.RODATA: "constants", Kind.DATA: "data", Kind.BSS: "zeroed data"}


def render_map(program: Program) -> str:
    """Return the map of a placed program."""
    end = program.bss_base + program.bss_size
    lines = [
        "memory",
        f"  code   {_range(0, program.code_size)}",
        f"  data   {_range(program.data_base, program.bss_base)}  {program.ro_size} bytes of it constants",
        f"  bss    {_range(program.bss_base, end)}",
        f"  heap   {_range(end, program.mem_size - program.stack_size)}",
        f"  stack  {_range(program.mem_size - program.stack_size, program.mem_size)}",
    ]
    for kind, title in _TITLES.items():
        keys = [key for key in program.live if program.sections[key].kind is kind]
        lines += ["", title, *(line for key in keys for line in _section(program, key))]
    dropped = [key for key, section in program.sections.items()
               if section.kind in _TITLES and section.size and key not in program.live]
    lines += ["", "dropped"]
    lines += [f"  {program.sections[key].size:8}  {key[1]}  {program.units[key[0]].name}" for key in dropped]
    return "\n".join(lines) + "\n"


def _range(start: int, end: int) -> str:
    return f"0x{start:08X}..0x{end:08X}  {end - start:8}"


def _section(program: Program, key: SectionKey) -> list[str]:
    section = program.sections[key]
    start = program.addresses[key]
    lines = [f"  0x{start:08X}  {section.size:8}  {key[1]}  {program.units[key[0]].name}"]
    named = sorted((symbol.value, symbol.name, symbol.size) for symbol in program.units[key[0]].symbols
                   if symbol.section == key[1] and symbol.name != key[1])
    return lines + [f"  0x{start + value:08X}  {size or '':>8}    {name}" for value, name, size in named]
