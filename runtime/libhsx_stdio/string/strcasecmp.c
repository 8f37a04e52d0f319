#include <ctype.h>
#include <strings.h>

int strncasecmp(const char *left, const char *right, size_t count)
{
    const unsigned char *a = (const unsigned char *)left;
    const unsigned char *b = (const unsigned char *)right;

    for (; count != 0; count--, a++, b++) {
        int difference = tolower(*a) - tolower(*b);
        if (difference != 0 || *a == 0)
            return difference;
    }
    return 0;
}

int strcasecmp(const char *left, const char *right)
{
    return strncasecmp(left, right, (size_t)-1);
}
