"""Guest programs written by hand for the executive's tests, and systems to run them in.

`Code` collects instructions (encoded by the rows of hxe.isa) and data, and gives an image of either machine model:

    code = Code()
    box = code.text("app:q")
    code.load(1, box)
    code.svc(5, 0)
    code.exit(0)
"""

from dataclasses import dataclass, field

from emulator.events import Event
from emulator.executive.executive import Options, System
from emulator.executive.loader import Program
from emulator.executive.pacer import FixedPacer, Pacer
from emulator.executive.task import DEFAULT_PRIORITY, DEFAULT_QUANTUM, Task
from emulator.host.console import LineCutter, Stream
from hxe import abi
from hxe.image import Image, MailboxSpec
from hxe.isa import encode

FLAT_ENTRY = 4
RECV_BUFFER = 64


@dataclass
class Code:
    """A program in the making. In the v1 model branches are absolute byte addresses, in the flat one BR and friends."""

    v1: bool = False
    words: list[int] = field(default_factory=list)
    data: bytearray = field(default_factory=bytearray)
    labels: dict[str, int] = field(default_factory=dict)
    fixups: list[tuple[int, str, tuple[int, ...], str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.v1:
            self.words.append(0)

    @property
    def base(self) -> int:
        return abi.HSX_V1_DATA_BASE if self.v1 else abi.HSX_FLAT_DATA_BASE

    @property
    def here(self) -> int:
        return 4 * len(self.words)

    def op(self, name: str, *values: int) -> "Code":
        self.words += encode(name, *values)
        return self

    def load(self, register: int, value: int) -> "Code":
        return self.op("LDI32", register, value & 0xFFFFFFFF)

    def args(self, **registers: int) -> "Code":
        """Load registers: args(r1=5, r2=buffer)."""
        for name, value in registers.items():
            self.load(int(name[1:]), value)
        return self

    def svc(self, module: int, function: int, **registers: int) -> "Code":
        return self.args(**registers).op("SVC", module, function)

    def label(self, name: str) -> "Code":
        self.labels[name] = self.here
        return self

    def branch(self, name: str, *values: int | str) -> "Code":
        """A jump to a label, which comes last."""
        *numbers, target = values
        self.fixups.append((len(self.words), name, tuple(int(number) for number in numbers), str(target)))
        self.words.append(0)
        return self

    def exit(self, status: int | None = None) -> "Code":
        """SVC exit with a status, or with what R0 holds."""
        if status is not None:
            self.load(0, status)
        return self.op("SVC", 1, 0)

    def exit_with(self, register: int) -> "Code":
        return self.op("MOV", 0, register).exit()

    def put(self, content: bytes) -> int:
        """Put data; its address."""
        while len(self.data) % 4:
            self.data.append(0)
        address = self.base + len(self.data)
        self.data += content
        return address

    def text(self, content: str) -> int:
        return self.put(content.encode() + b"\0")

    def space(self, size: int) -> int:
        return self.put(bytes(size))

    # -- phrases that many tests use ---------------------------------------------------------------------------------

    def open(self, name: str, keep: int, flags: int = 0) -> "Code":
        """OPEN a mailbox; its handle goes to register `keep`."""
        return self.svc(5, 0, r1=self.text(name), r2=flags).op("MOV", keep, 1)

    def bind(self, name: str, capacity: int, mode: int) -> "Code":
        return self.svc(5, 1, r1=self.text(name), r2=capacity, r3=mode)

    def send(self, handle: int, content: bytes, flags: int = 0, channel: int = 0) -> "Code":
        """SEND on the handle in a register."""
        self.args(r2=self.put(content), r3=len(content), r4=flags, r5=channel)
        return self.op("MOV", 1, handle).op("SVC", 5, 2)

    def recv(self, handle: int, timeout: int = 0xFFFF, buffer: int | None = None, info: int = 0) -> "Code":
        """RECV on the handle in a register."""
        where = self.space(RECV_BUFFER) if buffer is None else buffer
        self.args(r2=where, r3=RECV_BUFFER, r4=timeout, r5=info)
        return self.op("MOV", 1, handle).op("SVC", 5, 3)

    def sleep(self, milliseconds: int) -> "Code":
        return self.svc(6, 0, r0=milliseconds)

    def say(self, content: str) -> "Code":
        """Write to standard output: handle 2 of every task."""
        data = content.encode()
        return self.svc(5, 2, r1=2, r2=self.put(data), r3=len(data), r4=1, r5=0)

    def recv_stdin(self) -> "Code":
        """RECV from standard input, handle 1 of every task, for ever."""
        return self.svc(5, 3, r1=1, r2=self.space(RECV_BUFFER), r3=RECV_BUFFER, r4=0xFFFF, r5=0)

    def spin(self, label: str = "spin") -> "Code":
        """Run for ever."""
        return self.label(label).branch("JMP" if self.v1 else "BR", label)

    def image(self, name: str = "app", mailboxes: tuple[MailboxSpec, ...] = (), *, single: bool = False) -> Image:
        words = list(self.words)
        for at, mnemonic, values, target in self.fixups:
            place = self.labels[target]
            absolute = mnemonic in {"JMP", "JZ", "JNZ"}
            (words[at],) = encode(mnemonic, *values, place if absolute else place // 4 - at)
        flags = abi.HxeFlag(0) if single else abi.HxeFlag.MULTI_INSTANCE
        image = Image(
            code=b"".join(word.to_bytes(4, "big") for word in words),
            data=bytes(self.data),
            app_name=name,
            flags=flags,
            mailboxes=list(mailboxes),
        )
        if not self.v1:
            image.isa = abi.Isa.FLAT | abi.Isa.INT
            image.entry = FLAT_ENTRY
            image.data_base = self.base
            image.mem_size = 0x4000
            image.stack_size = 0x1000
        return image


class Screen:
    """An output that keeps what it is given. While `slow` it asks writers to wait."""

    def __init__(self) -> None:
        self.out = bytearray()
        self.err = bytearray()
        self.slow = False
        self.closed = False

    def write(self, stream: Stream, data: bytes) -> bool:
        if stream is Stream.OUT:
            self.out += data
        else:
            self.err += data
        return not self.slow

    def flush(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True


class Typed:
    """An input that holds all its text from the start."""

    def __init__(self, text: bytes) -> None:
        self._lines = LineCutter()
        if text:
            self._lines.feed(text)
        self._lines.feed(b"")

    def take(self, limit: int, /) -> bytes | None:
        return self._lines.cut(limit)

    def arrived(self, data: bytes, /) -> None:
        self._lines.feed(data)


@dataclass
class Rig:
    """A system under test: `screen` has its output, `events` what happened, `notices` what the user was told."""

    system: System
    screen: Screen
    events: list[Event]
    notices: list[str]

    def add(
        self,
        code: Code | Image,
        name: str = "app",
        *,
        priority: int = DEFAULT_PRIORITY,
        quantum: int = DEFAULT_QUANTUM,
        service: bool = False,
        mailboxes: tuple[MailboxSpec, ...] = (),
        arguments: tuple[bytes, ...] = (),
    ) -> Task:
        image = code.image(name, mailboxes) if isinstance(code, Code) else code
        program = Program(
            image, f"{name}.hxe", arguments=arguments, service=service, priority=priority, quantum=quantum
        )
        return self.system.load(program)

    def of_type(self, kind: str) -> list[Event]:
        return [event for event in self.events if event.type == kind]


def rig(stdin: bytes = b"", pacer: Pacer | None = None, **options: object) -> Rig:
    """A closed system with a screen; `options` are those of `Options`."""
    screen = Screen()
    notices: list[str] = []
    made = Options(console_out=screen, console_in=Typed(stdin), pacer=pacer or FixedPacer(1000), notice=notices.append)
    for name, value in options.items():
        setattr(made, name, value)
    system = System(made)
    events: list[Event] = []
    system.observe(events.append)
    return Rig(system, screen, events, notices)


def run_one(code: Code, **options: object) -> tuple[Rig, Task]:
    """Run a single program to its end."""
    made = rig(**options)  # type: ignore[arg-type]
    task = made.add(code)
    made.system.run()
    return made, task
