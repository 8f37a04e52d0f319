#include <string.h>

char *strtok_r(char *restrict text, const char *restrict separators, char **restrict rest)
{
    char *end;

    if (text == NULL)
        text = *rest;
    text += strspn(text, separators);
    end = text + strcspn(text, separators);
    *rest = end;
    if (end == text)
        return NULL;
    if (*end != 0) {
        *end = 0;
        *rest = end + 1;
    }
    return text;
}

char *strtok(char *restrict text, const char *restrict separators)
{
    static char *rest;

    if (text == NULL && rest == NULL)
        return NULL;
    return strtok_r(text, separators, &rest);
}

char *strsep(char **restrict rest, const char *restrict separators)
{
    char *text = *rest;
    char *end;

    if (text == NULL)
        return NULL;
    end = text + strcspn(text, separators);
    *rest = *end != 0 ? end + 1 : NULL;
    *end = 0;
    return text;
}
