#include "stream.h"

int ungetc(int c, FILE *stream)
{
    unsigned char *lowest;

    if (c == EOF || !__stream_start_reading(stream))
        return EOF;
    lowest = stream->size > PUSHBACK ? stream->buffer : stream->small;
    if (stream->read_at == lowest)
        return EOF;
    stream->flags &= ~(unsigned)STREAM_END;
    return *--stream->read_at = (unsigned char)c;
}
