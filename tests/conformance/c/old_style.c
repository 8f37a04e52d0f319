// expect: 0
// stdout: 5 199
// stdout: 4664 458
// stdout: 11 101
// stdout: ped 3
/* Definitions and declarations without prototypes; arguments are promoted. */
#include <stdio.h>

int undeclared_parameters();
static int add();
static short narrow();

static int many(a, b, c, d, e, f, g, w, h)
    int a, b, c;
    char d;
    short e;
    unsigned char f;
    int g;
    long long w;
    int h;
{
    return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * (int)w + 9 * h;
}

static int (*get(which))()
    int which;
{
    return which ? add : undeclared_parameters;
}

static char *text(s, n)
    char *s;
    unsigned n;
{
    return s + n;
}

static int implicit_rest(array, f)
    int array[3], f(int);
{
    return f(array[1]);
}

static int increment(int x)
{
    return x + 1;
}

int main()
{
    char c = -1;
    unsigned char u = 200;

    printf("%d %d\n", add(2, 3), add(c, u));
    printf("%d %d\n", narrow(70000, u), many(1, 2, 3, c, -2, 300, 7, 8LL, 9));
    printf("%d %d\n", get(1)(5, 6), get(0)(1));
    printf("%s %d\n", text("skipped", 4u), implicit_rest((int[]){1, 2, 3}, increment));
    return 0;
}

static int add(a, b)
    int a, b;
{
    return a + b;
}

static short narrow(s, u)
    short s;
    unsigned char u;
{
    return s + u;
}

int undeclared_parameters(x)
    int x;
{
    return x + 100;
}
