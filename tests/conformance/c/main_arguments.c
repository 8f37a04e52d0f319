// expect: 12
// args: one --two=2 three
// stdin: 5 apples
// stdin: 7 pears
// stdout: 4 one --two=2 three end
// stdout: 12 fruits
/* Arguments, standard input and the exit status. */
#include <stdio.h>
#include <string.h>

int main(int argc, char *argv[])
{
    int total = 0, count;
    char name[20];

    printf("%d", argc);
    for (int n = 1; n < argc; n++)
        printf(" %s", argv[n]);
    printf(" %s\n", argv[argc] ? "?" : "end");
    while (scanf("%d %19s", &count, name) == 2)
        total += count;
    printf("%d fruits\n", total);
    return strlen(argv[0]) ? total : 1;
}
