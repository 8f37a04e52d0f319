/*
 * Spans over a set of characters, kept as one bit per value.
 */
#include <string.h>

struct set {
    unsigned words[8];
};

static int contains(const struct set *set, unsigned char c)
{
    return (set->words[c / 32] >> c % 32) & 1;
}

static void fill(struct set *set, const char *members)
{
    memset(set, 0, sizeof *set);
    for (; *members != 0; members++) {
        unsigned char c = (unsigned char)*members;
        set->words[c / 32] |= 1U << c % 32;
    }
}

size_t strspn(const char *text, const char *accepted)
{
    struct set set;
    const char *at = text;

    fill(&set, accepted);
    while (contains(&set, (unsigned char)*at)) /* never holds for NUL */
        at++;
    return (size_t)(at - text);
}

size_t strcspn(const char *text, const char *stops)
{
    struct set set;
    const char *at = text;

    fill(&set, stops);
    while (*at != 0 && !contains(&set, (unsigned char)*at))
        at++;
    return (size_t)(at - text);
}

char *strpbrk(const char *text, const char *wanted)
{
    text += strcspn(text, wanted);
    return *text != 0 ? (char *)text : NULL;
}
