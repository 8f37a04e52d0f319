/* %a %e %f %g: exact digits, rounded half to even, laid out in a sign or prefix, digits, zeros and an exponent. */
#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "conversion.h"
#include "digits.h"

/* A number ready to be printed: prefix, `head` digits, point, zeros, `tail` digits, zeros, exponent. */
struct layout {
    char prefix[4];
    int prefix_length;
    const char *head;
    int head_length;
    int head_zeros; /* behind the head, in front of the point */
    int point;      /* whether there is one */
    int zeros;      /* behind the point */
    const char *tail;
    int tail_length;
    int tail_zeros;
    char exponent[8];
    int exponent_length;
};

static void print_layout(struct __printer *printer, const struct conversion *conversion, const struct layout *layout,
                         int may_fill)
{
    unsigned length = (unsigned)layout->prefix_length + (unsigned)layout->head_length + (unsigned)layout->head_zeros
        + (unsigned)layout->point + (unsigned)layout->zeros + (unsigned)layout->tail_length
        + (unsigned)layout->tail_zeros + (unsigned)layout->exponent_length;
    int padding = (unsigned)conversion->width > length ? conversion->width - (int)length : 0;
    int fill = may_fill && (conversion->flags & (ZERO | LEFT)) == ZERO;

    if (!(conversion->flags & LEFT) && !fill)
        __print_spaces(printer, padding);
    __print(printer, layout->prefix, (size_t)layout->prefix_length);
    if (fill)
        __print_zeros(printer, padding);
    __print(printer, layout->head, (size_t)layout->head_length);
    __print_zeros(printer, layout->head_zeros);
    __print(printer, ".", (size_t)layout->point);
    __print_zeros(printer, layout->zeros);
    __print(printer, layout->tail, (size_t)layout->tail_length);
    __print_zeros(printer, layout->tail_zeros);
    __print(printer, layout->exponent, (size_t)layout->exponent_length);
    if (conversion->flags & LEFT)
        __print_spaces(printer, padding);
}

/* Writes letter, sign and at least `least` digits. */
static void set_exponent(struct layout *layout, char letter, int exponent, int least)
{
    char *at = layout->exponent + sizeof layout->exponent;
    unsigned rest = exponent < 0 ? -(unsigned)exponent : (unsigned)exponent;

    for (; least > 0 || rest != 0; least--) {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    }
    *--at = exponent < 0 ? '-' : '+';
    *--at = letter;
    layout->exponent_length = (int)(layout->exponent + sizeof layout->exponent - at);
    memmove(layout->exponent, at, (size_t)layout->exponent_length);
}

/* d.ddd with `precision` digits behind the point; the number is rounded to them. */
static void lay_out_scientific(struct layout *layout, const struct __digits *digits, int precision, char letter)
{
    int behind = digits->count > 1 ? digits->count - 1 : 0;

    layout->head = digits->count != 0 ? digits->text : "0";
    layout->head_length = 1;
    layout->tail = digits->text + 1;
    layout->tail_length = behind;
    layout->tail_zeros = precision - behind;
    set_exponent(layout, letter, digits->count != 0 ? digits->point - 1 : 0, 2);
}

static void lay_out_fixed(struct layout *layout, const struct __digits *digits, int precision)
{
    int whole = digits->point < digits->count ? digits->point : digits->count;

    if (digits->count == 0 || digits->point <= 0) {
        layout->head = "0";
        layout->head_length = 1;
        whole = 0;
        layout->zeros = digits->count == 0 ? 0 : -digits->point;
    } else {
        layout->head = digits->text;
        layout->head_length = whole;
        layout->head_zeros = digits->point - whole;
    }
    layout->tail = digits->text + whole;
    layout->tail_length = digits->count - whole;
    layout->tail_zeros = precision - layout->zeros - layout->tail_length;
}

/* The larger of the sum and INT_MAX's half: digits beyond are zeros anyway. */
static int limited_sum(int a, int b)
{
    return b > INT_MAX / 2 ? INT_MAX / 2 : a + b;
}

