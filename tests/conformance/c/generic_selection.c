// expect: 0
// stdout: 5 5000000000
// stdout: char *, const char *, int *, int *
// stdout: struct s, struct s *, int (*)(int), int (*)[3]
// stdout: void *, other, other
// stdout: 2
// stdout: 48 32 48
// stdout: 0 0 3 0
// stdout: 2 4 4
/* _Generic, _Static_assert, _Alignas and _Alignof. */
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>

_Static_assert(sizeof(long long) == 8, "64 bits");
_Static_assert(_Alignof(int) == 4 && _Alignof(char) == 1, "natural");
_Static_assert((char)-1 < 0, "plain char is signed");

struct s {
    int a;
};

static int absolute_int(int x) { return x < 0 ? -x : x; }
static long long absolute_wide(long long x) { return x < 0 ? -x : x; }

#define absolute(x) _Generic((x), int: absolute_int, long long: absolute_wide)(x)
#define name(x) _Generic((x), \
    char *: "char *", const char *: "const char *", int *: "int *", struct s: "struct s", struct s *: "struct s *", \
    int (*)(int): "int (*)(int)", int (*)[3]: "int (*)[3]", void *: "void *", default: "other")

struct aligned {
    char c;
    alignas(16) char block[16];
    _Alignas(8) int word;
    alignas(long long) char last;
};

_Static_assert(_Alignof(struct aligned) == 16, "the strictest member");
static alignas(32) char buffer[5];
static char between;
static _Alignas(64) struct s value = {3};

int main(void)
{
    int array[3], *p = array;
    const char *text = "t";
    struct s s = {1};
    struct aligned a, many[2];

    printf("%d %lld\n", absolute(-5), absolute(-5000000000LL));
    printf("%s, %s, %s, %s\n", name("x"), name(text), name(array), name(p));
    printf("%s, %s, %s, %s\n", name(s), name(&s), name(absolute_int), name(&array));
    printf("%s, %s, %s\n", name((void *)0), name(5), name(*p));
    printf("%d\n", _Generic(1, int: 2, default: p[1000000]));
    printf("%d %d %d\n", (int)sizeof(struct aligned), (int)((char *)&a.word - (char *)&a),
        (int)((char *)&many[1] - (char *)&many[0]));
    printf("%d %d %d %d\n", (int)((uintptr_t)buffer % 32), (int)((uintptr_t)&value % 64), value.a, between);
    printf("%d %d %d\n", (int)alignof(short), (int)_Alignof(int[7]), (int)_Alignof(struct s *));
    _Static_assert(sizeof array == 3 * sizeof(int), "in a function");
    return 0;
}
