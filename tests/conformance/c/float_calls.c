// expect: 0
// stdout: many c20dcd64f9c50000
// stdout: narrow c078fb0c40000000
// stdout: total 401b000000000000
// stdout: x 3ffc000000000000
// stdout: y c004000000000000
// stdout: value 4015000000000000
// stdout: weight 4034000000000000
// stdout: old 3ff4000000000000
// stdout: old 3ff4000000000000
// stdout: apply 4004000000000000
// stdout: fhalf 4004000000000000
// stdout: power 40410081632434e7
// stdout: power c0e0000000000000
// stdout: a 4004000000000000
// stdout: b 3ff0000000000000
// stdout: dot 406bc00000000000
// stdout: pressure 410070ae686e538f
// stdout: 63 240
// stdout: c0200000
// stdout: pun 3ff8000000000000
// stdout: sum c01e000000000000
/* float and double as arguments, results, variadic arguments, in structs, unions, arrays and through pointers. */
#include <stdarg.h>
#include <stdio.h>

struct point { float x, y; };
struct sample { char tag; double value; float weight[3]; };
union number { float f; double d; int i; unsigned char bytes[8]; };

static double many(int a, double b, float c, long long d, double e, float f, int g, double h)
{
    return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8;
}

static float narrow(float a, float b, float c, float d, float e, float f, float g, float h)
{
    return ((((((a - b) * c) - d) * e - f) * g) - h);
}

static double total(int count, ...)
{
    va_list list;
    va_start(list, count);
    double sum = 0;
    while (count--) {
        sum += va_arg(list, double);
        sum += va_arg(list, int);
    }
    va_end(list);
    return sum;
}

static struct point middle(struct point a, struct point b)
{
    struct point m = {(a.x + b.x) / 2, (a.y + b.y) / 2};
    return m;
}

static struct sample scaled(struct sample s, float by)
{
    s.value *= by;
    for (int i = 0; i < 3; i++)
        s.weight[i] *= by;
    return s;
}

static double old();
static double old(a, b) float a; double b; { return a - b; }

static double apply(double (*f)(double), double x) { return f(f(x)); }
static double half(double x) { return x / 2; }
static float fhalf(float x) { return x / 2; }
static double power(double x, int n) { return n == 0 ? 1 : n % 2 ? x * power(x, n - 1) : power(x * x, n / 2); }

static void swap(double *a, double *b)
{
    double t = *a;
    *a = *b;
    *b = t;
}

static double dot(const double *a, const float *b, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static double pressure(const double *v)
{
    double a = v[0], b = v[1], c = v[2], d = v[3], e = v[4], f = v[5], g = v[6], h = v[7];
    double s = half(a * b) + half(c * d) + half(e * f) + half(g * h);
    return s + a / b + b / c + c / d + d / e + e / f + f / g + g / h + h / a + a * b * c * d * e * f * g * h;
}

static void show(const char *what, double x)
{
    union { double d; unsigned long long u; } bits = {x};
    printf("%s %016llx\n", what, bits.u);
}

int main(void)
{
    show("many", many(1, 2.5, 3.25f, -4000000000, 5.125, 6.5f, 7, 8.75));
    show("narrow", narrow(1.1f, 2.2f, 3.3f, 4.4f, 5.5f, 6.6f, 7.7f, 8.8f));
    show("total", total(3, 1.5, 1, 2.25f, 2, -3.0, 3));
    struct point p = middle((struct point){1, 2}, (struct point){2.5f, -7});
    show("x", p.x), show("y", p.y);
    struct sample s = {'s', 1.5, {1, 2, 3.5f}}, t = scaled(s, 2.5f);
    show("value", t.value + s.value), show("weight", t.weight[0] + t.weight[1] * s.weight[2]);
    show("old", old(1.5f, 0.25)), show("old", old(1.5, 0.25));
    show("apply", apply(half, 10)), show("fhalf", fhalf(5));
    show("power", power(1.1, 37)), show("power", power(-2, 15));
    double a = 1, b = 2.5;
    swap(&a, &b);
    show("a", a), show("b", b);
    double v[8] = {1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5};
    float w[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    show("dot", dot(v, w, 8)), show("pressure", pressure(v));
    union number n = {.d = 1.0};
    printf("%d %d\n", n.bytes[7], n.bytes[6]);
    n.f = -2.5f;
    printf("%x\n", (unsigned)n.i);
    n.i = 0x3fc00000;
    show("pun", n.f);
    double matrix[2][3] = {{1, 2, 3}, {4, 5, 6}}, *flat = matrix[0], sum = 0;
    for (int i = 0; i < 6; i++)
        sum += *flat++ * (i & 1 ? -1 : 0.5);
    show("sum", sum);
    return 0;
}
