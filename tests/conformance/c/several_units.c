// expect: 0
// unit: several_units_a.c several_units_b.c
// stdout: 10 main a b
// stdout: 18 200
// stdout: 2
// stdout: 3
// stdout: -42949672959
// stdout: 301 10 b
/* Three units: statics of one name, tentative definitions, extern arrays and functions, inline, types seen differently. */
#include <stdio.h>

struct shape;
extern struct shape *make_shape(int), shapes;
extern int area(const struct shape *), table[], table_size, shared_count;
extern const char *const unit_names[];
int (*chosen)(int), common_word;
const char *name_a(void), *name_b(void);
long long wide_of_b(int, long long, long long);
static int hidden = 1;
inline int doubled(int x) { return 2 * x; }
extern int doubled(int);

static int helper(int x)
{
    return x + hidden++;
}

static const char *name(void)
{
    return "main";
}

int call_back(int x)
{
    return x * 100 + helper(0);
}

int main(void)
{
    int total = 0;

    for (int n = 0; n < table_size; n++)
        total += table[n];
    printf("%d %s %s %s\n", total, name(), name_a(), name_b());
    chosen = doubled;
    printf("%d %d\n", area(make_shape(3)), area(&shapes));
    printf("%d\n", helper(0));
    printf("%d\n", helper(0));
    printf("%lld\n", wide_of_b(1, 1LL << 33, -5));
    printf("%d %d %s\n", common_word, shared_count, unit_names[1]);
    return 0;
}
