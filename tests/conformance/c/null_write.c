// expect: 126
// stdout: before
// only here: the host ends such a program by a signal
/* A write through NULL faults the task; what was written before stays. */
#include <stdio.h>

int main(void)
{
    int *volatile nowhere = 0;

    puts("before");
    *nowhere = 1;
    puts("after");
    return 0;
}
