/* Variable arguments; the compiler knows how they lie on the stack. */
#ifndef _STDARG_H
#define _STDARG_H

typedef __builtin_va_list va_list;

#define va_start(arguments, last) __builtin_va_start(arguments, last)
#define va_arg(arguments, type) __builtin_va_arg(arguments, type)
#define va_copy(to, from) __builtin_va_copy(to, from)
#define va_end(arguments) __builtin_va_end(arguments)

#endif
