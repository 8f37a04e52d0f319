double d; // expect error: not supported: floating point
float f(int); // expect error: not supported: floating point
int i = 1.5; // expect error: not supported: floating point
struct b { int x : 3; }; // expect error: not supported: bit-fields
_Atomic int a; // expect error: not supported: _Atomic
_Atomic(int) b; // expect error: not supported: _Atomic
void vla(int n) { int v[n]; } // expect error: not supported: variable-length arrays
int n; int at_file[n]; // expect error: variably modified 'at_file' at file scope
int zero[0]; // expect error: not supported: arrays of length zero
#pragma pack(1) // expect error: not supported: #pragma pack
_Complex int c; // expect error: not supported: complex numbers
---
__attribute__((packed)) struct s { int a; } v; // expect error: not supported: __attribute__
---
int f(int x) { return ({ x; }); } // expect error: not supported: statement expressions
---
int f(int x) { return x ?: 2; } // expect error: not supported: ?: without a middle operand
---
typeof(1) x; // expect error: not supported: typeof
---
void f(void) { asm("nop"); } // expect error: not supported: inline assembly
---
int f(int x) { switch (x) { case 1 ... 3: return 1; } return 0; } // expect error: not supported: case ranges
---
void f(void *p) { goto *p; } // expect error: not supported: computed goto
---
void *f(void) { return &&label; } // expect error: not supported: computed goto
