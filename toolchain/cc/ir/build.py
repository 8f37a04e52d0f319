"""From the typed tree of a translation unit to IR: `build_module`.

Every automatic variable and parameter is a stack slot here, read and written by loads and stores; promotion makes SSA
values of them. The calling convention of structs is applied: a struct parameter of up to 4 bytes arrives as a word, a
larger one as the address of a copy that belongs to the callee; a struct result is a word, a pair or goes where a hidden
first parameter points. The entry block holds the slots and the stores of the parameters and has no predecessor;
unreachable blocks are gone. A 64-bit `switch` is a chain of comparisons, so IR switches are on i32.
"""

from toolchain.cc.front import typed as t
from toolchain.cc.front.c_types import ArrayType, CType
from toolchain.cc.ir import build_aggregate as aggregate
from toolchain.cc.ir.build_stmt import StatementBuilder
from toolchain.cc.ir.cfg import remove_unreachable
from toolchain.cc.ir.emitter import Unit, extension, ir_type, is_record
from toolchain.cc.ir.ops import I32, Data, Function, Module, Param
from toolchain.cc.target.abi import struct_argument_in_register, struct_result_type


def build_module(source: t.Unit) -> Module:
    """Return the IR of a checked translation unit."""
    module = Module(source.name, metadata=list(source.metadata))
    unit = Unit(module)
    module.data += [_data(variable, content) for variable, content in source.variables]
    for function in source.functions:
        if function.body is not None:
            module.functions.append(_function(unit, function, function.body))
    return module


def _data(variable: t.Variable, content: t.StaticData) -> Data:
    size = max(variable.type.size, len(content.data))  # a flexible array member may be initialised
    return Data(
        variable.symbol, max(size, 1), max(variable.align, variable.type.align),
        content.data if any(content.data) or content.addresses else b"",
        [(word.offset, word.symbol, word.addend) for word in content.addresses],
        readonly=_is_constant(variable.type), is_global=variable.storage is not t.Storage.STATIC,
        weak=variable.weak, section=variable.section, span=variable.span, keep=variable.keep)


def _is_constant(type_: CType) -> bool:
    while isinstance(type_, ArrayType) and not type_.const:
        type_ = type_.element
    return type_.const and not type_.volatile


def _function(unit: Unit, source: t.Function, body: t.Block) -> Function:
    result = source.type.result
    struct = is_record(result)
    result_type = struct_result_type(result.size) if struct else ir_type(result)
    attributes = source.attributes
    function = Function(
        source.symbol, [], result_type, is_global=not source.static, weak="weak" in attributes,
        variadic=source.type.variadic, noinline="noinline" in attributes, inline=source.inline,
        noreturn=source.noreturn, section=attributes.get("section", ""), span=source.span,
        keep="used" in attributes)
    builder = StatementBuilder(unit, function, source)
    builder.ins, builder.open = builder.entry.ins, True
    if struct and not result_type:
        builder.result_address = _param(function, I32, "")
    for variable in source.params:
        _receive(builder, variable)
    builder.start(builder.new_block())
    builder.statement(body)
    builder.span = body.end
    builder.finish()
    builder.finish_entry()
    remove_unreachable(function)
    return function


def _param(function: Function, type_: str, name: str, extended: tuple[int, bool] = (0, False)) -> Param:
    param = Param(type_, function.fresh(), name, *extended)
    function.params.append(param)
    return param


def _receive(builder: StatementBuilder, variable: t.Variable) -> None:
    """Make a parameter of the C function a variable."""
    function, type_ = builder.function, variable.type
    if not is_record(type_):
        param = _param(function, ir_type(type_), variable.name, extension(type_))
        builder.store(builder.address_of_variable(variable), 0, param, type_.size)
    elif struct_argument_in_register(type_.size):
        param = _param(function, I32, variable.name)
        aggregate.store_word(builder, builder.address_of_variable(variable), param, type_.size)
    else:
        builder.variables[variable] = _param(function, I32, variable.name)
