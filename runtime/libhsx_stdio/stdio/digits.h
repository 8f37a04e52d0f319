/* The exact decimal digits of a floating-point number. */
#ifndef DIGITS_H
#define DIGITS_H

enum {
    DIGITS = 780 /* a double has at most 767; room for a whole last group of 9 */
};

/* The number is 0.d1 d2 d3 ... times 10^point; digits behind count are 0. Zero has no digits. */
struct __digits {
    int count;
    int point;
    char text[DIGITS]; /* '0'..'9' */
};

/* Digits of a number that is finite and not negative. */
void __digits_of(struct __digits *digits, double value);

/* Rounds to `count` digits (half to even); 0 or fewer are allowed. */
void __digits_round(struct __digits *digits, int count);

#endif
