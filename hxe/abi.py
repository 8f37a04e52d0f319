"""Numbers, strings and layouts that C and Python share. Generated from include/hsx_*.h by hxe/abi_gen.py.

Change the headers and run `python -m hxe.abi_gen`; a test fails when this file does not follow them.
A tagged C enum is a class here (members without the common prefix), an untagged one gives constants with
their C names, and a struct is a `Layout`.
"""

from enum import IntEnum, IntFlag
from typing import Final

from hxe.layout import Field, Layout

# hsx_can.h

HSX_CAN_STD_FRAME: Final = 0x00
HSX_CAN_EXT_FRAME: Final = 0x01
HSX_CAN_RTR_FRAME: Final = 0x02


class CanBitrate(IntEnum):
    """enum hsx_can_bitrate: HSX_CAN_..."""

    BITRATE_125K = 125000
    BITRATE_250K = 250000
    BITRATE_500K = 500000
    BITRATE_1M = 1000000


CAN_FRAME: Final = Layout(
    "hsx_can_frame",
    16,
    4,
    (
        Field("can_id", 0, "I"),
        Field("dlc", 4, "B"),
        Field("flags", 5, "B"),
        Field("data", 6, "8s"),
    ),
)

CAN_RX_EVENT: Final = Layout(
    "hsx_can_rx_event",
    20,
    4,
    (
        Field("can_id", 0, "I"),
        Field("dlc", 4, "B"),
        Field("flags", 5, "B"),
        Field("data", 6, "8s"),
        Field("timestamp", 16, "I"),
    ),
)

# hsx_command.h

HSX_CMD_MODULE_ID: Final = 0x08
HSX_CMD_MAX_COMMANDS: Final = 256


class CmdFn(IntEnum):
    """enum hsx_cmd_fn: HSX_CMD_FN_..."""

    REGISTER = 0x00
    LOOKUP = 0x01
    CALL = 0x02
    CALL_ASYNC = 0x03
    HELP = 0x04


class CmdStatus(IntEnum):
    """enum hsx_cmd_status: HSX_CMD_STATUS_..."""

    OK = 0
    ENOENT = 1
    EPERM = 2
    ENOSPC = 3
    EINVAL = 4
    EEXIST = 5
    ENOASYNC = 6
    EFAIL = 7


class CmdFlag(IntFlag):
    """enum hsx_cmd_flag_bits: HSX_CMD_FLAG_..."""

    PIN = 0x01
    ASYNC = 0x02


class CmdAuth(IntEnum):
    """enum hsx_cmd_auth: HSX_CMD_AUTH_..."""

    PUBLIC = 0
    USER = 1
    ADMIN = 2
    FACTORY = 3


class CmdDesc(IntEnum):
    """enum hsx_cmd_desc: HSX_CMD_DESC_..."""

    NAME = 0x10
    INVALID = 0xFFFF


CMD_ENTRY: Final = Layout(
    "hsx_cmd_entry",
    10,
    2,
    (
        Field("group_id", 0, "B"),
        Field("cmd_id", 1, "B"),
        Field("flags", 2, "B"),
        Field("auth_level", 3, "B"),
        Field("owner_pid", 4, "H"),
        Field("handler_ref", 6, "H"),
        Field("desc_head", 8, "H"),
    ),
)

CMD_NAME_DESC: Final = Layout(
    "hsx_cmd_name_desc",
    8,
    2,
    (
        Field("desc_type", 0, "B"),
        Field("reserved", 1, "B"),
        Field("next", 2, "H"),
        Field("name_offset", 4, "H"),
        Field("help_offset", 6, "H"),
    ),
)

# hsx_exec.h

HSX_EXEC_MODULE_ID: Final = 0x06


class ExecFn(IntEnum):
    """enum hsx_exec_fn: HSX_EXEC_FN_..."""

    SLEEP = 0
    GETPID = 1
    YIELD = 2
    TIME = 3


# hsx_fs.h

HSX_FS_MODULE_ID: Final = 0x04


class FsO(IntFlag):
    """enum hsx_fs_o_bits: HSX_FS_O_..."""

    RDONLY = 0x0001
    WRONLY = 0x0002
    RDWR = 0x0003
    CREAT = 0x0004
    TRUNC = 0x0008
    APPEND = 0x0010


