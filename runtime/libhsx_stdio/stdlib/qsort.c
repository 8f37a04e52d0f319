/*
 * Sorting in O(n log n) steps whatever the order, in place: quicksort on a median of three, which turns to heapsort
 * when it has split too often, and to insertion where a part is short. The smaller part is sorted by a call and the
 * larger one by the loop, so the depth of calls is at most the logarithm of the count.
 */
#include <stddef.h>
#include <stdlib.h>

enum {
    SHORT = 8 /* elements */
};

struct order {
    size_t width; /* bytes of an element */
    int words;    /* the width is a multiple of 4 */
    int (*compare)(const void *, const void *);
};

static void swap(const struct order *order, char *a, char *b)
{
    size_t n;

    if (order->words) {
        unsigned *p = (unsigned *)a;
        unsigned *q = (unsigned *)b;
        for (n = order->width / 4; n != 0; n--) {
            unsigned word = *p;
            *p++ = *q;
            *q++ = word;
        }
    } else {
        for (n = order->width; n != 0; n--) {
            char byte = *a;
            *a++ = *b;
            *b++ = byte;
        }
    }
}

static void sort_short(const struct order *order, char *first, char *end)
{
    size_t width = order->width;
    char *next, *at;

    for (next = first + width; next < end; next += width) {
        for (at = next; at > first && order->compare(at - width, at) > 0; at -= width)
            swap(order, at - width, at);
    }
}

/* Lets the element at `root` sink in a heap of `count` elements. */
static void sink(const struct order *order, char *first, size_t root, size_t count)
{
    size_t width = order->width;
    size_t child;

    while ((child = root * 2 + 1) < count) {
        if (child + 1 < count && order->compare(first + child * width, first + (child + 1) * width) < 0)
            child++;
        if (order->compare(first + root * width, first + child * width) >= 0)
            return;
        swap(order, first + root * width, first + child * width);
        root = child;
    }
}

static void sort_heap(const struct order *order, char *first, size_t count)
{
    size_t n;

    for (n = count / 2; n-- != 0;)
        sink(order, first, n, count);
    for (n = count; n-- > 1;) {
        swap(order, first, first + n * order->width);
        sink(order, first, 0, n);
    }
}

/* Puts the median of the first, middle and last element first. */
static void choose_pivot(const struct order *order, char *first, char *middle, char *last)
{
    char *median = middle;

    if (order->compare(first, middle) < 0) {
        if (order->compare(middle, last) >= 0)
            median = order->compare(first, last) < 0 ? last : first;
    } else {
        if (order->compare(middle, last) < 0)
            median = order->compare(first, last) < 0 ? first : last;
    }
    if (median != first)
        swap(order, first, median);
}

/* Splits around the first element and returns where it came to lie. Equal elements go to both sides evenly. */
static char *split(const struct order *order, char *first, char *end)
{
    size_t width = order->width;
    char *low = first;
    char *high = end;

    for (;;) {
        do
            low += width;
        while (low < end && order->compare(low, first) < 0);
        do
            high -= width;
        while (high > first && order->compare(high, first) > 0);
        if (low >= high)
            break;
        swap(order, low, high);
    }
    if (high != first)
        swap(order, first, high);
    return high;
}

/* `splits` is how many more may be made before heapsort takes over. */
static void sort(const struct order *order, char *first, char *end, unsigned splits)
{
    size_t width = order->width;

    while ((size_t)(end - first) > SHORT * width) {
        size_t count = (size_t)(end - first) / width;
        char *middle;
        if (splits-- == 0) {
            sort_heap(order, first, count);
            return;
        }
        choose_pivot(order, first, first + count / 2 * width, end - width);
        middle = split(order, first, end);
        if (middle - first < end - middle) {
            sort(order, first, middle, splits);
            first = middle + width;
        } else {
            sort(order, middle + width, end, splits);
            end = middle;
        }
    }
    sort_short(order, first, end);
}

void qsort(void *base, size_t count, size_t width, int (*compare)(const void *, const void *))
{
    struct order order;
    unsigned splits = 0;
    size_t n;

    if (count < 2 || width == 0)
        return;
    order.width = width;
    order.words = width % 4 == 0;
    order.compare = compare;
    for (n = count; n != 0; n /= 2)
        splits += 2;
    sort(&order, base, (char *)base + count * width, splits);
}
