// expect: 0
// stdout: 3 4
// stdout: 10 11
// stdout: 2 4 152
// stdout: 42 32003
// stdout: 6 4
// stdout: 2 3 16
// stdout: 13
/* Scopes, storage, linkage and names: shadowing, block statics and externs, tentative definitions, separate name spaces. */
#include <stdio.h>

int tentative;
int tentative;
static int internal;
static int internal = 4;
extern int tentative;
int tentative = 3;
typedef int number;
static number shadowed = 1;

static int forward(int);

static int next(void)
{
    static int count = 10, *where = &count;

    return (*where)++;
}

static int next_too(void)
{
    static int count;

    return count += 2;
}

static int shadow(int shadowed)
{
    int result = shadowed;

    {
        int shadowed = 30;
        result += shadowed;
        for (int shadowed = 100; shadowed < 102; shadowed++) {
            int result = 5;
            shadowed += result;
        }
        {
            extern int tentative;
            char number = 'n';
            result += tentative + number;
        }
    }
    {
        number number = 7;
        result += number;
    }
    return result;
}

struct tag {
    int tag;
};

static int name_spaces(struct tag tag)
{
    enum { name } value = name;
    struct name {
        struct tag *name;
    } n = {&tag};
    union { int tag, name; } tagged = {2};

    goto tag;
tag:
    return tag.tag + n.name->tag + value + tagged.name;
}

static int inner_types(void)
{
    struct tag {
        char c[3];
    };
    int outer = sizeof(struct tag);

    {
        struct tag;
        struct tag {
            short s[10];
        } t;
        outer = outer * 100 + sizeof t;
    }
    return outer * 100 + sizeof(struct tag);
}

struct incomplete;
static struct incomplete *pass(struct incomplete *p) { return p; }
struct incomplete {
    int now;
};

extern int declared_array[];
static int array_sum(void)
{
    return declared_array[0] + declared_array[2];
}
int declared_array[3] = {1, 2, 3};

inline static int inlined(int x)
{
    static int calls;

    return x + ++calls;
}

inline int external_inline(int x)
{
    return 2 * x;
}
extern int external_inline(int x);


int main(void)
{
    struct tag t = {20};
    struct incomplete made = {6};
    register int quick = 5;
    auto int plain = 6;
    int first, second;

    printf("%d %d\n", tentative, internal);
    first = next(), second = next();
    printf("%d %d\n", first, second);
    first = next_too(), second = next_too();
    printf("%d %d %d\n", first, second, shadow(1) + shadowed);
    printf("%d %d\n", name_spaces(t), inner_types());
    printf("%d %d\n", pass(&made)->now, array_sum());
    first = inlined(1), second = inlined(1);
    printf("%d %d %d\n", first, second, external_inline(quick) + plain);
    printf("%d\n", forward(4));
    return 0;
}

static int forward(int n)
{
    extern int tentative;

    return n ? n + forward(n - 1) : tentative;
}
