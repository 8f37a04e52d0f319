// expect: 126
// stdout: 3
// only here: the host ends such a program by a signal
/* A store to a const object faults the task. */
#include <stdio.h>

static const int three[] = {3, 3, 3};

int main(void)
{
    int *volatile p = (int *)three;

    printf("%d\n", *p);
    p[1] = 4;
    return 0;
}
