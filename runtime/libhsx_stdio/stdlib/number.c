#include "number.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>

struct __number __number_start(const char *text, int base)
{
    struct __number number = {NULL, 0, 0};

    while (isspace((unsigned char)*text))
        text++;
    if (*text == '-' || *text == '+')
        number.negative = *text++ == '-';
    /* "0x" counts as a prefix only if a digit follows; else the number is the 0. */
    if ((base == 0 || base == 16) && text[0] == '0' && (text[1] | 32) == 'x'
        && __digit_value((unsigned char)text[2]) < 16) {
        text += 2;
        base = 16;
    }
    if (base == 0)
        base = *text == '0' ? 8 : 10;
    if (base < 2 || base > 36) {
        errno = EINVAL;
        return number;
    }
    number.base = (unsigned)base;
    if (__digit_value((unsigned char)*text) < number.base)
        number.digits = text;
    return number;
}
