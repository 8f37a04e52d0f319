// expect: 1
// stdout: c 4294967296 -2 24
// stdout: 4000000006
// stdout: 11 12 15
// stdout: 49 -1
// stdout: duff's device!
// stdout: int unsigned int char char* other
// stdout: 1 2 0 0 
// stdout: 0 0 0 0 
// stdout: 0 7 0 9 
// stdout: zero two three 1
// stdout: 9 ello 11 20 5670 -2
// stdout: 3 4 8 3
// stdout: 1 1
// stdout: 219
// stdout: 4 -128
// stdout: 0 -1 15
// stdout: 9223372036854775806 18446744073709551615 fffffffffffffff8
// stdout: -3 -1 1844674407370955161
// stdout: 772 258 1 2 0 4
// stdout: 24 7
// stdout: 0-10 1-9 3-7 
// stdout: blue
// stdout: fall
// stdout: 111 3628800 3 193417894
// stdout: 15 4
// stdout: 119 233 8
// stdout: abAc|main
// stdout: -1 255 24930
// stdout: 8 8
// stdout: 6 5
// stdout: abc
// stdout: 91200
// stdout: 1
// stdout: 1
// stdout: 4
// stdout: 123
// stdout: 77
// stdout: 1099511627781 4
// stdout: -2 65531
// stdout: 0 1 0
// stdout: 15
/* Types, conversions, constants, initialisers, control flow: every line of output is what gcc -m32 prints. */
#include <stdio.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <stdint.h>
#include <stdbool.h>
#include <stdlib.h>
#include <limits.h>

typedef struct { char c; long long ll; short s; } mix;
struct nest { int a;
    union { int u;
    char b[4];
    struct { short lo, hi;
    };
    };
    struct { int x, y;
    } in[2];
    char tail[];
    };
enum color { RED, GREEN = 5, BLUE };
static int counter(void) { static int n = 10; return ++n; }
static mix make(int k) { mix m = { 'a' + k, 1LL << (30 + k), -k }; return m; }
static long long vsum(int n, ...) { va_list ap;
    va_start(ap, n);
    long long s = 0;
    for (int i = 0; i < n; i++) s += i & 1 ? va_arg(ap, long long) : va_arg(ap, int);
    va_list c;
    va_copy(c, ap);
    va_end(c);
    va_end(ap);
    return s;
    }
static int add(int a, int b) { return a + b; }
static int sub(int a, int b) { return a - b; }
static int (*ops[])(int, int) = { add, sub, [3] = add };
int apply(int (*f)(int, int), int a, int b) { return (*f)(a, b) + f(a, b) + (**f)(a, b); }
static int knr(a, c) int a; char c; { return a + c; }
static void duff(char *to, const char *from, int count) {
    int n = (count + 7) / 8;
    switch (count % 8) {
    case 0: do { *to++ = *from++;
    case 7: *to++ = *from++; case 6: *to++ = *from++; case 5: *to++ = *from++;
    case 4: *to++ = *from++;
    case 3: *to++ = *from++;
    case 2: *to++ = *from++;
    case 1: *to++ = *from++;
            } while (--n > 0);
    }
}
#define TYPE(x) _Generic((x), int: "int", unsigned: "unsigned", char: "char", long: "long", long long: "ll", char *: "char*", const char *: "cchar*", default: "other")
static int arr[3][4] = { {1, 2}, [2] = {[3] = 9, [1] = 7} };
static struct nest *np;
static const char *names[] = { "zero", [2] = "two", "three" };
static int *ip = &arr[2][3];
static char *sp = &"hello"[1];
static ptrdiff_t diff = &arr[2][3] - &arr[0][0];
static int off = offsetof(struct nest, in[1].y);
static uintptr_t masked = (uintptr_t)0x12345678 & 0xfff0;
static int (*fp)(int, int) = &sub;
extern int ext_array[];
int ext_array[] = { 1, 2, 3 };
int tent; int tent; int tent = 4;
_Static_assert(sizeof(mix) == 16, "mix");
_Alignas(16) static char aligned[3];
static inline int inl(int x) { return x * 2; }
static volatile int vol = 3;
static bool flag = 42;
static int collatz(int n) { int s = 0;
    while (n != 1) { n = n % 2 ? 3 * n + 1 : n / 2;
    s++;
    } return s;
    }
static int fact(int n) { return n < 2 ? 1 : n * fact(n - 1); }
static unsigned hash(const char *s) { unsigned h = 5381;
    while (*s) h = h * 33 ^ (unsigned char)*s++;
    return h;
    }
