/* vsnprintf against glibc's. On this host a va_list is a pointer to words, so any list of arguments can be built. */
#include <stdarg.h>

#include "random.h"

int L_vsnprintf(char *to, size_t size, const char *format, va_list arguments);

static char format[400];
static uint32_t words[64];
static int used;
static char texts[4][40];

static void add(const char *text)
{
    strcat(format, text);
}

static void add_number(const char *prefix, int value)
{
    if (below(4) == 0) {
        add(prefix);
        add("*");
        words[used++] = (uint32_t)(below(6) ? value : -value);
    } else {
        sprintf(format + strlen(format), "%s%d", prefix, value);
    }
}

static void add_conversion(int number)
{
    static const char *const lengths[] = {"", "", "", "hh", "h", "l", "ll", "j", "z", "t"};
    static const char kinds[] = "diouxXdiuxcsp%";
    char kind = kinds[below(sizeof kinds - 1)];
    int integer = strchr("diouxX", kind) != NULL;
    const char *flags = integer ? (strchr("diu", kind) ? "-+ 0" : "-+ #0") : kind == '%' ? "" : "-";
    const char *length = integer ? lengths[below(10)] : "";
    uint64_t value = edge_value();
    int n;

    add("%");
    for (n = (int)below(4); n > 0 && *flags; n--)
        sprintf(format + strlen(format), "%c", flags[below((uint32_t)strlen(flags))]);
    if (kind == '%') {
        add("%");
        return;
    }
    if (below(2))
        add_number("", (int)(1 + below(below(9) ? 30 : 300)));
    if (kind != 'c' && kind != 'p' && below(2))
        add_number(".", (int)below(below(9) ? 25 : 250));
    add(length);
    sprintf(format + strlen(format), "%c", kind);
    if (kind == 's') {
        int size = (int)below(39);
        for (n = 0; n < size; n++)
            texts[number][n] = (char)(1 + below(255));
        texts[number][size] = 0;
        words[used++] = (uint32_t)(uintptr_t)texts[number];
    } else if (strcmp(length, "ll") == 0 || strcmp(length, "j") == 0) {
        words[used++] = (uint32_t)value;
        words[used++] = (uint32_t)(value >> 32);
    } else {
        words[used++] = kind == 'p' ? (uint32_t)value | 1 : (uint32_t)value;
    }
}

int main(int argc, char **argv)
{
    int count = checks(argc, argv), n, k;
    static char ours[4096], theirs[4096];

    for (n = 0; n < count; n++) {
        int size, a, b;
        format[0] = 0;
        used = 0;
        for (k = (int)below(4); k >= 0; k--) {
            if (below(2))
                add("text ");
            add_conversion(k);
        }
        size = below(3) ? (int)sizeof ours : (int)below(60);
        memset(ours, '~', sizeof ours);
        memset(theirs, '~', sizeof theirs);
        a = L_vsnprintf(ours, (size_t)size, format, (va_list)words);
        b = vsnprintf(theirs, (size_t)size, format, (va_list)words);
        if (a != b || memcmp(ours, theirs, sizeof ours) != 0) {
            printf("format [%s] size %d: got %d [%.200s], expected %d [%.200s]\n", format, size, a, ours, b, theirs);
            return 1;
        }
    }
    return 0;
}
