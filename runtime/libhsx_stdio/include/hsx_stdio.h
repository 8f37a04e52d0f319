/*
 * A task's standard channels: mailboxes that carry bytes as messages.
 *
 * A channel opens at its first use, or all three in _hsx_stdio_init. They are named by hsx_stdio_config; an app that
 * defines its own table of that name replaces the library's. These calls are unbuffered: each write is at least one
 * message. <stdio.h> builds its buffered streams on them; fflush before mixing the two.
 */
#ifndef HSX_STDIO_H
#define HSX_STDIO_H

#include <hsx_mailbox.h>

enum {
    HSX_STDIN = 0,
    HSX_STDOUT = 1,
    HSX_STDERR = 2,
    HSX_STDIO_CHANNELS = 3
};

/* What a write does when the queue is full. */
enum hsx_stdio_policy {
    HSX_STDIO_BLOCK = 0, /* waits for room, at most timeout_ms */
    HSX_STDIO_DROP = 1,  /* drops the message and counts its bytes */
    HSX_STDIO_SHORT = 2  /* returns with what was accepted so far */
};

struct hsx_stdio_channel {
    const char *name;
    unsigned policy;     /* HSX_STDIO_; no meaning for input */
    unsigned timeout_ms; /* of one wait, 0 = poll, HSX_MBX_TIMEOUT_INFINITE = for ever */
    unsigned capacity;   /* bytes that the mailbox is bound to, 0 = as it is; a message costs 8 and its bytes */
};

extern const struct hsx_stdio_channel hsx_stdio_config[HSX_STDIO_CHANNELS];

/* 0, or -HSX_MBX_STATUS_ of the first channel that does not open. */
int _hsx_stdio_init(void);

/* Changes what a channel's table entry said. */
void hsx_stdio_set_policy(int channel, unsigned policy, unsigned timeout_ms);

/* Bytes that policy DROP has dropped on this channel. */
unsigned hsx_stdio_dropped(int channel);

/* Bytes accepted: fewer than length when the policy cut it short. Nothing accepted: -HSX_MBX_STATUS_. */
int hsx_write(int channel, const void *data, unsigned length);

/* 1..max bytes of stdin, 0 at its end, -HSX_MBX_STATUS_TIMEOUT or another negative status. Waits for the first byte. */
int hsx_read(void *buffer, unsigned max);

/* As hsx_read, with this timeout instead of the channel's. */
int hsx_read_timeout(void *buffer, unsigned max, unsigned timeout_ms);

/* The byte written, or a negative status. */
int hsx_putc(int c);

/* The next byte of stdin, -1 at its end or on an error. */
int hsx_getc(void);

/* v1's calls: HSX_MBX_STATUS_ (positive), not a length. puts appends a newline. flags are the message's flags. */
int hsx_stdio_write(const void *data, unsigned length, unsigned flags, unsigned channel);
int hsx_stdio_write_err(const void *data, unsigned length, unsigned flags, unsigned channel);
int hsx_stdio_puts(const char *text);
int hsx_stdio_puts_err(const char *text);
int hsx_stdio_read(void *buffer, unsigned max, unsigned timeout_ms, int *length);
int hsx_stdio_read_basic(void *buffer, unsigned max, unsigned timeout_ms); /* as hsx_read_timeout */

#endif
