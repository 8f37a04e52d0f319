#include "stream.h"

int fputc(int c, FILE *stream)
{
    unsigned char byte = (unsigned char)c;

    if (stream->write_at < stream->write_end && byte != stream->line_end)
        return *stream->write_at++ = byte;
    return __stream_put(stream, byte);
}

int putc(int c, FILE *stream)
{
    return fputc(c, stream);
}

int putchar(int c)
{
    return fputc(c, stdout);
}
