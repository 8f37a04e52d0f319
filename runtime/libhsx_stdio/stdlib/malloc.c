/*
 * The heap: blocks with boundary tags, free ones in size bins.
 *
 * A block is one header word and its payload; headers lie at addresses that are 4 modulo 8, so payloads are 8-byte
 * aligned. The header holds the block's size (header included, a multiple of 8) and two flags: whether the block is in
 * use, and whether the one before it is. A free block repeats its size in its last word, where the block after it finds
 * it: freeing joins both neighbours in constant time, so two free blocks never touch. The heap ends with a header of
 * size 0 that is always in use.
 *
 * Bins: one per size below 128, then eight per power of two, with one bit each in a map. A request is rounded up to the
 * next bin, where every block fits, so the search is constant time; only when that finds nothing is the request's own
 * bin searched block by block. Hence malloc fails only if no free block is large enough.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    IN_USE = 1,
    PREVIOUS_IN_USE = 2,
    FLAGS = 7,
    HEADER = 4,
    MIN_BLOCK = 16, /* header, two links, size at the end */
    SMALL = 128,    /* below, a bin holds one size */
    SMALL_BINS = SMALL / 8,
    BINS = SMALL_BINS + 17 * 8, /* the last holds everything from 15 MiB */
    MAP_WORDS = (BINS + 31) / 32,
    MAX_REQUEST = 0x7FFFFFF0
};

struct block {
    size_t tag; /* size and flags */
    struct block *next;
    struct block *previous;
};

extern unsigned char __heap_start[];
extern unsigned char __heap_end[];

static struct block *bins[BINS];
static uint32_t map[MAP_WORDS];
static int ready;

static size_t size_of(const struct block *block)
{
    return block->tag & ~(size_t)FLAGS;
}

static struct block *at(const struct block *block, size_t distance)
{
    return (struct block *)((char *)block + distance);
}

static void *payload(struct block *block)
{
    return (char *)block + HEADER;
}

static struct block *block_of(void *memory)
{
    return (struct block *)((char *)memory - HEADER);
}

static unsigned floor_log2(size_t value)
{
    unsigned log = 0;

    if (value >= 1U << 16) {
        value >>= 16;
        log = 16;
    }
    if (value >= 1U << 8) {
        value >>= 8;
        log += 8;
    }
    if (value >= 1U << 4) {
        value >>= 4;
        log += 4;
    }
    return log + (0xFFFFAA50U >> value * 2 & 3); /* two bits for each value of 0..15: 0 0 1 1 2 2 2 2 3 ... */
}

/* From SMALL on, the number of a bin is linear in the four highest bits of the size. */
static unsigned large_bin(unsigned log, size_t highest_bits)
{
    return SMALL_BINS + (log - 7) * 8 + (highest_bits - 8);
}

/* Returns the bin that a free block of this size lies in. */
static unsigned bin_of(size_t size)
{
    unsigned log, bin;

    if (size < SMALL)
        return size / 8;
    log = floor_log2(size);
    bin = large_bin(log, size >> (log - 3));
    return bin < BINS ? bin : BINS - 1;
}

/* Returns the lowest bin whose blocks all have this size; BINS or more when there is none. */
static unsigned bin_that_fits(size_t size)
{
    unsigned log;

    if (size < SMALL)
        return size / 8;
    log = floor_log2(size);
    return large_bin(log, (size + ((size_t)1 << (log - 3)) - 1) >> (log - 3));
}

static unsigned lowest_bit(uint32_t word)
{
    /* Multiplied by this constant, each power of two has other five highest bits; they index its logarithm. */
    static const unsigned char logarithms[32] = {0,  1,  28, 2,  29, 14, 24, 3, 30, 22, 20, 15, 25, 17, 4,  8,
                                                 31, 27, 13, 23, 21, 19, 16, 7, 26, 12, 18, 6,  11, 5,  10, 9};

    return logarithms[(word & -word) * 0x077CB531U >> 27];
}

static void insert(struct block *block)
{
    unsigned bin = bin_of(size_of(block));

    block->previous = NULL;
    block->next = bins[bin];
    if (block->next != NULL)
        block->next->previous = block;
    bins[bin] = block;
    map[bin / 32] |= (uint32_t)1 << bin % 32;
}

static void take_out(struct block *block)
{
    if (block->next != NULL)
        block->next->previous = block->previous;
    if (block->previous != NULL) {
        block->previous->next = block->next;
    } else {
        unsigned bin = bin_of(size_of(block));
        bins[bin] = block->next;
        if (block->next == NULL)
            map[bin / 32] &= ~((uint32_t)1 << bin % 32);
    }
}

/* Makes `size` bytes at `block` a free block; the one before it is in use, the one after it learns of it. */
static void make_free(struct block *block, size_t size)
{
    block->tag = size | PREVIOUS_IN_USE;
    *(size_t *)at(block, size - sizeof(size_t)) = size;
    at(block, size)->tag &= ~(size_t)PREVIOUS_IN_USE;
    insert(block);
}

/* The heap's bounds come from memory: an address in an instruction has 20 bits, and a heap may lie beyond 512 KiB. */
static unsigned char *const volatile heap_start = __heap_start;
static unsigned char *const volatile heap_end = __heap_end;

static void start(void)
{
    size_t from = (size_t)heap_start, to = (size_t)heap_end;
    size_t first = (from + HEADER + 7) / 8 * 8 - HEADER;
    size_t last = to / 8 * 8 - HEADER;

    ready = 1;
    if (to < from + 8 + MIN_BLOCK)
        return;
    ((struct block *)last)->tag = IN_USE;
    make_free((struct block *)first, last - first);
}

