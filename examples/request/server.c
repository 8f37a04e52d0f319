/* A service: takes requests in turn and answers each to the mailbox it names. */
#include <hsx_mailbox.h>
#include <stdio.h>

#include "protocol.h"

#pragma hsx_mailbox(target="app:calculator", capacity=128, mode="RDWR")

static struct reply compute(const struct request *q)
{
    struct reply r = { 1, 0 };
    switch (q->operation) {
    case '+': r.result = q->a + q->b; break;
    case '-': r.result = q->a - q->b; break;
    case '*': r.result = q->a * q->b; break;
    case '/':
        if (q->b)
            r.result = q->a / q->b;
        else
            r.ok = 0;
        break;
    default: r.ok = 0;
    }
    return r;
}

int main(void)
{
    int in = hsx_mailbox_open(SERVICE, HSX_MBX_MODE_RDONLY);
    struct request q;
    if (in < 0)
        return 1;
    while (hsx_mailbox_recv(in, &q, sizeof q, HSX_MBX_TIMEOUT_INFINITE, NULL) >= 0 && q.operation != 'q') {
        struct reply r = compute(&q);
        int out = hsx_mailbox_open(q.reply_to, HSX_MBX_MODE_WRONLY);
        if (out >= 0) {
            hsx_mailbox_send_wait(out, &r, sizeof r, 0, 0, 100);
            hsx_mailbox_close(out);
        }
    }
    puts("server: done");
    return 0;
}
