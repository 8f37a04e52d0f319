// expect: 0
// stdout: a + "b\n" '\0'
// stdout: TWOtwotwotwo
// stdout: +
// stdout: 22 267
// stdout: a, b , "c",(d, e)
// stdout: 
// stdout: 1 2
// stdout: 1 2 3
// stdout: foo + 1(2 + f(2))(f + f(f))(3)(a) a
// stdout: 6 40
// stdout: x ## x
// stdout: A ()
// stdout: 3 + 4
// stdout: 12
// stdout: 123 45 67 89 10 11 12 0 
// stdout: blue red 3
// stdout: elif 1 /* no comment */// none
// stdout: main 2
// stdout: 1000 other.c
// stdout: 1001
// stdout: split by splices
// stdout: 7
/* The preprocessor: stringising, pasting, variable arguments, rescanning, self reference, splices, conditions, #line. */
#include <stdio.h>

#define STR(x) #x
#define XSTR(x) STR(x)
#define PASTE(a, b) a##b
#define XPASTE(a, b) PASTE(a, b)
#define TWO 2
#define EMPTY
#define NAME XPASTE(val, TWO)
#define LIST(...) #__VA_ARGS__
#define CALL(f, ...) f(__VA_ARGS__)
#define FIRST(a, ...) a
#define SECOND(a, b, ...) b
#define PAIR(a, b) a + b
#define ARGS 3, 4
static int foo = 5;
#define foo foo + 1
#define f(x) (x + f(x))
#define g f
#define OBJECT_LIKE (a) a
#define COUNT_(a, b, c, d, n, ...) n
#define COUNT(...) COUNT_(__VA_ARGS__, 4, 3, 2, 1, 0)
#define hash_hash # ## #
#define join(a) in_between(a hash_hash a)
#define in_between(a) STR(a)
#define DEFER(x) x EMPTY
#define A() 123
#define long_macro(a, \
                   b) \
    (a * \
     b)
#define t(x, y, z) x ## y ## z
#define EACH(X) X(red) X(green) X(blue)
#define ENUM(c) c,
#define TEXT(c) #c,

enum colour { EACH(ENUM) colours };
static const char *const colour_names[] = {EACH(TEXT)};
static int val2 = 22, t_[] = {t(1, 2, 3), t(, 4, 5), t(6, , 7), t(8, 9, ), t(10, , ), t(, 11, ), t(, , 12), 0 t(, , )};

static int (f)(int x)
{
    return x * 10;
}

#if 1 - 1 || defined UNDEFINED_NAME || !defined(STR)
#error "not here"
#elif (-1 > 0u) && (1 << 31 < 0 || 1) && 'a' == 97 && 0x7FFFFFFFFFFFFFFF + 0 > 0 && (2 ? 3 : 4) == 3
static const char *const condition = "elif";
#else
#error "nor here"
#endif

#if UNKNOWN == 0 && (18446744073709551615u == -1) && 7 / 2 * 2 == 6 && -7 % 3 == -1 && ~0 == -1
#if 0
#if 1
#else
#endif
nested " quote in a skipped group
#elif 1
static const int second_branch = 1;
#endif
#endif

#ifdef EMPTY
#undef TWO
#endif
#ifndef TWO
#define TWO two
#endif

/* comment with "quote and // inside */ // and another /*
static const char *const tricky = "/* no comment */" "// none";

int main(void)
{
    int a;

    puts(STR(  a   +  "b\n" '\0'  ));
    puts(STR(TWO) XSTR(TWO) XSTR(XPASTE(TWO, TWO)));
    puts(XSTR(PAIR(EMPTY, )));
    printf("%d %d\n", XPASTE(val, 2), PASTE(1, 2) + PASTE(0x, ff));
    puts(LIST(a, b , "c",(d, e)));
    puts(LIST());
    printf("%d %d\n", FIRST(1, 2, 3), SECOND(1, 2, 3));
    printf("%d %d %d\n", COUNT(x), COUNT(x, y), COUNT(x, (y, z), w));
    puts(XSTR(foo) XSTR(f(2)) XSTR(g(f)(3)) XSTR(OBJECT_LIKE));
    printf("%d %d\n", (foo), (f)(4));
    puts(join(x));
    puts(XSTR(DEFER(A)()));
    puts(XSTR(CALL(PAIR, ARGS)));
    printf("%d\n", long_macro(3, \
4));
    for (a = 0; a < 8; a++)
        printf("%d ", t_[a]);
    printf("\n%s %s %d\n", colour_names[blue], colour_names[red], colours);
    printf("%s %d %s\n", condition, second_branch, tricky);
    printf("%s %d\n", __func__, __STDC__ + (__STDC_VERSION__ == 201112L));
#line 1000 "other.c"
    printf("%d %s\n", __LINE__, __FILE__); printf("%d\n",
        __LINE__);
    fputs("split " /\
* comment *\
/ "by splices\n", std\
out);
    %:define DIGRAPH <:1:>
    { int d DIGRAPH = {7}; printf("%d\n", d<:0:>); }
    return 0;
}
