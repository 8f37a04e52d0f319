"""The back end: an IR module -> assembly text of the flat machine; `_function` is the pipeline of one function."""

from toolchain.cc.ir.ops import Addr, Function, Module
from toolchain.cc.target.allocate import allocate_registers
from toolchain.cc.target.emit import Emitter
from toolchain.cc.target.frame import layout_frame
from toolchain.cc.target.layout import copy_returns, layout_blocks, order_blocks
from toolchain.cc.target.select import select_instructions
from toolchain.cc.target.sink_updates import sink_updates


def generate(module: Module, *, debug: bool = False, places: bool = False, far: bool = False) -> str:
    """Return the assembly source for `module`. Memory operations of blocks must be lowered.

    `debug` adds a .loc line wherever the source line changes, `places` where a symbol is defined or referred to.
    `far`: data may lie anywhere in 32 bits (-mlarge-data).
    """
    emitter = Emitter(module, debug=debug, places=places)
    for function in module.functions:
        _function(emitter, function, far=far)
    for data in module.data:
        emitter.data(data)
    emitter.metadata(module.metadata)
    emitter.lines += [f".extern {name}" for name in _undefined(module)]
    return emitter.text()


def _undefined(module: Module) -> list[str]:
    """Return the symbols that the unit uses and does not define, in order of use."""
    used = dict.fromkeys(arg.symbol for function in module.functions for block in function.blocks for ins in block.ins
                         for arg in ins.args if isinstance(arg, Addr))
    used |= dict.fromkeys(symbol for data in module.data for _, symbol, _ in data.addresses)
    defined = {function.name for function in module.functions} | {data.name for data in module.data}
    return [name for name in used if name not in defined]


def _function(emitter: Emitter, function: Function, *, far: bool) -> None:
    machine = select_instructions(function, far=far)
    entry = machine.blocks[0]
    machine.blocks = order_blocks(entry)
    sink_updates(machine)
    allocate_registers(machine)
    order = machine.blocks = copy_returns(layout_blocks(entry))
    layout_frame(machine)
    binding = ".weak" if function.weak else ".global" if function.is_global else ""
    emitter.function(machine, order, binding=binding, section=function.section, span=function.span,
                     keep=function.keep)
