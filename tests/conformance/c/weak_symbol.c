// expect: 0
// stdout: 1 2 1
// unit: weak_symbol.s
// only here: the other unit is assembly of HSX
/* Weak definitions of an assembly unit give way to C's; those nobody defines otherwise stay. */
#include <stdio.h>

int replaced(void)
{
    return 1;
}

int kept(void);
extern int undefined_weak_is_null(void);

int main(void)
{
    printf("%d %d %d\n", replaced(), kept(), undefined_weak_is_null());
    return 0;
}
