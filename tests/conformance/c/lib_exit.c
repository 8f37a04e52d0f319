// expect: 7
// stdout: main, third, second, added late, first
/* exit runs atexit functions backwards and then flushes. */
#include <stdio.h>
#include <stdlib.h>

static void first(void)
{
    printf(" first\n");
}

static void added_late(void)
{
    printf(" added late,");
}

static void second(void)
{
    printf(" second,");
    atexit(added_late);
}

static void third(void)
{
    printf(" third,");
}

int main(void)
{
    if (atexit(first) != 0 || atexit(second) != 0 || atexit(third) != 0)
        return 1;
    printf("main,");
    return 7;
}