class FsFn(IntEnum):
    """enum hsx_fs_fn: HSX_FS_FN_..."""

    OPEN = 0
    READ = 1
    WRITE = 2
    CLOSE = 3
    SEEK = 4
    STAT = 5
    LISTDIR = 10
    DELETE = 11
    RENAME = 12
    MKDIR = 13


class FsSeek(IntEnum):
    """enum hsx_fs_seek: HSX_FS_SEEK_..."""

    SET = 0
    CUR = 1
    END = 2


class FsKind(IntEnum):
    """enum hsx_fs_kind: HSX_FS_KIND_..."""

    FILE = 1
    DIR = 2


class FsErrno(IntEnum):
    """enum hsx_fs_errno: HSX_FS_..."""

    ENOENT = 2
    EIO = 5
    EBADF = 9
    EACCES = 13
    EEXIST = 17
    ENOTDIR = 20
    EISDIR = 21
    EINVAL = 22
    EMFILE = 24
    ENOSPC = 28


FS_STAT: Final = Layout(
    "hsx_fs_stat",
    8,
    4,
    (
        Field("size", 0, "I"),
        Field("kind", 4, "I"),
    ),
)

# hsx_gpio.h


class GpioMode(IntEnum):
    """enum hsx_gpio_mode: HSX_GPIO_MODE_..."""

    INPUT = 0
    OUTPUT = 1
    ANALOG = 2


class GpioPull(IntEnum):
    """enum hsx_gpio_pull: HSX_GPIO_PULL_..."""

    NONE = 0
    UP = 1
    DOWN = 2


class GpioEdge(IntEnum):
    """enum hsx_gpio_edge: HSX_GPIO_EDGE_..."""

    NONE = 0
    RISING = 1
    FALLING = 2
    BOTH = 3


GPIO_EVENT: Final = Layout(
    "hsx_gpio_event",
    8,
    4,
    (
        Field("pin", 0, "B"),
        Field("edge", 1, "B"),
        Field("value", 2, "B"),
        Field("timestamp", 4, "I"),
    ),
)

# hsx_hal_types.h


class HalResult(IntEnum):
    """enum hsx_hal_result: HSX_HAL_..."""

    OK = 0
    ERROR = -1
    TIMEOUT = -2
    BUSY = -3
    INVALID_PARAM = -4
    NO_MEMORY = -5
    UNSUPPORTED = -6


HSX_HAL_NONBLOCK: Final = 0x01
HSX_HAL_TIMEOUT_INF: Final = 0xFFFFFFFF


class HalModule(IntEnum):
    """enum hsx_hal_module: HSX_HAL_MODULE_..."""

    UART = 0x10
    CAN = 0x11
    TIMER = 0x12
    FRAM = 0x13
    FS = 0x14
    GPIO = 0x15


HSX_HAL_MBX_PREFIX: Final = "hal:"

# hsx_image.h

HSX_HXE_MAGIC: Final = 0x48535845
HSX_HXE_VERSION_1: Final = 1
HSX_HXE_VERSION_2: Final = 2
HSX_HXE_V1_HEADER_SIZE: Final = 32
HSX_HXE_V2_HEADER_SIZE: Final = 96
HSX_HXE_CRC_PREFIX: Final = 28
HSX_HXE_HEADER_CRC_PREFIX: Final = 92
HSX_HXE_APP_NAME_MAX: Final = 31
HSX_HXE_MAX_MAILBOX_JSON: Final = 0x40000


class HxeFlag(IntFlag):
    """enum hsx_hxe_flag_bits: HSX_HXE_FLAG_..."""

    MANIFEST = 0x0001
    MULTI_INSTANCE = 0x0002


class Isa(IntFlag):
    """enum hsx_isa_bits: HSX_ISA_..."""

    INT = 0x00000001
    I64 = 0x00000002
    F32 = 0x00000004
    F64 = 0x00000008
    FLAT = 0x80000000


HSX_V1_MEM_SIZE: Final = 0x10000
HSX_V1_DATA_BASE: Final = 0x4000
HSX_V1_STACK_SIZE: Final = 0x1000
HSX_V1_STACK_TOP: Final = 0xFFFC
HSX_V1_MAX_CODE: Final = 0x10000
HSX_V1_MAX_DATA: Final = 0x10000
HSX_V1_MAX_BSS: Final = 0x10000
HSX_FLAT_DATA_BASE: Final = 0x1000
HSX_FLAT_HEAP_SIZE: Final = 0x10000
HSX_FLAT_STACK_SIZE: Final = 0x4000
HSX_FLAT_MAX_CODE: Final = 0x2000000
HSX_FLAT_MIN_ENTRY: Final = 4
HSX_MAX_MEMORY_DEFAULT: Final = 0x4000000


