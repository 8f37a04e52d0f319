#include <string.h>

int memcmp(const void *left, const void *right, size_t count)
{
    const unsigned char *a = left;
    const unsigned char *b = right;

    while (count >= 4 && *(const unsigned *)a == *(const unsigned *)b) {
        a += 4;
        b += 4;
        count -= 4;
    }
    for (; count != 0; count--, a++, b++) {
        if (*a != *b)
            return *a - *b;
    }
    return 0;
}
