/*
 * Reading an integer from text, as strtol and its family do: blanks, a sign, a prefix, digits.
 */
#ifndef NUMBER_H
#define NUMBER_H

/* What stands before the digits. */
struct __number {
    const char *digits; /* the first digit; NULL when there is no number */
    int negative;
    unsigned base;
};

/* Reads up to the first digit. Base 0 takes it from the prefix; a base of 1 or above 36 is no number, and EINVAL. */
struct __number __number_start(const char *text, int base);

/* The value of a digit in bases up to 36; 255 for other characters. */
static inline unsigned __digit_value(int c)
{
    unsigned letter;

    if ((unsigned)c - '0' < 10)
        return (unsigned)c - '0';
    letter = ((unsigned)c | 32) - 'a';
    return letter < 26 ? letter + 10 : 255;
}

#endif
