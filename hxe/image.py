"""An HXE image as a value: what a linker makes, a loader runs and hsx-inspect shows.

Sizes, addresses and offsets are bytes. Fields hold what is in force: where a header field is 0 on disk, the v1 value
stands here. `hxe.format` reads and writes images; whatever it returns satisfies the rules of `hxe.validate`.
"""

from dataclasses import dataclass, field

from hxe import abi

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


@dataclass(slots=True)
class MailboxSpec:
    """A mailbox that exists before the task's first instruction.

    `target` is its name with prefix, at most 32 bytes; `capacity` in bytes, 0 = the default; `mode` HSX_MBX_MODE_ bits;
    `extra` the other keys of its declaration (owner_pid, bindings ...), kept as given.
    """

    target: str
    capacity: int = 0
    mode: int = abi.MbxMode.RDWR
    extra: dict[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ValueSpec:
    """A value to register: half-precision numbers are raw 16-bit patterns; `rate_ms` 0 = no limit."""

    group: int
    id: int
    flags: int = 0
    auth: int = 0
    init: int = 0
    name: str = ""
    unit: str = ""
    epsilon: int = 0
    minimum: int = 0
    maximum: int = 0
    persist_key: int = 0
    group_name: str = ""
    rate_ms: int = 0


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """A command to register; `handler` is the byte address of its function in the code."""

    group: int
    id: int
    flags: int = 0
    auth: int = 0
    handler: int = 0
    name: str = ""
    help: str = ""
    group_name: str = ""
    reserved: int = 0


@dataclass(frozen=True, slots=True)
class ImageSymbol:
    """A name for an address; `kind` says whether it is in code or in data memory. `size` 0 = unknown."""

    name: str
    address: int
    size: int = 0
    kind: int = abi.HxeSymbolKind.CODE


@dataclass(frozen=True, slots=True)
class StackUse:
    """Stack bytes of the function at `address`: its own frame, and with its deepest callees (None = unbounded)."""

    address: int
    frame: int
    total: int | None


@dataclass(frozen=True, slots=True)
class RawSection:
    """A metadata section of a type that this version does not know, kept as it is."""

    type: int
    data: bytes
    count: int = 0


@dataclass(slots=True)
class Image:
    """A program for the HSX machine. `data` is the data segment: the first `ro_size` bytes are constants."""

    version: int = abi.HSX_HXE_VERSION_2
    flags: int = abi.HxeFlag.MULTI_INSTANCE
    entry: int = 0
    code: bytes = b""
    data: bytes = b""
    bss_size: int = 0
    req_caps: int = 0
    app_name: str = ""
    isa: int = 0
    data_base: int = abi.HSX_V1_DATA_BASE
    mem_size: int = abi.HSX_V1_MEM_SIZE
    stack_size: int = abi.HSX_V1_STACK_SIZE
    ro_size: int = 0
    mailboxes: list[MailboxSpec] = field(default_factory=list)
    values: list[ValueSpec] = field(default_factory=list)
    commands: list[CommandSpec] = field(default_factory=list)
    symbols: list[ImageSymbol] = field(default_factory=list)
    stack_use: list[StackUse] = field(default_factory=list)
    build_id: bytes = b""
    extra: list[RawSection] = field(default_factory=list)

    @property
    def flat(self) -> bool:
        """Whether the image runs in the flat machine model (else in the v1 model)."""
        return bool(self.isa & abi.Isa.FLAT)

    @property
    def allows_instances(self) -> bool:
        """Whether several tasks may run this image at once (v1 headers have no say: they may)."""
        return self.version == abi.HSX_HXE_VERSION_1 or bool(self.flags & abi.HxeFlag.MULTI_INSTANCE)

    @property
    def bss_base(self) -> int:
        """The address of the zeros after the data segment."""
        return self.data_base + len(self.data)
