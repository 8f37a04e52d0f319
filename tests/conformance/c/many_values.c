// expect: 0
// stdout: -140027012
// stdout: 4296133666824166399
// stdout: 645321 156432 432165
// stdout: 587
// stdout: -83
// stdout: 1510746461
/* More values alive than registers, words and pairs, across calls, in loops and through swaps; large frames. */
#include <stdio.h>

typedef unsigned long long u64;

static int opaque(int x)
{
    static volatile int zero;

    return x + zero;
}

static u64 opaque_wide(u64 x)
{
    static volatile int zero;

    return x + zero;
}

static int words(void)
{
    int a = opaque(1), b = opaque(2), c = opaque(3), d = opaque(4), e = opaque(5), f = opaque(6), g = opaque(7),
        h = opaque(8), i = opaque(9), j = opaque(10), k = opaque(11), l = opaque(12), m = opaque(13), n = opaque(14),
        o = opaque(15), p = opaque(16), q = opaque(17), r = opaque(18), s = opaque(19), t = opaque(20), round;

    for (round = 0; round < 50; round++) {
        int keep = a;
        a = b + t, b = c ^ s, c = d - r, d = e + q, e = f ^ p, f = g + o, g = h - n, h = i * m, i = j + l, j = k;
        k = l + j, l = m ^ i, m = n + h, n = o - g, o = p + f, p = q ^ e, q = r + d, r = s - c, s = t + b, t = keep;
    }
    return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j + 11 * k + 12 * l + 13 * m
        + 14 * n + 15 * o + 16 * p + 17 * q + 18 * r + 19 * s + 20 * t;
}

static u64 pairs(void)
{
    u64 a = opaque_wide(1), b = opaque_wide(2), c = opaque_wide(3), d = opaque_wide(5), e = opaque_wide(7),
        f = opaque_wide(11), g = opaque_wide(13), h = opaque_wide(17), i = opaque_wide(19);
    int n, w = opaque(3), v = opaque(4);

    for (n = 0; n < 60; n++) {
        u64 keep = a;
        a = b * 3 + i, b = c ^ h << 7, c = d - (g >> w), d = e + f, e = f * v, f = g + n, g = h ^ e, h = i + d, i = keep;
        w = (w + (int)a) & 63, v ^= opaque((int)(b >> 32));
        if (n % 3 == 0)
            keep = d, d = e, e = keep;
    }
    return a ^ b ^ c ^ d ^ e ^ f ^ g ^ h ^ i ^ w ^ v;
}

static int rotated(int a, int b, int c, int d, int e, int f, int times)
{
    while (times--) {
        int keep = a;
        a = b, b = c, c = d, d = e, e = f, f = keep;
        if (times % 5 == 2)
            keep = a, a = f, f = keep;
    }
    return a + 10 * b + 100 * c + 1000 * d + 10000 * e + 100000 * f;
}

static int mixed(int a, u64 b, int c, u64 d, int e, u64 f, int g, int h, u64 i)
{
    if (a < 3)
        return mixed(c, i, e, b, g, d, h, a + 4, f + a) + (int)(b >> 3) - c;
    return a + (int)b * 3 + c * 5 + (int)d * 7 + e * 11 + (int)f * 13 + g * 17 + h * 19 + (int)i * 23;
}

static int large_frame(int seed)
{
    int words[1500], n, sum = 0;
    char bytes[3000];
    u64 wide[300];
    struct {
        int x[500];
        short last;
    } s;

    for (n = 0; n < 1500; n++)
        words[n] = seed = seed * 1103515245 + 12345;
    for (n = 0; n < 3000; n++)
        bytes[n] = words[n % 1500] >> 16;
    for (n = 0; n < 300; n++)
        wide[n] = (u64)words[n] * bytes[n];
    s.x[499] = words[1499], s.last = bytes[2999], s.x[0] = bytes[0];
    for (n = 0; n < 300; n++)
        sum += (int)(wide[n] >> 8) ^ bytes[n * 7] ^ words[n * 4];
    return sum + s.x[499] + s.last + s.x[0] + bytes[2500] + (int)wide[299];
}

int main(void)
{
    printf("%d\n", words());
    printf("%llu\n", pairs());
    printf("%d %d %d\n", rotated(1, 2, 3, 4, 5, 6, 6), rotated(1, 2, 3, 4, 5, 6, 7), rotated(1, 2, 3, 4, 5, 6, 23));
    printf("%d\n", mixed(1, 2, 3, 4, 5, 6, 7, 8, 9));
    printf("%d\n", mixed(0, 1LL << 40, -3, -4, 5, 1LL << 33, -7, 8, -9));
    printf("%d\n", large_frame(opaque(42)));
    return 0;
}