class HxeSectionType(IntEnum):
    """enum hsx_hxe_section_type: HSX_HXE_SECTION_TYPE_..."""

    VALUE = 1
    COMMAND = 2
    MAILBOX = 3
    VALUE_RATES = 0x100
    BUILD_ID = 0x101
    SYMBOLS = 0x102
    STACK_USE = 0x103
    SIGNATURE = 0x104


class HxeSymbolKind(IntEnum):
    """enum hsx_hxe_symbol_kind: HSX_HXE_SYMBOL_KIND_..."""

    CODE = 0
    DATA = 1


HSX_HXE_STACK_UNKNOWN: Final = 0xFFFFFFFF

HSX_ELF_MACHINE: Final = 0x4853
HSX_ELF_DATA_BIAS: Final = 0x80000000

HXE_HEADER_V1: Final = Layout(
    "hsx_hxe_header_v1",
    32,
    4,
    (
        Field("magic", 0, "I"),
        Field("version", 4, "H"),
        Field("flags", 6, "H"),
        Field("entry", 8, "I"),
        Field("code_len", 12, "I"),
        Field("ro_len", 16, "I"),
        Field("bss_size", 20, "I"),
        Field("req_caps", 24, "I"),
        Field("crc32", 28, "I"),
    ),
)

HXE_HEADER: Final = Layout(
    "hsx_hxe_header",
    96,
    4,
    (
        Field("magic", 0, "I"),
        Field("version", 4, "H"),
        Field("flags", 6, "H"),
        Field("entry", 8, "I"),
        Field("code_len", 12, "I"),
        Field("ro_len", 16, "I"),
        Field("bss_size", 20, "I"),
        Field("req_caps", 24, "I"),
        Field("crc32", 28, "I"),
        Field("app_name", 32, "32s"),
        Field("meta_offset", 64, "I"),
        Field("meta_count", 68, "I"),
        Field("isa", 72, "I"),
        Field("data_base", 76, "I"),
        Field("mem_size", 80, "I"),
        Field("stack_size", 84, "I"),
        Field("ro_size", 88, "I"),
        Field("header_crc", 92, "I"),
    ),
)

HXE_SECTION: Final = Layout(
    "hsx_hxe_section",
    16,
    4,
    (
        Field("type", 0, "I"),
        Field("offset", 4, "I"),
        Field("size", 8, "I"),
        Field("entry_count", 12, "I"),
    ),
)

HXE_VALUE: Final = Layout(
    "hsx_hxe_value",
    20,
    2,
    (
        Field("group", 0, "B"),
        Field("id", 1, "B"),
        Field("flags", 2, "B"),
        Field("auth", 3, "B"),
        Field("init_f16", 4, "H"),
        Field("name_off", 6, "H"),
        Field("unit_off", 8, "H"),
        Field("epsilon_f16", 10, "H"),
        Field("min_f16", 12, "H"),
        Field("max_f16", 14, "H"),
        Field("persist_key", 16, "H"),
        Field("group_name_off", 18, "H"),
    ),
)

HXE_COMMAND: Final = Layout(
    "hsx_hxe_command",
    16,
    4,
    (
        Field("group", 0, "B"),
        Field("id", 1, "B"),
        Field("flags", 2, "B"),
        Field("auth", 3, "B"),
        Field("handler", 4, "I"),
        Field("name_off", 8, "H"),
        Field("help_off", 10, "H"),
        Field("reserved", 12, "H"),
        Field("group_name_off", 14, "H"),
    ),
)

HXE_MAILBOX: Final = Layout(
    "hsx_hxe_mailbox",
    16,
    4,
    (
        Field("name_off", 0, "I"),
        Field("queue_depth", 4, "H"),
        Field("mode", 6, "H"),
        Field("reserved0", 8, "I"),
        Field("reserved1", 12, "I"),
    ),
)

HXE_VALUE_RATE: Final = Layout(
    "hsx_hxe_value_rate",
    8,
    4,
    (
        Field("group", 0, "B"),
        Field("id", 1, "B"),
        Field("reserved", 2, "H"),
        Field("rate_ms", 4, "I"),
    ),
)

