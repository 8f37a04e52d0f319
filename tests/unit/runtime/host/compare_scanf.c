/*
 * vsscanf against glibc's: random formats and texts that half match; every byte stored has to agree. Left out is where
 * glibc leaves the standard: a "0x" without digits or cut off by the width, and %c that finds fewer characters
 * than its width.
 */
#include <ctype.h>
#include <stdarg.h>

#include "random.h"

int L_vsscanf(const char *from, const char *format, va_list arguments);

static int has_bare_prefix(const char *text)
{
    for (; *text != 0; text++) {
        if (text[0] == '0' && (text[1] | 32) == 'x' && !isxdigit((unsigned char)text[2]))
            return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    static const char *const lengths[] = {"", "", "", "hh", "h", "l", "ll", "j", "z", "t"};
    static const char *const sets[] = {"[a-f]", "[^0-9]", "[]x]", "[^]x]", "[a-]", "[0-9a-zA-Z]", "[ -~]"};
    static const char kinds[] = "diouxXdiuxcssn[[%p";
    static char format[200], text[200];
    static unsigned char ours[8][256], theirs[8][256];
    uint32_t to_ours[8], to_theirs[8];
    int count = checks(argc, argv), n, k, used, a, b;

    for (n = 0; n < count; n++) {
        format[0] = text[0] = 0;
        used = 0;
        for (k = (int)below(5); k >= 0; k--) {
            char kind = kinds[below(sizeof kinds - 1)];
            int integer = strchr("diouxXn", kind) != NULL;
            int discard = kind != '%' && kind != 'n' && below(6) == 0;
            if (below(4) == 0)
                strcat(format, below(2) ? " " : "x");
            strcat(format, discard ? "%*" : "%");
            if (kind != 'n' && kind != '%' && kind != 'c' && below(3) == 0)
                sprintf(format + strlen(format), "%d", (int)((strchr("xXpi", kind) ? 4 : 1) + below(7)));
            if (integer)
                strcat(format, lengths[below(10)]);
            if (kind == '[')
                strcat(format, sets[below(7)]);
            else
                sprintf(format + strlen(format), "%c", kind);
            if (!discard && kind != '%')
                used++;
        }
        for (k = (int)below(6); k > 0; k--) {
            static const char *const parts[] = {"%d", "%u", "0x%x", "%o", "-%d", "+%d ", " %d", "%x", "0"};
            switch (below(8)) {
            case 0:
                strcat(text, " \t");
                break;
            case 1:
                strcat(text, "abcdef");
                break;
            case 2:
                strcat(text, "]x-%Zz");
                break;
            case 3:
                sprintf(text + strlen(text), "%c", (char)(1 + below(255)));
                break;
            default:
                sprintf(text + strlen(text), parts[below(9)], (int)(below(2) ? below(1000) : below(2147483647)));
            }
            if (below(2))
                strcat(text, " ");
        }
        if (has_bare_prefix(text))
            continue;
        memset(ours, 0xA5, sizeof ours);
        memset(theirs, 0xA5, sizeof theirs);
        for (k = 0; k < 8; k++) {
            to_ours[k] = (uint32_t)(uintptr_t)ours[k];
            to_theirs[k] = (uint32_t)(uintptr_t)theirs[k];
        }
        a = L_vsscanf(text, format, (va_list)to_ours);
        b = vsscanf(text, format, (va_list)to_theirs);
        if (a != b || memcmp(ours, theirs, sizeof ours) != 0) {
            printf("format [%s] text [%s]: got %d, expected %d\n", format, text, a, b);
            for (k = 0; k < used; k++)
                printf("  %d: %02x%02x%02x%02x %02x%02x%02x%02x\n", k, ours[k][0], ours[k][1], ours[k][2], ours[k][3],
                       theirs[k][0], theirs[k][1], theirs[k][2], theirs[k][3]);
            return 1;
        }
    }
    return 0;
}
