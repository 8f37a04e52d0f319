/*
 * One pass over the format: blanks skip blanks, other characters match themselves, and a conversion is parsed into a
 * struct conversion and read by the function of its kind, which says how it went.
 */
#include "scan.h"

#include <ctype.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../stdlib/number.h"
#include "../stdlib/number_float.h"

enum length {
    CHAR,  /* hh */
    SHORT, /* h */
    WORD,  /* none, l, z, t: all 32 bits */
    LONG_LONG
};

enum outcome {
    CONVERTED,
    NOTHING_LEFT, /* the input ended before the first byte */
    MISMATCH
};

struct conversion {
    int discard; /* * */
    int width;   /* INT_MAX: none given */
    enum length length;
    int wide; /* l or L: a double */
};

struct arguments {
    va_list list;
};

/* The bytes that %s or %[ takes, one bit each. */
struct set {
    uint32_t words[8];
};

static int next(struct __scanner *scanner)
{
    int filled;

    if (scanner->at == scanner->end) {
        scanner->earlier += (size_t)(scanner->at - scanner->start);
        filled = scanner->refill(scanner);
        scanner->start = scanner->at;
        if (!filled)
            return EOF;
    }
    return *scanner->at++;
}

/* Puts back what `next` returned last. */
static void put_back(struct __scanner *scanner, int c)
{
    if (c != EOF)
        scanner->at--;
}

static size_t taken(const struct __scanner *scanner)
{
    return scanner->earlier + (size_t)(scanner->at - scanner->start);
}

static int skip_blanks(struct __scanner *scanner)
{
    int c;

    do
        c = next(scanner);
    while (isspace(c));
    put_back(scanner, c);
    return c;
}

static void store_integer(struct arguments *arguments, enum length length, unsigned long long value)
{
    void *to = va_arg(arguments->list, void *);

    switch (length) {
    case CHAR:
        *(unsigned char *)to = (unsigned char)value;
        break;
    case SHORT:
        *(unsigned short *)to = (unsigned short)value;
        break;
    case WORD:
        *(unsigned *)to = (unsigned)value;
        break;
    case LONG_LONG:
        *(unsigned long long *)to = value;
        break;
    }
}

/* What a conversion of integers has read. */
struct number {
    unsigned long long magnitude;
    int overflow; /* of magnitude */
    int negative;
};

/* Applies the sign. Values that do not fit 32 or 64 bits become what strtol and strtoul make of them. */
static unsigned long long value_of(const struct number *number, int is_signed, enum length length)
{
    unsigned long long magnitude = number->magnitude;
    unsigned long long limit = length == LONG_LONG ? ULLONG_MAX : ULONG_MAX;

    if (is_signed) {
        limit = limit / 2 + (number->negative != 0);
        if (number->overflow || magnitude > limit)
            magnitude = limit;
    } else if (number->overflow || magnitude > limit) {
        return limit;
    }
    return number->negative ? -magnitude : magnitude;
}

/* Base 0 takes the base from the prefix. */
static enum outcome scan_integer(struct __scanner *scanner, const struct conversion *conversion, unsigned base,
                                 int is_signed, struct arguments *arguments)
{
    struct number number = {0, 0, 0};
    int width = conversion->width;
    int digits = 0;
    int c = next(scanner);

    if (c == EOF)
        return NOTHING_LEFT;
    if (c == '-' || c == '+') {
        number.negative = c == '-';
        width--;
        c = width != 0 ? next(scanner) : ' ';
    }
    if (c == '0' && (base == 0 || base == 16)) {
        digits = 1;
        if (--width == 0)
            goto done;
        c = next(scanner);
        if ((c | 32) == 'x') {
            base = 16;
            digits = 0;
            if (--width == 0)
                goto done;
            c = next(scanner);
        } else if (base == 0) {
            base = 8;
        }
    }
    if (base == 0)
        base = 10;
    if (width == 0)
        goto done;
    while (__digit_value(c) < base) {
        unsigned digit = __digit_value(c);
        if (number.magnitude > (ULLONG_MAX - digit) / base)
            number.overflow = 1;
        number.magnitude = number.magnitude * base + digit;
        digits = 1;
        if (--width == 0)
            goto done;
        c = next(scanner);
    }
    put_back(scanner, c);
done:
    if (!digits)
        return MISMATCH;
    if (!conversion->discard)
        store_integer(arguments, conversion->length, value_of(&number, is_signed, conversion->length));
    return CONVERTED;
}

static enum outcome scan_floating(struct __scanner *scanner, const struct conversion *conversion,
                                  struct arguments *arguments)
{
    struct __float_reader reader;
    int width = conversion->width;
    int c = next(scanner);

    if (c == EOF)
        return NOTHING_LEFT;
    __float_start(&reader);
    while (__float_take(&reader, c)) {
        c = --width != 0 ? next(scanner) : EOF;
        if (width == 0)
            break;
    }
    if (width != 0)
        put_back(scanner, c);
    if (!reader.valid)
        return MISMATCH;
    if (conversion->discard)
        return CONVERTED;
    if (conversion->wide)
        *va_arg(arguments->list, double *) = __float_value(&reader);
    else
        *va_arg(arguments->list, float *) = __float_value_single(&reader);
    return CONVERTED;
}

static enum outcome scan_characters(struct __scanner *scanner, const struct conversion *conversion,
                                    struct arguments *arguments)
{
    char *to = conversion->discard ? NULL : va_arg(arguments->list, char *);
    int left = conversion->width == INT_MAX ? 1 : conversion->width;
    int count;

    for (count = 0; count != left; count++) {
        int c = next(scanner);
        if (c == EOF)
            return count == 0 ? NOTHING_LEFT : MISMATCH;
        if (to != NULL)
            *to++ = (char)c;
    }
    return CONVERTED;
}

