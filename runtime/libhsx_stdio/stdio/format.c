/*
 * One pass over the format: runs of plain text go out as they are, a conversion is parsed into a struct conversion and
 * printed by the function of its kind. What is no conversion is printed as it stands.
 */
#include "conversion.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>

/* va_list in a struct, so that functions can take arguments one after the other through a pointer. */
struct arguments {
    va_list list;
};

_Static_assert(sizeof(int) == sizeof(long) && sizeof(int) == sizeof(size_t), "length modifiers l, z, t mean a word");

void __print(struct __printer *printer, const char *text, size_t count)
{
    if (count != 0) {
        printer->total += count;
        if (printer->total <= INT_MAX)
            printer->emit(printer, text, count);
        else
            printer->total = (size_t)INT_MAX + 1; /* too much: nothing more goes out, and it stays so */
    }
}

static void print_repeated(struct __printer *printer, const char sixteen[16], int count)
{
    for (; count > 16; count -= 16)
        __print(printer, sixteen, 16);
    if (count > 0)
        __print(printer, sixteen, (size_t)count);
}

void __print_spaces(struct __printer *printer, int count)
{
    print_repeated(printer, "                ", count);
}

void __print_zeros(struct __printer *printer, int count)
{
    print_repeated(printer, "0000000000000000", count);
}

static void print_text(struct __printer *printer, const struct conversion *conversion, const char *text, size_t count)
{
    int padding = (size_t)conversion->width > count ? conversion->width - (int)count : 0;

    if (!(conversion->flags & LEFT))
        __print_spaces(printer, padding);
    __print(printer, text, count);
    if (conversion->flags & LEFT)
        __print_spaces(printer, padding);
}

static void print_string(struct __printer *printer, const struct conversion *conversion, const char *text)
{
    if (text == NULL)
        text = "(null)";
    print_text(printer, conversion, text,
               conversion->precision < 0 ? strlen(text) : strnlen(text, (size_t)conversion->precision));
}

/* Writes the digits of `value` so that they end before `end`; returns where they start. 0 has none. */
static char *write_digits(char *end, unsigned long long value, unsigned base, const char *digits)
{
    unsigned low;

    for (; value > UINT_MAX; value /= base)
        *--end = digits[value % base];
    if (base == 10) {
        for (low = (unsigned)value; low != 0; low /= 10)
            *--end = (char)('0' + low % 10);
    } else {
        for (low = (unsigned)value; low != 0; low /= base)
            *--end = digits[low % base];
    }
    return end;
}

/* `prefix` is at most two characters: a sign or 0x. */
static void print_integer(struct __printer *printer, const struct conversion *conversion, unsigned long long value,
                          unsigned base, const char *digits, const char *prefix)
{
    char buffer[24];
    char *end = buffer + sizeof buffer;
    char *start = write_digits(end, value, base, digits);
    int count = (int)(end - start);
    int prefix_length = prefix[0] == 0 ? 0 : prefix[1] == 0 ? 1 : 2;
    int zeros = (conversion->precision < 0 ? 1 : conversion->precision) - count;
    int padding;

    if (zeros <= 0)
        zeros = base == 8 && (conversion->flags & ALTERNATE) ? 1 : 0;
    if ((conversion->flags & (ZERO | LEFT)) == ZERO && conversion->precision < 0
        && zeros < conversion->width - prefix_length - count)
        zeros = conversion->width - prefix_length - count;
    padding = conversion->width - prefix_length - count;
    padding = padding > zeros ? padding - zeros : 0;

    if (!(conversion->flags & LEFT))
        __print_spaces(printer, padding);
    __print(printer, prefix, (size_t)prefix_length);
    __print_zeros(printer, zeros);
    __print(printer, start, (size_t)count);
    if (conversion->flags & LEFT)
        __print_spaces(printer, padding);
}

static long long signed_argument(struct arguments *arguments, enum length length)
{
    int value;

    if (length == LONG_LONG)
        return va_arg(arguments->list, long long);
    value = va_arg(arguments->list, int);
    if (length == SHORT)
        return (short)value;
    return length == CHAR ? (signed char)value : value;
}

static unsigned long long unsigned_argument(struct arguments *arguments, enum length length)
{
    unsigned value;

    if (length == LONG_LONG)
        return va_arg(arguments->list, unsigned long long);
    value = va_arg(arguments->list, unsigned);
    if (length == SHORT)
        return (unsigned short)value;
    return length == CHAR ? (unsigned char)value : value;
}

static void print_signed(struct __printer *printer, const struct conversion *conversion, long long value)
{
    const char *prefix = conversion->flags & PLUS ? "+" : conversion->flags & SPACE ? " " : "";
    unsigned long long magnitude = (unsigned long long)value;

    if (value < 0) {
        prefix = "-";
        magnitude = -magnitude;
    }
    print_integer(printer, conversion, magnitude, 10, "0123456789", prefix);
}

static void print_hexadecimal(struct __printer *printer, const struct conversion *conversion, unsigned long long value,
                              int capitals)
{
    const char *prefix = "";

    if ((conversion->flags & ALTERNATE) && value != 0)
        prefix = capitals ? "0X" : "0x";
    print_integer(printer, conversion, value, 16, capitals ? "0123456789ABCDEF" : "0123456789abcdef", prefix);
}

static void print_pointer(struct __printer *printer, const struct conversion *conversion, const void *pointer)
{
    print_integer(printer, conversion, (uintptr_t)pointer, 16, "0123456789abcdef", "0x");
}

