#include <string.h>

char *strchrnul(const char *text, int wanted)
{
    while (*text != 0 && *text != (char)wanted)
        text++;
    return (char *)text;
}

char *strchr(const char *text, int wanted)
{
    const char *found = strchrnul(text, wanted);

    return *found == (char)wanted ? (char *)found : NULL;
}
