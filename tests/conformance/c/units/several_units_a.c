/* A unit of several_units.c. */
struct shape {
    short width, height;
};

extern int common_word;
int shared_count;
int table[] = {1, 2, 3, 4}, table_size = sizeof table / sizeof *table;
struct shape shapes[2] = {{10, 20}, {30, 40}};
static struct shape made;
static int hidden = 500;
extern int (*chosen)(int);
int call_back(int);
static const char *name(void) { return "a"; }
inline static int doubled(int x) { return x + x + hidden; }

const char *name_a(void)
{
    return name();
}

struct shape *make_shape(int size)
{
    made.width = size, made.height = chosen(size);
    common_word += call_back(size);
    shared_count++;
    return &made;
}

int area(const struct shape *s)
{
    shared_count += doubled(0) - 500;
    return s->width * s->height;
}
