/*
 * Bytes out: writes are cut into messages that the mailbox takes.
 *
 * A mailbox does not tell its capacity, so the first write tries one message of all its bytes. Refused as too large, it
 * falls back to what a mailbox of the default capacity takes, and from there to halves; the size found is remembered.
 */
#include <stddef.h>

#include "channel.h"

enum {
    DEFAULT_PAYLOAD = HSX_MBX_DEFAULT_RING_CAPACITY - HSX_MBX_MSG_OVERHEAD
};

static int send(struct __channel *channel, const void *data, unsigned length, unsigned flags)
{
    if (channel->policy == HSX_STDIO_BLOCK)
        return hsx_mailbox_send_wait(channel->handle, data, (int)length, flags, 0, channel->timeout_ms);
    return hsx_mailbox_send(channel->handle, data, (int)length, flags, 0);
}

int __channel_write(int number, const void *data, unsigned length, unsigned flags)
{
    int status = 0;
    struct __channel *channel = __channel_open(number, &status);
    const char *at = data;
    unsigned left = length;

    if (channel == NULL)
        return status;
    while (left != 0) {
        unsigned part = left < channel->largest ? left : channel->largest;
        status = send(channel, at, part, flags);
        if (status == -HSX_MBX_STATUS_MSG_TOO_LARGE && part > 1) {
            channel->largest = part > DEFAULT_PAYLOAD ? DEFAULT_PAYLOAD : part / 2;
            continue;
        }
        if (status == -HSX_MBX_STATUS_WOULDBLOCK && channel->policy == HSX_STDIO_DROP)
            channel->dropped += part;
        else if (status < 0)
            break;
        at += part;
        left -= part;
    }
    return left == length && length != 0 ? status : (int)(length - left);
}

int hsx_write(int channel, const void *data, unsigned length)
{
    return __channel_write(channel, data, length,
                           channel == HSX_STDERR ? HSX_MBX_FLAG_STDERR : HSX_MBX_FLAG_STDOUT);
}

int hsx_putc(int c)
{
    unsigned char byte = (unsigned char)c;
    int written = hsx_write(HSX_STDOUT, &byte, 1);

    return written < 0 ? written : byte;
}
