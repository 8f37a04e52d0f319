// expect: 0
// stdout: 437076517 3327985445 3963039012 4036439333 1336552740 1336552741 1336552741 1336552741
// stdout: 2493584981 2465929813 1742002004 3573012309 3741046612 3741046613 3741046613 3741046613
// stdout: 2027840646
/* Loads and stores of every width and sign through every way to form an address. */
#include <stdio.h>
#include <string.h>

#define WIDTH(type, name) \
    static type name##_table[40]; \
    struct name##_struct { \
        char before; \
        type at[8], last; \
    }; \
    static struct name##_struct name##_structs[5], name##_one; \
    static unsigned name##_walk(type *p, type *end, unsigned step) \
    { \
        unsigned hash = 1; \
        for (; p < end; p += step) \
            hash = hash * 31 + (unsigned)*p, *p = (type)(*p * 3 + 1); \
        return hash; \
    } \
    static unsigned name##_use(unsigned i, struct name##_struct *s) \
    { \
        type local[12] = {0}, *p = local + i; \
        unsigned n, hash = 7; \
        for (n = 0; n < 12; n++) \
            local[n] = (type)(n * 0x1F3B5D79 + i); \
        for (n = 0; n < 40; n++) \
            name##_table[n] = (type)(n * 0x9E3779B9); \
        name##_table[i + 3] += (type)-5, name##_table[39 - i] ^= 0x55; \
        s->at[i] = (type)-1, s->last = p[-1], s[1].at[i + 2] = name##_table[2 * i], (s + i)->before = 'b'; \
        name##_structs[i].at[i] = local[i + 1], name##_structs[4].last -= 9, name##_one.at[3] = (type)300, name##_one.last++; \
        p[1] = p[2], *p += *(p + 1), p[-(int)i] = (type)(i << 7); \
        hash = hash * 31 + name##_walk(local, local + 12, 1); \
        hash = hash * 31 + name##_walk(name##_table, name##_table + 40, i + 1); \
        hash = hash * 31 + (unsigned)s->at[i] + (unsigned)s->last + (unsigned)s[1].at[i + 2]; \
        hash = hash * 31 + (unsigned)name##_structs[i].at[i] + (unsigned)name##_structs[4].last; \
        hash = hash * 31 + (unsigned)name##_one.at[3] + (unsigned)name##_one.last * 3 + (unsigned)name##_table[17]; \
        return hash * 31 + (unsigned)(name##_table[5] < 0) + (unsigned)(local[7] > 100) + (unsigned)(s->at[i] == (type)-1); \
    }

WIDTH(signed char, s8)
WIDTH(unsigned char, u8)
WIDTH(short, s16)
WIDTH(unsigned short, u16)
WIDTH(int, s32)
WIDTH(unsigned, u32)
WIDTH(long long, s64)
WIDTH(unsigned long long, u64)

static char image[256];

static unsigned reinterpreted(void)
{
    unsigned n, hash = 0;
    int *words = (int *)image;
    short *halves = (short *)(image + 2);

    for (n = 0; n < 256; n++)
        image[n] = (char)(n * 7);
    for (n = 0; n < 63; n++)
        hash = hash * 33 + (unsigned)words[n] + (unsigned)halves[2 * n] + (unsigned)*(long long *)(image + 4 * n);
    return hash;
}

int main(void)
{
    unsigned i;
    union {
        struct s8_struct s8[7];
        struct u8_struct u8[7];
        struct s16_struct s16[7];
        struct u16_struct u16[7];
        struct s32_struct s32[7];
        struct u32_struct u32[7];
        struct s64_struct s64[7];
        struct u64_struct u64[7];
    } all;

    memset(&all, 0x5A, sizeof all);
    for (i = 1; i < 5; i += 3) {
        printf("%u%c", s8_use(i, all.s8), ' ');
        printf("%u%c", u8_use(i, all.u8), ' ');
        printf("%u%c", s16_use(i, all.s16), ' ');
        printf("%u%c", u16_use(i, all.u16), ' ');
        printf("%u%c", s32_use(i, all.s32), ' ');
        printf("%u%c", u32_use(i, all.u32), ' ');
        printf("%u%c", s64_use(i, all.s64), ' ');
        printf("%u%c", u64_use(i, all.u64), '\n');
    }
    printf("%u\n", reinterpreted());
    return 0;
}