/* Returns the lowest bin from `bin` on that is not empty; BINS when there is none. */
static unsigned lowest_full_bin(unsigned bin)
{
    unsigned word = bin / 32;
    uint32_t bits;

    if (bin >= BINS)
        return BINS;
    bits = map[word] & ~(uint32_t)0 << bin % 32;
    while (bits == 0) {
        if (++word == MAP_WORDS)
            return BINS;
        bits = map[word];
    }
    return word * 32 + lowest_bit(bits);
}

static struct block *take_first(unsigned bin)
{
    struct block *block = bins[bin];

    bins[bin] = block->next;
    if (block->next != NULL)
        block->next->previous = NULL;
    else
        map[bin / 32] &= ~((uint32_t)1 << bin % 32);
    return block;
}

/* Takes a block of at least `size` bytes out of its bin; NULL when there is none. */
static struct block *take(size_t size)
{
    unsigned bin = lowest_full_bin(bin_that_fits(size));
    struct block *block;

    if (bin < BINS)
        return take_first(bin);
    if (size < SMALL)
        return NULL;
    for (block = bins[bin_of(size)]; block != NULL; block = block->next) {
        if (size_of(block) >= size) {
            take_out(block);
            break;
        }
    }
    return block;
}

/* Gives back what `block`, which is in use, has beyond `size`, if that can be a block. */
static void trim(struct block *block, size_t size)
{
    size_t rest = size_of(block) - size;
    struct block *after = at(block, size_of(block));

    if (rest == 0)
        return;
    if (!(after->tag & IN_USE)) {
        rest += size_of(after);
        take_out(after);
    } else if (rest < MIN_BLOCK) {
        return;
    }
    block->tag = size | (block->tag & FLAGS);
    make_free(at(block, size), rest);
}

/* Returns the block size for a request; the request is at most MAX_REQUEST. */
static size_t block_size(size_t request)
{
    size_t size = (request + HEADER + 7) & ~(size_t)7;

    return size < MIN_BLOCK ? MIN_BLOCK : size;
}

void *malloc(size_t request)
{
    size_t size = 0, whole;
    struct block *block = NULL;

    if (!ready)
        start();
    if (request <= MAX_REQUEST) {
        size = block_size(request);
        block = take(size);
    }
    if (block == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    whole = size_of(block);
    if (whole - size < MIN_BLOCK) {
        block->tag |= IN_USE;
        at(block, whole)->tag |= PREVIOUS_IN_USE;
    } else {
        block->tag = size | IN_USE | (block->tag & PREVIOUS_IN_USE);
        make_free(at(block, size), whole - size);
    }
    return payload(block);
}

void free(void *memory)
{
    struct block *block, *after;
    size_t size;

    if (memory == NULL)
        return;
    block = block_of(memory);
    if ((size_t)memory % 8 != 0 || !(block->tag & IN_USE)) /* freed twice, or never allocated */
        abort();
    size = size_of(block);
    after = at(block, size);
    if (!(after->tag & IN_USE)) {
        take_out(after);
        size += size_of(after);
    }
    if (!(block->tag & PREVIOUS_IN_USE)) {
        size_t before = ((size_t *)block)[-1];
        block->tag &= ~(size_t)IN_USE; /* a second free of this payload is still noticed */
        block = (struct block *)((char *)block - before);
        take_out(block);
        size += before;
    }
    make_free(block, size);
}

void *realloc(void *memory, size_t request)
{
    struct block *block, *after;
    size_t size, old;
    void *moved;

    if (memory == NULL)
        return malloc(request);
    block = block_of(memory);
    old = size_of(block);
    if (request <= MAX_REQUEST) {
        size = block_size(request);
        after = at(block, old);
        if (size > old && !(after->tag & IN_USE) && old + size_of(after) >= size) {
            take_out(after);
            block->tag += size_of(after);
            at(block, size_of(block))->tag |= PREVIOUS_IN_USE;
        }
        if (size_of(block) >= size) {
            trim(block, size);
            return memory;
        }
    }
    moved = malloc(request);
    if (moved != NULL) {
        memcpy(moved, memory, old - HEADER);
        free(memory);
    }
    return moved;
}

void *aligned_alloc(size_t alignment, size_t request)
{
    struct block *block, *aligned;
    size_t gap;
    char *memory;

    if (alignment == 0 || (alignment & (alignment - 1)) != 0) {
        errno = EINVAL;
        return NULL;
    }
    if (alignment <= 8)
        return malloc(request);
    if (alignment > MAX_REQUEST / 2 || request > MAX_REQUEST / 2)
        memory = malloc(MAX_REQUEST + 1U); /* too much: errno is set there */
    else
        memory = malloc(request + alignment + MIN_BLOCK);
    if (memory == NULL || (size_t)memory % alignment == 0)
        return memory == NULL ? NULL : realloc(memory, request); /* shrinks in place */
    block = block_of(memory);
    memory = (char *)(((size_t)memory + MIN_BLOCK + alignment - 1) & ~(alignment - 1));
    aligned = block_of(memory);
    gap = (size_t)((char *)aligned - (char *)block);
    aligned->tag = (size_of(block) - gap) | IN_USE | PREVIOUS_IN_USE;
    block->tag = gap | (block->tag & FLAGS);
    free(payload(block));
    trim(aligned, block_size(request));
    return memory;
}
