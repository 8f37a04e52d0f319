/* Formatted text to a stream. */
#include <stdio.h>

#include "format.h"
#include "stream.h"

enum {
    GATHER = 128 /* bytes that an unbuffered stream sends together */
};

struct stream_printer {
    struct __printer printer;
    FILE *stream;
};

static void emit(struct __printer *printer, const char *text, size_t count)
{
    __stream_write(((struct stream_printer *)printer)->stream, text, count);
}

int vfprintf(FILE *restrict stream, const char *restrict format, va_list arguments)
{
    struct stream_printer to;
    unsigned char gather[GATHER];
    unsigned earlier_error = stream->flags & STREAM_ERROR;
    int borrows = stream->size == 0;
    int count;

    stream->flags &= ~(unsigned)STREAM_ERROR;
    if (borrows)
        __stream_set_buffer(stream, gather, GATHER);
    to.printer.emit = emit;
    to.stream = stream;
    count = __format(&to.printer, format, arguments);
    if (borrows) {
        __stream_flush(stream);
        __stream_set_buffer(stream, NULL, 0);
    }
    if (stream->flags & STREAM_ERROR)
        count = -1;
    stream->flags |= earlier_error;
    return count;
}
