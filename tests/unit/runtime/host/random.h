/* A seeded generator and the start of every comparing program: program COUNT SEED. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t random_state;

static uint32_t next_random(void)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 33);
}

/* 0..limit - 1 */
static uint32_t below(uint32_t limit)
{
    return next_random() % limit;
}

/* Values near the edges of every width, or any. */
static uint64_t edge_value(void)
{
    uint64_t value = (uint64_t)next_random() << 33 ^ (uint64_t)next_random() << 11 ^ next_random();
    switch (below(5)) {
    case 0:
        return below(3) - 1;
    case 1:
        return ((uint64_t)1 << below(64)) - below(3) + 1;
    case 2:
        return -(((uint64_t)1 << below(64)) - below(3) + 1);
    default:
        return value >> below(64);
    }
}

static int checks(int argc, char **argv)
{
    random_state = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
    (void)edge_value;
    return argc > 1 ? atoi(argv[1]) : 10000;
}