HXE_SYMBOL: Final = Layout(
    "hsx_hxe_symbol",
    16,
    4,
    (
        Field("name_off", 0, "I"),
        Field("address", 4, "I"),
        Field("size", 8, "I"),
        Field("kind", 12, "I"),
    ),
)

HXE_STACK_USE: Final = Layout(
    "hsx_hxe_stack_use",
    12,
    4,
    (
        Field("address", 0, "I"),
        Field("frame", 4, "I"),
        Field("total", 8, "I"),
    ),
)

# hsx_mailbox.h

HSX_MBX_MODULE_ID: Final = 0x05
HSX_MBX_MAX_NAME_BYTES: Final = 32
HSX_MBX_DEFAULT_RING_CAPACITY: Final = 64
HSX_MBX_MAX_PREFIX_BYTES: Final = 8
HSX_MBX_MSG_OVERHEAD: Final = 8
HSX_MBX_WAIT_ANY_MAX: Final = 16

HSX_MBX_TIMEOUT_POLL: Final = 0x0000
HSX_MBX_TIMEOUT_INFINITE: Final = 0xFFFF
HSX_MBX_TIMEOUT_FOREVER: Final = 0xFFFFFFFF


class MbxNamespace(IntEnum):
    """enum hsx_mbx_namespace: HSX_MBX_NAMESPACE_..."""

    PID = 0x00
    SVC = 0x01
    APP = 0x02
    SHARED = 0x03


class MbxMode(IntFlag):
    """enum hsx_mbx_mode_bits: HSX_MBX_MODE_..."""

    RDONLY = 0x01
    WRONLY = 0x02
    RDWR = 0x03
    TAP = 0x04
    FANOUT = 0x08
    FANOUT_DROP = 0x10
    FANOUT_BLOCK = 0x20
    JOIN_OLDEST = 0x40
    JOIN_LAST = 0x80


class MbxFlag(IntFlag):
    """enum hsx_mbx_flag_bits: HSX_MBX_FLAG_..."""

    STDOUT = 0x0001
    STDERR = 0x0002
    OOB = 0x0004
    OVERRUN = 0x0008
    EOF = 0x0010


HSX_MBX_TRACE_FLAG_ENABLED: Final = 0x01


class MbxFn(IntEnum):
    """enum hsx_mbx_fn: HSX_MBX_FN_..."""

    OPEN = 0x00
    BIND = 0x01
    SEND = 0x02
    RECV = 0x03
    PEEK = 0x04
    TAP = 0x05
    CLOSE = 0x06
    NOTIFY = 0x07
    SEND_WAIT = 0x08
    PEEK_WAIT = 0x09
    TAKE = 0x0A
    WAIT_ANY = 0x0B


class MbxStatus(IntEnum):
    """enum hsx_mbx_status: HSX_MBX_STATUS_..."""

    OK = 0x0000
    WOULDBLOCK = 0x0001
    INVALID_HANDLE = 0x0002
    NO_DATA = 0x0003
    MSG_TOO_LARGE = 0x0004
    NO_DESCRIPTOR = 0x0005
    TIMEOUT = 0x0007
    INTERNAL_ERROR = 0x00FF


HSX_MBX_PREFIX_PID: Final = "pid:"
HSX_MBX_PREFIX_SVC: Final = "svc:"
HSX_MBX_PREFIX_APP: Final = "app:"
HSX_MBX_PREFIX_SHARED: Final = "shared:"
HSX_MBX_STDIO_IN: Final = "svc:stdio.in"
HSX_MBX_STDIO_OUT: Final = "svc:stdio.out"
HSX_MBX_STDIO_ERR: Final = "svc:stdio.err"

MBX_MSG_HEADER: Final = Layout(
    "hsx_mbx_msg_header",
    8,
    2,
    (
        Field("len", 0, "H"),
        Field("flags", 2, "H"),
        Field("src_pid", 4, "H"),
        Field("channel", 6, "H"),
    ),
)

MBX_BIND_CONFIG: Final = Layout(
    "hsx_mbx_bind_config",
    8,
    2,
    (
        Field("capacity", 0, "H"),
        Field("mode", 2, "H"),
        Field("reserved0", 4, "H"),
        Field("reserved1", 6, "H"),
    ),
)

