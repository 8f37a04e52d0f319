// expect: 0
// stdout: 5 -1 6
// stdout: 1 1
// stdout: 9 20
// stdout: 18 -1620
// stdout: 3 -1
// stdout: -9 0 3 5 7 12 apple banana fig pear 
// stdout: 4 14 7 34 1
// stdout: 6 14
// stdout: 5
/* Pointers to functions: tables, in structs, returned, compared, called through every spelling. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int operation(int, int);
typedef operation *chooser(char);

static int add(int a, int b) { return a + b; }
static int sub(int a, int b) { return a - b; }
static int mul(int a, int b) { return a * b; }

static const struct {
    char sign;
    operation *apply;
} table[] = {{'+', add}, {'-', &sub}, {'*', *mul}};

static operation *choose(char sign)
{
    unsigned n;

    for (n = 0; n < sizeof table / sizeof *table; n++)
        if (table[n].sign == sign)
            return table[n].apply;
    return 0;
}

static int (*pick(int which))(int, int)
{
    return which ? add : mul;
}

static int fold(operation *f, const int *values, int count, int start)
{
    while (count--)
        start = f(start, *values++);
    return start;
}

static int apply(operation f, int a, int b)
{
    return (***f)(a, b);
}

static int compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static int compare_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

struct object {
    int value;
    int (*get)(const struct object *);
    void (*set)(struct object *, int);
};

static int get(const struct object *o) { return o->value; }
static int get_doubled(const struct object *o) { return 2 * o->value; }
static void set(struct object *o, int value) { o->value = value; }

static int depth(int n, int (*self)(int, int (*)()))
{
    return n ? 1 + self(n - 1, self) : 0;
}

static int depth_again(int n, int (*self)())
{
    return n ? 1 + depth(n - 1, (int (*)(int, int (*)()))self) : 0;
}

int main(void)
{
    static int (*const choices[2])(int, int) = {[1] = sub, [0] = add};
    static chooser *finders[] = {choose};
    int values[] = {5, 3, -9, 12, 0, 7};
    const char *words[] = {"pear", "apple", "fig", "banana"};
    struct object objects[] = {{1, get, set}, {2, get_doubled, set}};
    int (*f)(int, int) = 0;
    int n;

    printf("%d %d %d\n", choose('+')(2, 3), (*choose('-'))(2, 3), finders[0]('*')(2, 3));
    printf("%d %d\n", choose('/') == 0, !choose('?') && choose('*') == mul);
    printf("%d %d\n", pick(1)(4, 5), pick(0)(4, 5));
    printf("%d %d\n", fold(add, values, 6, 0), fold(mul, values, 4, 1));
    printf("%d %d\n", apply(add, 1, 2), apply(*choices[1], 1, 2));
    qsort(values, 6, sizeof *values, compare);
    for (n = 0; n < 6; n++)
        printf("%d ", values[n]);
    qsort(words, 4, sizeof *words, compare_text);
    for (n = 0; n < 4; n++)
        printf("%s ", words[n]);
    printf("\n");
    for (n = 0; n < 4; n++) {
        struct object *o = &objects[n % 2];
        o->set(o, o->get(o) + 3);
        printf("%d ", (*o->get)(o));
    }
    printf("%d\n", f == 0 ? 1 : f(1, 2));
    f = n > 3 ? sub : add;
    printf("%d %d\n", f(10, 4), (n ? add : mul)(10, 4));
    printf("%d\n", depth(5, (int (*)(int, int (*)()))depth_again));
    return 0;
}
