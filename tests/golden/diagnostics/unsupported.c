double _Complex d; // expect error: not supported: complex numbers
_Complex int c; // expect error: not supported: complex numbers
---
void f(void) { asm("nop"); } // expect error: not supported: inline assembly
