"""GNU C, variable-length arrays and _Atomic against gcc -m32: the same program has the same output at -O0 and -O2."""

from pathlib import Path

import pytest

from tests.differential.test_c_bit_fields import against_gcc

_HEAD = """
#include <stdio.h>
#include <stddef.h>
#include <string.h>
#include <stdarg.h>
#include <alloca.h>
"""

ATTRIBUTES = """
struct __attribute__((packed)) p1 { char a; int b; short c; long long d; };
struct p2 { char a; int b __attribute__((packed)); short c; } __attribute__((__aligned__(8)));
typedef struct { char a; int b : 20; int c : 20; } __attribute__((packed)) p3;
struct p4 { char a; short b __attribute__((aligned(8))), c; __attribute__((packed)) int d; };
typedef int aligned_int __attribute__((aligned(16)));
typedef int loose_int __attribute__((aligned(1)));
struct p5 { char a; aligned_int b; loose_int c; char d; };
union __attribute__((packed)) p6 { int a; char b[5]; };
struct p7 { char a; struct p1 b; char c[0]; };
enum __attribute__((unused)) e { A __attribute__((unused)), B };
#pragma pack(push, 1)
struct p8 { char a; int b; long long c : 40; int d : 3; };
#pragma pack(2)
struct p9 { char a; int b; };
#pragma pack(pop)
struct p10 { char a; int b; };
static int (*pointer)(int) __attribute__((unused)), array[3] __attribute__((aligned(32))) = { 1, 2, 3 };
__attribute__((noinline)) static int f(int x __attribute__((unused)), int y) { return y; }
static inline __attribute__((always_inline)) int g(int x) { return x + 1; }
static void stop(int) __attribute__((noreturn, noinline));
static void stop(int code) { printf("stop %d\\n", code); __builtin_exit(0); }
extern int weakly(void) __attribute__((weak));
__attribute__((weak)) int weakly(void) { return 7; }
int plain __attribute__((section(".data.mine"))) = 5;
static int __attribute__((used)) kept(void) { return 1; }
int main(int argc __attribute__((unused)), char **argv) {
    (void)argv;
    __attribute__((unused)) int unused, v __attribute__((aligned(8))) = 3;
#define SIZE(t) printf("%s %d %d\\n", #t, (int)sizeof(t), (int)__alignof__(t))
    SIZE(struct p1); SIZE(struct p2); SIZE(p3); SIZE(struct p4); SIZE(aligned_int); SIZE(struct p5); SIZE(union p6);
    SIZE(struct p7); SIZE(struct p8); SIZE(struct p9); SIZE(struct p10); SIZE(loose_int);
    printf("%d %d %d\\n", (int)offsetof(struct p4, b), (int)offsetof(struct p4, d), (int)offsetof(struct p5, d));
    struct p1 x = { 1, 2, 3, 4 };
    p3 y = { 1, -2, 3 };
    y.b -= 5; y.c *= -7;
    printf("%d %d %d %d %d %d\\n", x.a + x.b, x.c, (int)x.d, y.a, y.b, y.c);
    int *q = &x.b;
    *q = 77;
    printf("%d %d %d %d %d\\n", x.b, f(1, 2), g(3), weakly() + plain, array[2] + v);
    switch (v) { case 3: printf("three\\n"); __attribute__((fallthrough)); default: printf("more\\n"); }
    if (__builtin_expect(v == 3, 1)) stop(4);
    return 1;
}
"""

