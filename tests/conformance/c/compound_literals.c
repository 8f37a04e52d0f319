// expect: 0
// stdout: 391
// stdout: 1 2 3 array hi
// stdout: 100654
// stdout: 4 -7
// stdout: 5 7 20
// stdout: 4 6
// stdout: 7 8
// stdout: 1099511627777 16
// stdout: head-tail
// stdout: 2 1
/* Compound literals: as objects, by address, in loops, as arguments, at file scope, const and modifiable. */
#include <stdio.h>
#include <string.h>

struct pair {
    int a, b;
};

struct node {
    int value;
    struct node *next;
};

static int *const at_file_scope = (int[]){1, 2, 3};
static struct node *const chain = &(struct node){1, &(struct node){2, &(struct node){3, 0}}};
static const char *const texts[] = {(char[]){"array"}, (const char[]){'h', 'i', 0}};

static int total(const int *values, int count)
{
    int sum = 0;

    while (count--)
        sum = 10 * sum + values[count];
    return sum;
}

static int difference(struct pair p)
{
    return p.a - p.b;
}

static struct pair *larger(struct pair *p, struct pair *q)
{
    return p->a > q->a ? p : q;
}

int main(void)
{
    struct node *n;
    struct pair *p, pairs[3];
    int i, *counted[3];
    unsigned long long *w = &(unsigned long long){1ULL << 40};

    at_file_scope[1] = 9;
    printf("%d\n", total(at_file_scope, 3));
    for (n = chain; n; n = n->next)
        printf("%d ", n->value);
    printf("%s %s\n", texts[0], texts[1]);
    printf("%d\n", total((int[]){4, 5, 6, [5] = 1}, 6));
    printf("%d %d\n", difference((struct pair){7, 3}), difference((struct pair){.b = 7}));
    for (i = 0; i < 3; i++) {
        p = &(struct pair){i, 10 * i};
        p->a += 5;
        pairs[i] = *p;
        counted[i] = (int[2]){i};
        counted[i][1]++;
    }
    printf("%d %d %d\n", pairs[0].a, pairs[2].a, pairs[2].b);
    printf("%d %d\n", larger(&(struct pair){1, 2}, &(struct pair){3, 4})->b, (struct pair){5, 6}.b);
    printf("%d %d\n", (int){3} + 4, ++(int){7});
    printf("%llu %u\n", ++*w, (unsigned)sizeof (int[]){1, 2, 3, 4});
    printf("%s\n", strcat((char[20]){"head"}, "-tail"));
    p = &(struct pair){1, 2};
    *p = (struct pair){p->b, p->a};
    printf("%d %d\n", p->a, p->b);
    return 0;
}
