#include <string.h>

void *memset(void *to, int value, size_t count)
{
    unsigned char *target = to;
    unsigned word = (value & 255) * 0x01010101U;

    for (; count >= 16; count -= 16, target += 16) {
        unsigned *t = (unsigned *)target;
        t[0] = word;
        t[1] = word;
        t[2] = word;
        t[3] = word;
    }
    for (; count >= 4; count -= 4, target += 4)
        *(unsigned *)target = word;
    for (; count != 0; count--)
        *target++ = (unsigned char)value;
    return to;
}
