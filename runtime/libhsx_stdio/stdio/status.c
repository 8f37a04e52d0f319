#include "stream.h"

int feof(FILE *stream)
{
    return (stream->flags & STREAM_END) != 0;
}

int ferror(FILE *stream)
{
    return (stream->flags & STREAM_ERROR) != 0;
}

void clearerr(FILE *stream)
{
    stream->flags &= ~(unsigned)(STREAM_END | STREAM_ERROR);
}
