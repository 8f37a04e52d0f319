/* Declares its mailbox in the image, so it exists before either task runs, and adds up what arrives. */
#include <hsx_mailbox.h>
#include <stdio.h>

#include "reading.h"

#pragma hsx_mailbox(target="app:readings", capacity=64, mode="RDWR")

int main(void)
{
    int in = hsx_mailbox_open(READINGS, HSX_MBX_MODE_RDONLY);
    unsigned sum = 0;
    struct reading r;
    if (in < 0)
        return 1;
    while (hsx_mailbox_recv(in, &r, sizeof r, HSX_MBX_TIMEOUT_INFINITE, NULL) >= 0 && r.sequence) {
        sum += r.value;
        printf("consumer: got %u, sum %u\n", r.sequence, sum);
    }
    return sum == 385 ? 0 : 1;
}
