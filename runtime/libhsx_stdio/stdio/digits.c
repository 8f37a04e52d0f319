/*
 * A double is an integer times a power of two. Times a negative power, it is that integer times a power of five, and the
 * decimal point moves: so all digits are those of one large integer, kept in groups of nine.
 */
#include "digits.h"

#include <stdint.h>
#include <string.h>

enum {
    GROUPS = 88,
    GROUP = 1000000000
};

struct groups {
    uint32_t values[GROUPS]; /* least significant first */
    int count;
};

/* The factor is below GROUP, so that the carry is. */
static void multiply(struct groups *number, uint32_t factor)
{
    uint32_t carry = 0;
    int n;

    for (n = 0; n < number->count; n++) {
        uint64_t product = (uint64_t)number->values[n] * factor + carry;
        carry = (uint32_t)(product / GROUP);
        number->values[n] = (uint32_t)(product - (uint64_t)carry * GROUP);
    }
    if (carry != 0)
        number->values[number->count++] = carry;
}

static void multiply_by_power(struct groups *number, uint32_t base, uint32_t step, int per_step, int power)
{
    for (; power >= per_step; power -= per_step)
        multiply(number, step);
    for (; power > 0; power--)
        multiply(number, base);
}

static void write_group(char *to, uint32_t value)
{
    int n;

    for (n = 8; n >= 0; n--) {
        to[n] = (char)('0' + value % 10);
        value /= 10;
    }
}

/* Drops zeros at both ends; those in front move the point. */
static void trim(struct __digits *digits)
{
    int zeros = 0;

    while (digits->count != 0 && digits->text[digits->count - 1] == '0')
        digits->count--;
    while (zeros < digits->count && digits->text[zeros] == '0')
        zeros++;
    memmove(digits->text, digits->text + zeros, (size_t)(digits->count - zeros));
    digits->count -= zeros;
    digits->point -= zeros;
}

void __digits_of(struct __digits *digits, double value)
{
    union {
        double value;
        uint64_t bits;
    } number = {value};
    uint64_t mantissa = number.bits & 0xFFFFFFFFFFFFF;
    int exponent = (int)(number.bits >> 52);
    struct groups groups;
    int n;

    digits->count = digits->point = 0;
    if (number.bits == 0)
        return;
    if (exponent != 0)
        mantissa |= (uint64_t)1 << 52;
    else
        exponent = 1;
    exponent -= 1075;
    for (; exponent < 0 && (mantissa & 1) == 0; exponent++)
        mantissa >>= 1;
    for (groups.count = 0; mantissa != 0; mantissa /= GROUP)
        groups.values[groups.count++] = (uint32_t)(mantissa % GROUP);
    if (exponent >= 0)
        multiply_by_power(&groups, 2, 1 << 29, 29, exponent);
    else
        multiply_by_power(&groups, 5, 244140625, 12, -exponent);
    for (n = groups.count - 1; n >= 0; n--) {
        write_group(digits->text + digits->count, groups.values[n]);
        digits->count += 9;
    }
    digits->point = exponent < 0 ? digits->count + exponent : digits->count;
    trim(digits);
}

/* Whether what is behind `count` digits rounds the last of them up. */
static int rounds_up(const struct __digits *digits, int count)
{
    if (count < 0 || count >= digits->count || digits->text[count] < '5')
        return 0;
    if (digits->text[count] > '5' || digits->count > count + 1)
        return 1;
    return count > 0 && (digits->text[count - 1] & 1);
}

void __digits_round(struct __digits *digits, int count)
{
    int up = rounds_up(digits, count);

    if (count >= digits->count)
        return;
    digits->count = count < 0 ? 0 : count;
    if (up) {
        while (count != 0 && digits->text[count - 1] == '9')
            count--;
        if (count == 0) {
            digits->text[0] = '1';
            digits->point++;
            digits->count = 1;
            return;
        }
        digits->text[count - 1]++;
        digits->count = count;
    }
    trim(digits);
}
