// expect: 126
// stdout: before
// only here: the host ends such a program by a signal
/* A division by zero faults the task. */
#include <stdio.h>

int main(void)
{
    volatile int zero = 0;

    puts("before");
    return 10 / zero;
}
