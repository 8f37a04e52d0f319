// expect: 0
// stdin: 1 + 2 * 3 - 4
// stdin: (1 + 2) * (3 - -4) % 5
// stdin: x = 7 * (y = 6)
// stdin: x / y - x % 4 ** 2
// stdin: ((((((1))))))
// stdin: 2 ** 3 ** 2
// stdin: 1 / 0
// stdin: (1 + 
// stdin: 99999999999 * 99999
// stdin: unknown + 1
// stdout: 1: 3
// stdout: 2: 1
// stdout: 3: 42
// stdout: 4: -3
// stdout: 5: 1
// stdout: 6: 512
// stdout: 7: division by zero
// stdout: 8: missing value
// stdout: 9: 9999899999900001
// stdout: 10: unknown name
// stdout: x is 42
// stdout: y is 6
// stdout: 8 nodes lost to errors
/* A recursive descent calculator over stdin: a small application with a heap, tables of functions and setjmp. */
#include <ctype.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef long long value;

struct node {
    enum { NUMBER, NAME, BINARY, ASSIGN } kind;
    union {
        value number;
        char name[8];
        struct {
            const struct operation *operation;
            struct node *left, *right;
        };
    };
};

struct operation {
    const char *sign;
    int level, right_to_left;
    value (*apply)(value, value);
};

static jmp_buf give_up;
static const char *at, *problem;
static struct variable {
    struct variable *next;
    char name[8];
    value is;
} *variables;
static int nodes;

static _Noreturn void fail(const char *why)
{
    problem = why;
    longjmp(give_up, 1);
}

static value add(value a, value b) { return a + b; }
static value subtract(value a, value b) { return a - b; }
static value multiply(value a, value b) { return a * b; }
static value divide(value a, value b) { return b ? a / b : (fail("division by zero"), 0); }
static value rest(value a, value b) { return b ? a % b : (fail("division by zero"), 0); }
static value power(value a, value b) { return b > 0 ? a * power(a, b - 1) : 1; }

static const struct operation operations[] = {
    {"**", 3, 1, power}, {"+", 1, 0, add}, {"-", 1, 0, subtract}, {"*", 2, 0, multiply}, {"/", 2, 0, divide},
    {"%", 2, 0, rest},
};

static struct node *new_node(int kind)
{
    struct node *n = malloc(sizeof *n);

    n->kind = kind;
    nodes++;
    return n;
}

static void release(struct node *n)
{
    if (n->kind == BINARY || n->kind == ASSIGN)
        release(n->left), release(n->right);
    free(n);
    nodes--;
}

static void skip(void)
{
    while (isspace((unsigned char)*at))
        at++;
}

static struct node *expression(int level);

static struct node *primary(void)
{
    struct node *n;

    skip();
    if (*at == '(') {
        at++;
        n = expression(0);
        skip();
        if (*at++ != ')')
            fail("missing )");
        return n;
    }
    if (isdigit((unsigned char)*at)) {
        n = new_node(NUMBER);
        n->number = strtoll(at, (char **)&at, 10);
        return n;
    }
    if (*at == '-') {
        at++;
        n = new_node(BINARY);
        n->operation = &operations[2];
        n->left = new_node(NUMBER);
        n->left->number = 0;
        n->right = primary();
        return n;
    }
    if (isalpha((unsigned char)*at)) {
        size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyz");
        n = new_node(NAME);
        snprintf(n->name, sizeof n->name, "%.*s", (int)length, at);
        at += length;
        return n;
    }
    fail("missing value");
}

static const struct operation *operation(void)
{
    skip();
    for (size_t n = 0; n < sizeof operations / sizeof *operations; n++)
        if (strncmp(at, operations[n].sign, strlen(operations[n].sign)) == 0)
            return &operations[n];
    return NULL;
}

static struct node *expression(int level)
{
    struct node *left = primary(), *made;
    const struct operation *found;

    skip();
    if (*at == '=' && left->kind == NAME) {
        at++;
        made = new_node(ASSIGN);
        made->left = left, made->right = expression(0);
        return made;
    }
    while ((found = operation()) != NULL && found->level > level) {
        at += strlen(found->sign);
        made = new_node(BINARY);
        made->operation = found;
        made->left = left;
        made->right = expression(found->level - found->right_to_left);
        left = made;
    }
    return left;
}

static struct variable *variable(const char *name, int create)
{
    struct variable **p;

    for (p = &variables; *p; p = &(*p)->next)
        if (strcmp((*p)->name, name) == 0)
            return *p;
    if (!create)
        fail("unknown name");
    *p = calloc(1, sizeof **p);
    strcpy((*p)->name, name);
    return *p;
}

static value evaluate(const struct node *n)
{
    switch (n->kind) {
    case NUMBER: return n->number;
    case NAME: return variable(n->name, 0)->is;
    case ASSIGN: return variable(n->left->name, 1)->is = evaluate(n->right);
    case BINARY: break;
    }
    value left = evaluate(n->left);

    return n->operation->apply(left, evaluate(n->right));
}

int main(void)
{
    char line[80];
    volatile int count = 0;

    while (fgets(line, sizeof line, stdin)) {
        count++;
        if (setjmp(give_up)) {
            printf("%d: %s\n", count, problem);
            continue;
        }
        at = line;
        struct node *tree = expression(0);
        skip();
        if (*at)
            fail("something behind");
        printf("%d: %lld\n", count, evaluate(tree));
        release(tree);
    }
    while (variables) {
        struct variable *next = variables->next;
        printf("%s is %lld\n", variables->name, variables->is);
        free(variables);
        variables = next;
    }
    printf("%d nodes lost to errors\n", nodes);
    return 0;
}