static void lay_out_decimal(struct layout *layout, struct __digits *digits, const struct conversion *conversion,
                            char letter)
{
    int precision = conversion->precision < 0 ? 6 : conversion->precision;
    int alternate = (conversion->flags & ALTERNATE) != 0;
    int behind, exponent;

    if ((letter | 32) == 'f') {
        __digits_round(digits, limited_sum(digits->point, precision));
        lay_out_fixed(layout, digits, precision);
        layout->point = precision != 0 || alternate;
        return;
    }
    if ((letter | 32) == 'e') {
        __digits_round(digits, limited_sum(1, precision));
        lay_out_scientific(layout, digits, precision, letter);
        layout->point = precision != 0 || alternate;
        return;
    }
    if (precision == 0)
        precision = 1;
    __digits_round(digits, precision);
    exponent = digits->count != 0 ? digits->point - 1 : 0;
    if (exponent >= -4 && exponent < precision) {
        behind = alternate ? precision - 1 - exponent : digits->count - digits->point;
        if (digits->count == 0 && !alternate)
            behind = 0;
        lay_out_fixed(layout, digits, behind > 0 ? behind : 0);
    } else {
        behind = alternate ? precision - 1 : digits->count - 1;
        lay_out_scientific(layout, digits, behind, (char)(letter - 2));
    }
    layout->point = behind > 0 || alternate;
}

/* 0xh.hhhp+d; subnormal numbers begin with 0. */
static void lay_out_hexadecimal(struct layout *layout, char text[16], const struct conversion *conversion, char letter,
                                uint64_t bits)
{
    const char *digits = letter == 'a' ? "0123456789abcdef" : "0123456789ABCDEF";
    int exponent = (int)(bits >> 52);
    uint64_t number = bits & 0xFFFFFFFFFFFFF;
    int precision = conversion->precision, n;

    if (exponent != 0)
        number |= (uint64_t)1 << 52;
    exponent = bits == 0 ? 0 : exponent == 0 ? -1022 : exponent - 1023;
    if (precision >= 0 && precision < 13) {
        uint64_t unit = (uint64_t)1 << (52 - 4 * precision), rest = number & (unit - 1);
        number -= rest;
        if (rest > unit / 2 || (rest == unit / 2 && (number & unit)))
            number += unit;
    }
    for (n = 0; n < 14; n++)
        text[n] = digits[number >> (52 - 4 * n) & 15];
    for (n = 13; n > 0 && text[n] == '0'; n--)
        continue;
    layout->prefix[layout->prefix_length++] = '0';
    layout->prefix[layout->prefix_length++] = (char)(letter + ('x' - 'a'));
    layout->head = text;
    layout->head_length = 1;
    layout->tail = text + 1;
    layout->tail_length = n;
    layout->tail_zeros = precision > n ? precision - n : 0;
    layout->point = n != 0 || layout->tail_zeros != 0 || (conversion->flags & ALTERNATE);
    set_exponent(layout, (char)(letter + ('p' - 'a')), exponent, 1);
}

void __print_floating(struct __printer *printer, const struct conversion *conversion, char letter, double value)
{
    union {
        double value;
        uint64_t bits;
    } number = {value};
    struct layout layout;
    struct __digits digits;
    char hexadecimal[16];
    int finite = (number.bits >> 52 & 0x7FF) != 0x7FF;

    memset(&layout, 0, sizeof layout);
    if (number.bits >> 63 != 0)
        layout.prefix[layout.prefix_length++] = '-';
    else if (conversion->flags & (PLUS | SPACE))
        layout.prefix[layout.prefix_length++] = conversion->flags & PLUS ? '+' : ' ';
    number.bits &= ~((uint64_t)1 << 63);
    if (!finite) {
        int nan = (number.bits & 0xFFFFFFFFFFFFF) != 0;
        layout.head = letter >= 'a' ? nan ? "nan" : "inf" : nan ? "NAN" : "INF";
        layout.head_length = 3;
    } else if ((letter | 32) == 'a') {
        lay_out_hexadecimal(&layout, hexadecimal, conversion, letter, number.bits);
    } else {
        __digits_of(&digits, number.value);
        lay_out_decimal(&layout, &digits, conversion, letter);
    }
    print_layout(printer, conversion, &layout, finite);
}
