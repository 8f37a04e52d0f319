#include <string.h>

/*
 * Copying upwards is safe unless the target starts inside the source. A block of words is read completely before it is
 * written, so that holds for overlaps closer than a block too.
 */
void *memmove(void *to, const void *from, size_t count)
{
    unsigned char *target = to;
    const unsigned char *source = from;

    if ((size_t)target - (size_t)source >= count)
        return memcpy(to, from, count);
    target += count;
    source += count;
    while (count >= 16) {
        const unsigned *s = (const unsigned *)(source -= 16);
        unsigned *t = (unsigned *)(target -= 16);
        unsigned a = s[0], b = s[1], c = s[2], d = s[3];
        t[3] = d;
        t[2] = c;
        t[1] = b;
        t[0] = a;
        count -= 16;
    }
    for (; count >= 4; count -= 4)
        *(unsigned *)(target -= 4) = *(const unsigned *)(source -= 4);
    for (; count != 0; count--)
        *--target = *--source;
    return to;
}
