/* string.h and ctype.h against glibc's, on short texts over few letters (so that things repeat) and on long blocks. */
#define _GNU_SOURCE
#include <ctype.h>
#include <strings.h>

#include "random.h"

#define DECLARE(result, name, ...) result L_##name(__VA_ARGS__);
DECLARE(void *, memccpy, void *, const void *, int, size_t)
DECLARE(void *, memchr, const void *, int, size_t)
DECLARE(int, memcmp, const void *, const void *, size_t)
DECLARE(void *, memcpy, void *, const void *, size_t)
DECLARE(void *, memmem, const void *, size_t, const void *, size_t)
DECLARE(void *, memmove, void *, const void *, size_t)
DECLARE(void *, memrchr, const void *, int, size_t)
DECLARE(void *, memset, void *, int, size_t)
DECLARE(char *, stpcpy, char *, const char *)
DECLARE(char *, stpncpy, char *, const char *, size_t)
DECLARE(char *, strcat, char *, const char *)
DECLARE(char *, strchr, const char *, int)
DECLARE(char *, strchrnul, const char *, int)
DECLARE(int, strcmp, const char *, const char *)
DECLARE(char *, strcpy, char *, const char *)
DECLARE(size_t, strcspn, const char *, const char *)
DECLARE(size_t, strlen, const char *)
DECLARE(char *, strncat, char *, const char *, size_t)
DECLARE(int, strncmp, const char *, const char *, size_t)
DECLARE(char *, strncpy, char *, const char *, size_t)
DECLARE(size_t, strnlen, const char *, size_t)
DECLARE(char *, strpbrk, const char *, const char *)
DECLARE(char *, strrchr, const char *, int)
DECLARE(char *, strsep, char **, const char *)
DECLARE(size_t, strspn, const char *, const char *)
DECLARE(char *, strstr, const char *, const char *)
DECLARE(char *, strtok_r, char *, const char *, char **)
DECLARE(int, strcasecmp, const char *, const char *)
DECLARE(int, strncasecmp, const char *, const char *, size_t)
DECLARE(char *, strerror, int)
DECLARE(int, isalnum, int) DECLARE(int, isalpha, int) DECLARE(int, isblank, int) DECLARE(int, iscntrl, int)
DECLARE(int, isdigit, int) DECLARE(int, isgraph, int) DECLARE(int, islower, int) DECLARE(int, isprint, int)
DECLARE(int, ispunct, int) DECLARE(int, isspace, int) DECLARE(int, isupper, int) DECLARE(int, isxdigit, int)
DECLARE(int, tolower, int) DECLARE(int, toupper, int)

