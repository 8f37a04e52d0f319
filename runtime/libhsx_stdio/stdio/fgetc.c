#include "stream.h"

int fgetc(FILE *stream)
{
    if (stream->read_at == stream->read_end && !__stream_fill(stream))
        return EOF;
    return *stream->read_at++;
}

int getc(FILE *stream)
{
    return fgetc(stream);
}

int getchar(void)
{
    return fgetc(stdin);
}
