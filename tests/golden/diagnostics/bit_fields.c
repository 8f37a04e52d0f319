struct a { int x : 33; }; // expect error: width of bit-field 'x' exceeds its type
struct b { int x : -1; }; // expect error: negative width in bit-field 'x'
struct c { int x : 0; }; // expect error: zero width for bit-field 'x'
struct d { int *x : 3; }; // expect error: bit-field 'x' has invalid type
struct e { _Bool x : 2; }; // expect error: width of bit-field 'x' exceeds its type
struct f { int x : 3; unsigned y : 2; } s = { 9, 1 }; // expect warning overflow: conversion to a bit-field of 3 bits changes value from '9' to '1'
int *p = &s.x; // expect error: cannot take address of bit-field 'x'
int size = sizeof s.x; // expect error: 'sizeof' applied to a bit-field
void g(void) { s.y = 4; } // expect warning overflow: conversion to a bit-field of 2 bits changes value from '4' to '0'
int offset = __builtin_offsetof(struct f, y); // expect error: cannot take address of bit-field 'y'
