/*
 * Random allocations against a table of what is live: blocks are aligned, inside the heap, apart from each other and
 * keep their content; when all are freed, one block of nearly the whole heap can be had again.
 */
#include <errno.h>

#include "random.h"

extern unsigned char L___heap_start[], L___heap_end[];
extern int L_errno;
void *L_malloc(size_t);
void *L_calloc(size_t, size_t);
void *L_realloc(void *, size_t);
void *L_aligned_alloc(size_t, size_t);
void L_free(void *);

enum {
    SLOTS = 300
};

static struct {
    unsigned char *at;
    size_t size;
    unsigned char fill;
} slots[SLOTS];

static void fail(const char *what, size_t size)
{
    printf("%s, %zu bytes\n", what, size);
    exit(1);
}

static void check_content(int n)
{
    size_t k;

    for (k = 0; k < slots[n].size; k++) {
        if (slots[n].at[k] != slots[n].fill)
            fail("content changed", slots[n].size);
    }
}

static size_t largest_available(void)
{
    size_t low = 0, high = 0x40000;

    while (low + 1 < high) {
        size_t middle = (low + high) / 2;
        void *block = L_malloc(middle);
        L_free(block);
        if (block != NULL)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static size_t random_size(void)
{
    return below(20) == 0 ? below(30000) : below(6) == 0 ? below(2000) : below(100);
}

int main(int argc, char **argv)
{
    int count = checks(argc, argv), n, k;
    size_t whole = largest_available();

    if (whole < 0x40000 - 64)
        fail("the heap is not all available", whole);
    while (count-- != 0) {
        size_t size = random_size(), alignment = 8;
        unsigned char *at;
        n = (int)below(SLOTS);
        if (slots[n].at != NULL) {
            check_content(n);
            if (below(3) == 0) {
                size_t kept = slots[n].size < size ? slots[n].size : size;
                at = L_realloc(slots[n].at, size);
                if (at == NULL) {
                    check_content(n);
                    continue;
                }
                for (k = 0; k < (int)kept; k++) {
                    if (at[k] != slots[n].fill)
                        fail("realloc lost content", kept);
                }
            } else {
                memset(slots[n].at, 0xEE, slots[n].size);
                L_free(slots[n].at);
                slots[n].at = NULL;
                continue;
            }
        } else if (below(10) == 0) {
            at = L_calloc(size / 8 + 1, 8);
            size = size / 8 * 8 + 8;
            for (k = 0; at != NULL && k < (int)size; k++) {
                if (at[k] != 0)
                    fail("calloc gave a byte that is not 0", size);
            }
        } else if (below(10) == 0) {
            alignment = 1u << below(12);
            at = L_aligned_alloc(alignment, size);
            alignment = alignment < 8 ? 8 : alignment;
        } else {
            L_errno = 0;
            at = L_malloc(size);
            if (at == NULL && (L_errno != ENOMEM || size <= largest_available()))
                fail("refused what fits", size);
        }
        if (at == NULL)
            continue;
        if ((uintptr_t)at % alignment != 0 || at < L___heap_start || at + size > L___heap_end)
            fail("bad place", size);
        for (k = 0; k < SLOTS; k++) {
            if (k != n && slots[k].at != NULL && at < slots[k].at + slots[k].size && slots[k].at < at + size)
                fail("overlap", size);
        }
        slots[n].at = at;
        slots[n].size = size;
        slots[n].fill = (unsigned char)below(256);
        memset(at, slots[n].fill, size);
    }
    for (n = 0; n < SLOTS; n++)
        L_free(slots[n].at);
    if (largest_available() != whole)
        fail("the heap did not come together again", largest_available());
    if (L_malloc((size_t)-1) != NULL || L_malloc(0x80000000u) != NULL || L_calloc(0x10001, 0x10000) != NULL)
        fail("gave more than there is", 0);
    if (L_aligned_alloc(24, 8) != NULL || L_errno != EINVAL || L_aligned_alloc(64, (size_t)-1) != NULL)
        fail("aligned_alloc took bad arguments", 0);
    return 0;
}
