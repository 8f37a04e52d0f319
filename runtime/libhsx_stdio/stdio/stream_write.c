/*
 * The writing half of streams.
 */
#include <errno.h>
#include <string.h>

#include "../stdlib/exit.h"
#include "stream.h"

struct __file *__streams;

int __stream_fail(FILE *stream, int error)
{
    stream->flags |= STREAM_ERROR;
    errno = error;
    return EOF;
}

static int deliver(FILE *stream, const unsigned char *bytes, size_t count)
{
    while (count != 0) {
        int sent = stream->operations->write(stream, bytes, count);
        if (sent <= 0)
            return __stream_fail(stream, sent < 0 ? -sent : EIO);
        bytes += sent;
        count -= (size_t)sent;
    }
    return 0;
}

int __stream_flush(FILE *stream)
{
    size_t count = (size_t)(stream->write_at - stream->buffer);

    if (!(stream->flags & STREAM_WRITING))
        return 0;
    stream->write_at = stream->buffer;
    return deliver(stream, stream->buffer, count);
}

int __streams_flush(int only_lines)
{
    struct __file *stream;
    int result = 0;

    for (stream = __streams; stream != NULL; stream = stream->next) {
        if (!only_lines || stream->line_end >= 0)
            result |= __stream_flush(stream);
    }
    return result;
}

static void flush_at_exit(void)
{
    __streams_flush(0);
}

void __stream_set_buffer(FILE *stream, unsigned char *buffer, size_t size)
{
    stream->flags &= ~(unsigned)(STREAM_READING | STREAM_WRITING);
    stream->buffer = buffer;
    stream->size = size;
    stream->read_at = stream->read_end = NULL;
    stream->write_at = stream->write_end = NULL;
}

static int start_writing(FILE *stream)
{
    if (stream->flags & STREAM_WRITING)
        return 1;
    if (!(stream->flags & STREAM_CAN_WRITE)) {
        __stream_fail(stream, EBADF);
        return 0;
    }
    stream->flags = (stream->flags & ~(unsigned)STREAM_READING) | STREAM_WRITING;
    stream->read_at = stream->read_end = NULL;
    stream->write_at = stream->buffer;
    stream->write_end = stream->buffer + stream->size;
    if (!(stream->flags & STREAM_LISTED)) {
        stream->flags |= STREAM_LISTED;
        stream->next = __streams;
        __streams = stream;
        __exit_streams = flush_at_exit;
    }
    return 1;
}

/* Takes bytes into the buffer. When there is no room for all, full buffers go out, and a long rest directly. */
static int append(FILE *stream, const unsigned char *bytes, size_t count)
{
    size_t room;

    while (count > (room = (size_t)(stream->write_end - stream->write_at))) {
        if (room == stream->size)
            return deliver(stream, bytes, count);
        memcpy(stream->write_at, bytes, room);
        stream->write_at += room;
        bytes += room;
        count -= room;
        if (__stream_flush(stream) != 0)
            return EOF;
    }
    memcpy(stream->write_at, bytes, count);
    stream->write_at += count;
    return 0;
}

int __stream_write(FILE *stream, const void *from, size_t count)
{
    const unsigned char *bytes = from;
    const unsigned char *line_end = NULL;

    if (!start_writing(stream))
        return 0;
    if (stream->line_end >= 0)
        line_end = memrchr(bytes, stream->line_end, count);
    if (line_end != NULL) {
        size_t lines = (size_t)(line_end + 1 - bytes);
        if (append(stream, bytes, lines) != 0 || __stream_flush(stream) != 0)
            return 0;
        bytes += lines;
        count -= lines;
    }
    return append(stream, bytes, count) == 0;
}

int __stream_put(FILE *stream, unsigned char byte)
{
    return __stream_write(stream, &byte, 1) ? byte : EOF;
}
