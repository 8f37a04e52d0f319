int f(void) { return 1 } // expect error: expected ';' before '}'
---
int x = ; // expect error: expected expression before ';'
---
int f(int a) { return (a + 1; } // expect error: expected ')' before ';'
---
int a[3; // expect error: expected ']' before ';'
---
int f(void) { if 1) return 2; } // expect error: expected '(' before numeric constant
---
int f(void) { return 1; // expect error: expected declaration or statement at end of input
---
struct s { int a } v; // expect error: expected ';' before '}'
---
int f(void) { int x = 08; return x; } // expect error: invalid digit "8" in octal constant
int g(void) { return 12xyz; } // expect error: invalid suffix "xyz" on integer constant
---
int f(void) { return 1 +; } // expect error: expected expression before ';'
---
char *s = "unfinished; // expect error: missing terminating " character
---
int x@ = 3; // expect error: stray '@' in program
---
enum { A, B, 3 } e; // expect error: expected identifier before numeric constant
---
int f(void) { do { } while (1) } // expect error: expected ';' before '}'
---
int f(void) { int x = 1 int y; } // expect error: expected ';' before 'int'
---
int f(void) { else return 1; } // expect error: 'else' without a previous 'if'
---
int int x; // expect error: invalid combination of type specifiers 'int int'
---
struct s { int a; } int y; // expect error: two or more data types in declaration specifiers
