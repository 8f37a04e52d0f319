/*
 * Four bytes at a time, in aligned words, so that nothing beyond the word that holds the byte is touched.
 */
#include <string.h>

void *memchr(const void *bytes, int wanted, size_t count)
{
    const unsigned char *at = bytes;
    const unsigned char *end = at + count;
    unsigned byte = wanted & 255;
    unsigned pattern = byte * 0x01010101U;

    if (end < at) /* "as far as it takes": a count beyond the end of memory */
        end = (const unsigned char *)(size_t)-1;
    for (; at != end && (size_t)at % 4 != 0; at++) {
        if (*at == byte)
            return (void *)at;
    }
    for (; (size_t)(end - at) >= 4; at += 4) {
        unsigned difference = *(const unsigned *)at ^ pattern; /* has a byte 0 where the wanted one is */
        if (((difference - 0x01010101U) & ~difference & 0x80808080U) != 0)
            break;
    }
    for (; at != end; at++) {
        if (*at == byte)
            return (void *)at;
    }
    return NULL;
}
