int a __attribute__((mystery)); // expect warning attributes: 'mystery' attribute directive ignored
int b __attribute__((aligned(3))); // expect error: requested alignment is not a positive power of 2
int c __attribute__((section(4))); // expect error: 'section' needs the name as a string
struct s { int x : 3; } v;
__typeof__(v.x) d; // expect error: '__typeof__' applied to a bit-field
int e = ({ 1; }); // expect error: braced-group within expression allowed only inside a function
void *f = &&outside; // expect error: label 'outside' referenced outside of any function
void g(int n) {
    switch (n) {
    case 1 ... 5: break; // expect note: previously used here
    case 4 ... 9: break; // expect error: duplicate case value
    case 9 ... 8: break; // expect warning: empty range specified
    case 20: break; // expect note: previously used here
    case 10 ... 30: break; // expect error: duplicate case value
    }
    goto *n; // expect error: computed goto must be a pointer type, not 'int'
}
void h(void) { void *p = &&missing; goto *p; } // expect error: label 'missing' used but not defined
int i[] = { [3 ... 1] = 4 }; // expect error: empty index range in initializer
int j = __builtin_choose_expr(1, 2); // expect error: __builtin_choose_expr takes three arguments
int k(int *p, long long q) { return __builtin_add_overflow(q, 1, p); } // expect error: not supported: 64-bit overflow arithmetic with a narrower result
#pragma pack(3) // expect warning unknown-pragmas: malformed '#pragma pack', ignored
---
int x __attribute__((aligned(4)); // expect error: '__attribute__' without the closing '))'
---
int y __attribute__ packed; // expect error: expected '((' after '__attribute__'
---
int z __attribute__((aligned(4 5))); // expect error: expected ',' or ')' before numeric constant
