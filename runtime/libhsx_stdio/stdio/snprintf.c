#include <stdint.h>
#include <stdio.h>

int snprintf(char *restrict to, size_t size, const char *restrict format, ...)
{
    va_list arguments;
    int count;

    va_start(arguments, format);
    count = vsnprintf(to, size, format, arguments);
    va_end(arguments);
    return count;
}

int sprintf(char *restrict to, const char *restrict format, ...)
{
    va_list arguments;
    int count;

    va_start(arguments, format);
    count = vsnprintf(to, SIZE_MAX, format, arguments);
    va_end(arguments);
    return count;
}
