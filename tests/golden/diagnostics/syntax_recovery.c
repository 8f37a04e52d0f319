typedef struct { int a; int b c; } pair; // expect error: unknown type name 'b'
int f(int x) {
    int y = x +; // expect error: expected expression before ';'
    for (int i = 0; i < ; i++) { x++; } // expect error: expected expression before ';'
    if (x { y++; } else { y--; } // expect error: expected ')' before '{'
    pair p;
    return y // expect error: expected ';' before '}'
}
int g(void) { return foo(1; } // expect error: expected ')' before ';'
int h[3; // expect error: expected ']' before ';'
struct s { int q }; // expect error: expected ';' before '}'
int values[] = { 1, , 2 }, more; // expect error: expected expression before ','
int ok(void) { return 1; }
enum e { A, 1 }; // expect error: expected identifier before numeric constant
int z = ; // expect error: expected expression before ';'
