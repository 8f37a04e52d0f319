#include <hsx_stdio.h>

#include "channel_stream.h"
#include "stream.h"

static int write_channel(FILE *stream, const void *from, size_t size)
{
    int count = hsx_write(stream->channel, from, size);

    return count < 0 ? __channel_error(count) : count;
}

const struct __stream_operations __channel_output = {NULL, write_channel};
