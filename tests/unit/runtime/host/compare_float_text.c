/* Floating-point numbers to text and back against glibc: printf, scanf, strtod and strtof, bit for bit. */
#include <errno.h>
#include <stdlib.h>

#include "random.h"

extern int L_errno;
int L_snprintf(char *, size_t, const char *, ...);
int L_sscanf(const char *, const char *, ...);
double L_strtod(const char *, char **);
float L_strtof(const char *, char **);

static uint64_t bits64(void)
{
    return (uint64_t)below(65536) << 48 | (uint64_t)below(65536) << 32 | (uint64_t)below(65536) << 16 | below(65536);
}

static double of_bits(uint64_t bits)
{
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

static float single_of_bits(uint32_t bits)
{
    float value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

static double any_number(void)
{
    static const double edges[] = {
        0.0, -0.0, 1.0 / 0, -1.0 / 0, 0.5, 1.5, 2.5, 9.5, 99.5, 0.05, 9.9999995, 999999.5, 9999995, 1e21, 5e-324,
        1.7976931348623157e308, 0.0001, 0.00001, 0.000099999995, 1, 100, 123456, 1234567,
    };
    double value = 1;
    int n;

    switch (below(6)) {
    case 0:
        value = of_bits(bits64());
        return value == value ? value : 1e5;
    case 1:
        return (double)(int64_t)(bits64() >> below(64)) / (1 << below(20));
    case 2:
        return of_bits(bits64() & 0x800fffffffffffff);
    case 3:
        return edges[below(sizeof edges / sizeof *edges)];
    case 4:
        for (n = (int)below(30); n > 0; n--)
            value *= 10;
        return below(2) ? value : 1 / value;
    default:
        return (float)(below(100000) / 1000.0);
    }
}

static int check_printf(void)
{
    static char format[40], expected[5000], got[5000];
    double value = any_number();
    char *at = format;
    int n, length, ours;

    *at++ = '<';
    *at++ = '%';
    for (n = (int)below(3); n > 0; n--)
        *at++ = "-+ #0"[below(5)];
    if (below(2))
        at += sprintf(at, "%d", (int)below(40));
    if (below(3))
        at += sprintf(at, ".%d", (int)below(below(10) ? 20 : 1200));
    sprintf(at, "%c>", "eEfFgGaA"[below(8)]);
    length = snprintf(expected, sizeof expected, format, value);
    ours = L_snprintf(got, sizeof got, format, value);
    if (strchr(format, '#') != NULL && strpbrk(format, "gG") != NULL
        && (strstr(expected, "1.e") != NULL || strstr(expected, "1.E") != NULL))
        return 1; /* glibc drops the zeros of %#g when rounding made another digit */
    if (length != ours || strcmp(expected, got) != 0) {
        printf("%s of %a: got %s, expected %s\n", format, value, got, expected);
        return 0;
    }
    return 1;
}

/* Numbers, numbers half-way between two others, and what only looks like a number. */
static void make_text(char *text)
{
    static const char *const special[] = {
        "inf", "INFINITY", "infinit", "nan", "nan(12)", "nan(", "na", "0x", "0x.", "0xp1", "1e", "1e+", "1e-x", ".",
        "..1", ".5.", "0x.8p", "0x1p-1074", "0x1p-1075", "0x1.8p-1075", "1e400", "1e-400", "0e999999999999", "00.000",
        "4.9e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "1.7976931348623158e308",
        "1.7976931348623159e308", "0x1.fffffffffffff8p1023", "0x1.fffffffffffff7ffp1023", "1.1754943508222875e-38",
        "3.4028235677973366e38", "  7", "+.5", "-.", "1.e5", "",
    };
    double value = any_number();
    uint32_t single = (uint32_t)bits64() & (below(2) ? 0xffffffff : 0x807fffff);

    switch (below(9)) {
    case 0:
        sprintf(text, "%.*e", (int)below(30), value);
        break;
    case 1:
        sprintf(text, "%a", value);
        break;
    case 2:
        sprintf(text, "%llu.%llue%d", (unsigned long long)(bits64() >> below(64)),
                (unsigned long long)(bits64() >> below(64)), (int)below(700) - 350);
        break;
    case 3:
        sprintf(text, "%.200g%s", ((double)single_of_bits(single) + single_of_bits(single + 1)) / 2, below(2) ? "" : "1");
        break;
    case 4:
        sprintf(text, "%.60Lg", ((long double)value + of_bits(bits64())) / 2);
        break;
    case 5:
        sprintf(text, "%.780e", value);
        break;
    case 6:
        sprintf(text, "0x%llx.%llxp%d", (unsigned long long)(bits64() >> below(64)), (unsigned long long)bits64(),
                (int)below(2300) - 1150);
        break;
    case 7:
        sprintf(text, "0.%0*d%llu", (int)below(330), 0, (unsigned long long)bits64());
        break;
    default:
        sprintf(text, "%s%s%s", below(2) ? "" : "-", special[below(sizeof special / sizeof *special)],
                below(2) ? "" : below(2) ? "z" : " 1");
    }
}

#define CHECK(type, name) \
    do { \
        char *a_end, *b_end; \
        type a, b; \
        L_errno = errno = 0; \
        a = L_##name(text, &a_end); \
        b = name(text, &b_end); \
        if ((memcmp(&a, &b, sizeof a) != 0 && (a == a || b == b)) || a_end != b_end || L_errno != errno) { \
            printf(#name " of [%s]: got %a end %d errno %d, expected %a end %d errno %d\n", text, a, \
                   (int)(a_end - text), L_errno, b, (int)(b_end - text), errno); \
            return 0; \
        } \
    } while (0)

static int check_strto(const char *text)
{
    CHECK(double, strtod);
    CHECK(float, strtof);
    return 1;
}

/* glibc takes "1e+" and "0x" for numbers where the width or the text ends there, and leaves nan's (...); C does not. */
static int check_scanf(const char *text)
{
    char format[16], letter = "efga"[below(4)];
    double expected = 7, got = 7;
    int length = -1, ours = -1, count, our_count;

    if (strchr(text, '(') != NULL)
        return 1;
    if (below(2))
        sprintf(format, "%%%dl%c%%n", (int)below(9) + 1, letter);
    else
        sprintf(format, "%%l%c%%n", letter);
    count = sscanf(text, format, &expected, &length);
    our_count = L_sscanf(text, format, &got, &ours);
    if (our_count == 0 && count == 1 && (strpbrk(text, "xX") != NULL || strchr("eE+-pP", text[length - 1]) != NULL))
        return 1;
    if (count != our_count || length != ours
        || (memcmp(&expected, &got, sizeof got) != 0 && (expected == expected || got == got))) {
        printf("%s of [%s]: got %d, %d, %a, expected %d, %d, %a\n", format, text, our_count, ours, got, count, length,
               expected);
        return 0;
    }
    return 1;
}

int main(int argc, char **argv)
{
    int count = checks(argc, argv), n;
    static char text[2000];

    for (n = 0; n < count; n++) {
        make_text(text);
        if (!check_printf() || !check_strto(text) || !check_scanf(text))
            return 1;
    }
    return 0;
}
