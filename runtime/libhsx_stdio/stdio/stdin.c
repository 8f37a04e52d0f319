#include <hsx_stdio.h>

#include "channel_stream.h"
#include "stream.h"

static int read_channel(FILE *stream, void *to, size_t size)
{
    int count = hsx_read(to, size);

    (void)stream;
    return count < 0 ? __channel_error(count) : count;
}

static const struct __stream_operations operations = {read_channel, NULL};
static unsigned char buffer[PUSHBACK + BUFSIZ];

struct __file __stdin = {
    .buffer = buffer,
    .size = sizeof buffer,
    .line_end = -1,
    .flags = STREAM_CAN_READ,
    .channel = HSX_STDIN,
    .operations = &operations,
};
