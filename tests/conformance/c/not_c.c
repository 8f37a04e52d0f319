/* Every mistake is reported where it is, several in one run. */
static int same;
static char *same; // expect error: conflicting types for 'same'

struct s {
    int a;
};

static int f(int, char *);

int main(void)
{
    struct s v = {1}, *p = &v;
    const int fixed = 1;
    int array[3];

    undeclared = 1; // expect error: 'undeclared'
    v.missing = 2; // expect error: no member named 'missing'
    p = 5 + v; // expect error: invalid operands
    fixed = 2; // expect error: read-only
    f(1); // expect error: too few arguments
    array = 0; // expect error: array
    *fixed; // expect error: unary '*'
    goto nowhere; // expect error: label 'nowhere'
    break; // expect error: break
    return v; // expect error: incompatible
}
