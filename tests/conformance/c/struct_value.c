// expect: 0
// stdout: 1: 11 26 42 66 13
// stdout: 2: 23 37 42 90 34
// stdout: 3: 54 67 42 135 71
// stdout: 4: 113 125 42 207 139
// stdout: 5: 209 220 42 312 241
// stdout: 6: 351 361 42 456 392
// stdout: 7: 548 557 42 645 595
// stdout: 8: 809 817 42 885 865
// stdout: 9: 1143 1150 42 1182 1205
// stdout: 12: 2673 2677 42 2475 2759
// stdout: 16: 6281 6281 42 5361 6397
// stdout: 17: 7523 7522 42 6330 7645
// stdout: 40: 96809 96785 42 71397 97105
// stdout: 300: 5627889 5627605 42 5483035 5628087
// stdout: 4 2 25 diagonal
// stdout: 6 4 4
// stdout: 1 6
// stdout: 4 6
// stdout: 8
// stdout: 18 20
// stdout: 29 21 80
// stdout: 0
/* Structs by value: every small size, nested, in arrays, as argument, result and part of expressions. */
#include <stdio.h>
#include <string.h>

#define SIZED(n) \
    struct s##n { \
        unsigned char b[n]; \
    }; \
    static struct s##n make##n(int seed) \
    { \
        struct s##n s; \
        for (int i = 0; i < n; i++) \
            s.b[i] = seed + i * 3; \
        return s; \
    } \
    static int add##n(int before, struct s##n s, int after) \
    { \
        int total = before * 7 + after; \
        for (int i = 0; i < n; i++) \
            total += s.b[i] * (i + 1); \
        s.b[0] = 0; \
        return total; \
    } \
    static void use##n(void) \
    { \
        struct s##n a = make##n(n), b, c[3] = {{{1}}}; \
        b = a; \
        c[1] = c[2] = b; \
        a.b[n - 1]++; \
        printf("%d: %d %d %d %d %d\n", n, add##n(1, a, 2), add##n(3, b, 4), add##n(5, c[0], 6), \
            add##n(7, make##n(9), 8), add##n(c[2].b[0], c[1], make##n(5).b[n / 2])); \
    }

SIZED(1) SIZED(2) SIZED(3) SIZED(4) SIZED(5) SIZED(6) SIZED(7) SIZED(8) SIZED(9) SIZED(12) SIZED(16) SIZED(17) SIZED(40)
SIZED(300)

struct point {
    int x, y;
};

struct line {
    struct point from, to;
    const char *name;
};

struct tree {
    struct tree *left, *right;
    struct line line;
};

static struct point point(int x, int y)
{
    return (struct point){x, y};
}

static struct line line(struct point from, struct point to, const char *name)
{
    struct line made;

    made.from = from, made.to = to, made.name = name;
    return made;
}

static struct line turned(struct line l)
{
    struct point keep = l.from;

    l.from = l.to;
    l.to = keep;
    return l;
}

static int length(const struct line l)
{
    int dx = l.to.x - l.from.x, dy = l.to.y - l.from.y;

    return dx * dx + dy * dy;
}

static struct point (*const maker)(int, int) = point;

static struct point sum(struct point a, struct point b, struct point c, struct point d, struct point e)
{
    return point(a.x + b.x + c.x + d.x + e.x, a.y + b.y + c.y + d.y + e.y);
}

static struct line deep(int depth, struct line l)
{
    if (depth == 0)
        return l;
    l.to.x += depth;
    return turned(deep(depth - 1, turned(l)));
}

int main(void)
{
    struct line l = line(point(1, 2), maker(4, 6), "diagonal"), other, lines[3];
    struct tree t = {0, &t, l}, copy = t;
    struct point *p = &copy.line.to, q;
    int n;

    use1(), use2(), use3(), use4(), use5(), use6(), use7(), use8(), use9(), use12(), use16(), use17(), use40(), use300();
    other = turned(l);
    printf("%d %d %d %s\n", other.from.x, other.to.y, length(turned(turned(l))), turned(other).name);
    *p = point(p->y, p->x);
    printf("%d %d %d\n", copy.line.to.x, copy.line.to.y, copy.right->line.to.x);
    for (n = 0; n < 3; n++)
        lines[n] = n ? turned(lines[n - 1]) : l;
    lines[1].from = lines[0].to, lines[0] = lines[0];
    printf("%d %d\n", lines[2].from.x, lines[1].from.y);
    q = (n > 2 ? lines[2] : l).to;
    printf("%d %d\n", q.x, q.y);
    printf("%d\n", (q = point(7, 8), q).y);
    q = sum(point(1, 2), (struct point){3, 4}, *p, lines[1].to, q);
    printf("%d %d\n", q.x, q.y);
    other = deep(9, l);
    printf("%d %d %d\n", other.to.x, other.from.x, length(other));
    printf("%d\n", memcmp(&lines[0], &l, sizeof l));
    return 0;
}
