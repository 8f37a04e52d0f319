// expect: 0
// stdout: 7 8 12 10 13 9 11 92 39 34 63 0 1 10 83 83 52 7 65 -1 0 
// stdout: one two AB line continued 11
// stdout: -61 -87 -30 -126 -84 -16 -97 -104 -128 0 
// stdout: -61 -87 -30 -126 -84 0 
// stdout: 4 e9 d83d de00
// stdout: 3 e9 1f600
// stdout: 4 77 20ac 78
// stdout: 97 39 34 92 0 -1 -128 63 
// stdout: 97 -1 6162 61626364 8364
// stdout: 1 4 4
// stdout: dy 1
// stdout: this
/* String and character literals: escapes, joining, prefixes, universal names, sizes. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))

static const char escapes[] = "\a\b\f\n\r\t\v\\\'\"\?\0\1\12\123\1234\x7\x41\xfF";
static const char joined[] = "one" " two"
    " \x41" "B";
static const char spliced[] = "line \
continued";

static void codes(const char *text, int count)
{
    while (count--)
        printf("%d ", *text++);
    printf("\n");
}

int main(void)
{
    const char utf8[] = u8"\u00e9\u20ac\U0001F600", raw[] = "é€";
    const uint16_t *utf16 = (const uint16_t *)u"\u00e9\U0001F600";
    const uint32_t *utf32 = (const uint32_t *)U"\u00e9\U0001F600";
    const wchar_t *wide = L"w\u20ac" L"x";
    char sum[] = {'a', '\'', '"', '\\', '\0', '\377', '\x80', '\?'};

    codes(escapes, sizeof escapes);
    printf("%s %s %d\n", joined, spliced, (int)sizeof joined);
    codes(utf8, sizeof utf8);
    codes(raw, sizeof raw);
    printf("%d %x %x %x\n", COUNT(u"\u00e9\U0001F600"), utf16[0], utf16[1], utf16[2]);
    printf("%d %x %x\n", COUNT(U"\u00e9\U0001F600"), (unsigned)utf32[0], (unsigned)utf32[1]);
    printf("%d %x %x %x\n", COUNT(L"w\u20ac" "x"), (unsigned)wide[0], (unsigned)wide[1], (unsigned)wide[2]);
    codes(sum, sizeof sum);
    printf("%d %d %x %x %d\n", 'a', '\xff', 'ab', 'abcd', L'\u20ac');
    printf("%d %d %d\n", (int)sizeof "", (int)sizeof "a\0b", (int)sizeof 'a');
    printf("%c%c %d\n", "index"[2], 1["xyz"], *"" == 0);
    printf("%s\n", &"skip this"[5]);
    return 0;
}
