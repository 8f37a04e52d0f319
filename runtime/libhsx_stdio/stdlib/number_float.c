/*
 * Digits times a power of ten or two become 64 bits with a sticky rest, by exact integers, and those are rounded to the
 * precision that is left: less than the full one for subnormal numbers.
 */
#include "number_float.h"

#include <errno.h>
#include <float.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum state {
    SIGN,       /* nothing, or a sign may come */
    FIRST,      /* first digit, point or word */
    ZERO,       /* after a leading 0: x may come */
    WHOLE,
    FRACTION,
    EXPONENT,   /* after e or p */
    POWER_SIGN, /* after its sign */
    POWER,
    WORD,
    PAYLOAD,    /* in nan(...) */
    END
};

enum {
    WORDS = 92,            /* 32-bit words of a large integer: 800 digits, or the power of 5 below them */
    LARGEST_POWER = 100000 /* beyond which exponents are not counted */
};

/* A large unsigned integer, least significant word first, without leading zeros. */
struct large {
    uint32_t words[WORDS];
    int count;
};

void __float_start(struct __float_reader *reader)
{
    memset(reader, 0, offsetof(struct __float_reader, digits));
}

static int digit_of(int c, int hexadecimal)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 32;
    return hexadecimal && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int take_digit(struct __float_reader *reader, int digit, int fraction)
{
    reader->seen = reader->valid = 1;
    reader->point -= fraction;
    if (reader->count == 0 && digit == 0)
        return 1;
    if (reader->count < FLOAT_DIGITS) {
        reader->digits[reader->count++] = (unsigned char)digit;
    } else {
        reader->dropped |= digit;
        reader->point++;
    }
    return 1;
}

/* In digits: a digit, the point, or what begins the exponent. */
static int take_in_number(struct __float_reader *reader, int c)
{
    int digit = digit_of(c, reader->hexadecimal);

    if (digit >= 0) {
        if (reader->state != FRACTION)
            reader->state = WHOLE;
        return take_digit(reader, digit, reader->state == FRACTION);
    }
    if (c == '.' && reader->state != FRACTION) {
        reader->state = FRACTION;
        return 1;
    }
    if (reader->seen && (c | 32) == (reader->hexadecimal ? 'p' : 'e')) {
        reader->state = EXPONENT;
        reader->valid = 0;
        return 1;
    }
    return 0;
}

static int take_first(struct __float_reader *reader, int c)
{
    if (c == '0') {
        reader->state = ZERO;
        return take_digit(reader, 0, 0);
    }
    if ((c | 32) == 'i' || (c | 32) == 'n') {
        reader->state = WORD;
        reader->word = (c | 32) == 'i' ? "nfinity" : "an";
        return 1;
    }
    return take_in_number(reader, c);
}

static int take_in_word(struct __float_reader *reader, int c)
{
    if (*reader->word == 0) { /* nan is complete */
        if (c != '(')
            return 0;
        reader->state = PAYLOAD;
        reader->valid = 0;
        return 1;
    }
    if ((c | 32) != *reader->word)
        return 0;
    reader->word++;
    reader->valid = *reader->word == 0 || strcmp(reader->word, "inity") == 0;
    if (*reader->word == 0 && (c | 32) == 'y')
        reader->state = END;
    return 1;
}