MBX_TRACE_EVENT: Final = Layout(
    "hsx_mbx_trace_event",
    16,
    4,
    (
        Field("timestamp_lo", 0, "I"),
        Field("timestamp_hi", 4, "H"),
        Field("src_pid", 6, "H"),
        Field("dst_handle", 8, "H"),
        Field("flags", 10, "H"),
        Field("length", 12, "H"),
    ),
)

MBX_RECV_INFO: Final = Layout(
    "hsx_mbx_recv_info",
    20,
    4,
    (
        Field("status", 0, "i"),
        Field("length", 4, "i"),
        Field("flags", 8, "I"),
        Field("channel", 12, "I"),
        Field("src_pid", 16, "I"),
    ),
)

# hsx_stdlib.h

HSX_STD_GROUP_SYSTEM: Final = 0xF0


class StdValue(IntEnum):
    """enum hsx_std_value: HSX_STD_VALUE_..."""

    SYS_VERSION = 0x01
    SYS_BUILD = 0x02
    SYS_UPTIME = 0x03
    SYS_HEALTH = 0x04


class StdCmd(IntEnum):
    """enum hsx_std_cmd: HSX_STD_CMD_..."""

    SYS_RESET = 0x10
    SYS_NOOP = 0x11


class StdOid(IntEnum):
    """enum hsx_std_oid: HSX_STD_OID_..."""

    SYS_VERSION = 0xF001
    SYS_BUILD = 0xF002
    SYS_UPTIME = 0xF003
    SYS_HEALTH = 0xF004
    SYS_RESET = 0xF010
    SYS_NOOP = 0xF011


# hsx_syscalls.h


class Mod(IntEnum):
    """enum hsx_mod: HSX_MOD_..."""

    CORE = 0
    TASK = 1
    CAN = 2
    FS = 4
    MBX = 5
    EXEC = 6
    VAL = 7
    CMD = 8
    LIBM = 14


class CoreFn(IntEnum):
    """enum hsx_core_fn: HSX_CORE_FN_..."""

    STEPS = 0


class TaskFn(IntEnum):
    """enum hsx_task_fn: HSX_TASK_FN_..."""

    EXIT = 0
    UART_WRITE = 1


class CanFn(IntEnum):
    """enum hsx_can_fn: HSX_CAN_FN_..."""

    TX = 0


class LibmFn(IntEnum):
    """enum hsx_libm_fn: HSX_LIBM_FN_..."""

    SIN = 0
    COS = 1
    EXP = 2


class Err(IntEnum):
    """enum hsx_err: HSX_ERR_..."""

    ENOSYS = 0xFFFFFF01
    STACK_UNDERFLOW = 0xFFFFFF02
    STACK_OVERFLOW = 0xFFFFFF03
    MEM_FAULT = 0xFFFFFF04
    DIV_ZERO = 0xFFFFFF05
    ILLEGAL = 0xFFFFFF06
    PC_RANGE = 0xFFFFFF07
    PC_ALIGN = 0xFFFFFF08
    READ_ONLY = 0xFFFFFF09


# hsx_timer.h


class TimerType(IntEnum):
    """enum hsx_timer_type: HSX_TIMER_..."""

    ONE_SHOT = 0
    PERIODIC = 1


TIMER_EVENT: Final = Layout(
    "hsx_timer_event",
    12,
    4,
    (
        Field("timer_id", 0, "H"),
        Field("tick", 4, "I"),
        Field("overruns", 8, "B"),
    ),
)

# hsx_uart.h

HSX_UART_0: Final = 0
HSX_UART_1: Final = 1
HSX_UART_2: Final = 2


class UartBaud(IntEnum):
    """enum hsx_uart_baud: HSX_UART_..."""

    BAUD_9600 = 9600
    BAUD_19200 = 19200
    BAUD_38400 = 38400
    BAUD_57600 = 57600
    BAUD_115200 = 115200


class UartParity(IntEnum):
    """enum hsx_uart_parity: HSX_UART_PARITY_..."""

    NONE = 0
    EVEN = 1
    ODD = 2


class UartStop(IntEnum):
    """enum hsx_uart_stop: HSX_UART_..."""

    STOP_1 = 1
    STOP_2 = 2


class UartStatus(IntFlag):
    """enum hsx_uart_status_bits: HSX_UART_STATUS_..."""

    TX_READY = 0x01
    RX_READY = 0x02
    OVERRUN = 0x04
    PARITY_ERR = 0x08


UART_CONFIG: Final = Layout(
    "hsx_uart_config",
    12,
    4,
    (
        Field("baud", 0, "i"),
        Field("parity", 4, "i"),
        Field("stop_bits", 8, "i"),
    ),
)

