int n;
int at_file[n]; // expect error: variably modified 'at_file' at file scope
void f(int m) {
    static int s[m]; // expect error: storage size of 's' isn't constant
    int v[m] = { 1 }; // expect error: variable-sized object may not be initialized
    struct { int w[m]; } x; // expect error: a member of a structure or union cannot have a variably modified type
    int u[m];
    u = 0; // expect error: assignment to expression with array type
    (void)u;
}
void g(int m, int a[m][*], int (*b)[m]);
