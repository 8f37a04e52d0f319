/* Sends ten readings to the mailbox that the consumer's image declares. */
#include <hsx_exec.h>
#include <hsx_mailbox.h>
#include <stdio.h>

#include "reading.h"

int main(void)
{
    int out = hsx_mailbox_open(READINGS, HSX_MBX_MODE_WRONLY);
    if (out < 0) {
        fprintf(stderr, "producer: cannot open %s: status %d\n", READINGS, -out);
        return 1;
    }
    for (unsigned n = 1; n <= 10; n++) {
        struct reading r = { n, n * n };
        int sent = hsx_mailbox_send_wait(out, &r, sizeof r, 0, 0, HSX_MBX_TIMEOUT_INFINITE);
        if (sent < 0)
            return 1;
        printf("producer: sent %u\n", n);
        hsx_exec_sleep_ms(5);
    }
    struct reading end = { 0, 0 };
    return hsx_mailbox_send_wait(out, &end, sizeof end, 0, 0, HSX_MBX_TIMEOUT_INFINITE) < 0;
}
