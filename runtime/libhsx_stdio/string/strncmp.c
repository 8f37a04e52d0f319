#include <string.h>

int strncmp(const char *left, const char *right, size_t count)
{
    const unsigned char *a = (const unsigned char *)left;
    const unsigned char *b = (const unsigned char *)right;
    int x, y;

    for (; count != 0; count--) {
        x = *a++;
        y = *b++;
        if (x != y || x == 0)
            return x - y;
    }
    return 0;
}
