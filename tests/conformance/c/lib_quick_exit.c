// expect: 9
// stdout: first
// stdout: last
/* quick_exit runs its own functions only, and flushes nothing. */
#include <stdio.h>
#include <stdlib.h>

static void never(void)
{
    puts("never");
}

static void last(void)
{
    puts("last");
    printf("not flushed");
}

static void first(void)
{
    puts("first");
}

int main(void)
{
    atexit(never);
    at_quick_exit(last);
    at_quick_exit(first);
    quick_exit(9);
}
