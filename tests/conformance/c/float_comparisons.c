// expect: 0
// stdout: 85a 85a b495a 1 1
// stdout: 85a 85a b495a 1 1
// stdout: 1d23 1d23 670a3 0 0
// stdout: 1dec 1dec 5206c 1 1
// stdout: 1d23 1d23 670a3 0 0
// stdout: 1d23 1d23 670a3 0 0
// stdout: 1dec 1dec 5206c 1 1
// stdout: 1de0 1de0 720e0 0 0
// stdout: 1d23 85a b495a 0 1
// stdout: 85a 85a b495a 1 1
// stdout: 85a 85a b495a 1 1
// stdout: 1d23 1d23 670a3 0 0
// stdout: 1dec 1dec 5206c 1 1
// stdout: 1d23 1d23 670a3 0 0
// stdout: 1d23 1d23 670a3 0 0
// stdout: 1dec 1dec 5206c 1 1
// stdout: 1de0 1de0 720e0 0 0
// stdout: 1d23 85a b495a 0 1
// stdout: 5ec 5ec 52c6c 1 1
// stdout: 5ec 5ec 52c6c 1 1
// stdout: 165a 165a b455a 1 1
// stdout: 17ec 17ec 5246c 1 1
// stdout: 1723 1723 676a3 0 0
// stdout: 1723 1723 676a3 0 0
// stdout: 17ec 17ec 5246c 1 1
// stdout: 17e0 17e0 726e0 0 0
// stdout: 17ec 5ec 52c6c 1 1
// stdout: 523 523 67ea3 0 0
// stdout: 523 523 67ea3 0 0
// stdout: 1723 1723 676a3 0 0
// stdout: 165a 165a b455a 1 1
// stdout: 1723 1723 676a3 0 0
// stdout: 1723 1723 676a3 0 0
// stdout: 17ec 17ec 5246c 1 1
// stdout: 17e0 17e0 726e0 0 0
// stdout: 1723 523 67ea3 0 0
// stdout: 5ec 5ec 52c6c 1 1
// stdout: 5ec 5ec 52c6c 1 1
// stdout: 17ec 17ec 5246c 1 1
// stdout: 17ec 17ec 5246c 1 1
// stdout: 165a 165a b455a 1 1
// stdout: 1723 1723 676a3 0 0
// stdout: 17ec 17ec 5246c 1 1
// stdout: 17e0 17e0 726e0 0 0
// stdout: 17ec 5ec 52c6c 1 1
// stdout: 5ec 5ec 52c6c 1 1
// stdout: 5ec 5ec 52c6c 1 1
// stdout: 17ec 17ec 5246c 1 1
// stdout: 17ec 17ec 5246c 1 1
// stdout: 17ec 17ec 5246c 1 1
// stdout: 165a 165a b455a 1 1
// stdout: 17ec 17ec 5246c 1 1
// stdout: 17e0 17e0 726e0 0 0
// stdout: 17ec 5ec 52c6c 1 1
// stdout: 523 523 67ea3 0 0
// stdout: 523 523 67ea3 0 0
// stdout: 1723 1723 676a3 0 0
// stdout: 1723 1723 676a3 0 0
// stdout: 1723 1723 676a3 0 0
// stdout: 1723 1723 676a3 0 0
// stdout: 165a 165a b455a 1 1
// stdout: 17e0 17e0 726e0 0 0
// stdout: 1723 523 67ea3 0 0
// stdout: 5e0 5e0 72ee0 0 1
// stdout: 5e0 5e0 72ee0 0 1
// stdout: 17e0 17e0 726e0 0 1
// stdout: 17e0 17e0 726e0 0 1
// stdout: 17e0 17e0 726e0 0 1
// stdout: 17e0 17e0 726e0 0 1
// stdout: 17e0 17e0 726e0 0 1
// stdout: 17e0 17e0 726e0 0 0
// stdout: 17e0 5e0 72ee0 0 1
// stdout: 5ec 85a 52c6c 1 1
// stdout: 5ec 85a 52c6c 1 1
// stdout: 1723 1d23 676a3 0 0
// stdout: 17ec 1dec 5246c 1 1
// stdout: 1723 1d23 676a3 0 0
// stdout: 1723 1d23 676a3 0 0
// stdout: 17ec 1dec 5246c 1 1
// stdout: 17e0 1de0 726e0 0 0
// stdout: 165a 85a 52c6c 1 1
// stdout: 411
// stdout: 101101
// stdout: 1100
/* Comparisons, conditions and logic with NaN, infinities and signed zeros, as values and as branches. */
#include <stdio.h>

static int values_d(double a, double b)
{
    return (a < b) | (a <= b) << 1 | (a > b) << 2 | (a >= b) << 3 | (a == b) << 4 | (a != b) << 5 | !(a < b) << 6
        | !(a <= b) << 7 | !(a == b) << 8 | (a && b) << 9 | (a || b) << 10 | !a << 11 | !!b << 12;
}

static int values_f(float a, float b)
{
    return (a < b) | (a <= b) << 1 | (a > b) << 2 | (a >= b) << 3 | (a == b) << 4 | (a != b) << 5 | !(a < b) << 6
        | !(a <= b) << 7 | !(a == b) << 8 | (a && b) << 9 | (a || b) << 10 | !a << 11 | !!b << 12;
}

static int branches(double a, float b)
{
    int r = 0;
    if (a < b) r |= 1; else r |= 1 << 16;
    if (a <= b) r |= 2;
    if (a > b) r |= 4; else r |= 1 << 17;
    if (a >= b) r |= 8;
    if (a == b) r |= 16; else r |= 1 << 18;
    if (a != b) r |= 32; else r |= 1 << 19;
    if (!(a < b)) r |= 64;
    if (!(a >= b)) r |= 128;
    if (!(a != b)) r |= 256;
    if (a && !(b <= a)) r |= 512;
    if (a) r |= 1024;
    if (!b) r |= 2048;
    while (a < b) { r |= 4096; break; }
    r |= (a < b ? 3 : a == b ? 2 : 1) << 13;
    return r;
}

static double larger(double a, double b) { return a > b ? a : b; }
static float smaller(float a, float b) { return a < b ? a : b; }

int main(void)
{
    volatile double zero = 0;
    double numbers[] = {0, -0.0, 1, -1, 1.5, 1 / zero, -1 / zero, zero / zero, 5e-324};
    int count = sizeof numbers / sizeof *numbers;
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < count; j++) {
            double a = numbers[i], b = numbers[j];
            printf("%x %x %x", values_d(a, b), values_f(a, b), branches(a, b));
            printf(" %d %d\n", larger(a, b) == a, smaller(a, b) == (float)b);
        }
    }
    int rounds = 0;
    for (double x = 0; x < 1; x += 0.1)
        rounds++;
    for (float x = 10; x; x -= 2.5f)
        rounds += 100;
    printf("%d\n", rounds);
    printf("%d%d%d%d%d%d\n", __builtin_isnan(numbers[7]), __builtin_isnan(1.0f), __builtin_isinf(numbers[6]) != 0,
           __builtin_isfinite(numbers[8]), __builtin_isnormal(numbers[8]), __builtin_signbit(numbers[1]) != 0);
    printf("%d%d%d%d\n", __builtin_isgreater(2.0, 1.0f), __builtin_isunordered(numbers[7], 1.0),
           __builtin_islessgreater(1.0, 1.0), __builtin_islessequal(numbers[7], numbers[7]));
    return 0;
}
