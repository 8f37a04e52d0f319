/* Fan-out: one writer, and every reader of app:telemetry gets every sample. */
#include <hsx_exec.h>
#include <hsx_mailbox.h>
#include <stdio.h>

#pragma hsx_mailbox(target="app:telemetry", capacity=256, mode="RDWR|FANOUT_BLOCK")

int main(void)
{
    int out = hsx_mailbox_open("app:telemetry", HSX_MBX_MODE_WRONLY);
    if (out < 0)
        return 1;
    hsx_exec_sleep_ms(10); /* let the readers open their handles: a fan-out reader starts at `now` */
    for (int n = 0; n < 8; n++) {
        short sample = (short)(200 + n * n);
        if (hsx_mailbox_send_wait(out, &sample, sizeof sample, 0, 0, 1000) < 0)
            return 1;
        hsx_exec_sleep_ms(20);
    }
    short end = -1;
    return hsx_mailbox_send_wait(out, &end, sizeof end, 0, 0, 1000) < 0;
}
