/*
 * Opening and configuring the standard channels.
 */
#include "channel.h"

#include <stddef.h>

enum {
    UNLIMITED = 0x7FFFFFFF
};

static struct __channel channels[HSX_STDIO_CHANNELS];

static struct __channel *configured(int number)
{
    struct __channel *channel = &channels[number];

    if (!channel->configured) {
        channel->configured = 1;
        channel->policy = hsx_stdio_config[number].policy;
        channel->timeout_ms = hsx_stdio_config[number].timeout_ms;
        channel->largest = UNLIMITED;
    }
    return channel;
}

static int open_mailbox(int number)
{
    const struct hsx_stdio_channel *wanted = &hsx_stdio_config[number];
    int status = 0;

    if (wanted->capacity != 0)
        status = hsx_mailbox_bind(wanted->name, wanted->capacity, 0); /* mode 0: as it is */
    if (status < 0)
        return status;
    return hsx_mailbox_open(wanted->name, number == HSX_STDIN ? HSX_MBX_MODE_RDONLY : HSX_MBX_MODE_WRONLY);
}

struct __channel *__channel_open(int number, int *status)
{
    struct __channel *channel;

    if ((unsigned)number >= HSX_STDIO_CHANNELS) {
        *status = -HSX_MBX_STATUS_INVALID_HANDLE;
        return NULL;
    }
    channel = configured(number);
    if (channel->handle == 0) {
        *status = open_mailbox(number);
        if (*status < 0)
            return NULL;
        channel->handle = *status;
        if (hsx_stdio_config[number].capacity > HSX_MBX_MSG_OVERHEAD)
            channel->largest = hsx_stdio_config[number].capacity - HSX_MBX_MSG_OVERHEAD;
    }
    return channel;
}

int _hsx_stdio_init(void)
{
    int number, status = 0;

    for (number = 0; number < HSX_STDIO_CHANNELS; number++) {
        if (__channel_open(number, &status) == NULL)
            return status;
    }
    return 0;
}

void hsx_stdio_set_policy(int channel, unsigned policy, unsigned timeout_ms)
{
    struct __channel *state;

    if ((unsigned)channel >= HSX_STDIO_CHANNELS)
        return;
    state = configured(channel);
    state->policy = policy;
    state->timeout_ms = timeout_ms;
}

unsigned hsx_stdio_dropped(int channel)
{
    return (unsigned)channel < HSX_STDIO_CHANNELS ? channels[channel].dropped : 0;
}
