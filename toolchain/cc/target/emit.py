"""Machine code to assembly text: branches to the next block dropped, conditions inverted where that saves a jump."""

import json
from collections.abc import Iterable

from toolchain.cc.ir.ops import Data, Module
from toolchain.cc.target.machine import TEMPLATES, MBlock, MFunction, MIns, Sym
from toolchain.cc.target.rules import INVERTED
from toolchain.diagnostics import Span


class Emitter:
    """Collects the text of one unit, with .loc lines for all code (`debug`) or for symbols only (`places`)."""

    def __init__(self, module: Module, *, debug: bool, places: bool) -> None:
        self.lines = [f'.file "{_quoted(module.name)}"', ".model flat"]
        self.debug = debug
        self.places = places or debug
        self.labels = 0
        self.files: dict[str, int] = {}

    def text(self) -> str:
        """Return the assembly source."""
        return "\n".join(self.lines) + "\n"

    # ---- functions -------------------------------------------------------------------------------------------------

    def function(self, function: MFunction, order: list[MBlock], *, binding: str, section: str,
                 span: Span | None, keep: bool = False) -> None:
        """Write one function whose blocks are laid out in `order`."""
        out, name = self.lines, function.name
        out += [_section(section or f".text.{name}", "ax", own=bool(section), keep=keep),
                *([f"{binding} {name}"] if binding else []), f".type {name}, function", f"{name}:"]
        if self.places and span is not None:
            self._location(span)
        _settle_branches(order)
        named = {target for block in order for ins in block.ins for target in ins.imms if isinstance(target, MBlock)}
        if binding == ".weak":
            named.add(order[0])
        label = {block: f".L{self.labels + n}" for n, block in enumerate(order)}
        self.labels += len(order)
        last = span
        for block in order:
            if block in named:
                out.append(f"{label[block]}:")
            for ins in block.ins:
                if ins.span is not None and ins.span != last and (self.debug or (self.places and _refers(ins))):
                    last = ins.span
                    self._location(last)
                out.append(self._instruction(ins, label))
        start = name if binding != ".weak" else label[order[0]]  # a weak symbol may come to mean another place
        out.append(f".size {name}, . - {start}")

    def _location(self, span: Span) -> None:
        number = self.files.get(span.file)
        if number is None:
            number = self.files[span.file] = len(self.files) + 1
            self.lines.append(f'.file {number} "{_quoted(span.file)}"')
        self.lines.append(f".loc {number} {span.line} {span.column}")

    @staticmethod
    def _instruction(ins: MIns, label: dict[MBlock, str]) -> str:
        if ins.op == "TRAP":
            return "  .word 0"
        if ins.op == "TBR":
            targets = ", ".join(label[t] for t in ins.imms[1:] if isinstance(t, MBlock))
            return f"  TBR R{ins.uses[0]}, #{ins.imms[0]}\n  .branch {targets}"
        template, kinds = TEMPLATES[ins.op]
        registers = iter((*ins.defs, *ins.uses))
        imms = iter(ins.imms)
        values: list[object] = []
        for is_register in kinds:
            if is_register:
                values.append(next(registers))
            else:
                imm = next(imms)
                values.append(label[imm] if isinstance(imm, MBlock) else imm)
        return "  " + template % tuple(values)

    # ---- data --------------------------------------------------------------------------------------------------------

    def data(self, data: Data) -> None:
        """Write one data object in a section of its own."""
        out, name = self.lines, data.name
        kind = ".rodata" if data.readonly else ".data" if data.content or data.addresses else ".bss"
        flags = "a" if data.readonly else "aw"
        out.append(_section(data.section or f"{kind}.{name}", flags, own=bool(data.section), keep=data.keep))
        if data.is_global or data.weak:
            out.append(f"{'.weak' if data.weak else '.global'} {name}")
        out += [f".balign {data.align}", f".type {name}, object"]
        if self.places and data.span is not None:
            self._location(data.span)
        out.append(f"{name}:")
        position = 0
        for offset, symbol, addend in sorted(data.addresses):
            self._bytes(data.content[position:offset])
            out.append(f"  .word {symbol}{addend:+d}" if addend else f"  .word {symbol}")
            position = offset + 4
        self._bytes(data.content[position:])
        if data.size > max(len(data.content), position):
            out.append(f"  .space {data.size - max(len(data.content), position)}")
        out.append(f".size {name}, {data.size}")

    def _bytes(self, content: bytes) -> None:
        for start in range(0, len(content), 24):
            self.lines.append("  .byte " + ", ".join(map(str, content[start:start + 24])))

    def metadata(self, entries: Iterable[tuple[str, dict[str, object]]]) -> None:
        """Write .mailbox, .value and .cmd lines."""
        self.lines += [f".{directive} {json.dumps(entry, sort_keys=True)}" for directive, entry in entries]


def _section(name: str, flags: str, *, own: bool, keep: bool) -> str:
    """Return the directive that opens a section; one the user named or wants kept says what it is."""
    return f'.section {name}, "{flags}{"R" * keep}"' if own or keep else f".section {name}"


def _refers(ins: MIns) -> bool:
    """Whether the linker will have to look up a symbol for the instruction."""
    return any(isinstance(imm, Sym) for imm in ins.imms)


def _settle_branches(order: list[MBlock]) -> None:
    """Drop a final BR to the next block; invert a condition whose target is the next block."""
    for block, following in zip(order, [*order[1:], None], strict=True):
        ins = block.ins
        if not ins or ins[-1].op != "BR":
            continue
        if ins[-1].imms[0] is following:
            ins.pop()
        elif len(ins) > 1 and ins[-2].op in INVERTED and ins[-2].imms[-1] is following:
            target = ins.pop().imms[0]
            ins[-1].op = INVERTED[ins[-1].op]
            ins[-1].imms[-1] = target


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