#define EXPECT(condition) \
    do { \
        if (!(condition)) { \
            printf("line %d: %s; a=[%s] b=[%s] n=%u\n", __LINE__, #condition, a, b, n); \
            exit(1); \
        } \
    } while (0)

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

static void make_text(char *text, unsigned longest, const char *letters)
{
    unsigned length = below(longest);

    while (length-- != 0)
        *text++ = letters[below((uint32_t)strlen(letters))];
    *text = 0;
}

static void check_texts(void)
{
    static char a_store[300], b_store[40], ours[600], theirs[600];
    char *a = a_store + below(8), *b = b_store + below(8);
    const char *letters = below(2) ? "ab" : "aAbB\x80\xff. ";
    uint32_t n = below(20);
    int c = below(5) ? letters[below((uint32_t)strlen(letters))] : 0;
    char *rest_ours, *rest_theirs;

    make_text(a, below(3) ? 20 : 280, letters);
    make_text(b, below(4) ? 4 : 30, letters);
    EXPECT(L_strlen(a) == strlen(a));
    EXPECT(L_strnlen(a, n) == strnlen(a, n));
    EXPECT(sign(L_strcmp(a, b)) == sign(strcmp(a, b)));
    EXPECT(sign(L_strncmp(a, b, n)) == sign(strncmp(a, b, n)));
    EXPECT(sign(L_strcasecmp(a, b)) == sign(strcasecmp(a, b)));
    EXPECT(sign(L_strncasecmp(a, b, n)) == sign(strncasecmp(a, b, n)));
    EXPECT(L_strchr(a, c) == strchr(a, c));
    EXPECT(L_strchrnul(a, c) == strchrnul(a, c));
    EXPECT(L_strrchr(a, c) == strrchr(a, c));
    EXPECT(L_strspn(a, b) == strspn(a, b));
    EXPECT(L_strcspn(a, b) == strcspn(a, b));
    EXPECT(L_strpbrk(a, b) == strpbrk(a, b));
    EXPECT(L_strstr(a, b) == strstr(a, b));
    EXPECT(L_memmem(a, strlen(a), b, strlen(b)) == memmem(a, strlen(a), b, strlen(b)));
    EXPECT(L_memchr(a, c, strlen(a)) == memchr(a, c, strlen(a)));
    EXPECT(L_memrchr(a, c, strlen(a)) == memrchr(a, c, strlen(a)));

#define COPY(call_ours, call_theirs, same) \
    memset(ours, '~', sizeof ours); \
    memset(theirs, '~', sizeof theirs); \
    strcpy(ours, b); \
    strcpy(theirs, b); \
    EXPECT(same(call_ours, ours) == same(call_theirs, theirs)); \
    EXPECT(memcmp(ours, theirs, sizeof ours) == 0)
#define DISTANCE(result, base) ((result) == NULL ? -1 : (char *)(result) - (base))
    COPY(L_strcpy(ours, a), strcpy(theirs, a), DISTANCE);
    COPY(L_stpcpy(ours, a), stpcpy(theirs, a), DISTANCE);
    COPY(L_strcat(ours, a), strcat(theirs, a), DISTANCE);
    COPY(L_strncpy(ours, a, n), strncpy(theirs, a, n), DISTANCE);
    COPY(L_stpncpy(ours, a, n), stpncpy(theirs, a, n), DISTANCE);
    COPY(L_strncat(ours, a, n), strncat(theirs, a, n), DISTANCE);
    COPY(L_memccpy(ours, a, c, n), memccpy(theirs, a, c, n), DISTANCE);

    strcpy(ours, a);
    strcpy(theirs, a);
    rest_ours = ours;
    rest_theirs = theirs;
    for (;;) {
        char *x = L_strsep(&rest_ours, b), *y = strsep(&rest_theirs, b);
        EXPECT(DISTANCE(x, ours) == DISTANCE(y, theirs));
        if (x == NULL)
            break;
        EXPECT(strcmp(x, y) == 0);
    }
    strcpy(ours, a);
    strcpy(theirs, a);
    for (c = 0;; c = 1) {
        char *x = L_strtok_r(c ? NULL : ours, b, &rest_ours), *y = strtok_r(c ? NULL : theirs, b, &rest_theirs);
        EXPECT(DISTANCE(x, ours) == DISTANCE(y, theirs));
        if (x == NULL)
            break;
        EXPECT(strcmp(x, y) == 0);
    }
}

static void check_blocks(void)
{
    static unsigned char ours[400], theirs[400];
    const char *a = "", *b = "";
    uint32_t n, size = below(100), from = below(150), to = below(150);

    for (n = 0; n < sizeof ours; n++)
        ours[n] = theirs[n] = (unsigned char)below(256);
    L_memmove(ours + to, ours + from, size);
    memmove(theirs + to, theirs + from, size);
    EXPECT(memcmp(ours, theirs, sizeof ours) == 0);
    L_memcpy(ours + to, theirs + 250 + from % 50, size);
    memcpy(theirs + to, theirs + 250 + from % 50, size);
    EXPECT(memcmp(ours, theirs, sizeof ours) == 0);
    EXPECT(L_memset(ours + to, (int)size * 77, size) == ours + to);
    memset(theirs + to, (int)size * 77, size);
    EXPECT(memcmp(ours, theirs, sizeof ours) == 0);
    ours[from] ^= (unsigned char)below(2);
    EXPECT(sign(L_memcmp(ours + to, theirs + to, size)) == sign(memcmp(ours + to, theirs + to, size)));
}

static void check_characters(void)
{
    const char *a = "", *b = "";
    uint32_t n;
    int c;

    for (c = -1; c < 256; c++) {
        n = (uint32_t)c;
#define SAME(name) EXPECT(!L_##name(c) == !name(c))
        SAME(isalnum); SAME(isalpha); SAME(isblank); SAME(iscntrl); SAME(isdigit); SAME(isgraph);
        SAME(islower); SAME(isprint); SAME(ispunct); SAME(isspace); SAME(isupper); SAME(isxdigit);
        EXPECT(L_tolower(c) == tolower(c));
        EXPECT(L_toupper(c) == toupper(c));
    }
    for (c = 0; c < 40; c++) {
        n = (uint32_t)c;
        if (strcmp(L_strerror(c), "Unknown error") != 0)
            EXPECT(strcmp(L_strerror(c), strerror(c)) == 0);
    }
}

int main(int argc, char **argv)
{
    int count = checks(argc, argv);

    check_characters();
    while (count-- != 0) {
        check_texts();
        check_blocks();
    }
    return 0;
}
