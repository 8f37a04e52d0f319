// expect: 0
// stdout: 67067 -1 99099
// stdout: 111 100 110 
// stdout: 0 111 118
// stdout: 222 0
// stdout: 5
// stdout: -100 0 100 102 202 206 306 
// stdout: 6
/* goto: out of nested loops, into blocks, backwards, over initialisers, as a state machine. */
#include <stdio.h>

static int search(int wanted)
{
    int i, j, k = 0;

    for (i = 0; i < 10; i++)
        for (j = 0; j < 10; j++) {
            if (i * j == wanted)
                goto found;
            k++;
        }
    return -1;
found:
    return 1000 * k + 10 * i + j;
}

static int into_block(int where)
{
    int n = 0;

    if (where == 1)
        goto inside;
    if (where == 2)
        goto loop;
    while (n < 3) {
        n++;
    loop:
        n += 10;
        {
            int local;
        inside:
            local = n;
            n = local + 100;
        }
        if (n > 500)
            break;
    }
    return n;
}

static int collatz(unsigned n)
{
    int steps = 0;

again:
    if (n == 1)
        goto done;
    steps++;
    if (n % 2)
        goto odd;
    n /= 2;
    goto again;
odd:
    n = 3 * n + 1;
    goto again;
done:
    return steps;
}

/* Counts words, numbers and quoted texts; states are labels. */
static int scan(const char *s)
{
    int words = 0, numbers = 0, quoted = 0;

start:
    switch (*s) {
    case 0: goto end;
    case ' ': s++; goto start;
    case '"': goto quote;
    }
    if (*s >= '0' && *s <= '9')
        goto number;
word:
    s++;
    if (*s && *s != ' ')
        goto word;
    words++;
    goto start;
number:
    s++;
    if (*s >= '0' && *s <= '9')
        goto number;
    numbers++;
    goto start;
quote:
    s++;
    if (*s && *s != '"')
        goto quote;
    if (*s)
        s++;
    quoted++;
    goto start;
end:
    return 100 * words + 10 * numbers + quoted;
}

static int same_names(int label)
{
    struct label {
        int label;
    } l = {label};

    goto label;
    l.label = 0;
label:
    return l.label;
}

static int two_entries(int n)
{
    int total = 0;

    if (n & 1)
        goto second;
first:
    total += n;
    if (n-- <= 0)
        return total;
second:
    total += 100;
    if (n > 0) {
        n--;
        goto first;
    }
    return -total;
}

int main(void)
{
    int n;

    printf("%d %d %d\n", search(42), search(11), search(81));
    for (n = 0; n < 3; n++)
        printf("%d ", into_block(n));
    printf("\n%d %d %d\n", collatz(1), collatz(27), collatz(97));
    printf("%d %d\n", scan("one 2 \"three four\" 55x \"open"), scan(""));
    printf("%d\n", same_names(5));
    for (n = -1; n < 6; n++)
        printf("%d ", two_entries(n));
    printf("\n");
    {
        int i = 0;
    skip:;
        int fresh = i * 2;
        if (++i < 4)
            goto skip;
        printf("%d\n", fresh);
    }
    return 0;
}
