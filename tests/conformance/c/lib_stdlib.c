// expect: 0
// stdout: ok
/* stdlib.h: numbers from text, division, sorting, searching, rand. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            printf("line %d: %s\n", __LINE__, #condition); \
            failures++; \
        } \
    } while (0)

static void numbers(void)
{
    const char *text = "  -42xyz";
    char *end;

    CHECK(strtol(text, &end, 10) == -42 && end == text + 5);
    text = "0x7fz";
    CHECK(strtol(text, &end, 0) == 127 && end == text + 4 && strtol(text, &end, 16) == 127);
    CHECK(strtol(text, &end, 10) == 0 && end == text + 1);
    CHECK(strtol("0755", NULL, 0) == 493 && strtol("zz", NULL, 36) == 1295 && strtol("102", NULL, 2) == 2);
    text = "none";
    CHECK(strtol(text, &end, 10) == 0 && end == text);
    errno = 0;
    CHECK(strtol("2147483648", NULL, 10) == LONG_MAX && errno == ERANGE);
    errno = 0;
    CHECK(strtol("-2147483648", NULL, 10) == LONG_MIN && errno == 0);
    CHECK(strtol("-2147483649", NULL, 10) == LONG_MIN && errno == ERANGE);
    errno = 0;
    CHECK(strtoul("4294967295", NULL, 10) == ULONG_MAX && strtoul("-1", NULL, 10) == ULONG_MAX && errno == 0);
    CHECK(strtoul("4294967296", NULL, 10) == ULONG_MAX && errno == ERANGE);
    errno = 0;
    CHECK(strtoll("-9223372036854775808", NULL, 10) == LLONG_MIN && errno == 0);
    CHECK(strtoull("18446744073709551615", NULL, 10) == ULLONG_MAX && errno == 0);
    CHECK(strtoll("9223372036854775808", NULL, 10) == LLONG_MAX && errno == ERANGE);
    CHECK(atoi("123") == 123 && atol("-9") == -9 && atoll("1000000000000") == 1000000000000LL);
    CHECK(strtoimax("7", NULL, 8) == 7 && strtoumax("ff", NULL, 16) == 255);
}

static void division(void)
{
    div_t a = div(-7, 2);
    ldiv_t b = ldiv(7, -2);
    lldiv_t c = lldiv(-7000000000LL, 2000000000LL);
    imaxdiv_t d = imaxdiv(10, 3);

    CHECK(a.quot == -3 && a.rem == -1 && b.quot == -3 && b.rem == 1);
    CHECK(c.quot == -3 && c.rem == -1000000000LL && d.quot == 3 && d.rem == 1);
    CHECK(abs(-3) == 3 && labs(3) == 3 && llabs(-5000000000LL) == 5000000000LL && imaxabs(-1) == 1);
}

static int compare_ints(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;

    return (x > y) - (x < y);
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void sorting(void)
{
    static int numbers[1000];
    char names[6][5] = {"moss", "fir", "oak", "ash", "yew", "elm"};
    int n, key = 617;

    for (n = 0; n < 1000; n++)
        numbers[n] = n * 617 % 1000;
    qsort(numbers, 1000, sizeof numbers[0], compare_ints);
    for (n = 0; n < 1000 && numbers[n] == n; n++)
        continue;
    CHECK(n == 1000);
    CHECK(bsearch(&key, numbers, 1000, sizeof numbers[0], compare_ints) == &numbers[617]);
    key = 1000;
    CHECK(bsearch(&key, numbers, 1000, sizeof numbers[0], compare_ints) == NULL);
    qsort(names, 6, 5, compare_texts);
    CHECK(strcmp(names[0], "ash") == 0 && strcmp(names[4], "oak") == 0 && strcmp(names[5], "yew") == 0);
}

static void randomness(void)
{
    int first, second, n, high = 0;

    first = rand();
    srand(7);
    second = rand();
    srand(1);
    CHECK(rand() == first && first != second);
    srand(7);
    CHECK(rand() == second);
    for (n = 0; n < 1000; n++) {
        int value = rand();
        CHECK(value >= 0);
        high += value > RAND_MAX / 2;
    }
    CHECK(high > 420 && high < 580);
}

int main(void)
{
    numbers();
    division();
    sorting();
    randomness();
    CHECK(getenv("PATH") == NULL && system(NULL) == 0);
    puts(failures == 0 ? "ok" : "failed");
    return failures;
}
