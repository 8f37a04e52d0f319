// expect: 0
// stdout: 80000000 40000000 8000000012345678 00000001 1
// stdout: 0 0 491a2b3c 40000000 -1842063752 -2147483648
// stdout: 0 -1 12345678 c0000000 4000000000000000
// stdout: 0 31 1 32 80
// stdout: 0 3 14 0 7856341200000080 0
// stdout: 00000002 40000000 00000201fe01fe00 80000000 1
// stdout: 0 0 7f8080 0 16711936 1
// stdout: 0 1 1 1 0000000000000001
// stdout: 31 0 1 1 1000000
// stdout: 31 0 17 1 ff00ff0001000000 100
// stdout: ffffffff ffffffff ffff7ab6fbbfffff ffffffff 32
// stdout: 1f -1 ef56df77 80000000 -559038738 1
// stdout: 0 -1 deadbeef 80000000 5555555555555555
// stdout: 0 0 32 1 ffffffff
// stdout: 0 0 56 0 efbeaddeffffffff ffff
// stdout: 91a2b3c0 81234567 c3fffffff891a2b3 1e6a2c48 13
// stdout: f -49 491a2b3b 10000000 2147483647 305419896
// stdout: 255 1 12345678 1b2e7d44 0104051011141540
// stdout: 3 3 13 4 78563412
// stdout: 3 0 44 0 ffffff7f78563412 7856
// stdout: 0ff00ff0 f807f807 000002800ff00ff0 ff00ff00 16
// stdout: f 15 7f8093 800000 16711975 16711935
// stdout: 15 1 28 808080 0000555500005555
// stdout: 8 0 16 1 ff00ff00
// stdout: 8 3 18 0 28000000ff00ff00 ff00
// stdout: d5b7ddfb bf7ab6fb 00001bd5b7ddf000 f77db57b 24
// stdout: 17 -9 af56df77 80000000 -2147483648 559038737
// stdout: 0 -1 deadbeef b1fb6198 5154445145545455
// stdout: 0 0 24 1 efbeadde
// stdout: 0 31 25 1 00000080efbeadde efbe
// stdout: ffffffdf feffffff 005fffffffc00000 fffffffe 31
// stdout: 1f -1 40000000 40000000 2147483647 2147483647
// stdout: 255 1 1 40000000 1555555555555555
// stdout: 1 0 31 1 ffffff7f
// stdout: 1 0 32 0 01000000ffffff7f ffff
// stdout: 00001400 28000000 800000147fffffff 14000000 2
// stdout: 0 0 80000013 20 39 40
// stdout: 0 1 28 3c 0000000000000440
// stdout: 26 3 2 4 28000000
// stdout: 26 0 34 0 ffffffff28000000 2800
// stdout: 0 1
/* Bits by hand and by builtin: counting, rotating, swapping, extracting, saturating, with constants and without. */
#include <stdio.h>

typedef unsigned u32;
typedef unsigned long long u64;

static u32 rotate(u32 x, u32 n) { return x << (n & 31) | x >> (-n & 31); }
static u64 rotate_wide(u64 x, u32 n) { return x << (n & 63) | x >> (-n & 63); }
static u32 field(u32 x, int from, int size) { return x >> from & ((1u << size) - 1); }
static int signed_field(u32 x, int from, int size) { return (int)(x << (32 - from - size)) >> (32 - size); }
static u32 reversed(u32 x)
{
    x = (x >> 1 & 0x55555555) | (x & 0x55555555) << 1;
    x = (x >> 2 & 0x33333333) | (x & 0x33333333) << 2;
    x = (x >> 4 & 0x0F0F0F0F) | (x & 0x0F0F0F0F) << 4;
    return x >> 24 | (x >> 8 & 0xFF00) | (x & 0xFF00) << 8 | x << 24;
}
static int ones(u32 x)
{
    int n;

    for (n = 0; x; n++)
        x &= x - 1;
    return n;
}
static u32 average(u32 a, u32 b) { return (a & b) + ((a ^ b) >> 1); }
static u32 next_power(u32 x)
{
    x--;
    x |= x >> 1, x |= x >> 2, x |= x >> 4, x |= x >> 8, x |= x >> 16;
    return x + 1;
}
static int saturated(int a, int b)
{
    int sum = (int)((u32)a + (u32)b);

    if (((a ^ sum) & (b ^ sum)) < 0)
        return a < 0 ? -2147483647 - 1 : 2147483647;
    return sum;
}
static int absolute(int x) { int s = x >> 31; return (x ^ s) - s; }
static int clamped(int x) { return x < 0 ? 0 : x > 255 ? 255 : x; }
static int sign(int x) { return (x > 0) - (x < 0); }
static u32 selected(int c, u32 a, u32 b) { return b ^ ((a ^ b) & -(c != 0)); }
static u32 gray(u32 x) { return x ^ x >> 1; }
static u64 spread(u32 x)
{
    u64 w = x;

    w = (w | w << 16) & 0x0000FFFF0000FFFF;
    w = (w | w << 8) & 0x00FF00FF00FF00FF;
    w = (w | w << 4) & 0x0F0F0F0F0F0F0F0F;
    w = (w | w << 2) & 0x3333333333333333;
    return (w | w << 1) & 0x5555555555555555;
}

int main(void)
{
    static const u32 values[] = {0x80000000, 1, 0xFFFFFFFF, 0x12345678, 0x00FF00FF, 0xDEADBEEF, 0x7FFFFFFF, 40};
    u32 n;

    for (n = 0; n < 8; n++) {
        u32 x = values[n], y = values[(n + 3) & 7];
        u64 w = (u64)x << 32 | y;
        printf("%08x %08x %016llx %08x %d\n", rotate(x, n), rotate(x, 31 - n), rotate_wide(w, 9 * n), reversed(x), ones(x));
        printf("%x %d %x %x %d %d\n", field(x, n, 5), signed_field(x, n, 7), average(x, y), next_power(x >> 1),
            saturated((int)x, (int)y), absolute((int)x));
        printf("%d %d %x %x %016llx\n", clamped((int)x >> 20), sign((int)x), selected(n & 1, x, y), gray(x), spread(x));
        printf("%d %d %d %d %x\n", __builtin_clz(x), __builtin_ctz(x), __builtin_popcount(x), __builtin_ffs((int)x),
            __builtin_bswap32(x));
        printf("%d %d %d %d %016llx %x\n", __builtin_clzll(w), __builtin_ctzll(w), __builtin_popcountll(w),
            __builtin_parityll(w), __builtin_bswap64(w), __builtin_bswap16((unsigned short)x));
    }
    printf("%d %d\n", __builtin_ffs(0), __builtin_constant_p(3));
    return 0;
}
