// expect: 0
// stdin: 42 -17 0x1F 077
// stdin: word rest of line
// stdin: key=value;
// stdin: 123456
// stdout: 4: 42 -17 31 63
// stdout: 2: word| rest of line
// stdout: 2: key value
// stdout: 2: 123 456
// stdout: -1
/* scanf on stdin and sscanf. */
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

int main(void)
{
    int a = 0, b = 0, c = 0, d = 0, count;
    short s = 0;
    signed char t = 0;
    long long w = 0;
    char x[20], y[40];

    count = scanf("%d %d %i %i", &a, &b, &c, &d);
    printf("%d: %d %d %d %d\n", count, a, b, c, d);
    count = scanf("%s%[^\n]", x, y);
    printf("%d: %s|%s\n", count, x, y);
    count = scanf(" %[a-z]=%[^;];", x, y);
    printf("%d: %s %s\n", count, x, y);
    count = scanf("%3d%3d", &a, &b);
    printf("%d: %d %d\n", count, a, b);
    printf("%d\n", scanf("%d", &a));

    CHECK(sscanf("70000 -1 123456789012345", "%hd %hhd %lld", &s, &t, &w) == 3 && s == 4464 && t == -1);
    CHECK(w == 123456789012345LL);
    CHECK(sscanf("ff 0xAb 17", "%x %x %o", &a, &b, &c) == 3 && a == 255 && b == 171 && c == 15);
    CHECK(sscanf("1,2,x", "%d,%d,%d", &a, &b, &c) == 2 && a == 1 && b == 2);
    CHECK(sscanf("", "%d", &a) == EOF && sscanf("x", "%d", &a) == 0 && sscanf("  ", "%s", x) == EOF);
    CHECK(sscanf("abcdef", "%2c%*c%n%s", x, &a, y) == 2 && x[0] == 'a' && x[1] == 'b' && a == 3);
    CHECK(strcmp(y, "def") == 0);
    CHECK(sscanf("50% ]", "%d%% %[]x]", &a, x) == 2 && a == 50 && strcmp(x, "]") == 0);
    CHECK(sscanf("-5", "%u", (unsigned *)&a) == 1 && a == -5);
    CHECK(sscanf("99999999999", "%d", &a) == 1 && a == 2147483647);
    return failures;
}
