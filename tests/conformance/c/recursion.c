// expect: 0
// stdout: 21
// stdout: 1 1
// stdout: 4 40
// stdout: 511 1077333714
// stdout: 2870
// stdout: 2971215073
// stdout: 1176060 abcde
// stdout: -5982858756502450003
/* Recursion: single, mutual, deep, through pointers, with large frames and results. */
#include <stdio.h>

static int ackermann(int m, int n)
{
    return m == 0 ? n + 1 : n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1));
}

static int is_odd(unsigned n);
static int is_even(unsigned n) { return n == 0 ? 1 : is_odd(n - 1); }
static int is_odd(unsigned n) { return n == 0 ? 0 : is_even(n - 1); }

static int queens(int row, unsigned columns, unsigned left, unsigned right, int size)
{
    unsigned free = ~(columns | left | right) & ((1u << size) - 1);
    int found = 0;

    if (row == size)
        return 1;
    while (free) {
        unsigned bit = free & -free;
        free ^= bit;
        found += queens(row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1, size);
    }
    return found;
}

static void hanoi(int n, int from, int to, int spare, int *moves, unsigned *hash)
{
    if (n == 0)
        return;
    hanoi(n - 1, from, spare, to, moves, hash);
    *hash = *hash * 31 + from * 3 + to, ++*moves;
    hanoi(n - 1, spare, to, from, moves, hash);
}

static int with_frame(int depth)
{
    int here[64], sum = 0;

    for (int n = 0; n < 64; n++)
        here[n] = n * depth;
    if (depth)
        sum = with_frame(depth - 1);
    return sum + here[depth & 63];
}

struct matrix {
    unsigned m[2][2];
};

static struct matrix times(struct matrix a, struct matrix b)
{
    struct matrix c = {{{0}}};

    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            for (int k = 0; k < 2; k++)
                c.m[i][j] += a.m[i][k] * b.m[k][j];
    return c;
}

static struct matrix power(struct matrix m, unsigned n)
{
    return n == 0 ? (struct matrix){{{1, 0}, {0, 1}}} : n & 1 ? times(m, power(m, n - 1)) : power(times(m, m), n / 2);
}

static int count;

static void permute(char *text, int n)
{
    if (text[n] == 0)
        count += text[0] * text[2];
    for (int i = n; text[i]; i++) {
        char c = text[n];
        text[n] = text[i], text[i] = c;
        permute(text, n + 1);
        text[i] = text[n], text[n] = c;
    }
}

static long long accumulate(int n, long long so_far)
{
    return n ? accumulate(n - 1, so_far * 3 + n) : so_far;
}

int main(void)
{
    int moves = 0;
    unsigned hash = 0;
    char text[] = "abcde";

    printf("%d\n", ackermann(2, 9));
    printf("%d %d\n", is_even(200), is_odd(77));
    printf("%d %d\n", queens(0, 0, 0, 0, 6), queens(0, 0, 0, 0, 7));
    hanoi(9, 0, 2, 1, &moves, &hash);
    printf("%d %u\n", moves, hash);
    printf("%d\n", with_frame(20));
    printf("%u\n", power((struct matrix){{{1, 1}, {1, 0}}}, 47).m[0][1]);
    permute(text, 0);
    printf("%d %s\n", count, text);
    printf("%lld\n", accumulate(40, 1));
    return 0;
}
