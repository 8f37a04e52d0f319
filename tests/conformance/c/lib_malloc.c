// expect: 0
// stdout: ok
/* The heap: alignment, content, reuse, and everything together again at the end. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            printf("line %d: %s\n", __LINE__, #condition); \
            failures++; \
        } \
    } while (0)

static size_t largest(void)
{
    size_t low = 0, high = 1 << 26;

    while (low + 1 < high) {
        size_t middle = (low + high) / 2;
        void *block = malloc(middle);
        free(block);
        if (block != NULL)
            low = middle;
        else
            high = middle;
    }
    return low;
}

int main(void)
{
    static unsigned char *blocks[60];
    static size_t sizes[60];
    size_t whole = largest(), n, round;
    unsigned seed = 1;
    char *text;

    CHECK(whole > 10000);
    for (round = 0; round < 600; round++) {
        seed = seed * 1664525 + 1013904223;
        n = (seed >> 16) % 60;
        if (blocks[n] != NULL) {
            CHECK(blocks[n][0] == n && blocks[n][sizes[n] - 1] == n);
            free(blocks[n]);
        }
        sizes[n] = 1 + (seed >> 20) % 300;
        blocks[n] = malloc(sizes[n]);
        CHECK(blocks[n] != NULL && (uintptr_t)blocks[n] % 8 == 0);
        if (blocks[n] == NULL)
            break;
        memset(blocks[n], (int)n, sizes[n]);
    }
    for (n = 0; n < 60; n++)
        free(blocks[n]);
    CHECK(largest() == whole);

    text = malloc(4);
    strcpy(text, "abc");
    text = realloc(text, 5000);
    CHECK(text != NULL && strcmp(text, "abc") == 0);
    text = realloc(text, 2);
    CHECK(text != NULL && text[1] == 'b');
    free(text);
    text = realloc(NULL, 10);
    memset(text, 'x', 10);
    free(text);
    text = calloc(25, 4);
    for (n = 0; n < 100; n++)
        CHECK(text[n] == 0);
    free(text);
    text = aligned_alloc(256, 100);
    CHECK(text != NULL && (uintptr_t)text % 256 == 0);
    free(text);
    free(NULL);
    text = malloc(0);
    CHECK(text != NULL);
    free(text);
    errno = 0;
    CHECK(malloc(0xFFFFFFFFU) == NULL && errno == ENOMEM && calloc(0x10000, 0x10000) == NULL);
    CHECK(largest() == whole);
    puts(failures == 0 ? "ok" : "failed");
    return failures;
}
