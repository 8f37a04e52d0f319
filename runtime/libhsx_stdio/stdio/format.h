/*
 * printf's engine: text and conversions in, bytes out through `emit`. It knows no streams.
 */
#ifndef FORMAT_H
#define FORMAT_H

#include <stdarg.h>
#include <stddef.h>

struct __printer {
    void (*emit)(struct __printer *printer, const char *text, size_t count);
    size_t total; /* bytes emitted so far; __format sets and counts it */
};

/* Returns the number of bytes, or -1 with errno EOVERFLOW when it does not fit an int. */
int __format(struct __printer *printer, const char *format, va_list arguments);

#endif
