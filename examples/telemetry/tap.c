/* A tap sees copies of the traffic and can neither delay nor steal a message. */
#include <hsx_mailbox.h>
#include <stdio.h>

int main(void)
{
    int tap = hsx_mailbox_open("app:telemetry", HSX_MBX_MODE_RDONLY);
    struct hsx_mbx_recv_info info;
    short sample;
    unsigned seen = 0;
    if (tap < 0 || hsx_mailbox_tap(tap, 1) < 0)
        return 1;
    while (hsx_mailbox_recv(tap, &sample, sizeof sample, HSX_MBX_TIMEOUT_INFINITE, &info) >= 0 && sample >= 0)
        seen++;
    printf("tap: saw %u messages, the last from task %u\n", seen + 1, (unsigned)info.src_pid);
    return seen == 8 ? 0 : 1;
}
