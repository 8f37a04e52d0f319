/* The smallest app: text goes through the stdio mailbox to whoever listens. */
#include <stdio.h>

int main(int argc, char **argv)
{
    printf("Hello from HSX");
    for (int i = 1; i < argc; i++)
        printf(", %s", argv[i]);
    putchar('\n');
    return 0;
}