UART_RX_EVENT: Final = Layout(
    "hsx_uart_rx_event",
    35,
    1,
    (
        Field("port", 0, "B"),
        Field("data", 1, "32s"),
        Field("length", 33, "B"),
        Field("flags", 34, "B"),
    ),
)

# hsx_value.h

HSX_VAL_MODULE_ID: Final = 0x07
HSX_VAL_GROUP_ALL: Final = 0xFF
HSX_VAL_MAX_VALUES: Final = 256
HSX_VAL_STRING_TABLE_SIZE: Final = 4096


class ValFn(IntEnum):
    """enum hsx_val_fn: HSX_VAL_FN_..."""

    REGISTER = 0x00
    LOOKUP = 0x01
    GET = 0x02
    SET = 0x03
    LIST = 0x04
    SUB = 0x05
    PERSIST = 0x06


class ValStatus(IntEnum):
    """enum hsx_val_status: HSX_VAL_STATUS_..."""

    OK = 0
    ENOENT = 1
    EPERM = 2
    ENOSPC = 3
    EINVAL = 4
    EEXIST = 5
    EBUSY = 6


class ValFlag(IntFlag):
    """enum hsx_val_flag_bits: HSX_VAL_FLAG_..."""

    RO = 0x01
    PERSIST = 0x02
    STICKY = 0x04
    PIN = 0x08
    BOOL = 0x10


class ValAuth(IntEnum):
    """enum hsx_val_auth: HSX_VAL_AUTH_..."""

    PUBLIC = 0
    USER = 1
    ADMIN = 2
    FACTORY = 3


class ValPersist(IntEnum):
    """enum hsx_val_persist: HSX_VAL_PERSIST_..."""

    VOLATILE = 0
    LOAD = 1
    SAVE = 2


class ValDesc(IntEnum):
    """enum hsx_val_desc: HSX_VAL_DESC_..."""

    GROUP = 0x01
    NAME = 0x02
    UNIT = 0x03
    RANGE = 0x04
    PERSIST = 0x05
    INVALID = 0xFFFF


VAL_ENTRY: Final = Layout(
    "hsx_val_entry",
    10,
    2,
    (
        Field("group_id", 0, "B"),
        Field("value_id", 1, "B"),
        Field("flags", 2, "B"),
        Field("auth_level", 3, "B"),
        Field("owner_pid", 4, "H"),
        Field("last_f16", 6, "H"),
        Field("desc_head", 8, "H"),
    ),
)

VAL_DESCRIPTOR: Final = Layout(
    "hsx_val_descriptor",
    4,
    2,
    (
        Field("desc_type", 0, "B"),
        Field("reserved", 1, "B"),
        Field("next", 2, "H"),
    ),
)

GROUP_DESC: Final = Layout(
    "hsx_group_desc",
    6,
    2,
    (
        Field("desc_type", 0, "B"),
        Field("group_id", 1, "B"),
        Field("next", 2, "H"),
        Field("name_offset", 4, "H"),
    ),
)

NAME_DESC: Final = Layout(
    "hsx_name_desc",
    6,
    2,
    (
        Field("desc_type", 0, "B"),
        Field("reserved", 1, "B"),
        Field("next", 2, "H"),
        Field("name_offset", 4, "H"),
    ),
)

UNIT_DESC: Final = Layout(
    "hsx_unit_desc",
    12,
    4,
    (
        Field("desc_type", 0, "B"),
        Field("reserved", 1, "B"),
        Field("next", 2, "H"),
        Field("unit_code", 4, "I"),
        Field("epsilon_f16", 8, "H"),
        Field("rate_ms", 10, "H"),
    ),
)

RANGE_DESC: Final = Layout(
    "hsx_range_desc",
    8,
    2,
    (
        Field("desc_type", 0, "B"),
        Field("reserved", 1, "B"),
        Field("next", 2, "H"),
        Field("min_f16", 4, "H"),
        Field("max_f16", 6, "H"),
    ),
)

PERSIST_DESC: Final = Layout(
    "hsx_persist_desc",
    8,
    2,
    (
        Field("desc_type", 0, "B"),
        Field("reserved", 1, "B"),
        Field("next", 2, "H"),
        Field("persist_key", 4, "H"),
        Field("debounce_ms", 6, "H"),
    ),
)
