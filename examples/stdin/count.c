/* Reads its standard input to the end and counts lines, words and characters. */
#include <ctype.h>
#include <stdio.h>

int main(void)
{
    unsigned lines = 0, words = 0, characters = 0;
    int inside = 0, c;
    while ((c = getchar()) != EOF) {
        characters++;
        lines += c == '\n';
        if (isspace(c))
            inside = 0;
        else if (!inside)
            inside = 1, words++;
    }
    printf("%u lines, %u words, %u characters\n", lines, words, characters);
    return 0;
}
