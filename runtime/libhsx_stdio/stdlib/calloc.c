#include <errno.h>
#include <stdlib.h>
#include <string.h>

void *calloc(size_t count, size_t size)
{
    void *block;

    if (size != 0 && count > (size_t)-1 / size) {
        errno = ENOMEM;
        return NULL;
    }
    block = malloc(count * size);
    if (block != NULL)
        memset(block, 0, count * size);
    return block;
}
