/* Values from a string. */
#include <stdio.h>
#include <string.h>

#include "scan.h"

enum {
    WINDOW = 32 /* bytes looked ahead for the end, so that scanning a long string piece by piece stays linear */
};

static int refill(struct __scanner *scanner)
{
    scanner->end = scanner->at + strnlen((const char *)scanner->at, WINDOW);
    return scanner->end != scanner->at;
}

int vsscanf(const char *restrict from, const char *restrict format, va_list arguments)
{
    struct __scanner scanner;

    scanner.at = scanner.end = scanner.start = (const unsigned char *)from;
    scanner.earlier = 0;
    scanner.refill = refill;
    return __scan(&scanner, format, arguments);
}

int sscanf(const char *restrict from, const char *restrict format, ...)
{
    va_list arguments;
    int stored;

    va_start(arguments, format);
    stored = vsscanf(from, format, arguments);
    va_end(arguments);
    return stored;
}