EXPRESSIONS = """
#define max(a, b) ({ __typeof__(a) a_ = (a); __typeof__(b) b_ = (b); a_ > b_ ? a_ : b_; })
static int calls;
static int call(int x) { calls++; return x; }
struct pair { int a, b; };
static struct pair both(int x) { return ({ struct pair p = { x, x + 1 }; p; }); }
static const char *kind(int c) {
    switch (c) {
    case 'a' ... 'z': return "lower";
    case 'A' ... 'Z': case '_': return "upper";
    case '0' ... '9': return "digit";
    case 1000 ... 2000000: return "large";
    case -5 ... -1: return "negative";
    default: return "other";
    }
}
static int wide(unsigned long long v) { switch (v) { case 5 ... 0x1ffffffffull: return 1; default: return 0; } }
static int run(const unsigned char *code) {
    static const void *const table[] = { &&push, &&add, &&mul, &&done };
    int stack[8], top = 0;
    goto *table[*code];
push:
    stack[top++] = code[1]; code += 2; goto *table[*code];
add:
    top--; stack[top - 1] += stack[top]; goto *table[*++code];
mul:
    top--; stack[top - 1] *= stack[top]; goto *table[*++code];
done:
    return stack[0];
}
static int offsets(int n) {
    static const int distance[] = { &&a - &&a, &&b - &&a, &&c - &&a };
    goto *(&&a + distance[n]);
a:  return 10;
b:  return 20;
c:  return 30;
}
struct tail { int n; int items[0]; };
int main(void) {
    int i = 5, j = 9;
    typeof(i) k = 3; typeof(int *) p = &i; __typeof__(k + 1LL) l = 1LL << 40; const __typeof(*p) m = 4;
    __auto_type inferred = &j;
    printf("%d %d\\n", max(i++, 3), (int)sizeof(l));
    printf("%d %d %d\\n", call(4) ?: 9, call(0) ?: 9, (int)sizeof(typeof(char[7])));
    printf("%d %d %d\\n", max(j, i), i, calls);
    printf("%s %s\\n", "x" ?: "y", (char *)0 ?: "null");
    printf("%d %d %d\\n", both(4).b, ({ struct pair q = both(i); q; }).a, *inferred + k + m + *p);
    for (i = -6; i < 128; i += 7) printf("%s ", kind(i));
    printf("%s %s %d %d\\n", kind(1999999), kind(2000001), wide(4), wide(0x1fffffffe));
    static const unsigned char program[] = { 0, 6, 0, 7, 2, 0, 5, 1, 3 };
    printf("%d %d %d %d\\n", run(program), offsets(0), offsets(1), offsets(2));
    printf("%d %d\\n", (int)sizeof(struct tail), __alignof__(i));
    int total = 0;
    for (int n = 0; n < 10; n++) total += ({ if (n == 7) break; if (n % 2) continue; n; });
    printf("%d %s %s\\n", total, __FUNCTION__, __PRETTY_FUNCTION__);
    printf("%d\\n", ({ int t; t = 3; ({ t += 2; }); t * 2; }));
    __extension__ union { int a; char b[4]; } u = { .a = 0x01020304 };
    printf("%d %d\\n", u.b[0], __extension__ ({ 1; }));
    int values[] = { [0 ... 3] = 7, [6] = 1, [8 ... 9] = call(2) };
    for (i = 0; i < 10; i++) printf("%d ", values[i]);
    static struct pair pairs[4] = { [1 ... 2] = { 3, 4 }, { 5, 6 } };
    for (i = 0; i < 4; i++) printf("%d %d ", pairs[i].a, pairs[i].b);
    printf("%d\\n", calls);
    return 0;
}
"""

