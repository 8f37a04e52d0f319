#include <string.h>

#include "stream.h"

int fputs(const char *restrict text, FILE *restrict stream)
{
    return __stream_write(stream, text, strlen(text)) ? 0 : EOF;
}
