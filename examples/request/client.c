/* Asks the calculator, waiting for each answer in a reply mailbox of its own. */
#include <hsx_exec.h>
#include <hsx_mailbox.h>
#include <stdio.h>
#include <string.h>

#include "protocol.h"

static int ask(int service, int box, struct request *q, char operation, int a, int b)
{
    struct reply r;
    q->operation = operation;
    q->a = a;
    q->b = b;
    if (hsx_mailbox_send_wait(service, q, sizeof *q, 0, 0, 1000) < 0)
        return 1;
    if (hsx_mailbox_recv(box, &r, sizeof r, 1000, NULL) < 0) {
        fprintf(stderr, "client: no answer\n");
        return 1;
    }
    if (r.ok)
        printf("client: %d %c %d = %d\n", a, operation, b, r.result);
    else
        printf("client: %d %c %d is refused\n", a, operation, b);
    return 0;
}

int main(void)
{
    struct request q;
    snprintf(q.reply_to, sizeof q.reply_to, "app:reply%d", hsx_exec_getpid());
    int box = hsx_mailbox_open(q.reply_to, HSX_MBX_MODE_RDONLY);
    int service = hsx_mailbox_open(SERVICE, HSX_MBX_MODE_WRONLY);
    if (box < 0 || service < 0)
        return 1;
    int failed = ask(service, box, &q, '+', 19, 23) | ask(service, box, &q, '*', -6, 7)
               | ask(service, box, &q, '/', 100, 7) | ask(service, box, &q, '/', 1, 0);
    q.operation = 'q';
    hsx_mailbox_send_wait(service, &q, sizeof q, 0, 0, 1000);
    return failed;
}
