// expect: 0
// stdout: -124 -127 33154 -2122153084
// stdout: f8187f84 7f84f818
// stdout: ffffffff00000001 fffffffc00000004
// stdout: ffffffff00010001 8
// stdout: number -12345678901234
// stdout: name static
// stdout: pair 3 -4
// stdout: pair 0 9
// stdout: name local
// stdout: number 1099511627781
/* Unions: one storage seen as several types, by value, nested in structs, initialised by first and by named member. */
#include <stdio.h>

union word {
    unsigned u;
    int s;
    unsigned short h[2];
    signed char b[4];
    struct {
        unsigned char low, mid;
        short high;
    } parts;
};

union wide {
    unsigned long long u;
    union word w[2];
};

struct token {
    enum { NUMBER, NAME, PAIR } kind;
    union {
        long long number;
        const char *name;
        struct {
            int first, second;
        } pair;
    } as;
};

static union word swapped(union word w)
{
    union word r;

    r.h[0] = w.h[1];
    r.h[1] = w.h[0];
    return r;
}

static union wide doubled(union wide w)
{
    w.u *= 2;
    return w;
}

static void show(struct token t)
{
    switch (t.kind) {
    case NUMBER: printf("number %lld\n", t.as.number); break;
    case NAME: printf("name %s\n", t.as.name); break;
    case PAIR: printf("pair %d %d\n", t.as.pair.first, t.as.pair.second); break;
    }
}

static const struct token tokens[] = {
    {NUMBER, {-12345678901234}},
    {NAME, .as.name = "static"},
    {PAIR, {.pair = {3, -4}}},
    {.as = {.pair.second = 9}, .kind = PAIR},
};

int main(void)
{
    union word w = {0x81828384};
    union wide x = {.w = {{1}, {.s = -1}}};
    struct token local = {NAME, {.name = "local"}}, *p = &local;
    unsigned n;

    printf("%d %d %d %d\n", w.b[0], w.b[3], w.h[1], w.s);
    w.parts.mid = 0x7F;
    w.parts.high >>= 4;
    printf("%x %x\n", w.u, swapped(w).u);
    printf("%llx %llx\n", x.u, doubled(doubled(x)).u);
    x.w[0].b[2]++;
    printf("%llx %d\n", x.u, (int)sizeof(union wide));
    for (n = 0; n < sizeof tokens / sizeof *tokens; n++)
        show(tokens[n]);
    show(local);
    p->kind = NUMBER, p->as.number = 1LL << 40, p->as.pair.first |= 5;
    show(*p);
    return 0;
}
