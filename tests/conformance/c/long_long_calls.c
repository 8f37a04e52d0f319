// expect: 0
// stdout: 2843268349920
// stdout: -4611687117939015686
// stdout: -1 1 0
// stdout: 2432902008176640000 2048
// stdout: x 1122334555667786 -1 6 -4294967301 32
// stdout: 1443109011498 -1443109011499 -34359738369 42 
// stdout: zero, one, minus one, 2^32, 2^32 + 1, least, greatest, other, other
// stdout: 8589934593
// stdout: 2147483646 2147483647 2147483648 2147483649 
// stdout: 1 0
/* long long as argument, result, member, element, static, and in switch. */
#include <stdio.h>

typedef long long s64;

struct mixed {
    char tag;
    s64 wide;
    short half;
    s64 pair[2];
};

static s64 odd_even(int a, s64 b, int c, s64 d, int e, s64 f, int g)
{
    return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7;
}

static s64 all_wide(s64 a, s64 b, s64 c, s64 d, s64 e)
{
    return a - b + c - d + e;
}

static int narrowed(s64 a, s64 b)
{
    return a < b ? -1 : a > b;
}

static s64 recursive(s64 n)
{
    return n <= 1 ? 1 : n * recursive(n - 1);
}

static s64 gcd(s64 a, s64 b)
{
    return b ? gcd(b, a % b) : a;
}

static struct mixed changed(struct mixed m, s64 by)
{
    m.wide += by;
    m.pair[m.half & 1] -= by;
    m.half++;
    return m;
}

static const char *name(s64 value)
{
    switch (value) {
    case 0: return "zero";
    case 1: return "one";
    case -1: return "minus one";
    case 0x100000000: return "2^32";
    case 0x100000001: return "2^32 + 1";
    case (-9223372036854775807LL - 1): return "least";
    case 9223372036854775807LL: return "greatest";
    default: return "other";
    }
}

static s64 (*const operations[])(s64, s64) = {gcd, gcd};

static s64 counter(void)
{
    static s64 count = 0xFFFFFFFF;

    return count++;
}

int main(void)
{
    struct mixed m = {'x', 0x1122334455667788, -3, {5, -6}};
    s64 table[4] = {1, -1}, *p = table, i;
    static const s64 names[] = {0, 1, -1, 0x100000000, 0x100000001, -0x7FFFFFFFFFFFFFFF - 1, 0x7FFFFFFFFFFFFFFF, 2,
        0x200000000};
    unsigned n;

    printf("%lld\n", odd_even(1, 0x100000000, -3, -0x300000000, 5, 0x7000000000, -7));
    printf("%lld\n", all_wide(1LL << 40, 1LL << 41, -1, 1LL << 62, -5));
    printf("%d %d %d\n", narrowed(1, 2), narrowed(1LL << 33, 1LL << 32), narrowed(-1, -1));
    printf("%lld %lld\n", recursive(20), operations[1](recursive(15), 1LL << 50));
    m = changed(changed(m, 0xFFFFFFFF), -1);
    printf("%c %llx %d %lld %lld %u\n", m.tag, m.wide, m.half, m.pair[0], m.pair[1], (unsigned)sizeof m);
    *p++ += 41;
    *p-- -= 1LL << 35;
    p[2] = p[0] * p[1];
    *(p + 3) = -p[2]--;
    for (i = 3; i >= 0; i--)
        printf("%lld ", table[i]);
    printf("\n");
    for (n = 0; n < sizeof names / sizeof *names; n++)
        printf("%s%s", n ? ", " : "", name(names[n]));
    counter();
    printf("\n%lld\n", counter() + counter());
    for (i = 0x7FFFFFFE; i < 0x80000002; i++)
        printf("%lld ", i);
    printf("\n%d %d\n", (int)(m.wide ? 1 : 2), !m.wide || p[0] > 0x80000000);
    return 0;
}
