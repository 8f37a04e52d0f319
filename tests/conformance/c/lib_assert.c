// expect: 134
// stdout: before
/* A failed assertion aborts; a true one and those under NDEBUG do nothing. */
#include <assert.h>
#include <stdio.h>

static_assert(sizeof(int) == 4, "int is a word");

int main(void)
{
    int evaluated = 0;

    assert(1 + 1 == 2);
#define NDEBUG
#include <assert.h>
    assert(evaluated++);
#undef NDEBUG
#include <assert.h>
    puts(evaluated ? "evaluated" : "before");
    assert(1 + 1 == 3);
    puts("after");
    return 0;
}
