// expect: 0
// stdout: 0
// stdout: 5
// stdout: 1
// stdout: depth 6
/* setjmp and longjmp: values, from deep calls, registers and locals of the caller kept. */
#include <setjmp.h>
#include <stdio.h>

static jmp_buf here;

static int dive(int depth)
{
    if (depth == 6)
        longjmp(here, 100 + depth);
    return dive(depth + 1) + depth;
}

static int keeps_locals(int a, int b, int c, int d)
{
    jmp_buf environment;
    int e = a * 2, f = b * 3, g = c * 5, h = d * 7;

    if (setjmp(environment) == 0)
        longjmp(environment, 1);
    return a + b + c + d + e + f + g + h;
}

int main(void)
{
    volatile int step = 0;
    int value = setjmp(here);

    step++;
    switch (step) {
    case 1:
        printf("%d\n", value);
        longjmp(here, 5);
    case 2:
        printf("%d\n", value);
        longjmp(here, 0);
    case 3:
        printf("%d\n", value);
        break;
    }
    value = setjmp(here);
    if (value == 0)
        return dive(0);
    printf("depth %d\n", value - 100);
    return keeps_locals(1, 2, 3, 4) - (10 + 2 + 6 + 15 + 28);
}
