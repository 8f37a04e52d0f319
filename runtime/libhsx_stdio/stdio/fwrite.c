#include "stream.h"

size_t fwrite(const void *restrict from, size_t size, size_t count, FILE *restrict stream)
{
    return size != 0 && __stream_write(stream, from, size * count) ? count : 0;
}
