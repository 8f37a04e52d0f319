// expect: 0
// stdout: 0 0000000000000000
// stdout: 1 8000000000000000
// stdout: 2 3ff0000000000000
// stdout: 3 3fe0000000000000
// stdout: 4 3ff0000000000000
// stdout: 5 40f86a0000000000
// stdout: 6 3ee4f8b588e368f1
// stdout: 7 3ff0000000000000
// stdout: 8 3ff0000000000000
// stdout: 9 3fcf000000000000
// stdout: 10 4044000000000000
// stdout: 11 0000000000000001
// stdout: 12 0000000000000000
// stdout: 13 0000000000000001
// stdout: 14 000fffffffffffff
// stdout: 15 0010000000000000
// stdout: 16 7fefffffffffffff
// stdout: 17 7fefffffffffffff
// stdout: 18 4340000000000000
// stdout: 19 4340000000000001
// stdout: 20 4340000000000000
// stdout: 21 45f8ee90ff6c373e
// stdout: 22 3fb999999999999a
// stdout: 23 3fb999999999999a
// stdout: 24 4000000000000000
// stdout: 25 3fffffffffffffff
// stdout: 26 0010000000000000
// stdout: 27 0000000000000000
// stdout: 28 3fd5555555555555
// stdout: 29 4008000000000000
// stdout: 30 c01c000000000000
// stdout: 31 41efffffffe00000
// stdout: 32 43e0000000000000
// stdout: 33 43f0000000000000
// stdout: 34 4058400000000000
// stdout: 35 4000000000000000
// stdout: 36 3ff8000000000000
// stdout: 37 3fb99999a0000000
// stdout: 38 c000000000000000
// stdout: 39 0000000000000000
// stdout: 40 3ff0000000000000
// stdout: 41 3ff0000000000000
// stdout: 42 bff0000000000000
// stdout: 43 0000000000000000
// stdout: 44 4000000000000000
// stdout: 45 43abc16d674ec800
// stdout: 46 406fe00000000000
// stdout: 0 3dcccccd
// stdout: 1 3dcccccd
// stdout: 2 00000001
// stdout: 3 00000000
// stdout: 4 00000001
// stdout: 5 7f7fffff
// stdout: 6 7f7fffff
// stdout: 7 7f7fffff
// stdout: 8 4b800000
// stdout: 9 4b800002
// stdout: 10 3f800001
// stdout: 11 3f800002
// stdout: 12 3f800002
// stdout: 13 3f800000
// stdout: 14 3f800002
// stdout: 15 3f800001
// stdout: 16 4b800000
// stdout: 17 4f000000
// stdout: 18 5effffff
// stdout: 19 3eaaaaab
// stdout: 20 3eaaaaab
// stdout: 21 7f800000
// stdout: 22 ff800000
// stdout: 1 -1 3 4 1000000000
// stdout: 1 1 1
// stdout: 1 214
/* Floating constants, static initialisers and constant expressions, rounded once. */
#include <stdio.h>

static const double doubles[] = {
    0.0, -0.0, 1., .5, 1e0, 1E+5, 1e-5, 0x1p0, 0x.8p1, 0X1.Fp-3, 0xAp+2, 4.9406564584124654e-324, 2e-324, 3e-324,
    2.2250738585072011e-308, 2.2250738585072014e-308, 1.7976931348623157e308, 1.7976931348623158e308,
    9007199254740993., 9007199254740993.00000000000000000001, 9007199254740992.99999999999999999999,
    123456789012345678901234567890., 0.1, 0.1000000000000000055511151231257827, 0x1.fffffffffffff8p0,
    0x1.fffffffffffff7fffp0, 0x1.00000000000008p-1022, 0x0.00000000000008p-1022, 1 / 3., 3, -7, 4294967295u,
    9223372036854775807ll, 18446744073709551615ull, 'a', 1 ? 2 : 3.5, 1.5f, (float)0.1, (int)-2.9, !1.5, 1.5 > 1,
    1e5000 > 1, -(1.0), 2.5 && 0.0, 1.0 ? 2.0 : 1 / 0.0, (double)(long long)1e18, (unsigned char)255.9,
};
static float floats[] = {
    0.1f, 0.1, 1e-45f, 7e-46f, 7.1e-46f, 3.4028235e38f, 3.4028235677973366e38f, 3.40282356779733e38f, 16777217.f,
    16777219.f, 1.00000017881393432617187499f, 1.00000017881393432617187500f, 1.00000017881393432617187501f,
    0x1.000001p0f, 0x1.000003p0f, 0x1.00000100000001p0f, 16777217, 2147483647, 0x7fffffbfffffffffll, 1.0 / 3, 1.f / 3,
    1e39, -1e39,
};
static struct { char c; float f; double d; long double l; float v[2]; } mixed = {'x', 1.5, .25f, 3.25L, {1, 2.5}};
static union { double d; unsigned long long u; } pun = {.d = 1.5};
static int whole[] = {1.9, -1.9, (int)2.5 + 1, 3 * 1.5, 1e9};
static long double wide = 0.1L;

int main(void)
{
    for (unsigned i = 0; i < sizeof doubles / sizeof *doubles; i++) {
        pun.d = doubles[i];
        printf("%u %016llx\n", i, pun.u);
    }
    for (unsigned i = 0; i < sizeof floats / sizeof *floats; i++) {
        union { float f; unsigned u; } bits = {floats[i]};
        printf("%u %08x\n", i, bits.u);
    }
    printf("%d %d %d %d %d\n", whole[0], whole[1], whole[2], whole[3], whole[4]);
    printf("%d %d %d\n", mixed.f == 1.5f, mixed.d == 0.25, mixed.l == 3.25L && mixed.v[0] == 1 && mixed.v[1] == 2.5f);
    printf("%d %d\n", (double)wide == 0.1, _Generic(1.0, float: 1, double: 2, default: 3) * 100
           + _Generic(1.0f, float: 1, double: 2, default: 3) * 10 + _Generic(1.0L, double: 2, long double: 4));
    return 0;
}
