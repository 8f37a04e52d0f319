/* A parsed conversion of printf, and what its parts print with. */
#ifndef CONVERSION_H
#define CONVERSION_H

#include "format.h"

enum {
    LEFT = 1,      /* - */
    PLUS = 2,      /* + */
    SPACE = 4,
    ALTERNATE = 8, /* # */
    ZERO = 16
};

enum length {
    CHAR,  /* hh */
    SHORT, /* h */
    WORD,  /* none, l, z, t: all 32 bits */
    LONG_LONG
};

struct conversion {
    unsigned flags;
    int width;
    int precision; /* -1: none given */
    enum length length;
};

void __print(struct __printer *printer, const char *text, size_t count);
void __print_spaces(struct __printer *printer, int count);
void __print_zeros(struct __printer *printer, int count);

/* Prints a floating-point number; `letter` is one of aAeEfFgG. */
void __print_floating(struct __printer *printer, const struct conversion *conversion, char letter, double value);

#endif
