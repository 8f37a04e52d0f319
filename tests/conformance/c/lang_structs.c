// expect: 3
// stdout: 2 5 9 15 15 5 5
// stdout: 24 278
// stdout: 12 7 1
// stdout: 21 9
// stdout: 6
// stdout: 0 1
// stdout: add 7 2
// stdout: mul 12 7
// stdout: 1 0
// stdout: 1 2 3 4
// stdout: 7 8
// stdout: 8
// stdout: 6
// stdout: 0 10 20 
// stdout: 0450
// stdout: 8 3 1
// stdout: 7
// stdout: -2 4 -5 1fffffff
// stdout: 1 0 1
// stdout: 4080 -256 -1 15
// stdout: 0 0
// stdout: 10
// stdout: 6
// stdout: 4411
// stdout: 32
// stdout: 3 1 3
// stdout: 3
// stdout: 4 98
// stdout: bc
// stdout: 10
// stdout: 11 11
// stdout: 0
// stdout: 1 1
// stdout: 5
// stdout: ABC
// stdout: main
// stdout: 4 7
/* Structs and unions by value, function pointers, scopes, 64-bit values: every line is what gcc -m32 prints. */
#include <stdio.h>
#include <stdarg.h>
#include <string.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdnoreturn.h>
#include <stdlib.h>
struct s1 { char a;
    };
struct s2 { char a, b;
    };
struct s3 { char a[3];
    };
struct s4 { short a, b;
    };
struct s8 { int a, b;
    };
struct s12 { int a, b, c;
    };
union un { int i;
    char c[8];
    };
static struct s1 r1(struct s1 x) { x.a++; return x; }
static struct s2 r2(struct s2 x) { x.b += x.a; return x; }
static struct s3 r3(struct s3 x, int i) { x.a[i] = 9; return x; }
static struct s4 r4(int k, struct s4 x) { x.a *= k; return x; }
static struct s8 r8(struct s8 x, struct s8 y) { x.a += y.b; y.a = 100; return x; }
static struct s12 r12(int n, struct s12 x) { x.c = n; x.a = -x.a; return x; }
static union un ru(union un u) { u.c[7] = 5; return u; }
static int vs(int n, ...) { va_list ap;
    va_start(ap, n);
    int t = 0;
    while (n--) { struct s12 v = va_arg(ap, struct s12);
    struct s2 w = va_arg(ap, struct s2);
    t += v.a + v.b + v.c + w.a * w.b;
    } va_end(ap);
    return t;
    }
static int many(int a, long long b, int c, long long d, char e, short f, int g, unsigned char h) { return a + (int)b + c + (int)d + e + f + g + h;
    }
typedef int (*binop)(int, int);
static int add(int a, int b) { return a + b; }
static int mul(int a, int b) { return a * b; }
static binop choose(int c) { return c ? add : mul; }
static binop (*chooser)(int) = choose;
static int sum2d(int n, int m[][3]) { int t = 0;
    for (int i = 0; i < n; i++) for (int j = 0; j < 3; j++) t += m[i][j];
    return t;
    }
static int stat(int a[static 2]) { return a[0] + a[1]; }
static noreturn void quit(int c) { exit(c); }
struct node { int v; struct node *l, *r; };
static int tree(const struct node *n) { return n ? tree(n->l) + n->v + tree(n->r) : 0; }
enum neg { MINUS = -3, ZERO = 0, BIG = 1000 };
static const struct { const char *name;
    int (*f)(int, int);
    struct { int lo, hi;
    } range;
    } table[] = { { "add", add, { 1, 2 } }, { .f = mul, .name = "mul", .range.hi = 7 } };
static struct self { struct self *me; int x[2]; } self = { &self, { 1 } };
static int swll(long long v) { switch (v) { case 1: return 1;
    case 0x100000001LL: return 2;
    case -1: return 3;
    default: return 4;
    } }

