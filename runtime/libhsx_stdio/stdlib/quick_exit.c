#include <stdlib.h>

enum {
    MAX_FUNCTIONS = 32
};

static void (*functions[MAX_FUNCTIONS])(void);
static unsigned count;

int at_quick_exit(void (*function)(void))
{
    if (count == MAX_FUNCTIONS)
        return -1;
    functions[count++] = function;
    return 0;
}

_Noreturn void quick_exit(int status)
{
    while (count != 0)
        functions[--count]();
    _Exit(status);
}
