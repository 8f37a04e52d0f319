int f(void) { return missing; } // expect error: 'missing' undeclared (first use in this function)
int g(void) { return missing + missing; } // expect error: 'missing' undeclared (first use in this function)
int h = nowhere; // expect error: 'nowhere' undeclared here (not in a function)
---
int counter;
int f(void) { return countr; } // expect error: 'countr' undeclared (first use in this function); did you mean 'counter'?
---
int f(void) { return g(1); } // expect error: implicit declaration of function 'g'
int k(void) { return g(2); }
---
int x;
int y = 1; // expect note: previous definition of 'y' with type 'int'
int y = 2; // expect error: redefinition of 'y'
int x;
---
int x; // expect note: previous declaration of 'x' with type 'int'
char *x; // expect error: conflicting types for 'x'; have 'char *'
int f(int); // expect note: previous declaration of 'f' with type 'int(int)'
int f(char); // expect error: conflicting types for 'f'; have 'int(char)'
---
int f(void) { return 1; } // expect note: previous definition of 'f' with type 'int(void)'
int f(void) { return 2; } // expect error: redefinition of 'f'
---
typedef int number;
void f(void) {
    int a; // expect note: previous declaration of 'a' with type 'int'
    char a; // expect error: redeclaration of 'a'
    a = (number)3;
}
---
typedef int number;
void f(void) {
    number = 3; // expect error: expected identifier or '(' before '='
}
---
extern int x; // expect note: previous declaration of 'x' is here
static int x; // expect error: static declaration of 'x' follows non-static declaration
int f(void); // expect note: previous declaration of 'f' is here
static int f(void) { return 0; } // expect error: static declaration of 'f' follows non-static declaration
---
int f(void); // expect note: previous declaration of 'f' is here
int f; // expect error: 'f' redeclared as different kind of symbol
enum e { A, B };
int A; // expect error: 'A' redeclared as different kind of symbol
---
unknown_type x; // expect error: unknown type name 'unknown_type'
---
void f(void) {
    unknown_type x; // expect error: unknown type name 'unknown_type'
}
---
void f(int a, int a) { } // expect error: redefinition of parameter 'a'
void g(int) { } // expect error: parameter name omitted
void h(void x) { } // expect error: parameter 1 ('x') has incomplete type
---
void f(void) {
    goto nowhere; // expect error: label 'nowhere' used but not defined
again: // expect note: previous definition of 'again' was here
again: ; // expect error: duplicate label 'again'
    goto again;
}
---
void f(void) {
    break; // expect error: break statement not within loop or switch
    continue; // expect error: continue statement not within a loop
    switch (1) { continue; } // expect error: continue statement not within a loop
    case 1: ; // expect error: case label not within a switch statement
    default: ; // expect error: 'default' label not within a switch statement
}
---
int f(int x) {
    switch (x) {
    case 1: // expect note: previously used here
    case 2:
    case 1: // expect error: duplicate case value
        return 1;
    default: // expect note: this is the first default label
    default: // expect error: multiple default labels in one switch
        return 0;
    case x: // expect error: case label is not an integer constant
        return 2;
    }
}
---
static int local(void) { return 1; } // expect warning unused-function: 'local' defined but not used
static int used(void);
int f(int a, int b) { // expect warning unused-parameter: unused parameter 'b'
    int idle; // expect warning unused-variable: unused variable 'idle'
label: // expect warning unused-label: label 'label' defined but not used
    return a + used(); // here 'used' is called
}
static int used(void) { return 1; }
---
static int never(void); // expect warning: 'never' used but never defined
int f(void) { return never(); }
