#include <string.h>

void *memrchr(const void *bytes, int wanted, size_t count)
{
    const unsigned char *start = bytes;
    const unsigned char *at = start + count;

    while (at != start) {
        if (*--at == (unsigned char)wanted)
            return (void *)at;
    }
    return NULL;
}
