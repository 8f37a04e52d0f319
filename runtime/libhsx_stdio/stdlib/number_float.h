/*
 * Floating-point numbers from text, one character at a time; rounded once, to nearest even, from the exact value.
 *
 * The reader says of each character whether it can still belong to a number, and keeps whether what it has is one.
 */
#ifndef NUMBER_FLOAT_H
#define NUMBER_FLOAT_H

enum {
    FLOAT_DIGITS = 800 /* no two floating-point numbers differ only behind so many */
};

struct __float_reader {
    int state;
    int valid;          /* what has been taken is a number */
    int negative;
    int hexadecimal;
    int seen;           /* a digit, be it 0 */
    int dropped;        /* a digit that is not 0 and found no room */
    int count;          /* of digits, without leading zeros */
    int point;          /* power of the base that the last of them is multiplied by */
    int exponent_negative;
    int exponent;
    const char *word;   /* what has to follow in inf, infinity, nan */
    unsigned char digits[FLOAT_DIGITS];
};

void __float_start(struct __float_reader *reader);

/* Takes `c` if it can be the next character; returns whether it was. Blanks in front are the caller's. */
int __float_take(struct __float_reader *reader, int c);

/* Value of what has been taken; 0 if that is no number. errno becomes ERANGE if it is too large or too small. */
double __float_value(const struct __float_reader *reader);
float __float_value_single(const struct __float_reader *reader);

#endif
