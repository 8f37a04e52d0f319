#include <stdlib.h>

#include "exit.h"

enum {
    MAX_FUNCTIONS = 32 /* what C promises */
};

static void (*functions[MAX_FUNCTIONS])(void);
static unsigned count;

/* In reverse order; a function may register another, which then runs next. */
static void run_functions(void)
{
    while (count != 0)
        functions[--count]();
}

int atexit(void (*function)(void))
{
    if (count == MAX_FUNCTIONS)
        return -1;
    functions[count++] = function;
    __exit_functions = run_functions;
    return 0;
}
