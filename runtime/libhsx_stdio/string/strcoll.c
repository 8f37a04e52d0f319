/* The "C" locale: order of bytes. */
#include <string.h>

int strcoll(const char *left, const char *right)
{
    return strcmp(left, right);
}

size_t strxfrm(char *restrict to, const char *restrict from, size_t count)
{
    return strlcpy(to, from, count);
}
