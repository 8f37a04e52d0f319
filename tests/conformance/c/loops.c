// expect: 0
// stdout: 30810 -17246
// stdout: 0 9 36 -49
// stdout: 119 168
// stdout: 0
// stdout: 248134 35796
// stdout: 0 1 102334155
// stdout: -3 0 8
// stdout: 18446743936270598156
// stdout: 6
/* Loops: every kind, with break, continue, odd steps, wrapping counters, empty bodies, several exits, none at all. */
#include <stdio.h>

static int wrapping(void)
{
    int rounds = 0;

    for (unsigned char n = 250; n != 4; n++)
        rounds++;
    for (signed char n = 120; n > 0; n++)
        rounds += 100;
    for (unsigned short n = 65530; n; n += 2)
        rounds += 10000;
    return rounds;
}

static int backwards(void)
{
    static const int values[] = {3, 1, 4, 1, 5, 9, 2, 6};
    int sum = 0;
    unsigned n = 8;

    while (n-- > 0)
        sum = sum * 3 + values[n];
    do
        sum ^= (int)n;
    while (++n < 5);
    return sum;
}

static int exits(int limit)
{
    int n = 0, odd = 0;

    for (;;) {
        if (n == limit)
            break;
        if (++n % 2 == 0)
            continue;
        if ((odd += n) > 40)
            return -odd;
    }
    return odd;
}

static int nested(void)
{
    int count = 0, i, j, k;

    for (i = 0, j = 10; i < j; i++, j--)
        for (k = i; k < j; k += 3) {
            if ((i ^ k) == 5)
                continue;
            if (k == 7)
                break;
            count += i * j + k;
        }
    return count;
}

static int sieve(void)
{
    static char composite[1000];
    int count = 0;

    for (int n = 2; n < 1000; n++) {
        if (composite[n])
            continue;
        count++;
        for (int m = n * n; m < 1000; m += n)
            composite[m] = 1;
    }
    return count;
}

static unsigned invariant(unsigned a, unsigned b, const unsigned *p)
{
    unsigned sum = 0;

    for (int n = 0; n < 20; n++) {
        sum += a * b + *p;
        if (n == 10)
            a = b / (a | 1);
        sum ^= a / (b | 1) + (sum >> (a & 7));
    }
    return sum;
}

static int aliased(int *p, int *q)
{
    int sum = 0;

    for (int n = 0; n < 5; n++) {
        *p = n;
        sum += *q;
        *q += 2;
        sum = sum * 10 + *p;
    }
    return sum;
}

static int fibonacci(int n)
{
    int a = 0, b = 1;

    while (n--) {
        int next = a + b;
        a = b, b = next;
    }
    return a;
}

static int once(int n)
{
    do {
        if (n < 0)
            break;
        if (n == 0)
            continue;
        n *= 2;
    } while (0);
    return n;
}

static unsigned long long wide_counter(void)
{
    unsigned long long n, sum = 0;

    for (n = 0xFFFFFFF0; n < 0x100000010; n++)
        sum += n;
    for (n = 0xFFFFFFFFFFFFFFFD; n; n++)
        sum ^= n;
    return sum;
}

int main(void)
{
    unsigned word = 9;
    int x = 1, y = 2;

    printf("%d %d\n", wrapping(), backwards());
    printf("%d %d %d %d\n", exits(0), exits(5), exits(12), exits(100));
    printf("%d %d\n", nested(), sieve());
    printf("%u\n", invariant(12345, 678, &word));
    printf("%d %d\n", aliased(&x, &y), aliased(&x, &x));
    printf("%d %d %d\n", fibonacci(0), fibonacci(1), fibonacci(40));
    printf("%d %d %d\n", once(-3), once(0), once(4));
    printf("%llu\n", wide_counter());
    for (x = 0; x < 3; x++);
    while (x++ < 5) {}
    printf("%d\n", x);
    return 0;
}
