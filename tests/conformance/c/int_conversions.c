// expect: 0
// stdout: int
// stdout: int
// stdout: unsigned
// stdout: unsigned
// stdout: llong
// stdout: ullong
// stdout: int
// stdout: int
// stdout: unsigned
// stdout: ulong
// stdout: int
// stdout: bool
// stdout: int
// stdout: llong
// stdout: unsigned
// stdout: int
// stdout: 1 1 1 1
// stdout: 1 0 0 1
// stdout: 0 1 1
// stdout: 0 1
// stdout: 0: 0 0 0 0 0 0 0 0
// stdout: 1: 1 1 1 1 1 1 1 1
// stdout: -1: -1 255 -1 65535 -1 4294967295 1 18446744073709551615
// stdout: 127: 127 127 127 127 127 127 1 127
// stdout: 128: -128 128 128 128 128 128 1 128
// stdout: 255: -1 255 255 255 255 255 1 255
// stdout: 256: 0 0 256 256 256 256 1 256
// stdout: 32767: -1 255 32767 32767 32767 32767 1 32767
// stdout: 32768: 0 0 -32768 32768 32768 32768 1 32768
// stdout: 65535: -1 255 -1 65535 65535 65535 1 65535
// stdout: 65536: 0 0 0 0 65536 65536 1 65536
// stdout: 2147483647: -1 255 -1 65535 2147483647 2147483647 1 2147483647
// stdout: 2147483648: 0 0 0 0 -2147483648 2147483648 1 2147483648
// stdout: 4294967295: -1 255 -1 65535 -1 4294967295 1 4294967295
// stdout: 4294967296: 0 0 0 0 0 0 1 4294967296
// stdout: -129: 127 127 -129 65407 -129 4294967167 1 18446744073709551487
// stdout: -32769: -1 255 32767 32767 -32769 4294934527 1 18446744073709518847
// stdout: -2147483649: -1 255 -1 65535 2147483647 2147483647 1 18446744071562067967
// stdout: 81985529216486895: -17 239 -12817 52719 -1985229329 2309737967 1 81985529216486895
// stdout: -1 255 -2147483648 4294967295
// stdout: 255 -56 2232
// stdout: 4 127
// stdout: 44
// stdout: 510 131070 -256 -65535
// stdout: 4278190080 268435455
// stdout: 0 -57
// stdout: -4294967296 0
// stdout: 18446744073709551559 4294967239
/* Integer promotions, the usual arithmetic conversions, and conversions between all widths. */
#include <stdio.h>

static signed char sc = -1;
static unsigned char uc = 255;
static short ss = -32768;
static unsigned short us = 65535;
static int si = -2147483647 - 1;
static unsigned ui = 4294967295u;
static long long sl = -9223372036854775807LL - 1;
static unsigned long long ul = 18446744073709551615ULL;

#define TYPE(e) _Generic((e), char: "char", signed char: "schar", unsigned char: "uchar", short: "short", \
    unsigned short: "ushort", int: "int", unsigned: "unsigned", long: "long", unsigned long: "ulong", \
    long long: "llong", unsigned long long: "ullong", _Bool: "bool")

static void types(void)
{
    puts(TYPE(sc + sc));
    puts(TYPE(us + us));
    puts(TYPE(us + ui));
    puts(TYPE(si + ui));
    puts(TYPE(ui + sl));
    puts(TYPE(sl + ul));
    puts(TYPE(sc << ul));
    puts(TYPE(1 ? sc : us));
    puts(TYPE(1 ? si : ui));
    puts(TYPE(1L + 1u));
    puts(TYPE('a'));
    puts(TYPE((_Bool)1));
    puts(TYPE(+(_Bool)1));
    puts(TYPE(2147483648));
    puts(TYPE(0x80000000));
    puts(TYPE(1 == 1));
}

static void comparisons(void)
{
    printf("%d %d %d %d\n", sc < uc, sc < (int)us, si < ui, sc == ui);
    printf("%d %d %d %d\n", sl < ul, si < sl, ui < sl, (unsigned)si > 0);
    printf("%d %d %d\n", -1 < 1u, -1 < 1LL, -1LL < 1u);
    printf("%d %d\n", sizeof(int) > -1, (short)0x8000 < 0);
}

static void narrowing(void)
{
    static const long long values[] = {0, 1, -1, 127, 128, 255, 256, 32767, 32768, 65535, 65536, 2147483647LL,
        2147483648LL, 4294967295LL, 4294967296LL, -129, -32769, -2147483649LL, 0x123456789ABCDEFLL};
    unsigned n;

    for (n = 0; n < sizeof values / sizeof *values; n++) {
        long long v = values[n];
        printf("%lld: %d %d %d %d %d %u %d %llu\n", v, (signed char)v, (unsigned char)v, (short)v, (unsigned short)v,
            (int)v, (unsigned)v, (_Bool)v, (unsigned long long)v);
    }
}

static int through_int(int value)
{
    return value;
}

static long long through_wide(long long value)
{
    return value;
}

static unsigned char narrow_result(int value)
{
    return value;
}

static signed char narrow_signed_result(int value)
{
    return value;
}

static short narrow_parameter(short value)
{
    return value / 2;
}

int main(void)
{
    unsigned char wrap = 250;
    signed char low = -128;
    int n;

    types();
    comparisons();
    narrowing();
    printf("%d %d %lld %lld\n", through_int(sc), through_int(uc), through_wide(si), through_wide(ui));
    printf("%d %d %d\n", narrow_result(-1), narrow_signed_result(200), narrow_parameter(70000));
    for (n = 0; n < 10; n++)
        wrap++;
    low--;
    printf("%d %d\n", wrap, low);
    printf("%d\n", low = 300);
    printf("%d %d %d %d\n", uc + uc, us * 2, ~uc, -us);
    printf("%u %u\n", uc << 24, (unsigned)sc >> 4);
    printf("%d %d\n", (unsigned char)(uc + 1), (sc += 200));
    printf("%lld %lld\n", (long long)si * 2, (long long)(si * 2));
    printf("%llu %llu\n", (unsigned long long)sc, (unsigned long long)(unsigned)sc);
    return 0;
}
