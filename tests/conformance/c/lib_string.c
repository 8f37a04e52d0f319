// expect: 0
// stdout: ok
/* string.h and strings.h: every function once, with its edges. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int failures;

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            printf("line %d: %s\n", __LINE__, #condition); \
            failures++; \
        } \
    } while (0)

static void blocks(void)
{
    static unsigned char a[64], b[64];
    int n, from, to, size;

    for (n = 0; n < 64; n++)
        a[n] = (unsigned char)n;
    CHECK(memcpy(b, a, 64) == b && memcmp(a, b, 64) == 0);
    for (from = 0; from < 6; from++) {
        for (to = 0; to < 6; to++) {
            for (size = 0; size < 40; size++) {
                for (n = 0; n < 64; n++)
                    b[n] = (unsigned char)n;
                CHECK(memmove(b + to, b + from, size) == b + to);
                for (n = 0; n < 64; n++) {
                    if (b[n] != (n >= to && n < to + size ? n - to + from : n)) {
                        printf("memmove %d %d %d at %d\n", from, to, size, n);
                        failures++;
                        return;
                    }
                }
            }
        }
    }
    CHECK(memset(b, 0x1FF, 10) == b && b[9] == 255 && b[10] == 10);
    CHECK(memcmp("ab\x80", "ab\x7f", 3) > 0 && memcmp("a", "b", 0) == 0);
    CHECK(memchr("abcabc", 'c', 6) != NULL && memchr("abcabc", 'c', 2) == NULL);
    CHECK(*(char *)memrchr("a1b1c", '1', 5) == '1' && memrchr("abc", 'd', 3) == NULL);
    CHECK((unsigned char *)memccpy(b, "key=value", '=', 9) == b + 4 && memccpy(b, "abc", 'x', 3) == NULL);
}

static void lengths_and_copies(void)
{
    char text[32];
    int offset;

    for (offset = 0; offset < 8; offset++) {
        memset(text, 'x', sizeof text);
        text[20 + offset] = 0;
        CHECK(strlen(text + offset) == 20);
    }
    CHECK(strlen("") == 0 && strnlen("abc", 2) == 2 && strnlen("abc", 9) == 3);
    CHECK(strcpy(text, "one") == text && strcmp(text, "one") == 0);
    CHECK(stpcpy(text, "two") == text + 3);
    CHECK(strcmp(strcat(text, "+three"), "two+three") == 0);
    CHECK(strcmp(strncat(text, "abcdef", 2), "two+threeab") == 0);
    memset(text, 'x', sizeof text);
    CHECK(strncpy(text, "ab", 5) == text && memcmp(text, "ab\0\0\0x", 6) == 0);
    CHECK(strncpy(text, "abcdef", 3) == text && memcmp(text, "abc\0\0x", 6) == 0);
    CHECK(strlcpy(text, "abcdef", 4) == 6 && strcmp(text, "abc") == 0);
    CHECK(strlcat(text, "xyz", 6) == 6 && strcmp(text, "abcxy") == 0);
}

static void searches(void)
{
    const char *text = "the quick brown fox";
    char list[] = "a,b;;c";
    char words[] = "  red green  blue ";
    char *rest = list;

    CHECK(strchr(text, 'q') == text + 4 && strchr(text, 'z') == NULL && *strchr(text, 0) == 0);
    CHECK(strrchr(text, 'o') == text + 17 && strchrnul(text, 'z') == text + 19);
    CHECK(strstr(text, "brown") == text + 10 && strstr(text, "") == text && strstr(text, "browm") == NULL);
    CHECK(strstr("aaaaab", "aaab") != NULL && strstr("abababac", "ababac") != NULL && strstr("ab", "abc") == NULL);
    CHECK(strspn("112233abc", "123") == 6 && strcspn("abc;d", ";,") == 3 && strcspn("abc", "") == 3);
    CHECK(strpbrk(text, "xyz") == text + 18 && strpbrk(text, "0") == NULL);
    CHECK(strcmp(strsep(&rest, ",;"), "a") == 0 && strcmp(strsep(&rest, ",;"), "b") == 0);
    CHECK(strcmp(strsep(&rest, ",;"), "") == 0 && strcmp(strsep(&rest, ",;"), "c") == 0);
    CHECK(strsep(&rest, ",;") == NULL);
    CHECK(strcmp(strtok(words, " "), "red") == 0 && strcmp(strtok(NULL, " "), "green") == 0);
    CHECK(strcmp(strtok(NULL, " "), "blue") == 0 && strtok(NULL, " ") == NULL);
}

static void comparisons(void)
{
    CHECK(strcmp("a", "b") < 0 && strcmp("\xe0", "a") > 0 && strcmp("ab", "a") > 0 && strcmp("", "") == 0);
    CHECK(strncmp("abc", "abd", 2) == 0 && strncmp("abc", "abd", 3) < 0 && strncmp("a", "b", 0) == 0);
    CHECK(strcasecmp("HeLLo", "hEllO") == 0 && strcasecmp("a", "B") < 0 && strncasecmp("ABx", "aby", 2) == 0);
    CHECK(strcoll("a", "b") < 0);
}

int main(void)
{
    char *copy;

    blocks();
    lengths_and_copies();
    searches();
    comparisons();
    copy = strdup("copy");
    CHECK(copy != NULL && strcmp(copy, "copy") == 0);
    free(copy);
    copy = strndup("copy", 2);
    CHECK(copy != NULL && strcmp(copy, "co") == 0);
    free(copy);
    CHECK(strcmp(strerror(ENOENT), "No such file or directory") == 0);
    puts(failures == 0 ? "ok" : "failed");
    return failures;
}
