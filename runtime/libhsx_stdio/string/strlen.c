/*
 * Four bytes at a time. Only aligned words are read, so nothing beyond the word that holds the NUL is touched.
 */
#include <string.h>

size_t strlen(const char *text)
{
    const char *at = text;
    const unsigned *words;

    for (; (size_t)at % 4 != 0; at++) {
        if (*at == 0)
            return (size_t)(at - text);
    }
    /* A byte borrows into its top bit when it is 0; bytes of 0x80 and more had that bit before. */
    for (words = (const unsigned *)at; ((*words - 0x01010101U) & ~*words & 0x80808080U) == 0; words++)
        continue;
    for (at = (const char *)words; *at != 0; at++)
        continue;
    return (size_t)(at - text);
}
