/*
 * System call modules (SVC MOD=m, FN=f), the calls of the small ones, and the codes of faults.
 *
 * Modules with a header of their own: 4 hsx_fs.h, 5 hsx_mailbox.h, 6 hsx_exec.h, 7 hsx_value.h, 8 hsx_command.h.
 */
#ifndef HSX_SYSCALLS_H
#define HSX_SYSCALLS_H

#include <stdint.h>

enum hsx_mod {
    HSX_MOD_CORE = 0,
    HSX_MOD_TASK = 1,
    HSX_MOD_CAN = 2,
    HSX_MOD_FS = 4,
    HSX_MOD_MBX = 5,
    HSX_MOD_EXEC = 6,
    HSX_MOD_VAL = 7,
    HSX_MOD_CMD = 8,
    HSX_MOD_LIBM = 14
};

enum hsx_core_fn {
    HSX_CORE_FN_STEPS = 0 /* -> R0 instructions this task has executed, this call not included */
};

enum hsx_task_fn {
    HSX_TASK_FN_EXIT = 0,      /* R0 exit status; does not return */
    HSX_TASK_FN_UART_WRITE = 1 /* R1 data, R2 length -> R0 length */
};

enum hsx_can_fn {
    HSX_CAN_FN_TX = 0 /* R1 identifier (11 bits), R2 data, R3 length -> R0 = 0 */
};

enum hsx_libm_fn {
    HSX_LIBM_FN_SIN = 0, /* half-precision argument in the low half of R1, result in the low half of R0 */
    HSX_LIBM_FN_COS = 1,
    HSX_LIBM_FN_EXP = 2
};

/* In R0 and the exit status of a task that faulted; ENOSYS is an answer, not a fault. */
enum hsx_err {
    HSX_ERR_ENOSYS = 0xFFFFFF01,          /* unknown module or function; the task goes on */
    HSX_ERR_STACK_UNDERFLOW = 0xFFFFFF02, /* RET or POP above the top of the stack */
    HSX_ERR_STACK_OVERFLOW = 0xFFFFFF03,  /* CALL or PUSH below the stack limit */
    HSX_ERR_MEM_FAULT = 0xFFFFFF04,       /* data access outside memory */
    HSX_ERR_DIV_ZERO = 0xFFFFFF05,
    HSX_ERR_ILLEGAL = 0xFFFFFF06,         /* no such instruction, or not in this machine model */
    HSX_ERR_PC_RANGE = 0xFFFFFF07,        /* execution left the code */
    HSX_ERR_PC_ALIGN = 0xFFFFFF08,        /* flat machine: PC not a multiple of 4 */
    HSX_ERR_READ_ONLY = 0xFFFFFF09        /* flat machine: store to the read-only range */
};

#ifndef HSX_NO_PROTOTYPES
unsigned hsx_core_steps(void);
_Noreturn void hsx_task_exit(int status);
int hsx_task_uart_write(const void *data, unsigned length);
#endif

#endif
