// expect: 0
// stdout: ok
/* The mailbox calls of one task with itself, and how they answer. */
#include <hsx_exec.h>
#include <hsx_mailbox.h>
#include <hsx_syscalls.h>
#include <stdio.h>
#include <string.h>

static int failures;

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            printf("line %d: %s\n", __LINE__, #condition); \
            failures++; \
        } \
    } while (0)

int main(void)
{
    struct hsx_mbx_recv_info info;
    struct hsx_mailbox_peek_info depth;
    struct hsx_mailbox_next next;
    static char buffer[128];
    unsigned handles[2];
    unsigned long long start, later;
    unsigned steps;
    int a, b;

    CHECK(hsx_mailbox_bind("app:loop", 128, HSX_MBX_MODE_RDWR) > 0);
    a = hsx_mailbox_open("app:loop", 0);
    b = hsx_mailbox_open("app:other", 0);
    CHECK(a > 3 && b > a);
    CHECK(hsx_mailbox_recv(a, buffer, 32, HSX_MBX_TIMEOUT_POLL, &info) == -HSX_MBX_STATUS_NO_DATA);
    CHECK(hsx_mailbox_recv(a, buffer, 32, 5, NULL) == -HSX_MBX_STATUS_TIMEOUT);
    CHECK(hsx_mailbox_send(a, "hello", 5, HSX_MBX_FLAG_OOB, 3) == 5);
    CHECK(hsx_mailbox_send_basic(a, "second", 6) == 6);
    CHECK(hsx_mailbox_peek(a, &depth) == 0 && depth.depth == 2 && depth.bytes == 27 && depth.next_length == 5);
    CHECK(hsx_mailbox_recv(a, buffer, 32, HSX_MBX_TIMEOUT_INFINITE, &info) == 0);
    CHECK(info.status == 0 && info.length == 5 && info.flags == HSX_MBX_FLAG_OOB && info.channel == 3);
    CHECK((int)info.src_pid == hsx_exec_getpid() && memcmp(buffer, "hello", 5) == 0);
    CHECK(hsx_mailbox_peek_wait(a, 0, &next) == 0 && next.length == 6);
    CHECK(hsx_mailbox_take(a, next.sequence, buffer, 32, &info) == 0 && info.length == 6);
    CHECK(hsx_mailbox_take(a, next.sequence, buffer, 32, NULL) == -HSX_MBX_STATUS_NO_DATA);
    CHECK(hsx_mailbox_send_wait(b, "x", 1, 0, 0, 100) == 1);
    handles[0] = (unsigned)a;
    handles[1] = (unsigned)b;
    CHECK(hsx_mailbox_wait_any(handles, 2, 100) == 1);
    CHECK(hsx_mailbox_recv_basic(b, buffer, 32) == 1 && buffer[0] == 'x');
    CHECK(hsx_mailbox_wait_any(handles, 2, 5) == -HSX_MBX_STATUS_TIMEOUT);
    CHECK(hsx_mailbox_notify(a) == 0);
    CHECK(hsx_mailbox_recv_basic(a, buffer, 32) == 0);
    CHECK(hsx_mailbox_tap(b, 1) == 0 && hsx_mailbox_tap(b, 0) == 0);
    CHECK(hsx_mailbox_send(a, buffer, 121, 0, 0) == -HSX_MBX_STATUS_MSG_TOO_LARGE);
    CHECK(hsx_mailbox_close(a) == 0 && hsx_mailbox_close(a) == -HSX_MBX_STATUS_INVALID_HANDLE);
    CHECK(hsx_mailbox_open("", 0) == -HSX_MBX_STATUS_INTERNAL_ERROR);

    start = hsx_exec_time_us();
    CHECK(hsx_exec_sleep_ms(20) == 0 && hsx_exec_yield() == 0);
    later = hsx_exec_time_us();
    CHECK(later - start >= 20000 && later - start < 40000);
    steps = hsx_core_steps();
    CHECK(hsx_core_steps() > steps);
    puts(failures == 0 ? "ok" : "failed");
    return failures;
}