int main(int argc, char **argv) {
    (void)argc; (void)argv;
    mix m = make(2), m2; m2 = m;
    printf("%c %lld %d %d\n", m2.c, m2.ll, m2.s, (int)sizeof(struct nest));
    printf("%lld\n", vsum(4, 1, 2LL, 3, 4000000000LL));
    int first = counter(); printf("%d %d %d\n", first, counter(), apply(ops[1], 9, 4));
    printf("%d %d\n", knr(5, 300), make(1).s);
    char buf[20] = { 0 }; duff(buf, "duff's device!", 15); puts(buf);
    printf("%s %s %s %s %s %s\n", TYPE(1), TYPE(1u), TYPE('a'), TYPE((char)1), TYPE("x"), TYPE(1L + 1u));
    for (int i = 0; i < 3; i++) { for (int j = 0; j < 4; j++) printf("%d ", arr[i][j]);
        printf("\n");
        }
    printf("%s %s %s %d\n", names[0], names[2], names[3], names[1] == NULL);
    printf("%d %s %d %d %x %d\n", *ip, sp, diff, off, (unsigned)masked, fp(3, 5));
    printf("%d %d %d %d\n", (int)(sizeof ext_array / sizeof *ext_array), tent, inl(4), vol);
    printf("%d %d\n", flag, ((uintptr_t)aligned & 15) == 0);
    int x = 5; x += x++ * 0 + 3; x <<= 2; x ^= 0xff; printf("%d\n", x);
    unsigned char uc = 250; uc += 10; signed char sc = 127; sc++; printf("%d %d\n", uc, sc);
    unsigned u = 3;
    int neg = -1;
    printf("%d %d %d\n", u > neg, neg >> 1, (int)((unsigned)neg >> 28));
    long long big = LLONG_MAX;
    unsigned long long ub = big;
    printf("%lld %llu %llx\n", big - 1, ub * 2 + 1, ub << 3);
    printf("%lld %lld %llu\n", -7LL / 2, -7LL % 3, 18446744073709551615ULL / 10);
    struct nest n = { .a = 1, .u = 0x01020304, .in = { { 1, 2 }, { .y = 4 } } };
    np = &n;
    printf("%d %d %d %d %d %d\n", np->lo, np->hi, np->b[3], n.in[0].y, n.in[1].x, (*np).in[1].y);
    int *q = (int[]){ 1, 2, 3 };
    q[1] = 20;
    printf("%d %d\n", q[0] + q[1] + q[2], ((struct { int a, b; }){ .b = 7 }).b);
    goto skip; printf("not here\n");
skip:
    for (int i = 0, j = 10; i < j; i++, j--) { if (i == 2) continue;
        if (i == 4) break;
        printf("%d-%d ", i, j);
        }
    puts("");
    switch (BLUE) { case RED: puts("red");
        case GREEN: puts("green");
        break;
        case BLUE: { puts("blue");
        } default: puts("fall");
        }
    printf("%d %d %d %u\n", collatz(27), fact(10), (1, 2, 3), hash("hsx"));
    printf("%d %d\n", (int)sizeof(char[3][5]), (int)_Alignof(long long));
    const wchar_t *w = L"w\u00e9"; printf("%d %d %d\n", (int)w[0], (int)w[1], (int)sizeof(u"abc"));
    printf("%s|%s\n", "a" "b\x41" "c", __func__);
    printf("%d %d %d\n", '\377', L'\xff', 'ab');
    int i = 3; int *pi = &i; int **ppi = &pi; **ppi = 8; printf("%d %d\n", i, *&i);
    char s2[] = "array"; printf("%d %d\n", (int)sizeof s2, (int)strlen(s2));
    char s3[3] = "abc"; printf("%.3s\n", s3);
    int a2[5] = { [1] = 1, 2, [0] = 9 }; printf("%d%d%d%d%d\n", a2[0], a2[1], a2[2], a2[3], a2[4]);
    int cond = argc > 100 ? -1 : 1; long long lc = cond ? cond : 5LL; printf("%lld\n", lc);
    void *vp = &i; int *back = vp; printf("%d\n", *back == 8 && vp == back && !(!vp));
    do { static int z; if (++z > 3) break; } while (1);
    typedef int T; { T T = 4; printf("%d\n", T); }
    struct list { struct list *next; int v; } l3 = { 0, 3 }, l2 = { &l3, 2 }, l1 = { &l2, 1 };
    int total = 0;
    for (struct list *it = &l1; it; it = it->next) total = total * 10 + it->v;
    printf("%d\n", total);
    extern int late; printf("%d\n", late);
    unsigned long long sh = 1; sh <<= 40; sh |= 5; printf("%llu %d\n", sh, (int)(sh >> 38));
    short sh1 = -5; printf("%d %u\n", sh1 / 2, (unsigned short)sh1);
    printf("%d %d %d\n", 5 && 0, 5 || 0, !5); printf("%d\n", ~0 & 0xf);
    bool b = 256;
    return b;
}
int late = 77;
