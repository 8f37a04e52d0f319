// expect: 0
// stdin: first line
// stdin: 
// stdin: a line that is longer than the fifty-six bytes that one message of the default mailbox can carry
// stdin: xyz
// stdout: 11 first line
// stdout: 1
// stdout: 97 a line that is longer than the fifty-six bytes that one message of the default mailbox can carry
// stdout: x*yz
// stdout: end 1 error 0 again -1
/* Reading stdin by lines and by characters up to its end. */
#include <stdio.h>
#include <string.h>

int main(void)
{
    char line[120];
    int n, c;

    for (n = 0; n < 3; n++) {
        if (fgets(line, sizeof line, stdin) == NULL)
            return 1;
        printf(n == 1 ? "%d%s" : "%d %s", (int)strlen(line), line);
    }
    putchar(getchar());
    ungetc('*', stdin);
    while ((c = getchar()) != EOF)
        putchar(c);
    printf("end %d error %d again %d\n", feof(stdin) != 0, ferror(stdin) != 0, getchar());
    return 0;
}