int glob[3] = { 1, 2, 3 };
int main(void) {
    struct s1 a1 = { 1 };
    struct s2 a2 = { 2, 3 };
    struct s3 a3 = { "ab" };
    struct s4 a4 = { 5, 6 };
    struct s8 a8 = { 7, 8 };
    struct s12 a12 = { 1, 2, 3 };
    union un u = { 9 };
    printf("%d %d %d %d %d %d %d\n", r1(a1).a, r2(a2).b, r3(a3, 2).a[2], r4(3, a4).a, r8(a8, a8).a, r12(5, a12).c, ru(u).c[7]);
    printf("%d %d\n", vs(2, a12, a2, a12, a2), many(1, 2, 3, 4, 5, 6, 7, 250));
    printf("%d %d %d\n", chooser(0)(3, 4), (*choose(1))(3, 4), (choose)(1) == add);
    int m[2][3] = { 1, 2, 3, 4, 5, 6 }; printf("%d %d\n", sum2d(2, m), stat(m[1]));
    struct node n1 = { 1 }, n3 = { 3 }, n2 = { 2, &n1, &n3 }; printf("%d\n", tree(&n2));
    printf("%d %d\n", MINUS < 0u, (enum neg)-3 == MINUS);
    for (unsigned i = 0; i < sizeof table / sizeof *table; i++) printf("%s %d %d\n", table[i].name, table[i].f(3, 4), table[i].range.hi);
    printf("%d %d\n", self.me->me->x[0], self.x[1]);
    printf("%d %d %d %d\n", swll(1), swll(0x100000001LL), swll(-1), swll(2));
    struct s8 b, c;
    b = c = a8;
    printf("%d %d\n", b.a, c.b);
    b = 1 ? a8 : c;
    printf("%d\n", (b.a, b.b));
    const char *list[] = { "x", "yy", glob[0] ? "zzz" : "" };
    size_t t = 0;
    for (int i = 0; i < 3; i++) t += strlen(list[i]);
    printf("%u\n", (unsigned)t);
    for (int i = 0; i < 3; i++) { int *p = &(int){ i * 10 };
        struct s8 q = (struct s8){ .b = *p };
        printf("%d ", q.b);
        } puts("");
    struct s8 arr[3] = { [1] = { .b = 4 }, { 5 } };
    printf("%d%d%d%d\n", arr[0].a, arr[1].b, arr[2].a, arr[2].b);
    int x = 7;
    { int x = 8;
        { extern int glob[];
        struct s8 { char z;
        };
        printf("%d %d %d\n", x, glob[2], (int)sizeof(struct s8));
        } } printf("%d\n", x);
    long long ll = -5;
    unsigned long long ull = ll;
    int sh = 35;
    printf("%lld %llu %lld %llx\n", ll / 2, ull % 7, ll << sh >> sh, ull >> sh);
    printf("%d %d %d\n", (char)200 < 0, (unsigned char)200 < 0, -1 > 1u);
    uint8_t u8 = 0xff;
    int16_t i16 = -2;
    printf("%d %d %d %u\n", u8 << 4, ~u8, i16 >> 1, (unsigned)i16 >> 28);
    bool f = 3; f += 5; f = !f; printf("%d %d\n", f, (bool)0);
    typedef int lab; lab: if (x < 10) { lab y = x; x = y + 1; goto lab; } printf("%d\n", x);
    int i = 0; do { if (i == 3) continue; if (i > 5) break; } while (++i < 10); printf("%d\n", i);
    unsigned char bytes[4];
    memcpy(bytes, &(uint32_t){ 0x11223344 }, 4);
    printf("%x%x\n", bytes[0], bytes[3]);
    int (*fa[2])(int, int) = { add, mul }; printf("%d\n", fa[1](5, 6) + (&*fa[0])(1, 1));
    int *end = &glob[3];
    int *beg = glob;
    printf("%d %d %d\n", (int)(end - beg), end > beg, *(end - 1));
    printf("%d\n", 2[glob]);
    char str[] = "a\0b"; printf("%d %d\n", (int)sizeof str, str[2]); printf("%s\n", &"abc"[1]);
    volatile int vi = 4; vi++; vi += vi; printf("%d\n", vi);
    int z = (x > 3 ? x : 0) + (x == 10 && (x = 11)) ; printf("%d %d\n", z, x);
    long l1 = 1L << 30; int big = l1 * 4; printf("%d\n", big);
    unsigned us = 5; printf("%u %d\n", us - 6 > 0, (int)(us - 6) < 0);
    void (*vf)(void) = (void (*)(void))add; printf("%d\n", ((binop)vf)(2, 3)); 
    char buf[8] = "abc"; char *bp = buf; while (*bp) *bp++ ^= 0x20; puts(buf);
    static int once; if (once++ == 0) { printf("%s\n", __func__); }
    printf("%d %d\n", (int)sizeof(int[sizeof(char)]), (int)sizeof("abc" "def"));
    quit(3);
}
