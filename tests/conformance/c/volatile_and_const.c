// expect: 0
// stdout: 120
// stdout: 8
// stdout: 264
// stdout: 5 3 6 4
// stdout: -8623816644768150919
// stdout: 4 10 9
// stdout: 7
// stdout: 22
// stdout: 12
/* volatile accesses stay, in number and order; const objects; qualifiers through pointers; restrict. */
#include <setjmp.h>
#include <stdio.h>

static volatile int device;
static volatile unsigned char *const register_byte = (volatile unsigned char *)&device;
static const int limit = 10;
static jmp_buf back;

struct port {
    volatile unsigned status;
    const int id;
    volatile short data[2];
};

static int reads(void)
{
    int total = 0;

    for (int n = 0; n < 5; n++) {
        device = n;
        device += n;
        total += device * device;
    }
    return total;
}

static void copy(int *restrict to, const int *restrict from, int count)
{
    while (count--)
        *to++ = *from++;
}

static int kept(void)
{
    volatile int changed = 1;
    int const stays = 2;

    if (setjmp(back) == 0) {
        changed = 5;
        longjmp(back, 1);
    }
    return changed + stays;
}

static int bump(volatile int *p)
{
    int first = (*p)++;

    return first + ++*p;
}

int main(void)
{
    struct port port = {.id = 3};
    volatile struct port *p = &port;
    volatile long long wide = 1;
    const int *view = &limit;
    int data[4] = {1, 2, 3, 4}, other[4];
    const volatile int both = 9;

    printf("%d\n", reads());
    printf("%d\n", device);
    register_byte[1] = 1;
    printf("%d\n", device);
    for (p->status = 0; p->status < 5; p->status++)
        p->data[p->status & 1] += p->status;
    printf("%u %d %d %d\n", port.status, port.id, port.data[0], p->data[1]);
    for (int n = 0; n < 40; n++)
        wide *= -3, wide ^= n;
    printf("%lld\n", wide);
    copy(other, data, 4);
    printf("%d %d %d\n", other[3], *view, both);
    printf("%d\n", kept());
    device = 10;
    printf("%d\n", bump(&device));
    printf("%d\n", device);
    device;
    (void)*register_byte;
    return 0;
}
