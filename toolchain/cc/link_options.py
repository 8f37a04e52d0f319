"""Linker options on the command line of hsx-cc (-Wl,OPTION or -Xlinker OPTION): the long options of hsx-ld.

One row per option: the field of LinkOptions it sets and how its text is read.
"""

from collections.abc import Callable
from dataclasses import replace

from toolchain.cc.arguments import UsageError
from toolchain.link.program import LinkOptions


def _number(text: str) -> int:
    """Return a size or address: decimal or 0x, with K or M for KiB and MiB."""
    unit = {"k": 1 << 10, "m": 1 << 20}.get(text[-1:].lower(), 1)
    try:
        value = int(text[:-1] if unit > 1 else text, 0) * unit
    except ValueError:
        value = -1
    if not 0 <= value <= 0xFFFFFFFF:
        raise UsageError(f"'{text}' is no number of 32 bits (decimal, 0x..., with K or M)")
    return value


_FLAGS: dict[str, tuple[str, object]] = {
    "--gc-sections": ("gc_sections", True), "--no-gc-sections": ("gc_sections", False),
    "-s": ("strip", True), "--strip-all": ("strip", True),
    "--single-instance": ("single_instance", True), "--allow-multiple-instances": ("single_instance", False),
    "--isa=hsx1": ("hsx1_only", True),
}
_VALUES: dict[str, tuple[str, Callable[[str], object]]] = {
    "--mem-size": ("mem_size", _number), "--stack-size": ("stack_size", _number), "--data-base": ("data_base", _number),
    "--req-cap": ("req_caps", _number), "--entry": ("entry", str), "-e": ("entry", str),
    "--app-name": ("app_name", str),
}
_LISTS = {"--undefined": "keep", "-u": "keep", "--defsym": "symbols"}
_MAP = frozenset({"--Map", "-Map"})


def parse_link_options(words: list[str], name: str, *, debug: bool) -> tuple[LinkOptions, str]:
    """Return the options and the name of the map file ("" for none). Raises UsageError."""
    options = LinkOptions(app_name=name, debug=debug)
    map_file = ""
    rest = iter(words)
    for word in rest:
        if word in _FLAGS:
            field, value = _FLAGS[word]
            options = replace(options, **{field: value})  # type: ignore[arg-type]  # the row fits its field
            continue
        option, equals, text = word.partition("=")
        if option not in _VALUES and option not in _LISTS and option not in _MAP:
            raise UsageError(f"unrecognized linker option '{word}'")
        if not equals:
            text = next(rest, "")
        if not text:
            raise UsageError(f"linker option '{option}' needs a value")
        if option in _MAP:
            map_file = text
        elif option == "--defsym":
            symbol, _, number = text.partition("=")
            options = replace(options, symbols=(*options.symbols, (symbol, _number(number))))
        elif option in _LISTS:
            options = replace(options, keep=(*options.keep, text))
        else:
            field, read = _VALUES[option]
            options = replace(options, **{field: read(text)})  # type: ignore[arg-type]  # the row fits its field
    return options, map_file
