/* Numbers from text without an answer to "was it one?": what does not fit wraps. */
#include <ctype.h>
#include <stdlib.h>

long long atoll(const char *text)
{
    unsigned long long value = 0;
    int negative;

    while (isspace((unsigned char)*text))
        text++;
    negative = *text == '-';
    if (negative || *text == '+')
        text++;
    for (; isdigit((unsigned char)*text); text++)
        value = value * 10 + ((unsigned)*text - '0');
    return (long long)(negative ? -value : value);
}

int atoi(const char *text)
{
    unsigned value = 0;
    int negative;

    while (isspace((unsigned char)*text))
        text++;
    negative = *text == '-';
    if (negative || *text == '+')
        text++;
    for (; isdigit((unsigned char)*text); text++)
        value = value * 10 + ((unsigned)*text - '0');
    return (int)(negative ? -value : value);
}

long atol(const char *text)
{
    return atoi(text);
}
