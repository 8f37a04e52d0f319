/* The strtol family against glibc's: value, end and errno. atoi and atoll against the value modulo 2^64. */
#include <errno.h>
#include <inttypes.h>

#include "random.h"

extern int L_errno;
long L_strtol(const char *, char **, int);
unsigned long L_strtoul(const char *, char **, int);
long long L_strtoll(const char *, char **, int);
unsigned long long L_strtoull(const char *, char **, int);
int L_atoi(const char *);
long long L_atoll(const char *);

static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";

static void make_text(char *text, unsigned base)
{
    static const char *const starts[] = {"", "", "", " ", "\t\n ", "x", "- "};
    static const char *const signs[] = {"", "", "-", "+", "--"};
    static const char *const prefixes[] = {"", "", "", "0", "0x", "0X", "00", "0x0x"};
    static const char *const ends[] = {"", "", "z", " 1", "\x80", "!"};
    char reversed[80];
    uint64_t value = edge_value();
    int n = 0;

    do
        reversed[n++] = digits[value % base];
    while ((value /= base) != 0);
    if (below(8) == 0)
        reversed[n++] = digits[below(base)];
    sprintf(text, "%s%s%s", starts[below(7)], signs[below(5)], prefixes[below(8)]);
    text += strlen(text);
    while (n != 0) {
        *text = reversed[--n];
        if (below(4) == 0 && *text >= 'a')
            *text -= 32;
        text++;
    }
    strcpy(text, ends[below(6)]);
}

static uint64_t wrapped(const char *text)
{
    uint64_t value = 0;
    int negative;

    text += strspn(text, " \t\n");
    negative = *text == '-';
    text += *text == '-' || *text == '+';
    while (*text >= '0' && *text <= '9')
        value = value * 10 + (uint64_t)(*text++ - '0');
    return negative ? -value : value;
}

#define CHECK(type, name, print) \
    do { \
        char *a_end, *b_end; \
        type a, b; \
        L_errno = errno = 0; \
        a = L_##name(text, &a_end, base); \
        b = name(text, &b_end, base); \
        if (a != b || a_end != b_end || L_errno != errno) { \
            printf(#name " of [%s] base %d: got %" print " end %d errno %d, expected %" print " end %d errno %d\n", \
                   text, base, a, (int)(a_end - text), L_errno, b, (int)(b_end - text), errno); \
            return 1; \
        } \
    } while (0)

int main(int argc, char **argv)
{
    int count = checks(argc, argv), n;
    static char text[200];

    for (n = 0; n < count; n++) {
        int base = below(3) ? (int)(2 + below(35)) : 0;
        make_text(text, base ? (unsigned)base : 10);
        CHECK(long, strtol, "ld");
        CHECK(unsigned long, strtoul, "lu");
        CHECK(long long, strtoll, "lld");
        CHECK(unsigned long long, strtoull, "llu");
        make_text(text, 10);
        if (L_atoi(text) != (int)wrapped(text) || L_atoll(text) != (long long)wrapped(text)) {
            printf("atoi of [%s]\n", text);
            return 1;
        }
    }
    return 0;
}
