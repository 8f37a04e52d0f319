#include <string.h>

#include "stream.h"

size_t fread(void *restrict to, size_t size, size_t count, FILE *restrict stream)
{
    unsigned char *at = to;
    size_t wanted = size * count;
    size_t left = wanted;

    if (wanted == 0)
        return 0;
    while (left != 0 && (stream->read_at != stream->read_end || __stream_fill(stream))) {
        size_t part = (size_t)(stream->read_end - stream->read_at);
        if (part > left)
            part = left;
        memcpy(at, stream->read_at, part);
        stream->read_at += part;
        at += part;
        left -= part;
    }
    return (wanted - left) / size;
}
