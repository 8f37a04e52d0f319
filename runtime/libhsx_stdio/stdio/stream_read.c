/*
 * The reading half of streams.
 */
#include <errno.h>

#include "stream.h"

static unsigned char *first(FILE *stream)
{
    return (stream->size > PUSHBACK ? stream->buffer : stream->small) + PUSHBACK;
}

int __stream_start_reading(FILE *stream)
{
    if (stream->flags & STREAM_READING)
        return 1;
    if (!(stream->flags & STREAM_CAN_READ)) {
        __stream_fail(stream, EBADF);
        return 0;
    }
    if (__stream_flush(stream) != 0)
        return 0;
    stream->flags = (stream->flags & ~(unsigned)STREAM_WRITING) | STREAM_READING;
    stream->write_at = stream->write_end = NULL;
    stream->read_at = stream->read_end = first(stream);
    return 1;
}

int __stream_fill(FILE *stream)
{
    int count;

    if (!__stream_start_reading(stream) || (stream->flags & STREAM_END))
        return 0;
    __streams_flush(1); /* whoever answers sees the question first */
    stream->read_at = stream->read_end = first(stream);
    count = stream->operations->read(stream, stream->read_at, stream->size > PUSHBACK ? stream->size - PUSHBACK : 1);
    if (count < 0)
        __stream_fail(stream, -count);
    if (count == 0)
        stream->flags |= STREAM_END;
    if (count <= 0)
        return 0;
    stream->read_end += count;
    return 1;
}
