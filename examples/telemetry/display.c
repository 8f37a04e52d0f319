/* A reader of the telemetry: shows each sample. */
#include <hsx_mailbox.h>
#include <stdio.h>

int main(void)
{
    int in = hsx_mailbox_open("app:telemetry", HSX_MBX_MODE_RDONLY);
    short sample;
    while (hsx_mailbox_recv(in, &sample, sizeof sample, HSX_MBX_TIMEOUT_INFINITE, NULL) >= 0 && sample >= 0)
        printf("display: %d.%d C\n", sample / 10, sample % 10);
    return 0;
}
