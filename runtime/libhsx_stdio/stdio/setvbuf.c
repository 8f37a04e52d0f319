#include "stream.h"

/* Without a buffer of the caller's, a stream keeps the one it has; stderr has none, so it cannot become buffered so. */
int setvbuf(FILE *restrict stream, char *restrict buffer, int mode, size_t size)
{
    if ((mode != _IOFBF && mode != _IOLBF && mode != _IONBF) || __stream_flush(stream) != 0)
        return -1;
    if (mode == _IONBF)
        __stream_set_buffer(stream, NULL, 0);
    else if (buffer != NULL && size != 0)
        __stream_set_buffer(stream, (unsigned char *)buffer, size);
    else if (stream->size == 0)
        return -1;
    stream->line_end = mode == _IOLBF ? '\n' : -1;
    return 0;
}

void setbuf(FILE *restrict stream, char *restrict buffer)
{
    setvbuf(stream, buffer, buffer != NULL ? _IOFBF : _IONBF, BUFSIZ);
}
