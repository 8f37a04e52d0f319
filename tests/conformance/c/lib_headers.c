// expect: 0
/* Every header together, and what the types and limits have to be. */
#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <iso646.h>
#include <limits.h>
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <strings.h>

#include <hsx_exec.h>
#include <hsx_fs.h>
#include <hsx_mailbox.h>
#include <hsx_stdio.h>
#include <hsx_syscalls.h>

struct sample {
    char c;
    long long wide;
    short s;
};

_Static_assert(sizeof(int8_t) == 1 && sizeof(int16_t) == 2 && sizeof(int32_t) == 4 && sizeof(int64_t) == 8, "widths");
_Static_assert(sizeof(void *) == 4 && sizeof(size_t) == 4 && sizeof(ptrdiff_t) == 4 && sizeof(long) == 4, "words");
_Static_assert(sizeof(intmax_t) == 8 && sizeof(uintptr_t) == 4 && sizeof(wchar_t) == 4, "others");
_Static_assert(offsetof(struct sample, wide) == 4 && offsetof(struct sample, s) == 12, "long long is 4-byte aligned");
_Static_assert(alignof(int) == 4, "alignof");
_Static_assert(UINT_MAX == UINT32_MAX && LONG_MIN < 0 && SIZE_MAX == UINT_MAX && INT64_MAX == LLONG_MAX, "limits");
_Static_assert((int8_t)INT8_MIN == INT8_MIN && (uint16_t)UINT16_MAX == UINT16_MAX && CHAR_MIN == -128, "narrow");
_Static_assert(UINT64_C(1) << 40 >> 40 == 1 && INT32_C(-1) < 0, "constants");

static noreturn void leave(int status)
{
    exit(status);
}

static int sum(int count, ...)
{
    va_list list, copy;
    int total = 0, n;

    va_start(list, count);
    va_copy(copy, list);
    for (n = 0; n < count; n++)
        total += va_arg(list, int);
    total += (int)va_arg(copy, int);
    va_end(copy);
    va_end(list);
    return total;
}

int main(void)
{
    bool yes = true and not false;
    int64_t parsed = 0;

    errno = 0;
    if (!yes || sum(3, 1, 2, 3) != 7 || NULL != (void *)0)
        leave(1);
    if (sscanf("-5000000000", "%" SCNd64, &parsed) != 1 || parsed != INT64_C(-5000000000))
        leave(2);
    leave(errno);
}
