// expect: 0
// stdout: add 9e66f7292f772481
// stdout: sub c117a0edbf9b5ca9
// stdout: mul cbbb892fc07935ea
// stdout: udiv 524973b844f2a307
// stdout: umod 46296eaac9b67825
// stdout: sdiv 009b40420e03f9e0
// stdout: smod 67183729cad40187
// stdout: and or xor 4b332fa3889b32f1
// stdout: unary e067096ad20c29cb
// stdout: shl ce93478a756222c9
// stdout: lshr 70c3889d20b4e8b2
// stdout: ashr 5ceb38a326d6efe6
// stdout: square and more 238c952ddcffd2c3
// stdout: widened product b6aec8fbddf2706a
// stdout: widened unsigned product 9f77c36cad32977b
// stdout: unsigned e4fc71816ff22ee8
// stdout: signed db43d7e74ecca30c
// stdout: with int 1e4aab2ed4bceeed
// stdout: with unsigned b6e403436cae60e0
// stdout: logical f63c771eee67785a
// stdout: chosen f06cd7b2718f24fd
// stdout: with small constants a5f49e4beee3950c
// stdout: with large constants 93c4dc4a6bfe5cb4
// stdout: divided by constants be328f8a36f50253
// stdout: unsigned divided by constants 85e27f0431c339c9
// stdout: shifted by constants 577f8c7c1b1f5100
// stdout: compared with constants 6f6ab7d0e27bdf14
// stdout: 4876418514637 11068046444225730969 -544 184
// stdout: 6501891352848 5205 6501891352849 5204
// stdout: -6501891352849 18446744073709546412
/* Every operator of long long over values at the edges, mixed with all other widths. */
#include <stdio.h>

typedef long long s64;
typedef unsigned long long u64;

static const u64 values[] = {
    0, 1, 2, 3, 7, 10, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x100000000, 0x100000001,
    0x123456789ABCDEF0, 0x7FFFFFFF00000000, 0x7FFFFFFFFFFFFFFF, 0x8000000000000000, 0x8000000000000001,
    0xFFFFFFFF00000000, 0xFFFFFFFF80000000, 0xFFFFFFFFFFFFFFFE, 0xFFFFFFFFFFFFFFFF,
};
#define COUNT ((int)(sizeof values / sizeof *values))

static u64 sum;

static void mix(u64 value)
{
    sum = (sum << 7 | sum >> 57) * 0x9E3779B97F4A7C15 + value;
}

static void show(const char *what)
{
    printf("%s %016llx\n", what, sum);
    sum = 0;
}

#define EACH(what, expression) \
    do { \
        for (int i = 0; i < COUNT; i++) \
            for (int j = 0; j < COUNT; j++) { \
                u64 a = values[i], b = values[j]; \
                s64 x = (s64)a, y = (s64)b; \
                int w = (int)a, v = (int)b; \
                (void)a, (void)b, (void)x, (void)y, (void)w, (void)v; \
                mix((u64)(expression)); \
            } \
        show(what); \
    } while (0)

#define FITS(x, y) ((y) != 0 && !((x) == (s64)0x8000000000000000 && (y) == -1))

static void arithmetic(void)
{
    EACH("add", a + b);
    EACH("sub", a - b);
    EACH("mul", a * b);
    EACH("udiv", b ? a / b : 0);
    EACH("umod", b ? a % b : 0);
    EACH("sdiv", FITS(x, y) ? x / y : 0);
    EACH("smod", FITS(x, y) ? x % y : 0);
    EACH("and or xor", (a & b) + 3 * (a | b) + 5 * (a ^ b));
    EACH("unary", -a + 3 * ~b + !a + !!b);
    EACH("shl", a << (b & 63));
    EACH("lshr", a >> (b & 63));
    EACH("ashr", x >> (b & 63));
    EACH("square and more", a * a + b * 10 - (a << 3) + (b << 32));
    EACH("widened product", (s64)w * v);
    EACH("widened unsigned product", (u64)(unsigned)w * (unsigned)v);
}

static void comparisons(void)
{
    EACH("unsigned", (a < b) | (a <= b) << 1 | (a > b) << 2 | (a >= b) << 3 | (a == b) << 4 | (a != b) << 5);
    EACH("signed", (x < y) | (x <= y) << 1 | (x > y) << 2 | (x >= y) << 3 | (x == y) << 4 | (x != y) << 5);
    EACH("with int", (x < v) | (x > v) << 1 | (x == v) << 2 | (w <= y) << 3);
    EACH("with unsigned", (a < (unsigned)v) | (x > (unsigned)v) << 1 | (x == (unsigned)v) << 2);
    EACH("logical", (a && b) + 2 * (a || b) + 4 * !(a && !b));
    EACH("chosen", a < b ? x : y > 5 ? (s64)w : v);
}

static void constants(void)
{
    EACH("with small constants", a + 1 + (b - 1) * 3 + a / 10 + b % 10);
    EACH("with large constants", (a + 0x123456789) ^ (b - 0xFFFFFFFFF) ^ (a & 0xF0F0F0F0F0F0F0F0));
    EACH("divided by constants", x / 3 + y / -7 + x % 1000000007 + y / 0x100000000 + x / 8 + y % 16);
    EACH("unsigned divided by constants", a / 3 + b / 641 + a % 1000000007 + b / 0x8000000000000000 + a / 8 + b % 16);
    EACH("shifted by constants", (a << 1) + (a << 31) + (b << 32) + (a << 33) + (b << 63) + (a >> 1) + (b >> 31)
        + (a >> 32) + (b >> 33) + (a >> 63) + (u64)(x >> 1) + (u64)(y >> 31) + (u64)(x >> 32) + (u64)(y >> 63));
    EACH("compared with constants", (a < 10) + (x < -1) * 2 + (b == 0x100000000) * 4 + (y >= 0x7FFFFFFFFFFFFFFF) * 8
        + (x > 0) * 16 + (y < 0) * 32 + (a != 0) * 64 + (b > 0xFFFFFFFF) * 128);
}

static void assigned(void)
{
    s64 total = 0;
    u64 bits = 1;
    short small = 1000;
    unsigned char byte = 200;
    int n;

    for (n = 0; n < 100; n++) {
        total += n * 1000000007LL;
        total ^= (s64)n << (n & 31);
        bits <<= 1;
        bits |= (total & 1) ^ n % 3 == 0;
        bits *= 3;
        small += total;
        byte ^= bits;
        total -= byte--;
        total += ++small;
    }
    printf("%lld %llu %d %d\n", total, bits, small, byte);
    total /= 3, bits %= 1000003, total <<= 2, bits >>= 1;
    printf("%lld %llu %lld %llu\n", total++, bits--, total, bits);
    printf("%lld %llu\n", -total--, ~--bits);
}

int main(void)
{
    arithmetic();
    comparisons();
    constants();
    assigned();
    return 0;
}
