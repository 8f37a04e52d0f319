// expect: 0
// stdout: 1 0 20 30 0 55 60 0 0 90 
// stdout: 1 2 3 4 5 6 9 10 11 0 0 0 
// stdout: 3 1 2 0 p 0 0 7 q 1869180533 static
// stdout: 1 2 3 4 c 5 6 7 d 8 first
// stdout: 9 0 0 0 - 0 0 0 - 0 second
// stdout: 0 0 0 0 - 0 0 0 - 0 none
// stdout: 11 0 0 0 - 0 0 0 - 0 none
// stdout: one three two four abc with NUL 9
// stdout: 0,7,0 0,0,0 1,2,3 4,5,6 red green blue
// stdout: 42 -13 1 1 255 32 255
// stdout: 1 -1 2147483648 4294967295 -2147483648 
// stdout: 0 0 0 1 2 11 | 0 0 11
// stdout: 0 0 1 0 - 0 0 0 A 0 none
// stdout: 0 0 1 0 - 0 0 0 A 0 none
// stdout: 3 1 2 0 p 0 0 7 q 1869180533 static
// stdout: 0 0 0 0 - 0 0 0 - 27904 none
// stdout: abc 0 0 xy z 0
// stdout: 3 0 0 4 5 11 | 0 3 11
// stdout: 3 3 4 0 - 0 0 0 D 0 local
// stdout: 3 3 4 0 - 0 0 0 D 0 local
// stdout: 3 1 2 0 p 0 0 7 q 1869180533 static
// stdout: 0 0 3 0 - 3 0 0 - 27904 none
// stdout: abc 0 0 xy z 6
/* Initialisers: designators in any order, overriding, nested, brace elision, strings, partial, of locals and statics. */
#include <stdio.h>

struct inner {
    short a[3];
    char c;
};

struct outer {
    int x;
    struct inner in[2];
    union {
        int u;
        char text[8];
    } un;
    const char *name;
};

static int sparse[] = {[5] = 50, 60, [2] = 20, 30, [9] = 90, [0] = 1, [5] = 55};
static const int grid[3][4] = {1, 2, 3, 4, 5, {6, 7}, [1][2] = 9, 10, 11};
static struct outer o = {
    .name = "static", .in[1].a[2] = 7, .in[1].c = 'q', .in[0] = {{1, 2}, 'p'}, .x = 3, .un.text = "union",
};
static struct outer elided[] = {1, 2, 3, 4, 'c', 5, 6, 7, 'd', 8, "first", {9, .name = "second"}, [3].x = 11};
static char strings[][6] = {"one", "three", {'t', 'w', 'o'}, {"four"}};
static char exact[3] = "abc", unsized[] = "with " "NUL";
static const struct {
    unsigned char r, g, b;
} colours[] = {[2] = {1, 2, 3}, {4, 5, 6}, [0].g = 7};
enum { RED, GREEN, BLUE, COLOURS };
static const char *const names[COLOURS] = {[BLUE] = "blue", [RED] = "red", [GREEN] = "green"};
static int scalar = {42}, negative = -(5 * 3) + (1 ? 2 : 0), *null = 0;
static unsigned char bytes[4] = {256 + 1, -1, 'a' - 'A', ~0};
static long long wides[] = {1, -1, 1u << 31, 0xFFFFFFFF, -2147483648LL};

static void show(const struct outer *s)
{
    printf("%d %d %d %d %c %d %d %d %c %d %s\n", s->x, s->in[0].a[0], s->in[0].a[1], s->in[0].a[2],
        s->in[0].c ? s->in[0].c : '-', s->in[1].a[0], s->in[1].a[1], s->in[1].a[2], s->in[1].c ? s->in[1].c : '-',
        s->un.u, s->name ? s->name : "none");
}

static int counted(int *count)
{
    return ++*count;
}

static void locals(int n)
{
    int count = 10, a[6] = {n, [4] = n + 1, n + 2}, b[] = {[3] = counted(&count), [1] = n};
    struct outer l = {n, {{{n, n + 1}}, [1].c = 'A' + n}, .name = n ? "local" : 0}, copy = l, array[2] = {copy, [1] = o};
    struct inner made = {.a = {[1] = n}}, more[2] = {made, {{n}}};
    char text[10] = "abc", filled[2][3] = {{"xy"}, "z"};
    struct outer mixed = {.in = {made, more[1]}, .un.text[1] = 'm'};

    printf("%d %d %d %d %d %d | %d %d %d\n", a[0], a[1], a[3], a[4], a[5], count, b[0] + b[2], b[1], b[3]);
    show(&l), show(&array[0]), show(&array[1]), show(&mixed);
    printf("%s %d %d %s %s %d\n", text, text[3], text[9], filled[0], filled[1], more[0].a[1] + more[1].a[0]);
}

int main(void)
{
    unsigned n;

    for (n = 0; n < sizeof sparse / sizeof *sparse; n++)
        printf("%d ", sparse[n]);
    printf("\n");
    for (n = 0; n < 12; n++)
        printf("%d ", grid[n / 4][n % 4]);
    printf("\n");
    show(&o);
    for (n = 0; n < sizeof elided / sizeof *elided; n++)
        show(&elided[n]);
    for (n = 0; n < 4; n++)
        printf("%s ", strings[n]);
    printf("%.3s %s %u\n", exact, unsized, (unsigned)sizeof unsized);
    for (n = 0; n < 4; n++)
        printf("%d,%d,%d ", colours[n].r, colours[n].g, colours[n].b);
    printf("%s %s %s\n", names[RED], names[GREEN], names[BLUE]);
    printf("%d %d %d %d %d %d %d\n", scalar, negative, null == 0, bytes[0], bytes[1], bytes[2], bytes[3]);
    for (n = 0; n < 5; n++)
        printf("%lld ", wides[n]);
    printf("\n");
    locals(0), locals(3);
    return 0;
}
