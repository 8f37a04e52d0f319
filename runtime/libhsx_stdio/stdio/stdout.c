#include <hsx_stdio.h>

#include "channel_stream.h"

static unsigned char buffer[BUFSIZ];

struct __file __stdout = {
    .buffer = buffer,
    .size = sizeof buffer,
    .line_end = '\n',
    .flags = STREAM_CAN_WRITE,
    .channel = HSX_STDOUT,
    .operations = &__channel_output,
};
