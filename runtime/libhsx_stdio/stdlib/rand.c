/*
 * A counter that steps by an odd constant, its value scrambled by two multiplications: every seed is as good as any,
 * and the sequence repeats after 2^32 numbers.
 */
#include <stdint.h>
#include <stdlib.h>

static uint32_t state = 1;

void srand(unsigned seed)
{
    state = seed;
}

int rand(void)
{
    uint32_t mixed = state += 0x9E3779B9U;

    mixed = (mixed ^ mixed >> 16) * 0x85EBCA6BU;
    mixed = (mixed ^ mixed >> 13) * 0xC2B2AE35U;
    return (int)((mixed ^ mixed >> 16) >> 1);
}
