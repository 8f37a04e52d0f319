/* Formatted text to memory. */
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "format.h"

struct memory_printer {
    struct __printer printer;
    char *at;
    char *end; /* where the NUL has to fit */
};

static void emit(struct __printer *printer, const char *text, size_t count)
{
    struct memory_printer *memory = (struct memory_printer *)printer;
    size_t room = (size_t)(memory->end - memory->at);

    if (count > room)
        count = room;
    memcpy(memory->at, text, count);
    memory->at += count;
}

int vsnprintf(char *restrict to, size_t size, const char *restrict format, va_list arguments)
{
    struct memory_printer memory;
    char nowhere;
    int count;

    if (size == 0) {
        to = &nowhere;
        size = 1;
    }
    if (size - 1 > UINTPTR_MAX - (uintptr_t)to) /* "as large as it takes", as sprintf says it */
        size = UINTPTR_MAX - (uintptr_t)to + 1;
    memory.printer.emit = emit;
    memory.at = to;
    memory.end = to + (size - 1);
    count = __format(&memory.printer, format, arguments);
    *memory.at = 0;
    return count;
}

int vsprintf(char *restrict to, const char *restrict format, va_list arguments)
{
    return vsnprintf(to, SIZE_MAX, format, arguments);
}
