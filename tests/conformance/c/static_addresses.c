// expect: 0
// stdout: z z 0
// stdout: 9 11 21 2
// stdout: hello llo eral 0
// stdout: 6 8 9 7
// stdout: 1 3 1 2
// stdout: 20 48 1
// stdout: 3 5
// stdout: x 10 2 yz 10 1
// stdout: 6 1
/* Static initialisers that are addresses: of objects, members, elements, functions, strings, with offsets, in cycles. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct item {
    char tag;
    int values[4];
    struct item *next;
};

static struct item first, last = {'z', {7, 8, 9, 10}, &first}, first = {'a', {1, 2, 3, 4}, &last};
static struct item items[3] = {{'0', {0}, &items[1]}, {'1', {10, 11}, items + 2}, {'2', {20, 21, 22}, &items[0]}};
static int *const third = &last.values[2], *const past = &items[1].values[4], *const before = &items[2].values[-1 + 1];
static char *const tag = &items[2].tag;
static const char text[] = "hello", *const tail = text + 2, *const literal = "literal" + 3, *end = &"abc"[3];
static int matrix[3][4] = {{0, 1, 2, 3}, {4, 5, 6, 7}, {8, 9, 10, 11}};
static int (*const row)[4] = &matrix[1], *const element = *(matrix + 2) + 1, *const flat = matrix[0];
static void *self = &self;
static int one(void) { return 1; }
static int two(void) { return 2; }
static int (*const calls[])(void) = {one, &two, 0}, (*const *const second)(void) = &calls[1];
static const ptrdiff_t offset = offsetof(struct item, next), size = sizeof(struct item[2]);
static const uintptr_t as_number = (uintptr_t)&first;
static int *const chosen = 1 ? &matrix[0][3] : 0, *const cast = (int *)(void *)(char *)&matrix[1][1];
static const struct {
    const char *name;
    const int *data;
    int (*call)(void);
} records[] = {{"x", &matrix[2][2], two}, {"y" "z", (int *)&last.values[3], one}};
extern int later[];
static int *const to_later = later + 1;
int later[] = {5, 6, 7};

int main(void)
{
    printf("%c %c %c\n", first.next->tag, last.next->next->tag, items[0].next->next->next->tag);
    printf("%d %d %d %c\n", *third, past[-3], before[1], *tag);
    printf("%s %s %s %d\n", text, tail, literal, *end);
    printf("%d %d %d %d\n", (*row)[2], row[1][0], *element, flat[7]);
    printf("%d %d %d %d\n", self == &self, calls[0]() + calls[1](), calls[2] == 0, (*second)());
    printf("%d %d %d\n", (int)offset, (int)size, as_number == (uintptr_t)&first);
    printf("%d %d\n", *chosen, *cast);
    printf("%s %d %d %s %d %d\n", records[0].name, *records[0].data, records[0].call(), records[1].name,
        *records[1].data, records[1].call());
    printf("%d %d\n", *to_later, (int)(to_later - later));
    return 0;
}
