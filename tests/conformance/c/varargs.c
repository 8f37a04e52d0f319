// expect: 0
// stdout: 0
// stdout: 65531
// stdout: 1107806595071
// stdout: 17179869185
// stdout: 64
// stdout: 1681
// stdout: 123456
// stdout: text -1 1125899906842624 z beef
// stdout: 5 6
/* Variable arguments: narrow, wide and struct ones, va_copy, va_list as an argument, many fixed ones before. */
#include <stdarg.h>
#include <stdio.h>

struct small {
    char c;
    short s;
};

struct large {
    int a[5];
    long long w;
};

static long long sum(const char *kinds, ...)
{
    va_list list;
    long long total = 0;

    va_start(list, kinds);
    for (; *kinds; kinds++)
        switch (*kinds) {
        case 'i': total += va_arg(list, int); break;
        case 'u': total += va_arg(list, unsigned); break;
        case 'l': total += va_arg(list, long long); break;
        case 'p': total += *va_arg(list, int *); break;
        case 's': {
            struct small s = va_arg(list, struct small);
            total += s.c * s.s;
            break;
        }
        case 'b': {
            struct large s = va_arg(list, struct large);
            total += s.a[0] + s.a[4] + s.w;
            break;
        }
        case 'f': total += va_arg(list, int (*)(int))(10); break;
        }
    va_end(list);
    return total;
}

static int tripled(int x)
{
    return 3 * x;
}

static int total(int count, va_list list)
{
    int all = 0;

    while (count-- > 0)
        all += va_arg(list, int);
    return all;
}

static int twice(int a, long long b, int c, int d, int e, int f, int count, ...)
{
    va_list list, again;
    int first, second, third;

    va_start(list, count);
    first = va_arg(list, int);
    va_copy(again, list);
    second = total(count - 1, list);
    third = total(count - 1, again);
    va_end(again);
    va_end(list);
    return a + (int)b + c + d + e + f + first + 10 * second + 100 * third;
}

static int advance(va_list *list)
{
    return va_arg(*list, int);
}

static int by_pointer(int count, ...)
{
    va_list list;
    int value = 0;

    va_start(list, count);
    while (count--)
        value = value * 10 + advance(&list);
    va_end(list);
    return value;
}

static void say(const char *format, ...)
{
    va_list list;

    va_start(list, format);
    vprintf(format, list);
    va_end(list);
}

static int none(int last, ...)
{
    return last;
}

int main(void)
{
    int here = 7;
    char c = -5;
    unsigned short u = 65535;
    struct small small = {3, -4};
    struct large large = {{1, 2, 3, 4, 5}, 1LL << 33};

    printf("%lld\n", sum(""));
    printf("%lld\n", sum("iii", 1, c, u));
    printf("%lld\n", sum("ililuli", 1, 1LL << 32, 2, -1LL, 4000000000u, 1LL << 40, -3));
    printf("%lld\n", sum("sbsiblp", small, large, small, 1, large, 5LL, &here));
    printf("%lld\n", sum("fif", tripled, 4, tripled));
    printf("%d\n", twice(1, 2, 3, 4, 5, 6, 4, 1000, 1, 2, 3));
    printf("%d\n", by_pointer(6, 1, 2, 3, 4, 5, 6));
    say("%s %d %lld %c %x\n", "text", -1, 1LL << 50, 'z', 0xBEEFu);
    printf("%d %d\n", none(5), none(6, large, 1LL));
    return 0;
}
