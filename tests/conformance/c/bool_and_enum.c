// expect: 0
// stdout: 1 0 1 1 1
// stdout: 1 1 1 1
// stdout: 0 1 1
// stdout: 0 1 1
// stdout: 1 0 1 1 8 -2
// stdout: 0 2 2
// stdout: 1 2
// stdout: 0 6 1 11 5
// stdout: -2 0 middle below
// stdout: 1 0 2
// stdout: 1 7
// stdout: below middle top 4
// stdout: 100
/* _Bool and enumerations. */
#include <stdbool.h>
#include <stdio.h>

enum plain { ZERO, ONE, FIVE = 5, SIX, AGAIN = 1, LAST = AGAIN + 10 };
enum negative { BELOW = -2, MIDDLE, TOP };
enum { FLAG_A = 1 << 0, FLAG_B = 1 << 1, FLAG_C = 1 << 31 };
typedef enum colour { RED, GREEN, BLUE } colour;

static bool flags[4] = {1, 0, 256, -1};
static _Bool from_pointer = &flags != 0;

static bool is_set(unsigned value, unsigned flag)
{
    return value & flag;
}

static bool truth(long long value)
{
    return value;
}

static colour next(colour c)
{
    return c == BLUE ? RED : c + 1;
}

static const char *text(enum negative n)
{
    switch (n) {
    case BELOW: return "below";
    case MIDDLE: return "middle";
    case TOP: return "top";
    }
    return "?";
}

int main(void)
{
    bool b = 2, c = 0 != 0 || 1;
    struct {
        bool yes;
        enum plain kind;
    } s = {5, SIX};
    bool *p = &b;
    int n = 3;
    colour colours[] = {RED, BLUE};

    printf("%d %d %d %d %d\n", flags[0], flags[1], flags[2], flags[3], from_pointer);
    printf("%d %d %d %d\n", b, c, s.yes, (int)sizeof(bool));
    printf("%d %d %d\n", is_set(6, FLAG_A), is_set(6, FLAG_B), is_set(0x80000000, FLAG_C));
    printf("%d %d %d\n", truth(0), truth(1LL << 40), truth(-1));
    b += 5;
    printf("%d ", b);
    b -= 1;
    printf("%d ", b);
    b--;
    printf("%d ", b);
    *p ^= 1, *p |= n;
    printf("%d %d %d\n", *p, b << 3, ~b);
    b = &n, b = b && !n;
    printf("%d %d %d\n", b, !b + !!n, (bool)"" + (bool)0 + (bool)n);
    b = n > 2;
    b &= n == 3;
    printf("%d %d\n", b, (b = 0x100) + 1);
    printf("%d %d %d %d %d\n", ZERO, s.kind, AGAIN, LAST, FIVE);
    printf("%d %d %s %s\n", BELOW, TOP, text(MIDDLE), text(BELOW));
    printf("%d %d %d\n", next(RED), next(colours[1]), next(next(colours[0])));
    printf("%d %d\n", -ONE < 0, (enum plain)7);
    for (enum negative e = BELOW; e <= TOP; e++)
        printf("%s ", text(e));
    printf("%d\n", (int)sizeof(enum plain));
    {
        enum { RED = 100 } shadow = RED;
        printf("%d\n", shadow);
    }
    return 0;
}
