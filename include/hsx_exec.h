/*
 * The executive: system calls of module 6.
 */
#ifndef HSX_EXEC_H
#define HSX_EXEC_H

#include <stdint.h>

enum {
    HSX_EXEC_MODULE_ID = 0x06
};

enum hsx_exec_fn {
    HSX_EXEC_FN_SLEEP = 0,  /* R0 milliseconds -> R0 = 0; 0 does nothing */
    HSX_EXEC_FN_GETPID = 1, /* -> R0 pid of the caller */
    HSX_EXEC_FN_YIELD = 2,  /* lets tasks of the same priority run -> R0 = 0 */
    HSX_EXEC_FN_TIME = 3    /* -> R0 low, R1 high word of the system clock, microseconds since start */
};

#ifndef HSX_NO_PROTOTYPES
int hsx_exec_sleep_ms(unsigned ms);
int hsx_exec_getpid(void);
int hsx_exec_yield(void);
unsigned long long hsx_exec_time_us(void);
#endif

#endif
