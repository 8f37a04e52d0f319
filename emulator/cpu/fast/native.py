"""The adapter of wasmtime: one engine, one store, one linear memory for all machines of the process.

One memory, because each would reserve 4 GiB of address space: a reservation of that size lets accesses go without
checks of wasmtime's own (ours are in the code). Its place never changes while it grows.

Calling a function through the public API costs ten times what it must; `Function` goes through the same C function
with plain integers where the package has it in its known place, and through the public API otherwise.
Importing this module imports wasmtime, and raises ImportError where that is missing.
"""

import ctypes
from collections.abc import Callable
from typing import Final

import wasmtime

PAGE: Final = 0x10000
LIMIT: Final = 1 << 32
TABLE: Final = 1 << 16


class NativeError(Exception):
    """wasmtime cannot do what it is asked for: no address space, or a module of another version."""


def _config() -> wasmtime.Config:
    config = wasmtime.Config()
    config.memory_reservation = LIMIT
    config.memory_may_move = False
    config.wasm_threads = False
    return config


class Native:
    """What runs WebAssembly. All its functions share one memory; one call runs at a time."""

    def __init__(self) -> None:
        try:
            self._engine = wasmtime.Engine(_config())
            self._store = wasmtime.Store(self._engine)
            self._memory = wasmtime.Memory(self._store, wasmtime.MemoryType(wasmtime.Limits(1, LIMIT // PAGE)))
            functions = wasmtime.TableType(wasmtime.ValType.funcref(), wasmtime.Limits(1, TABLE))
            self._table = wasmtime.Table(self._store, functions, None)
        except wasmtime.WasmtimeError as error:
            raise NativeError(str(error)) from error
        self.address = ctypes.addressof(self._memory.data_ptr(self._store).contents)
        self.size = PAGE

    def grow(self, size: int) -> None:
        """Make the memory at least `size` bytes; raises NativeError when that is too much."""
        pages = (size - self.size + PAGE - 1) // PAGE
        if pages > 0:
            try:
                self._memory.grow(self._store, pages)
            except wasmtime.WasmtimeError as error:
                raise NativeError(str(error)) from error
            self.size += pages * PAGE

    def view(self, start: int, size: int) -> memoryview:
        """Return a part of the memory, to read and write; it stays valid for good."""
        assert start + size <= self.size, "a view lies within the memory"
        return memoryview((ctypes.c_ubyte * size).from_address(self.address + start)).cast("B")

    def compile(self, code: bytes) -> bytes:
        """Return a module as machine code for `load`."""
        return bytes(wasmtime.Module(self._engine, code).serialize())

    def accepts(self, compiled: bytes) -> bool:
        """Whether machine code is of this version and for this processor."""
        try:
            wasmtime.Module.deserialize(self._engine, compiled)
        except wasmtime.WasmtimeError:
            return False
        return True

    def load(self, compiled: bytes, name: str) -> Callable[[int], int]:
        """Return the function of that name, from 32 bits to 64; raises NativeError if `compiled` is unfit."""
        function = self._exported(compiled, name)
        return _direct_call(self._store, function) or _public_call(self._store, function)

    def install(self, compiled: bytes, name: str) -> int:
        """Put the function of that name into the table; return where. Raises NativeError as `load`, or when full."""
        function = self._exported(compiled, name)
        try:
            return self._table.grow(self._store, 1, function)
        except wasmtime.WasmtimeError as error:
            raise NativeError(str(error)) from error

    def _exported(self, compiled: bytes, name: str) -> wasmtime.Func:
        try:
            module = wasmtime.Module.deserialize(self._engine, compiled)
        except wasmtime.WasmtimeError as error:
            raise NativeError(str(error)) from error
        function = wasmtime.Instance(self._store, module, [self._memory, self._table]).exports(self._store)[name]
        assert isinstance(function, wasmtime.Func), "modules export functions"
        return function


def _public_call(store: wasmtime.Store, function: wasmtime.Func) -> Callable[[int], int]:
    def call(argument: int) -> int:
        result: int = function(store, argument)
        return result & 0xFFFFFFFFFFFFFFFF

    return call


def _direct_call(store: wasmtime.Store, function: wasmtime.Func) -> Callable[[int], int] | None:
    """Return a call with integers only, or None where the package does not look as expected."""
    try:
        from wasmtime import _ffi as ffi

        entry = ctypes.cast(ffi.dll.wasmtime_func_call_unchecked, ctypes.c_void_p).value
        handle = function._func  # noqa: SLF001 - guarded: the public call takes over where it is missing
        context = ctypes.cast(store._context(), ctypes.c_void_p).value  # noqa: SLF001 - as above
    except (ImportError, AttributeError):
        return None
    if entry is None or context is None:
        return None
    raw = ctypes.CFUNCTYPE(ctypes.c_void_p, *[ctypes.c_void_p] * 3, ctypes.c_size_t, ctypes.c_void_p)(entry)
    values = (ctypes.c_uint64 * 2)()  # one wasmtime_val_raw_t: argument, then result
    trap = ctypes.c_void_p()
    where, values_at, trap_at = ctypes.addressof(handle), ctypes.addressof(values), ctypes.addressof(trap)
    keep = (store, function, handle, trap)

    def call(argument: int) -> int:
        values[0] = argument
        failed = raw(context, where, values_at, 1, trap_at)
        assert not failed, f"a call of our own code fails ({len(keep)} objects kept)"
        assert not trap, "our code does not trap"
        result: int = values[0]
        return result

    return call
