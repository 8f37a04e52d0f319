// expect: 0
// stdout: ok
/* printf where it refuses, saturates or is asked for nothing. */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int failures;

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            printf("line %d: %s\n", __LINE__, #condition); \
            failures++; \
        } \
    } while (0)

static char text[64];

static int made(const char *expected, const char *format, ...)
{
    va_list arguments;
    int count;

    memset(text, '~', sizeof text);
    va_start(arguments, format);
    count = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return strcmp(text, expected) == 0 && count == (int)strlen(expected);
}

int main(void)
{
    signed char tiny = -1;
    short small = -1;
    int word = -1;
    long long large = -1;

    CHECK(made("", ""));
    CHECK(made("5%", "%d%%", 5));
    CHECK(made("5    |", "%*d|", -5, 5));
    CHECK(made("7", "%.*d", -1, 7));
    CHECK(made("    +", "%+5.0d", 0));
    CHECK(made("abc", "%.3s", "abcdef") && made("", "%.0s", "abc") && made("   ab", "%5.2s", "abc"));
    CHECK(made("-9223372036854775808", "%lld", LLONG_MIN) && made("0000000001", "%010lld", 1LL));
    CHECK(made("0x0", "%p", (void *)0) && made("  0xff", "%6p", (void *)255));
    CHECK(made("%k 3", "%k %d", 3) && made("50%", "50%"));
    CHECK(made("1777777777777777777777", "%llo", ULLONG_MAX) && made("00", "%#.2o", 0) && made("010", "%#o", 8));

    CHECK(made("ab", "a%hhnb", &tiny) && tiny == 1 && made("ab", "ab%hn", &small) && small == 2);
    CHECK(made("abc", "abc%n", &word) && word == 3 && made("abcd", "abcd%lln", &large) && large == 4);

    errno = 0;
    CHECK(snprintf(text, sizeof text, "%2147483648d", 1) == -1 && errno == EOVERFLOW);
    errno = 0;
    CHECK(snprintf(text, sizeof text, "%.99999999999d", 1) == -1 && errno == EOVERFLOW);
    CHECK(snprintf(text, sizeof text, "%*d", INT_MIN, 1) == -1);

    memset(text, '~', sizeof text);
    CHECK(snprintf(text, 0, "%d", 12345) == 5 && text[0] == '~');
    CHECK(snprintf(text, 1, "%d", 12345) == 5 && text[0] == 0 && text[1] == '~');
    CHECK(snprintf(text, 5, "%d", 12345) == 5 && strcmp(text, "1234") == 0);
    CHECK(snprintf(text, 6, "%d", 12345) == 5 && strcmp(text, "12345") == 0);
    CHECK(snprintf(text, UINT_MAX, "%s", "large") == 5);
    puts(failures == 0 ? "ok" : "failed");
    return failures;
}
