/* qsort and bsearch: sorted, nothing lost, no access outside, and at most a few n log n comparisons on bad orders. */
#include "random.h"

void L_qsort(void *base, size_t count, size_t width, int (*compare)(const void *, const void *));
void *L_bsearch(const void *key, const void *base, size_t count, size_t width, int (*)(const void *, const void *));

static unsigned long comparisons;
static unsigned char *lowest, *highest;

static int compare_words(const void *a, const void *b)
{
    uint32_t x, y;

    comparisons++;
    if ((unsigned char *)a < lowest || (unsigned char *)b >= highest)
        abort();
    memcpy(&x, a, 4);
    memcpy(&y, b, 4);
    return (x > y) - (x < y);
}

static int compare_bytes(const void *a, const void *b)
{
    comparisons++;
    if ((unsigned char *)a < lowest || (unsigned char *)b >= highest)
        abort();
    return *(const unsigned char *)a - *(const unsigned char *)b;
}

/* Each value's fate is decided when it is first compared, so that quicksort's pivots are always the worst ones. */
static uint32_t *adversary_value, adversary_gas, adversary_solid, adversary_candidate;

static int compare_adversary(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    comparisons++;
    if (adversary_value[x] == adversary_gas && adversary_value[y] == adversary_gas)
        adversary_value[x == adversary_candidate ? x : y] = adversary_solid++;
    if (adversary_value[x] == adversary_gas)
        adversary_candidate = x;
    else if (adversary_value[y] == adversary_gas)
        adversary_candidate = y;
    return (adversary_value[x] > adversary_value[y]) - (adversary_value[x] < adversary_value[y]);
}

static int always_greater(const void *a, const void *b)
{
    if ((unsigned char *)a < lowest || (unsigned char *)b >= highest)
        abort();
    return 1;
}

static void fail(const char *what, unsigned n)
{
    printf("%s, %u elements, %lu comparisons\n", what, n, comparisons);
    exit(1);
}

static unsigned log2_of(unsigned n)
{
    unsigned log = 0;

    while (n >>= 1)
        log++;
    return log;
}

int main(int argc, char **argv)
{
    static uint32_t words[20001], model[20001];
    static unsigned char bytes[3000], kept[3000];
    int rounds = checks(argc, argv), k;
    unsigned n, size;

    while (rounds-- != 0) {
        unsigned width = 1 + below(13), shape = below(6);
        size = below(below(50) ? 100 : 20000);
        for (n = 0; n < size; n++) {
            words[n] = shape == 0 ? n : shape == 1 ? size - n : shape == 2 ? below(4) : shape == 3 ? n % 16
                : shape == 4 ? (n < size / 2 ? n : size - n) : next_random();
        }
        memcpy(model, words, sizeof words);
        lowest = (unsigned char *)words;
        highest = (unsigned char *)(words + size);
        comparisons = 0;
        L_qsort(words, size, 4, compare_words);
        if (comparisons > 4ul * (size + 8) * (log2_of(size + 8) + 1))
            fail("too many comparisons", size);
        lowest = NULL, highest = (unsigned char *)-1;
        qsort(model, size, 4, compare_words);
        if (memcmp(words, model, sizeof words) != 0)
            fail("wrong order", size);
        if (size != 0) {
            uint32_t key = words[below(size)];
            uint32_t *found = L_bsearch(&key, words, size, 4, compare_words);
            if (found == NULL || *found != key)
                fail("not found", size);
            key = words[size - 1] + 1;
            if (key != 0 && L_bsearch(&key, words, size, 4, compare_words) != NULL)
                fail("found what is not there", size);
        }
        size = below(200);
        for (n = 0; n < size * width; n++)
            bytes[n] = (unsigned char)(n % width == 0 ? below(200) : (bytes[n / width * width] ^ n % width));
        memcpy(kept, bytes, sizeof bytes);
        lowest = bytes;
        highest = bytes + size * width;
        L_qsort(bytes, size, width, compare_bytes);
        lowest = NULL, highest = (unsigned char *)-1;
        qsort(kept, size, width, compare_bytes);
        for (n = 0; n < size * width; n++) {
            unsigned char head = bytes[n / width * width];
            if (head != kept[n / width * width] || (n % width != 0 && bytes[n] != (head ^ n % width)))
                fail("wrong order of odd widths", size);
        }
        lowest = bytes;
        highest = bytes + size * width;
        L_qsort(bytes, size, width, always_greater);
    }
    for (size = 100; size <= 20000; size *= 3) {
        static uint32_t values[20001];
        adversary_value = values;
        adversary_gas = size;
        adversary_solid = adversary_candidate = 0;
        for (n = 0; n < size; n++) {
            words[n] = n;
            values[n] = size;
        }
        comparisons = 0;
        L_qsort(words, size, 4, compare_adversary);
        if (comparisons > 6ul * size * log2_of(size))
            fail("the adversary's order costs too much", size);
        for (k = 1; k < (int)size; k++) {
            if (values[words[k - 1]] > values[words[k]])
                fail("the adversary's order is wrong", size);
        }
    }
    return 0;
}
