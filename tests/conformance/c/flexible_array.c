// expect: 0
// stdout: 4 3
// stdout: k 12 payload text
// stdout: 2 17179869184 4
// stdout: 3 0 9 v s 9 105
// stdout: ffff0004 6 w ab 107
// stdout: 20 24
/* Flexible array members and structs with anonymous members. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct packet {
    unsigned short length;
    char kind;
    unsigned char payload[];
};

struct rows {
    int count;
    struct {
        int key;
        long long value;
    } row[];
};

struct vector {
    union {
        struct {
            int x, y, z;
        };
        int at[3];
        struct {
            struct {
                short low, high;
            } halves;
        };
    };
    const char *name;
    struct {
        char first, second;
        union {
            int number;
            char bytes[4];
        };
    };
};

static struct packet *packet(char kind, const char *text)
{
    unsigned short length = strlen(text);
    struct packet *p = malloc(sizeof *p + length);

    p->length = length;
    p->kind = kind;
    memcpy(p->payload, text, length);
    return p;
}

static struct vector scaled(struct vector v, int by)
{
    for (int n = 0; n < 3; n++)
        v.at[n] *= by;
    v.bytes[1]++;
    return v;
}

int main(void)
{
    struct packet *p = packet('k', "payload text");
    struct rows *r = malloc(sizeof *r + 3 * sizeof r->row[0]);
    struct vector v = {.x = 1, .z = 3, .name = "v", .second = 's', .number = 5}, w = {{{4, 5, 6}}, "w", {'a', 'b', {7}}};
    int n;

    printf("%d %d\n", (int)sizeof(struct packet), (int)offsetof(struct packet, payload));
    printf("%c %d %.*s\n", p->kind, p->length, p->length, p->payload);
    r->count = 3;
    for (n = 0; n < r->count; n++)
        r->row[n].key = n, r->row[n].value = (long long)n << 33;
    printf("%d %lld %d\n", r->row[2].key, r->row[2].value, (int)offsetof(struct rows, row));
    v = scaled(v, 3);
    printf("%d %d %d %s %c %d %x\n", v.x, v.y, v.z, v.name, v.second, v.at[2], v.number);
    w.halves.high = -1;
    w = scaled(w, 1);
    printf("%x %d %s %c%c %x\n", w.x, w.z, w.name, w.first, w.second, w.number);
    printf("%d %d\n", (int)offsetof(struct vector, number), (int)sizeof(struct vector));
    free(p), free(r);
    return 0;
}
