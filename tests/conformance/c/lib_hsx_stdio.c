// expect: 0
// stdin: abc
// stdout: direct
// stdout: v1 line
// stdout: 12345678901234567890123456789012345678901234567890123456789012345678901234567890
// stdout: read 4 [abc], end 0
/* The standard channels without streams. */
#include <hsx_stdio.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    static const char digits[] = "12345678901234567890123456789012345678901234567890123456789012345678901234567890\n";
    char text[20] = "";
    int count;

    if (_hsx_stdio_init() != 0)
        return 1;
    if (hsx_write(HSX_STDOUT, "direct\n", 7) != 7 || hsx_stdio_puts("v1 line") != 0)
        return 2;
    if (hsx_write(HSX_STDOUT, digits, strlen(digits)) != (int)strlen(digits))
        return 3;
    count = hsx_read(text, sizeof text);
    text[count - 1] = 0;
    printf("read %d [%s], ", count, text);
    printf("end %d\n", hsx_read(text, sizeof text));
    if (hsx_write(9, "x", 1) != -HSX_MBX_STATUS_INVALID_HANDLE || hsx_getc() != -1)
        return 4;
    return 0;
}
