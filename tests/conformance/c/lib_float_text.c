// expect: 0
// stdout: [0.000000] [0.000000e+00] [0] [0x0p+0]
// stdout: [0] [+0.000e+00] [0.00] [0000000.0000] [0.00E+00      ] [ 0]
// stdout: [-0.000000] [-0.000000e+00] [-0] [-0x0p+0]
// stdout: [-0] [-0.000e+00] [-0.00] [-000000.0000] [-0.00E+00     ] [-0]
// stdout: [1.000000] [1.000000e+00] [1] [0x1p+0]
// stdout: [1] [+1.000e+00] [1.00] [0000001.0000] [1.00E+00      ] [ 1]
// stdout: [0.100000] [1.000000e-01] [0.1] [0x1.999999999999ap-4]
// stdout: [0] [+1.000e-01] [0.100] [0000000.1000] [1.00E-01      ] [ 0.1]
// stdout: [-2.500000] [-2.500000e+00] [-2.5] [-0x1.4p+1]
// stdout: [-2] [-2.500e+00] [-2.50] [-000002.5000] [-2.50E+00     ] [-2.5]
// stdout: [1000000000000000000000.000000] [1.000000e+21] [1e+21] [0x1.b1ae4d6e2ef5p+69]
// stdout: [1000000000000000000000] [+1.000e+21] [1.00e+21] [1000000000000000000000.0000] [1.00E+21      ] [ 1E+21]
// stdout: [123456.789000] [1.234568e+05] [123457] [0x1.e240c9fbe76c9p+16]
// stdout: [123457] [+1.235e+05] [1.23e+05] [0123456.7890] [1.23E+05      ] [ 123457]
// stdout: [0.000010] [1.000000e-05] [1e-05] [0x1.4f8b588e368f1p-17]
// stdout: [0] [+1.000e-05] [1.00e-05] [0000000.0000] [1.00E-05      ] [ 1E-05]
// stdout: [0.000000] [4.940656e-324] [4.94066e-324] [0x0.0000000000001p-1022]
// stdout: [0] [+4.941e-324] [4.94e-324] [0000000.0000] [4.94E-324     ] [ 4.94066E-324]
// stdout: [0.000000] [1.797693e+308] [1.79769e+308] [0x1.fffffffffffffp+1023]
// stdout: [0] [+1.798e+308] [1.80e+308] [0000000.0000] [1.80E+308     ] [ 1.79769E+308]
// stdout: [9.999999] [9.999999e+00] [10] [0x1.3ffffef39085fp+3]
// stdout: [10] [+1.000e+01] [10.0] [0000010.0000] [1.00E+01      ] [ 10]
// stdout: 0.100000000000000005551115123126 0 2 2   9.9|3.14    |
// stdout: 0.10000000000000001 0.100000001 inf -INF
// stdout: 3 1500 0.25 18
// stdout: -1.275 rest 1000 0.1 1
// stdout: 1 1
// stdout: inf -inf
// stdout:    0.667| 9
/* printf, scanf and strtod with floating-point numbers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
    static const double numbers[] = {0, -0.0, 1, 0.1, -2.5, 1e21, 123456.789, 1e-5, 5e-324, 1.7976931348623157e308, 9.9999995};
    for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        double x = numbers[i];
        printf("[%f] [%e] [%g] [%a]\n", i == 9 ? 0 : x, x, x, x);
        printf("[%.0f] [%+.3e] [%#.3g] [%012.4f] [%-14.2E] [% G]\n", x > 1e100 ? 0 : x, x, x, x > 1e100 ? 0 : x, x, x);
    }
    printf("%.30f %.0f %.0f %.0f %5.1f|%-8.2f|\n", 0.1, 0.5, 1.5, 2.5, 9.95, 3.14159);
    printf("%.17g %.9g %f %F\n", 0.1, 0.1f, 1e308 * 10, -1e308 * 10);
    double d;
    float f;
    int n, count = sscanf("1.5e3 -0x1.8p1 .25xyz", "%lf%f %4f%n", &d, &f, &f, &n);
    printf("%d %g %g %d\n", count, d, f, n);
    char *end;
    const char *text = "  -12.75e-1rest";
    d = strtod(text, &end);
    printf("%g %s %g %g %d\n", d, end, atof("1e3"), strtof("0.1", NULL), strtof("16777217", NULL) == 16777216);
    printf("%d %d\n", strtod("2.2250738585072011e-308", NULL) == 0x0.fffffffffffffp-1022,
           strtod("9007199254740993.0000000000000000000000000001", NULL) == 9007199254740994.0);
    printf("%g %g\n", strtod("inf", NULL), -strtod("infinity", NULL));
    char line[32];
    n = snprintf(line, sizeof line, "%8.3f|", 2.0 / 3);
    printf("%s %d\n", line, n);
    return 0;
}
