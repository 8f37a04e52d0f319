// expect: 0
// stdout: 116 2104006
// stdout: yes 1020
// stdout: 1
// stdout: 13 27 2
// stdout: 56 0 5
// stdout: 14 -3 2
// stdout: 1 1
// stdout: 1 3
// stdout: 3 1 -3
// stdout: 9 9 1
// stdout: 11 -25 -18
// stdout: -288 0 -13
// stdout: -36 -5 -1
// stdout: 1 1
// stdout: 1 5
// stdout: -2 -1 2
// stdout: -5 -5 1
// stdout: 2 12 2 777
// stdout: 100 6 2 1
// stdout: 4 127 65524 -5536
// stdout: 255 -128 9360 -1 7
// stdout: 255 -1 511
// stdout: 31 127 -128 1
// stdout: 30 128
// stdout: 36 9 64 -49
// stdout: 25
// stdout: 64 1
// stdout: 6 2 1
// stdout: esrever 3
// stdout: ab 1 1
// stdout: 48 28
/* Operators: precedence, side effects, short circuits, comma, compound assignment to narrow and computed places. */
#include <stdio.h>

static int calls;

static int noted(int value)
{
    calls = calls * 10 + value;
    return value;
}

static int *place(int *p)
{
    noted(7);
    return p;
}

struct s {
    unsigned char byte;
    signed char sign;
    unsigned short half;
    short table[4];
};

static void logic(void)
{
    int r;

    calls = 0;
    r = noted(0) && noted(1);
    r = r * 10 + (noted(2) || noted(3));
    r = r * 10 + (noted(1) && noted(0) || noted(4) && !noted(0));
    r = r * 10 + (noted(0) ? noted(5) : noted(6));
    printf("%d %d\n", r, calls);
    calls = 0;
    if (noted(1) && (noted(0) || noted(2)) && !(noted(0) && noted(9)))
        printf("yes %d\n", calls);
    r = !(calls > 3 && calls < 2) == (calls <= 3 || calls >= 2);
    printf("%d\n", r);
}

static void precedence(int a, int b, int c)
{
    printf("%d %d %d\n", a + b * c, (a + b) * c, a - b - c);
    printf("%d %d %d\n", a << 1 + b, a & b == c, a ^ b | c & 1);
    printf("%d %d %d\n", -a * -b, !a + ~b, a * b % c);
    printf("%d %d\n", a < b < c, a == b != c);
    printf("%d %d\n", a ? b ? 1 : 2 : c ? 3 : 4, (a, b, c));
    printf("%d %d %d\n", a / b, a % b, -a / b);
    printf("%d %d %d\n", a- -b, a+ +b, c---b);
}

static void places(void)
{
    int a[5] = {1, 2, 3, 4, 5}, *p = a, i = 0;
    struct s s = {250, -128, 65530, {1, -2, 3, -4}}, *q = &s;

    calls = 0;
    *place(p + 1) += 10;
    ++*place(a);
    (*place(&a[2]))--;
    printf("%d %d %d %d\n", a[0], a[1], a[2], calls);
    a[i++] = 100;
    a[++i] *= i == 2 ? 3 : 0;
    *p++ += 0;
    printf("%d %d %d %d\n", a[0], a[2], i, (int)(p - a));
    s.byte += 10, s.sign--, s.half <<= 1, q->table[1] *= -30000;
    printf("%d %d %d %d\n", s.byte, s.sign, s.half, q->table[1]);
    q->byte -= 5, q->sign ^= 0xFF, q->half /= 7, s.table[3] %= 3, s.table[0] |= 0x10000 | 6;
    printf("%d %d %d %d %d\n", s.byte, s.sign, s.half, s.table[3], s.table[0]);
    s.byte = s.sign = s.half = 0x1FF;
    printf("%d %d %d\n", s.byte, s.sign, s.half);
    s.byte >>= 3, s.half >>= 2, s.sign <<= 7, s.table[2] >>= 1;
    printf("%d %d %d %d\n", s.byte--, s.half++, s.sign, s.table[2]);
    printf("%d %d\n", s.byte, s.half);
}

static void pointers(void)
{
    int m[3][4], *p = &m[1][2], (*row)[4] = m, i;
    char text[] = "reverse", *low = text, *high = text + 6;
    const char *const *words = (const char *const[]){"a", "bc", 0};
    short *none = 0;

    for (i = 0; i < 12; i++)
        *(*m + i) = i * i;
    printf("%d %d %d %d\n", *p, p[-3], *(p + 2), -1[p]);
    printf("%d\n", (*++row)[1]);
    printf("%d %d\n", **(row + 1), (int)(row - m));
    printf("%d %d %d\n", (int)(p - *m), (int)(&m[2] - &m[0]), p > m[1]);
    while (low < high) {
        char c = *low;
        *low++ = *high;
        *high-- = c;
    }
    printf("%s %d\n", text, (int)(high - text));
    while (*words)
        printf("%c", *(*words++ + 0));
    printf(" %d %d\n", !none, none == (void *)0);
    printf("%d %d\n", (int)sizeof m, (int)sizeof *row + (int)sizeof(int *[3]));
}

int main(void)
{
    logic();
    precedence(7, 2, 3);
    precedence(-9, 4, 5);
    places();
    pointers();
    return 0;
}
