/* A second reader: minimum, maximum and mean of the same samples. */
#include <hsx_mailbox.h>
#include <limits.h>
#include <stdio.h>

int main(void)
{
    int in = hsx_mailbox_open("app:telemetry", HSX_MBX_MODE_RDONLY);
    int low = INT_MAX, high = INT_MIN, sum = 0, count = 0;
    short sample;
    while (hsx_mailbox_recv(in, &sample, sizeof sample, HSX_MBX_TIMEOUT_INFINITE, NULL) >= 0 && sample >= 0) {
        low = sample < low ? sample : low;
        high = sample > high ? sample : high;
        sum += sample;
        count++;
    }
    printf("statistics: %d samples, %d..%d, mean %d\n", count, low, high, count ? sum / count : 0);
    return count == 8 ? 0 : 1;
}
