// expect: 0
// stdout: ok
/* What the compiler computes is what the program would: each expression once with constants, once with volatiles. */
#include <stdio.h>

static int failures;
static volatile int zero;

#define SAME(type, expression_c, expression_v) \
    do { \
        type folded = (type)(expression_c), computed = (type)(expression_v); \
        if (folded != computed) { \
            printf("line %d: %lld %lld\n", __LINE__, (long long)folded, (long long)computed); \
            failures++; \
        } \
    } while (0)

#define BINARY(type, a, b) \
    do { \
        volatile type x = (type)(a), y = (type)(b); \
        const type p = (type)(a), q = (type)(b); \
        SAME(long long, p + q, x + y); \
        SAME(long long, p - q, x - y); \
        SAME(long long, p * q, x * y); \
        SAME(long long, p & q, x & y); \
        SAME(long long, p | ~q, x | ~y); \
        SAME(long long, p ^ q, x ^ y); \
        SAME(long long, p << (q & 7), x << (y & 7)); \
        SAME(long long, p >> (q & 7), x >> (y & 7)); \
        SAME(long long, p / (q | 1), x / (y | 1)); \
        SAME(long long, p % (q | 1), x % (y | 1)); \
        SAME(long long, -p + !q, -x + !y); \
        SAME(int, (p < q) + 2 * (p > q) + 4 * (p <= q) + 8 * (p >= q) + 16 * (p == q) + 32 * (p != q), \
            (x < y) + 2 * (x > y) + 4 * (x <= y) + 8 * (x >= y) + 16 * (x == y) + 32 * (x != y)); \
        SAME(int, p && q || !p, x && y || !x); \
        SAME(long long, p ? q : p + 1, x ? y : x + 1); \
        SAME(signed char, p + q, x + y); \
        SAME(unsigned short, p * q, x * y); \
        SAME(unsigned, p - q, x - y); \
        SAME(_Bool, p & q, x & y); \
    } while (0)

#define ALL(type) \
    static void check_##type(void) \
    { \
        BINARY(type, 1, -1); \
        BINARY(type, -128, 2); \
        BINARY(type, 0x80000000, 3); \
        BINARY(type, 0x123456789ABCDEF0, -7); \
        BINARY(type, 0x7FFFFFFFFFFFFFFF, 0x80000001); \
        BINARY(type, -0x7FFFFFFFFFFFFFFF - 1, 5); \
    }

typedef signed char schar;
typedef unsigned char uchar;
typedef unsigned short ushort_;
typedef long long llong;
typedef unsigned long long ullong;

ALL(schar)
ALL(uchar)
ALL(short)
ALL(ushort_)
ALL(int)
ALL(unsigned)
ALL(llong)
ALL(ullong)

int main(void)
{
    check_schar(), check_uchar(), check_short(), check_ushort_(), check_int(), check_unsigned(), check_llong();
    check_ullong();
    if (failures == zero)
        puts("ok");
    return failures;
}