static void store_total(struct __printer *printer, struct arguments *arguments, enum length length)
{
    void *to = va_arg(arguments->list, void *);

    switch (length) {
    case CHAR:
        *(signed char *)to = (signed char)printer->total;
        break;
    case SHORT:
        *(short *)to = (short)printer->total;
        break;
    case WORD:
        *(int *)to = (int)printer->total;
        break;
    case LONG_LONG:
        *(long long *)to = (long long)printer->total;
        break;
    }
}

/* Reads a decimal number; returns -1 when it is larger than an int. */
static int read_number(const char **at)
{
    unsigned value = 0;
    int fits = 1;

    for (; (unsigned)**at - '0' < 10; ++*at) {
        unsigned digit = (unsigned)**at - '0';
        fits = fits && value <= (INT_MAX - digit) / 10;
        value = value * 10 + digit;
    }
    return fits ? (int)value : -1;
}

static const char *parse_flags(const char *at, struct conversion *conversion)
{
    unsigned flags = 0;

    for (;; at++) {
        switch (*at) {
        case '-':
            flags |= LEFT;
            break;
        case '+':
            flags |= PLUS;
            break;
        case ' ':
            flags |= SPACE;
            break;
        case '#':
            flags |= ALTERNATE;
            break;
        case '0':
            flags |= ZERO;
            break;
        default:
            conversion->flags = flags;
            return at;
        }
    }
}

static const char *parse_length(const char *at, struct conversion *conversion)
{
    char first = *at;

    conversion->length = WORD;
    switch (first) {
    case 'h':
        conversion->length = at[1] == 'h' ? CHAR : SHORT;
        return at[1] == 'h' ? at + 2 : at + 1;
    case 'l':
        if (at[1] != 'l')
            return at + 1;
        conversion->length = LONG_LONG;
        return at + 2;
    case 'j':
        conversion->length = LONG_LONG;
        return at + 1;
    case 'z':
    case 't':
    case 'L':
        return at + 1;
    default:
        return at;
    }
}

/* Parses what stands between % and the conversion's letter; returns NULL when a number is too large. */
static const char *parse(const char *at, struct conversion *conversion, struct arguments *arguments)
{
    conversion->flags = 0;
    conversion->width = 0;
    conversion->precision = -1;
    if (*at >= 'A') /* a letter at once: the common case */
        return parse_length(at, conversion);
    at = parse_flags(at, conversion);
    if (*at == '*') {
        conversion->width = va_arg(arguments->list, int);
        at++;
        if (conversion->width < 0) {
            conversion->flags |= LEFT;
            conversion->width = conversion->width == INT_MIN ? -1 : -conversion->width;
        }
    } else {
        conversion->width = read_number(&at);
    }
    if (conversion->width < 0)
        return NULL;
    if (*at == '.') {
        at++;
        if (*at == '*') {
            conversion->precision = va_arg(arguments->list, int); /* negative: as if none was given */
            if (conversion->precision < 0)
                conversion->precision = -1;
            at++;
        } else {
            conversion->precision = read_number(&at);
            if (conversion->precision < 0)
                return NULL;
        }
    }
    return parse_length(at, conversion);
}

/* Prints one conversion; returns whether `letter` is one. */
static int convert(struct __printer *printer, const struct conversion *conversion, char letter,
                   struct arguments *arguments)
{
    enum length length = conversion->length;
    char character;

    switch (letter) {
    case 'd':
    case 'i':
        print_signed(printer, conversion, signed_argument(arguments, length));
        break;
    case 'u':
        print_integer(printer, conversion, unsigned_argument(arguments, length), 10, "0123456789", "");
        break;
    case 'o':
        print_integer(printer, conversion, unsigned_argument(arguments, length), 8, "01234567", "");
        break;
    case 'x':
    case 'X':
        print_hexadecimal(printer, conversion, unsigned_argument(arguments, length), letter == 'X');
        break;
    case 'p':
        print_pointer(printer, conversion, va_arg(arguments->list, void *));
        break;
    case 'c':
        character = (char)va_arg(arguments->list, int);
        print_text(printer, conversion, &character, 1);
        break;
    case 's':
        print_string(printer, conversion, va_arg(arguments->list, char *));
        break;
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
        __print_floating(printer, conversion, letter, va_arg(arguments->list, double));
        break;
    case 'n':
        store_total(printer, arguments, length);
        break;
    case '%':
        __print(printer, "%", 1);
        break;
    default:
        return 0;
    }
    return 1;
}

int __format(struct __printer *printer, const char *format, va_list list)
{
    struct arguments arguments;
    struct conversion conversion;
    int too_large = 0;

    va_copy(arguments.list, list);
    printer->total = 0;
    for (;;) {
        const char *percent = strchrnul(format, '%');
        const char *letter;
        __print(printer, format, (size_t)(percent - format));
        if (*percent == 0)
            break;
        letter = parse(percent + 1, &conversion, &arguments);
        if (letter == NULL) {
            too_large = 1;
            break;
        }
        if (convert(printer, &conversion, *letter, &arguments)) {
            format = letter + 1;
        } else {
            __print(printer, percent, 1);
            format = percent + 1;
        }
    }
    va_end(arguments.list);
    if (too_large || printer->total > INT_MAX) {
        errno = EOVERFLOW;
        return -1;
    }
    return (int)printer->total;
}
