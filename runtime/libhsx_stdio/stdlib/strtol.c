/* 32-bit numbers from text. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "number.h"

/* Reads digits up to a value of `limit`; beyond it the value is `limit` and errno is ERANGE. Returns whether it was. */
static int read_digits(const struct __number *number, unsigned long limit, unsigned long *value, char **end)
{
    const char *at = number->digits;
    unsigned long last = limit / number->base;
    unsigned long result = 0;
    int overflow = 0;
    unsigned digit;

    while ((digit = __digit_value((unsigned char)*at)) < number->base) {
        if (result > last || result * number->base > limit - digit)
            overflow = 1;
        result = result * number->base + digit;
        at++;
    }
    if (end != NULL)
        *end = (char *)at;
    if (overflow)
        errno = ERANGE;
    *value = overflow ? limit : result;
    return overflow;
}

long strtol(const char *restrict text, char **restrict end, int base)
{
    struct __number number = __number_start(text, base);
    unsigned long value;

    if (number.digits == NULL) {
        if (end != NULL)
            *end = (char *)text;
        return 0;
    }
    read_digits(&number, number.negative ? (unsigned long)LONG_MAX + 1 : LONG_MAX, &value, end);
    return (long)(number.negative ? -value : value);
}

unsigned long strtoul(const char *restrict text, char **restrict end, int base)
{
    struct __number number = __number_start(text, base);
    unsigned long value;

    if (number.digits == NULL) {
        if (end != NULL)
            *end = (char *)text;
        return 0;
    }
    if (read_digits(&number, ULONG_MAX, &value, end))
        return ULONG_MAX;
    return number.negative ? -value : value;
}
