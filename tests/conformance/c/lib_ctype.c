// expect: 0
// stdout: alnum 62 alpha 52 blank 2 cntrl 33 digit 10 graph 94
// stdout: lower 26 print 95 punct 32 space 6 upper 26 xdigit 22
/* ctype.h: the sizes of the classes, and case. */
#include <ctype.h>
#include <stdio.h>

#define COUNT(name) \
    static int count_##name(void) \
    { \
        int c, count = 0; \
        for (c = -1; c < 256; c++) \
            count += name(c) != 0; \
        return count; \
    }

COUNT(isalnum)
COUNT(isalpha)
COUNT(isblank)
COUNT(iscntrl)
COUNT(isdigit)
COUNT(isgraph)
COUNT(islower)
COUNT(isprint)
COUNT(ispunct)
COUNT(isspace)
COUNT(isupper)
COUNT(isxdigit)

int main(void)
{
    int c;

    printf("alnum %d alpha %d blank %d cntrl %d digit %d graph %d\n", count_isalnum(), count_isalpha(),
           count_isblank(), count_iscntrl(), count_isdigit(), count_isgraph());
    printf("lower %d print %d punct %d space %d upper %d xdigit %d\n", count_islower(), count_isprint(),
           count_ispunct(), count_isspace(), count_isupper(), count_isxdigit());
    for (c = -1; c < 256; c++) {
        int is_letter = isupper(c) || islower(c);
        if ((isalpha)(c) != is_letter || (tolower(c) == toupper(c)) != !is_letter)
            return 1;
    }
    return tolower('Q') - 'q' + toupper('z') - 'Z' + tolower('[') - '[';
}