BUILTINS = """
#define T(type, op, a, b) do { type r = 0; int o = __builtin_##op##_overflow(a, b, &r); \\
    printf("%d %x %x\\n", o, (unsigned)r, (unsigned)((long long)r >> 32)); } while (0)
#define ALL(type, a, b) T(type, add, a, b); T(type, sub, a, b); T(type, mul, a, b)
static volatile int zero;
int main(void) {
    int i32[] = { 0, 1, -1, 2, 46341, 65536, 0x7fffffff, -0x7fffffff - 1 };
    unsigned u32[] = { 0, 1, 2, 65535, 65536, 0x7fffffff, 0x80000000, 0xffffffff };
    long long i64[] = { 0, 1, -1, 3037000500, 0x7fffffffffffffff, -0x7fffffffffffffff - 1, 1LL << 32, -2 };
    unsigned long long u64[] = { 0, 1, 2, 1ULL << 32, ~0ULL, ~0ULL / 3, 1ULL << 63, 3 };
    for (int a = 0; a < 8; a++) for (int b = 0; b < 8; b++) {
        ALL(int, i32[a], i32[b]); ALL(unsigned, u32[a], u32[b]); ALL(unsigned, i32[a], u32[b]);
        ALL(int, u32[a], u32[b]);
        ALL(short, i32[a], i32[b]); ALL(unsigned char, u32[a], i32[b]); ALL(long long, i32[a], u32[b]);
        ALL(long long, i64[a], i64[b]); ALL(unsigned long long, u64[a], u64[b]);
        ALL(long long, i64[a], i32[b]); ALL(unsigned long long, u32[a], u64[b]); ALL(unsigned long long, u64[a], 3);
    }
    int s; unsigned u; long long ll; unsigned long long ull;
    printf("%d %d\\n", __builtin_sadd_overflow(0x7fffffff, 1, &s), __builtin_umul_overflow(65536, 65536, &u));
    printf("%d %d\\n", __builtin_smulll_overflow(1LL << 62, 2, &ll), __builtin_usubll_overflow(1, 2, &ull));
    printf("%d %d %d\\n", __builtin_clz(zero + 1), __builtin_ctzll(1ULL << (zero + 40)), __builtin_clzll(zero + 1));
    printf("%d %d %d\\n", __builtin_popcountll(~0ULL), __builtin_popcount(zero + 255), __builtin_parity(zero + 7));
    printf("%x %x %llx\\n", __builtin_bswap16(zero + 0x1234), __builtin_bswap32(zero + 0x12345678),
           __builtin_bswap64(zero + 0x1234));
    printf("%d %d %d\\n", __builtin_types_compatible_p(int, const int), __builtin_types_compatible_p(int, long),
           __builtin_types_compatible_p(int[], int[4]));
    printf("%d %d\\n", __builtin_choose_expr(1, 4, (char *)0), (int)sizeof(__builtin_choose_expr(0, 1, (char)1)));
    printf("%d %d\\n", __builtin_constant_p(3 + 4), __builtin_constant_p(zero));
    char text[16];
    __builtin_memset(text, 0, sizeof text);
    __builtin_memcpy(text, "abc", 4);
    printf("%s %d %d\\n", text, (int)__builtin_strlen(text), __builtin_memcmp(text, "abd", 3) < 0);
    if (zero) __builtin_trap();
    if (zero) __builtin_unreachable();
    return 0;
}
"""


ALLOCA = """
struct node { struct node *next; int value; };
static int sum(int n, ...) {
    va_list list;
    va_start(list, n);
    int s = 0;
    for (int i = 0; i < n; i++) s += va_arg(list, int);
    return s;
}
static int list(int n) {
    struct node *head = 0; char big[3000]; long long wide[4] = { 1, 2, 3, 4 };
    memset(big, n, sizeof big);
    for (int i = 0; i < n; i++) {
        struct node *p = alloca(sizeof *p);
        p->next = head;
        p->value = i;
        head = p;
    }
    int total = sum(9, 1, 2, 3, 4, 5, 6, 7, 8, n);
    for (; head; head = head->next) total = total * 3 + head->value;
    char *text = alloca(n + 20);
    sprintf(text, "%d %d %d %d %d %d %d", total, big[0], big[2999], (int)wide[n & 3], n, n + 1, n + 2);
    puts(text);
    return total + big[n] + wide[3];
}
int main(void) {
    int t = 0;
    for (int i = 0; i < 20; i++) t ^= list(i);
    printf("%d\\n", t);
    return 0;
}
"""

