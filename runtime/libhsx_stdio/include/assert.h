/*
 * assert: a failed one prints "file:line: function: assertion `expression' failed" on stderr and aborts.
 * May be included again after NDEBUG changed, so only the declarations are guarded.
 */
#undef assert
#ifdef NDEBUG
#define assert(expression) ((void)0)
#else
#define assert(expression) ((expression) ? (void)0 : __assert_fail(#expression, __FILE__, __LINE__, __func__))
#endif

#ifndef _ASSERT_H
#define _ASSERT_H

#define static_assert _Static_assert

_Noreturn void __assert_fail(const char *expression, const char *file, int line, const char *function);

#endif
