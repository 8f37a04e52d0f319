/*
 * A stream: a buffer between the program's bytes and an operation that moves blocks of them.
 *
 * Reading and writing share the buffer, one at a time. While writing, buffer..write_at holds bytes that have not gone
 * out. While reading, read_at..read_end holds bytes not taken yet, and PUSHBACK bytes before the first are kept for
 * ungetc. The pointers that are not in use are equal, so that the short paths of getc and putc find no room and ask.
 */
#ifndef STREAM_H
#define STREAM_H

#include <stddef.h>
#include <stdio.h>

enum {
    STREAM_CAN_READ = 1,
    STREAM_CAN_WRITE = 2,
    STREAM_END = 4,
    STREAM_ERROR = 8,
    STREAM_READING = 16,
    STREAM_WRITING = 32,
    STREAM_LISTED = 64 /* in __streams */
};

enum {
    PUSHBACK = 8 /* bytes */
};

/*
 * read: 1..size bytes, 0 at the end, negative -errno. write: 1..size bytes accepted, negative -errno.
 */
struct __stream_operations {
    int (*read)(FILE *stream, void *to, size_t size);
    int (*write)(FILE *stream, const void *from, size_t size);
};

struct __file {
    unsigned char *read_at;
    unsigned char *read_end;
    unsigned char *write_at;
    unsigned char *write_end;
    unsigned char *buffer;
    size_t size;    /* of the buffer; 0 = unbuffered */
    int line_end;   /* '\n' when line buffered, else -1 */
    unsigned flags; /* STREAM_ */
    int channel;
    const struct __stream_operations *operations;
    struct __file *next;              /* in __streams */
    unsigned char small[PUSHBACK + 1]; /* the buffer of unbuffered input */
};

/* All streams that may hold bytes to go out. */
extern struct __file *__streams;

/* Flushes them, or only those that are line buffered. Returns 0 or EOF. */
int __streams_flush(int only_lines);

/* Writes through the buffer; returns whether no error happened. */
int __stream_write(FILE *stream, const void *from, size_t count);

/* Puts one byte; the slow path of putc. Returns it, or EOF. */
int __stream_put(FILE *stream, unsigned char byte);

/* Sends what the buffer holds. Returns 0 or EOF. */
int __stream_flush(FILE *stream);

/* Gives the stream another buffer; what the old one held must have gone out. */
void __stream_set_buffer(FILE *stream, unsigned char *buffer, size_t size);

/* Reads a block into the empty buffer; returns whether there is a byte now. */
int __stream_fill(FILE *stream);

/* Makes the stream ready for reading, with nothing buffered. Returns whether it may be read. */
int __stream_start_reading(FILE *stream);

/* Sets the error flag and errno. Returns EOF. */
int __stream_fail(FILE *stream, int error);

#endif
