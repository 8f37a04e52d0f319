/*
 * Bytes in. A message may be longer than what the caller asked for; the rest is held for the next call.
 */
#include <stddef.h>
#include <string.h>

#include "channel.h"

enum {
    MESSAGE = 512 /* bytes; of a longer message the rest is lost */
};

static unsigned char held[MESSAGE];
static unsigned char *held_at, *held_end;

/* Waits for a message with bytes in it; returns their number, 0 at the end of the input, or a negative status. */
static int receive(struct __channel *channel, void *buffer, unsigned size, unsigned timeout_ms)
{
    struct hsx_mbx_recv_info info;

    for (;;) {
        int status = hsx_mailbox_recv(channel->handle, buffer, (int)size, timeout_ms, &info);
        if (status < 0)
            return status;
        if (info.length != 0)
            return (unsigned)info.length < size ? info.length : (int)size;
        if (info.flags & HSX_MBX_FLAG_EOF)
            return 0;
        /* An empty message without that flag is a wake hint. */
    }
}

static int read(unsigned char *buffer, unsigned max, struct __channel *channel, unsigned timeout_ms)
{
    unsigned count;

    if (max == 0)
        return 0;
    if (held_at == held_end) {
        int received;
        if (max >= MESSAGE)
            return receive(channel, buffer, max, timeout_ms);
        received = receive(channel, held, MESSAGE, timeout_ms);
        if (received <= 0)
            return received;
        held_at = held;
        held_end = held + received;
    }
    count = (unsigned)(held_end - held_at);
    if (count > max)
        count = max;
    memcpy(buffer, held_at, count);
    held_at += count;
    return (int)count;
}

int hsx_read_timeout(void *buffer, unsigned max, unsigned timeout_ms)
{
    int status = 0;
    struct __channel *channel = __channel_open(HSX_STDIN, &status);

    return channel == NULL ? status : read(buffer, max, channel, timeout_ms);
}

int hsx_read(void *buffer, unsigned max)
{
    int status = 0;
    struct __channel *channel = __channel_open(HSX_STDIN, &status);

    return channel == NULL ? status : read(buffer, max, channel, channel->timeout_ms);
}

int hsx_getc(void)
{
    unsigned char byte;

    return hsx_read(&byte, 1) == 1 ? byte : -1;
}
