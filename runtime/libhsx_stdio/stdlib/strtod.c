/* Text to floating-point numbers. */
#include <ctype.h>
#include <stdlib.h>

#include "number_float.h"

/* Reads as much as is a number; returns the end of it, or `text`. */
static const char *read(struct __float_reader *reader, const char *text)
{
    const char *at = text, *end = text;

    while (isspace((unsigned char)*at))
        at++;
    __float_start(reader);
    while (__float_take(reader, (unsigned char)*at)) {
        at++;
        if (reader->valid)
            end = at;
    }
    return end;
}

/* As read, but leaves the reader with the number alone: "1e+" and "0x" have more text than that. */
static void parse(struct __float_reader *reader, const char *text, char **end)
{
    const char *stop = read(reader, text);

    if (end != NULL)
        *end = (char *)stop;
    if (!reader->valid && stop != text) {
        __float_start(reader);
        while (isspace((unsigned char)*text))
            text++;
        while (text != stop)
            __float_take(reader, (unsigned char)*text++);
    }
}

double strtod(const char *restrict text, char **restrict end)
{
    struct __float_reader reader;

    parse(&reader, text, end);
    return __float_value(&reader);
}

float strtof(const char *restrict text, char **restrict end)
{
    struct __float_reader reader;

    parse(&reader, text, end);
    return __float_value_single(&reader);
}

long double strtold(const char *restrict text, char **restrict end)
{
    return strtod(text, end);
}

double atof(const char *text)
{
    return strtod(text, NULL);
}
