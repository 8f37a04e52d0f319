// expect: 0
// stdout: [42] [-7] [+5] [ 5] [   42] [42   ] [00042] [00042]
// stdout: [ff] [FF] [0xff] [0XFF] [377] [0377] [0] [] [0]
// stdout: [-128] [255] [-32768] [65535] [4294967295]
// stdout: [9223372036854775807] [-9223372036854775808] [18446744073709551615] [ffffffffffffffff]
// stdout: [x] [    x] [x    ] [text] [te] [      text] [text      ] [        te]
// stdout: [  003] [0x0012] [%] [12-34-56]
// stdout: truncated: 123 of 6
// stdout: [(null)] 3 bytes before this
// stdout: 0000012345
/* printf's integer and string conversions. */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    char small[4];
    int here = 0;
    uint64_t big = 12345;

    printf("[%d] [%i] [%+d] [% d] [%5d] [%-5d] [%05d] [%.5d]\n", 42, -7, 5, 5, 42, 42, 42, 42);
    printf("[%x] [%X] [%#x] [%#X] [%o] [%#o] [%#x] [%.0d] [%#.0o]\n", 255, 255, 255, 255, 255, 255, 0, 0, 0);
    printf("[%hhd] [%hhu] [%hd] [%hu] [%lu]\n", 128, -1, 32768, -1, ULONG_MAX);
    printf("[%lld] [%lld] [%llu] [%jx]\n", LLONG_MAX, LLONG_MIN, ULLONG_MAX, UINTMAX_MAX);
    printf("[%c] [%5c] [%-5c] [%s] [%.2s] [%10s] [%-10s] [%*.*s]\n", 'x', 'x', 'x', "text", "text", "text", "text", 10,
           2, "text");
    printf("[%5.3d] [%#06x] [%%] [%d-%td-%zu]\n", 3, 18, 12, (ptrdiff_t)34, (size_t)56);
    here = snprintf(small, sizeof small, "%d", 123456);
    printf("truncated: %s of %d\n", small, here);
    printf("[%s]%n", (char *)0, &here);
    printf(" %d bytes before this\n", here - 5);
    printf("%010" PRIu64 "\n", big);
    return snprintf(NULL, 0, "%s", "12345") - 5 + sprintf(small, "%c", 0) - 1;
}
