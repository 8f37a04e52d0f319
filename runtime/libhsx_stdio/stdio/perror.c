#include <errno.h>
#include <stdio.h>
#include <string.h>

void perror(const char *prefix)
{
    char line[128]; /* written as a whole, stderr being unbuffered */
    size_t length = 0;

    if (prefix != NULL && *prefix != 0) {
        length = strlcpy(line, prefix, sizeof line - 64);
        if (length > sizeof line - 65)
            length = sizeof line - 65;
        memcpy(line + length, ": ", 3);
    } else {
        line[0] = 0;
    }
    strlcat(line, strerror(errno), sizeof line - 1);
    length = strlen(line);
    memcpy(line + length, "\n", 2);
    fputs(line, stderr);
}
