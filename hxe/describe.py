"""An image as plain data: what hsx-inspect prints and, with --json, hands out.

`describe` returns a tree of dictionaries, lists, numbers and strings whose keys are the output format; nothing is
formatted here, and numbers stay numbers. Half-precision values come as a number (None for infinities and NaN) with
the raw bits beside them.
"""

import math
import struct
from collections.abc import Callable, Iterable
from enum import IntFlag

from hxe import abi
from hxe.disasm import Names, disassemble
from hxe.faults import refuse
from hxe.format import read_image
from hxe.header import decode_header
from hxe.image import Image, Json
from hxe.mailbox_section import mailbox_to_json
from hxe.rules import read_sections

_SECTION_NAMES: dict[int, str] = {
    abi.HxeSectionType.VALUE: ".value",
    abi.HxeSectionType.COMMAND: ".cmd",
    abi.HxeSectionType.MAILBOX: ".mailbox",
    abi.HxeSectionType.VALUE_RATES: ".value.rates",
    abi.HxeSectionType.BUILD_ID: ".build_id",
    abi.HxeSectionType.SYMBOLS: ".symbols",
    abi.HxeSectionType.STACK_USE: ".stack_use",
    abi.HxeSectionType.SIGNATURE: ".signature",
}
_KINDS: dict[int, str] = {abi.HxeSymbolKind.CODE: "code", abi.HxeSymbolKind.DATA: "data"}


def describe(data: bytes, parts: Iterable[str]) -> dict[str, Json]:
    """The chosen parts (names of PARTS) of the image in `data`; raises HxeError when it is not sound."""
    image = read_image(data)
    return {part: PARTS[part](image, data) for part in parts}


def flag_names(kind: type[IntFlag], value: int) -> list[str]:
    """The names of the single bits that are set, and the rest as one hexadecimal number."""
    bits = [bit for bit in kind if bit & value and bit.bit_count() == 1]
    rest = value & ~sum(bits)
    return [bit.name or "" for bit in bits] + ([f"0x{rest:X}"] if rest else [])


def _header(image: Image, data: bytes) -> Json:
    raw = decode_header(data)
    return {
        "version": image.version,
        "app_name": image.app_name,
        "model": "flat" if image.flat else "v1",
        "isa": image.isa,
        "isa_names": list[Json](flag_names(abi.Isa, image.isa)),
        "flags": image.flags,
        "flag_names": list[Json](flag_names(abi.HxeFlag, image.flags)),
        "entry": image.entry,
        "req_caps": image.req_caps,
        "crc32": raw.crc32,
        "header_crc": raw.header_crc,
        "data_base": image.data_base,
        "mem_size": image.mem_size,
        "stack_size": image.stack_size,
        "build_id": image.build_id.hex(),
        "sizes": _sizes(image, data),
    }


def _sizes(image: Image, data: bytes) -> dict[str, Json]:
    """Bytes, in the file and in memory; the heap is what the flat machine has between bss and stack."""
    used = image.bss_base + image.bss_size + image.stack_size
    return {
        "file": len(data),
        "code": len(image.code),
        "constants": image.ro_size,
        "variables": len(image.data) - image.ro_size,
        "bss": image.bss_size,
        "heap": image.mem_size - used if image.flat else 0,
        "stack": image.stack_size,
    }


def _sections(_: Image, data: bytes) -> Json:
    header = decode_header(data)
    return [
        {
            "type": s.type,
            "name": _SECTION_NAMES.get(s.type, ""),
            "offset": s.offset,
            "size": len(s.data),
            "entries": s.count,
        }
        for s in read_sections(data, header, refuse)
    ]


def _mailboxes(image: Image, _: bytes) -> Json:
    return [
        {**mailbox_to_json(spec), "mode_names": list[Json](flag_names(abi.MbxMode, spec.mode))}
        for spec in image.mailboxes
    ]


def _half(raw: int) -> float | None:
    value: float = struct.unpack("<e", struct.pack("<H", raw))[0]
    return value if math.isfinite(value) else None


def _values(image: Image, _: bytes) -> Json:
    return [
        {
            "group": v.group,
            "id": v.id,
            "name": v.name,
            "group_name": v.group_name,
            "unit": v.unit,
            "flags": v.flags,
            "flag_names": list[Json](flag_names(abi.ValFlag, v.flags)),
            "auth": v.auth,
            "init": _half(v.init),
            "init_raw": v.init,
            "epsilon": _half(v.epsilon),
            "epsilon_raw": v.epsilon,
            "min": _half(v.minimum),
            "min_raw": v.minimum,
            "max": _half(v.maximum),
            "max_raw": v.maximum,
            "persist_key": v.persist_key,
            "rate_ms": v.rate_ms,
        }
        for v in image.values
    ]


def _commands(image: Image, _: bytes) -> Json:
    names = Names(image.symbols)
    return [
        {
            "group": c.group,
            "id": c.id,
            "name": c.name,
            "group_name": c.group_name,
            "help": c.help,
            "flags": c.flags,
            "flag_names": list[Json](flag_names(abi.CmdFlag, c.flags)),
            "auth": c.auth,
            "handler": c.handler,
            "handler_name": names.code.name(c.handler),
            "reserved": c.reserved,
        }
        for c in image.commands
    ]


def _symbols(image: Image, _: bytes) -> Json:
    ordered = sorted(image.symbols, key=lambda s: (s.kind, s.address, s.name))
    return [
        {"name": s.name, "kind": _KINDS[s.kind], "address": s.address, "size": s.size}
        for s in ordered
    ]


def _stack(image: Image, _: bytes) -> Json:
    names = Names(image.symbols)
    return [
        {"function": names.code.name(use.address), "address": use.address, "frame": use.frame, "total": use.total}
        for use in image.stack_use
    ]


def _code(image: Image, _: bytes) -> Json:
    return [
        {
            "address": line.address,
            "label": line.label,
            "words": list[Json](line.words),
            "text": line.text,
            "note": line.note,
        }
        for line in disassemble(image.code, Names(image.symbols))
    ]


PARTS: dict[str, Callable[[Image, bytes], Json]] = {
    "header": _header,
    "sections": _sections,
    "mailboxes": _mailboxes,
    "values": _values,
    "commands": _commands,
    "symbols": _symbols,
    "stack": _stack,
    "disassembly": _code,
}
