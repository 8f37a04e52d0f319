struct s { int a; struct s *next; };
union u { int i; char c[4]; };
void f(void) {
    struct s v, *p = &v;
    int i = 0;
    int *q = 0;
    i = v; // expect error: incompatible types when assigning to type 'int' from type 'struct s'
    v = i; // expect error: incompatible types when assigning to type 'struct s' from type 'int'
    i = p; // expect warning int-conversion: assignment to 'int' from 'struct s *' makes integer from pointer without a cast
    p = i; // expect warning int-conversion: assignment to 'struct s *' from 'int' makes pointer from integer without a cast
    q = p; // expect warning incompatible-pointer-types: assignment to 'int *' from incompatible pointer type 'struct s *'
    i = v.b; // expect error: 'struct s' has no member named 'b'
    i = v.nxt; // expect error: 'struct s' has no member named 'nxt'; did you mean 'next'?
    i = p.a; // expect error: 'struct s *' is a pointer; did you mean to use '->'?
    i = v->a; // expect error: invalid type argument of '->' (have 'struct s')
    i = i.a; // expect error: request for member 'a' in something not a structure or union (have 'int')
    i = *i; // expect error: invalid type argument of unary '*' (have 'int')
    i = v + 1; // expect error: invalid operands to binary + (have 'struct s' and 'int')
    i = q + q; // expect error: invalid operands to binary + (have 'int *' and 'int *')
    i = q * 2; // expect error: invalid operands to binary * (have 'int *' and 'int')
    i = q == 5; // expect warning int-conversion: comparison between pointer and integer
    i = q == p; // expect warning compare-distinct-pointer-types: comparison of distinct pointer types lacks a cast
    i = 3 = i; // expect error: lvalue required as left operand of assignment
    i + 1 = 4; // expect error: lvalue required as left operand of assignment
    5++; // expect error: lvalue required as increment operand
    q = &5; // expect error: lvalue required as unary '&' operand
    i = i[3]; // expect error: subscripted value is neither array nor pointer nor vector
    i = q[p]; // expect error: array subscript is not an integer
    i = -p; // expect error: wrong type argument to unary minus
    i = ~p; // expect error: wrong type argument to bit-complement
    i(); // expect error: called object 'i' is not a function or function pointer
    if (v) i = 1; // expect error: used 'struct s' type value where scalar is required
    i = (struct s)i; // expect error: conversion to non-scalar type requested
    i = (int)v; // expect error: aggregate value used where an integer was expected
    i = 1 ? v : 2; // expect error: type mismatch in conditional expression (have 'struct s' and 'int')
}
---
int f(int a, char *b); // expect note: declared here
void g(void) {
    f(1); // expect error: too few arguments to function 'f'; expected 2, have 1
    f(1, "x", 3); // expect error: too many arguments to function 'f'; expected 2, have 3
}
---
struct s { int a; };
int f(struct s v, int *p); // expect note: expected 'int *' but argument is of type 'char *'
void g(const char *c, char *m, struct s v) {
    f(1, 0); // expect error: incompatible type for argument 1 of 'f'
    f(v, m); // expect warning incompatible-pointer-types: passing argument 2 of 'f' from incompatible pointer type
    f(v, 7); // expect warning int-conversion: passing argument 2 of 'f' makes pointer from integer without a cast
    m = c; // expect warning discarded-qualifiers: assignment discards 'const' qualifier from pointer target type
    char *n = c; // expect warning discarded-qualifiers: initialization discards 'const' qualifier from pointer target type
    unsigned char *u = m; // expect warning pointer-sign: pointer targets in initialization of 'unsigned char *' from 'char *' differ in signedness
    *u = 1;
}
---
void nothing(void);
int f(void) { return nothing(); } // expect error: void value not ignored as it ought to be
int g(void) { return; } // expect warning return-mismatch: 'return' with no value, in function returning non-void
void h(void) { return 1; } // expect warning return-mismatch: 'return' with a value, in function returning void
int k(int x) { if (x) return 1; } // expect warning return-type: control reaches end of non-void function
int m(int x) { for (;;) if (x) return 1; }
int *n(int x) { return x; } // expect warning int-conversion: returning 'int' from a function with return type 'int *' makes pointer from integer without a cast
int main(void) { }
---
struct unknown;
struct unknown x; // expect error: storage size of 'x' isn't known
extern struct unknown y;
int f(struct unknown *p) { return p->a; } // expect error: invalid use of undefined type 'struct unknown'
int g(void) { return sizeof(struct unknown); } // expect error: invalid application of 'sizeof' to incomplete type 'struct unknown'
void h(void) { struct unknown z; } // expect error: storage size of 'z' isn't known
void k(void) { void v; } // expect error: variable or field 'v' declared void
struct t { struct t inner; }; // expect error: field 'inner' has incomplete type 'struct t'
---
const int c = 1;
struct s { const int a; int b; };
void f(const int *p, struct s *s, const struct s *cs) {
    c = 2; // expect error: assignment of read-only variable 'c'
    *p = 1; // expect error: assignment of read-only location
    p[1]++; // expect error: increment of read-only location
    s->a = 1; // expect error: assignment of read-only member 'a'
    s->b = 1;
    cs->b = 1; // expect error: assignment of read-only member 'b'
    *s = *cs; // expect error: assignment of read-only location
}
---
int a[3], b[3];
void f(void) {
    a = b; // expect error: assignment to expression with array type
    register int r = 1;
    int *p = &r; // expect error: address of register variable 'r' requested
}
---
struct s { int a; int a; }; // expect error: duplicate member 'a'
struct t { int x; }; // expect note: originally defined here
struct t { int y; }; // expect error: redefinition of 'struct t'
union t v; // expect error: 't' defined as wrong kind of tag
enum e { A, B, A }; // expect error: redeclaration of enumerator 'A'
enum none x; // expect error: use of undefined enumeration 'enum none'
---
int f(void)[3]; // expect error: function returns an array
int g(void)(void); // expect error: function returns a function
int h[2](void); // expect error: declaration of 'h' as array of functions
void v[3]; // expect error: declaration of 'v' as array of voids
int n[-1]; // expect error: size of 'n' as array is negative
int m[1.5]; // expect error: size of 'm' as array has non-integer type
long short x; // expect error: invalid combination of type specifiers 'long short'
---
_Static_assert(sizeof(int) == 4, "int");
_Static_assert(sizeof(long) == 8, "long is eight"); // expect error: static assertion failed: "long is eight"
_Static_assert(1 == 2); // expect error: static assertion failed
int x;
_Static_assert(x, "not constant"); // expect error: expression in static assertion is not an integer constant
---
int x = 1 / 0; // expect warning div-by-zero: division by zero // expect error: initializer element is not constant
int y = 2147483647 + 1; // expect warning overflow: integer overflow in expression of type 'int' results in '-2147483648'
char c = 300; // expect warning overflow: conversion from 'int' to 'char' changes value from '300' to '44'
unsigned char u = 255;
unsigned v = -1;
int s = 1 << 32; // expect warning shift-count-overflow: left shift count >= width of type
int f(int a) { return a >> -1; } // expect warning shift-count-negative: right shift count is negative
---
void f(int a, int *p) {
    a == 1; // expect warning unused-value: value computed is not used
    a + 1, a = 2; // expect warning unused-value: value computed is not used
    *p++;
    (void)a;
    p = (int *)(short)a; // expect warning int-to-pointer-cast: cast to pointer from integer of different size
    a = (char)p; // expect warning pointer-to-int-cast: cast from pointer to integer of different size
}
---
int f(int n, ...) {
    return _Generic(n, char: 1, long: 2); // expect error: '_Generic' selector of type 'int' is not compatible with any association
}
int g(int n) {
    return _Generic(n, int: 1, int: 2); // expect error: '_Generic' specifies two compatible types
}
---
double d;
int *p;
int a = 1.5e;        // expect error: exponent has no digits
float b = 1.0q;      // expect error: invalid suffix "q" on floating constant
double c = 0x1.8;    // expect error: hexadecimal floating constants require an exponent
double e = 1.2.3;    // expect error: too many decimal points in number
int f(void) { return d % 2; }     // expect error: invalid operands to binary % (have 'double' and 'int')
int g(void) { return d << 1; }    // expect error: invalid operands to binary << (have 'double' and 'int')
int h(void) { return ~d; }        // expect error: wrong type argument to bit-complement
int i(void) { return p[d]; }      // expect error: array subscript is not an integer
int *j(void) { return (int *)d; } // expect error: cannot convert to a pointer type
double k(void) { return (double)p; } // expect error: pointer value used where a floating-point was expected
void l(void) { switch (d) { default:; } } // expect error: switch quantity not an integer
void m(void) { d |= 1; }          // expect error: invalid operands to binary | (have 'double' and 'int')
int n(void) { return __builtin_isnan(1); } // expect error: non-floating-point argument in call to function '__builtin_isnan'
struct s { double o : 3; };       // expect error: bit-field 'o' has invalid type
static double q = 1e999;          // expect warning overflow: floating constant exceeds range of 'double'
char r = 300.5;                   // expect warning overflow: overflow in conversion from 'double' to 'char' changes value from '300.5' to '44'
static double t = d;              // expect error: initializer element is not constant
_Static_assert(1.5 + 1.5 == 3 && (int)2.9 == 2 && !0.0 && (0.1f != 0.1), "folded");
_Static_assert(0.5, "a number");  // expect error: expression in static assertion is not an integer constant
