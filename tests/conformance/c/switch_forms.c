// expect: 0
// stdout: -1 -1 10 11 12 13 14 -1 16 17 -1 -1
// stdout: 0 0 1 2 3 4 5 0 0
// stdout: 0 0 4 3 2 1 0 0
// stdout: 5 6
// stdout: 0 0 1 2 3 4 5 0 0 1 2 0 3 4 5 6 7 8 9 10 11 0 
// stdout: 132123212232212223212132122122 4 5 3
// stdout: 1100 11 10 1000 1100
// stdout: 19 200 11 200 12 201 19 201 19 501 
// stdout: 655 555 443 322 211 100 100 100
// stdout: a|a bag wi|a bag with twen|a bag with twenty-nine|a bag with twenty-nine letter|
// stdout: 8 4 2
// stdout: 1 133143986176 3 4 4
/* switch: dense, sparse, negative, unsigned, nested, falling through, default anywhere, unreachable parts, Duff's device. */
#include <stdio.h>

static int dense(int n)
{
    switch (n) {
    case 0: return 10;
    case 1: return 11;
    case 2: return 12;
    case 3: return 13;
    case 4: return 14;
    case 6: return 16;
    case 7: return 17;
    }
    return -1;
}

static int negative(int n)
{
    switch (n) {
    case -3: return 1;
    case -2: return 2;
    case -1: return 3;
    case 0: return 4;
    case 1: return 5;
    default: return 0;
    }
}

static int high(unsigned n)
{
    switch (n) {
    case 4294967295u: return 1;
    case 4294967294u: return 2;
    case 4294967293u: return 3;
    case 4294967292u: return 4;
    case 0x80000000: return 5;
    case 0x7FFFFFFF: return 6;
    default: return 0;
    }
}

static int around(unsigned n)
{
    switch (n) {
    case 0x7FFFFFFE: return 1;
    case 0x7FFFFFFF: return 2;
    case 0x80000000: return 3;
    case 0x80000001: return 4;
    case 0x80000002: return 5;
    }
    return 0;
}

static int sparse(int n)
{
    switch (n) {
    case 1: return 1;
    case 10: return 2;
    case 100: return 3;
    case 1000: return 4;
    case 10000: return 5;
    case 100000: return 6;
    case 1000000: return 7;
    case -2147483647 - 1: return 8;
    case 2147483647: return 9;
    case -5: return 10;
    case 0: return 11;
    }
    return 0;
}

static int character(char c)
{
    switch (c) {
    case 'a': case 'e': case 'i': case 'o': case 'u':
        return 1;
    default:
        if (c >= 'a' && c <= 'z')
            return 2;
        return 3;
    case '\xff':
        return 4;
    case '0': case '1': case '2':
        return 5;
    }
}

static int falls(int n)
{
    int value = 0;

    switch (n) {
        value = 1000; /* never reached */
    case 1:
        value++;
    case 2:
        value += 10;
        break;
    default:
        value += 100;
    case 3:
        value += 1000;
    }
    return value;
}

static int nested(int a, int b)
{
    switch (a) {
    case 1:
        switch (b) {
        case 1: return 11;
        case 2: break;
        default: return 19;
        }
        return 12;
    case 2:
        while (b > 0) {
            switch (b--) {
            case 3: continue;
            case 2: goto out;
            }
            a += b;
        }
    out:
        return 100 * a + b;
    }
    return 0;
}

static int into_a_loop(int n)
{
    int count = 0;

    switch (n)
        for (; n < 5; n++) {
    case 0: count += 1;
    case 1: count += 10;
    default: count += 100;
        }
    return count;
}

static void duff(char *to, const char *from, int count)
{
    int n = (count + 7) / 8;

    switch (count % 8) {
    case 0: do { *to++ = *from++;
    case 7: *to++ = *from++;
    case 6: *to++ = *from++;
    case 5: *to++ = *from++;
    case 4: *to++ = *from++;
    case 3: *to++ = *from++;
    case 2: *to++ = *from++;
    case 1: *to++ = *from++;
            } while (--n > 0);
    }
}

static int empty(int n)
{
    switch (n++) {
    }
    switch (n++)
    case 1: n += 5;
    switch (n) {
    default: n++;
    }
    return n;
}

static unsigned long long wide(unsigned long long n)
{
    switch (n & 0xF00000001) {
    case 1: return 1;
    case 0x100000000: return 2;
    case 0x100000001: return 3;
    case 0xF00000001: return 4;
    default: return n;
    }
}

#define SHOW(f, from, to) for (n = from; n <= to; n++) printf("%d%c", f(n), n == to ? '\n' : ' ')

int main(void)
{
    static const int far[] = {1, 10, 11, 100, 1000, 10000, 100000, 1000000, -2147483647 - 1, 2147483647, -5, 0, 99};
    char copy[40] = "";
    const char *text = "a bag with twenty-nine letters";
    int n;

    SHOW(dense, -2, 9);
    SHOW(negative, -5, 3);
    SHOW(high, -6, 1);
    printf("%d %d\n", high(0x80000000), high(0x7FFFFFFF));
    for (n = -4; n < 5; n++)
        printf("%d ", around(0x80000000u + n));
    for (n = 0; n < 13; n++)
        printf("%d ", sparse(far[n]));
    printf("\n");
    for (n = 0; text[n]; n++)
        printf("%d", character(text[n]));
    printf(" %d %d %d\n", character(-1), character('1'), character('3'));
    SHOW(falls, 0, 4);
    for (n = 0; n < 5; n++)
        printf("%d %d ", nested(1, n), nested(2, n));
    printf("\n");
    SHOW(into_a_loop, -1, 6);
    for (n = 1; n <= 30; n += 7) {
        duff(copy, text, n);
        printf("%.*s|", n, copy);
    }
    printf("\n%d %d %d\n", empty(0), empty(1), empty(-1));
    printf("%llu %llu %llu %llu %llu\n", wide(1), wide(0x1F00000000), wide(0x100000001), wide(~0ULL), wide(4));
    return 0;
}
