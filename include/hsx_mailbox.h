/*
 * Mailboxes: system calls of module 5, their numbers and structures.
 *
 * A call takes its arguments in R1.. and answers a status (enum hsx_mbx_status) in R0; further results are
 * returned in R1 and up. Structures are little-endian in data memory. A message costs its payload plus
 * HSX_MBX_MSG_OVERHEAD bytes of the mailbox's capacity. Timeouts are milliseconds.
 */
#ifndef HSX_MAILBOX_H
#define HSX_MAILBOX_H

#include <stdint.h>

enum {
    HSX_MBX_MODULE_ID = 0x05,
    HSX_MBX_MAX_NAME_BYTES = 32,        /* of a whole target name, prefix included */
    HSX_MBX_DEFAULT_RING_CAPACITY = 64, /* bytes, where BIND or an image gives none */
    HSX_MBX_MAX_PREFIX_BYTES = 8,
    HSX_MBX_MSG_OVERHEAD = 8,           /* bytes a message costs beyond its payload */
    HSX_MBX_WAIT_ANY_MAX = 16           /* handles in one WAIT_ANY */
};

enum {
    HSX_MBX_TIMEOUT_POLL = 0x0000,
    HSX_MBX_TIMEOUT_INFINITE = 0xFFFF,
    HSX_MBX_TIMEOUT_FOREVER = 0xFFFFFFFF /* flat machine only: means HSX_MBX_TIMEOUT_INFINITE */
};

enum hsx_mbx_namespace {
    HSX_MBX_NAMESPACE_PID = 0x00,
    HSX_MBX_NAMESPACE_SVC = 0x01,
    HSX_MBX_NAMESPACE_APP = 0x02,
    HSX_MBX_NAMESPACE_SHARED = 0x03
};

enum hsx_mbx_mode_bits {
    HSX_MBX_MODE_RDONLY = 0x01,
    HSX_MBX_MODE_WRONLY = 0x02,
    HSX_MBX_MODE_RDWR = 0x03,
    HSX_MBX_MODE_TAP = 0x04,
    HSX_MBX_MODE_FANOUT = 0x08,       /* every reader gets every message; drops the oldest when full */
    HSX_MBX_MODE_FANOUT_DROP = 0x10,  /* fan-out that drops the oldest when full */
    HSX_MBX_MODE_FANOUT_BLOCK = 0x20, /* fan-out that refuses new messages when full */
    HSX_MBX_MODE_JOIN_OLDEST = 0x40,  /* a new fan-out reader starts at the oldest queued message */
    HSX_MBX_MODE_JOIN_LAST = 0x80     /* a new fan-out reader starts at the newest queued message */
};

enum hsx_mbx_flag_bits {
    HSX_MBX_FLAG_STDOUT = 0x0001,
    HSX_MBX_FLAG_STDERR = 0x0002,
    HSX_MBX_FLAG_OOB = 0x0004,
    HSX_MBX_FLAG_OVERRUN = 0x0008, /* messages were lost before this one */
    HSX_MBX_FLAG_EOF = 0x0010      /* with length 0: the input has ended, nothing follows */
};

#define HSX_MBX_PREFIX_PID "pid:"
#define HSX_MBX_PREFIX_SVC "svc:"
#define HSX_MBX_PREFIX_APP "app:"
#define HSX_MBX_PREFIX_SHARED "shared:"

#define HSX_MBX_STDIO_IN "svc:stdio.in"
#define HSX_MBX_STDIO_OUT "svc:stdio.out"
#define HSX_MBX_STDIO_ERR "svc:stdio.err"

enum {
    HSX_MBX_TRACE_FLAG_ENABLED = 0x01
};

enum hsx_mbx_fn {
    HSX_MBX_FN_OPEN = 0x00,      /* R1 name, R2 rights -> R1 handle */
    HSX_MBX_FN_BIND = 0x01,      /* R1 name, R2 capacity (0 keeps or default), R3 mode -> R1 descriptor */
    HSX_MBX_FN_SEND = 0x02,      /* R1 handle, R2 data, R3 length, R4 flags, R5 channel -> R1 bytes sent */
    HSX_MBX_FN_RECV = 0x03,      /* R1 handle, R2 buffer, R3 max, R4 timeout, R5 info or 0 -> R1 length, R2 flags, R3 channel, R4 sender */
    HSX_MBX_FN_PEEK = 0x04,      /* R1 handle -> R1 messages, R2 bytes used, R3 length of the next */
    HSX_MBX_FN_TAP = 0x05,       /* R1 handle, R2 bit 0 on or off */
    HSX_MBX_FN_CLOSE = 0x06,     /* R1 handle */
    HSX_MBX_FN_NOTIFY = 0x07,    /* R1 handle */
    HSX_MBX_FN_SEND_WAIT = 0x08, /* as SEND, R6 timeout -> R1 bytes sent */
    HSX_MBX_FN_PEEK_WAIT = 0x09, /* R1 handle, R2 timeout -> R1 length, R2 sequence number */
    HSX_MBX_FN_TAKE = 0x0A,      /* R1 handle, R2 sequence number, R3 buffer, R4 max, R5 info or 0 -> as RECV */
    HSX_MBX_FN_WAIT_ANY = 0x0B   /* R1 array of u32 handles, R2 count, R3 timeout -> R1 index of the first ready one */
};