static enum outcome scan_members(struct __scanner *scanner, const struct conversion *conversion,
                                 const struct set *members, struct arguments *arguments)
{
    char *to = conversion->discard ? NULL : va_arg(arguments->list, char *);
    int width = conversion->width;
    int c = next(scanner);

    if (c == EOF)
        return NOTHING_LEFT;
    if (!((members->words[c / 32] >> c % 32) & 1)) {
        put_back(scanner, c);
        return MISMATCH;
    }
    do {
        if (to != NULL)
            *to++ = (char)c;
        if (--width == 0) {
            c = EOF;
            break;
        }
        c = next(scanner);
    } while (c != EOF && ((members->words[c / 32] >> c % 32) & 1));
    put_back(scanner, c);
    if (to != NULL)
        *to = 0;
    return CONVERTED;
}

static void add_members(struct set *set, unsigned first, unsigned last)
{
    for (; first <= last; first++)
        set->words[first / 32] |= (uint32_t)1 << first % 32;
}

static void invert(struct set *set)
{
    unsigned n;

    for (n = 0; n < 8; n++)
        set->words[n] = ~set->words[n];
}

/* Reads what follows "%[" through the closing bracket, which may be the first member; returns NULL without one. */
static const char *parse_set(const char *at, struct set *set)
{
    int inverted = *at == '^';
    const char *first = at += inverted;

    memset(set, 0, sizeof *set);
    for (; *at != ']' || at == first; at++) {
        unsigned member = (unsigned char)*at;
        if (member == 0)
            return NULL;
        if (at[1] == '-' && at[2] != ']' && at[2] != 0) {
            at += 2;
            add_members(set, member, (unsigned char)*at);
        } else {
            add_members(set, member, member);
        }
    }
    if (inverted)
        invert(set);
    return at + 1;
}

static void fill_with_visible(struct set *set)
{
    memset(set, 0, sizeof *set);
    add_members(set, '\t', '\r');
    add_members(set, ' ', ' ');
    invert(set);
}

/* Parses what stands between % and the conversion's letter. */
static const char *parse(const char *at, struct conversion *conversion)
{
    unsigned width = 0;

    conversion->discard = *at == '*';
    if (conversion->discard)
        at++;
    for (; isdigit((unsigned char)*at); at++)
        width = width < INT_MAX / 10 ? width * 10 + ((unsigned)*at - '0') : INT_MAX;
    conversion->width = width == 0 ? INT_MAX : (int)width;
    conversion->length = WORD;
    conversion->wide = *at == 'l' || *at == 'L';
    if (*at == 'h') {
        conversion->length = *++at == 'h' ? CHAR : SHORT;
        if (conversion->length == CHAR)
            at++;
    } else if (*at == 'l') {
        if (*++at == 'l') {
            conversion->length = LONG_LONG;
            at++;
        }
    } else if (*at == 'j') {
        conversion->length = LONG_LONG;
        at++;
    } else if (*at == 'z' || *at == 't' || *at == 'L') {
        at++;
    }
    return at;
}

/* Reads one conversion and moves *at, which stands on its letter, behind it. */
static enum outcome convert(struct __scanner *scanner, const struct conversion *conversion, const char **at,
                            struct arguments *arguments)
{
    struct set members;
    char letter = *(*at)++;

    if (letter != '[' && letter != 'c' && letter != 'n' && skip_blanks(scanner) == EOF)
        return NOTHING_LEFT;
    switch (letter) {
    case 'd':
        return scan_integer(scanner, conversion, 10, 1, arguments);
    case 'i':
        return scan_integer(scanner, conversion, 0, 1, arguments);
    case 'u':
        return scan_integer(scanner, conversion, 10, 0, arguments);
    case 'o':
        return scan_integer(scanner, conversion, 8, 0, arguments);
    case 'x':
    case 'X':
    case 'p':
        return scan_integer(scanner, conversion, 16, 0, arguments);
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
        return scan_floating(scanner, conversion, arguments);
    case 'c':
        return scan_characters(scanner, conversion, arguments);
    case 's':
        fill_with_visible(&members);
        return scan_members(scanner, conversion, &members, arguments);
    case '[':
        *at = parse_set(*at, &members);
        return *at == NULL ? MISMATCH : scan_members(scanner, conversion, &members, arguments);
    default:
        return MISMATCH; /* no conversion of ours */
    }
}

/* Reads what the format says has to be there: blanks for a blank, else the character itself. */
static enum outcome match(struct __scanner *scanner, char wanted)
{
    int c;

    if (isspace((unsigned char)wanted)) {
        skip_blanks(scanner);
        return CONVERTED;
    }
    c = next(scanner);
    if (c == (unsigned char)wanted)
        return CONVERTED;
    put_back(scanner, c);
    return c == EOF ? NOTHING_LEFT : MISMATCH;
}

int __scan(struct __scanner *scanner, const char *format, va_list list)
{
    struct arguments arguments;
    enum outcome outcome = CONVERTED;
    int stored = 0;

    va_copy(arguments.list, list);
    while (outcome == CONVERTED && *format != 0) {
        struct conversion conversion;
        if (*format != '%') {
            outcome = match(scanner, *format++);
            continue;
        }
        format = parse(format + 1, &conversion);
        if (*format == '%') {
            skip_blanks(scanner);
            outcome = match(scanner, *format++);
        } else if (*format == 'n') {
            if (!conversion.discard)
                store_integer(&arguments, conversion.length, taken(scanner));
            format++;
        } else {
            outcome = convert(scanner, &conversion, &format, &arguments);
            stored += outcome == CONVERTED && !conversion.discard;
        }
    }
    va_end(arguments.list);
    return outcome == NOTHING_LEFT && stored == 0 ? EOF : stored;
}
