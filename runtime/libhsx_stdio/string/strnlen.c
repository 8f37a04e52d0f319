#include <string.h>

size_t strnlen(const char *text, size_t count)
{
    const char *end = memchr(text, 0, count);

    return end == NULL ? count : (size_t)(end - text);
}
