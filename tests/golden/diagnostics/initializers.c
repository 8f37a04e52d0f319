int a[2] = { 1, 2, 3 }; // expect warning: excess elements in array initializer
struct s { int x, y; } v = { 1, 2, 3 }; // expect warning: excess elements in struct initializer
int i = { 1, 2 }; // expect warning: excess elements in scalar initializer
int j = { }; // expect error: empty scalar initializer
struct s w = { .z = 1 }; // expect error: 'struct s' has no member named 'z'
int b[3] = { [3] = 1 }; // expect error: array index in initializer exceeds array bounds
int c[] = { [2] = 1, [-1] = 2 }; // expect error: array index in initializer exceeds array bounds
struct s t = { [0] = 1 }; // expect error: array index in non-array initializer
int d[2] = { .x = 1 }; // expect error: field name not in record or union initializer
char e[2] = "abc"; // expect warning: initializer-string for array of 'char' is too long
char ok[3] = "abc";
int g = i; // expect error: initializer element is not constant
int *p = &i;
int *q = &a[1] + 1;
int f(void) { int z = 1; static int *r = &z; return *r; } // expect error: initializer element is not constant
int h[] = 3; // expect error: invalid initializer
int k[]; // expect warning: array 'k' assumed to have one element
struct s bad = 5; // expect error: incompatible types when initializing type 'struct s' using type 'int'
char narrow = (char)&i; // expect warning pointer-to-int-cast: cast from pointer to integer of different size // expect error: initializer element is not constant
---
extern int x = 1; // expect warning: 'x' initialized and declared 'extern'
void f(void) {
    extern int y = 2; // expect error: 'y' has both 'extern' and initializer
    int n[]; // expect error: array size missing in 'n'
}
struct fam { int n; int tail[]; } v = { 1, { 2 } }; // expect error: not supported: initialization of a flexible array member
