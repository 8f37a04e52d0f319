/*
 * Words go first and bytes last: HSX reads and writes words at any address. The order is upwards, and memmove relies on
 * it, so the definition promises no `restrict`.
 */
#include <string.h>

void *memcpy(void *to, const void *from, size_t count)
{
    unsigned char *target = to;
    const unsigned char *source = from;

    for (; count >= 16; count -= 16, source += 16, target += 16) {
        const unsigned *s = (const unsigned *)source;
        unsigned *t = (unsigned *)target;
        unsigned a = s[0], b = s[1], c = s[2], d = s[3];
        t[0] = a;
        t[1] = b;
        t[2] = c;
        t[3] = d;
    }
    for (; count >= 4; count -= 4, source += 4, target += 4)
        *(unsigned *)target = *(const unsigned *)source;
    for (; count != 0; count--)
        *target++ = *source++;
    return to;
}
