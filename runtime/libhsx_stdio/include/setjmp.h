/* Non-local jumps. A jmp_buf holds R8..R15, SP and the return address. */
#ifndef _SETJMP_H
#define _SETJMP_H

typedef unsigned jmp_buf[10];

int setjmp(jmp_buf environment);
_Noreturn void longjmp(jmp_buf environment, int value);

#define setjmp setjmp

#endif