enum hsx_mbx_status {
    HSX_MBX_STATUS_OK = 0x0000,
    HSX_MBX_STATUS_WOULDBLOCK = 0x0001,
    HSX_MBX_STATUS_INVALID_HANDLE = 0x0002,
    HSX_MBX_STATUS_NO_DATA = 0x0003,
    HSX_MBX_STATUS_MSG_TOO_LARGE = 0x0004,
    HSX_MBX_STATUS_NO_DESCRIPTOR = 0x0005, /* descriptor pool or handle quota exhausted */
    HSX_MBX_STATUS_TIMEOUT = 0x0007,
    HSX_MBX_STATUS_INTERNAL_ERROR = 0x00FF /* empty or malformed name, unknown function */
};

typedef struct hsx_mbx_msg_header {
    uint16_t len;     /* payload bytes after this header */
    uint16_t flags;   /* HSX_MBX_FLAG_ bits */
    uint16_t src_pid; /* task that sent it, 0 the host */
    uint16_t channel; /* chosen by the sender */
} hsx_mbx_msg_header_t;

typedef struct hsx_mbx_bind_config {
    uint16_t capacity; /* bytes */
    uint16_t mode;     /* HSX_MBX_MODE_ bits */
    uint16_t reserved0;
    uint16_t reserved1;
} hsx_mbx_bind_config_t;

typedef struct hsx_mbx_trace_event {
    uint32_t timestamp_lo;
    uint16_t timestamp_hi;
    uint16_t src_pid;
    uint16_t dst_handle;
    uint16_t flags;
    uint16_t length;
} hsx_mbx_trace_event_t;

/* What RECV and TAKE store where R5 points; written on NO_DATA and TIMEOUT too (status, then zeros). */
typedef struct hsx_mbx_recv_info {
    int32_t status;
    int32_t length;
    uint32_t flags;
    uint32_t channel;
    uint32_t src_pid;
} hsx_mbx_recv_info_t;

_Static_assert(sizeof(struct hsx_mbx_msg_header) == HSX_MBX_MSG_OVERHEAD, "a message costs its header");
_Static_assert(sizeof(struct hsx_mbx_recv_info) == 20, "v1 receive information is 20 bytes");

#ifndef HSX_NO_PROTOTYPES
struct hsx_mailbox_peek_info {
    uint32_t depth; /* messages waiting */
    uint32_t bytes; /* of the capacity that they use */
    uint32_t next_length;
};

struct hsx_mailbox_next {
    uint32_t length;   /* of the next message */
    uint32_t sequence; /* what hsx_mailbox_take wants */
};

/*
 * Results: >= 0 is what the call gives (handle, descriptor, bytes, index, or 0), negative is -HSX_MBX_STATUS_.
 * info may be NULL. The two _basic calls send without flags and receive waiting for ever.
 */
int hsx_mailbox_open(const char *name, unsigned rights);
int hsx_mailbox_bind(const char *name, unsigned capacity, unsigned mode);
int hsx_mailbox_send(int handle, const void *data, int length, unsigned flags, unsigned channel);
int hsx_mailbox_recv(int handle, void *buffer, int max, unsigned timeout_ms, struct hsx_mbx_recv_info *info);
int hsx_mailbox_peek(int handle, struct hsx_mailbox_peek_info *out);
int hsx_mailbox_tap(int handle, int enable);
int hsx_mailbox_close(int handle);
int hsx_mailbox_notify(int handle);
int hsx_mailbox_send_wait(int handle, const void *data, int length, unsigned flags, unsigned channel,
                          unsigned timeout_ms);
int hsx_mailbox_peek_wait(int handle, unsigned timeout_ms, struct hsx_mailbox_next *out);
int hsx_mailbox_take(int handle, unsigned sequence, void *buffer, int max, struct hsx_mbx_recv_info *info);
int hsx_mailbox_wait_any(const unsigned *handles, unsigned count, unsigned timeout_ms);
int hsx_mailbox_send_basic(int handle, const void *data, int length);
int hsx_mailbox_recv_basic(int handle, void *buffer, int max);
int hsx_mailbox_open_stdin(void);
int hsx_mailbox_open_stdout(void);
int hsx_mailbox_open_app_demo(void);
#endif

#endif
