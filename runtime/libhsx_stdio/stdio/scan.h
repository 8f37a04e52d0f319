/*
 * scanf's engine: bytes in through a window that `refill` moves along, values out through the arguments.
 *
 * Only the byte read last is ever put back, so it is always still in the window.
 */
#ifndef SCAN_H
#define SCAN_H

#include <stdarg.h>
#include <stddef.h>

struct __scanner {
    const unsigned char *at;
    const unsigned char *end;
    const unsigned char *start;                /* of the window */
    size_t earlier;                            /* bytes taken from earlier windows */
    int (*refill)(struct __scanner *scanner);  /* sets at and end; returns 0 when there is no more */
};

/* Returns the number of values stored, or EOF when the input ended before the first. The window must be set up. */
int __scan(struct __scanner *scanner, const char *format, va_list arguments);

#endif
