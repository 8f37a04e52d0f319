/*
 * The standard channels and streams over mailboxes that write down every call: program CASE. A case sets how the
 * mailboxes behave (capacity, room, what input holds) and uses the library as a program would.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct L_file L_FILE;
extern L_FILE L___stdin, L___stdout, L___stderr;
extern int L_errno;
int L_printf(const char *, ...);
int L_fprintf(L_FILE *, const char *, ...);
int L_scanf(const char *, ...);
int L_puts(const char *);
int L_putchar(int);
int L_fputs(const char *, L_FILE *);
size_t L_fwrite(const void *, size_t, size_t, L_FILE *);
int L_fflush(L_FILE *);
int L_getchar(void);
int L_ungetc(int, L_FILE *);
char *L_fgets(char *, int, L_FILE *);
size_t L_fread(void *, size_t, size_t, L_FILE *);
int L_setvbuf(L_FILE *, char *, int, size_t);
int L_feof(L_FILE *);
int L_ferror(L_FILE *);
void L_clearerr(L_FILE *);
void L_perror(const char *);
void L___assert_fail(const char *, const char *, int, const char *);
int L__hsx_stdio_init(void);
int L_hsx_write(int, const void *, unsigned);
int L_hsx_read(void *, unsigned);
int L_hsx_read_timeout(void *, unsigned, unsigned);
int L_hsx_putc(int);
int L_hsx_getc(void);
void L_hsx_stdio_set_policy(int, unsigned, unsigned);
unsigned L_hsx_stdio_dropped(int);
int L_hsx_stdio_puts(const char *);
int L_hsx_stdio_write(const void *, unsigned, unsigned, unsigned);
int L_hsx_stdio_read(void *, unsigned, unsigned, int *);
int L_hsx_fs_printf(int, const char *, ...);
int L_atexit(void (*)(void));
void L_exit(int);
void L__Exit(int);
void L_abort(void);

enum { OK, WOULDBLOCK, INVALID_HANDLE, NO_DATA, MSG_TOO_LARGE, NO_DESCRIPTOR, TIMEOUT = 7 };
enum { BLOCK, DROP, SHORT };
enum { END = 0x10 };

#ifdef OWN_TABLE
struct channel {
    const char *name;
    unsigned policy, timeout_ms, capacity;
};
const struct channel L_hsx_stdio_config[3] = {
    {"app:keys", BLOCK, 250, 0}, {"app:screen", SHORT, 0, 264}, {"svc:log", DROP, 0, 0}};
#endif

static int capacity = 64, room = 1 << 30, refuses = 0;

struct message {
    const char *bytes;
    int length, flags, status;
};

static const struct message *input;

static void show(const char *call, int handle, const char *bytes, int length)
{
    printf("%s %d [", call, handle);
    for (; length-- > 0; bytes++)
        printf(*bytes == '\n' ? "\\n" : "%c", *bytes);
    printf("]");
}

int L_hsx_mailbox_open(const char *name, unsigned rights)
{
    static int handles = 3;
    printf("open %s %u\n", name, rights);
    return refuses ? -NO_DESCRIPTOR : ++handles;
}

int L_hsx_mailbox_bind(const char *name, unsigned bytes, unsigned mode)
{
    printf("bind %s %u %u\n", name, bytes, mode);
    return 9;
}

static int deliver(const char *call, int handle, const void *data, int length, unsigned flags)
{
    if (length + 8 > capacity) {
        printf("%s %d: %d bytes are too large\n", call, handle, length);
        return -MSG_TOO_LARGE;
    }
    show(call, handle, data, length);
    printf(" flags %u", flags);
    if (length > room) {
        printf(": full\n");
        return -WOULDBLOCK;
    }
    room -= length;
    printf("\n");
    return length;
}

int L_hsx_mailbox_send(int handle, const void *data, int length, unsigned flags, unsigned channel)
{
    return channel != 0 ? -99 : deliver("send", handle, data, length, flags);
}

int L_hsx_mailbox_send_wait(int handle, const void *data, int length, unsigned flags, unsigned channel,
                            unsigned timeout)
{
    int status = channel != 0 ? -99 : deliver("send_wait", handle, data, length, flags);
    if (status == -WOULDBLOCK) {
        printf("waited %u ms\n", timeout);
        return -TIMEOUT;
    }
    return status;
}

int L_hsx_mailbox_recv(int handle, void *buffer, int max, unsigned timeout, int32_t *info)
{
    const struct message *next = input;
    printf("recv %d max %d timeout %u\n", handle, max, timeout);
    if (next == NULL || next->status == -1) {
        printf("nothing left: a task would wait for ever\n");
        exit(1);
    }
    if (!(next->flags & END))
        input++;
    if (next->status != OK)
        return -next->status;
    memcpy(buffer, next->bytes, (size_t)(next->length < max ? next->length : max));
    info[1] = next->length;
    info[2] = next->flags;
    return 0;
}

int L_hsx_fs_write(int fd, const void *data, unsigned length)
{
    show("fs_write", fd, data, (int)length);
    printf("\n");
    return refuses ? -28 : (int)length;
}

_Noreturn void L_hsx_task_exit(int status)
{
    printf("exit %d\n", status);
    fflush(stdout);
    _exit(0);
}

#define TEXT(text) {text, sizeof text - 1, 0, OK}
#define STATUS(status) {"", 0, 0, status}
#define HINT {"", 0, 0, OK}
#define END_OF_INPUT {"", 0, END, OK}
#define NOTHING_MORE {"", 0, 0, -1}

static void lines(void)
{
    L_printf("a%d", 1);
    L_printf("b\nc");
    L_puts("d");
    L_putchar('e');
    L_exit(3);
}

static void errors_together(void)
{
    L_fprintf(&L___stderr, "%s %d %s\n", "x", 1, "y");
    L_fputs("plain\n", &L___stderr);
    L_errno = 2;
    L_perror("file");
    L_perror(NULL);
    L_printf("out");
    L_fprintf(&L___stderr, "err");
}

static char hundred_thirty[131];

static void long_write(void)
{
    printf("= %d\n", L_hsx_write(1, hundred_thirty, 130));
    printf("= %d\n", L_hsx_write(1, hundred_thirty, 60));
    printf("= %d\n", L_hsx_write(1, hundred_thirty, 0));
}

static void small_mailbox(void)
{
    capacity = 18;
    printf("= %d\n", L_hsx_write(1, hundred_thirty, 30));
}

static void tiny_mailbox(void)
{
    capacity = 8;
    printf("= %d\n", L_hsx_write(1, "abc", 3));
}

static void large_buffer(void)
{
    capacity = 1000;
    L_fwrite(hundred_thirty, 1, 130, &L___stdout);
    L_fwrite(hundred_thirty, 10, 13, &L___stdout);
    L_fwrite(hundred_thirty, 130, 1, &L___stdout);
    printf("= %d\n", (int)L_fwrite(hundred_thirty, 65, 2, &L___stdout));
    printf("= %d\n", L_fflush(NULL));
}

static void drops(void)
{
    room = 60;
    L_hsx_stdio_set_policy(1, DROP, 0);
    printf("= %d\n", L_hsx_write(1, hundred_thirty, 130));
    printf("dropped %u\n", L_hsx_stdio_dropped(1));
    printf("= %d\n", L_puts("more") < 0);
    printf("dropped %u\n", L_hsx_stdio_dropped(1));
}

static void shortened(void)
{
    room = 60;
    L_hsx_stdio_set_policy(1, SHORT, 0);
    printf("= %d\n", L_hsx_write(1, hundred_thirty, 130));
    printf("= %d\n", L_hsx_write(1, "0123456789", 10));
    printf("= %d", L_puts("more"));
    printf(" error %d errno %d\n", L_ferror(&L___stdout), L_errno);
}

static void blocked(void)
{
    room = 60;
    L_hsx_stdio_set_policy(1, BLOCK, 20);
    printf("= %d\n", L_hsx_write(1, hundred_thirty, 130));
    printf("= %d\n", L_hsx_putc('x'));
    room = 1;
    printf("= %d\n", L_hsx_putc('x'));
}

static void no_handle(void)
{
    refuses = 1;
    printf("init %d\n", L__hsx_stdio_init());
    printf("= %d", L_printf("text\n"));
    printf(" errno %d error %d\n", L_errno, L_ferror(&L___stdout));
    L_clearerr(&L___stdout);
    printf("error %d\n", L_ferror(&L___stdout));
    printf("read %d\n", L_hsx_read(hundred_thirty, 5));
    printf("write %d\n", L_hsx_write(7, "x", 1));
}

static void asks_before_reading(void)
{
    static const struct message messages[] = {TEXT("Ann\n"), NOTHING_MORE};
    char name[20];
    input = messages;
    L_printf("name? ");
    L_printf("hello %s", L_fgets(name, 20, &L___stdin));
    L_exit(0);
}

static void reads(void)
{
    static const struct message messages[] = {TEXT("one two\nthr"), HINT, TEXT("ee\n12 34\nrest"), TEXT("!"),
                                              END_OF_INPUT};
    char line[20];
    int a = 0, b = 0, count;
    input = messages;
    printf("gets [%s]\n", L_fgets(line, 5, &L___stdin));
    printf("gets [%s]\n", L_fgets(line, 20, &L___stdin));
    printf("gets [%s]\n", L_fgets(line, 20, &L___stdin));
    count = L_scanf("%d%d", &a, &b);
    printf("scanf %d %d %d\n", count, a, b);
    printf("getchar %d\n", L_getchar());
    printf("unget %d\n", L_ungetc('R', &L___stdin));
    printf("unget %d\n", L_ungetc('*', &L___stdin));
    count = (int)L_fread(line, 2, 5, &L___stdin);
    printf("fread %d [%.6s]\n", count, line);
    printf("end %d error %d\n", L_feof(&L___stdin), L_ferror(&L___stdin));
    printf("getchar %d", L_getchar());
    printf(" gets %d", L_fgets(line, 20, &L___stdin) == NULL);
    printf(" scanf %d", L_scanf("%d", &a));
    printf(" unget %d", L_ungetc('z', &L___stdin));
    printf(" getchar %d\n", L_getchar());
}

static void long_scan(void)
{
    static const struct message messages[] = {TEXT("  12"), TEXT("34 ab"), TEXT("cd "), TEXT("x"), END_OF_INPUT};
    char word[20];
    int number, at, count;
    input = messages;
    count = L_scanf("%d%s%n", &number, word, &at);
    printf("scanf %d %d %s %d\n", count, number, word, at);
    printf("getchar [%c]\n", L_getchar());
}

static void times_out(void)
{
    static const struct message messages[] = {STATUS(TIMEOUT), STATUS(NO_DATA), TEXT("k"), NOTHING_MORE};
    input = messages;
    L_hsx_stdio_set_policy(0, BLOCK, 100);
    printf("getchar %d", L_getchar());
    printf(" errno %d error %d end %d\n", L_errno, L_ferror(&L___stdin), L_feof(&L___stdin));
    printf("read %d\n", L_hsx_read_timeout(hundred_thirty, 5, 0));
    printf("getc %d\n", L_hsx_getc());
}

static void held(void)
{
    static const struct message messages[] = {TEXT("abcdefgh"), END_OF_INPUT};
    char text[9] = "";
    input = messages;
    printf("read %d", L_hsx_read(text, 3));
    printf(" [%s]\n", text);
    printf("read %d\n", L_hsx_read(text, 0));
    printf("getc %c\n", L_hsx_getc());
    memset(text, 0, 9);
    printf("read %d", L_hsx_read(text, 8));
    printf(" [%s]\n", text);
    printf("read %d\n", L_hsx_read(text, 8));
    printf("getc %d\n", L_hsx_getc());
}

static void buffers(void)
{
    static const struct message messages[] = {TEXT("abcdef"), END_OF_INPUT};
    static char own[16], in[12];
    input = messages;
    printf("= %d\n", L_setvbuf(&L___stdout, own, 0, 16));
    L_puts("0123456789");
    L_puts("0123456789");
    printf("= %d\n", L_setvbuf(&L___stdout, NULL, 2, 0));
    L_printf("%d+%d\n", 1, 2);
    L_putchar('x');
    printf("= %d\n", L_setvbuf(&L___stderr, NULL, 1, 100));
    printf("= %d\n", L_setvbuf(&L___stderr, own, 1, 16));
    L_fputs("not yet", &L___stderr);
    L_fputs(" now\n", &L___stderr);
    printf("= %d\n", L_setvbuf(&L___stdin, in, 0, 12));
    printf("getchar %c\n", L_getchar());
    L_setvbuf(&L___stdin, NULL, 2, 0);
    printf("getchar %c\n", L_getchar());
}

static void wrong_direction(void)
{
    printf("= %d", L_fputs("x", &L___stdin));
    printf(" errno %d\n", L_errno);
    L_errno = 0;
    printf("= %d", L_fgets(hundred_thirty, 5, &L___stdout) == NULL);
    printf(" errno %d\n", L_errno);
    printf("errors %d %d\n", L_ferror(&L___stdin), L_ferror(&L___stdout));
}

static void last(void)
{
    L_printf("last,");
}

static void first(void)
{
    L_printf("first,");
    L_atexit(last);
}

static void exits(void)
{
    L_atexit(first);
    L_printf("main,");
    L_exit(300);
}

static void quits(void)
{
    L_printf("lost");
    L__Exit(4);
}

static void aborts(void)
{
    L_printf("lost");
    L___assert_fail("a == b", "f.c", 7, "f");
}

static void v1_calls(void)
{
    static const struct message messages[] = {STATUS(NO_DATA), TEXT("in"), END_OF_INPUT};
    char text[8];
    int length = 9, status;
    input = messages;
    printf("= %d\n", L_hsx_stdio_puts("line"));
    printf("= %d\n", L_hsx_stdio_write("oob", 3, 4, 5));
    status = L_hsx_stdio_read(text, 8, 0, &length);
    printf("read %d %d\n", status, length);
    status = L_hsx_stdio_read(text, 8, 70, &length);
    printf("read %d %d\n", status, length);
    status = L_hsx_stdio_read(text, 8, 70, &length);
    printf("read %d %d\n", status, length);
}

static void to_file(void)
{
    printf("= %d\n", L_hsx_fs_printf(3, "%s-%d", "abc", 5));
    printf("= %d\n", L_hsx_fs_printf(3, "%0150d", 5));
    refuses = 1;
    printf("= %d\n", L_hsx_fs_printf(3, "abc"));
}

static const struct {
    const char *name;
    void (*run)(void);
} cases[] = {
    {"lines", lines}, {"errors_together", errors_together}, {"long_write", long_write},
    {"small_mailbox", small_mailbox}, {"tiny_mailbox", tiny_mailbox}, {"large_buffer", large_buffer},
    {"drops", drops}, {"shortened", shortened}, {"blocked", blocked}, {"no_handle", no_handle},
    {"asks_before_reading", asks_before_reading}, {"reads", reads}, {"long_scan", long_scan},
    {"times_out", times_out}, {"held", held}, {"buffers", buffers}, {"wrong_direction", wrong_direction},
    {"exits", exits}, {"quits", quits}, {"aborts", aborts}, {"v1_calls", v1_calls}, {"to_file", to_file},
};

int main(int argc, char **argv)
{
    unsigned n;

    for (n = 0; n < 130; n++)
        hundred_thirty[n] = (char)('0' + n % 10);
    for (n = 0; argc == 2 && n < sizeof cases / sizeof *cases; n++) {
        if (strcmp(argv[1], cases[n].name) == 0) {
            cases[n].run();
            return 0;
        }
    }
    return 2;
}
