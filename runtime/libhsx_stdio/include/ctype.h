/* Characters of the "C" locale: ASCII. Arguments are 0..255 or EOF. */
#ifndef _CTYPE_H
#define _CTYPE_H

int isalnum(int c);
int isalpha(int c);
int isascii(int c);
int isblank(int c);
int iscntrl(int c);
int isdigit(int c);
int isgraph(int c);
int islower(int c);
int isprint(int c);
int ispunct(int c);
int isspace(int c);
int isupper(int c);
int isxdigit(int c);
int tolower(int c);
int toupper(int c);

/* The tests that are one range save the call; each reads its argument once. */
#define isalpha(c) (((unsigned)(c) | 32) - 'a' < 26)
#define isdigit(c) ((unsigned)(c) - '0' < 10)
#define isgraph(c) ((unsigned)(c) - '!' < 94)
#define islower(c) ((unsigned)(c) - 'a' < 26)
#define isprint(c) ((unsigned)(c) - ' ' < 95)
#define isupper(c) ((unsigned)(c) - 'A' < 26)

#endif
