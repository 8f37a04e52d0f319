/*
 * Character classes of ASCII. A range test is one subtraction and one unsigned comparison: values below the range wrap
 * to large ones, and so does EOF.
 */
#include <ctype.h>

#undef isalpha
#undef isdigit
#undef isgraph
#undef islower
#undef isprint
#undef isupper

int isalnum(int c)
{
    return ((unsigned)c | 32) - 'a' < 26 || (unsigned)c - '0' < 10;
}

int isalpha(int c)
{
    return ((unsigned)c | 32) - 'a' < 26;
}

int isascii(int c)
{
    return (unsigned)c < 128;
}

int isblank(int c)
{
    return c == ' ' || c == '\t';
}

int iscntrl(int c)
{
    return (unsigned)c < ' ' || c == 127;
}

int isdigit(int c)
{
    return (unsigned)c - '0' < 10;
}

int isgraph(int c)
{
    return (unsigned)c - '!' < 94;
}

int islower(int c)
{
    return (unsigned)c - 'a' < 26;
}

int isprint(int c)
{
    return (unsigned)c - ' ' < 95;
}

int ispunct(int c)
{
    return (unsigned)c - '!' < 94 && !isalnum(c);
}

int isspace(int c)
{
    return c == ' ' || (unsigned)c - '\t' < 5;
}

int isupper(int c)
{
    return (unsigned)c - 'A' < 26;
}

int isxdigit(int c)
{
    return (unsigned)c - '0' < 10 || ((unsigned)c | 32) - 'a' < 6;
}
