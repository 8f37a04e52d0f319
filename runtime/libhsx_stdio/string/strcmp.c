#include <string.h>

int strcmp(const char *left, const char *right)
{
    const unsigned char *a = (const unsigned char *)left;
    const unsigned char *b = (const unsigned char *)right;
    int x, y;

    do {
        x = *a++;
        y = *b++;
    } while (x == y && x != 0);
    return x - y;
}
