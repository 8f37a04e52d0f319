// expect: 0
// stdout: add 3fd3333333333334
// stdout: sub bfb999999999999a
// stdout: mul 3f947ae147ae147c
// stdout: div 3fe0000000000000
// stdout: neg bfb999999999999a
// stdout: plus 3fc999999999999a
// stdout: add 3e99999a
// stdout: sub bdcccccd
// stdout: mul 3ca3d70b
// stdout: div 3f000000
// stdout: neg bdcccccd
// stdout: mixed 3ff028f5c699999a
// stdout: mixed 3f8147ae
// stdout: grouped 3c80000000000000
// stdout: grouped 32800000
// stdout: add 0000000000000000
// stdout: sub 7ff0000000000000
// stdout: mul fff0000000000000
// stdout: div bff0000000000000
// stdout: neg ffe1ccf385ebc8a0
// stdout: plus ffe1ccf385ebc8a0
// stdout: add 7f800000
// stdout: sub 00000000
// stdout: mul 7f800000
// stdout: div 3f800000
// stdout: neg ff61b1e6
// stdout: mixed 7ff0000000000000
// stdout: mixed 7f800000
// stdout: grouped 0000000000000000
// stdout: grouped 7f800000
// stdout: add 4004000000000000
// stdout: sub c004000000000000
// stdout: mul 0000000000000002
// stdout: div 0000000000000000
// stdout: neg 8000000000000001
// stdout: plus 4004000000000000
// stdout: add 3f000000
// stdout: sub bf000000
// stdout: mul 00000000
// stdout: div 00000002
// stdout: neg 80000001
// stdout: mixed 3fc999999999999a
// stdout: mixed 3e4ccccd
// stdout: grouped 0000000000000000
// stdout: grouped 00000000
// stdout: add 7ff0000000000000
// stdout: sub 7ff0000000000000
// stdout: mul fff0000000000000
// stdout: div fff0000000000000
// stdout: neg fff0000000000000
// stdout: plus bff8000000000000
// stdout: add 7f800000
// stdout: sub 7f800000
// stdout: mul nan
// stdout: div ff800000
// stdout: neg ff800000
// stdout: mixed 7ff0000000000000
// stdout: mixed 7f800000
// stdout: grouped nan
// stdout: grouped nan
// stdout: add 0000000000000000
// stdout: sub 8000000000000000
// stdout: mul 8000000000000000
// stdout: div nan
// stdout: neg 0000000000000000
// stdout: plus 0000000000000000
// stdout: add 00000000
// stdout: sub 80000000
// stdout: mul 80000000
// stdout: div nan
// stdout: neg 00000000
// stdout: mixed nan
// stdout: mixed nan
// stdout: grouped 0000000000000000
// stdout: grouped 00000000
// stdout: add nan
// stdout: sub nan
// stdout: mul nan
// stdout: div nan
// stdout: neg nan
// stdout: plus 3ff0000000000000
// stdout: add nan
// stdout: sub nan
// stdout: mul nan
// stdout: div nan
// stdout: neg nan
// stdout: mixed nan
// stdout: mixed nan
// stdout: grouped nan
// stdout: grouped nan
// stdout: inf-inf nan
// stdout: inf*0 nan
// stdout: 0/0 nan
// stdout: -1/0 fff0000000000000
// stdout: steps 4004f17811175074
// stdout: max 7fefffffffffffff
// stdout: max*2 7ff0000000000000
// stdout: min 0010000000000000
// stdout: min/2 0008000000000000
// stdout: eps 3cb0000000000000
// stdout: max 7f7fffff
// stdout: max*2 7f800000
// stdout: min 00800000
// stdout: min/4 00200000
// stdout: eps 34000000
// stdout: true min 0000000000000001
// stdout: true min 00000001
// stdout: folded 3fd7777777777779
// stdout: folded 3ebbbbbd
// stdout: folded 3f847ae14ccccccd
// stdout: folded nan
// stdout: folded 8000000000000000
// stdout: folded nan
// stdout: 6 15 24 1024
// stdout: 4 8 4
/* float and double: arithmetic, rounding, the special numbers, bit for bit. */
#include <float.h>
#include <stdio.h>

static volatile double zero = 0;

static void d(const char *what, double x)
{
    union { double d; unsigned long long u; } bits = {x};
    if (x != x)
        printf("%s nan\n", what);
    else
        printf("%s %016llx\n", what, bits.u);
}

static void f(const char *what, float x)
{
    union { float f; unsigned u; } bits = {x};
    if (x != x)
        printf("%s nan\n", what);
    else
        printf("%s %08x\n", what, bits.u);
}

static void operators(double a, double b, float g, float h)
{
    d("add", a + b), d("sub", a - b), d("mul", a * b), d("div", a / b), d("neg", -a), d("plus", +b);
    f("add", g + h), f("sub", g - h), f("mul", g * h), f("div", g / h), f("neg", -g);
    d("mixed", a * g + h / b), f("mixed", a * g + h / b);
    d("grouped", (a + b) - a - b), f("grouped", (g + h) - g - h);
}

static double steps(double x, float y)
{
    x++, ++x, x--;
    y++, y--, --y;
    x += y, x -= 0.1, x *= 3, x /= 7;
    y += 0.1, y *= 0.1f, y -= 1e-3, y /= 3;
    double old = x++;
    return old + y++ + y-- + --x;
}

int main(void)
{
    double inf = 1 / zero, nan = zero / zero;
    operators(0.1, 0.2, 0.1f, 0.2f);
    operators(1e308, -1e308, 3e38f, 3e38f);
    operators(5e-324, 2.5, 1e-45f, 0.5f);
    operators(inf, -1.5, (float)inf, -0.0f);
    operators(-0.0, 0.0, -0.0f, 0.0f);
    operators(nan, 1, (float)nan, 1);
    d("inf-inf", inf - inf), d("inf*0", inf * zero), d("0/0", zero / zero), d("-1/0", -1 / zero);
    d("steps", steps(1.25, 0.75f));
    d("max", DBL_MAX), d("max*2", DBL_MAX * 2), d("min", DBL_MIN), d("min/2", DBL_MIN / 2), d("eps", DBL_EPSILON);
    f("max", FLT_MAX), f("max*2", FLT_MAX * 2), f("min", FLT_MIN), f("min/4", FLT_MIN / 4), f("eps", FLT_EPSILON);
    d("true min", DBL_TRUE_MIN), f("true min", FLT_TRUE_MIN);
    d("folded", 0.1 + 0.2 * 3 - 1.0 / 3), f("folded", 0.1f + 0.2f * 3 - 1.0f / 3), d("folded", 0.1f * 0.1);
    d("folded", 1.0 / 0.0 * -0.0), d("folded", -(0.0)), d("folded", 1e308 * 10 - 1e308 * 10);
    printf("%d %d %d %d\n", FLT_DIG, DBL_DIG, FLT_MANT_DIG, DBL_MAX_EXP);
    printf("%d %d %d\n", (int)sizeof(1.0f), (int)sizeof(1.0), (int)sizeof(1.0f + 1));
    return 0;
}