static int take_in_payload(struct __float_reader *reader, int c)
{
    if (c == ')') {
        reader->state = END;
        reader->valid = 1;
        return 1;
    }
    return digit_of(c, 0) >= 0 || c == '_' || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static int take_in_exponent(struct __float_reader *reader, int c)
{
    if (c < '0' || c > '9')
        return 0;
    reader->state = POWER;
    reader->valid = 1;
    if (reader->exponent < LARGEST_POWER)
        reader->exponent = reader->exponent * 10 + (c - '0');
    return 1;
}

int __float_take(struct __float_reader *reader, int c)
{
    switch (reader->state) {
    case SIGN:
        reader->state = FIRST;
        if (c == '-' || c == '+') {
            reader->negative = c == '-';
            return 1;
        }
        return take_first(reader, c);
    case FIRST:
        return take_first(reader, c);
    case ZERO:
        if ((c | 32) == 'x') {
            reader->state = WHOLE;
            reader->hexadecimal = 1;
            reader->seen = reader->valid = 0;
            return 1;
        }
        return take_in_number(reader, c);
    case WHOLE:
    case FRACTION:
        return take_in_number(reader, c);
    case EXPONENT:
        if (c == '-' || c == '+') {
            reader->state = POWER_SIGN;
            reader->exponent_negative = c == '-';
            return 1;
        }
        return take_in_exponent(reader, c);
    case POWER_SIGN:
    case POWER:
        return take_in_exponent(reader, c);
    case WORD:
        return take_in_word(reader, c);
    case PAYLOAD:
        return take_in_payload(reader, c);
    default:
        return 0;
    }
}

/* ---- large integers */

static void multiply_add(struct large *number, uint32_t factor, uint32_t carry)
{
    int n;

    for (n = 0; n < number->count; n++) {
        uint64_t product = (uint64_t)number->words[n] * factor + carry;
        number->words[n] = (uint32_t)product;
        carry = (uint32_t)(product >> 32);
    }
    if (carry != 0)
        number->words[number->count++] = carry;
}

static void multiply_by_power_of_5(struct large *number, int power)
{
    for (; power >= 13; power -= 13)
        multiply_add(number, 1220703125, 0);
    for (; power > 0; power--)
        multiply_add(number, 5, 0);
}

static int bit_length(const struct large *number)
{
    uint32_t top = number->words[number->count - 1];
    int bits = 32 * (number->count - 1);

    for (; top != 0; top >>= 1)
        bits++;
    return bits;
}

static void shift_left(struct large *number, int bits)
{
    int words = bits / 32, rest = bits % 32;

    if (rest != 0)
        multiply_add(number, (uint32_t)1 << rest, 0);
    memmove(number->words + words, number->words, (size_t)number->count * 4);
    memset(number->words, 0, (size_t)words * 4);
    number->count += words;
}

static int compare(const struct large *a, const struct large *b)
{
    int n;

    if (a->count != b->count)
        return a->count < b->count ? -1 : 1;
    for (n = a->count - 1; n >= 0; n--)
        if (a->words[n] != b->words[n])
            return a->words[n] < b->words[n] ? -1 : 1;
    return 0;
}

/* a -= b, which is not larger. */
static void subtract(struct large *a, const struct large *b)
{
    uint32_t borrow = 0;
    int n;

    for (n = 0; n < a->count; n++) {
        uint64_t difference = (uint64_t)a->words[n] - (n < b->count ? b->words[n] : 0) - borrow;
        a->words[n] = (uint32_t)difference;
        borrow = (uint32_t)(difference >> 63);
    }
    while (a->count != 0 && a->words[a->count - 1] == 0)
        a->count--;
}

/* ---- rounding */

struct format {
    int precision; /* bits */
    int lowest;    /* exponent of the smallest number */
    int limit;     /* numbers are below 2^limit */
};

static const struct format single = {FLT_MANT_DIG, FLT_MIN_EXP - FLT_MANT_DIG, FLT_MAX_EXP};
static const struct format full = {DBL_MANT_DIG, DBL_MIN_EXP - DBL_MANT_DIG, DBL_MAX_EXP};

/* Returns 2^exponent for a normal number. */
static double power_of_2(int exponent)
{
    union {
        uint64_t bits;
        double value;
    } power;

    power.bits = (uint64_t)(exponent + 1023) << 52;
    return power.value;
}

/* Rounds (top + something below 1 if `rest`) * 2^exponent, where the highest bit of `top` is set. */
static double round_to(const struct format *format, uint64_t top, int exponent, int rest)
{
    int dropped = 64 - format->precision;
    uint64_t kept, below, half;

    if (exponent + dropped < format->lowest)
        dropped = format->lowest - exponent;
    if (dropped > 64) {
        errno = ERANGE;
        return 0;
    }
    kept = dropped == 64 ? 0 : top >> dropped;
    below = dropped == 64 ? top : top << (64 - dropped);
    half = (uint64_t)1 << 63;
    if (below > half || (below == half && (rest || (kept & 1))))
        kept++;
    if ((below != 0 || rest) && exponent + dropped == format->lowest && kept >> (format->precision - 1) == 0)
        errno = ERANGE; /* subnormal and inexact */
    exponent += dropped;
    if (kept >> format->precision != 0) {
        kept >>= 1;
        exponent++;
    }
    if (kept >> (format->precision - 1) != 0 && exponent + format->precision > format->limit) {
        errno = ERANGE;
        return __builtin_inf();
    }
    if (exponent < -1022) /* in two steps: the power alone would be subnormal */
        return (double)kept * power_of_2(-52 - 900) * power_of_2(exponent + 52 + 900);
    return (double)kept * power_of_2(exponent);
}

static double hexadecimal_value(const struct __float_reader *reader, const struct format *format, int exponent)
{
    uint64_t top = 0;
    int n, rest = reader->dropped;

    exponent += 4 * reader->point;
    for (n = 0; n < reader->count; n++) {
        if (top >> 60 == 0) {
            top = top << 4 | reader->digits[n];
        } else {
            rest |= reader->digits[n];
            exponent += 4;
        }
    }
    while (top >> 63 == 0) {
        top <<= 1;
        exponent--;
    }
    return round_to(format, top, exponent, rest);
}

/* numerator / denominator to 64 bits; scales both. The value is the quotient times 2^exponent. */
static double divide(const struct format *format, struct large *numerator, struct large *denominator, int exponent,
                     int rest)
{
    int shift = bit_length(denominator) - bit_length(numerator);
    uint64_t top = 0;

    if (shift > 0)
        shift_left(numerator, shift);
    else
        shift_left(denominator, -shift);
    exponent -= shift;
    if (compare(numerator, denominator) < 0) {
        shift_left(numerator, 1);
        exponent--;
    }
    for (int n = 0;; n++) {
        int fits = compare(numerator, denominator) >= 0;
        if (fits)
            subtract(numerator, denominator);
        top = top << 1 | (unsigned)fits;
        if (n == 63)
            break;
        if (numerator->count != 0)
            multiply_add(numerator, 2, 0);
    }
    return round_to(format, top, exponent - 63, rest || numerator->count != 0);
}

static double decimal_value(const struct __float_reader *reader, const struct format *format, int exponent)
{
    struct large number, power;
    int n;

    exponent += reader->point;
    if (reader->count + exponent > DBL_MAX_10_EXP + 1) {
        errno = ERANGE;
        return __builtin_inf();
    }
    if (reader->count + exponent < DBL_MIN_10_EXP - DBL_DIG - 2) {
        errno = ERANGE;
        return 0;
    }
    number.count = 0;
    for (n = 0; n < reader->count; n++)
        multiply_add(&number, 10, reader->digits[n]);
    power.words[0] = 1;
    power.count = 1;
    if (exponent >= 0)
        multiply_by_power_of_5(&number, exponent);
    else
        multiply_by_power_of_5(&power, -exponent);
    return divide(format, &number, &power, exponent, reader->dropped);
}

static double value(const struct __float_reader *reader, const struct format *format)
{
    int exponent = reader->exponent_negative ? -reader->exponent : reader->exponent;
    double magnitude;

    if (!reader->valid)
        return 0;
    if (reader->word != NULL)
        magnitude = reader->word[-1] == 'n' && reader->word[0] == 0 ? __builtin_nan("") : __builtin_inf();
    else if (reader->count == 0)
        magnitude = 0;
    else if (reader->hexadecimal)
        magnitude = hexadecimal_value(reader, format, exponent);
    else
        magnitude = decimal_value(reader, format, exponent);
    return reader->negative ? -magnitude : magnitude;
}

double __float_value(const struct __float_reader *reader)
{
    return value(reader, &full);
}

float __float_value_single(const struct __float_reader *reader)
{
    return (float)value(reader, &single);
}
