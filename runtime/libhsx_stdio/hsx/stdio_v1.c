/*
 * The calls of v1's stdio library: they answer a positive mailbox status. As there, the channel argument is ignored.
 */
#include <string.h>

#include "channel.h"

static int write_status(int number, const void *data, unsigned length, unsigned flags)
{
    int written = __channel_write(number, data, length, flags);

    if (written < 0)
        return -written;
    return (unsigned)written == length ? HSX_MBX_STATUS_OK : HSX_MBX_STATUS_WOULDBLOCK;
}

static int puts_status(int number, const char *text, unsigned flags)
{
    int status = write_status(number, text, strlen(text), flags);

    return status != HSX_MBX_STATUS_OK ? status : write_status(number, "\n", 1, flags);
}

int hsx_stdio_write(const void *data, unsigned length, unsigned flags, unsigned channel)
{
    (void)channel;
    return write_status(HSX_STDOUT, data, length, flags);
}

int hsx_stdio_write_err(const void *data, unsigned length, unsigned flags, unsigned channel)
{
    (void)channel;
    return write_status(HSX_STDERR, data, length, flags);
}

int hsx_stdio_puts(const char *text)
{
    return puts_status(HSX_STDOUT, text, HSX_MBX_FLAG_STDOUT);
}

int hsx_stdio_puts_err(const char *text)
{
    return puts_status(HSX_STDERR, text, HSX_MBX_FLAG_STDERR);
}

int hsx_stdio_read(void *buffer, unsigned max, unsigned timeout_ms, int *length)
{
    int count = hsx_read_timeout(buffer, max, timeout_ms);

    *length = count < 0 ? 0 : count;
    return count < 0 ? -count : HSX_MBX_STATUS_OK;
}

int hsx_stdio_read_basic(void *buffer, unsigned max, unsigned timeout_ms)
{
    return hsx_read_timeout(buffer, max, timeout_ms);
}
