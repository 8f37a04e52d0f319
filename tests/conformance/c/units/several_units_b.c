/* Another unit of several_units.c. */
extern int shared_count;
static int hidden[3] = {7, 8, 9};
static const char *name(void) { return "b"; }
const char *const unit_names[] = {"a", "b"};

const char *name_b(void)
{
    return name();
}

long long wide_of_b(int a, long long b, long long c)
{
    shared_count += hidden[2];
    return a + b * c;
}
