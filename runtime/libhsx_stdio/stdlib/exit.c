#include "exit.h"

#include <hsx_syscalls.h>
#include <stdlib.h>

void (*__exit_functions)(void);
void (*__exit_streams)(void);

_Noreturn void _Exit(int status)
{
    hsx_task_exit(status);
}

_Noreturn void exit(int status)
{
    if (__exit_functions != NULL)
        __exit_functions();
    if (__exit_streams != NULL)
        __exit_streams();
    _Exit(status);
}
