#include <string.h>

#include "stream.h"

char *fgets(char *restrict to, int size, FILE *restrict stream)
{
    char *at = to;
    size_t room;

    if (size <= 0)
        return NULL;
    for (room = (size_t)size - 1; room != 0;) {
        const unsigned char *newline;
        size_t count;
        if (stream->read_at == stream->read_end && !__stream_fill(stream)) {
            if (at == to || (stream->flags & STREAM_ERROR))
                return NULL;
            break;
        }
        count = (size_t)(stream->read_end - stream->read_at);
        if (count > room)
            count = room;
        newline = memchr(stream->read_at, '\n', count);
        if (newline != NULL)
            count = (size_t)(newline + 1 - stream->read_at);
        memcpy(at, stream->read_at, count);
        stream->read_at += count;
        at += count;
        room -= count;
        if (newline != NULL)
            break;
    }
    *at = 0;
    return to;
}