VARIABLE_ARRAYS = """
static int side;
static int count(int n) { side++; return n; }
static int total(int rows, int cols, int m[rows][cols]) {
    int s = 0;
    for (int i = 0; i < rows; i++) for (int j = 0; j < cols; j++) s = s * 7 + m[i][j];
    return s;
}
static int last(int n, int a[static n], int (*p)[n + 1]) { return a[n - 1] + (int)(p[1] - p[0]) + (int)sizeof(*p); }
static int loop(int n) {
    int sum = 0;
    for (int i = 1; i < n; i++) {
        char text[i * 8];
        if (i == 7) continue;
        sprintf(text, "%d", i * 1000);
        sum += strlen(text) + sizeof text;
        { int inner[i]; inner[i - 1] = i; sum += inner[i - 1]; if (i == 900) break; }
        if (i % 5 == 0) goto next;
        { long long wide[i]; wide[0] = i; sum += wide[0]; }
next:   ;
    }
    return sum;
}
static int again(int n) {
    int i = 0, sum = 0;
top:
    {
        int v[n]; v[n - 1] = i; sum += v[n - 1];
        if (++i < 3000) goto top;
    }
    switch (n) { case 5: { char c[n]; c[0] = 3; sum += c[0]; break; } default: sum++; }
    return sum;
}
static int many(int a, int b, int c, int d, int e, int f, int g, int n) {
    int v[n];
    memset(v, 0, sizeof v);
    v[0] = a + b + c + d + e + f + g;
    return v[0] + v[n - 1] + n;
}
typedef struct { int x, y; char z; } item;
int main(void) {
    int n = count(5), m = 3;
    int a[n], grid[n][m], cube[2][n][m];
    item items[n + 1];
    for (int i = 0; i < n; i++) {
        a[i] = i * i;
        for (int j = 0; j < m; j++) { grid[i][j] = i * 10 + j; cube[0][i][j] = 1; cube[1][i][j] = i + j; }
    }
    for (int i = 0; i <= n; i++) items[i] = (item){ i, -i, 'a' + i };
    printf("%d %d %d %d\\n", (int)sizeof a, (int)sizeof grid, (int)sizeof cube, (int)sizeof cube[0]);
    printf("%d %d\\n", total(n, m, grid), total(n, m, cube[1]));
    int (*row)[m] = grid, (*end)[m] = grid + n;
    printf("%d\\n", (int)(end - row));
    printf("%d\\n", (*++row)[1]);
    printf("%d\\n", (*row++)[2]);
    row += 2; printf("%d %d\\n", row[0][0], row[-1][1]);
    printf("%d\\n", last(4, a, (int (*)[5])a));
    typedef int line[count(n + 1)];
    n = 100;
    line l; printf("%d %d %d\\n", (int)sizeof l, (int)sizeof(line), side);
    int length = sizeof(int[count(3)]);
    printf("%d %d\\n", length, side);
    int (*whole)[m] = &grid[2]; printf("%d %d\\n", (*whole)[0], (int)sizeof *whole);
    printf("%d %d %c\\n", items[4].x, items[5].y, items[3].z);
    printf("%d %d\\n", loop(1000), again(5));
    printf("%d\\n", many(1, 2, 3, 4, 5, 6, 7, 20));
    int (*pa)[5] = &a; printf("%d\\n", (*pa)[3]);
    int t = 0; for (int i = 0; i < 2000; i++) t += ({ char buffer[16 + i % 3]; buffer[2] = i; buffer[2]; });
    printf("%d\\n", t);
    return 0;
}
"""

ATOMIC = """
#include <stdatomic.h>
static _Atomic int counter = 3;
static _Atomic(int *) where;
static atomic_flag flag = ATOMIC_FLAG_INIT;
struct both { int a, b; };
static _Atomic struct both pair;
static int take(_Atomic int *p) { return ++*p; }
int main(void) {
    int expected = 4, x = 9;
    _Atomic unsigned char narrow = 250;
    atomic_llong wide = ATOMIC_VAR_INIT(1LL << 40);
    counter++; counter += 2;
    printf("%d %d %d\\n", take(&counter), (int)sizeof(counter), 1);
    printf("%d\\n", atomic_fetch_add(&counter, 10)); printf("%d\\n", atomic_exchange(&counter, 5));
    printf("%d ", atomic_compare_exchange_strong(&counter, &expected, 7)); printf("%d %d\\n", expected, counter);
    printf("%d ", atomic_compare_exchange_weak_explicit(&counter, &expected, 8, memory_order_acquire,
                                                        memory_order_relaxed));
    printf("%d %d\\n", expected, counter);
    atomic_store(&where, &x); printf("%d\\n", *atomic_load(&where));
    narrow += 10; printf("%d %lld\\n", narrow, atomic_fetch_or(&wide, 5)); printf("%lld\\n", wide);
    printf("%d ", atomic_flag_test_and_set(&flag)); printf("%d\\n", atomic_flag_test_and_set(&flag));
    atomic_flag_clear(&flag); printf("%d\\n", atomic_flag_test_and_set(&flag));
    pair = (struct both){ 1, 2 }; struct both copy = pair; printf("%d %d\\n", copy.a, copy.b);
    atomic_thread_fence(memory_order_seq_cst);
    return 0;
}
"""


@pytest.mark.parametrize("source", [ATTRIBUTES, EXPRESSIONS, BUILTINS, ALLOCA, VARIABLE_ARRAYS, ATOMIC],
                         ids=["attributes", "expressions", "builtins", "alloca", "variable_arrays", "atomic"])
def test_gnu_c_behaves_as_gccs(source: str, tmp_path: Path) -> None:
    against_gcc(_HEAD + source, tmp_path)
