#include <string.h>

char *strrchr(const char *text, int wanted)
{
    return memrchr(text, wanted, strlen(text) + 1);
}
